"""Every list of the desks leaves as Excel with the filter as shown, for its reader only."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ocop.core.dates import today
from ocop.councils.actions import call_session
from ocop.recognition.models import Decision
from tests.journeys.world import World, build_world
from tests.people import fresh, user
from tests.web.officer.scene import filed

INBOX, PRODUCERS = "/lam-viec/can-bo/xa/", "/lam-viec/can-bo/chu-the/"
DECISIONS, SESSIONS, PRODUCTS = "/lam-viec/quyet-dinh/", "/lam-viec/hoi-dong/phien/", "/lam-viec/chu-the/san-pham/"
READERS = [(INBOX, "commune_officer"), (PRODUCERS, "province_officer"), (DECISIONS, "province_officer"),
           (SESSIONS, "secretary"), (PRODUCTS, "director")]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def fill(world: World, number: int) -> None:
    """One more row in each list."""
    filed(world, f"=Chè {number} (ví dụ)")
    call_session(council=world.council, on=today(), by=fresh(world.secretary))
    Decision.objects.create(authority=world.province, level="province", kind="recognise")


def file_of(client: Client, world: World, address: str, reader: str) -> Any:
    client.force_login(getattr(world, reader).user)
    return client.get(address, {"xuat": "xlsx"})


def table(answer: Any) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    _title, _line, _empty, head, *body = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(head, cells, strict=True)) for cells in body]


@pytest.mark.parametrize(("address", "reader"), READERS)
def test_a_list_gives_the_rows_of_its_reader(client: Client, world: World, address: str, reader: str) -> None:
    fill(world, 1)
    answer = file_of(client, world, address, reader)
    assert (answer.status_code, len(table(answer))) == (200, 1)


@pytest.mark.parametrize(("address", "reader"), READERS)
def test_the_page_offers_the_file(client: Client, world: World, address: str, reader: str) -> None:
    Decision.objects.create(authority=world.province, level="province", kind="recognise", state="issued", number="1/QĐ",
                            signed_on=today(), year=today().year, issued_at="2026-06-01T00:00Z")
    fill(world, 1)
    client.force_login(getattr(world, reader).user)
    assert 'href="?xuat=xlsx"' in client.get(address).content.decode()


@pytest.mark.parametrize("address", [INBOX, PRODUCERS, DECISIONS, SESSIONS])
def test_a_stranger_gets_no_file(client: Client, world: World, address: str) -> None:
    client.force_login(user("Người lạ (ví dụ)"))
    assert client.get(address, {"xuat": "xlsx"}).status_code == 404


@pytest.mark.parametrize(("address", "reader"), READERS)
def test_a_file_asks_the_same_number_of_queries_for_one_and_three(
    client: Client, world: World, address: str, reader: str
) -> None:
    def asked() -> int:
        file_of(client, world, address, reader)
        with CaptureQueriesContext(connection) as seen:
            table(client.get(address, {"xuat": "xlsx"}))
        return len(seen)

    fill(world, 1)
    one = asked()
    fill(world, 2)
    fill(world, 3)
    assert asked() == one


def test_the_inbox_as_shown_with_text_codes_and_harmless_names(client: Client, world: World) -> None:
    fill(world, 1)
    (row,) = table(file_of(client, world, INBOX, "commune_officer"))
    assert row["Sản phẩm"] == "'=Chè 1 (ví dụ)"
    assert (row["Ngày nhận"], row["Số tiếp nhận"].split("/")[0]) == (today(), "01")
    client.force_login(world.commune_officer.user)
    assert table(client.get(INBOX, {"xuat": "xlsx", "tinh-trang": "cho-bo-sung"})) == []


def test_the_producers_file_says_what_was_sought(client: Client, world: World) -> None:
    client.force_login(world.province_officer.user)
    answer = client.get(PRODUCERS, {"xuat": "xlsx", "q": "ban moi", "loai": "cooperative"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    line = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1][0]
    assert line.startswith("Lọc: “ban moi”, Hợp tác xã, theo địa giới hôm nay. Tính đến ngày ")
