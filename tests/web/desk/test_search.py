"""`/lam-viec/tim/`: each desk finds what is public and what is its own, and every hit opens."""

import re

import pytest
from django.test import Client

from ocop.core.actor import Actor
from ocop.registry.actions import add_paper, register_product
from ocop.registry.enums import PaperKind
from tests.registry.scene import Scene, build, pdf

pytestmark = pytest.mark.django_db
ADDRESS = "/lam-viec/tim/"


@pytest.fixture
def scene(db: None) -> Scene:
    made = build()
    register_product(producer=made.producer, name="Chè kín (ví dụ)", product_set=made.tea, by=made.director)
    add_paper(
        producer=made.producer,
        kind=PaperKind.TESTS,
        title="Phiếu kín (ví dụ)",
        upload=pdf(),
        number="KN-01/2026",
        by=made.director,
    )
    return made


def found(actor: Actor, **asked: str) -> list[tuple[str, str]]:
    """(address, name) of every row a person sees."""
    client = Client()
    client.force_login(actor.user)
    page = client.get(ADDRESS, asked).content.decode()
    part = page.split('<ul class="todo found">')[-1] if "todo found" in page else ""
    rows = re.findall(r'<h3>(?:<a href="([^"]*)">)?(.*?)(?:</a>)?</h3>', part)
    return [(href, re.sub(r"<[^>]+>", "", name)) for href, name in rows]


def test_nobody_is_led_to_the_sign_in_page(client: Client, db: None) -> None:
    answer = client.get(ADDRESS, {"q": "che"})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


def test_its_people_and_its_offices_find_what_is_not_public_and_each_hit_opens(scene: Scene) -> None:
    for reader in (scene.director, scene.commune_officer, scene.province_officer):
        rows = found(reader, q="kin vi du")
        assert sorted(name for _href, name in rows) == ["Chè kín (ví dụ)", "Phiếu kín (ví dụ)"]
        client = Client()
        client.force_login(reader.user)
        assert [href for href, _name in rows if client.get(href).status_code != 200] == []
    assert [name for _href, name in found(scene.director, q="KN-01/2026")] == ["Phiếu kín (ví dụ)"]
    assert [name for _href, name in found(scene.director, q="kin", loai="giay-to")] == ["Phiếu kín (ví dụ)"]


def test_strangers_find_neither_the_thing_nor_its_number(scene: Scene) -> None:
    for stranger in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        for asked in ("kin vi du", "KN-01/2026", "phieu", "chè kín"):
            assert found(stranger, q=asked) == [], (stranger.user.name, asked)


def test_the_page_says_what_can_be_sought_and_what_to_do_when_nothing_fits(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.commune_officer.user)
    assert "trong phần bạn phụ trách" in client.get(ADDRESS).content.decode()
    assert "Không thấy chữ “khongco”" in client.get(ADDRESS, {"q": "che khongco"}).content.decode()
    narrowed = client.get(ADDRESS, {"q": "kin", "loai": "noi"}).content.decode()
    assert "Tìm trong mọi loại" in narrowed
