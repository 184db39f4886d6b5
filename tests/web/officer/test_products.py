"""Products on the officers' desk: numbers of other systems, the list to key in again, handing one over."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from ocop.core.dates import today
from ocop.registry.actions import note_reference, register_producer, register_product
from ocop.registry.enums import CodeSource, ProducerKind
from ocop.registry.models import Producer, Product, ProductCode, ProductHolding, ProductReference
from tests.journeys.world import World, draft_dossier
from tests.web.officer.scene import Strangers, page_of, picks_of, posted, queries_of

LIST = "/lam-viec/can-bo/san-pham/"


@pytest.fixture
def product(world: World) -> Product:
    return made(world)


def made(world: World, name: str = "Chè (ví dụ)") -> Product:
    product = register_product(producer=world.producer, name=name, product_set=world.tea, by=world.director)
    ProductHolding.objects.filter(product=product).update(valid_from=dt.date(2026, 1, 1))
    return product


def taker(world: World, name: str = "Hợp tác xã Nhận (ví dụ)") -> Producer:
    return register_producer(name=name, kind=ProducerKind.COOPERATIVE, unit=world.commune, by=world.commune_officer)


def told(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def test_a_number_is_noted_and_the_one_before_stays_readable(world: World, product: Product, client: Client) -> None:
    url = f"{LIST}{product.pid}/"
    for value in ("OCOP-1", "OCOP-2"):
        assert posted(client, world.commune_officer, url, {"system": "national", "value": value}).status_code == 302
    words = page_of(client, world.commune_officer, url).content.decode()
    assert "<b>OCOP-2</b>" in words and '<span class="muted">OCOP-1</span>' in words
    taken = posted(client, world.commune_officer, url, {"system": "national", "value": "OCOP-2"})
    assert (taken.status_code, 'id="id_value-e">Sản phẩm đã có số hiệu này.' in taken.content.decode()) == (409, True)
    for wrong in ({"system": "moon", "value": "1"}, {"system": "national", "value": " "}):
        assert posted(client, world.commune_officer, url, wrong).status_code == 422
    assert ProductReference.objects.count() == 2


def test_the_list_is_searched_and_filtered_by_what_lacks(world: World, product: Product, client: Client) -> None:
    made(world, "Miến dong (ví dụ)")
    note_reference(product=product, system="national", value="OCOP-1", by=world.commune_officer)
    words = page_of(client, world.commune_officer, f"{LIST}?q=mien").content.decode()
    assert "Miến dong" in words and "Chè (ví dụ)" not in words
    words = page_of(client, world.commune_officer, f"{LIST}?thieu=national").content.decode()
    assert "Miến dong" in words and "Chè (ví dụ)" not in words
    words = page_of(client, world.commune_officer, f"{LIST}?thieu=one_stop").content.decode()
    assert "Miến dong" in words and "Chè (ví dụ)" in words
    assert "Không có sản phẩm nào khớp." in page_of(client, world.commune_officer, f"{LIST}?q=xyz").content.decode()


def test_the_file_to_key_in_again_keeps_codes_as_text(world: World, product: Product, client: Client) -> None:
    ProductCode.objects.create(product=product, code="0019-1", given_on=dt.date(2021, 5, 4), source=CodeSource.IMPORTED)
    ProductCode.objects.create(product=product, code="0020", given_on=dt.date(2026, 5, 4), source=CodeSource.IMPORTED)
    note_reference(product=product, system="national", value="=1+1", by=world.commune_officer)
    Product.objects.filter(pk=product.pk).update(gtin="04006381333931")
    answer = page_of(client, world.commune_officer, f"{LIST}?xuat=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, line = ([cell.value for cell in sheet[no]] for no in (4, 5))
    row = dict(zip(heads, line, strict=True))
    assert (row["Sản phẩm"], row["Mã sản phẩm"], row["Mã cũ"], row["Mã vạch (GTIN)"]) == (
        "Chè (ví dụ)", "0020", "0019-1", "04006381333931")
    assert row["Hệ thống OCOP quốc gia"] == "'=1+1"
    assert row["Bộ sản phẩm"] == world.tea.title
    answer = page_of(client, world.commune_officer, f"{LIST}?xuat=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    plain = dict(zip(*csv.reader(io.StringIO(text)), strict=True))
    assert (plain["Mã sản phẩm"], plain["Hệ thống OCOP quốc gia"]) == ("0020", "'=1+1")


def test_no_personal_number_leaves_in_the_file(world: World, client: Client) -> None:
    home = register_producer(name="Hộ Nông Thị Mai (ví dụ)", kind=ProducerKind.HOUSEHOLD, unit=world.commune,
                             tax_code="019199000123", by=world.commune_officer)
    register_product(producer=home, name="Mật ong (ví dụ)", product_set=world.tea, by=world.commune_officer)
    answer = page_of(client, world.commune_officer, f"{LIST}?xuat=csv")
    assert "019199000123" not in b"".join(answer.streaming_content).decode()


def test_a_product_is_handed_over_after_seeing_both_names_and_the_day(
    world: World, product: Product, client: Client
) -> None:
    to, url = taker(world), f"{LIST}{product.pid}/chuyen/"
    words = page_of(client, world.commune_officer, f"{url}?q=nhan").content.decode()
    assert f'name="to" value="{to.pid}"' in words and world.producer.pid not in words
    asked = posted(client, world.commune_officer, url, {"to": to.pid, "on": told(today())})
    words = asked.content.decode()
    assert asked.status_code == 200
    assert world.producer.name in words and to.name in words and told(today()) in words
    product.refresh_from_db()
    assert product.producer == world.producer
    done = posted(client, world.commune_officer, url, {"to": to.pid, "on": told(today()), "confirm": "1"})
    assert (done.status_code, done["Location"]) == (302, f"{LIST}{product.pid}/")
    product.refresh_from_db()
    assert product.producer == to
    words = page_of(client, world.commune_officer, f"{LIST}{product.pid}/").content.decode()
    assert words.index(to.name) < words.index(world.producer.name)
    assert page_of(client, world.director, f"/lam-viec/chu-the/san-pham/{product.pid}/").status_code == 404


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"to": ""}, "Hãy tìm và chọn chủ thể nhận."), ({"to": "0000000000"}, "Hãy chọn chủ thể nhận trong danh sách."),
    ({"on": "31/2/2026"}, "Ngày này không có."), ({"on": "1/1/2025"}, "Ngày chuyển phải sau ngày"),
    ({"on": "1/1/2067"}, "Ngày chuyển không được sau hôm nay"),
])
def test_a_wrong_move_is_told_and_nothing_moves(
    world: World, product: Product, client: Client, fields: dict[str, str], sentence: str
) -> None:
    wanted = {"to": taker(world).pid, "on": told(today()), "confirm": "1", **fields}
    answer = posted(client, world.commune_officer, f"{LIST}{product.pid}/chuyen/", wanted)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    product.refresh_from_db()
    assert product.producer == world.producer


def test_a_product_with_a_dossier_under_way_is_not_handed_over(world: World, client: Client) -> None:
    product = draft_dossier(world, picks_of(world)).product
    ProductHolding.objects.filter(product=product).update(valid_from=dt.date(2026, 1, 1))
    answer = posted(client, world.commune_officer, f"{LIST}{product.pid}/chuyen/",
                    {"to": taker(world).pid, "on": told(today()), "confirm": "1"})
    assert (answer.status_code, "còn hồ sơ chưa xong" in answer.content.decode()) == (409, True)


def test_strangers_and_other_offices_reach_nothing(
    world: World, product: Product, others: Strangers, client: Client
) -> None:
    for address in (f"{LIST}{product.pid}/", f"{LIST}{product.pid}/chuyen/"):
        for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
            assert page_of(client, person, address).status_code == 404
    for person in (others.producer, others.nobody_here):
        assert page_of(client, person, LIST).status_code == 404
    assert "Chè (ví dụ)" not in page_of(client, others.other_commune, LIST).content.decode()


def test_the_list_costs_the_same_with_one_product_and_with_more(world: World, product: Product, client: Client) -> None:
    for address in (LIST, f"{LIST}?xuat=csv"):
        once = queries_of(client, world.commune_officer, address)
        for name in ("Miến", "Bún"):
            made(world, f"{name} {len(address)} (ví dụ)")
        assert queries_of(client, world.commune_officer, address) == once
