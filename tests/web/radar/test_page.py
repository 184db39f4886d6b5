"""The page of the radar: who may see it, what its filters keep, the file and the message it gives."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ocop.core.dates import today
from ocop.recognition.listing import write_listing
from tests.factories.places import Split, make_split
from tests.people import user
from tests.web.radar.conftest import Sky

ADDRESS = "/lam-viec/han-sao/"


def page(client: Client, person: Any, query: str = "") -> Any:
    client.force_login(getattr(person, "user", person))
    return client.get(ADDRESS + query)


def shown(answer: Any) -> list[str]:
    return [line.row.name for line in answer.context["page"]]


@pytest.fixture
def four(sky: Sky) -> Sky:
    sky.star("Chè búp", ends_in=20)
    sky.moves(sky.star("Chè đinh", ends_in=150), state="submitted")
    sky.star("Miến dong", ends_in=130, unit=sky.other_commune, stars=3)
    sky.star("Ổi găng", ends_in=-3)
    return sky


def test_an_office_reads_its_radar(client: Client, four: Sky) -> None:
    answer = page(client, four.scene.officer)
    assert answer.status_code == 200
    assert shown(answer) == ["Ổi găng", "Chè búp", "Miến dong", "Chè đinh"]
    text = answer.content.decode()
    assert "Hạn sao: 2 sản phẩm đang trong cửa sổ nộp" in text
    assert "1 đã hết hạn, 1 trễ cửa sổ, 1 phải nộp ngay." in text


@pytest.mark.parametrize("who", ["director", "stranger"])
def test_the_radar_does_not_exist_for_people_without_an_office(client: Client, four: Sky, who: str) -> None:
    assert page(client, user(who)).status_code == 404


def test_another_province_sees_an_empty_sky_that_says_what_to_do(client: Client, four: Sky) -> None:
    answer = page(client, four.scene.stranger)
    assert (answer.status_code, shown(answer)) == (200, [])
    assert "Không có sao nào hết hạn trong 300 ngày tới." in answer.content.decode()


@pytest.mark.parametrize(("query", "names"), [
    ("?han=30", ["Chè búp"]), ("?han=90", ["Chè búp"]), ("?han=180", ["Chè búp", "Miến dong", "Chè đinh"]),
    ("?han=qua", ["Ổi găng"]), ("?xa=con-minh-02185", ["Miến dong"]), ("?ho-so=roi", ["Chè đinh"]),
    ("?ho-so=chua", ["Ổi găng", "Chè búp", "Miến dong"]),
    ("?xep=ten", ["Chè búp", "Chè đinh", "Miến dong", "Ổi găng"]),
    ("?xep=xa", ["Miến dong", "Ổi găng", "Chè búp", "Chè đinh"]),
    ("?han=30&xa=con-minh-02185", []),
])
def test_filters_narrow_and_order_the_list(client: Client, four: Sky, query: str, names: list[str]) -> None:
    assert shown(page(client, four.scene.officer, query)) == names


@pytest.mark.parametrize("query", [
    "?han=31", "?han=-1", "?xa=khong-co-99999", "?xa=%00", "?ho-so=x", "?xep=%27;drop", "?trang=0", "?trang=-1",
    "?trang=1000000000", "?trang=x", f"?xa={'a' * 10000}", "?tinh=thai-nguyen-99", "?xuat=pdf",
])
def test_filters_that_do_not_exist_change_nothing(client: Client, four: Sky, query: str) -> None:
    answer = page(client, four.scene.officer, query)
    assert (answer.status_code, len(shown(answer))) == (200, 4)


def test_the_ministry_reads_by_province_and_a_province_by_commune(client: Client, four: Sky) -> None:
    four.star("Cam sành", ends_in=10, unit=four.abroad)
    nation = page(client, four.scene.ministry)
    assert [lane.name for lane in nation.context["lanes"]] == ["Tỉnh Thái Nguyên", "Tỉnh Tuyên Quang"]
    inside = page(client, four.scene.ministry, "?tinh=thai-nguyen-19")
    assert [lane.name for lane in inside.context["lanes"]] == ["Xã Côn Minh", "Xã Tân Cương"]


def test_the_table_by_place_counts_what_the_chart_draws(client: Client, four: Sky) -> None:
    answer = page(client, four.scene.officer)
    counted = [(lane.name, lane.lapsed, lane.within, lane.still) for lane in answer.context["lanes"]]
    assert counted == [("Xã Côn Minh", 0, [(30, 0), (90, 0), (180, 1)], 1),
                       ("Xã Tân Cương", 1, [(30, 1), (90, 1), (180, 2)], 0)]
    chart = answer.context["chart"]
    assert [(lane.name, len(lane.stars)) for lane in chart.lanes] == [("Xã Côn Minh", 1), ("Xã Tân Cương", 3)]
    assert [words for _place, words in chart.marks] == ["hết hạn", "120", "180", "240"]


def test_the_next_step_leads_to_the_producer_or_the_dossier(client: Client, four: Sky) -> None:
    lines = {line.row.name: line for line in page(client, four.scene.officer).context["page"]}
    assert lines["Chè búp"].act == ("Gọi chủ thể", f"/lam-viec/can-bo/chu-the/{lines['Chè búp'].row.producer}/")
    dossier = lines["Chè đinh"].row.dossier
    assert lines["Chè đinh"].act == ("Xem hồ sơ", f"/lam-viec/can-bo/ho-so/{dossier.pid}/")
    assert {client.get(line.act[1]).status_code for line in lines.values()} == {200}


def test_the_file_holds_the_rows_as_shown_with_real_dates_and_text_codes(client: Client, four: Sky) -> None:
    answer = page(client, four.scene.officer, "?xa=con-minh-02185&xuat=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    title, line, _empty, head, *body = rows.to_python(skip_empty_area=False)
    assert title[0] == "Hạn sao"
    assert line[0] == (f"Lọc: đã hết hạn hoặc hết hạn trong 300 ngày tới, Xã Côn Minh, theo địa giới hôm nay. "
                       f"Tính đến ngày "
                       f"{today().day}/{today().month}/{today().year}.")
    (row,) = [dict(zip(head, cells, strict=True)) for cells in body]
    assert (row["Sản phẩm"], row["Hạng sao"], row["Còn lại (ngày)"]) == ("Miến dong", 3, 130)
    assert row["Ngày hết hạn"] == today() + dt.timedelta(days=130)
    assert isinstance(row["Mã sản phẩm"], str) and len(row["Mã sản phẩm"]) == 10


def test_the_message_for_zalo_names_the_products_and_links_to_the_page_as_filtered(client: Client, four: Sky) -> None:
    text = page(client, four.scene.officer, "?han=30").context["zalo"]
    day = today() + dt.timedelta(days=20)
    assert text.splitlines() == [
        f"HẠN SAO OCOP, ngày {today().day}/{today().month}/{today().year}: hết hạn trong 30 ngày tới.",
        "Chưa có hồ sơ: 1 trễ cửa sổ.",
        f"- Chè búp (Chủ thể của Chè búp, Xã Tân Cương): hết hạn {day.day}/{day.month}/{day.year}, trễ cửa sổ nộp",
        f"http://testserver{ADDRESS}?han=30",
    ]


def test_the_page_asks_the_same_number_of_queries_for_one_and_many(client: Client, sky: Sky) -> None:
    def asked() -> int:
        page(client, sky.scene.officer)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(ADDRESS).status_code == 200
        return len(seen)

    sky.moves(sky.star("Chè 1", ends_in=150), state="submitted")
    one = asked()
    for number in range(2, 9):
        sky.moves(sky.star(f"Chè {number}", ends_in=140 + number, unit=sky.other_commune), state="submitted")
    assert asked() == one


@pytest.fixture
def split(sky: Sky) -> Split:
    """Stars written under a commune that was split (one of them settled), under a merged one, and one of today."""
    units = make_split(sky.scene.province)
    sky.star("Chè chia", ends_in=20, unit=units.split)
    settled = sky.star("Chè đã rõ", ends_in=30, unit=units.split).recognition.product
    settled.settled_unit = units.north
    settled.save()
    write_listing(settled)
    sky.star("Chè gộp", ends_in=40, unit=units.merged)
    sky.star("Chè nam", ends_in=50, unit=units.south)
    return units


EVERY = ["Chè chia", "Chè đã rõ", "Chè gộp", "Chè nam"]


def offered(answer: Any) -> dict[str, int]:
    """What the list of places offers, districts apart: words and count."""
    return {one.words: one.count for group in answer.context["on"].groups for one in group.choices
            if not one.words.startswith("Cả ")}


def test_the_radar_is_read_on_todays_map_and_on_that_of_a_day_and_loses_nothing(
        client: Client, sky: Sky, split: Split) -> None:
    now, then = (page(client, sky.scene.officer, query) for query in ("", "?ngay=30/6/2025"))
    assert "Nơi đọc theo địa giới hôm nay." in now.content.decode()
    assert "Nơi đọc theo địa giới ngày 30/6/2025" in then.content.decode()
    assert [lane.name for lane in now.context["lanes"]] == ["Xã Bắc Chia", "Xã Nam Chia", "Chưa xác định"]
    # The south was made of two, which does not tell of which of them.
    assert [(lane.name, lane.above) for lane in then.context["lanes"]] == [
        ("Xã Bản Chia", "Huyện Chia"), ("Xã Bản Gộp", "Huyện Chia"), ("Chưa xác định", "")]
    for answer in (now, then):
        assert sum(len(lane.rows) for lane in answer.context["lanes"]) == 4 == sum(offered(answer).values())


@pytest.mark.parametrize(("query", "names"), [
    ("?xa=chua-xac-dinh", EVERY[:1]), ("?xa=ban-chia-98001&ngay=30/6/2025", EVERY[:2]),
    ("?xa=chua-xac-dinh&ngay=30/6/2025", EVERY[3:]), ("?xa=chia-981&ngay=30/6/2025", EVERY),
    # Without a day a split commune leads to its parts and to what is not settled, a merged one to where it went.
    ("?xa=ban-chia-98001", EVERY), ("?xa=ban-gop-98002", EVERY[2:]), ("?xa=bac-chia-98003", EVERY[1:2]),
    ("?tinh=ban-cu-98&ngay=30/6/2025", EVERY), ("?tinh=ban-cu-98", EVERY), ("?tinh=tuyen-quang-08", []),
])
def test_a_place_of_either_map_narrows_the_radar_and_its_file(client: Client, sky: Sky, split: Split, query: str,
                                                              names: list[str]) -> None:
    assert shown(page(client, sky.scene.officer, query)) == names
    answer = client.get(f"{ADDRESS}{query}&xuat=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    head, *body = book.to_python()[3:]
    assert [row[head.index("Sản phẩm")] for row in body] == names
    assert ("theo địa giới ngày 30/6/2025" if "ngay" in query else "theo địa giới hôm nay") in book.to_python()[1][0]


@pytest.mark.parametrize(("query", "words"), [
    ("?xa=ban-chia-98001", "Xã Bản Chia đã được chia cho Xã Bắc Chia, Xã Nam Chia"),
    ("?xa=ban-gop-98002", "Xã Bản Gộp nay thuộc Xã Nam Chia."), ("?tinh=ban-cu-98", "Tỉnh Bản Cũ nay thuộc Tỉnh Thái"),
    ("?xa=bac-chia-98003&ngay=30/6/2025", "Không có “bac-chia-98003” theo địa giới ngày 30/6/2025"),
    ("?ngay=1/1/2999", "Ngày này chưa tới."), ("?xa=chia-981", "Huyện Chia nay thuộc Tỉnh Thái Nguyên."),
])
def test_what_an_address_means_today_is_said(client: Client, sky: Sky, split: Split, query: str, words: str) -> None:
    assert words in page(client, sky.scene.officer, query).content.decode()
