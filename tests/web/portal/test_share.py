"""The picture and the tags of a shared link: ours, of the right size, with stars only while they live."""

import io
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape
from PIL import Image

from ocop.core.dates import today
from ocop.recognition.queries import product_page
from ocop.web.portal.share import breakable, share_data
from tests.web.portal.stage import Stage

GOLD = (229, 169, 27)


def picture(client: Client, pid: str) -> Image.Image:
    answer = client.get(f"/san-pham/{pid}/anh-chia-se.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def gold_in(image: Image.Image) -> bool:
    """Whether there is gold above the woven band, beside the drawing."""
    return GOLD in {colour for _, colour in image.crop((411, 0, 1200, 590)).getcolors(1_000_000)}


@pytest.mark.parametrize(
    ("state", "lives", "words"),
    [
        ("valid", True, "Còn hiệu lực đến"), ("expiring", True, "Sắp hết hạn: đến"),
        ("extended", True, "Được kéo dài đến"), ("expired", False, "Hết hạn từ"),
        ("revoked", False, "Đã thu hồi ngày"), ("pending", False, "Có hiệu lực từ"),
    ],
)
def test_the_picture_has_stars_only_while_they_live(client: Client, stage: Stage, state: str, lives: bool, words: str):
    product = stage.in_state(state).recognition.product
    image = picture(client, product.pid)
    assert image.size == (1200, 630)
    assert gold_in(image) == lives
    found = product_page(product.pid, today())
    assert found is not None
    said = share_data(found)
    assert said["stars"] == (4 if lives else 0)
    assert said["state"].startswith(words)


def test_the_picture_is_drawn_with_any_name_and_says_where_it_is_made(client: Client, stage: Stage):
    for name in ("#panic() $x$ & <b> “Ửng Ễ Ặ Ợ ữ” " * 6, "W" * 200):
        product = stage.recognise(name).recognition.product
        assert picture(client, product.pid).size == (1200, 630)
    found = product_page(product.pid, today())
    assert found is not None
    assert share_data(found)["place"] == breakable("Xã Tân Cương, tỉnh Thái Nguyên")


def test_breaking_long_words_leaves_vietnamese_as_it_is():
    assert breakable("Nghiêng nghiêng chè shan tuyết") == "Nghiêng nghiêng chè shan tuyết"
    assert breakable("W" * 20).split("\u200b") == ["W" * 8, "W" * 8, "W" * 4]


def test_who_has_the_picture_is_not_sent_it_again_until_it_changes(client: Client, stage: Stage):
    made = stage.recognise()
    address = f"/san-pham/{made.recognition.product.pid}/anh-chia-se.png"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "no-cache"
    stage.happens(made, "revoked", ago=0, ground="stopped")
    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != first["ETag"]


def test_the_picture_speaks_vietnamese_to_all(client: Client, stage: Stage):
    address = f"/san-pham/{stage.recognise().recognition.product.pid}/anh-chia-se.png"
    before = client.get(address).content
    client.cookies["django_language"] = "en"
    assert client.get(address).content == before


def test_a_picture_of_nothing_does_not_exist(client: Client, stage: Stage):
    draft = stage.product("Chè nháp (ví dụ)")
    for pid in (draft.pid, "0000000000", "x"):
        assert client.get(f"/san-pham/{pid}/anh-chia-se.png").status_code == 404


@pytest.mark.parametrize(("state", "stars"), [("valid", " – 4 sao"), ("expired", "")])
def test_a_product_page_tells_those_who_share_it(client: Client, stage: Stage, state: str, stars: str):
    name = 'Chè "xanh" & <b>'
    pid = stage.in_state(state, name).recognition.product.pid
    page = client.get(f"/san-pham/{pid}/").content.decode()
    tags = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))
    assert tags["og:title"] == tags["twitter:title"] == escape(name) + stars
    assert tags["og:url"] == f"{settings.PUBLIC_URL}/san-pham/{pid}/"
    assert tags["og:image"] == tags["twitter:image"] == f"{settings.PUBLIC_URL}/san-pham/{pid}/anh-chia-se.png"
    assert tags["og:description"].startswith("Hợp tác xã Bản Mới (ví dụ), Xã Tân Cương, tỉnh Thái Nguyên. ")
    assert tags["twitter:card"] == "summary_large_image"
    outside = {value for value in tags.values() if "://" in value and not value.startswith(settings.PUBLIC_URL)}
    assert outside == set()


def test_the_front_page_tells_those_who_share_it(client: Client, stage: Stage):
    page = client.get("/").content.decode()
    tags = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page))
    assert sorted(tags) == ["og:description", "og:site_name", "og:title", "og:type", "og:url"]
    assert tags["og:url"] == f"{settings.PUBLIC_URL}/"


def test_in_english_a_score_has_its_decimal_point_and_dates_stay(client: Client, stage: Stage):
    made = stage.recognise()
    client.cookies["django_language"] = "en"
    page = client.get(f"/san-pham/{made.recognition.product.pid}/").content.decode()
    trail = page.split('class="trail"')[1].split("</ol>")[0]
    assert "91.14" in trail
    assert f"{made.valid_to.day}/{made.valid_to.month}/{made.valid_to.year}" in trail
