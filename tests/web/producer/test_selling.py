"""Prices, outlets, facts and the set of a product on its maker's desk."""

import datetime as dt

import pytest
from django.test import Client

from ocop.core.dates import today
from ocop.registry.actions import add_outlet, register_product, set_price
from ocop.registry.enums import CodeSource
from ocop.registry.models import Product, ProductCode, ProductHolding, ProductOutlet, ProductPrice
from ocop.rulebooks.models import ProductSet
from tests.journeys.world import World
from tests.web.council.hands import queries
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, page

DAY = dt.timedelta(days=1)


@pytest.fixture
def product(world: World) -> Product:
    return register_product(producer=world.producer, name="Chè (ví dụ)", product_set=world.tea, by=world.director)


def told(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def price(world: World, product: Product, amount: int = 120_000, per: str = "hộp 200 g") -> ProductPrice:
    return set_price(product=product, per=per, amount=amount, valid_from=today(), by=world.director)


def outlet(world: World, product: Product, name: str = "Chợ Tân Cương (ví dụ)") -> ProductOutlet:
    return add_outlet(product=product, kind="market", name=name, address="Xóm 1", valid_from=today(), by=world.director)


@pytest.mark.parametrize(("typed", "amount"), [
    ("120000", 120_000), ("120.000", 120_000), ("1 200 000", 1_200_000), (" 95.000 đ ", 95_000),
])
def test_a_price_is_entered_as_people_write_it(product: Product, mai: Client, typed: str, amount: int) -> None:
    response = mai.post(address("producer_price", product.pid),
                        {"per": "hộp 200 g", "amount": typed, "valid_from": told(today())})
    assert response.status_code == 302
    assert ProductPrice.objects.get().amount == amount
    assert "đang áp dụng" in page(mai, "producer_selling", product.pid)


@pytest.mark.parametrize(("fields", "field", "sentence"), [
    ({"amount": "1,5"}, "amount", "Giá là số đồng nguyên"), ({"amount": "12.00"}, "amount", "Giá là số đồng nguyên"),
    ({"amount": "rẻ"}, "amount", "Giá là số đồng nguyên"), ({"amount": "0"}, "amount", "Giá là số đồng nguyên, lớn"),
    ({"amount": "-5"}, "amount", "Giá là số đồng nguyên"), ({"amount": ""}, "amount", "Hãy nhập giá."),
    ({"amount": "١٢٠"}, "amount", "Giá là số đồng nguyên"), ({"per": " "}, "per", "Hãy nhập quy cách"),
    ({"valid_from": "31/2/2026"}, "valid_from", "Ngày này không có trong lịch"),
    ({"valid_from": ""}, "valid_from", "Hãy nhập ngày bắt đầu"),
    ({"valid_from": "1/1/2067"}, "valid_from", "Ngày này quá xa"),
])
def test_a_wrong_price_is_told_beside_it_and_what_was_typed_stays(
    product: Product, mai: Client, fields: dict[str, str], field: str, sentence: str
) -> None:
    response = mai.post(address("producer_price", product.pid),
                        {"per": "hộp lạ 7 g", "amount": "100", "valid_from": told(today()), **fields})
    words = response.content.decode()
    assert response.status_code == 422
    assert f'id="gia_{field}-e">{sentence}' in words
    assert field == "per" or 'value="hộp lạ 7 g"' in words
    assert ProductPrice.objects.count() == 0


def test_a_price_before_one_already_entered_is_told_beside_the_day(world: World, product: Product, mai: Client) -> None:
    price(world, product)
    response = mai.post(address("producer_price", product.pid),
                        {"per": "hộp 200 g", "amount": "1", "valid_from": told(today() - DAY)})
    assert (response.status_code, 'id="gia_valid_from-e">Quy cách này đã có giá' in response.content.decode()) == (
        422, True)


def test_an_outlet_is_entered_and_wrong_ones_are_told_beside_their_field(product: Product, mai: Client) -> None:
    url = address("producer_outlet", product.pid)
    good = {"kind": "online", "name": "Gian hàng", "link": "https://vidu.vn/", "valid_from": told(today())}
    for fields, field, sentence in (
        ({"link": ""}, "address", "Hãy nhập địa chỉ hoặc liên kết"),
        ({"link": "javascript:alert(1)"}, "link", "Liên kết phải bắt đầu bằng"),
        ({"name": ""}, "name", "Hãy nhập tên nơi bán."), ({"kind": "moon"}, "kind", "Hãy chọn trong danh sách."),
    ):
        response = mai.post(url, {**good, **fields})
        assert response.status_code == 422
        assert f'id="noi_{field}-e">{sentence}' in response.content.decode()
    assert ProductOutlet.objects.count() == 0
    assert mai.post(url, good)["Location"].endswith("#noi-ban")
    assert mai.post(url, good).status_code == 422
    assert ProductOutlet.objects.count() == 1


def test_a_price_and_an_outlet_end_on_a_day_asked_for(world: World, product: Product, mai: Client) -> None:
    one, other = price(world, product), outlet(world, product)
    for url, row in ((address("producer_price_end", product.pid, one.pk), one),
                     (address("producer_outlet_end", product.pid, other.pid), other)):
        assert 'name="last_day"' in mai.get(url).content.decode()
        refused = mai.post(url, {"last_day": told(today() - DAY)})
        assert refused.status_code == 422
        assert 'id="id_last_day-e">Ngày cuối phải từ ngày bắt đầu' in refused.content.decode()
        assert mai.post(url, {"last_day": told(today())}).status_code == 302
        row.refresh_from_db()
        assert row.valid_to == today()
        assert mai.post(url, {"last_day": told(today())}).status_code == 422


def test_strangers_reach_nothing_and_readers_write_nothing(world: World, product: Product, rival: Client) -> None:
    one, other = price(world, product), outlet(world, product)
    pages = [address("producer_selling", product.pid), address("producer_price_end", product.pid, one.pk),
             address("producer_outlet_end", product.pid, other.pid), address("producer_product_place", product.pid)]
    for url in pages:
        assert rival.get(url).status_code == 404
        assert Client().get(url).status_code == 302
    wanted = {"per": "gói", "amount": "1", "valid_from": told(today())}
    assert rival.post(address("producer_price", product.pid), wanted).status_code == 404
    reader = signed_in(world.ministry)
    assert "Ghi giá" not in page(reader, "producer_selling", product.pid)
    assert reader.post(address("producer_price", product.pid), wanted).status_code == 403
    assert [reader.get(url).status_code for url in pages[1:]] == [403, 403, 403]
    assert ProductPrice.objects.count() == 1


def test_a_price_of_another_product_has_no_page_here(world: World, product: Product, mai: Client) -> None:
    other = register_product(producer=world.producer, name="Miến (ví dụ)", product_set=world.tea, by=world.director)
    one, two = price(world, other), outlet(world, other)
    assert mai.get(address("producer_price_end", product.pid, one.pk)).status_code == 404
    assert mai.get(address("producer_outlet_end", product.pid, two.pid)).status_code == 404


def test_the_page_of_prices_costs_the_same_with_one_row_and_with_more(
    world: World, product: Product, mai: Client
) -> None:
    price(world, product)
    outlet(world, product)
    url = address("producer_selling", product.pid)
    once = queries(mai, url)
    for number in range(3):
        price(world, product, per=f"gói {number}")
        outlet(world, product, f"Chợ {number}")
    assert queries(mai, url) == once


def test_every_fact_is_edited_and_shown(product: Product, mai: Client) -> None:
    facts = {"name": "Chè (ví dụ)", "pack": "Hộp 200 g", "shelf_life": "12 tháng", "warnings": "Tránh ẩm.",
             "gtin": "4006381333931", "hs_code": "0902.30", "trace_link": "https://vidu.vn/t", "story": "Chè cổ."}
    assert mai.post(address("producer_product_edit", product.pid), facts).status_code == 302
    words = page(mai, "producer_product", product.pid)
    for fact in facts.values():
        assert fact in words
    for field, wrong in (("gtin", "4006381333932"), ("hs_code", "09")):
        response = mai.post(address("producer_product_edit", product.pid), {**facts, field: wrong})
        assert response.status_code == 422
        assert f'id="id_{field}-e">' in response.content.decode()


def test_codes_and_holders_are_shown_with_their_days(world: World, product: Product, mai: Client) -> None:
    for code, day in (("BK-05-2021", dt.date(2021, 5, 4)), ("T-05503-1-2026", dt.date(2026, 8, 1))):
        ProductCode.objects.create(product=product, code=code, given_on=day, source=CodeSource.IMPORTED)
    ProductHolding.objects.create(product=product, producer=world.producer, valid_from=dt.date(2020, 1, 1),
                                  valid_to=dt.date(2024, 12, 31))
    words = page(mai, "producer_product", product.pid)
    assert words.index("T-05503-1-2026") < words.index("Mã cũ") < words.index("BK-05-2021")
    assert "cấp 4/5/2021" in words and "1/1/2020 đến 31/12/2024" in words


def test_a_product_without_a_set_is_placed_by_its_maker(world: World, product: Product, mai: Client) -> None:
    product.placements.update(product_set=None)
    assert "Chưa xếp, xếp ngay" in page(mai, "producer_product", product.pid)
    url = address("producer_product_place", product.pid)
    assert mai.post(url, {"product_set": "999999"}).status_code == 422
    assert mai.post(url, {"product_set": world.tea.pk}).status_code == 302
    assert product.placements.get().product_set == world.tea
    other = ProductSet.objects.get(edition=world.tea.edition, key="s12")
    assert mai.post(url, {"product_set": other.pk}).status_code == 403
    again = signed_in(world.commune_officer).post(url, {"product_set": world.tea.pk})
    assert (again.status_code, 'id="id_product_set-e">Sản phẩm đã ở bộ này.' in again.content.decode()) == (422, True)
    assert signed_in(world.commune_officer).post(url, {"product_set": other.pk}).status_code == 302
    assert product.placements.get().product_set == other
