"""The shelf card: only for living stars, with the permanent code of the product readable from the print."""

import io
import re
import subprocess

import pypdf
import pytest
import zxingcpp
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ocop.core.dates import today
from tests.web.portal.stage import Stage

MM = 25.4
DPI = 150


def words_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def sheet(pdf: bytes) -> Image.Image:
    png = subprocess.run(["pdftoppm", "-r", str(DPI), "-png", "-"], input=pdf, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(png))


def card_of(client: Client, pid: str):
    return client.get(f"/san-pham/{pid}/the-ke.pdf")


@pytest.mark.parametrize("state", ["valid", "expiring", "extended"])
def test_a_card_says_name_stars_producer_place_code_and_host_while_the_stars_live(
    client: Client, stage: Stage, state: str
):
    product = stage.in_state(state).recognition.product
    answer = card_of(client, product.pid)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="the-ke-{product.pid}.pdf"'
    words = words_of(answer.content)
    host = settings.PUBLIC_URL.split("://")[-1]
    said = ("Chè shan tuyết (ví dụ)", "4 SAO", "Hợp tác xã Bản Mới (ví dụ)", "Xã Tân Cương, tỉnh Thái Nguyên",
            f"{product.pid[:5]}-{product.pid[5:]}", f"tại {host}/xac-minh", "Sao có hiệu lực đến hết")
    assert [words.count(part) for part in said] == [4] * len(said)


def test_every_code_on_the_sheet_is_the_permanent_address_and_at_least_18_mm_wide(client: Client, stage: Stage):
    product = stage.recognise().recognition.product
    found = zxingcpp.read_barcodes(sheet(card_of(client, product.pid).content))
    assert [one.text for one in found] == [f"{settings.PUBLIC_URL}/v/{product.pid}"] * 4
    sides = [(one.position.top_right.x - one.position.top_left.x) / DPI * MM for one in found]
    assert [side >= 18 for side in sides] == [True] * 4


def test_the_sheet_is_one_page_of_a4_also_with_the_longest_names(client: Client, stage: Stage):
    product = stage.recognise("Bộ sưu tập thổ cẩm “Ửng Ễ Ặ Ợ ữ” #panic() $x$ & <b> " * 4).recognition.product
    pages = pypdf.PdfReader(io.BytesIO(card_of(client, product.pid).content)).pages
    assert [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages] == [(595, 842)]
    solid = stage.recognise("W" * 200).recognition.product
    assert len(pypdf.PdfReader(io.BytesIO(card_of(client, solid.pid).content)).pages) == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [("expired", "Hết hạn từ"), ("revoked", "Đã thu hồi ngày"), ("pending", "Thẻ kệ in được từ ngày đó.")],
)
def test_without_living_stars_there_is_no_card_but_a_page_that_says_why(
    client: Client, stage: Stage, state: str, why: str
):
    product = stage.in_state(state).recognition.product
    answer = card_of(client, product.pid)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page.split('class="flash bad"')[1].split("</div>")[0]
    assert f'<a class="link" href="/san-pham/{product.pid}/">' in page
    # The way back leads to the product, not to the refusal itself.
    assert f'<a class="button" href="/san-pham/{product.pid}/">' in page
    assert f'href="/san-pham/{product.pid}/the-ke.pdf"' not in page
    assert "the-ke.pdf" not in client.get(f"/san-pham/{product.pid}/").content.decode()


def test_the_product_page_offers_its_card_while_the_stars_live(client: Client, stage: Stage):
    pid = stage.recognise().recognition.product.pid
    assert f'href="/san-pham/{pid}/the-ke.pdf">' in client.get(f"/san-pham/{pid}/").content.decode()


def test_a_revocation_ends_the_card_at_the_next_request(client: Client, stage: Stage):
    made = stage.recognise()
    pid = made.recognition.product.pid
    first = card_of(client, pid)
    tag = first["ETag"]
    assert card_of(client, pid).content == first.content
    assert client.get(f"/san-pham/{pid}/the-ke.pdf", headers={"If-None-Match": tag}).status_code == 304
    stage.happens(made, "revoked", ago=0, ground="stopped")
    assert client.get(f"/san-pham/{pid}/the-ke.pdf", headers={"If-None-Match": tag}).status_code == 422


def test_a_card_of_nothing_does_not_exist(client: Client, stage: Stage):
    draft = stage.product("Chè nháp (ví dụ)")
    for pid in (draft.pid, "0000000000", "x"):
        assert card_of(client, pid).status_code == 404


def test_a_card_needs_the_same_queries_whatever_stands_around_it(client: Client, stage: Stage):
    product = stage.recognise().recognition.product
    seen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            card_of(client, product.pid)
        seen.append(len(queries))
        stage.certify(product, ago=5)
        stage.recognise("Chè hai (ví dụ)")
    assert seen[0] == seen[1]


def test_an_extended_card_bears_the_day_it_was_extended_to(client: Client, stage: Stage):
    made = stage.in_state("extended")
    until = made.events.get().until
    words = words_of(card_of(client, made.recognition.product.pid).content)
    assert words.count(f"đến hết {until.day}/{until.month}/{until.year}") == 4
    assert until > today()
