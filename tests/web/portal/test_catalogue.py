"""The catalogue: search without marks, filters with counts, pages, help where nothing fits, no address a 500."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.places.models import AdminUnit
from ocop.web.portal.marking import marked
from tests.web.portal.stage import PHONE, TAX, Stage


def names(page: str) -> list[str]:
    """Names of the cards in order, without marks of the search."""
    found = re.findall(r'<h3><a href="/san-pham/[^"]+">(.*?)</a></h3>', page)
    return [re.sub(r"</?mark>", "", name) for name in found]


def counts(page: str) -> dict[tuple[str, str], str]:
    """What stands beside each box of the filters."""
    form = page.split('<form class="facets"')[1].split("</form>")[0]
    box = re.compile(r'name="(\w+)" value="([^"]+)".*<span class="num">([\d.]+)</span>', re.DOTALL)
    found = [box.search(label) for label in form.split('<label class="tick">')[1:]]
    return {(one[1], one[2]): one[3] for one in found if one}


def test_search_ignores_marks_and_marks_what_it_found(client: Client, stage: Stage):
    stage.recognise("Chè shan tuyết Bằng Phúc (ví dụ)")
    stage.recognise("Gạo bao thai (ví dụ)", key="s03")
    page = client.get("/san-pham/", {"q": "che  SHAN tuyet"}).content.decode()
    assert names(page) == ["Chè shan tuyết Bằng Phúc (ví dụ)"]
    assert "<mark>Chè</mark> <mark>shan</mark> <mark>tuyết</mark> Bằng Phúc" in page
    assert "1 sản phẩm khớp “che SHAN tuyet”" in page
    by_producer = client.get("/san-pham/", {"q": "ban moi"}).content.decode()
    assert len(names(by_producer)) == 2
    cyrillic = client.get("/san-pham/", {"q": "сhе"}).content.decode()
    assert names(cyrillic) == ["Chè shan tuyết Bằng Phúc (ví dụ)"]


def test_a_name_is_marked_letter_by_letter_and_stays_safe():
    assert str(marked("Đỗ <b>đen</b>", "do")) == "<mark>Đỗ</mark> &lt;b&gt;đen&lt;/b&gt;"
    assert marked("Chè", "gạo") == "Chè"
    assert marked("Chè", "") == "Chè"


def test_names_stand_in_vietnamese_order(client: Client, stage: Stage):
    for name in ("Đỗ đen", "Dưa chuột", "Ớt khô", "Ổi", "An xoa", "Ấu tẩu"):
        stage.recognise(f"{name} (ví dụ)", key="s01")
    page = client.get("/san-pham/").content.decode()
    assert [name.removesuffix(" (ví dụ)") for name in names(page)] == [
        "An xoa", "Ấu tẩu", "Dưa chuột", "Đỗ đen", "Ổi", "Ớt khô"
    ]


def test_filters_count_what_each_box_would_leave_and_hold_together(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)", stars=4)
    stage.recognise("Chè hai (ví dụ)", stars=3)
    stage.recognise("Rượu ba (ví dụ)", stars=3, key="s14")
    stage.in_state("expired", "Chè bốn (ví dụ)")
    page = client.get("/san-pham/").content.decode()
    assert "<h2 id=\"kq\">4 sản phẩm</h2>" in page
    found = counts(page)
    assert [found["sao", star] for star in "543"] == ["0", "1", "2"]
    assert (found["nhom", "I"], found["nhom", "II"], found["bo", "s11"], found["bo", "s14"]) == ("3", "1", "3", "1")
    assert (found["han", "con"], found["han", "het"]) == ("3", "1")
    page = client.get("/san-pham/?sao=3&nhom=I").content.decode()
    assert names(page) == ["Chè hai (ví dụ)"]
    found = counts(page)
    assert [found["sao", star] for star in "543"] == ["0", "1", "1"]
    assert (found["nhom", "I"], found["nhom", "II"]) == ("1", "1")
    assert names(client.get("/san-pham/?sao=3&sao=4").content.decode()) == [
        "Chè hai (ví dụ)", "Chè một (ví dụ)", "Rượu ba (ví dụ)"
    ]
    gone = client.get("/san-pham/?han=het").content.decode()
    assert names(gone) == ["Chè bốn (ví dụ)"]
    assert "từng đạt 4 sao" in gone
    assert names(client.get("/san-pham/?bo=s14").content.decode()) == ["Rượu ba (ví dụ)"]
    assert names(client.get("/san-pham/?loai=cooperative&bo=s14").content.decode()) == ["Rượu ba (ví dụ)"]
    assert names(client.get("/san-pham/?loai=farm").content.decode()) == []


def test_a_place_is_a_slug_with_its_code_and_an_old_province_leads_to_today(client: Client, stage: Stage):
    stage.recognise()
    for address in ("?tinh=thai-nguyen-19", "?xa=tan-cuong-05503", "?tinh=bac-kan-06"):
        assert len(names(client.get(f"/san-pham/{address}").content.decode())) == 1, address
    other = AdminUnit.objects.filter(level="commune", today__isnull=False).exclude(pk=stage.commune.pk).first()
    assert other is not None
    assert names(client.get("/san-pham/", {"xa": other.slug}).content.decode()) == []


def test_chips_take_a_filter_away_and_keep_the_rest(client: Client, stage: Stage):
    stage.recognise()
    page = client.get("/san-pham/?q=che&sao=4&sao=3&nhom=I&trang=1").content.decode()
    assert '<a class="chip" href="/san-pham/?q=che&amp;sao=3&amp;nhom=I">4 sao' in page
    assert 'href="/san-pham/?q=che">Bỏ tất cả' in page


def test_pages_hold_24_and_a_page_past_the_end_is_the_last(client: Client, stage: Stage):
    for number in range(26):
        stage.recognise(f"Chè {number:02d} (ví dụ)")
    first = client.get("/san-pham/").content.decode()
    assert len(names(first)) == 24
    assert 'href="?trang=2"' in first
    for page in ("2", "3", "1000000"):
        assert names(client.get("/san-pham/", {"trang": page}).content.decode()) == ["Chè 24 (ví dụ)", "Chè 25 (ví dụ)"]


ODD = ["0", "-1", "1000000000", "1e3", "٣", "9" * 5000, "", "\x00", "<b>", "' OR 1=1--", "x" * 10000, "\ud800", "‮"]


@pytest.mark.parametrize("key", ["q", "sao", "nhom", "bo", "tinh", "xa", "loai", "han", "trang", "xep", "them", "la"])
def test_no_address_brings_the_catalogue_down(client: Client, stage: Stage, key: str):
    stage.recognise()
    for value in ODD:
        answer = client.get("/san-pham/", {key: value.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, (key, value[:20])
        assert "<b>”" not in answer.content.decode()


def test_what_is_not_understood_is_said_and_passed_over(client: Client, stage: Stage):
    stage.recognise()
    page = client.get("/san-pham/?sao=9&tinh=khong-co-99&trang=-1").content.decode()
    assert "Có phần địa chỉ không hiểu được" in page
    assert "“9”, “khong-co-99”, “-1”" in page
    assert len(names(page)) == 1


def test_nothing_found_helps_on(client: Client, stage: Stage):
    stage.recognise()
    page = client.get("/san-pham/", {"q": "19-05503-99-2026"}).content.decode()
    assert "Không có sản phẩm nào khớp." in page
    assert 'href="/xac-minh/?ma=19-05503-99-2026"' in page
    assert "Bỏ mọi bộ lọc" in client.get("/san-pham/?q=gao&sao=5").content.decode()


def test_an_empty_catalogue_says_so(client: Client, stage: Stage):
    assert "Chưa có sản phẩm nào được công nhận." in client.get("/san-pham/").content.decode()


def test_what_is_decided_later_is_not_seen(client: Client, stage: Stage):
    stage.recognise(ago=-10, signed_ago=-5)
    assert names(client.get("/san-pham/").content.decode()) == []


def test_as_many_queries_for_one_as_for_three_and_at_most_eight(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)")
    client.get("/san-pham/")
    addresses = ("/san-pham/", "/san-pham/?q=che&sao=4&nhom=I&tinh=thai-nguyen-19&xa=tan-cuong-05503&loai=cooperative")
    seen = []
    for _ in range(2):
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            seen.append(len(queries))
        stage.recognise("Chè hai (ví dụ)")
        stage.recognise("Rượu ba (ví dụ)", key="s14")
    assert seen[:2] == seen[2:]
    assert max(seen) <= 8


def test_neither_phone_nor_tax_code_is_public(client: Client, stage: Stage):
    certificate = stage.recognise()
    product = certificate.recognition.product
    for address in ("/", "/san-pham/", f"/san-pham/{product.pid}/", f"/xac-minh/{product.pid}/", "/so-lieu/",
                    "/api/v1/products", f"/api/v1/certificates/{product.pid}"):
        text = client.get(address).content.decode()
        assert [secret for secret in (PHONE, PHONE[3:], TAX, "banmoi@vidu.vn") if secret in text] == [], address
    for address in ("/so-lieu/san-pham.csv", "/so-lieu/san-pham.json"):
        text = b"".join(client.get(address)).decode()
        assert [secret for secret in (PHONE[3:], TAX, "banmoi@vidu.vn") if secret in text] == [], address
