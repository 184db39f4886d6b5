"""The place desk: one total on every map, numbers that open their rows, settling in two steps and taking it back."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.places.enums import Level
from ocop.places.queries import nation
from ocop.recognition.models import Listing
from ocop.registry.actions import register_product
from ocop.registry.models import Producer, Product
from ocop.support.actions import open_sales_point
from tests.factories.places import EVE, unit
from tests.people import officer
from tests.registry.scene import Scene, build
from tests.web.council.hands import browser, queries, seen
from tests.web.portal.stage import Stage

DESK = "/lam-viec/dia-ban/"
SETTLE = f"{DESK}xac-dinh/"


@pytest.fixture
def scene(db: None) -> Scene:
    return build()


def product(scene: Scene, name: str, **place: Any) -> Product:
    """A product of the scene's producer, written under another unit."""
    made = register_product(producer=scene.producer, name=name, product_set=scene.tea, by=scene.commune_officer)
    Product.objects.filter(pk=made.pk).update(**place)
    return Product.objects.get(pk=made.pk)


@pytest.fixture
def rows(scene: Scene) -> Scene:
    """Products today, in a split ward, in a merged commune, with a province only; one of each with stars."""
    own = {"một": {}, "hai": {"unit": unit("05461", day=EVE)}, "ba": {"unit": unit("05530", day=EVE)},
           "bốn": {"unit": unit("06", level=Level.PROVINCE, day=EVE), "unit_text": "xã Tân Cươn"}}
    stage = Stage(scene.province, scene.commune, scene.producer)
    for stars, (name, place) in enumerate(own.items(), 2):
        made = product(scene, f"Trà {name} (ví dụ)", **place)
        if stars > 2:
            stage.certify(made, stars=stars)
    return scene


def ministry() -> Actor:
    home = nation()
    assert home is not None
    return officer("Phạm Văn Trung (ví dụ)", Role.MINISTRY_OFFICER, home)


def totals(page: Any) -> list[int]:
    """The numbers of the last line."""
    return [int(number) for number in re.findall(r'data-total="(\d+)"', page.content.decode())]


def open_their_rows(client: Client, page: Any) -> int:
    """Open every number of the table and count its rows; how many numbers there were."""
    body = page.content.decode()
    found = re.findall(r'href="([^"]+)" data-(?:count|total)="(\d+)"', body)
    for address, count in found:
        shown = client.get(address.replace("&amp;", "&"))
        assert shown.status_code == 200, address
        assert f'data-rows="{count}"' in shown.content.decode(), address
    return len(found)


def test_totals_are_the_same_on_every_map_and_every_number_opens_its_rows(rows: Scene) -> None:
    client = browser(rows.province_officer)
    today = client.get(DESK)
    seen(today, "Xã Tân Cương", "Chưa xác định", "2 sản phẩm chưa xác định xã.")
    assert totals(today)[:5] == [2, 4, 1, 1, 1]
    for day in ("30/6/2025", "1/7/2025", "31/1/2020"):
        page = client.get(DESK, {"ngay": day})
        seen(page, f"theo địa giới ngày {day}")
        assert totals(page)[:5] == totals(today)[:5]
        assert open_their_rows(client, page) > 8
    before = client.get(f"{DESK}?ngay=30/6/2025")
    seen(before, "Phường Gia Sàng", "Thành phố Thái Nguyên", "Sản phẩm chưa xác định xã")
    assert open_their_rows(client, today) > 8


def test_each_office_sees_its_own_place(rows: Scene) -> None:
    page = browser(rows.commune_officer).get(DESK)
    # A merged commune's rows are its successor's; split and vague ones are the province's to settle.
    assert totals(page) == [2, 2, 1]
    assert totals(browser(rows.far_officer).get(DESK)) == []
    seen(browser(rows.far_officer).get(DESK), "Chưa có chủ thể hay sản phẩm nào trong địa bàn.")
    for role in (Role.LEADER, Role.INSPECTOR):
        looker = browser(officer("Nông Văn Xem (ví dụ)", role, rows.province))
        assert totals(looker.get(DESK))[:2] == [2, 4]
        assert open_their_rows(looker, looker.get(DESK)) > 5
        assert looker.get(SETTLE).status_code == 404


def test_the_ministry_reads_provinces_then_the_communes_of_one(rows: Scene) -> None:
    client = browser(ministry())
    page = client.get(DESK)
    seen(page, "Tỉnh Thái Nguyên", "Sản phẩm chưa xác định xã")
    assert open_their_rows(client, page) > 5
    one = client.get(f"{DESK}?tinh=thai-nguyen-19")
    assert totals(one) == totals(page)[:5]
    assert open_their_rows(client, one) > 5
    old = client.get(f"{DESK}?ngay=30/6/2025")
    seen(old, "Tỉnh Bắc Kạn", "Tỉnh Thái Nguyên")
    assert totals(old) == totals(page)
    assert open_their_rows(client, old) > 5
    seen(client.get(f"{DESK}?tinh=bac-kan-06&ngay=30/6/2025"), "Tỉnh Bắc Kạn")
    assert client.get(f"{DESK}?tinh=bac-kan-06").status_code == 404
    assert client.get(f"{DESK}?tinh=khong-99").status_code == 404


@pytest.mark.parametrize("address", [
    DESK, SETTLE, f"{SETTLE}xac-nhan/", f"{DESK}tan-cuong-05503/?loai=san-pham", f"{DESK}tat-ca/"])
def test_people_without_the_office_find_no_such_desk(scene: Scene, address: str) -> None:
    for person in (scene.director, scene.stranger):
        assert browser(person).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_rows_of_another_province_and_units_that_never_stood_are_not_found(rows: Scene) -> None:
    assert browser(rows.far_officer).get(f"{DESK}tan-cuong-05503/").status_code == 404
    assert browser(rows.neighbour_officer).get(f"{DESK}tan-cuong-05503/").status_code == 404
    client = browser(rows.province_officer)
    for wrong in ("khong-co-99/", "tan-cuong-05503/?loai=sao-9", "bac-kan-06/", "viet-nam-vn/", "x" * 500 + "/"):
        assert client.get(DESK + wrong).status_code == 404
    assert client.get(f"{DESK}?ngay=32/13/2025").status_code == 200
    seen(client.get(f"{DESK}?ngay=32/13/2025"), "Ngày này không có.")
    seen(client.get(f"{DESK}?ngay=1/1/2999"), "Ngày này chưa tới.")
    seen(client.get(f"{DESK}gia-sang-05467/"), "Không có dòng nào ở đây.")


def test_idle_units_are_told_and_shown_when_asked_for(rows: Scene) -> None:
    client = browser(rows.province_officer)
    seen(client.get(DESK), "đơn vị chưa có chủ thể hay sản phẩm nào.")
    every = client.get(f"{DESK}?ca=1")
    seen(every, "Phường Bắc Kạn", "Chỉ xem nơi có số liệu")
    assert totals(every) == totals(client.get(DESK))


def test_table_and_rows_leave_as_excel_and_as_csv(rows: Scene) -> None:
    client = browser(rows.province_officer)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{DESK}?ngay=30/6/2025&xuat=xlsx").getvalue()))
    sheet = list(book.active.iter_rows(values_only=True))
    assert "theo địa giới ngày 30/6/2025" in sheet[1][0]
    assert sum(line[4] or 0 for line in sheet[4:]) == 4
    answer = client.get(f"{DESK}chua-xac-dinh/?loai=san-pham&xuat=csv")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert lines[0][:2] == ["Tên", "Mã"]
    assert [line[0] for line in lines[1:]] == ["Trà bốn (ví dụ)", "Trà hai (ví dụ)"]


def test_an_officer_settles_ticked_rows_after_seeing_them_and_takes_one_back(rows: Scene) -> None:
    client, end = browser(rows.province_officer), unit("05467")
    made = Product.objects.get(name="Trà hai (ví dụ)")
    other = product(rows, "Trà năm (ví dụ)", unit=unit("05461", day=EVE))
    page = client.get(SETTLE)
    seen(page, "Phường Gia Sàng, Thành phố Thái Nguyên", "Phường Phan Đình Phùng", "Trà hai (ví dụ)", "Chưa ghi rõ xã",
         "“xã Tân Cươn”")
    chosen = {"dong": [f"sp-{made.pid}", f"sp-{other.pid}"], "xa": end.pk}
    seen(client.get(f"{SETTLE}xac-nhan/", chosen), "Xác định 2 dòng nay thuộc Phường Gia Sàng?", "Trà năm (ví dụ)")
    assert not AuditEntry.objects.filter(verb="settle_place").exists()
    assert client.post(f"{SETTLE}xac-nhan/", chosen).status_code == 302
    assert Listing.objects.get(product=made).commune_id == end.pk
    seen(client.get(SETTLE), "Đã ghi 2 dòng nay thuộc Phường Gia Sàng.", "Đã xác định gần đây")
    back = f"{SETTLE}sp/{made.pid}/bo/"
    seen(client.get(back), "Bỏ xác định xã của Trà hai (ví dụ)?", "Đang được xác định thuộc Phường Gia Sàng")
    assert client.post(back).status_code == 302
    assert Listing.objects.get(product=made).commune_id is None
    assert client.post(back).status_code == 409


def test_a_choice_that_lacks_something_or_fits_not_is_told(rows: Scene) -> None:
    client, address = browser(rows.province_officer), f"{SETTLE}xac-nhan/"
    made = Product.objects.get(name="Trà hai (ví dụ)")
    whole = Product.objects.get(name="Trà một (ví dụ)")
    for data, words in (
        ({}, "Hãy chọn ít nhất một dòng."),
        ({"dong": [f"sp-{made.pid}"]}, "Hãy chọn xã, phường mà các dòng này nay thuộc."),
        ({"dong": [f"sp-{made.pid}"], "xa": rows.commune.pk}, "Hãy chọn xã, phường mà các dòng này nay thuộc."),
        ({"dong": ["sp-khong", "\x00", "xx-1"], "xa": unit("05467").pk}, "Có dòng không còn ở danh sách này."),
    ):
        for answer in (client.get(address, data), client.post(address, data)):
            assert answer.status_code == 422
            seen(answer, words)
    mixed = {"dong": [f"sp-{made.pid}", f"sp-{whole.pid}"], "xa": unit("05467").pk}
    assert client.post(address, mixed).status_code == 409
    assert not AuditEntry.objects.filter(verb="settle_place").exists()


def test_rows_of_another_province_are_not_settled_from_here(rows: Scene) -> None:
    made = Product.objects.get(name="Trà hai (ví dụ)")
    client = browser(rows.far_officer)
    assert client.post(f"{SETTLE}xac-nhan/", {"dong": [f"sp-{made.pid}"], "xa": unit("05467").pk}).status_code == 422
    for address in (f"{SETTLE}sp/{made.pid}/", f"{SETTLE}sp/{made.pid}/bo/", f"{SETTLE}xx/{made.pid}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"unit": rows.commune.pk}).status_code == 404
    assert browser(rows.commune_officer).get(SETTLE).status_code == 404


def test_a_vague_row_is_given_its_commune_by_name_alike_and_never_by_itself(rows: Scene) -> None:
    client, made = browser(rows.province_officer), Product.objects.get(name="Trà bốn (ví dụ)")
    address = f"{SETTLE}sp/{made.pid}/"
    seen(client.get(address), "Tên gần giống", "Xã Tân Cương", "giống 94%")
    assert f'<option value="{rows.commune.pk}" selected>' in client.get(
        f"{address}?xa=tan-cuong-05503").content.decode()
    assert Product.objects.get(pk=made.pk).settled_unit is None
    for wrong in ({}, {"unit": "x"}, {"unit": rows.elsewhere.pk}):
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert re.search("Hãy chọn xã, phường", answer.content.decode())
    assert client.post(address, {"unit": rows.commune.pk}).status_code == 302
    assert Product.objects.get(pk=made.pk).unit_today == rows.commune
    assert client.post(address, {"unit": rows.commune.pk}).status_code == 409


def test_a_sales_point_and_a_producer_wait_beside_the_products(rows: Scene) -> None:
    point = open_sales_point(name="Điểm bán Gia Sàng (ví dụ)", kind="point", unit=rows.commune,
                             opened_on=rows.province_officer.today, by=rows.province_officer)
    point.unit = unit("05461", day=EVE)
    point.save()
    Producer.objects.filter(pk=rows.other.pk).update(unit=unit("05461", day=EVE))
    client = browser(rows.province_officer)
    seen(client.get(SETTLE), "Điểm bán Gia Sàng (ví dụ)", rows.other.name)
    seen(client.get(DESK), "1 chủ thể chưa xác định xã.", "1 điểm bán chưa xác định xã.")
    seen(client.get("/lam-viec/can-bo/tinh/"), "2 sản phẩm chưa xác định xã.", "Xác định xã")
    assert "Theo địa bàn" in client.get("/lam-viec/can-bo/chu-the/").content.decode()
    chosen = {"dong": [f"db-{point.pid}", f"ct-{rows.other.pid}"], "xa": unit("05443").pk}
    assert client.post(f"{SETTLE}xac-nhan/", chosen).status_code == 302
    assert Producer.objects.get(pk=rows.other.pk).unit_today == unit("05443")


def test_nothing_to_settle_says_so(scene: Scene) -> None:
    seen(browser(scene.province_officer).get(SETTLE), "Mọi chủ thể, sản phẩm, điểm bán đều đã rõ xã.")


def test_the_pages_cost_the_same_for_few_rows_and_for_many(rows: Scene) -> None:
    client = browser(rows.province_officer)
    addresses = [DESK, f"{DESK}?ngay=30/6/2025", f"{DESK}tat-ca/?loai=san-pham", f"{DESK}tat-ca/?loai=chu-the",
                 f"{DESK}chua-xac-dinh/?loai=san-pham&ngay=30/6/2025", SETTLE]
    once = [queries(client, address) for address in addresses]
    for number in range(12):
        code = ("05461", "05503", "05530")[number % 3]
        product(rows, f"Trà {number} thêm (ví dụ)", unit=unit(code, day=EVE))
    assert [queries(client, address) for address in addresses] == once
    assert max(once) < 25
