"""The kept counts of the catalogue's filters equal a recount on every day, whatever the verbs did before."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.core.dates import UNKNOWN_START, today
from ocop.dossiers.models import Occasion
from ocop.recognition.actions import extend_certificate
from ocop.recognition.enums import EventKind, Facet
from ocop.recognition.facets import ENDED, PENDING, changes_of, fold_changes, kept, write_changes
from ocop.recognition.listing import rebuild_listings, write_listing
from ocop.recognition.models import CertificateEvent, FacetChange, Listing
from ocop.recognition.tasks import rebuild_daily
from ocop.registry.models import Product
from tests.factories.recognition import Scene, certificate, make_producer, make_product
from tests.people import fresh

DAY = dt.timedelta(days=1)
ISSUED = dt.date(2026, 6, 15)
LAST = dt.date(2029, 6, 15)
Counts = dict[str, Counter[tuple[str, str]]]


def standing_on(row: Listing, day: dt.date) -> int:
    """As a reader would say it: living stars, not begun, or ended."""
    if row.stars_on(day) is not None:
        return row.stars_on(day) or 0
    return PENDING if row.valid_from is not None and row.valid_from > day else ENDED


def recount(rows: Iterable[Listing], day: dt.date) -> Counts:
    """Every count of a day, from the rows themselves."""
    found: Counts = {facet: Counter() for facet in Facet.values}
    for row in rows:
        if row.decided_on <= day:
            found[Facet.STANDING][str(standing_on(row, day)), ""] += 1
            found[Facet.TREE][row.group_key, row.set_key] += 1
            found[Facet.PROVINCE][str(row.province_id or ""), ""] += 1
            found[Facet.PLACE][str(row.province_id or ""), str(row.commune_id or "")] += 1
            found[Facet.KIND][row.producer_kind, ""] += 1
    return found


def in_step(*days: dt.date) -> bool:
    """Whether kept counts and a recount agree on these days."""
    rows = list(Listing.objects.all())
    return all(kept(day, Facet.values) == recount(rows, day) for day in days)


spans = st.tuples(st.integers(-40, 40), st.integers(-40, 40), st.integers(0, 40))
starred = st.tuples(st.sampled_from([3, 4, 5]), spans)


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    """A listing in any state, its three dates in any order."""
    stars, (seen, begins, length) = draw(starred)
    alive = draw(st.booleans())
    first = ISSUED + begins * DAY
    return Listing(
        decided_on=ISSUED + seen * DAY, stars=stars if alive else None, valid_from=first if alive else None,
        valid_to=first + length * DAY if alive else None, group_key=draw(st.sampled_from(["I.5", "II", ""])),
        set_key=draw(st.sampled_from(["s11", ""])), province_id=draw(st.sampled_from([1, None])),
        commune_id=draw(st.sampled_from([7, 8, None])),
        producer_kind=draw(st.sampled_from(["cooperative", "household"])),
    )


@settings(deadline=None)
@given(st.lists(listings(), max_size=8), st.integers(-100, 100))
def test_dated_changes_sum_up_to_a_recount_on_any_day(rows: list[Listing], offset: int) -> None:
    day = ISSUED + offset * DAY
    summed: Counts = {facet: Counter() for facet in Facet.values}
    for row in rows:
        for (facet, value, part, begins), count in changes_of(row):
            if begins <= day:
                summed[facet][value, part] += count
    assert {facet: +counts for facet, counts in summed.items()} == recount(rows, day)
    assert all(count >= 0 for counts in summed.values() for count in counts.values())


DAYS = (ISSUED - DAY, ISSUED, ISSUED + DAY, LAST, LAST + DAY, today(), today() + 400 * DAY)


def test_verbs_keep_the_counts_in_step_with_the_listings(scene: Scene) -> None:
    other = make_producer("Hộ Hoàng Văn Pá (ví dụ)", scene.commune)
    first = certificate(scene, issued_on=ISSUED)
    certificate(scene, name="Chè hai (ví dụ)", stars=3, issued_on=ISSUED - 900 * DAY, signed_on=ISSUED - 930 * DAY)
    certificate(scene, product=make_product(scene, "Gạo (ví dụ)", producer=other), stars=5, issued_on=ISSUED + 30 * DAY,
                signed_on=ISSUED)
    assert in_step(*DAYS)
    CertificateEvent.objects.create(certificate=first, kind=EventKind.REVOKED, on=ISSUED + 9 * DAY, ground="stopped")
    write_listing(first.recognition.product)
    assert in_step(*DAYS, ISSUED + 8 * DAY, ISSUED + 9 * DAY)
    certificate(scene, product=first.recognition.product, stars=5, issued_on=ISSUED + 20 * DAY)
    assert in_step(*DAYS)
    assert kept(ISSUED + 20 * DAY, [Facet.STANDING]) == {Facet.STANDING: Counter({("5", ""): 1, ("3", ""): 1,
                                                                                  ("-1", ""): 1})}


def test_an_extension_moves_the_day_on_which_the_stars_end(scene: Scene) -> None:
    made = certificate(scene, issued_on=today() - 1090 * DAY)
    until = made.valid_to + 60 * DAY
    Occasion.objects.all().delete()
    extend_certificate(certificate=made, until=until, ground="Đang phân hạng lại", by=fresh(scene.officer))
    assert in_step(made.valid_to, made.valid_to + DAY, until, until + DAY)


def test_a_merged_product_leaves_the_counts_and_a_changed_producer_follows_overnight(scene: Scene) -> None:
    one = certificate(scene, name="Chè một (ví dụ)", issued_on=ISSUED).recognition.product
    two = certificate(scene, name="Chè hai (ví dụ)", issued_on=ISSUED).recognition.product
    Product.objects.filter(pk=two.pk).update(head=one)
    scene.producer.kind = "household"
    scene.producer.save()
    rebuild_listings()
    assert in_step(*DAYS)
    assert kept(ISSUED, [Facet.KIND]) == {Facet.KIND: Counter({("household", ""): 1})}


def test_folding_leaves_the_counts_of_yesterday_and_later_and_one_row_a_value(scene: Scene) -> None:
    for number in range(4):
        certificate(scene, name=f"Chè {number} (ví dụ)", issued_on=ISSUED - number * DAY)
    for _ in range(2):
        rebuild_daily(today())
        assert in_step(today() - DAY, today(), LAST, LAST + DAY)
        folded = FacetChange.objects.filter(day=UNKNOWN_START)
        assert sorted(folded.values_list("facet", "count")) == [(facet, 4) for facet in sorted(Facet.values)]
        assert not FacetChange.objects.filter(day__gt=UNKNOWN_START, day__lt=today() - DAY).exists()
    assert fold_changes(today()) == len(Facet.values)


def test_what_ended_before_it_was_seen_never_counts_as_alive(scene: Scene) -> None:
    certificate(scene, issued_on=ISSUED - 900 * DAY, valid_to=ISSUED - 100 * DAY, signed_on=ISSUED)
    assert kept(ISSUED, [Facet.STANDING]) == {Facet.STANDING: Counter({(str(ENDED), ""): 1})}
    assert in_step(*DAYS)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_random_rows_written_one_over_another_stay_in_step(data: st.DataObject) -> None:
    FacetChange.objects.all().delete()
    rows: list[Listing] = []
    for row in data.draw(st.lists(listings(), min_size=1, max_size=6)):
        before = rows.pop() if rows and data.draw(st.booleans()) else None
        after = row if data.draw(st.booleans()) else None
        write_changes(before, after)
        rows += [after] if after else []
        if data.draw(st.booleans()):
            fold_changes(ISSUED)
    for offset in (-1, 0, 1, 20, 81):
        day = ISSUED + offset * DAY
        assert kept(day, Facet.values) == recount(rows, day)


def test_the_counts_of_a_day_come_in_one_query(scene: Scene, django_assert_num_queries: object) -> None:
    certificate(scene, issued_on=ISSUED)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture has no type here
        kept(today(), Facet.values)
    with django_assert_num_queries(0):  # type: ignore[operator]  # as above
        kept(today(), [])
    assert not FacetChange.objects.filter(count=0).exists()
