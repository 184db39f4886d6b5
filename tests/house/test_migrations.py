"""The tables are those the models say, and the trail is guarded."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from ocop.core.append_only import ERASABLE, FROZEN, drop_triggers, install_triggers


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    told = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told, stderr=told)
    except SystemExit:
        pytest.fail(told.getvalue())


@pytest.mark.django_db
def test_every_table_of_the_trail_gets_its_triggers() -> None:
    """A migration that rebuilds one of these tables on SQLite must install them again (append_only.py says so)."""
    install_triggers(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = {row[0] for row in cursor.fetchall()}
    drop_triggers(connection)
    wanted = {f"{table}_no_{deed}" for table in (*FROZEN, ERASABLE) for deed in ("update", "delete")}
    assert wanted <= names
