"""What the public sees of pictures, prices, outlets, codes and holders of a product."""

import datetime as dt

from django.core.cache import cache
from django.test import Client

from ocop.core.dates import UNKNOWN_START, today
from ocop.core.models import Blob
from ocop.registry.actions import (
    add_outlet,
    add_picture,
    amend_product,
    move_product,
    register_producer,
    remove_picture,
    set_price,
)
from ocop.registry.enums import CodeSource
from ocop.registry.models import Product, ProductCode, ProductHolding, ProductPicture
from tests.factories.pictures import photo
from tests.people import root
from tests.web.council.hands import queries
from tests.web.portal.stage import Stage

DAY = dt.timedelta(days=1)


def kept(product: Product, colour: str = "green", kind: str = "photo", caption: str = "") -> ProductPicture:
    return add_picture(product=product, kind=kind, upload=photo(colour=colour), caption=caption, by=root())


def picture_url(product: Product, picture: ProductPicture, size: str = "nho") -> str:
    return f"/san-pham/{product.pid}/anh/{picture.pid}-{size}.jpg"


def words_of(client: Client, product: Product) -> str:
    cache.clear()
    return client.get(f"/san-pham/{product.pid}/").content.decode()


def test_the_first_photo_takes_the_place_of_the_drawing_everywhere(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    assert "Hình vẽ thay ảnh sản phẩm" in words_of(client, product)
    kept(product, "red", kind="label", caption="Nhãn mặt sau")
    assert "Hình vẽ thay ảnh sản phẩm" in words_of(client, product)
    picture = kept(product, caption="Hộp chè 200 g")
    words = words_of(client, product)
    assert "Hình vẽ thay ảnh sản phẩm" not in words
    assert f'src="{picture_url(product, picture)}"' in words
    assert 'alt="Hộp chè 200 g" width="800" height="600"' in words
    assert "Nhãn mặt sau" in words
    for address in ("/san-pham/", "/"):
        card = client.get(address).content.decode()
        assert f'<img src="{picture_url(product, picture)}" alt="" width="96" height="96" loading="lazy">' in card


def test_a_picture_taken_off_is_gone_at_once(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    picture = kept(product)
    assert client.get(picture_url(product, picture)).status_code == 200
    remove_picture(picture=picture, by=root())
    assert client.get(picture_url(product, picture)).status_code == 404
    assert picture.pid not in words_of(client, product)
    cache.clear()
    assert picture.pid not in client.get("/san-pham/").content.decode()


def test_a_picture_of_a_product_that_is_not_public_is_not_served(stage: Stage, client: Client) -> None:
    hidden, seen = stage.product("Chè chưa công nhận (ví dụ)"), stage.recognise().recognition.product
    picture, other = kept(hidden), kept(seen, "red")
    assert client.get(picture_url(hidden, picture)).status_code == 404
    # Nor under the address of one that is.
    assert client.get(picture_url(seen, picture)).status_code == 404
    assert client.get(picture_url(seen, other, "goc")).status_code == 404
    Blob.objects.update(scan=Blob.Scan.INFECTED)
    assert client.get(picture_url(seen, other)).status_code == 404


def test_a_picture_is_kept_by_browsers_for_a_while_and_asked_for_anew_by_its_mark(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    picture = kept(product)
    first = client.get(picture_url(product, picture, "lon"))
    assert (first.status_code, first["Content-Type"]) == (200, "image/jpeg")
    assert {"public", "max-age=300"} == set(first["Cache-Control"].split(", "))
    assert "Set-Cookie" not in first
    again = client.get(picture_url(product, picture, "lon"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small = client.get(picture_url(product, picture), headers={"If-None-Match": first["ETag"]})
    assert small.status_code == 200


def test_cards_weigh_little(stage: Stage) -> None:
    product = stage.recognise().recognition.product
    assert kept(product).small.size < 60_000


def test_lists_cost_the_same_with_pictures_and_without_and_no_more_than_eight(stage: Stage) -> None:
    products = [stage.recognise(f"Chè {number} (ví dụ)").recognition.product for number in range(6)]
    for address in ("/san-pham/", "/san-pham/?q=che&sao=4"):
        cache.clear()
        once = queries(Client(), address)
        for product in products:
            kept(product, "red")
        cache.clear()
        assert queries(Client(), address) == once <= 8


def test_price_and_outlets_stand_on_the_page_with_their_days(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    assert "Mua ở đâu" not in words_of(client, product)
    set_price(product=product, per="hộp 200 g", amount=120_000, valid_from=today() - DAY, by=root())
    set_price(product=product, per="hộp 200 g", amount=990_000, valid_from=today() + DAY, by=root())
    add_outlet(product=product, kind="online", name="Gian hàng <b>Bản Mới</b>", link="https://vidu.vn/che",
               valid_from=today(), by=root())
    add_outlet(product=product, kind="market", name="Chợ tháng sau", address="Xóm 1", valid_from=today() + DAY,
               by=root())
    words = words_of(client, product)
    day = today() - DAY
    assert "Mua ở đâu" in words and "120.000 đồng" in words
    assert f"giá từ {day.day}/{day.month}/{day.year}" in words
    assert "990.000" not in words and "Chợ tháng sau" not in words
    assert "Gian hàng &lt;b&gt;Bản Mới" in words
    assert 'href="https://vidu.vn/che" rel="nofollow noopener noreferrer"' in words
    assert '"priceCurrency": "VND"' in words


def test_facts_on_the_label_stand_on_the_page(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    Product.objects.filter(pk=product.pk).update(
        gtin="8935000000013", hs_code="0902.30.10", trace_link="https://vidu.vn/truy-xuat", shelf_life="12 tháng",
        warnings="Tránh ẩm.\nTránh nắng.", pack="Hộp 200 g")
    words = words_of(client, product)
    for fact in ("8935000000013", "0902.30.10", "https://vidu.vn/truy-xuat", "12 tháng", "Tránh ẩm.<br>Tránh nắng.",
                 "Hộp 200 g"):
        assert fact in words


def test_an_old_code_is_shown_as_old_with_its_day(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    assert "mã cũ" not in words_of(client, product)
    ProductCode.objects.create(product=product, code="BK-05-2021", given_on=dt.date(2021, 5, 4),
                               source=CodeSource.IMPORTED)
    words = words_of(client, product)
    assert 'BK-05-2021</span> <small class="muted">mã cũ, cấp 4/5/2021' in words


def test_who_held_the_product_is_told_once_it_changed_hands(stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    ProductHolding.objects.create(product=product, producer=stage.producer, valid_from=UNKNOWN_START,
                                  valid_to=dt.date(2025, 6, 30))
    assert "Chủ thể qua các thời kỳ" not in words_of(client, product)
    ProductHolding.objects.create(product=product, producer=stage.producer, valid_from=dt.date(2025, 7, 1))
    words = words_of(client, product)
    assert "Chủ thể qua các thời kỳ" in words
    assert "đến 30/6/2025" in words and "từ 1/7/2025" in words and "1900" not in words


def test_a_product_that_bears_another_name_and_maker_than_its_certificate_says_both(
        stage: Stage, client: Client) -> None:
    product = stage.recognise().recognition.product
    old_name, old_maker = product.name, product.producer.name
    words = words_of(client, product)
    assert "Nay gọi là" not in words and "nay thuộc:" not in words
    other = register_producer(name="Tổ hợp tác Bên Suối (ví dụ)", kind="group", unit=stage.producer.unit, by=root())
    ProductHolding.objects.filter(product=product).update(valid_from=today() - 40 * DAY)
    renamed = amend_product(product=product, name="Chè Bên Suối (ví dụ)", by=root())
    move_product(product=renamed, to=other, on=today(), by=root())
    words = words_of(client, product)
    assert f"<h1>{old_name}</h1>" in words and "<dd>Chè Bên Suối (ví dụ)</dd>" in words
    assert f"{old_maker}<br><small class=\"muted\">nay thuộc: Tổ hợp tác Bên Suối (ví dụ)" in words
