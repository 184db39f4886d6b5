"""The front page and a product's page: numbers from real rows, stars only while they live, light pages."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.models import User
from ocop.core.dates import today
from ocop.recognition.listing import write_listing
from ocop.registry.models import Product
from tests.web.portal.stage import Stage

KILO = 1000


def weight(html: bytes) -> int:
    """Bytes of a page as it travels: the page, its stylesheet and what that draws, and its own pictures, compressed."""
    text = html.decode()
    files = {path for path in re.findall(r'(?:src|href)="/static/([^"]+)"', text)}
    css = next(name for name in files if name.endswith(".css"))
    sheet = Path(str(finders.find(css))).read_text()
    files |= {name for name in re.findall(r'url\("?([^")]+)"?\)', sheet) if not name.startswith(("#", "data:"))}
    found = [Path(str(finders.find(name))).read_bytes() for name in sorted(files)]
    return sum(len(gzip.compress(one)) for one in (html, *found))


def fill(stage: Stage, count: int) -> None:
    """Many products of many sets."""
    keys = ["s11", "s14", "s18", "s21", "s23", "s26", "s04", "s07"]
    for number in range(count):
        stage.recognise(f"Sản phẩm tên dài đủ hai dòng số {number:02d} (ví dụ)", key=keys[number % len(keys)],
                        stars=3 + number % 3, ago=number)


def test_home_counts_living_products_producers_and_communes_with_its_date(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)")
    stage.recognise("Rượu hai (ví dụ)", key="s14")
    stage.in_state("expired", "Chè cũ (ví dụ)")
    page = client.get("/").content.decode()
    day = today()
    assert "2 sản phẩm đang có sao còn hiệu lực, của 1 chủ thể ở 1 xã, phường" in page
    assert f"tính đến {day.day}/{day.month}/{day.year}." in page
    assert "Chè cũ" not in page
    assert page.count('class="product-card"') == 2
    tiles = re.findall(r'href="/san-pham/\?nhom=(\w+)&amp;han=con".*?<span class="num">(\d+)</span>', page)
    assert tiles == [("I", "1"), ("II", "1"), ("III", "0"), ("IV", "0"), ("V", "0"), ("VI", "0")]
    assert "/art/tea" in page and "/art/spirit" in page
    assert "/chuong-trinh/" in page


def test_home_without_products_says_what_to_do(client: Client, stage: Stage):
    page = client.get("/").content.decode()
    assert "Chưa có sản phẩm nào có sao còn hiệu lực" in page
    assert "Chấm thử sản phẩm của bạn" in page


def test_home_needs_as_many_queries_for_one_product_as_for_three(client: Client, stage: Stage):
    seen = []
    for round_ in (1, 2):
        for number in range(round_):
            stage.recognise(f"Chè {round_}{number} (ví dụ)")
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[0] <= 5


def test_home_weighs_at_most_60_kilobytes_and_any_page_120(client: Client, stage: Stage):
    fill(stage, 30)
    certificate = stage.recognise("Chè nặng (ví dụ)", story="Chuyện kể. " * 300)
    assert weight(client.get("/").content) <= 60 * KILO
    pid = certificate.recognition.product.pid
    for address in ("/san-pham/", f"/san-pham/{pid}/", f"/xac-minh/{pid}/", "/xac-minh/", "/cham-thu/",
                    "/cham-thu/?bo=s26&t.1.1=2", "/so-lieu/", "/api/v1/docs"):
        assert weight(client.get(address).content) <= 120 * KILO, address


@pytest.mark.parametrize(
    "address",
    ["/", "/san-pham/", "/xac-minh/", "/cham-thu/", "/cham-thu/?bo=s11&t.1.1=2", "/so-lieu/", "/api/v1/docs"],
)
def test_every_page_has_one_heading_a_title_no_script_and_no_style(client: Client, stage: Stage, address: str):
    page = client.get(address).content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – OpenOCOP</title>", page)
    assert "<script" not in page
    assert " style=" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("state", "lit", "linked"),
    [("valid", 4, True), ("expiring", 4, True), ("extended", 4, True), ("expired", 0, False), ("revoked", 0, False),
     ("pending", 0, False)],
)
def test_a_product_shows_stars_and_tells_machines_only_while_they_live(
    client: Client, stage: Stage, state: str, lit: int, linked: bool
):
    product = stage.in_state(state).recognition.product
    page = client.get(f"/san-pham/{product.pid}/").content.decode()
    top = page.split("<h1>")[1].split("<dl")[0]
    assert top.count("star-on") == lit
    assert ("application/ld+json" in page) == linked
    assert page.count("star-on") == 2 * lit
    if state in {"expired", "revoked"}:
        assert "từng đạt 4 sao" in top


def test_what_machines_read_is_json_that_cannot_leave_its_element(client: Client, stage: Stage):
    product = stage.recognise("Chè </script><b>&", story="x\u2028y</script>").recognition.product
    page = client.get(f"/san-pham/{product.pid}/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    said = json.loads(block[1])
    assert said["name"] == "Chè </script><b>&"
    assert said["hasCertification"]["expires"] > today().isoformat()
    assert "aggregateRating" not in said
    assert page.count("</script>") == 1


def test_a_product_tells_its_history_codes_place_and_producer(client: Client, stage: Stage):
    old = stage.recognise(ago=1200, stars=3, story="Chè cổ thụ (ví dụ).\n\nHái tay.")
    stage.certify(old.recognition.product, ago=20)
    page = client.get(f"/san-pham/{old.recognition.product.pid}/").content.decode()
    trail = page.split('class="trail"')[1].split("</ol>")[0]
    assert trail.count("<li") == 2
    assert "từng đạt 3 sao" in trail
    for words in ("Hợp tác xã Bản Mới (ví dụ)", "19-05503-1-2026", "Xã Tân Cương</a>, tỉnh Thái Nguyên",
                  "<p>Hái tay.</p>", "91,14 điểm"):
        assert words in page


def test_neighbours_are_living_products_of_the_same_commune_or_set(client: Client, stage: Stage):
    one = stage.recognise("Chè một (ví dụ)")
    stage.recognise("Chè hai (ví dụ)")
    stage.in_state("expired", "Chè cũ (ví dụ)")
    page = client.get(f"/san-pham/{one.recognition.product.pid}/").content.decode()
    near = page.split('id="cl"')[1].split("</section>")[0]
    assert "Chè hai" in near
    assert "Chè cũ" not in near


def test_a_product_without_a_decision_or_with_a_later_one_does_not_exist(client: Client, stage: Stage):
    draft = stage.product("Chè nháp (ví dụ)")
    later = stage.recognise("Chè sau (ví dụ)", ago=-10, signed_ago=-5).recognition.product
    for pid in (draft.pid, later.pid, "0000000000", "x", "%00", "a b"):
        assert client.get(f"/san-pham/{pid}/").status_code == 404


def test_another_spelling_of_a_code_leads_to_the_one_address(client: Client, stage: Stage):
    pid = stage.recognise().recognition.product.pid
    answer = client.get(f"/san-pham/{pid.lower()}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/san-pham/{pid}/")


def test_a_product_page_needs_the_same_queries_whatever_stands_around_it(client: Client, stage: Stage):
    product = stage.recognise().recognition.product
    seen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/san-pham/{product.pid}/")
        seen.append(len(queries))
        stage.recognise("Chè hai (ví dụ)")
        stage.certify(product, ago=5)
    assert seen[0] == seen[1]
    # Eight for the product and what it has won, four for pictures, prices, outlets and holders.
    assert seen[0] <= 12


def test_a_signed_in_reader_sees_the_same_pages(client: Client, stage: Stage):
    pid = stage.recognise().recognition.product.pid
    client.force_login(User.objects.create_user(name="Mai (ví dụ)", email="mai@vidu.vn"))
    for address in ("/", "/san-pham/", f"/san-pham/{pid}/", f"/xac-minh/{pid}/", "/cham-thu/", "/so-lieu/"):
        assert client.get(address).status_code == 200


def test_robots_keep_out_of_the_desks(client: Client, db: None):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /lam-viec/" in text
    assert settings.LOGIN_URL in text


@pytest.mark.parametrize("address", ["/", "/san-pham/", "/xac-minh/", "/cham-thu/", "/so-lieu/"])
def test_a_page_is_read_never_written_to(client: Client, stage: Stage, address: str):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_the_address_on_goods_of_a_merged_product_leads_to_the_kept_one_but_not_for_good(client: Client, stage: Stage):
    kept = stage.recognise("Chè một (ví dụ)").recognition.product
    old = stage.recognise("Chè mot khô (ví dụ)").recognition.product
    Product.objects.filter(pk=old.pk).update(head=kept)
    write_listing(Product.objects.get(pk=old.pk))
    for spelling in (old.pid, old.pid.lower()):
        answer = client.get(f"/san-pham/{spelling}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/san-pham/{kept.pid}/")
    assert client.get(f"/san-pham/{kept.pid}/").status_code == 200
    assert client.get(f"/san-pham/{old.pid}/the-ke.pdf").status_code == 200
    Product.objects.filter(pk=old.pk).update(head=old)
    write_listing(Product.objects.get(pk=old.pk))
    assert client.get(f"/san-pham/{old.pid}/").status_code == 200
