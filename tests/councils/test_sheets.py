"""Saving and signing a sheet."""

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from ocop.accounts.queries import actor_for
from ocop.core.models import AuditEntry, AuditPayload
from ocop.core.refusal import Refusal
from ocop.councils.actions import (
    confirm_paper_sheet,
    declare_conflict,
    enter_paper_sheet,
    lift_conflict,
    note_attendance,
    save_pick,
    save_sheet,
    sign_sheet,
    tally_docket,
)
from ocop.councils.models import Docket, ScoreSheet, Seat, SheetRevision
from ocop.councils.queries import paper_sheets_to_confirm, sheets_visible_to
from ocop.councils.queries.marks import sheet_digest
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, Scene, make_docket, make_session, sign
from tests.factories.sheets import picks_totalling
from tests.journeys.world import pdf
from tests.people import fresh, user


def refusal(docket: Docket, by: object, **more: object) -> tuple[str, str]:
    """Code and kind of what save_sheet answers."""
    with pytest.raises(Refusal) as refused:
        save_sheet(docket=docket, by=fresh(by), **{"picks": {"1.1": "1"}, **more})
    return refused.value.code, refused.value.kind


def test_the_total_is_reckoned_here_and_the_sheet_names_its_version(scene: Scene, docket: Docket, good: Picks) -> None:
    sheet = save_sheet(docket=docket, picks=good, by=scene.members[0])
    assert (sheet.total, sheet.rev, sheet.turn) == (80, 1, 1)
    assert sheet.version == docket.stage.version
    assert sheet.seat == scene.seat(scene.members[0])


def test_one_pick_is_added_to_the_others(scene: Scene, docket: Docket) -> None:
    save_pick(docket=docket, criterion_key="1.1", option_id="1", by=scene.members[0])
    sheet = save_pick(docket=docket, criterion_key="1.2", option_id=None, note="Chưa rõ", by=scene.members[0])
    assert sheet.picks == {"1.1": "1", "1.2": None}
    assert sheet.notes == {"1.2": "Chưa rõ"}


@pytest.mark.parametrize(("picks", "code"), [
    ({"99.9": "1"}, "sheet-unknown-criterion"), ({"1.1": "42"}, "sheet-unknown-option"),
    ({"1.1": 1}, "sheet-unknown-option"),
])
def test_what_the_set_does_not_have_is_refused_by_name(scene: Scene, docket: Docket, picks: Picks, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        save_sheet(docket=docket, picks=picks, by=scene.members[0])
    assert (refused.value.code, refused.value.kind) == (code, "invalid")
    assert next(iter(picks)) in str(refused.value.words)
    assert ScoreSheet.objects.count() == 0


def test_a_note_on_an_unknown_criterion_is_refused(scene: Scene, docket: Docket) -> None:
    assert refusal(docket, scene.members[0], notes={"99": "?"}) == ("sheet-unknown-criterion", "invalid")


def test_nobody_else_scores(scene: Scene, docket: Docket) -> None:
    for other in (scene.secretary, scene.office):
        assert refusal(docket, other) == ("sheet-no-seat", "forbidden")


def test_a_stranger_does_not_score(scene: Scene, docket: Docket) -> None:
    assert refusal(docket, actor_for(user("Người lạ"))) == ("sheet-no-seat", "forbidden")


def test_before_the_session_opens_no_sheet_is_taken(scene: Scene) -> None:
    docket = make_docket(scene, make_session(scene))
    assert refusal(docket, scene.members[0]) == ("sheet-session-not-open", "conflict")


def test_an_absent_member_does_not_score(scene: Scene, docket: Docket) -> None:
    here = Seat.objects.exclude(user=scene.members[3].user)
    note_attendance(session=docket.session, present=here, by=scene.secretary)
    assert refusal(docket, scene.members[3]) == ("sheet-absent", "forbidden")


def test_two_tabs_do_not_overwrite_each_other(scene: Scene, docket: Docket, good: Picks) -> None:
    member = scene.members[0]
    save_sheet(docket=docket, picks=good, by=member, rev=0)
    assert refusal(docket, member, rev=0) == ("sheet-rev", "conflict")
    assert save_sheet(docket=docket, picks={"1.1": "1"}, by=member, rev=1).rev == 2
    assert refusal(docket, scene.members[1], rev=3) == ("sheet-rev", "conflict")


def test_earlier_picks_are_kept_and_the_same_content_twice_writes_nothing(
    scene: Scene, docket: Docket, good: Picks
) -> None:
    member = scene.members[0]
    save_sheet(docket=docket, picks=good, by=member)
    entries = AuditEntry.objects.count()
    assert save_sheet(docket=docket, picks=good, by=member).rev == 1
    assert AuditEntry.objects.count() == entries
    save_sheet(docket=docket, picks={"1.1": "1"}, by=member)
    assert SheetRevision.objects.get().picks == good


def test_the_audit_trail_holds_no_picks_and_no_total(scene: Scene, docket: Docket, good: Picks) -> None:
    sign(docket, scene.members[0], good)
    bodies = AuditPayload.objects.filter(entry__verb__in=["save_sheet", "sign_sheet"]).values_list("body", flat=True)
    assert [sorted(body) for body in bodies] == [["digest", "rev", "turn"], ["digest", "turn"]]


def test_a_signed_sheet_never_changes(scene: Scene, docket: Docket, good: Picks) -> None:
    save_sheet(docket=docket, picks=good, by=scene.members[0])
    signed = sign_sheet(docket=docket, by=scene.members[0])
    assert signed.digest == sheet_digest(ScoreSheet.objects.get(pk=signed.pk))
    assert refusal(docket, scene.members[0]) == ("sheet-signed", "conflict")
    with pytest.raises(Refusal) as refused:
        sign_sheet(docket=docket, by=scene.members[0])
    assert refused.value.kind == "conflict"
    for attempt in (signed.save, signed.delete, ScoreSheet.objects.all().delete,
                    ScoreSheet.objects.get(pk=signed.pk).save):
        with pytest.raises(Refusal):
            attempt()
    with pytest.raises(Refusal):
        ScoreSheet.objects.update(total=100)
    assert ScoreSheet.objects.get().picks == good


@pytest.mark.parametrize("change", [{"digest": ""}, {"signed_at": None}, {"state": "open"}])
def test_the_database_itself_ties_the_state_to_its_stamps(
    scene: Scene, docket: Docket, good: Picks, change: dict[str, object]
) -> None:
    sign(docket, scene.members[0], good)
    bare: QuerySet[ScoreSheet] = models.QuerySet(ScoreSheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        bare.update(**change)


def test_a_changed_digest_shows(scene: Scene, docket: Docket, good: Picks) -> None:
    sign(docket, scene.members[0], good)
    models.QuerySet(ScoreSheet).update(picks={"1.1": "1"})
    sheet = ScoreSheet.objects.get()
    assert sheet.digest != sheet_digest(sheet)


def test_an_empty_desk_cannot_be_signed(scene: Scene, docket: Docket) -> None:
    with pytest.raises(Refusal) as refused:
        sign_sheet(docket=docket, by=scene.members[0])
    assert (refused.value.code, refused.value.kind) == ("sheet-empty", "incomplete")


def test_a_sheet_with_one_tick_is_legal(scene: Scene, docket: Docket) -> None:
    save_sheet(docket=docket, picks={"1.1": "1"}, by=scene.members[0])
    assert sign_sheet(docket=docket, by=scene.members[0]).state == "signed"


def test_a_tied_member_does_not_score_and_a_begun_sheet_is_void(scene: Scene, docket: Docket, good: Picks) -> None:
    member = scene.members[2]
    save_sheet(docket=docket, picks=good, by=member)
    tie = declare_conflict(seat=scene.seat(member), dossier=docket.stage.dossier, basis="Anh em ruột", by=member)
    assert refusal(docket, member) == ("sheet-tied", "forbidden")
    assert ScoreSheet.objects.get().state == "void"
    lift_conflict(conflict=tie, reason="Nhập nhầm", by=scene.secretary)
    assert save_sheet(docket=docket, picks={"1.1": "1"}, by=fresh(member)).state == "open"


def test_a_paper_sheet_counts_once_a_second_person_has_confirmed_it(scene: Scene, docket: Docket, good: Picks) -> None:
    seat = scene.seat(scene.members[1])
    sheet = enter_paper_sheet(docket=docket, seat=seat, picks=good, upload=pdf(), by=scene.secretary)
    assert (sheet.entry, sheet.state, sheet.total, sheet.entered_by) == (
        "from_paper", "open", 80, scene.secretary.user)
    assert list(paper_sheets_to_confirm(scene.secretary, docket.session)) == []
    assert list(paper_sheets_to_confirm(scene.chair, docket.session)) == []
    assert list(paper_sheets_to_confirm(scene.office, docket.session)) == [sheet]
    for wrong in (scene.secretary, scene.chair):
        with pytest.raises(Refusal) as refused:
            confirm_paper_sheet(sheet=sheet, by=fresh(wrong))
        assert refused.value.kind == "forbidden"
    again = enter_paper_sheet(docket=docket, seat=seat, picks={"1.1": "1"}, upload=pdf(), by=scene.secretary)
    assert (again.pk, again.total < 80, again.revisions.count()) == (sheet.pk, True, 1)
    signed = confirm_paper_sheet(sheet=again, by=scene.members[1])
    assert (signed.state, signed.digest) == ("signed", sheet_digest(signed))
    with pytest.raises(Refusal) as refused:
        confirm_paper_sheet(sheet=again, by=scene.members[1])
    assert refused.value.kind == "conflict"


def test_who_scores_enters_paper_only_after_the_own_sheet(scene: Scene, docket: Docket, good: Picks) -> None:
    seat = scene.seat(scene.members[1])
    for wrong in (scene.chair, scene.members[3], scene.office):
        with pytest.raises(Refusal) as refused:
            enter_paper_sheet(docket=docket, seat=seat, picks=good, upload=pdf(), by=fresh(wrong))
        assert refused.value.kind == "forbidden"
    sign(docket, scene.chair, good)
    sheet = enter_paper_sheet(docket=docket, seat=seat, picks=good, upload=pdf(), by=fresh(scene.chair))
    assert list(sheets_visible_to(fresh(scene.chair), docket)) == [ScoreSheet.objects.get(seat=scene.seat(scene.chair))]
    with pytest.raises(Refusal):
        save_sheet(docket=docket, picks=good, by=fresh(scene.members[1]))
    with pytest.raises(Refusal):
        sign_sheet(docket=docket, by=fresh(scene.members[1]))
    assert sheet.state == "open"


def test_paper_does_not_replace_a_sheet_begun_here(scene: Scene, docket: Docket, good: Picks) -> None:
    save_sheet(docket=docket, picks=good, by=scene.members[1])
    with pytest.raises(Refusal) as refused:
        enter_paper_sheet(docket=docket, seat=scene.seat(scene.members[1]), picks=good, upload=pdf(),
                          by=scene.secretary)
    assert refused.value.code == "paper-own-begun"


def test_after_the_count_no_sheet_is_taken(scene: Scene, docket: Docket, good: Picks) -> None:
    here = Seat.objects.exclude(user=scene.members[3].user)
    note_attendance(session=docket.session, present=here, by=scene.secretary)
    for member in scene.members[:3]:
        sign(docket, member, picks_totalling(rubric_of(scene.tea), 70))
    tally_docket(docket=docket, by=scene.secretary)
    note_attendance(session=docket.session, present=Seat.objects.all(), by=scene.secretary)
    assert refusal(docket, scene.members[3]) == ("sheet-counted", "conflict")
