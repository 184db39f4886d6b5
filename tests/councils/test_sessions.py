"""Setting up, calling, the roll, opening and closing; conflicts."""

import datetime as dt

import pytest

from ocop.accounts.enums import Role
from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.councils.actions import (
    amend_regulation,
    call_session,
    close_session,
    close_tally,
    declare_conflict,
    end_seat,
    lift_conflict,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    seat_member,
    set_up_council,
    take_off_docket,
    tally_docket,
)
from ocop.councils.enums import ConflictSource, SeatRole, SessionMode
from ocop.councils.models import Attendance, Conflict, Council, Docket, Seat, Session
from ocop.councils.queries import owed, sitting_of, standing_of
from ocop.dossiers.enums import DossierState, FilledBy
from ocop.dossiers.models import Dossier, Stage
from tests.factories.councils import (
    Picks,
    Scene,
    counted,
    make_docket,
    make_province,
    make_session,
    make_stage,
    ready_docket,
    sign,
    start,
)
from tests.people import fresh, officer


def kind_of(deed: object, **arguments: object) -> tuple[str, str]:
    """Code and kind of a refusal."""
    with pytest.raises(Refusal) as refused:
        deed(**arguments)
    return refused.value.code, refused.value.kind


def test_a_council_comes_with_the_default_regulation(scene: Scene) -> None:
    rule = scene.council.regulations.get()
    assert (rule.quorum_num, rule.quorum_den, rule.quorum_needs_head, rule.spread_points) == (2, 3, True, 10)
    assert rule.valid_from == scene.council.valid_from == dt.date(2026, 6, 1)


def test_only_the_office_of_the_unit_sets_a_council_up_and_once(scene: Scene) -> None:
    facts = {"level": "province", "unit": scene.province, "name": "Hội đồng", "decision_no": "1", "decided_on": today()}
    other = officer("Cán bộ tỉnh khác", Role.PROVINCE_OFFICER, make_province("04", "Cao Bằng"))
    leader = officer("Lãnh đạo", Role.LEADER, scene.province)
    for actor in (other, leader, scene.secretary, scene.chair):
        assert kind_of(set_up_council, **facts, by=actor) == ("council-forbidden", "forbidden")
    assert kind_of(set_up_council, **{**facts, "level": "nation"}, by=scene.office) == ("council-level", "invalid")
    assert kind_of(set_up_council, **facts, valid_to=dt.date(2020, 1, 1), by=scene.office)[0] == "council-period"
    set_up_council(**facts, by=scene.office)
    assert kind_of(set_up_council, **facts, by=scene.office) == ("council-known", "conflict")
    assert Council.objects.count() == 2


def test_councils_are_seen_by_their_members_and_office(scene: Scene) -> None:
    stranger = officer("Cán bộ tỉnh khác", Role.PROVINCE_OFFICER, make_province("04", "Cao Bằng"))
    for actor in (scene.chair, scene.secretary, scene.office):
        assert Council.objects.visible_to(actor).count() == 1
    assert Council.objects.visible_to(stranger).count() == 0


def test_seats_are_given_once_and_end_on_a_day(scene: Scene) -> None:
    facts = {"council": scene.council, "person": "Người mới", "agency": "Sở", "role": SeatRole.MEMBER}
    assert kind_of(seat_member, **facts, by=scene.secretary) == ("seat-forbidden", "forbidden")
    assert kind_of(seat_member, **{**facts, "role": "king"}, by=scene.office)[0] == "seat-unclear"
    assert kind_of(seat_member, **{**facts, "role": SeatRole.CHAIR}, by=scene.office)[0] == "seat-second-chair"
    assert kind_of(seat_member, **facts, user=scene.chair.user, by=scene.office) == ("seat-taken", "conflict")
    assert kind_of(seat_member, **facts, valid_to=dt.date(2020, 1, 1), by=scene.office)[0] == "seat-period"
    chair = scene.seat(scene.chair)
    assert kind_of(end_seat, seat=chair, last_day=today(), by=scene.chair) == ("seat-forbidden", "forbidden")
    assert kind_of(end_seat, seat=chair, last_day=dt.date(2020, 1, 1), by=scene.office)[0] == "seat-period"
    end_seat(seat=chair, last_day=today() - dt.timedelta(days=1), by=scene.office)
    seat_member(**{**facts, "role": SeatRole.CHAIR}, valid_from=today(), by=scene.office)
    assert Council.objects.visible_to(fresh(scene.chair)).count() == 0


def test_a_regulation_holds_for_sessions_called_after_it(scene: Scene) -> None:
    before = make_session(scene)
    facts = {"council": scene.council, "valid_from": today(), "quorum": (3, 4)}
    assert kind_of(amend_regulation, **facts, by=scene.chair) == ("regulation-forbidden", "forbidden")
    assert kind_of(amend_regulation, **{**facts, "quorum": (4, 3)}, by=scene.office)[0] == "regulation-figures"
    amend_regulation(**facts, by=scene.office)
    assert kind_of(amend_regulation, **facts, by=scene.office) == ("regulation-known", "conflict")
    assert (before.regulation.quorum_num, make_session(scene).regulation.quorum_num) == (2, 3)


def test_a_session_is_called_by_those_who_lead_or_prepare_inside_the_term(scene: Scene) -> None:
    for actor in (scene.chair, scene.members[1], scene.secretary, scene.office):
        assert call_session(council=scene.council, on=today(), by=actor).state == "called"
    assert kind_of(call_session, council=scene.council, on=today(), by=scene.members[2])[1] == "forbidden"
    assert kind_of(call_session, council=scene.council, on=dt.date(2026, 5, 31), by=scene.chair) == (
        "call-outside-term", "invalid")
    assert kind_of(call_session, council=scene.council, on=today(), mode="phone", by=scene.chair)[1] == "invalid"


def test_only_a_checked_stage_of_the_own_level_goes_on_an_agenda_once(scene: Scene) -> None:
    session, stage = make_session(scene), make_stage(scene)
    assert kind_of(put_on_docket, session=session, stage=stage, by=scene.members[2]) == (
        "docket-forbidden", "forbidden")
    docket = put_on_docket(session=session, stage=stage, by=scene.office)
    assert docket.position == 1
    for again in (session, make_session(scene)):
        assert kind_of(put_on_docket, session=again, stage=stage, by=scene.secretary) == ("docket-known", "conflict")
    raw = make_stage(scene, "Chè 2 (ví dụ)")
    Stage.objects.filter(pk=raw.pk).update(state="received", handled_at=None)
    assert kind_of(put_on_docket, session=session, stage=raw, by=scene.secretary) == ("docket-not-checked", "conflict")
    Stage.objects.filter(pk=raw.pk).update(level="commune")
    assert kind_of(put_on_docket, session=session, stage=raw, by=scene.secretary) == ("docket-other-level", "invalid")


def test_a_product_leaves_the_agenda_only_before_it_is_scored(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    first, second = make_docket(scene, session), make_docket(scene, session, "Chè 2 (ví dụ)")
    start(scene, session)
    save_sheet(docket=first, picks=good, by=scene.members[0])
    assert kind_of(take_off_docket, docket=first, reason="Rút", by=scene.secretary) == ("docket-begun", "conflict")
    assert kind_of(take_off_docket, docket=second, reason=" ", by=scene.secretary) == ("docket-reason", "invalid")
    assert kind_of(take_off_docket, docket=second, reason="Rút", by=scene.members[3])[1] == "forbidden"
    take_off_docket(docket=second, reason="Thiếu mẫu", by=scene.secretary)
    assert list(Docket.objects.all()) == [first]


def test_a_session_opens_with_agenda_and_quorum_only_and_once(scene: Scene) -> None:
    session = make_session(scene)
    with pytest.raises(Refusal) as refused:
        open_session(session=session, by=scene.secretary)
    assert (refused.value.kind, [one.code for one in refused.value.missing]) == ("incomplete", ["agenda", "quorum"])
    make_docket(scene, session)
    for actor in (scene.members[2], scene.office):
        assert kind_of(open_session, session=session, by=actor) == ("open_session-forbidden", "forbidden")
    opened = start(scene, session)
    assert (opened.state, opened.opened_at is not None) == ("open", True)
    assert kind_of(open_session, session=session, by=scene.secretary) == ("open_session-wrong-state", "conflict")


@pytest.mark.parametrize(("away", "lack"), [
    ([2], None), ([0], None), ([2, 3], "quorum"), ([0, 1], "quorum"),
])
def test_two_thirds_of_five_are_four_with_a_head(scene: Scene, away: list[int], lack: str | None) -> None:
    session = make_session(scene)
    make_docket(scene, session)
    gone = [scene.members[place] for place in away]
    if lack is None:
        assert start(scene, session, without=gone).state == "open"
        return
    with pytest.raises(Refusal) as refused:
        start(scene, session, without=gone)
    assert [one.code for one in refused.value.missing] == [lack]


def test_without_chair_and_deputy_there_is_no_quorum(scene: Scene) -> None:
    amend_regulation(council=scene.council, valid_from=today(), quorum=(1, 2), by=scene.office)
    session = make_session(scene)
    make_docket(scene, session)
    with pytest.raises(Refusal) as refused:
        start(scene, session, without=scene.members[:2])
    assert [one.code for one in refused.value.missing] == ["quorum-head"]


def test_an_invited_expert_who_does_not_score_does_not_count(scene: Scene) -> None:
    seat_member(council=scene.council, person="Chuyên gia", agency="Viện", role=SeatRole.EXPERT, scores=False,
                by=scene.office)
    assert sitting_of(make_session(scene)).quorum().seats == 5


def test_the_roll_is_kept_by_those_who_lead_until_scoring_is_closed(scene: Scene, good: Picks) -> None:
    docket = ready_docket(scene)
    session = docket.session
    seats = list(Seat.objects.all())
    for actor in (scene.members[2], scene.office):
        assert kind_of(note_attendance, session=session, present=seats, by=actor) == (
            "attendance-forbidden", "forbidden")
    other = set_up_council(level="province", unit=scene.province, name="Khác", decision_no="2", decided_on=today(),
                           by=scene.office)
    stranger = seat_member(council=other, person="Lạ", agency="Sở", role=SeatRole.MEMBER, by=scene.office)
    assert kind_of(note_attendance, session=session, present=[stranger], by=scene.secretary)[0] == "attendance-stranger"
    note_attendance(session=session, present=seats, by=scene.secretary)
    assert Attendance.objects.filter(present=True).count() == 5
    close_tally(tally=counted(scene, docket, [good] * 4), by=scene.secretary)
    close_session(session=session, by=scene.secretary)
    assert kind_of(note_attendance, session=session, present=seats, by=scene.secretary) == (
        "attendance-late", "conflict")


def test_a_session_closes_when_every_product_is_closed_and_the_quorum_is_still_there(
    scene: Scene, good: Picks
) -> None:
    docket = ready_docket(scene)
    tally = counted(scene, docket, [good] * 4)
    with pytest.raises(Refusal) as refused:
        close_session(session=docket.session, by=scene.secretary)
    assert [one.where for one in refused.value.missing] == [f"docket:{docket.pid}"]
    close_tally(tally=tally, by=scene.secretary)
    note_attendance(session=docket.session, present=Seat.objects.filter(user=scene.chair.user), by=scene.secretary)
    with pytest.raises(Refusal) as refused:
        close_session(session=docket.session, by=scene.secretary)
    assert [one.code for one in refused.value.missing] == ["quorum"]
    note_attendance(session=docket.session, present=Seat.objects.all(), by=scene.secretary)
    assert kind_of(close_session, session=docket.session, by=scene.members[2])[1] == "forbidden"
    assert close_session(session=docket.session, by=scene.chair).state == "closed"
    assert kind_of(close_session, session=docket.session, by=scene.chair) == ("close_session-wrong-state", "conflict")


def test_a_withdrawn_dossier_does_not_keep_the_session_open(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    docket, gone = make_docket(scene, session), make_docket(scene, session, "Chè 2 (ví dụ)")
    start(scene, session)
    Dossier.objects.filter(pk=gone.stage.dossier_id).update(state=DossierState.WITHDRAWN)
    close_tally(tally=counted(scene, docket, [good] * 4), by=scene.secretary)
    assert close_session(session=session, by=scene.secretary).state == "closed"


def test_in_writing_everybody_owes_but_who_was_noted_as_not_answering(scene: Scene, good: Picks) -> None:
    session = make_session(scene, mode=SessionMode.WRITTEN)
    docket = make_docket(scene, session)
    open_session(session=session, by=scene.secretary)
    assert len(owed(docket)) == 4
    note_attendance(session=session, present=Seat.objects.exclude(user=scene.members[3].user), by=scene.secretary)
    assert len(owed(docket)) == 3
    for member in scene.members[:3]:
        sign(docket, member, good)
    assert tally_docket(docket=docket, by=scene.secretary).sheets == 3


def test_a_member_of_the_producer_is_tied_when_the_product_comes_on_the_agenda(scene: Scene) -> None:
    docket = make_docket(scene, make_session(scene), director=scene.members[3])
    tie = Conflict.objects.get()
    assert (tie.seat, tie.source, tie.producer) == (
        scene.seat(scene.members[3]), ConflictSource.FOUND, docket.stage.dossier.producer)
    assert Docket.objects.visible_to(fresh(scene.members[3])).count() == 0
    entry = AuditEntry.objects.get(verb="declare_conflict")
    assert entry.parent == AuditEntry.objects.get(verb="put_on_docket")


def test_the_consultant_who_wrote_the_dossier_is_tied_to_it_at_opening(scene: Scene) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session)
    Dossier.objects.update(filled_by=FilledBy.CONSULTANT, filled_by_user=scene.members[3].user)
    start(scene, session)
    tie = Conflict.objects.get()
    assert (tie.seat, tie.dossier) == (scene.seat(scene.members[3]), docket.stage.dossier)
    assert len(owed(docket)) == 3


def test_a_conflict_is_declared_by_oneself_or_found_by_those_who_lead(scene: Scene, docket: Docket) -> None:
    producer = docket.stage.dossier.producer
    seat = scene.seat(scene.members[2])
    facts = {"seat": seat, "producer": producer, "basis": "Góp vốn"}
    assert kind_of(declare_conflict, **facts, by=scene.members[3]) == ("conflict-forbidden", "forbidden")
    assert kind_of(declare_conflict, **{**facts, "basis": " "}, by=scene.secretary)[0] == "conflict-basis"
    assert kind_of(declare_conflict, seat=seat, basis="Góp vốn", by=scene.secretary)[0] == "conflict-object"
    assert declare_conflict(**facts, by=scene.secretary).source == ConflictSource.FOUND
    assert kind_of(declare_conflict, **facts, by=scene.members[2]) == ("conflict-known", "conflict")
    own = declare_conflict(seat=scene.seat(scene.chair), producer=producer, basis="Họ hàng", by=scene.chair)
    assert own.source == ConflictSource.DECLARED
    assert kind_of(lift_conflict, conflict=own, reason="Nhầm", by=scene.chair)[1] == "forbidden"
    assert kind_of(lift_conflict, conflict=own, reason="", by=scene.secretary)[1] == "invalid"
    lift_conflict(conflict=own, reason="Nhầm", by=scene.secretary)
    assert kind_of(lift_conflict, conflict=own, reason="Nhầm", by=scene.secretary)[1] == "conflict"


def test_tied_seats_count_on_neither_side_of_the_quorum_of_their_product(scene: Scene, docket: Docket) -> None:
    for member in scene.members[2:]:
        declare_conflict(seat=scene.seat(member), dossier=docket.stage.dossier, basis="Họ hàng", by=member)
    quorum = standing_of(docket).quorum
    assert (quorum.present, quorum.seats, quorum.needed, quorum.holds) == (3, 3, 2, True)


def test_sessions_are_seen_like_their_council(scene: Scene) -> None:
    session = make_session(scene)
    assert list(Session.objects.visible_to(scene.office)) == [session]
