"""What a product costs, where it is sold, which numbers others know it by: dated rows, never overwritten."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.registry.actions import (
    add_outlet,
    end_outlet,
    end_price,
    note_reference,
    register_product,
    set_price,
)
from ocop.registry.actions.selling import FAR_AHEAD, MOST_DONG
from ocop.registry.models import Product, ProductOutlet, ProductPrice, ProductReference
from ocop.registry.showing import outlets_on, price_history, prices_on, references_of
from tests.registry.scene import Scene, build

DAY = dt.timedelta(days=1)
PACK = "hộp 200 g"


@pytest.fixture
def product(scene: Scene) -> Product:
    return made(scene)


def made(scene: Scene, name: str = "Chè (ví dụ)") -> Product:
    return register_product(producer=scene.producer, name=name, product_set=scene.tea, by=scene.director)


def priced(scene: Scene, product: Product, amount: int = 120_000, *, per: str = PACK, ago: int = 0) -> ProductPrice:
    return set_price(product=product, per=per, amount=amount, valid_from=today() - ago * DAY, by=scene.director)


def stall(scene: Scene, product: Product, **facts: object) -> ProductOutlet:
    wanted = {"kind": "shop", "name": "Cửa hàng Bản Mới (ví dụ)", "address": "Xóm 1", "valid_from": today(), **facts}
    return add_outlet(product=product, by=scene.director, **wanted)


def code_of(verb, **facts: object) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        verb(**facts)
    assert str(refused.value.words)
    return refused.value.code, refused.value.kind


def test_a_new_price_ends_the_one_before_the_day_before(scene: Scene, product: Product) -> None:
    first = priced(scene, product, ago=30)
    second = priced(scene, product, 135_000)
    assert [(row.amount, row.valid_from, row.valid_to) for row in price_history(product)] == [
        (135_000, today(), None), (120_000, today() - 30 * DAY, today() - DAY)]
    assert prices_on(product, today()) == [second]
    assert prices_on(product, today() - DAY) == [first]
    assert prices_on(product, today() - 31 * DAY) == []


def test_prices_of_different_packs_stand_beside_each_other_the_cheapest_first(scene: Scene, product: Product) -> None:
    priced(scene, product, 250_000, per="hộp 500 g")
    priced(scene, product, 120_000)
    assert [row.per for row in prices_on(product, today())] == [PACK, "hộp 500 g"]


def test_the_same_pack_in_other_letters_is_the_same_pack(scene: Scene, product: Product) -> None:
    priced(scene, product, ago=3)
    priced(scene, product, 99_000, per="HỘP 200 G")
    assert [(row.per, row.amount) for row in prices_on(product, today())] == [(PACK, 99_000)]


def test_a_price_of_the_same_day_is_corrected_and_the_trail_keeps_the_slip(scene: Scene, product: Product) -> None:
    priced(scene, product, 1_200_000)
    priced(scene, product, 120_000)
    assert [row.amount for row in price_history(product)] == [120_000]
    assert AuditEntry.objects.filter(verb="set_price").order_by("-pk")[0].payload.body["before"] == 1_200_000


def test_a_price_before_one_already_entered_is_refused(scene: Scene, product: Product) -> None:
    priced(scene, product)
    facts = {"product": product, "per": PACK, "amount": 1, "by": scene.director}
    assert code_of(set_price, valid_from=today() - DAY, **facts) == ("price-day", "conflict")
    end_price(price=ProductPrice.objects.get(), last_day=today(), by=scene.director)
    assert code_of(set_price, valid_from=today(), **facts) == ("price-day", "conflict")
    set_price(valid_from=today() + DAY, **facts)
    assert ProductPrice.objects.count() == 2


@pytest.mark.parametrize(("facts", "code"), [
    ({"per": " "}, "price-per"), ({"per": "x" * 81}, "price-per"), ({"amount": 0}, "price-amount"),
    ({"amount": -5}, "price-amount"), ({"amount": MOST_DONG + 1}, "price-amount"), ({"amount": True}, "price-amount"),
    ({"valid_from": dt.date(1999, 12, 31)}, "selling-day"),
    ({"valid_from": today() + (FAR_AHEAD + 1) * DAY}, "selling-day"),
])
def test_a_wrong_price_is_refused(scene: Scene, product: Product, facts: dict[str, object], code: str) -> None:
    wanted = {"product": product, "per": PACK, "amount": 1, "valid_from": today(), "by": scene.director, **facts}
    assert code_of(set_price, **wanted)[0] == code
    assert ProductPrice.objects.count() == 0


def test_a_price_ends_once_and_not_before_it_began(scene: Scene, product: Product) -> None:
    price = priced(scene, product)
    assert code_of(end_price, price=price, last_day=today() - DAY, by=scene.director)[0] == "selling-period"
    end_price(price=price, last_day=today(), by=scene.director)
    assert prices_on(product, today()) == [price]
    assert prices_on(product, today() + DAY) == []
    assert code_of(end_price, price=price, last_day=today(), by=scene.director) == ("selling-ended", "conflict")


def test_where_it_is_sold_is_shown_from_its_day_to_its_last_day(scene: Scene, product: Product) -> None:
    online = stall(scene, product, kind="online", name="A shop", address="", link="https://vidu.vn/che")
    shop = stall(scene, product)
    assert outlets_on(product, today()) == [shop, online]
    end_outlet(outlet=shop, last_day=today(), by=scene.director)
    assert outlets_on(product, today()) == [shop, online]
    assert outlets_on(product, today() + DAY) == [online]
    assert code_of(end_outlet, outlet=shop, last_day=today(), by=scene.director) == ("selling-ended", "conflict")


@pytest.mark.parametrize(("facts", "code"), [
    ({"kind": "street"}, "outlet-kind"), ({"name": " "}, "outlet-name"), ({"address": " "}, "outlet-place"),
    ({"link": "javascript:alert(1)"}, "outlet-link"), ({"link": "https://v.vn/" + "a" * 200}, "outlet-link"),
    ({"valid_from": dt.date(2067, 1, 1)}, "selling-day"),
])
def test_a_wrong_outlet_is_refused(scene: Scene, product: Product, facts: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        stall(scene, product, **facts)
    assert refused.value.code == code
    assert ProductOutlet.objects.count() == 0


def test_the_same_place_twice_is_refused_until_it_has_ended(scene: Scene, product: Product) -> None:
    first = stall(scene, product)
    with pytest.raises(Refusal) as refused:
        stall(scene, product)
    assert (refused.value.code, refused.value.kind) == ("outlet-again", "conflict")
    end_outlet(outlet=first, last_day=today(), by=scene.director)
    stall(scene, product, valid_from=today() + DAY)
    assert ProductOutlet.objects.count() == 2


def test_strangers_enter_neither_price_nor_outlet(scene: Scene, product: Product) -> None:
    price, outlet = priced(scene, product), stall(scene, product)
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        for verb, facts in (
            (set_price, {"product": product, "per": "gói", "amount": 1, "valid_from": today()}),
            (end_price, {"price": price, "last_day": today()}), (end_outlet, {"outlet": outlet, "last_day": today()}),
            (add_outlet, {"product": product, "kind": "shop", "name": "A", "address": "B", "valid_from": today()}),
        ):
            assert code_of(verb, by=actor, **facts) == ("selling-forbidden", "forbidden")
        assert not ProductOutlet.objects.visible_to(actor).exists()
    assert (ProductPrice.objects.count(), ProductOutlet.objects.count()) == (1, 1)


def test_two_open_prices_of_a_pack_cannot_stand_in_the_table(scene: Scene, product: Product) -> None:
    priced(scene, product)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductPrice.objects.create(product=product, per=PACK, amount=1, valid_from=today() + DAY)


def test_a_number_of_another_system_ends_the_one_before(scene: Scene, product: Product) -> None:
    for value in ("OCOP-0001", "OCOP-0002"):
        note_reference(product=product, system="national", value=value, by=scene.commune_officer)
    note_reference(product=product, system="one_stop", value="H55.1-0001", by=scene.province_officer)
    assert [(row.value, row.ended_on) for row in references_of(product)] == [
        ("OCOP-0002", None), ("H55.1-0001", None), ("OCOP-0001", today())]
    assert AuditEntry.objects.filter(verb="note_reference").order_by("pk")[1].payload.body["before"] == ["OCOP-0001"]


def test_a_number_belongs_to_one_product_and_another_is_named_to_those_who_may_see_it(
    scene: Scene, product: Product
) -> None:
    other = made(scene, "Miến (ví dụ)")
    note_reference(product=other, system="national", value="7", by=scene.commune_officer)
    with pytest.raises(Refusal) as refused:
        note_reference(product=product, system="national", value=" 7 ", by=scene.commune_officer)
    assert (refused.value.code, refused.value.kind) == ("reference-taken", "conflict")
    assert "Miến (ví dụ)" in str(refused.value.words)
    again = {"product": other, "system": "national", "value": "7", "by": scene.commune_officer}
    assert code_of(note_reference, **again) == ("reference-taken", "conflict")
    Product.objects.filter(pk=other.pk).update(unit=scene.elsewhere)
    with pytest.raises(Refusal) as told:
        note_reference(product=product, system="national", value="7", by=scene.commune_officer)
    assert "Miến" not in str(told.value.words)
    note_reference(product=product, system="one_stop", value="7", by=scene.commune_officer)


@pytest.mark.parametrize(("facts", "code"), [
    ({"system": "other"}, "reference-system"), ({"value": " "}, "reference-value"),
    ({"value": "9" * 81}, "reference-value"),
])
def test_a_wrong_number_is_refused(scene: Scene, product: Product, facts: dict[str, str], code: str) -> None:
    wanted = {"product": product, "system": "national", "value": "1", "by": scene.commune_officer, **facts}
    assert code_of(note_reference, **wanted)[0] == code


def test_only_the_office_of_the_place_notes_numbers(scene: Scene, product: Product) -> None:
    for actor in (scene.director, scene.stranger, scene.neighbour_officer, scene.far_officer):
        wanted = {"product": product, "system": "national", "value": "1", "by": actor}
        assert code_of(note_reference, **wanted) == ("reference-forbidden", "forbidden")
    assert ProductReference.objects.count() == 0


class PricesOverTime(TestCase):
    """Whatever prices are entered in whatever order, on each day a pack has one price at most."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.scene = build()

    # No clock: a database under load is slow, not wrong.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
    @given(st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 10**9)), max_size=8))
    def test_a_pack_has_one_price_a_day(self, entries: list[tuple[int, int]]) -> None:
        product = made(self.scene, "Chè ngày giá (ví dụ)")
        last: dict[int, int] = {}
        for place, amount in entries:
            try:
                set_price(product=product, per=PACK, amount=amount, valid_from=today() + place * DAY,
                          by=self.scene.director)
            except Refusal as refusal:
                assert refusal.code == "price-day"
                assert place < max(last)
            else:
                last[place] = amount
        for place in range(-21, 22):
            wanted = [last[max(day for day in last if day <= place)]] if any(day <= place for day in last) else []
            assert [row.amount for row in prices_on(product, today() + place * DAY)] == wanted
