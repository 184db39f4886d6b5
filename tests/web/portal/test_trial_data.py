"""Trying a score sheet, and the open data."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.rulebooks.rules.scoring import grade
from ocop.rulebooks.rules.shelf import shipped_books
from ocop.web.portal.data import harmless
from tests.factories.sheets import picks_totalling, rubric_named, top_picks
from tests.web.portal.stage import Stage

pytestmark = pytest.mark.django_db


def ticks(picks: dict[str, str | None]) -> dict[str, str]:
    """Picks as the form sends them."""
    return {f"t.{key}": pick or "" for key, pick in picks.items()}


def test_one_chooses_an_edition_and_a_set_first(client: Client):
    page = client.get("/cham-thu/").content.decode()
    assert page.count("/cham-thu/?vb=26-2026&amp;bo=s") == 26
    older = client.get("/cham-thu/?vb=1048-781").content.decode()
    assert "bo=rice-cereals" in older


def test_a_full_sheet_is_added_up_like_the_council_would_and_kept_in_the_address(client: Client):
    book = shipped_books()["vn-ocop-26-2026"]
    rubric = rubric_named("vn-ocop-26-2026", "s11")
    picks = picks_totalling(rubric, 80)
    answer = client.get("/cham-thu/", {"vb": "26-2026", "bo": "s11", **ticks(picks)})
    page = answer.content.decode()
    result = grade(rubric, [picks], bands=book.bands)
    assert answer.status_code == 200
    assert '<span class="big-num">80</span>' in page
    points = re.findall(r'<b class="num">(\d+)</b> / (\d+)', page)
    assert [int(number) for number, _ in points] == list(result.parts[0].values())
    assert page.count(" checked>") == len(picks)
    share = re.search(r'<a class="link" href="(/cham-thu/[^"]+)"', page)
    assert share is not None
    again = client.get(share[1].replace("&amp;", "&")).content.decode()
    assert '<span class="big-num">80</span>' in again


def test_the_best_sheet_is_five_stars_and_lacks_nothing(client: Client):
    picks = top_picks(rubric_named("vn-ocop-26-2026", "s11"))
    page = client.get("/cham-thu/", {"vb": "26-2026", "bo": "s11", **ticks(picks)}).content.decode()
    assert "dự kiến 5 sao" in page
    assert "Lên " not in page


def test_what_lacks_for_each_star_is_named_with_its_criterion(client: Client):
    rubric = rubric_named("vn-ocop-26-2026", "s11")
    picks = {**top_picks(rubric), "1.5": "3"}
    page = client.get("/cham-thu/", {"bo": "s11", **ticks(picks)}).content.decode()
    assert "dự kiến 4 sao" in page
    assert "Lên 5 sao: còn thiếu 1 điều" in page
    assert '<a href="#criterion-1-5">1.5 Liên kết (chuỗi) trong sản xuất:</a>' in page
    assert 'id="criterion-1-5"' in page


def test_an_exclusion_leaves_no_star(client: Client):
    picks = top_picks(rubric_named("vn-ocop-26-2026", "s11"))
    page = client.get("/cham-thu/", {"bo": "s11", "x": "forged", **ticks(picks)}).content.decode()
    assert "không được xếp sao" in page
    assert "giả mạo hồ sơ" in page


def test_every_set_of_every_edition_can_be_tried(client: Client):
    for book in shipped_books().values():
        for key in list(book.rubrics)[::9]:
            answer = client.get("/cham-thu/", {"vb": book.id.removeprefix("vn-ocop-"), "bo": key})
            assert answer.status_code == 200, (book.id, key)


def test_148_says_what_its_transcript_lacks_and_how_we_read_the_heading_star(client: Client):
    page = client.get("/cham-thu/?vb=148&bo=s01").content.decode()
    assert "Bản chép văn bản này còn thiếu gì" in page
    assert "chúng tôi đọc là phải đạt ít nhất mức thấp nhất" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [("?bo=s99", 404), ("?vb=9-9999&bo=s11", 404),
     ("?vb=%00", 200), ("?bo=%3Cscript%3E", 404), ("?bo=" + "x" * 3000, 404),
     ("?bo=s11&t.9.9=1", 422), ("?bo=s11&t.1.1=9", 422), ("?bo=s11&x=nope", 422), ("?bo=s11&t.1.1=%00", 200),
     ("?bo=s11&t.=1", 422), ("?bo=s11&t.1.1=" + "9" * 3000, 422)],
)
def test_an_address_that_names_what_is_not_there_helps_on(client: Client, address: str, status: int):
    answer = client.get(f"/cham-thu/{address}")
    assert answer.status_code == status
    assert "<script>" not in answer.content.decode()


def test_a_wrong_tick_is_said_and_the_others_stay(client: Client):
    page = client.get("/cham-thu/?bo=s11&t.1.1=9&t.1.6=2").content.decode()
    assert "không có mức" in page
    assert 'name="t.1.6" value="2" checked' in page


def test_trying_asks_the_database_nothing(client: Client):
    client.get("/cham-thu/?bo=s11&t.1.1=2")
    with CaptureQueriesContext(connection) as queries:
        client.get("/cham-thu/?bo=s11&t.1.1=2")
    assert len(queries) == 0


def test_csv_opens_in_a_spreadsheet_and_holds_every_column(client: Client, stage: Stage):
    certificate = stage.recognise("=2+3 Chè; \"một\" (ví dụ)")
    stage.in_state("expired", "Chè cũ (ví dụ)")
    answer = client.get("/so-lieu/san-pham.csv")
    raw = b"".join(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    by_name = {row["name"]: row for row in rows}
    mine = by_name["'=2+3 Chè; \"một\" (ví dụ)"]
    assert (mine["id"], mine["stars"], mine["status"], mine["commune"], mine["province_code"], mine["set"]) == (
        certificate.recognition.product.pid, "4", "valid", "Xã Tân Cương", "19", "s11"
    )
    assert (by_name["Chè cũ (ví dụ)"]["stars"], by_name["Chè cũ (ví dụ)"]["status"]) == ("", "expired")


def test_json_says_the_same_with_its_day(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)")
    stage.recognise("Chè hai (ví dụ)")
    told = json.loads(b"".join(client.get("/so-lieu/san-pham.json")))
    assert [row["name"] for row in told["results"]] == ["Chè hai (ví dụ)", "Chè một (ví dụ)"]
    assert set(told["columns"]) == set(told["results"][0])


def test_empty_open_data_are_still_whole_files(client: Client, stage: Stage):
    assert json.loads(b"".join(client.get("/so-lieu/san-pham.json")))["results"] == []
    assert b"".join(client.get("/so-lieu/san-pham.csv")).count(b"\n") == 1
    assert "Chưa có sản phẩm nào để tải" in client.get("/so-lieu/").content.decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str):
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless("Chè") == "Chè"
    assert harmless(4) == 4


def test_the_files_need_the_same_queries_for_one_and_for_three(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)")
    seen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            b"".join(client.get("/so-lieu/san-pham.csv"))
        seen.append(len(queries))
        stage.recognise("Chè hai (ví dụ)")
        stage.recognise("Chè ba (ví dụ)")
    assert seen[0] == seen[1]
