"""Scores, gaps, clocks, the way of a dossier, and the two lists people begin their day with."""

import datetime as dt

import pytest
from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.core.dates import today
from ocop.dossiers.actions import (
    ask_supplement,
    detach_evidence,
    open_dossier,
    return_dossier,
    save_answer,
    send_up,
    submit_dossier,
)
from ocop.dossiers.models import ClockPause, Dossier, Occasion, Stage
from ocop.dossiers.queries import checklist, inbox, picks_of, self_score, stage_clock, timeline, todo
from ocop.registry.actions import add_paper
from ocop.registry.enums import PaperKind
from ocop.registry.models import PaperVersion
from ocop.rulebooks.queries import rubric_of
from tests.dossiers import scene as make
from tests.dossiers.scene import DAY, backdate, criterion, option, pdf, refusal
from tests.factories.sheets import picks_totalling
from tests.people import fresh, officer

MONDAY = dt.date(2026, 8, 3)


# --- scores and gaps


def test_an_empty_dossier_has_no_points_and_asks_for_thirty(scene):
    score = self_score(make.bare(scene))
    assert (score.total, score.answered, score.of) == (0, 0, scene.tea.criteria.count())
    assert sum(score.max_by_part.values()) == 100


def test_the_self_score_is_that_of_one_sheet(scene):
    dossier = make.full(scene, total=72)
    picks = picks_totalling(rubric_of(scene.tea), 72)
    assert picks_of(dossier) == picks
    score = self_score(dossier)
    assert (score.total, sum(score.by_part.values()), score.stars_by_points) == (72, 72, 4)
    assert score.answered == score.of


def test_a_missed_gate_is_named_with_the_option_it_needs(scene):
    rubric = rubric_of(scene.tea)
    gate = next(gate for gate in rubric.gates if gate.star == 4)
    needs = {one.criterion: one.option.id for one in rubric.gates if one.star <= 4 and one.criterion != gate.criterion}
    picks = picks_totalling(rubric, 75, at_least=needs, below={gate.criterion: gate.option.id})
    dossier = make.bare(scene)
    for one in scene.tea.criteria.all():
        save_answer(dossier=dossier, criterion=one, option=option(one, picks[one.key]), by=scene.director)
    score = self_score(dossier)
    assert (score.stars_by_points, score.next_star) == (4, (score.stars or 0) + 1)
    blocker = next(one for one in score.blockers if one.criterion == gate.criterion)
    assert (blocker.kind, blocker.option in rubric.by_key[gate.criterion].by_id) == ("gate", True)
    assert rubric.by_key[gate.criterion].by_id[blocker.option].words.vi in blocker.words


def test_the_score_costs_one_query_once_the_law_is_known(scene, django_assert_num_queries):
    dossier = Dossier.objects.select_related("product_set__edition", "edition").get(pk=make.full(scene).pk)
    self_score(dossier)
    with django_assert_num_queries(1):
        self_score(dossier)


def test_the_checklist_counts_what_is_done_in_three_queries(scene, django_assert_num_queries):
    dossier = make.full(scene)
    with django_assert_num_queries(3):
        found = checklist(dossier)
    assert (found.percent, found.complete) == (100, True)
    detach_evidence(evidence=dossier.evidence.get(), by=scene.director)
    lacking = checklist(dossier)
    assert not lacking.complete
    assert {row.criterion.key for row in lacking.rows if not row.done} == {
        row.criterion.key for row in lacking.rows if row.points and row.criterion.evidence != ["panel"]}


def test_a_paper_is_expired_the_day_after_its_last(scene):
    dossier = make.full(scene)
    PaperVersion.objects.update(expires_on=today())
    assert checklist(dossier).complete
    assert sum(row.expired for row in checklist(dossier, day=today() + DAY).rows) == scene.tea.criteria.count()


# --- clocks


def test_the_commune_has_fifteen_working_days_after_the_day_of_receipt(scene):
    stage = backdate(make.filed(scene), MONDAY)
    clock = stage_clock(stage, MONDAY)
    assert (clock.total, clock.used, clock.left, clock.due_on) == (15, 0, 15, dt.date(2026, 8, 24))
    assert (clock.article, clock.unit, clock.over) == ("7.2", "working_day", False)
    last = stage_clock(stage, dt.date(2026, 8, 24))
    assert (last.used, last.left, last.over) == (15, 0, False)
    late = stage_clock(stage, dt.date(2026, 8, 25))
    assert (late.left, late.over) == (-1, True)


def test_a_pause_moves_the_last_day_and_an_open_one_holds_it(scene):
    stage = backdate(make.filed(scene), MONDAY)
    pause = ClockPause.objects.create(stage=stage, clock_key="commune_check", paused_on=dt.date(2026, 8, 5), why="x")
    standing = stage_clock(stage, dt.date(2026, 9, 30))
    assert (standing.paused, standing.due_on, standing.used, standing.left, standing.over) == (True, None, 2, 13, False)
    pause.resumed_on = dt.date(2026, 8, 12)
    pause.save()
    stage = Stage.objects.get(pk=stage.pk)
    clock = stage_clock(stage, dt.date(2026, 8, 13))
    # Thursday 6/8 to Wednesday 12/8 do not count: five working days.
    assert (clock.used, clock.left, clock.due_on) == (3, 12, dt.date(2026, 8, 31))


def test_what_was_handled_in_time_is_never_late(scene):
    stage = backdate(make.checked(scene), today() - DAY * 3)
    send_up(stage=stage, request_no="1", by=scene.commune_officer)
    stage.refresh_from_db()
    assert not stage_clock(stage, today() + DAY * 400).over


def test_the_province_works_towards_the_end_of_its_round(scene):
    stage = backdate(make.at_province(scene), dt.date(2026, 4, 29))
    clock = stage_clock(stage, dt.date(2026, 5, 29))
    # Decided before 30/6 is decided on 29/6 at the latest.
    assert (clock.due_on, clock.used, clock.left, clock.article) == (dt.date(2026, 6, 29), 30, 31, "7.3")
    late = backdate(stage, dt.date(2026, 4, 30))
    assert stage_clock(late, dt.date(2026, 5, 29)).due_on == dt.date(2026, 12, 29)


def test_the_centre_has_rounds_of_its_own(scene):
    stage = backdate(make.at_nation(scene), dt.date(2026, 7, 29))
    assert stage_clock(stage, dt.date(2026, 8, 1)).due_on == dt.date(2026, 9, 29)


def test_a_reevaluation_has_forty_five_days(scene):
    stage = backdate(make.at_province(scene), dt.date(2026, 9, 1))
    tea = stage.dossier.product
    window = Occasion.objects.create(product=tea, kind="reevaluation", base_stars=3, origin_ref="x:1")
    Dossier.objects.update(kind="reevaluation", occasion=window)
    clock = stage_clock(Stage.objects.get(pk=stage.pk), dt.date(2026, 9, 11))
    assert (clock.total, clock.used, clock.left, clock.due_on) == (45, 10, 35, dt.date(2026, 10, 16))
    assert (clock.unit, clock.article) == ("day", "7.6")


# --- the way


def steps(dossier):
    return [(step.key, step.state) for step in timeline(Dossier.objects.get(pk=dossier.pk))]


def test_the_way_of_a_dossier_step_by_step(scene):
    dossier = make.full(scene)
    assert steps(dossier) == [("filed", "now"), ("commune", "next"), ("province", "next"), ("council", "next"),
                              ("decision", "next")]
    submit_dossier(dossier=dossier, by=scene.director)
    assert steps(dossier)[:2] == [("filed", "done"), ("commune", "now")]
    commune = timeline(dossier)[1]
    assert (commune.who, commune.since, commune.article) == (scene.commune.full_name, today(), "7.2")
    assert commune.due_on == stage_clock(dossier.stages.get(), today()).due_on


def test_an_accepted_dossier_lies_with_the_council_and_a_forwarded_one_at_the_centre(scene):
    stage = make.at_nation(scene)
    assert steps(stage.dossier) == [("filed", "done"), ("commune", "done"), ("province", "done"), ("council", "done"),
                                    ("nation", "now"), ("decision", "next")]
    Dossier.objects.update(state="closed", closed_at=timezone.now())
    assert steps(stage.dossier)[-2:] == [("nation", "done"), ("decision", "done")]


def test_a_dossier_that_was_asked_for_more_lies_with_its_producer(scene):
    stage = make.filed(scene)
    ask_supplement(stage=stage, items=[(None, "x")], due_on=make.tomorrow(), by=scene.commune_officer)
    assert steps(stage.dossier)[:2] == [("filed", "now"), ("commune", "now")]


# --- inbox


def test_the_inbox_begins_with_what_has_the_fewest_days_left(scene):
    ages = {"Chè A (ví dụ)": 3, "Chè B (ví dụ)": 30, "Chè C (ví dụ)": 10}
    for name, days in ages.items():
        backdate(make.filed(scene, name), today() - DAY * days)
    rows = inbox(fresh(scene.commune_officer))
    assert [row.stage.dossier.product.name for row in rows] == ["Chè B (ví dụ)", "Chè C (ví dụ)", "Chè A (ví dụ)"]
    assert [row.clock.left for row in rows] == sorted(row.clock.left for row in rows)
    assert rows[0].clock.over
    for actor in (scene.neighbour_officer, scene.province_officer, scene.far_officer, scene.director):
        assert inbox(fresh(actor)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_four_queries_however_long_it_is(scene, count, django_assert_num_queries):
    for number in range(count):
        make.filed(scene, f"Chè {number} (ví dụ)")
    actor = fresh(scene.commune_officer)
    with django_assert_num_queries(4):
        rows = inbox(actor)
        assert len([(row.stage.dossier.product.name, row.stage.dossier.producer.name, row.stage.unit.name)
                    for row in rows]) == count


def test_what_went_up_leaves_the_communes_inbox_and_waits_at_the_province_until_decided(scene):
    stage = make.accepted(scene)
    assert inbox(scene.commune_officer) == []
    assert [row.stage for row in inbox(scene.province_officer)] == [stage]
    Dossier.objects.update(state="closed", closed_at=timezone.now())
    assert inbox(scene.province_officer) == []


# --- things to do


def kinds(actor):
    return [one.kind for one in todo(fresh(actor))]


def test_a_producer_begins_with_what_was_asked_for(scene):
    sent_back = make.filed(scene, "Chè A (ví dụ)")
    asked = make.filed(scene, "Chè B (ví dụ)")
    make.bare(scene, "Chè C (ví dụ)")
    make.product(scene, "Chè D (ví dụ)")
    add_paper(producer=scene.producer, kind=PaperKind.TESTS, title="Kiểm nghiệm", upload=pdf("k"),
              expires_on=today() + DAY * 60, by=scene.director)
    return_dossier(stage=sent_back, reason="Sai.", by=scene.commune_officer)
    ask_supplement(stage=asked, items=[(None, "x")], due_on=make.tomorrow(), by=scene.commune_officer)
    found = todo(fresh(scene.director))
    assert [one.kind for one in found] == ["supplement", "returned", "draft", "start", "paper"]
    assert (found[0].due_on, found[0].pid, found[0].urgent) == (make.tomorrow(), asked.dossier.pid, True)
    assert (found[4].urgent, found[4].due_on) == (False, today() + DAY * 60)
    assert todo(fresh(scene.stranger)) == todo(fresh(scene.commune_officer)) == []


def test_a_forwarded_dossier_is_told_not_asked(scene):
    make.at_nation(scene)
    found = todo(fresh(scene.director))
    assert [(one.kind, one.to_do) for one in found] == [("forwarded", False)]
    assert "đã trình Trung ương" in found[0].words


def test_an_open_window_of_reevaluation_is_a_thing_to_do(scene):
    tea = make.product(scene)
    Occasion.objects.create(product=tea, kind="reevaluation", base_stars=3, opens_on=today(), closes_on=today(),
                            base_valid_to=today() + DAY * 120, origin_ref="x:1")
    assert kinds(scene.director) == ["reevaluate"]
    Occasion.objects.update(closes_on=today() - DAY)
    assert kinds(scene.director) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_things_to_do_costs_the_same_however_long_it_is(scene, count, django_assert_num_queries):
    for number in range(count):
        stage = make.filed(scene, f"Chè {number} (ví dụ)")
        ask_supplement(stage=stage, items=[(None, "x")], due_on=make.tomorrow(), by=scene.commune_officer)
        make.product(scene, f"Sản phẩm {number} (ví dụ)")
    actor = fresh(scene.director)
    with django_assert_num_queries(9):
        assert len(todo(actor)) == 2 * count


# --- sight


def seen(scene):
    people = {"director": scene.director, "consultant": scene.consultant, "stranger": scene.stranger,
              "commune": scene.commune_officer, "neighbour": scene.neighbour_officer,
              "province": scene.province_officer, "far": scene.far_officer}
    return {name for name, actor in people.items() if Dossier.objects.visible_to(fresh(actor)).exists()}


def test_a_draft_is_seen_by_its_own_people_only(scene):
    dossier = make.full(scene)
    assert seen(scene) == {"director", "consultant"}
    submit_dossier(dossier=dossier, by=scene.director)
    assert seen(scene) == {"director", "consultant", "commune", "province"}
    assert Stage.objects.visible_to(fresh(scene.commune_officer)).count() == 1
    assert Stage.objects.visible_to(fresh(scene.stranger)).count() == 0


def test_what_one_officer_fills_in_a_colleague_of_the_commune_goes_on_with(scene):
    dossier = open_dossier(product=make.product(scene), by=scene.commune_officer)
    colleague = officer("Đồng nghiệp (ví dụ)", Role.COMMUNE_OFFICER, scene.commune)
    assert Dossier.objects.visible_to(colleague).get() == dossier
    one = criterion(scene, "1.1")
    assert save_answer(dossier=dossier, criterion=one, option=None, by=colleague).rev == 1
    assert not Dossier.objects.visible_to(fresh(scene.neighbour_officer)).exists()
    assert refusal(save_answer, dossier=dossier, criterion=one, option=None, rev=1,
                   by=scene.neighbour_officer).kind == "forbidden"
