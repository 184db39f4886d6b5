"""Rounds: opened by the office they belong to, strict in their days."""

import datetime as dt

from ocop.accounts.enums import Role
from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.places.queries import nation
from ocop.programme.actions import open_round
from ocop.programme.models import Cycle, Round
from ocop.programme.queries import round_for, rounds_of
from tests.dossiers.scene import refusal
from tests.people import officer

DAYS = {"request_before": dt.date(2026, 4, 30), "decide_before": dt.date(2026, 6, 30)}


def test_a_request_on_the_day_itself_is_too_late_for_the_round(scene):
    first = open_round(unit=scene.province, year=2026, no=1, by=scene.province_officer, **DAYS)
    found = [round_for(scene.province, level="province", asked_on=dt.date(2026, 4, day)) for day in (29, 30)]
    assert found == [first, None]
    assert round_for(scene.province, level="nation", asked_on=dt.date(2026, 4, 1)) is None
    assert rounds_of(scene.province, year=2026) == [first]


def test_rounds_of_a_year_share_its_cycle_and_a_number_is_given_once(scene):
    facts = {"unit": scene.province, "year": 2026, "by": scene.province_officer, **DAYS}
    open_round(no=1, **facts)
    open_round(no=2, **facts)
    assert Cycle.objects.count() == 1
    assert refusal(open_round, no=2, **facts).kind == "conflict"
    assert Round.objects.count() == 2


def test_an_office_opens_its_own_rounds_only(scene):
    for actor in (scene.director, scene.commune_officer, scene.far_officer, nobody(today())):
        assert refusal(open_round, unit=scene.province, year=2026, no=1, by=actor, **DAYS).kind == "forbidden"
    ministry = officer("Phạm Trung (ví dụ)", Role.MINISTRY_OFFICER, nation())
    assert open_round(unit=nation(), year=2026, no=1, by=ministry, **DAYS).level == "nation"


def test_days_out_of_order_and_an_extra_round_without_basis_are_refused(scene):
    facts = {"unit": scene.province, "year": 2026, "no": 3, "by": scene.province_officer}
    assert refusal(open_round, **facts, **{**DAYS, "decide_before": dt.date(2026, 4, 30)}).code == "round-days"
    assert refusal(open_round, **facts, **DAYS, extra=True).code == "round-basis"
    assert open_round(**facts, **DAYS, extra=True, basis="Kế hoạch 5 (ví dụ)").extra
