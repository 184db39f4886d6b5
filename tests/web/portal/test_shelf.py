"""The shelf's counts are the same whether they are kept or counted, and where only a few communes are asked for."""

import dataclasses
import datetime as dt

import pytest

from ocop.core.dates import today
from ocop.places.models import AdminUnit
from ocop.recognition import facets
from ocop.recognition.models import Listing
from ocop.web.portal import shelf
from ocop.web.portal.shelf import Wish
from tests.web.portal.stage import Stage

DAY = dt.timedelta(days=1)


@pytest.fixture
def full(stage: Stage) -> Stage:
    """Products in every state, of two sets, three communes and two kinds of producer."""
    for place, state in enumerate(("valid", "expiring", "expired", "extended", "revoked", "replaced", "pending")):
        stage.in_state(state, f"Chè {place} (ví dụ)")
    others = AdminUnit.objects.on(today()).communes().exclude(pk=stage.commune.pk).order_by("pk")[:2]
    for unit in others:
        stage.certify(stage.product(f"Rượu {unit.code} (ví dụ)", key="s14", unit=unit), stars=5, key="s14")
    return stage


def recount(wish: Wish, day: dt.date) -> shelf.Counts:
    """Every count from the rows: a word that every row holds leaves no kept count in use."""
    return shelf.count(dataclasses.replace(wish, q="vi du"), day)


def test_kept_counts_equal_counted_ones_without_and_with_one_filter(full: Stage) -> None:
    place = Listing.objects.exclude(commune_id=None).latest("pk")
    wishes = [
        Wish(), Wish(stars=frozenset({4})), Wish(life=shelf.ALIVE), Wish(life=shelf.GONE),
        Wish(groups=frozenset({"I"})), Wish(sets=frozenset({"s14"})), Wish(kinds=frozenset({"cooperative"})),
        Wish(provinces=frozenset({place.province_id or 0})), Wish(communes=frozenset({place.commune_id or 0})),
        Wish(sets=frozenset({"s14"}), stars=frozenset({5})),
    ]
    for day in (today() - DAY, today(), today() + 20 * DAY, today() + 2000 * DAY):
        for wish in wishes:
            assert shelf.count(wish, day) == recount(wish, day), (wish, day)
            rows = shelf.found(wish, day)
            assert shelf.count(wish, day).total == rows.count()


def test_a_few_communes_are_the_greatest_and_the_rest_is_counted(full: Stage) -> None:
    every = shelf.count(Wish(), today())
    ranked = sorted((pk for pk in every.communes if pk), key=lambda pk: (-every.communes[pk], pk))
    few = shelf.count(Wish(), today(), few=2)
    assert few == dataclasses.replace(every, communes=few.communes)
    assert list(few.communes.items()) == [(pk, every.communes[pk]) for pk in ranked[:2]]
    assert few.communes_found == len(ranked) == 3
    chosen = Wish(communes=frozenset(ranked[:1]))
    assert shelf.count(chosen, today(), few=2) == shelf.count(chosen, today())


def test_the_counts_survive_the_night(full: Stage) -> None:
    before = shelf.count(Wish(), today())
    facets.fold_changes(today())
    assert shelf.count(Wish(), today()) == before == recount(Wish(), today())
