"""Two rows read as one, through every room: counts and sight go by the head, nothing of later rooms moves."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import models
from django.test import Client

from ocop.core.dates import today
from ocop.councils.actions import declare_conflict
from ocop.councils.models import Docket
from ocop.dossiers.actions import submit_dossier
from ocop.dossiers.models import Dossier
from ocop.programme.actions import enrol
from ocop.recognition.listing import build_listing, rebuild_listings
from ocop.recognition.models import Certificate, Listing, Recognition
from ocop.registry.actions import merge_producers, register_producer, undo_merge
from ocop.registry.enums import ProducerState
from ocop.registry.models import Merger, Producer, Product
from ocop.reports.indicators import INDICATORS, Scope
from ocop.reports.records import Records
from tests.factories.councils import make_scene, make_stage, ready_docket
from tests.factories.programme import a_year, make_plan, make_producer, make_products
from tests.journeys.world import build_world, draft_dossier
from tests.people import fresh, root
from tests.programme.test_plans import NEW
from tests.web.officer.scene import picks_of
from tests.web.portal.stage import build_stage

pytestmark = pytest.mark.django_db
WHY = "Cùng giấy đăng ký (ví dụ)"


def stored(*kinds: type[models.Model]) -> list[Any]:
    """Every row of these models as it lies in the table."""
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


def merged(old: Producer, into: Producer) -> Merger:
    """Merged by the administrator."""
    return merge_producers(old=old, into=into, reason=WHY, by=root())


def test_the_catalogue_and_the_certificate_stay_and_the_home_page_counts_one_producer() -> None:
    stage, client = build_stage(), Client()
    first = stage.recognise("Chè búp (ví dụ)")
    head, stage.producer = stage.producer, make_producer(stage.commune, "HTX Ban Moi (ví dụ)")
    second = stage.recognise("Chè đinh (ví dụ)")
    before = stored(Product, Certificate, Recognition, Listing)
    cache.clear()
    assert client.get("/").context["numbers"]["producers"] == 2
    merger = merged(stage.producer, head)
    cache.clear()
    numbers = client.get("/").context["numbers"]
    assert (numbers["producers"], numbers["products"]) == (1, 2)
    assert stored(Product, Certificate, Recognition, Listing) == before
    assert rebuild_listings() == 0
    assert build_listing(second.recognition.product) is not None
    for made in (first, second):
        assert made.recognition.product.name in client.get("/san-pham/").content.decode()
    heads = set(Listing.objects.values_list("product__producer__head__pid", flat=True))
    assert heads == {head.pid}
    undo_merge(merger=merger, by=root())
    cache.clear()
    assert client.get("/").context["numbers"]["producers"] == 2
    assert stored(Product, Certificate, Recognition, Listing) == before


def test_an_indicator_counts_the_organisation_of_two_rows_once() -> None:
    year = a_year()
    plan = make_plan(year, NEW)
    again = make_producer(year.communes[1], "HTX Ban Moi (ví dụ)")
    for product in [*make_products(year, 2), *make_products(year, 1, producer=again)]:
        enrol(cycle=plan.cycle, product=product, origin="new", on=dt.date(2026, 6, 1), by=year.officer)

    def counted(indicator: str) -> int:
        return INDICATORS[indicator].count(Scope(Records(plan, today()), {}, None))

    assert (counted("organisations"), counted("enrolled")) == (2, 3)
    merger = merged(again, year.producer)
    assert (counted("organisations"), counted("enrolled")) == (1, 3)
    undo_merge(merger=merger, by=root())
    assert counted("organisations") == 2


def test_a_tie_to_one_row_is_a_tie_to_what_is_read_with_it() -> None:
    scene = make_scene()
    docket = ready_docket(scene)
    member, producer = scene.members[0], docket.stage.dossier.producer
    other = make_stage(scene, "Miến (ví dụ)").dossier.producer
    declare_conflict(seat=scene.seat(member), producer=other, basis="Anh em ruột (ví dụ)", by=member)
    assert Docket.objects.visible_to(fresh(member)).filter(pk=docket.pk).exists()
    merger = merged(producer, other)
    assert not Docket.objects.visible_to(fresh(member)).filter(pk=docket.pk).exists()
    undo_merge(merger=merger, by=root())
    assert Docket.objects.visible_to(fresh(member)).filter(pk=docket.pk).exists()


def test_a_dossier_of_a_row_that_waited_is_filed_once_it_is_read_under_one_at_work() -> None:
    world = build_world()
    dossier = draft_dossier(world, picks_of(world))
    Producer.objects.filter(pk=world.producer.pk).update(state=ProducerState.WAITING)
    head = register_producer(
        name="Hợp tác xã Đứng Tên (ví dụ)", kind=world.producer.kind, unit=world.commune, by=world.commune_officer
    )
    before = stored(Dossier, Product)
    merge_producers(old=world.producer, into=head, reason=WHY, by=world.commune_officer)
    assert stored(Dossier, Product) == before
    assert Dossier.objects.visible_to(fresh(world.director)).get() == dossier
    dossier = Dossier.objects.select_related("producer").get(pk=dossier.pk)
    submit_dossier(dossier=dossier, by=fresh(world.director))
    assert Dossier.objects.get().producer_id == world.producer.pk
