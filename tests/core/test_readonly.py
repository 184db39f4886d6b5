"""A GET never writes."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from ocop.core.models import Blob, NumberSeries
from ocop.core.readonly import WriteUnderGet, no_writes, writes


@pytest.mark.django_db
def test_reading_and_savepoints_pass_and_every_write_is_refused() -> None:
    series = NumberSeries.objects.create(owner_unit_id=1, kind="decision", year=2026)
    deeds = [
        lambda: NumberSeries.objects.create(owner_unit_id=2, kind="decision", year=2026),
        lambda: NumberSeries.objects.update(last=9),
        lambda: NumberSeries.objects.filter(pk=series.pk).delete(),
        lambda: Blob.objects.bulk_create([Blob(sha256="1", size=1, kind="pdf")], ignore_conflicts=True),
        lambda: connection.cursor().execute("DROP TABLE core_blob"),
    ]
    with no_writes():
        with transaction.atomic():
            assert NumberSeries.objects.select_for_update().get().last == 0
        for deed in deeds:
            with pytest.raises(WriteUnderGet), transaction.atomic():
                deed()
    assert list(NumberSeries.objects.values_list("owner_unit_id", "last")) == [(1, 0)]


@pytest.mark.django_db
def test_a_session_may_be_written() -> None:
    with no_writes():
        Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() + dt.timedelta(1))
        assert Session.objects.filter(session_key="a").delete()[0] == 1


@pytest.mark.django_db
def test_after_the_block_writing_is_allowed_again() -> None:
    with no_writes():
        pass
    assert Blob.objects.create(sha256="1", size=1, kind="pdf").pk


@pytest.mark.parametrize(
    ("sql", "refused"),
    [
        ('SELECT "a" FROM "update" FOR UPDATE', False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("WITH ids AS MATERIALIZED (SELECT id FROM core_blob) SELECT * FROM ids FOR UPDATE", False),
        ("WITH gone AS (DELETE FROM core_blob RETURNING id) SELECT * FROM gone", True),
        ("WITH a AS (SELECT 1) INSERT INTO core_blob SELECT * FROM a", True),
        ('INSERT INTO "core_opening" ("at") VALUES (1)', False),
        ('INSERT OR IGNORE INTO "django_session" VALUES (1)', False),
        ('UPDATE "recognition_scanday" SET "n" = 1', False),
        ('UPDATE "core_opening_else" SET "n" = 1', True),
        ("/* a note */ DELETE FROM core_blob", True),
        ("-- a note\nDELETE FROM core_blob", True),
        ("-- a note\nSELECT 1", False),
        ("TRUNCATE core_blob", True),
        ("CREATE INDEX i ON core_blob (kind)", True),
        ("", True),
    ],
)
def test_each_statement_is_told_for_what_it_is(sql: str, refused: bool) -> None:
    assert writes(sql) is refused
