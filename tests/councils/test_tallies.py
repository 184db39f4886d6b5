"""Counting, settling, closing, another turn."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ocop.core.models import AuditPayload
from ocop.core.refusal import Refusal
from ocop.councils.actions import (
    close_session,
    close_tally,
    declare_conflict,
    note_attendance,
    open_turn,
    save_sheet,
    settle_exclusion,
    settle_gate,
    tally_docket,
)
from ocop.councils.models import Docket, GateFinding, ScoreSheet, Seat, Tally
from ocop.councils.queries import pick_of, star_flips
from ocop.rulebooks.models import Criterion, Exclusion
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.scoring import score_sheet
from tests.factories.councils import Picks, Scene, counted, make_scene, option_of, ready_docket, seven_sheets, sign
from tests.factories.sheets import picks_totalling, rubric_named
from tests.people import fresh

TEA = rubric_named("vn-ocop-26-2026", "s11")


def kind_of(deed: object, **arguments: object) -> tuple[str, str]:
    """Code and kind of a refusal."""
    with pytest.raises(Refusal) as refused:
        deed(**arguments)
    return refused.value.code, refused.value.kind


def gate_of(scene: Scene, key: str = "2.3") -> Criterion:
    return Criterion.objects.get(product_set=scene.tea, key=key)


def test_the_count_waits_for_every_owed_sheet_and_names_who_owes(scene: Scene, docket: Docket, good: Picks) -> None:
    for member in scene.members[:3]:
        sign(docket, member, good)
    with pytest.raises(Refusal) as refused:
        tally_docket(docket=docket, by=scene.secretary)
    assert refused.value.kind == "incomplete"
    assert [one.where for one in refused.value.missing] == [f"seat:{scene.seat(scene.members[3]).pk}"]
    assert scene.members[3].user.name in str(refused.value.missing[0].words)


def test_those_who_lead_count_once(scene: Scene, docket: Docket, good: Picks) -> None:
    for member in scene.members:
        sign(docket, member, good)
    for actor in (scene.members[2], scene.office):
        assert kind_of(tally_docket, docket=docket, by=fresh(actor)) == ("tally-forbidden", "forbidden")
    tally = tally_docket(docket=docket, by=fresh(scene.chair))
    assert (tally.sum_points, tally.sheets, tally.spread, tally.stars) == (320, 4, 0, None)
    assert kind_of(tally_docket, docket=docket, by=scene.secretary) == ("tally-counted", "conflict")


def test_nobody_tied_counts(scene: Scene, docket: Docket, good: Picks) -> None:
    declare_conflict(seat=scene.seat(scene.secretary), dossier=docket.stage.dossier, basis="Họ hàng",
                     by=scene.secretary)
    for member in scene.members:
        sign(docket, member, good)
    assert kind_of(tally_docket, docket=docket, by=fresh(scene.secretary)) == ("tally-forbidden", "forbidden")


def test_of_an_even_number_the_lower_median_is_proposed(scene: Scene, docket: Docket) -> None:
    tally = counted(scene, docket, [{"2.3": pick} for pick in ("1", "2", "3", None)])
    row = tally.criteria.get(criterion__key="2.3")
    assert (row.counts, row.median) == ({"1": 1, "2": 1, "3": 1, "": 1}, "1")
    finding = GateFinding.objects.get(tally=tally, criterion__key="2.3")
    assert (pick_of(finding.option), pick_of(finding.proposed), finding.by) == ("1", "1", None)
    assert tally.criteria.count() == len(TEA.criteria)


def test_a_finding_stands_on_every_criterion_with_a_gate_and_a_row_for_every_exclusion(
    scene: Scene, docket: Docket, good: Picks
) -> None:
    tally = counted(scene, docket, [good] * 4)
    keys = set(tally.gate_findings.values_list("criterion__key", flat=True))
    assert keys == {gate.criterion for gate in TEA.gates}
    assert tally.exclusion_findings.filter(holds=False).count() == len(TEA.exclusions) > 0


def test_a_finding_that_departs_needs_a_note_and_decides_the_star(scene: Scene) -> None:
    sheets, weak = seven_sheets(TEA, total=638, missed_star=None)
    docket = ready_docket(scene)
    tally = counted(scene, docket, sheets[:4])
    label = gate_of(scene)
    facts = {"tally": tally, "criterion": label, "option": option_of(label, "2")}
    assert kind_of(settle_gate, **facts, by=scene.secretary) == ("gate-note", "invalid")
    assert kind_of(settle_gate, **facts, note="x", by=fresh(scene.members[2]))[1] == "forbidden"
    other = option_of(gate_of(scene, "1.1"), "1")
    assert kind_of(settle_gate, **{**facts, "option": other}, note="x", by=scene.secretary)[0] == "gate-option"
    ungated = next(one.key for one in TEA.criteria if not one.gates)
    assert kind_of(settle_gate, tally=tally, criterion=gate_of(scene, ungated), option=None, by=scene.secretary)[
        0] == "gate-none"
    finding = settle_gate(**facts, note="Chưa có mã truy xuất", by=scene.secretary)
    assert (finding.by, pick_of(finding.option)) == (scene.secretary.user, "2")
    closed = close_tally(tally=tally, by=scene.secretary)
    assert (closed.stars, weak, closed.result["stars_by_points"]) == (3, None, 5)
    assert {"criterion": "2.3", "star": 4, "option": "3"} in closed.result["missed"]


def test_a_closed_tally_never_changes(scene: Scene, docket: Docket, good: Picks) -> None:
    tally = counted(scene, docket, [good] * 4)
    assert kind_of(close_tally, tally=tally, by=fresh(scene.members[2])) == ("tally-forbidden", "forbidden")
    closed = close_tally(tally=tally, by=scene.secretary)
    label = gate_of(scene)
    for deed, more in (
        (close_tally, {}), (settle_gate, {"criterion": label, "option": None}),
        (settle_exclusion, {"exclusion": Exclusion.objects.first(), "holds": True}),
    ):
        assert kind_of(deed, tally=closed, by=scene.secretary, **more) == ("tally-closed", "conflict")
    assert kind_of(tally_docket, docket=docket, by=scene.secretary) == ("tally-counted", "conflict")
    for attempt in (closed.save, closed.delete, Tally.objects.get().save, Tally.objects.all().delete):
        with pytest.raises(Refusal):
            attempt()
    with pytest.raises(Refusal):
        Tally.objects.update(stars=5)
    assert list(Tally.objects.all().final()) == [closed]


def test_the_result_names_no_member(scene: Scene, docket: Docket) -> None:
    totals = (70, 90, 60, 80)
    tally = close_tally(tally=counted(scene, docket, [picks_totalling(TEA, total) for total in totals]),
                        by=scene.secretary)
    assert tally.result["totals"] == [90, 80, 70, 60]
    assert [sum(parts.values()) for parts in tally.result["parts"]] == [90, 80, 70, 60]
    assert (tally.result["mean"], tally.result["mean_shown"]) == ("75", "75,00")
    assert "seats" not in tally.result
    assert tally.spread == 30


def test_an_exclusion_that_holds_leaves_no_star(scene: Scene, docket: Docket, good: Picks) -> None:
    tally = counted(scene, docket, [good] * 4)
    exclusion = Exclusion.objects.filter(effect="reject").first() or Exclusion.objects.get(effect="stop")
    facts = {"tally": tally, "exclusion": exclusion, "holds": True}
    assert kind_of(settle_exclusion, **facts, by=scene.secretary) == ("exclusion-note", "invalid")
    settle_exclusion(**facts, note="Hàng nhái", by=scene.secretary)
    closed = close_tally(tally=tally, by=scene.secretary)
    assert (closed.stars, closed.rejected) == (None, True)
    assert exclusion.key in closed.result["barred"]


def test_a_conflict_found_after_the_count_makes_a_recount(scene: Scene, docket: Docket, good: Picks) -> None:
    tally = counted(scene, docket, [good, good, good, picks_totalling(TEA, 60)])
    label = gate_of(scene)
    settle_gate(tally=tally, criterion=label, option=None, note="Không có nhãn", by=scene.secretary)
    declare_conflict(seat=scene.seat(scene.members[3]), dossier=docket.stage.dossier, basis="Họ hàng",
                     by=scene.secretary)
    assert kind_of(close_tally, tally=tally, by=scene.secretary) == ("tally-recount", "conflict")
    again = tally_docket(docket=docket, by=scene.secretary)
    assert (again.pk, again.sum_points, again.sheets, again.spread) == (tally.pk, 240, 3, 0)
    assert GateFinding.objects.get(tally=again, criterion=label).note == "Không có nhãn"
    assert again.gate_findings.count() == len({gate.criterion for gate in TEA.gates})
    assert close_tally(tally=again, by=scene.secretary).sheets == 3
    assert ScoreSheet.objects.filter(state="signed").count() == 4


def test_without_quorum_for_this_product_it_is_not_counted(scene: Scene, docket: Docket, good: Picks) -> None:
    note_attendance(session=docket.session, present=[scene.seat(scene.chair), scene.seat(scene.members[2])],
                    by=scene.secretary)
    for member in (scene.chair, scene.members[2]):
        sign(docket, member, good)
    with pytest.raises(Refusal) as refused:
        tally_docket(docket=docket, by=scene.secretary)
    assert [one.code for one in refused.value.missing] == ["quorum"]


def test_a_second_turn_keeps_the_first_and_its_own_result_stands(scene: Scene, docket: Docket, good: Picks) -> None:
    first = close_tally(tally=counted(scene, docket, [good] * 4), by=scene.secretary)
    assert kind_of(open_turn, docket=docket, reason=" ", by=scene.secretary) == ("turn-reason", "invalid")
    assert kind_of(open_turn, docket=docket, reason="Lệch", by=fresh(scene.members[3]))[1] == "forbidden"
    assert open_turn(docket=docket, reason="Lệch", by=scene.secretary).turn == 2
    assert kind_of(open_turn, docket=docket, reason="Lệch", by=scene.secretary) == ("turn-not-counted", "conflict")
    second = counted(scene, docket, [picks_totalling(TEA, 70)] * 4)
    assert (second.turn, second.sum_points) == (2, 280)
    assert kind_of(close_tally, tally=first, by=scene.secretary) == ("tally-old-turn", "conflict")
    second = close_tally(tally=second, by=scene.secretary)
    assert list(Tally.objects.all().final()) == [second]
    assert ScoreSheet.objects.filter(turn=1, state="signed").count() == 4
    assert ScoreSheet.objects.filter(turn=2, state="signed").count() == 4


def test_the_star_that_hangs_on_one_judge_is_named(scene: Scene, docket: Docket) -> None:
    sheets, _none = seven_sheets(TEA, total=700, missed_star=None)
    lower = seven_sheets(TEA, total=7 * 84, missed_star=None)[0][0]
    sign(docket, scene.members[0], sheets[0])
    for member in scene.members[1:]:
        sign(docket, member, lower)
    # 100 and three times 84: four stars whoever is left out.
    assert star_flips(scene.secretary, docket) == []
    tally_docket(docket=docket, by=scene.secretary)
    open_turn(docket=docket, reason="Lệch", by=scene.secretary)
    lower = seven_sheets(TEA, total=7 * 88, missed_star=None)[0][0]
    sign(docket, scene.members[0], sheets[0])
    for member in scene.members[1:]:
        sign(docket, member, lower)
    (flip,) = star_flips(scene.secretary, docket)
    assert (flip.seat, flip.stars, flip.without) == (scene.seat(scene.members[0]), 5, 4)


def test_the_trail_of_a_count_holds_digests_only(scene: Scene, docket: Docket, good: Picks) -> None:
    counted(scene, docket, [good] * 4)
    body = AuditPayload.objects.get(entry__verb="tally_docket").body
    assert sorted(body) == ["digests", "docket", "turn"]
    assert set(body["digests"]) == set(ScoreSheet.objects.values_list("digest", flat=True))


def test_after_the_session_is_closed_nothing_is_counted(good: Picks, scene: Scene, docket: Docket) -> None:
    tally = close_tally(tally=counted(scene, docket, [good] * 4), by=scene.secretary)
    close_session(session=docket.session, by=scene.secretary)
    for deed, facts in ((tally_docket, {"docket": docket}), (close_tally, {"tally": tally}),
                        (open_turn, {"docket": docket, "reason": "Lệch"})):
        assert kind_of(deed, **facts, by=scene.secretary) == ("tally-session-not-open", "conflict")
    assert kind_of(save_sheet, docket=docket, picks=good, by=scene.chair) == ("sheet-session-not-open", "conflict")


@given(st.integers(min_value=560, max_value=690), st.sampled_from([None, 3, 4, 5]))
def test_seven_sheets_are_what_they_promise(total: int, star: int | None) -> None:
    try:
        sheets, weak = seven_sheets(TEA, total=total, missed_star=star)
    except ValueError:
        return
    assert sum(score_sheet(TEA, sheet).total for sheet in sheets) == total
    missed = {
        gate.criterion for gate in TEA.gates if gate.star == (star or gate.star)
        for pick in [sheets[0][gate.criterion]]
        if pick is None or TEA.by_key[gate.criterion].by_id[pick].no < gate.option.no
    }
    assert missed == ({weak} if star else set())


def test_a_council_of_seven_reaches_638_sevenths(db: None) -> None:
    scene = make_scene(members=7)
    sheets, weak = seven_sheets(rubric_of(scene.tea), total=638, missed_star=5)
    closed = close_tally(tally=counted(scene, ready_docket(scene), sheets), by=scene.secretary)
    assert (closed.sum_points, closed.sheets, closed.stars, closed.result["mean_shown"]) == (638, 7, 4, "91,14")
    assert [one["criterion"] for one in closed.result["missed"] if one["star"] == 5] == [weak]
    assert Seat.objects.count() == 8
