"""Editions as rows: loaded repeatably, frozen once published, read back as the same rubric."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant, nobody
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.rulebooks import queries
from ocop.rulebooks.actions import load_edition, load_file, load_holidays, publish_edition
from ocop.rulebooks.models import Criterion, Edition, Holiday, Option, ProductSet, StarBand
from ocop.rulebooks.rules import clocks, shelf

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
LAW = shelf.DATA / "vn-ocop-26-2026.yaml"


def actor(*roles):
    """Somebody who holds these roles for the whole country."""

    class Person:
        pk = None

    return Actor(Person(), TODAY, tuple(Grant(role, 1, "national", None) for role in roles))


EDITOR = actor(Role.RULEBOOK_EDITOR)


@pytest.fixture
def law():
    """26/2026, published."""
    return load_edition(path=LAW, publish=True)


@pytest.fixture
def old():
    """148, published."""
    return load_edition(path=shelf.DATA / "vn-ocop-148.yaml", publish=True)


def changed(tmp_path, path=LAW):
    """The same file with one more line."""
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes() + b"# a later hand\n")
    return copy


# Loading

def test_loading_twice_changes_nothing(law):
    entries, options = AuditEntry.objects.count(), list(Option.objects.values())
    again = load_edition(path=LAW, publish=True)
    assert (again.pk, AuditEntry.objects.count(), list(Option.objects.values())) == (law.pk, entries, options)
    assert load_file(path=LAW).changed is False


def test_a_loaded_rubric_is_the_one_in_the_file(law):
    for row in ProductSet.objects.filter(edition=law).select_related("edition"):
        assert queries.rubric_of(row) == shelf.shipped_books()[law.key].rubrics[row.key]
    assert queries.bands_of(law) == shelf.shipped_books()[law.key].bands


def test_the_older_editions_load_alike(old):
    assert old.complete is False
    assert len(old.transcript_gaps) == 4
    row = ProductSet.objects.select_related("edition").get(edition=old, key="s11")
    assert queries.rubric_of(row) == shelf.shipped_books()[old.key].rubrics["s11"]


def test_a_rubric_is_asked_of_the_database_once(law, django_assert_num_queries):
    row = ProductSet.objects.select_related("edition").get(edition=law, key="s05")
    queries.rubric_of(row)
    with django_assert_num_queries(0):
        queries.rubric_of(row)


def test_of_1627_only_the_head_is_known():
    edition = load_edition(path=shelf.DATA / "bk-1627-2018.yaml", publish=True)
    assert (edition.number, edition.scope_code, edition.complete, edition.sets.count()) == (
        "1627/QĐ-UBND", "06", False, 0)
    assert queries.evaluating_levels(edition, TODAY) == ["district", "province"]


def test_a_changed_file_of_a_published_edition_is_refused(law, tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_edition(path=changed(tmp_path))
    assert (refusal.value.code, refusal.value.kind) == ("edition-published", "conflict")
    assert Edition.objects.get().checksum == law.checksum


def test_a_changed_file_of_a_draft_is_laid_anew(tmp_path):
    draft = load_edition(path=LAW)
    again = load_edition(path=changed(tmp_path))
    assert (again.pk, again.checksum == draft.checksum, ProductSet.objects.count()) == (draft.pk, False, 26)


def test_a_flawed_file_is_refused_and_says_where(tmp_path):
    file = tmp_path / "flawed.yaml"
    text = LAW.read_text(encoding="utf-8").replace('"1.1": material-origin-4', '"1.1": certified-area', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        load_edition(path=file)
    assert refusal.value.code == "rulebook-flawed"
    assert {lack.code for lack in refusal.value.missing} == {"sum"}
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"- 1"])
def test_a_file_that_is_no_rulebook_is_refused(tmp_path, content):
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    with pytest.raises(Refusal, match="rulebook-unreadable"):
        load_edition(path=file)


def test_only_editors_load(tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_edition(path=LAW, by=actor(Role.PROVINCE_OFFICER))
    assert refusal.value.kind == "forbidden"
    assert load_edition(path=shelf.DATA / "bk-1627-2018.yaml", by=EDITOR).key == "bk-1627-2018"


def test_the_command_loads_what_is_shipped_and_says_what_it_did(capsys):
    call_command("load_rulebook")
    assert capsys.readouterr().out.splitlines() == [
        "bk-1627-2018: đã nạp", "evidence_help.yaml: không đổi", "holidays.yaml: đã nạp",
        "road_weights.yaml: không đổi", "vn-ocop-1048-781: đã nạp", "vn-ocop-148: đã nạp", "vn-ocop-26-2026: đã nạp",
        "map-148-26-2026.yaml: đã nạp", "vn-idea 2026.1: đã nạp", "vn-plan 2026.1: đã nạp"]
    call_command("load_rulebook", str(LAW))
    assert capsys.readouterr().out == "vn-ocop-26-2026: không đổi\n"
    assert Edition.objects.published().count() == 4


def test_the_command_turns_a_refusal_into_its_error(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_rulebook", str(tmp_path / "nowhere.yaml"))


# Publishing, and after it

def test_an_editor_publishes_once_and_an_entry_is_written():
    draft = load_edition(path=LAW)
    edition = publish_edition(edition=draft, by=EDITOR)
    assert (edition.is_published, AuditEntry.objects.filter(verb="publish_edition").count()) == (True, 1)
    with pytest.raises(Refusal) as refusal:
        publish_edition(edition=edition, by=EDITOR)
    assert refusal.value.kind == "conflict"


def test_others_do_not_publish():
    draft = load_edition(path=LAW)
    with pytest.raises(Refusal) as refusal:
        publish_edition(edition=draft, by=actor(Role.LEADER))
    assert (refusal.value.kind, Edition.objects.get().state) == ("forbidden", "draft")


def test_criteria_without_bands_are_not_published():
    draft = load_edition(path=LAW)
    StarBand.objects.filter(edition=draft).delete()
    with pytest.raises(Refusal) as refusal:
        publish_edition(edition=draft, by=EDITOR)
    assert [lack.code for lack in refusal.value.missing] == ["bands"]


DEEDS = {
    "save the edition": lambda law: law.save(),
    "delete the edition": lambda law: law.delete(),
    "update editions": lambda law: Edition.objects.filter(pk=law.pk).update(in_force_to=TODAY),
    "delete editions": lambda law: Edition.objects.filter(pk=law.pk).delete(),
    "save an option": lambda law: Option.objects.first().save(),
    "delete an option": lambda law: Option.objects.first().delete(),
    "update options": lambda law: Option.objects.update(points=0),
    "delete criteria": lambda law: Criterion.objects.all().delete(),
    "add a band": lambda law: StarBand.objects.create(
        edition=law, star=5, from_points=1, level="none", certificate=False),
}


def test_a_published_edition_does_not_change(law):
    for deed in DEEDS.values():
        with pytest.raises(Refusal, match="edition-published"):
            deed(law)


def test_published_and_its_stamp_go_together():
    draft = load_edition(path=shelf.DATA / "bk-1627-2018.yaml")
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(state="published")


def test_a_passer_by_sees_published_editions_only(old):
    load_edition(path=LAW)
    stranger = nobody(TODAY)
    assert [edition.key for edition in Edition.objects.visible_to(stranger)] == ["vn-ocop-148"]
    assert ProductSet.objects.all().visible_to(stranger).count() == 26


# Which edition

FILED = {
    "2023-02-24": "vn-ocop-148", "2026-05-21": "vn-ocop-148", "2026-05-22": "vn-ocop-26-2026",
    "2026-07-21": "vn-ocop-26-2026", "2030-01-01": "vn-ocop-26-2026",
}


def test_the_edition_follows_the_day_of_filing(law, old):
    for kind in ("first", "upgrade", "reevaluation"):
        found = {filed: queries.edition_for(kind, dt.date.fromisoformat(filed)).key for filed in FILED}
        assert found == FILED


def test_a_transition_rule_may_leave_a_kind_to_the_old_edition(old):
    law = load_edition(path=LAW)
    law.transitions.filter(kind="reevaluation").update(filed_before=dt.date(2026, 6, 1))
    publish_edition(edition=law, by=EDITOR)
    day = dt.date(2026, 5, 25)
    assert queries.edition_for("reevaluation", day).key == "vn-ocop-148"
    assert queries.edition_for("first", day).key == "vn-ocop-26-2026"


def test_before_every_known_edition_there_is_none(law):
    with pytest.raises(Refusal, match="edition-none"):
        queries.edition_for("first", dt.date(2018, 1, 1))


def test_a_dossier_under_the_old_rules_must_be_finished_in_time(law, old):
    filed = dt.date(2026, 5, 21)
    assert {kind: queries.finish_by(old, kind, filed) for kind in ("first", "upgrade", "reevaluation")} == {
        "first": dt.date(2026, 7, 21), "upgrade": dt.date(2026, 7, 21), "reevaluation": dt.date(2026, 6, 21)}
    assert queries.finish_by(law, "first", dt.date(2026, 5, 22)) is None


def test_the_district_evaluates_until_it_is_gone(old):
    assert queries.evaluating_levels(old, dt.date(2025, 7, 5)) == ["district", "province", "national"]
    assert queries.evaluating_levels(old, dt.date(2025, 7, 6)) == ["province", "national"]


# Days

def test_the_commune_has_15_working_days(law):
    load_holidays(path=shelf.DATA / "holidays.yaml")
    due = queries.due_date(law, "commune_check", dt.date(2026, 6, 1))
    assert (due.on, due.article, due.uncertain) == (dt.date(2026, 6, 22), "7.2", False)


def test_without_days_off_the_answer_is_uncertain(law):
    due = queries.due_date(law, "commune_check", dt.date(2026, 6, 1))
    assert (due.on, due.uncertain) == (dt.date(2026, 6, 22), True)


def test_a_pause_moves_the_day(law):
    load_holidays(path=shelf.DATA / "holidays.yaml")
    pause = clocks.Pause(dt.date(2026, 6, 2), dt.date(2026, 6, 9))
    assert queries.due_date(law, "commune_check", dt.date(2026, 6, 1), pauses=[pause]).on == dt.date(2026, 6, 29)


def test_the_provinces_rounds_are_those_of_the_law(law):
    rounds = queries.rounds(law, "province")
    assert [clocks.round_limits(rule, 2026) for rule in rounds] == [
        (dt.date(2026, 4, 29), dt.date(2026, 6, 29)), (dt.date(2026, 10, 29), dt.date(2026, 12, 29))]


def test_a_limit_the_edition_lacks_is_refused(old):
    with pytest.raises(Refusal, match="clock-unknown"):
        queries.clock(old, "commune_check")


def test_days_off_load_repeatably_and_follow_their_file(tmp_path):
    path = shelf.DATA / "holidays.yaml"
    assert load_holidays(path=path) == Holiday.objects.count()
    assert load_holidays(path=path) == 0
    file = tmp_path / "holidays.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "2026-08-31" not in line]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert load_holidays(path=file) == 1
    assert Holiday.objects.filter(day=dt.date(2026, 8, 31)).count() == 0


def test_a_wrong_day_is_refused_whole(tmp_path):
    file = tmp_path / "holidays.yaml"
    file.write_text("schema: ocop-holidays/1\nyears: [2025]\ndays: [{day: 2024-01-01, kind: 'off'}]", encoding="utf-8")
    with pytest.raises(Refusal, match="holidays-flawed"):
        load_holidays(path=file)


def test_the_calendar_is_one_query(law, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.calendar_between(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
