"""The trail: sealed in batches, and every altered, removed or inserted row named."""

import datetime as dt
import os
import stat
from collections.abc import Callable
from functools import partial

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Max

from ocop.core.append_only import drop_triggers, install_triggers
from ocop.core.audit import digest_of, payload_digest, record
from ocop.core.models import AuditEntry, AuditLeaf, AuditPayload, AuditSeal, Blob, Opening
from ocop.core.seals import audit_key, merkle_root, seal_entries, verify_audit

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def write_entries(count: int, *, since: dt.datetime = NOON) -> list[AuditEntry]:
    """Many entries as `record` writes them, in bulk."""
    entries, payloads = [], []
    for number in range(count):
        entry = AuditEntry(
            at=since + dt.timedelta(seconds=number),
            verb="submit_dossier",
            object_type="core.Blob",
            object_id=number,
            reason=f"lần {number}",
        )
        body = {"state": "submitted", "number": number}
        salt = f"{number:032x}"
        payload = AuditPayload(entry=entry, salt=salt, body=body, digest=payload_digest(salt, body))
        entry.digest = digest_of(entry, payload.digest)
        entries.append(entry)
        payloads.append(payload)
    made = AuditEntry.objects.bulk_create(entries, batch_size=2000)
    for entry, payload in zip(made, payloads, strict=True):
        payload.entry_id = entry.pk
    AuditPayload.objects.bulk_create(payloads, batch_size=2000)
    return made


def sealed(count: int) -> list[int]:
    """Ids of that many sealed entries."""
    entries = write_entries(count)
    seal_entries(now=NOON + dt.timedelta(days=1))
    return [entry.pk for entry in entries]


def delete_all_traces(entry_id: int) -> None:
    for model in (AuditLeaf, AuditPayload):
        model.objects.filter(entry_id=entry_id).delete()
    AuditEntry.objects.filter(pk=entry_id)._raw_delete("default")


@pytest.mark.django_db
def test_a_recorded_verb_is_sealed_and_proven() -> None:
    blob = Blob.objects.create(sha256="0" * 64, size=1, kind="pdf")
    entry = record("store_blob", blob, by=None, body={"kind": "pdf", "day": dt.date(2026, 5, 22)}, reason="thử")
    assert verify_audit().unsealed == 1
    seal = seal_entries()
    assert seal is not None
    assert (seal.number, seal.count, entry.leaf.digest) == (1, 1, entry.digest)
    report = verify_audit()
    assert (report.clean, report.checked, report.unsealed, report.last_root) == (True, 1, 0, seal.root)
    assert seal_entries() is None


@pytest.mark.django_db
def test_each_seal_is_linked_to_the_one_before() -> None:
    sealed(3)
    write_entries(2)
    second = seal_entries(now=NOON + dt.timedelta(days=2))
    assert second is not None
    assert second.previous_root == AuditSeal.objects.get(number=1).root
    assert verify_audit().clean


@pytest.mark.django_db
def test_among_twenty_thousand_each_altered_removed_and_inserted_row_is_named() -> None:
    ids = sealed(20_000)
    report = verify_audit()
    assert (report.clean, report.checked) == (True, 20_000)

    AuditEntry.objects.filter(pk=ids[11]).update(reason="đã sửa")
    AuditPayload.objects.filter(entry_id=ids[222]).update(body={"state": "accepted"})
    rewritten = AuditEntry.objects.select_related("payload").get(pk=ids[3333])
    rewritten.verb = "accept_dossier"
    rewritten.digest = digest_of(rewritten, rewritten.payload.digest)
    rewritten.save()
    AuditPayload.objects.filter(entry_id=ids[4444]).delete()
    delete_all_traces(ids[15_000])
    AuditEntry.objects.create(at=NOON, verb="issue_decision", object_type="core.Blob", object_id=1, digest="f" * 64)

    report = verify_audit()
    assert report.altered == [ids[11], ids[222], ids[3333], ids[4444]]
    assert report.missing == [ids[15_000]]
    assert report.added == [AuditEntry.objects.aggregate(last=Max("id"))["last"]]
    assert report.broken_seals == [1]
    assert (report.gaps, report.checked) == ([], 20_000)


def put_in(entry_id: int, *, at: dt.datetime) -> int:
    """An entry with its payload, consistent in itself, under a chosen id."""
    entry = AuditEntry(pk=entry_id, at=at, verb="issue_decision", object_type="core.Blob", object_id=1)
    payload = AuditPayload(entry=entry, salt="s", body={}, digest=payload_digest("s", {}))
    entry.digest = digest_of(entry, payload.digest)
    entry.save(force_insert=True)
    payload.save(force_insert=True)
    return entry_id


@pytest.mark.django_db
def test_a_row_put_into_a_hole_after_sealing_is_named_even_if_it_is_consistent_and_sealed_later() -> None:
    last = sealed(5)[-1]
    put_in(last + 50, at=NOON + dt.timedelta(days=1, seconds=1))
    seal_entries(now=NOON + dt.timedelta(days=2))
    assert verify_audit().clean

    forged = put_in(last + 20, at=NOON)
    assert verify_audit().added == [forged]
    seal_entries(now=NOON + dt.timedelta(days=3))
    assert verify_audit().added == [forged]


@pytest.mark.django_db
def test_an_entry_that_a_long_transaction_commits_late_is_no_forgery_on_postgresql() -> None:
    last = sealed(5)[-1]
    put_in(last + 50, at=NOON + dt.timedelta(days=2))
    passed = NOON + dt.timedelta(days=2, minutes=1)
    seal_entries(now=passed)
    late = put_in(last + 20, at=passed - dt.timedelta(minutes=5))
    seal_entries(now=passed + dt.timedelta(minutes=1))
    # SQLite has one writer: there nothing comes late.
    assert verify_audit().added == ([] if connection.vendor == "postgresql" else [late])


@pytest.mark.django_db
def test_two_neighbours_removed_without_trace_leave_a_place_that_is_narrowed_down() -> None:
    ids = sealed(6)
    delete_all_traces(ids[2])
    delete_all_traces(ids[3])
    report = verify_audit()
    assert report.gaps == [(1, 2, ids[1], None), (1, 3, None, ids[4])]
    assert report.clean is False


@pytest.mark.django_db(transaction=True)
def test_an_entry_removed_beside_its_leaf_or_payload_is_named() -> None:
    ids = sealed(4)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            connection.disable_constraint_checking()
        cursor.execute("DELETE FROM core_auditentry WHERE id IN (%s, %s)", [ids[0], ids[2]])
        cursor.execute("DELETE FROM core_auditleaf WHERE entry_id = %s", [ids[2]])
        cursor.execute("DELETE FROM core_auditpayload WHERE entry_id = %s", [ids[0]])
        report = verify_audit()
        for model in (AuditLeaf, AuditPayload, AuditEntry, AuditSeal):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            connection.enable_constraint_checking()
    assert report.missing == [ids[0], ids[2]]


@pytest.mark.django_db
def test_a_leaf_put_in_beyond_the_count_is_named() -> None:
    sealed(3)
    extra = write_entries(1)[0]
    AuditLeaf.objects.create(entry=extra, seal=AuditSeal.objects.get(), position=3, digest=extra.digest)
    report = verify_audit()
    assert (report.added, report.broken_seals) == ([extra.pk], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        lambda: AuditSeal.objects.filter(number=2).update(root="a" * 64),
        lambda: AuditSeal.objects.filter(number=2).update(signature="a" * 64),
        lambda: AuditSeal.objects.filter(number=2).update(at=NOON),
        lambda: AuditSeal.objects.filter(number=2).update(previous_root="a" * 64),
        lambda: AuditLeaf.objects.filter(seal__number=2, position=0).update(digest="a" * 64),
    ],
)
def test_a_seal_that_was_touched_is_named(spoil: Callable[[], int]) -> None:
    sealed(3)
    write_entries(2)
    seal_entries(now=NOON + dt.timedelta(days=2))
    assert spoil() == 1
    assert 2 in verify_audit().broken_seals


@pytest.mark.django_db
def test_a_removed_seal_breaks_the_link_of_the_next() -> None:
    sealed(3)
    write_entries(2)
    seal_entries(now=NOON + dt.timedelta(days=2))
    AuditLeaf.objects.filter(seal__number=1).delete()
    AuditSeal.objects.filter(number=1).delete()
    assert verify_audit().broken_seals == [2]


@pytest.mark.django_db
def test_a_payload_erased_for_a_persons_request_leaves_the_header_proven() -> None:
    ids = sealed(3)
    AuditPayload.objects.filter(entry_id=ids[1]).update(body=None)
    report = verify_audit()
    assert (report.clean, report.erased) == (True, 1)
    AuditEntry.objects.filter(pk=ids[1]).update(reason="đã sửa")
    assert verify_audit().altered == [ids[1]]


def test_leaves_and_nodes_of_the_tree_never_pass_for_each_other() -> None:
    roots = {merkle_root(["a"]), merkle_root(["a", "b"]), merkle_root(["b", "a"]), merkle_root(["a", "b", "b"])}
    assert len(roots) == 4
    assert merkle_root([merkle_root(["a", "b"])]) != merkle_root(["a", "b"])


def test_the_key_file_is_made_once_and_for_its_owner_only(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCOP_AUDIT_KEY", raising=False)
    settings.AUDIT_KEY, settings.VAR_DIR = "", tmp_path / "var"
    key = audit_key()
    assert (len(key), audit_key()) == (64, key)
    assert stat.S_IMODE(os.stat(tmp_path / "var/audit_key").st_mode) == 0o600


@pytest.mark.django_db
def test_the_commands_seal_and_tell_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    ids = [entry.pk for entry in write_entries(3)]
    call_command("seal_audit")
    call_command("verify_audit")
    assert "KẾT QUẢ: nhật ký nguyên vẹn." in capsys.readouterr().out
    AuditEntry.objects.filter(pk=ids[1]).update(verb="khác")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    assert f"Bị sửa (1): {ids[1]}" in capsys.readouterr().out


@pytest.fixture
def triggers(db: None):
    """The triggers on, for one test."""
    install_triggers(connection)
    yield
    drop_triggers(connection)


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def test_the_triggers_stop_every_change_of_the_trail(triggers: None, django_user_model) -> None:
    ids = sealed(2)
    user = django_user_model(email="mai@example.vn", name="Mai")
    user.save()
    Opening.objects.create(actor=user, object_type="core.Blob", object_id=1, kind="cccd")
    for model in (AuditEntry, AuditLeaf, AuditSeal, AuditPayload, Opening):
        assert refused(partial(model.objects.all()._raw_delete, "default")), model
    assert refused(lambda: AuditEntry.objects.update(reason="khác"))
    assert refused(lambda: AuditLeaf.objects.update(digest="a"))
    assert refused(lambda: AuditSeal.objects.update(root="a"))
    assert refused(lambda: Opening.objects.update(kind="khác"))
    payloads = AuditPayload.objects.filter(entry_id=ids[0])
    assert refused(lambda: payloads.update(body={"state": "khác"}))
    assert refused(lambda: payloads.update(body=None, salt="khác"))
    assert payloads.update(body=None) == 1
    assert refused(lambda: payloads.update(body={"state": "submitted"}))
    assert verify_audit().clean


def test_installing_the_triggers_twice_does_no_harm(triggers: None) -> None:
    install_triggers(connection)
    sealed(1)
    assert refused(lambda: AuditEntry.objects.update(reason="khác"))
