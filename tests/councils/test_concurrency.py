"""Two hands at once on PostgreSQL: nothing is lost, nothing falls over (product.md Q4)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from ocop.accounts.queries import actor_for
from ocop.core.refusal import Refusal
from ocop.councils.actions import save_pick, save_sheet, sign_sheet, tally_docket
from ocop.councils.models import ScoreSheet, SheetRevision, Tally
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import make_scene, ready_docket, sign
from tests.factories.sheets import picks_totalling

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql",
                       reason="SQLite has one writer at a time; rows are locked on PostgreSQL only"),
]


def together(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run all deeds at the same moment; what each returned or refused. Anything but a Refusal fails the test."""
    gate = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = deeds[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crashes = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert crashes == []
    return results


def test_taps_of_one_member_at_once_are_all_kept() -> None:
    scene = make_scene()
    docket = ready_docket(scene)
    keys = [criterion.key for criterion in rubric_of(scene.tea).criteria if criterion.kind == "single"][:8]
    user = scene.members[0].user
    together([
        lambda key=key: save_pick(docket=docket, criterion_key=key, option_id="1", by=actor_for(user)) for key in keys
    ])
    sheet = ScoreSheet.objects.get()
    assert sheet.picks == {key: "1" for key in keys}
    assert sheet.rev == 8
    assert SheetRevision.objects.count() == 7


def test_all_judges_save_and_sign_at_once() -> None:
    scene = make_scene(members=8)
    docket = ready_docket(scene)
    picks = picks_totalling(rubric_of(scene.tea), 80)

    def judge(user: Any) -> Callable[[], Any]:
        def deed() -> Any:
            save_sheet(docket=docket, picks=picks, by=actor_for(user))
            return sign_sheet(docket=docket, by=actor_for(user)).total
        return deed

    assert together([judge(member.user) for member in scene.members]) == [80] * 8
    assert ScoreSheet.objects.filter(state="signed").count() == 8


def test_two_tabs_that_both_saw_nothing_leave_one_sheet_and_one_refusal() -> None:
    scene = make_scene()
    docket = ready_docket(scene)
    user = scene.members[0].user
    results = together([
        lambda pick=pick: save_sheet(docket=docket, picks={"1.1": pick}, by=actor_for(user), rev=0)
        for pick in ("1", "2")
    ])
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    assert ScoreSheet.objects.get().rev == 1


def test_two_who_count_at_once_make_one_tally() -> None:
    scene = make_scene()
    docket = ready_docket(scene)
    picks = picks_totalling(rubric_of(scene.tea), 80)
    for member in scene.members:
        sign(docket, member, picks)
    people = (scene.secretary.user, scene.chair.user)
    results = together([lambda user=user: tally_docket(docket=docket, by=actor_for(user)) for user in people])
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    assert Tally.objects.count() == 1
