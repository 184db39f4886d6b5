"""The public pages of places: any unit is found, its story is told, each number opens just its products."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.listing import write_listing
from ocop.registry.models import Product
from tests.factories.places import EVE, country, unit
from tests.web.council.hands import queries, seen
from tests.web.portal.stage import Stage, build_stage


@pytest.fixture
def stage(db: None) -> Stage:
    cache.clear()
    return build_stage()


def under(stage: Stage, name: str, own: AdminUnit, *, stars: int = 4) -> Product:
    """A recognised product written under a unit."""
    product = stage.product(name, unit=own)
    stage.certify(product, stars=stars)
    return product


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number of a page that opens the catalogue: its address and what it says."""
    found = re.findall(r'href="(/san-pham/\?[^"]+)" data-count="(\d+)"', page)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


def open_their_rows(client: Client, page: str) -> int:
    """Open every number of a page and compare; how many there were."""
    for address, count in numbers(page):
        shown = client.get(address).content.decode()
        assert f'<h2 id="kq">{count} sản phẩm</h2>' in shown, address
    return len(numbers(page))


def test_provinces_of_today_stand_in_vietnamese_order_and_former_names_lead_on(client: Client, stage: Stage) -> None:
    stage.recognise()
    page = client.get("/dia-ban/")
    body = page.content.decode()
    line = r'<th scope="row"><a href="/dia-ban/[^"]+">(?:Tỉnh|Thành phố) ([^<]+)</a></th><td class="n">'
    names = re.findall(line, body)
    assert (names[:5], len(names)) == (["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ"], 34)
    assert 'href="/dia-ban/bac-kan-06/">Tỉnh Bắc Kạn</a></th><td><a href="/dia-ban/thai-nguyen-19/"' in body
    assert open_their_rows(client, body) == 1


@pytest.mark.django_db
def test_a_place_is_found_without_marks_old_or_new(client: Client) -> None:
    country()
    seen(client.get("/dia-ban/?q=bac+kan"), "Tỉnh Bắc Kạn", "Phường Bắc Kạn", "Thành phố Bắc Kạn")
    seen(client.get("/dia-ban/?q=gia sang"), "2 đơn vị khớp “gia sang”", "được chia, xem trang đơn vị")
    seen(client.get("/dia-ban/?q=zzz"), "Không có đơn vị nào khớp.")
    for odd in ("?q=%00%27%3B--", "?q=" + "x" * 5000, "?q=%F0%9F%98%80", "?q=tan&trang=-1", "?q=tan&trang=99999"):
        assert client.get(f"/dia-ban/{odd}").status_code == 200


@pytest.mark.django_db
def test_without_any_list_the_page_says_what_to_do(client: Client) -> None:
    seen(client.get("/dia-ban/"), "Chưa nạp danh mục đơn vị hành chính.")


def test_a_former_province_tells_where_it_lies_and_what_it_held(client: Client, stage: Stage) -> None:
    under(stage, "Gạo (ví dụ)", unit("01843", day=EVE))
    under(stage, "Chè (ví dụ)", unit("05503", day=EVE), stars=3)
    page = client.get("/dia-ban/bac-kan-06/")
    seen(page, "Tỉnh Bắc Kạn nay thuộc Tỉnh Thái Nguyên", "Các xã, phường ngày 30/6/2025", "NQ 202/2025/QH15",
         "toàn bộ", "đến hết 30/6/2025 (không rõ ngày đầu)")
    body = page.content.decode()
    assert ("/san-pham/?tinh=thai-nguyen-19&han=con", 2) in numbers(body)
    assert ("/san-pham/?xa=phung-chi-kien-01843&ngay=30/6/2025&han=con", 1) in numbers(body)
    assert open_their_rows(client, body) == 4


def test_a_province_reads_its_communes_today_and_as_they_were(client: Client, stage: Stage) -> None:
    under(stage, "Gạo (ví dụ)", unit("01843", day=EVE))
    under(stage, "Trà (ví dụ)", unit("05461", day=EVE), stars=3)
    under(stage, "Bưởi (ví dụ)", stage.commune, stars=5)
    today = client.get("/dia-ban/thai-nguyen-19/")
    seen(today, "Các xã, phường hôm nay", "Chưa xác định xã", "5 sao: 1", "Mã 19 đã chỉ 2 đơn vị cấp tỉnh")
    body = today.content.decode()
    assert ("/san-pham/?tinh=thai-nguyen-19&xa=chua-xac-dinh&han=con", 1) in numbers(body)
    # All, three stars by number, two communes, the one not yet known.
    assert open_their_rows(client, body) == 7
    before = client.get("/dia-ban/thai-nguyen-19/?ngay=30/6/2025")
    seen(before, "Các xã, phường ngày 30/6/2025", "không còn", "Thành phố Thái Nguyên", "được chia")
    body = before.content.decode()
    assert ("/san-pham/?xa=gia-sang-05461&ngay=30/6/2025&han=con", 1) in numbers(body)
    assert open_their_rows(client, body) > 4


def test_a_split_commune_lists_its_candidates_and_loses_no_product(client: Client, stage: Stage) -> None:
    old = unit("05461", day=EVE)
    product = under(stage, "Trà (ví dụ)", old)
    under(stage, "Chè (ví dụ)", unit("05467"))
    page = client.get("/dia-ban/gia-sang-05461/")
    seen(page, "Phường Gia Sàng đã được chia cho nhiều đơn vị.", "một phần", "Phường Phan Đình Phùng",
         "Cả vùng, kể cả chưa xác định xã")
    body = page.content.decode()
    assert ("/san-pham/?xa=gia-sang-05461&han=con", 2) in numbers(body)
    assert open_their_rows(client, body) == 4
    product.settled_unit = unit("05443")
    product.save()
    write_listing(product)
    assert "Cả vùng" not in client.get("/dia-ban/gia-sang-05461/").content.decode()


def test_one_code_has_meant_three_communes(client: Client, stage: Stage) -> None:
    newest = client.get("/dia-ban/hiep-luc-01960/")
    seen(newest, "Mã 01960 đã chỉ 3 đơn vị cấp xã", "Xã Lãng Ngâm", "1/2/2020 – 30/6/2025", "từ 1/7/2025 đến nay")
    body = newest.content.decode()
    assert 'href="/dia-ban/hiep-luc-01960/?ngay=30/6/2025">Xã Hiệp Lực</a>' in body
    middle = client.get("/dia-ban/hiep-luc-01960/?ngay=30/6/2025")
    seen(middle, "từ 1/2/2020 đến hết 30/6/2025", "NQ 855/NQ-UBTVQH14", "Huyện Ngân Sơn", "nay thuộc")
    seen(client.get("/dia-ban/lang-ngam-01960/"), "Xã Lãng Ngâm nay thuộc Xã Hiệp Lực")
    seen(client.get("/dia-ban/hiep-luc-01960/?ngay=1/1/2019"), "Ngày 1/1/2019 không có đơn vị nào mang tên và mã này.")


def test_a_district_says_that_it_is_no_more_and_where_its_communes_went(client: Client, stage: Stage) -> None:
    under(stage, "Trà (ví dụ)", unit("01960", day=EVE))
    page = client.get("/dia-ban/ngan-son-062/")
    seen(page, "Từ 1/7/2025 không còn cấp huyện.", "Xã Hiệp Lực")
    assert open_their_rows(client, page.content.decode()) == 1


@pytest.mark.parametrize("day", ["32/1/2025", "hôm qua", "1/1/2999", "30/02/2025", "' OR 1=1", "9" * 500])
def test_a_wrong_day_is_told_beside_its_field(client: Client, stage: Stage, day: str) -> None:
    page = client.get("/dia-ban/thai-nguyen-19/", {"ngay": day})
    assert page.status_code == 200
    assert re.search(r'class="error" id="ngay-e">Ngày này (không có|chưa tới)', page.content.decode())
    assert f'value="{escape(day[:20])}"' in page.content.decode()


@pytest.mark.parametrize("slug", ["khong-co-99", "thai-nguyen", "viet-nam-vn", "x" * 300, "19"])
def test_what_never_was_is_not_found(client: Client, stage: Stage, slug: str) -> None:
    assert client.get(f"/dia-ban/{slug}/").status_code == 404


def test_old_units_in_the_catalogue_say_where_they_lie_today(client: Client, stage: Stage) -> None:
    stage.recognise()
    seen(client.get("/san-pham/?tinh=bac-kan-06"), "Tỉnh Bắc Kạn nay thuộc Tỉnh Thái Nguyên.", "1 sản phẩm")
    seen(client.get("/san-pham/?xa=lang-ngam-01960"), "Xã Lãng Ngâm nay thuộc Xã Hiệp Lực.", "0 sản phẩm")
    assert "nay thuộc" not in client.get("/san-pham/?tinh=thai-nguyen-19").content.decode()


def test_a_split_commune_in_the_catalogue_opens_its_parts_and_what_is_not_settled(client: Client,
                                                                                  stage: Stage) -> None:
    old = unit("05461", day=EVE)
    # The ward that bears the name today has another code.
    under(stage, "Trà (ví dụ)", old)
    under(stage, "Chè (ví dụ)", unit("05443"), stars=3)
    under(stage, "Bưởi (ví dụ)", stage.commune)
    page = client.get("/san-pham/?xa=gia-sang-05461")
    seen(page, "Phường Gia Sàng đã được chia cho", "2 sản phẩm")
    body = page.content.decode()
    assert '<input type="hidden" name="xa" value="gia-sang-05461">' in body
    # Each other filter counts what it leaves of these.
    seen(client.get("/san-pham/?xa=gia-sang-05461&sao=3"), "1 sản phẩm")
    seen(client.get("/san-pham/?xa=gia-sang-05461&xa=tan-cuong-05503"), "3 sản phẩm")
    seen(client.get("/san-pham/?tinh=thai-nguyen-19&xa=chua-xac-dinh"), "1 sản phẩm", "Chưa xác định xã")
    seen(client.get("/san-pham/?xa=gia-sang-05461&ngay=30/6/2025"), "1 sản phẩm", "theo địa giới ngày 30/6/2025")
    seen(client.get("/san-pham/?tinh=bac-kan-06&ngay=30/6/2025"), "0 sản phẩm")
    seen(client.get("/san-pham/?tinh=thai-nguyen-19&ngay=30/6/2025"), "3 sản phẩm")
    assert client.get("/san-pham/?xa=gia-sang-05461&ngay=loi").status_code == 200


def test_the_pages_cost_the_same_for_one_product_and_for_thirty(stage: Stage) -> None:
    addresses = ["/dia-ban/", "/dia-ban/?q=tan", "/dia-ban/thai-nguyen-19/", "/dia-ban/bac-kan-06/",
                 "/dia-ban/thai-nguyen-19/?ngay=30/6/2025", "/dia-ban/gia-sang-05461/", "/dia-ban/tan-cuong-05503/",
                 "/san-pham/?xa=gia-sang-05461", "/san-pham/?tinh=thai-nguyen-19&ngay=30/6/2025"]
    under(stage, "Chè (ví dụ)", unit("05461", day=EVE))
    client = Client()
    once = [queries(client, address) for address in addresses]
    units = list(AdminUnit.objects.filter(level=Level.COMMUNE, today_province=stage.province).order_by("pk")[:29])
    for number, own in enumerate(units):
        under(stage, f"Chè {number} (ví dụ)", own)
    cache.clear()
    assert [queries(client, address) for address in addresses] == once
    assert max(once) < 20


def test_a_day_is_read_as_people_write_it(client: Client, stage: Stage) -> None:
    for written in ("30/6/2025", "30-06-2025", " 30.6.2025 "):
        seen(client.get("/dia-ban/thai-nguyen-19/", {"ngay": written}), "Các xã, phường ngày 30/6/2025")
    assert unit("19", level=Level.PROVINCE, day=EVE).valid_to == dt.date(2025, 6, 30)
