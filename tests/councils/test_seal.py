"""Sealed means sealed (product.md 8): asked of every query, by every person, at every moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor, nobody
from ocop.core.dates import today
from ocop.councils.actions import close_tally, declare_conflict, note_attendance, open_turn, save_sheet, tally_docket
from ocop.councils.models import Docket, Seat
from ocop.councils.queries import (
    board,
    dossiers_on_docket,
    is_sealed,
    owed,
    queue,
    results_visible_to,
    sheet_page,
    sheets_visible_to,
    spread_of,
    star_flips,
)
from ocop.registry.models import Producer
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, Scene, counted, make_docket, make_session, ready_docket, sign, start
from tests.factories.sheets import picks_totalling
from tests.people import fresh, user


def everybody(scene: Scene) -> list[Actor]:
    """Every kind of person."""
    return [*scene.members, scene.secretary, scene.office, actor_for(user("Người lạ")), nobody(today())]


def seen(actor: Actor, docket: Docket) -> bool:
    """Whether any query gives this person a mark of somebody else, or a figure made of such marks; all must agree."""
    actor = fresh(actor) if actor.signed_in else actor
    others = sheets_visible_to(actor, docket).exclude(seat__user=actor.user_id).exists()
    lines = [line for line in board(docket.session, actor).lines if line.docket == docket]
    said = {
        others,
        results_visible_to(actor, docket),
        spread_of(actor, docket) is not None,
        *(line.shown for line in lines),
        *(line.mean is not None for line in lines),
        *(line.spread is not None for line in lines),
    }
    hidden = [line for line in lines if not line.shown]
    assert all((line.tally, line.stars, line.flips, line.alarm) == (None, None, (), False) for line in hidden)
    assert all((line.median, line.totals) == (None, {}) for line in hidden)
    if not others:
        assert star_flips(actor, docket) == []
    assert len(said) == 1
    return said.pop()


def test_until_the_last_owed_sheet_is_signed_nobody_sees_anything(scene: Scene, docket: Docket, good: Picks) -> None:
    for count, member in enumerate(scene.members):
        assert [seat.user for seat in owed(docket)] == [one.user for one in scene.members[count:]]
        assert is_sealed(docket)
        assert [seen(actor, docket) for actor in everybody(scene)] == [False] * 8
        save_sheet(docket=docket, picks=good, by=fresh(member))
        assert [seen(actor, docket) for actor in everybody(scene)] == [False] * 8
        sign(docket, member, good)
    assert not is_sealed(docket)
    assert [seen(actor, docket) for actor in everybody(scene)] == [True] * 6 + [False] * 2


def test_the_own_sheet_is_always_seen(scene: Scene, docket: Docket, good: Picks) -> None:
    save_sheet(docket=docket, picks=good, by=scene.members[0])
    assert [sheet.total for sheet in sheets_visible_to(scene.members[0], docket)] == [80]
    assert list(sheets_visible_to(scene.members[1], docket)) == []


def test_a_scoring_seat_without_its_own_signed_sheet_sees_nothing(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session)
    start(scene, session, without=[scene.chair])
    for member in scene.members[1:]:
        sign(docket, member, good)
    assert not is_sealed(docket)
    assert not seen(scene.chair, docket)
    assert [seen(actor, docket) for actor in (scene.members[1], scene.secretary, scene.office)] == [True] * 3


def test_before_anybody_has_signed_it_is_sealed_even_if_nobody_owes(scene: Scene, docket: Docket) -> None:
    note_attendance(session=docket.session, present=[scene.seat(scene.secretary)], by=scene.secretary)
    assert owed(docket) == []
    assert is_sealed(docket)
    assert not seen(scene.secretary, docket)


def test_a_second_turn_closes_the_first_again(scene: Scene, docket: Docket, good: Picks) -> None:
    close_tally(tally=counted(scene, docket, [good] * 4), by=scene.secretary)
    assert seen(scene.secretary, docket)
    open_turn(docket=docket, reason="Lệch quá 10 điểm", by=scene.secretary)
    assert is_sealed(docket)
    assert [seen(actor, docket) for actor in everybody(scene)] == [False] * 8
    assert [sheet.turn for sheet in sheets_visible_to(fresh(scene.members[0]), docket)] == [1]
    for member in scene.members:
        sign(docket, member, good)
    assert seen(scene.members[0], docket)
    assert sheets_visible_to(fresh(scene.members[0]), docket).count() == 8


def test_a_count_keeps_the_seal_open_when_somebody_comes_late(scene: Scene, docket: Docket, good: Picks) -> None:
    late = scene.members[3]
    note_attendance(session=docket.session, present=Seat.objects.exclude(user=late.user), by=scene.secretary)
    for member in scene.members[:3]:
        sign(docket, member, good)
    tally_docket(docket=docket, by=scene.secretary)
    note_attendance(session=docket.session, present=Seat.objects.all(), by=scene.secretary)
    assert (owed(docket), is_sealed(docket)) == ([], False)
    assert not seen(late, docket)


def test_a_tied_member_finds_no_docket_no_dossier_and_no_sheet(scene: Scene, docket: Docket, good: Picks) -> None:
    tied = scene.members[2]
    assert Docket.objects.visible_to(tied).count() == 1
    assert dossiers_on_docket(tied).count() == 1
    declare_conflict(seat=scene.seat(tied), producer=docket.stage.dossier.producer, basis="Vợ là giám đốc", by=tied)
    tied = fresh(tied)
    assert Docket.objects.visible_to(tied).count() == 0
    assert dossiers_on_docket(tied).count() == 0
    assert sheet_page(tied, docket.pid) is None
    assert (queue(tied), board(docket.session, tied).lines) == ([], [])
    for member in (*scene.members[:2], scene.members[3]):
        sign(docket, member, good)
    assert not is_sealed(docket)
    assert not seen(tied, docket)
    assert list(sheets_visible_to(tied, docket)) == []


def test_a_tie_with_one_merged_row_holds_for_its_head(scene: Scene, docket: Docket) -> None:
    head = docket.stage.dossier.producer
    merged = Producer(name="Tên cũ (ví dụ)", kind=head.kind, unit=scene.province, head=head)
    merged.save()
    declare_conflict(seat=scene.seat(scene.members[2]), producer=merged, basis="Góp vốn", by=scene.secretary)
    assert Docket.objects.visible_to(fresh(scene.members[2])).count() == 0
    assert scene.seat(scene.members[2]) not in owed(docket)


def test_a_passer_by_and_a_stranger_find_nothing(scene: Scene, docket: Docket) -> None:
    for actor in (nobody(today()), actor_for(user("Người lạ"))):
        assert Docket.objects.visible_to(actor).count() == 0
        assert sheet_page(actor, docket.pid) is None
        assert queue(actor) == []


def test_the_queue_lets_done_products_sink(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    first, second, third = (make_docket(scene, session, f"Chè {number} (ví dụ)") for number in (1, 2, 3))
    assert queue(scene.members[0]) == []
    start(scene, session)
    sign(first, scene.members[0], good)
    save_sheet(docket=third, picks={"1.1": "1", "1.2": None}, by=scene.members[0])
    criteria = len(rubric_of(scene.tea).criteria)
    assert [(item.docket, item.number, item.done, item.left) for item in queue(fresh(scene.members[0]))] == [
        (second, 2, False, criteria), (third, 3, False, criteria - 2), (first, 1, True, 0)]
    assert queue(fresh(scene.secretary)) == []


def test_the_page_of_a_sheet_shows_what_is_needed(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    first, second, third = (make_docket(scene, session, f"Chè {number} (ví dụ)") for number in (1, 2, 3))
    page = sheet_page(scene.members[0], second.pid)
    assert page is not None
    assert (page.before, page.after, page.rev, page.picks, page.may_score) == (first.pid, third.pid, 0, {}, False)
    start(scene, session)
    save_sheet(docket=second, picks=good, by=scene.members[0])
    page = sheet_page(fresh(scene.members[0]), second.pid)
    assert page is not None
    assert (page.rev, page.picks, page.may_score) == (1, good, True)
    sign(second, scene.members[0], good)
    page = sheet_page(fresh(scene.members[0]), second.pid)
    assert page is not None
    assert not page.may_score


def test_the_spread_above_the_limit_is_an_alarm_and_names_the_star_that_hangs_on_one(
    scene: Scene, docket: Docket
) -> None:
    rubric = rubric_of(scene.tea)
    totals = (100, 68, 68, 68)
    for member, total in zip(scene.members, totals, strict=True):
        sign(docket, member, picks_totalling(rubric, total))
    (line,) = board(docket.session, scene.secretary).lines
    assert (line.spread, line.mean, line.median, line.alarm) == (32, "76,00", "68,00", True)
    assert line.totals == {scene.seat(member).pk: total for member, total in zip(scene.members, totals, strict=True)}
    assert spread_of(scene.secretary, docket) == 32
    flips = star_flips(scene.secretary, docket)
    assert [flip.seat for flip in flips] == list(line.flips)
    assert {flip.stars for flip in flips} == ({line.stars} if flips else set())
    assert set(line.cells.values()) == {"signed", "none"}


def test_the_board_says_who_is_here_and_who_owes(scene: Scene, docket: Docket, good: Picks) -> None:
    save_sheet(docket=docket, picks=good, by=scene.members[1])
    sign(docket, scene.members[2], good)
    here = Seat.objects.exclude(user=scene.members[3].user)
    note_attendance(session=docket.session, present=here, by=scene.secretary)
    shown = board(docket.session, fresh(scene.secretary))
    assert (shown.quorum.present, shown.quorum.seats, shown.quorum.needed, shown.quorum.holds) == (4, 5, 4, True)
    assert [(line.present, line.owes) for line in shown.seats] == [
        (True, 1), (True, 1), (True, 0), (False, 0), (True, 0)]
    (line,) = shown.lines
    assert list(line.cells.values()) == ["owed", "open", "signed", "absent", "none"]
    assert (line.signed, line.expected, shown.owed, shown.alarms) == (1, 3, 2, [])


@pytest.mark.parametrize("counted_too", [False, True])
def test_the_board_and_the_queue_cost_the_same_for_one_and_three_products(
    scene: Scene, good: Picks, counted_too: bool
) -> None:
    def cost() -> tuple[int, int]:
        actor, member = fresh(scene.secretary), fresh(scene.members[0])
        with CaptureQueriesContext(connection) as one:
            board(session, actor)
        with CaptureQueriesContext(connection) as two:
            queue(member)
        return len(one), len(two)

    session = make_session(scene)
    dockets = [make_docket(scene, session, "Chè 1 (ví dụ)")]
    start(scene, session)
    for member in scene.members:
        sign(dockets[0], member, good)
    if counted_too:
        tally_docket(docket=dockets[0], by=scene.secretary)
    board(session, fresh(scene.secretary))
    first = cost()
    for number in (2, 3):
        docket = make_docket(scene, session, f"Chè {number} (ví dụ)")
        for member in scene.members:
            sign(docket, member, good)
        if counted_too:
            tally_docket(docket=docket, by=scene.secretary)
    assert cost() == first


def test_opening_and_saving_a_sheet_stay_within_twelve_queries_with_sign_in(scene: Scene, good: Picks) -> None:
    docket = ready_docket(scene)
    member = scene.members[0]
    rubric_of(scene.tea)
    spent = []
    for picks in ({"1.1": "1"}, good):
        with CaptureQueriesContext(connection) as queries:
            actor = actor_for(member.user)
            found = Docket.objects.visible_to(actor).get(pid=docket.pid)
            save_sheet(docket=found, picks=picks, by=actor)
        spent.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        assert sheet_page(actor_for(member.user), docket.pid) is not None
    spent.append(len(queries))
    # Two more are Django's own: the session and the user.
    assert [count + 2 <= 12 for count in spent] == [True, True, True], spent
