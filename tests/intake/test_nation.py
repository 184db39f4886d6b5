"""A generated nation: plausible, marked, the same again by its seed, and as the verbs would have written it."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Occasion
from ocop.intake.nation.books import generate_nation
from ocop.intake.nation.country import COMMUNES
from ocop.intake.nation.stories import YEARS, story
from ocop.intake.nation.words import MARK
from ocop.places.actions import load_facts
from ocop.places.models import AdminUnit
from ocop.programme.models import Enrolment
from ocop.recognition.enums import Facet
from ocop.recognition.facets import fold_changes, kept
from ocop.recognition.listing import build_listing, same
from ocop.recognition.models import Certificate, Decision, Listing
from ocop.registry.models import Producer, Product
from ocop.rulebooks.actions import load_edition
from ocop.rulebooks.rules.shelf import DATA
from tests.recognition.test_facets import recount

pytestmark = pytest.mark.django_db
COUNT = 400


def system() -> Actor:
    """Whoever runs commands on the server."""
    return Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))


@pytest.fixture
def ground() -> None:
    """Provinces of the country and the law in force."""
    load_facts()
    for name in ("vn-ocop-148.yaml", "vn-ocop-26-2026.yaml"):
        load_edition(path=DATA / name, publish=True)


@pytest.fixture
def nation(ground: None) -> int:
    """A small nation; the number of its certificates."""
    return generate_nation(products=COUNT, by=system())


def test_a_nation_has_every_province_and_commune_and_as_many_products_as_asked(nation: int) -> None:
    day = today()
    assert AdminUnit.objects.provinces().on(day).count() == 34
    assert AdminUnit.objects.communes().on(day).count() == COMMUNES
    assert Product.objects.count() == COUNT
    assert nation == Certificate.objects.count()


def test_everything_generated_says_so(nation: int) -> None:
    assert not Product.objects.exclude(name__endswith=MARK).exists()
    assert not Producer.objects.exclude(name__endswith=MARK).exists()
    assert not Decision.objects.exclude(signer=MARK).exists()
    assert not Enrolment.objects.exclude(source=MARK).exists()


def test_the_catalogue_is_what_its_builder_would_write(nation: int) -> None:
    stored = {row.product_id: row for row in Listing.objects.all()}
    for product in Product.objects.all():
        assert same(stored.get(product.pk), build_listing(product)), product.name


def test_the_kept_counts_equal_a_recount_before_and_after_folding(nation: int) -> None:
    rows = list(Listing.objects.all())
    for day in (today() - dt.timedelta(days=1), today(), today() + dt.timedelta(days=900)):
        assert kept(day, Facet.values) == recount(rows, day)
    fold_changes(today())
    assert kept(today(), Facet.values) == recount(rows, today())


def test_no_product_has_two_living_certificates(nation: int) -> None:
    living: Counter[int] = Counter()
    for row in Certificate.objects.with_story():
        if row.status_on(today()) in {"valid", "expiring", "extended"}:
            living[row.recognition.product_id] += 1
    assert living
    assert max(living.values()) == 1


def test_a_living_certificate_opens_a_window_and_a_gone_one_does_not(nation: int) -> None:
    windows = Occasion.objects.filter(kind=DossierKind.REEVALUATION)
    assert windows.exists()
    pids = set(Certificate.objects.filter(events__isnull=True).values_list("pid", flat=True))
    assert set(windows.values_list("origin_ref", flat=True)) <= pids


def test_the_same_seed_gives_the_same_nation(ground: None) -> None:
    told = []
    for _time in range(2):
        with transaction.atomic():
            generate_nation(products=60, by=system(), seed=5)
            told.append(list(Product.objects.order_by("pid").values_list("pid", "name", "producer__name")))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]) == 60


def test_a_register_that_holds_something_is_never_mixed_with_generated_rows(nation: int) -> None:
    with pytest.raises(Refusal) as refused:
        generate_nation(products=1, by=system())
    assert refused.value.kind == "conflict"
    assert Product.objects.count() == COUNT


def test_the_spread_of_stars_is_that_of_the_country() -> None:
    rng = Random(7)
    last = Counter(steps[-1].stars for steps in (story(rng) for _ in range(20_000)) if steps)
    recognised = sum(last[star] for star in (3, 4, 5))
    assert 0.60 < last[3] / recognised < 0.80
    assert 0.20 < last[4] / recognised < 0.38
    assert 0 < last[5] / recognised < 0.03


@given(st.integers(min_value=0, max_value=2**32))
def test_a_story_goes_forward_in_time_and_ends_with_the_eight_years(seed: int) -> None:
    steps = story(Random(seed))
    times = [(step.year, step.round) for step in steps]
    assert times == sorted(times)
    assert all(0 <= step.year < YEARS for step in steps)
    assert all(step.stars >= 3 for step in steps[:-1])
    assert all(not step.revoked for step in steps[:-1])
