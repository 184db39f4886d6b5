"""What the radar finds: by place, by window, by what has been done; the same number of queries for any sky."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.dossiers.models import Occasion
from ocop.recognition.enums import EventKind
from ocop.recognition.listing import write_listing
from ocop.recognition.models import CertificateEvent
from ocop.recognition.queries.radar import LOOK_AHEAD, LOOK_BACK, Movement, WindowState, expiring
from ocop.web.desk.radar.chart import at
from tests.people import fresh
from tests.web.radar.conftest import Sky


def names(actor: Actor) -> list[str]:
    return [row.name for row in expiring(actor, today()).rows]


def test_each_office_sees_its_own_places_and_the_ministry_all(sky: Sky) -> None:
    sky.star("Chè búp", ends_in=10)
    sky.star("Miến dong", ends_in=20, unit=sky.other_commune)
    sky.star("Cam sành", ends_in=30, unit=sky.abroad)
    assert names(sky.scene.commune_officer) == ["Chè búp"]
    assert names(sky.other_officer) == ["Miến dong"]
    assert names(sky.scene.officer) == ["Chè búp", "Miến dong"]
    assert names(sky.scene.stranger) == ["Cam sành"]
    assert names(sky.scene.ministry) == ["Chè búp", "Miến dong", "Cam sành"]


@pytest.mark.parametrize(("ends_in", "state"), [
    (-1, WindowState.LAPSED), (0, WindowState.MISSED), (119, WindowState.MISSED), (120, WindowState.OPEN),
    (180, WindowState.OPEN), (181, WindowState.AHEAD),
])
def test_both_ends_of_the_window_are_days_one_may_file(sky: Sky, ends_in: int, state: WindowState) -> None:
    sky.star("Chè búp", ends_in=ends_in)
    (row,) = expiring(sky.scene.officer, today()).rows
    assert (row.left, row.state) == (ends_in, state)


def test_the_window_is_reckoned_by_the_rule_where_no_occasion_was_written(sky: Sky) -> None:
    star = sky.star("Chè búp", ends_in=150)
    written = expiring(sky.scene.officer, today()).rows[0]
    Occasion.objects.filter(product=star.recognition.product).delete()
    reckoned = expiring(sky.scene.officer, today()).rows[0]
    assert (reckoned.opens_on, reckoned.closes_on) == (written.opens_on, written.closes_on)
    assert reckoned.closes_on == star.valid_to - dt.timedelta(days=120)


@pytest.mark.parametrize(("state", "movement"), [
    ("draft", Movement.WRITING), ("returned", Movement.RETURNED), ("submitted", Movement.FILED),
    ("accepted", Movement.FILED),
])
def test_an_open_dossier_is_a_move(sky: Sky, state: str, movement: Movement) -> None:
    sky.moves(sky.star("Chè búp", ends_in=150), state=state)
    sky.star("Chè nhài", ends_in=150)
    rows = expiring(fresh(sky.scene.officer), today()).rows
    assert [(row.name, row.movement, row.must_act) for row in rows] == [
        ("Chè búp", movement, False), ("Chè nhài", Movement.NONE, True)]


def test_a_dossier_that_was_withdrawn_is_no_move(sky: Sky) -> None:
    dossier = sky.moves(sky.star("Chè búp", ends_in=150))
    dossier.state = "withdrawn"
    dossier.save()
    assert expiring(sky.scene.officer, today()).rows[0].movement == Movement.NONE


def test_a_draft_is_counted_but_not_opened_to_the_office(sky: Sky) -> None:
    sky.moves(sky.star("Chè búp", ends_in=150))
    assert expiring(fresh(sky.scene.officer), today()).rows[0].seen is False


def test_what_is_revoked_replaced_no_longer_made_or_far_off_is_not_there(sky: Sky) -> None:
    revoked = sky.star("Chè thu hồi", ends_in=100)
    CertificateEvent.objects.create(certificate=revoked, kind=EventKind.REVOKED, on=today(), ground="law")
    write_listing(revoked.recognition.product)
    stopped = sky.star("Chè ngừng", ends_in=100).recognition.product
    stopped.state = "closed"
    stopped.save()
    followed = sky.star("Chè đã nâng", ends_in=100)
    sky.certify(followed.recognition.product, ends_in=1000)
    sky.star("Chè còn lâu", ends_in=LOOK_AHEAD + 1)
    sky.star("Chè đã lâu", ends_in=-LOOK_BACK - 1)
    sky.star("Chè vừa kịp", ends_in=LOOK_AHEAD)
    assert names(sky.scene.officer) == ["Chè vừa kịp"]


def test_an_extension_moves_the_end_but_not_the_window(sky: Sky) -> None:
    star = sky.star("Chè búp", ends_in=-5)
    until = today() + dt.timedelta(days=60)
    CertificateEvent.objects.create(certificate=star, kind=EventKind.EXTENDED, on=today(), until=until)
    write_listing(star.recognition.product)
    (row,) = expiring(sky.scene.officer, today()).rows
    assert (row.left, row.extended, row.state) == (60, True, WindowState.MISSED)


def test_ends_on_one_day_stand_in_vietnamese_order(sky: Sky) -> None:
    for name in ("Đào", "Dứa", "Ổi", "Ớt", "Cam"):
        sky.star(name, ends_in=50)
    assert names(sky.scene.officer) == ["Cam", "Dứa", "Đào", "Ổi", "Ớt"]


def test_the_number_of_queries_does_not_grow(sky: Sky) -> None:
    def asked() -> int:
        actor = fresh(sky.scene.officer)
        with CaptureQueriesContext(connection) as seen:
            expiring(actor, today())
        return len(seen)

    sky.moves(sky.star("Chè 1", ends_in=150), state="submitted")
    one = asked()
    for number in range(2, 6):
        sky.moves(sky.star(f"Chè {number}", ends_in=150 + number, unit=sky.other_commune), state="submitted")
    assert asked() == one


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_a_later_end_never_stands_further_left_and_all_stay_inside(one: int, other: int) -> None:
    def place(left: int) -> Any:
        return float(at(left).rstrip("%"))

    assert 0 <= place(min(one, other)) <= place(max(one, other)) <= 100
