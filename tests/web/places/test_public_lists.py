"""The public lists by place: the catalogue, points of sale, open data; on today's map and on that of a day."""

import csv
import datetime as dt
import io
import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ocop.places.models import AdminUnit
from ocop.recognition.listing import write_listing
from ocop.support.models import SalesPoint
from tests.factories.places import Split, make_split
from tests.web.council.hands import queries, seen
from tests.web.portal.stage import Stage, build_stage

THEN = "30/6/2025"


@pytest.fixture
def stage(db: None) -> Stage:
    cache.clear()
    return build_stage()


def put(stage: Stage, name: str, unit: AdminUnit, settled: AdminUnit | None = None) -> None:
    """A recognised product and a point of sale under a unit."""
    product = stage.product(f"Chè {name} (ví dụ)", unit=unit)
    product.settled_unit = settled
    product.save()
    stage.certify(product)
    write_listing(product)
    SalesPoint.objects.create(name=f"Quầy {name} (ví dụ)", kind="point", opened_on=dt.date(2025, 1, 1), unit=unit,
                              settled_unit=settled)


@pytest.fixture
def split(stage: Stage) -> Split:
    units = make_split(stage.province)
    for name, unit, settled in (("chia", units.split, None), ("đã rõ", units.split, units.north),
                                ("gộp", units.merged, None), ("nam", units.south, None)):
        put(stage, name, unit, settled)
    return units


def boxes(client: Client, query: str, key: str) -> dict[str, int]:
    """The boxes of a filter of the catalogue: words and count."""
    facets = {facet.key: facet.choices for facet in client.get(f"/san-pham/{query}").context["facets"]}
    return {str(one.words): one.count for one in facets.get(key, [])}


def total(client: Client, query: str) -> int:
    found = re.search(r'<h2 id="kq">(\d+) sản phẩm', client.get(f"/san-pham/{query}").content.decode())
    assert found
    return int(found[1])


NOW_BOXES = {"Xã Nam Chia": 2, "Xã Bắc Chia": 1, "Chưa xác định xã": 1}
THEN_BOXES = {"Xã Bản Chia, Huyện Chia": 2, "Xã Bản Gộp, Huyện Chia": 1, "Chưa xác định xã": 1}


def test_the_catalogues_places_are_those_of_the_map_and_add_up_on_each(client: Client, split: Split) -> None:
    assert boxes(client, "", "xa") == NOW_BOXES
    assert boxes(client, f"?ngay={THEN}", "xa") == THEN_BOXES
    assert boxes(client, f"?ngay={THEN}&q=che", "xa") == THEN_BOXES
    assert total(client, "") == total(client, f"?ngay={THEN}") == 4
    seen(client.get(f"/san-pham/?ngay={THEN}"), f"Đang xếp theo địa giới ngày {THEN}.", "Về địa giới hôm nay")


@pytest.mark.parametrize("query", ["?", f"?ngay={THEN}&", "?q=che&", f"?ngay={THEN}&q=che&sao=4&"])
def test_every_box_of_a_place_leaves_as_many_products_as_it_says(client: Client, split: Split, query: str) -> None:
    answer = client.get(f"/san-pham/{query}")
    for facet in answer.context["facets"]:
        for one in facet.choices if facet.key in {"xa", "tinh"} else ():
            assert total(client, f"{query}{facet.key}={one.value}") == one.count, one


def test_the_other_filters_count_inside_a_place_of_the_map(client: Client, split: Split) -> None:
    for query in (f"?ngay={THEN}&xa=ban-chia-98001", "?xa=nam-chia-98004"):
        assert boxes(client, query, "sao")["4 sao"] == 2
        assert total(client, f"{query}&sao=4") == 2
        assert total(client, f"{query}&sao=5") == 0
    # A chosen place keeps its box, and the others say what they would add.
    assert boxes(client, f"?ngay={THEN}&xa=ban-chia-98001", "xa") == THEN_BOXES
    assert boxes(client, "?xa=chua-xac-dinh", "xa") == NOW_BOXES
    assert total(client, f"?ngay={THEN}&xa=ban-chia-98001&xa=chua-xac-dinh") == 3
    page = client.get(f"/san-pham/?ngay={THEN}&xa=ban-chia-98001").content.decode()
    assert f'<input type="hidden" name="ngay" value="{THEN}">' in page


@pytest.mark.parametrize(("day", "words"), [("32/1/2025", "Ngày này không có."), ("1/1/2999", "Ngày này chưa tới.")])
def test_a_wrong_day_is_told_and_leaves_todays_map(client: Client, split: Split, day: str, words: str) -> None:
    for address in ("/san-pham/", "/diem-ban/", "/so-lieu/"):
        seen(client.get(address, {"ngay": day}), words)
    assert boxes(client, f"?ngay={day}", "xa") == NOW_BOXES


def stalls(client: Client, query: str) -> dict[str, int]:
    """The points of sale by place."""
    return {place: len(found) for place, found in client.get(f"/diem-ban/{query}").context["places"]}


def test_points_of_sale_stand_under_the_places_of_the_map(client: Client, split: Split) -> None:
    assert stalls(client, "") == {"Xã Bắc Chia, Tỉnh Thái Nguyên": 1, "Xã Nam Chia, Tỉnh Thái Nguyên": 2,
                                  "Chưa xác định xã, Tỉnh Thái Nguyên": 1}
    assert stalls(client, f"?ngay={THEN}") == {
        "Xã Bản Chia, Huyện Chia, Tỉnh Bản Cũ": 2, "Xã Bản Gộp, Huyện Chia, Tỉnh Bản Cũ": 1,
        "Chưa xác định xã, Tỉnh Bản Cũ": 1}
    assert stalls(client, f"?ngay={THEN}&xa=ban-chia-98001") == {"Xã Bản Chia, Huyện Chia, Tỉnh Bản Cũ": 2}
    assert sum(stalls(client, "?xa=ban-chia-98001").values()) == 4
    page = client.get(f"/diem-ban/?ngay={THEN}")
    links = re.findall(r'href="(/san-pham/\?xa=[^"]+)">(\d+) sản phẩm', page.content.decode())
    assert links
    for href, count in links:
        assert total(client, href.removeprefix("/san-pham/").replace("&amp;", "&")) == int(count)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(
        client.get(f"/diem-ban/?ngay={THEN}&xuat=xlsx").streaming_content))).get_sheet_by_index(0).to_python()
    assert (len(book) - 4, f"theo địa giới ngày {THEN}" in book[1][0]) == (4, True)


def rows_of(client: Client, query: str) -> list[dict[str, Any]]:
    lines = b"".join(client.get(f"/so-lieu/san-pham.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(lines)))


def test_open_data_hold_every_product_with_its_place_on_the_map(client: Client, split: Split) -> None:
    places = {query: sorted((row["commune"], row["province"]) for row in rows_of(client, query))
              for query in ("", f"?ngay={THEN}")}
    assert places[""] == [("", "Tỉnh Thái Nguyên"), ("Xã Bắc Chia", "Tỉnh Thái Nguyên"),
                          ("Xã Nam Chia", "Tỉnh Thái Nguyên"), ("Xã Nam Chia", "Tỉnh Thái Nguyên")]
    assert places[f"?ngay={THEN}"] == [("", "Tỉnh Bản Cũ"), ("Xã Bản Chia", "Tỉnh Bản Cũ"),
                                       ("Xã Bản Chia", "Tỉnh Bản Cũ"), ("Xã Bản Gộp", "Tỉnh Bản Cũ")]
    told = json.loads(b"".join(client.get(f"/so-lieu/san-pham.json?ngay={THEN}").streaming_content))
    assert (told["map"], len(told["results"])) == ("2025-06-30", 4)
    page = client.get(f"/so-lieu/?ngay={THEN}")
    seen(page, f"Nơi đọc theo địa giới ngày {THEN}")
    assert f'href="/so-lieu/san-pham.csv?ngay={THEN}"' in page.content.decode()
    seen(client.get("/so-lieu/"), "Nơi đọc theo địa giới hôm nay.")


def test_the_public_lists_cost_the_same_for_few_products_and_for_many(client: Client, stage: Stage,
                                                                     split: Split) -> None:
    addresses = [f"{address}?ngay={THEN}{more}" for address in ("/san-pham/", "/diem-ban/", "/so-lieu/")
                 for more in ("", "&xa=ban-chia-98001")] + ["/diem-ban/"]

    def asked() -> list[int]:
        with CaptureQueriesContext(connection) as caught:
            rows_of(client, f"?ngay={THEN}")
        return [len(caught), *(queries(client, address) for address in addresses)]

    once = asked()
    for number in range(6):
        put(stage, f"thêm {number}", (split.split, split.merged, split.north)[number % 3])
    cache.clear()
    assert asked() == once
