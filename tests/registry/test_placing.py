"""Settling places: only successors, only the province's officer, never twice; the catalogue follows."""

import datetime as dt

import pytest

from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.places.enums import Level, SuccessionKind
from ocop.places.maps import unsettled
from ocop.places.models import AdminUnit
from ocop.recognition.listing import build_listing, same, write_listing
from ocop.recognition.models import FacetChange, Listing
from ocop.recognition.placing import place_rows, settle_places, unsettle_shown
from ocop.registry.actions import move_product, place_row, register_product, settle_place, unsettle_place
from ocop.registry.guards import may_settle
from ocop.registry.models import Producer, Product
from ocop.support.actions import open_sales_point
from ocop.support.models import SalesPoint
from tests.factories.places import EVE, make_succession, make_unit, reckon, unit
from tests.people import fresh, root
from tests.registry.scene import Scene
from tests.web.portal.stage import Stage


@pytest.fixture
def old() -> AdminUnit:
    """The ward that went to two (typed facts)."""
    return unit("05461", day=EVE)


@pytest.fixture
def product(scene: Scene) -> Product:
    """A product written under the old ward."""
    made = register_product(producer=scene.producer, name="Trà (ví dụ)", product_set=scene.tea,
                            by=scene.commune_officer)
    made.unit = unit("05461", day=EVE)
    made.save()
    return made


def refused(code: str, kind: str = "invalid") -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda error: (error.code, error.kind) == (code, kind))


def test_a_row_of_a_split_ward_is_settled_and_keeps_what_was_written(scene: Scene, product: Product,
                                                                     old: AdminUnit) -> None:
    end = unit("05467")
    settle_place(placed=product, unit=end, by=scene.province_officer)
    product.refresh_from_db()
    assert (product.unit, product.settled_unit, product.settled_on) == (old, end, today())
    assert product.settled_by == scene.province_officer.user
    assert (product.unit_today, product.province_today, product.place_words) == (end, scene.province, old.full_name)
    entry = AuditEntry.objects.get(verb="settle_place")
    assert (entry.object_id, entry.province_id, entry.payload.body["settled_unit"]) == (
        product.pk, scene.province.pk, end.pk)
    assert not Product.objects.filter(unsettled()).exists()


def test_the_officers_of_the_new_commune_see_it_and_those_of_its_sister_do_not(scene: Scene, product: Product) -> None:
    settle_place(placed=product, unit=unit("05467"), by=scene.province_officer)
    from_commune = {one: Product.objects.visible_to(actor).filter(pk=product.pk).exists() for one, actor in {
        "province": fresh(scene.province_officer), "far": fresh(scene.far_officer),
        "commune": fresh(scene.commune_officer)}.items()}
    assert from_commune == {"province": True, "far": False, "commune": False}


def test_a_mistake_is_put_right_by_saying_it_anew_and_by_taking_it_back(scene: Scene, product: Product) -> None:
    first, second = unit("05467"), unit("05443")
    settle_place(placed=product, unit=first, by=scene.province_officer)
    again = settle_place(placed=product, unit=second, by=scene.province_officer)
    assert again.settled_unit == second
    with refused("place-settled", "conflict"):
        settle_place(placed=product, unit=second, by=scene.province_officer)
    gone = unsettle_place(placed=product, by=scene.province_officer)
    assert (gone.settled_unit, gone.settled_by, gone.settled_on) == (None, None, None)
    with refused("place-not-settled", "conflict"):
        unsettle_place(placed=product, by=scene.province_officer)
    assert list(AuditEntry.objects.filter(verb__endswith="settle_place").order_by("pk").values_list(
        "verb", flat=True)) == ["settle_place", "settle_place", "unsettle_place"]


def test_a_unit_that_took_no_part_of_the_old_one_is_refused_with_those_that_did(scene: Scene, product: Product) -> None:
    with refused("place-not-successor") as error:
        settle_place(placed=product, unit=scene.commune, by=scene.province_officer)
    assert "Phường Gia Sàng" in str(error.value.words)
    product.refresh_from_db()
    assert product.settled_unit is None
    assert not AuditEntry.objects.filter(verb="settle_place").exists()


def test_a_successor_through_a_chain_is_taken_and_one_that_is_no_more_is_not(scene: Scene, product: Product) -> None:
    middle = unit("05467")
    last = make_unit("91009", "Gia Sàng Mới", valid_from=dt.date(2026, 5, 1), province=scene.province)
    middle.valid_to = dt.date(2026, 4, 30)
    middle.save()
    make_succession(middle, last, SuccessionKind.RENAMED, dt.date(2026, 5, 1))
    reckon(middle, last)
    with refused("place-not-successor"):
        settle_place(placed=product, unit=middle, by=scene.province_officer)
    assert settle_place(placed=product, unit=last, by=scene.province_officer).unit_today == last


def test_strangers_settle_nothing(scene: Scene, product: Product) -> None:
    for actor in (nobody(today()), scene.stranger, scene.director, scene.far_officer, scene.neighbour_officer,
                  scene.commune_officer):
        assert not may_settle(actor, product)
        for deed in (
            lambda by=actor: settle_place(placed=product, unit=unit("05467"), by=by),
            lambda by=actor: place_row(placed=product, unit=scene.commune, by=by),
            lambda by=actor: unsettle_place(placed=product, by=by),
        ):
            with refused("place-forbidden", "forbidden"):
                deed()
    assert not AuditEntry.objects.filter(verb__contains="place").exists()


def test_a_row_whose_commune_is_known_needs_nothing(scene: Scene) -> None:
    with refused("place-known", "conflict"):
        settle_place(placed=scene.producer, unit=scene.neighbour, by=scene.province_officer)
    with refused("place-known", "conflict"):
        place_row(placed=scene.producer, unit=scene.neighbour, by=scene.province_officer)


def vague(scene: Scene, **place: object) -> Producer:
    made = Producer.objects.create(name="Hợp tác xã Cũ (ví dụ)", kind="cooperative",
                                   **{"unit": unit("06", level=Level.PROVINCE, day=EVE), **place})
    made.head = made
    made.save()
    return made


def test_a_row_that_names_no_known_commune_is_given_one_of_its_province(scene: Scene, product: Product) -> None:
    row = vague(scene, unit_text="xã Tân Cươn")
    with refused("place-unknown", "conflict"):
        settle_place(placed=row, unit=scene.commune, by=scene.province_officer)
    for wrong, code in ((scene.elsewhere, "place-elsewhere"), (scene.province, "place-not-commune"),
                        (unit("05461", day=EVE), "place-not-commune")):
        with refused(code):
            place_row(placed=row, unit=wrong, by=scene.province_officer)
    done = place_row(placed=row, unit=scene.commune, by=scene.province_officer)
    assert (done.unit_today, done.place_words, done.unit_text) == (scene.commune, "Xã Tân Cương", "xã Tân Cươn")
    with refused("place-settled", "conflict"):
        place_row(placed=row, unit=scene.commune, by=scene.province_officer)
    assert place_row(placed=row, unit=scene.neighbour, by=scene.province_officer).settled_unit == scene.neighbour
    assert unsettle_place(placed=row, by=scene.province_officer).unit_today == scene.province
    with refused("place-known", "conflict"):
        place_row(placed=product, unit=scene.commune, by=scene.province_officer)


def test_a_row_without_any_unit_is_for_the_administrator(scene: Scene) -> None:
    row = vague(scene, unit=None, unit_text="không rõ")
    with refused("place-forbidden", "forbidden"):
        place_row(placed=row, unit=scene.commune, by=scene.province_officer)
    assert place_row(placed=row, unit=scene.commune, by=root()).unit_today == scene.commune


def test_a_moved_product_forgets_what_was_settled_of_its_former_place(scene: Scene, product: Product) -> None:
    settle_place(placed=product, unit=unit("05467"), by=scene.province_officer)
    product.holdings.update(valid_from=dt.date(2026, 1, 1))
    moved = move_product(product=product, to=scene.other, on=today(), by=scene.province_officer)
    assert (moved.unit, moved.settled_unit, moved.unit_today) == (scene.commune, None, scene.commune)


def listed(scene: Scene, product: Product) -> Listing:
    """The product with a row in the catalogue."""
    Stage(scene.province, scene.commune, scene.producer).certify(product)
    return Listing.objects.get(product=product)


def test_the_catalogue_follows_in_the_same_breath_and_the_entries_hang_together(scene: Scene,
                                                                               product: Product) -> None:
    assert listed(scene, product).commune_id is None
    scene.producer.unit = unit("05461", day=EVE)
    scene.producer.save()
    end = unit("05467")
    settle_places(rows=[product, scene.producer], unit=end, by=scene.province_officer)
    row = Listing.objects.get(product=product)
    assert (row.commune_id, row.province_id) == (end.pk, scene.province.pk)
    parent = AuditEntry.objects.get(verb="settle_places")
    assert list(parent.children.order_by("pk").values_list("verb", "object_type")) == [
        ("settle_place", "registry.Product"), ("settle_place", "registry.Producer")]
    unsettle_shown(placed=Product.objects.get(pk=product.pk), by=scene.province_officer)
    row = Listing.objects.get(product=product)
    assert row.commune_id is None
    assert same(row, build_listing(Product.objects.get(pk=product.pk)))
    assert AuditEntry.objects.get(verb="unsettle_shown").children.count() == 1


def test_one_refusal_among_several_leaves_nothing(scene: Scene, product: Product) -> None:
    listed(scene, product)
    before = AuditEntry.objects.count(), FacetChange.objects.count()
    with refused("place-known", "conflict"):
        settle_places(rows=[product, scene.producer], unit=unit("05467"), by=scene.province_officer)
    product.refresh_from_db()
    assert product.settled_unit is None
    assert Listing.objects.get(product=product).commune_id is None
    assert (AuditEntry.objects.count(), FacetChange.objects.count()) == before
    for deed in (settle_places, place_rows):
        with refused("place-no-rows"):
            deed(rows=[], unit=unit("05467"), by=scene.province_officer)


def test_a_product_of_a_vague_place_enters_its_commune_in_the_catalogue(scene: Scene, product: Product) -> None:
    product.unit, product.unit_text = unit("19", level=Level.PROVINCE, day=EVE), "Tân Cương"
    product.save()
    assert listed(scene, product).commune_id is None
    place_rows(rows=[product], unit=scene.commune, by=scene.province_officer)
    assert Listing.objects.get(product=product).commune_id == scene.commune.pk
    write_listing(Product.objects.get(pk=product.pk))
    assert Listing.objects.get(product=product).commune_id == scene.commune.pk


def test_a_sales_point_is_settled_too(scene: Scene) -> None:
    point = open_sales_point(name="Điểm bán (ví dụ)", kind="point", unit=scene.commune, opened_on=dt.date(2026, 6, 1),
                             by=scene.province_officer)
    point.unit = unit("05461", day=EVE)
    point.save()
    settle_places(rows=[point], unit=unit("05443"), by=scene.province_officer)
    assert SalesPoint.objects.get(pk=point.pk).unit_today == unit("05443")
