"""The desks' lists by place: read on today's map and on that of a day, one total on both, the file as the page."""

import dataclasses
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from ocop.core.dates import today
from ocop.places.models import AdminUnit
from ocop.programme.models import Enrolment
from ocop.registry.models import Producer, Product
from ocop.support.models import SalesPoint
from tests.factories.places import Split, make_split
from tests.factories.programme import YEAR, Year, a_year, make_plan, make_producer, make_products
from tests.programme.test_plans import NEW
from tests.web.council.hands import browser, queries, seen

LISTS = ["/lam-viec/can-bo/chu-the/", "/lam-viec/can-bo/san-pham/", "/lam-viec/ho-tro/diem-ban/",
         f"/lam-viec/ke-hoach/thai-nguyen/{YEAR}/tham-gia/"]
THEN = "30/6/2025"
WRITTEN = ["chia", "đã rõ", "gộp", "nam"]


@dataclasses.dataclass
class Land:
    """A living year whose province holds a split."""

    year: Year
    units: Split

    def put(self, name: str, unit: AdminUnit, settled: AdminUnit | None = None) -> None:
        """One row in each list under the unit: a producer, its product that takes part, a point of sale."""
        place = {"unit": unit, "settled_unit": settled}
        producer = make_producer(unit, f"Nhà {name} (ví dụ)", settled_unit=settled)
        (product,) = make_products(self.year, 1, producer=producer)
        Product.objects.filter(pk=product.pk).update(name=f"Hàng {name} (ví dụ)", **place)
        Enrolment.objects.create(cycle=self.year.cycle, product=product, origin="new", enrolled_on=dt.date(2026, 2, 1))
        SalesPoint.objects.create(name=f"Quầy {name} (ví dụ)", kind="point", opened_on=dt.date(2026, 1, 1), **place)


@pytest.fixture
def land(db: None) -> Land:
    year = a_year()
    make_plan(year, NEW)
    Producer.objects.update(head=None)
    Producer.objects.all().delete()
    made = Land(year, make_split(year.province))
    units = made.units
    for name, unit, settled in zip(WRITTEN, (units.split, units.split, units.merged, units.south),
                                   (None, units.north, None, None), strict=True):
        made.put(name, unit, settled)
    return made


def offered(answer: Any) -> dict[str, int]:
    """The places to choose from, districts apart: words and count."""
    return {one.words: one.count for group in answer.context["on"].groups for one in group.choices
            if not one.words.startswith("Cả ")}


def named(text: str) -> list[str]:
    """Which of the rows a page or a file tells."""
    return [name for name in WRITTEN if f" {name} (ví dụ)" in text]


def sheet_of(client: Client, address: str) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(b"".join(client.get(address).streaming_content)))
    return list(book.active.iter_rows(values_only=True))


@pytest.mark.parametrize("address", LISTS)
def test_a_list_reads_places_on_todays_map_and_on_that_of_a_day_and_loses_none(land: Land, address: str) -> None:
    client = browser(land.year.officer)
    now, then = client.get(address), client.get(f"{address}?ngay={THEN}")
    seen(now, "Nơi đọc theo địa giới hôm nay.", "1 dòng chưa xác định xã.", "ghi: Xã Bản Gộp")
    seen(then, f"Nơi đọc theo địa giới ngày {THEN}; tổng bằng đúng tổng theo địa giới hôm nay.",
         "Xã Bản Chia, Huyện Chia")
    assert offered(now) == {"Xã Bắc Chia": 1, "Xã Nam Chia": 2, "Chưa xác định xã": 1}
    # The south was made of two communes and does not tell of which.
    assert offered(then) == {"Xã Bản Chia": 2, "Xã Bản Gộp": 1, "Chưa xác định xã": 1}
    assert named(now.content.decode()) == named(then.content.decode()) == WRITTEN


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(("query", "names"), [
    ("xa=chua-xac-dinh", ["chia"]), ("xa=bac-chia-98003", ["đã rõ"]), ("xa=ban-gop-98002", ["gộp", "nam"]),
    ("xa=ban-chia-98001", WRITTEN), (f"xa=ban-chia-98001&ngay={THEN}", ["chia", "đã rõ"]),
    (f"xa=chua-xac-dinh&ngay={THEN}", ["nam"]), (f"xa=chia-981&ngay={THEN}", WRITTEN),
    (f"tinh=ban-cu-98&ngay={THEN}", WRITTEN), ("tinh=ban-cu-98", WRITTEN), ("tinh=tuyen-quang-08", []),
])
def test_a_place_of_either_map_narrows_a_list_and_its_file(land: Land, address: str, query: str,
                                                           names: list[str]) -> None:
    client = browser(land.year.officer)
    assert named(client.get(f"{address}?{query}").content.decode()) == names
    rows = sheet_of(client, f"{address}?{query}&xuat=xlsx")
    assert [name for name in WRITTEN if any(f" {name} (ví dụ)" in str(row) for row in rows[4:])] == names
    assert len(rows) - 4 == len(names)
    assert (f"theo địa giới ngày {THEN}" if "ngay" in query else "theo địa giới hôm nay") in str(rows[1][0])
    assert rows[3][-1] == "Đơn vị theo địa giới đã chọn"


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(("query", "words"), [
    ("xa=ban-chia-98001", "Xã Bản Chia đã được chia cho Xã Bắc Chia, Xã Nam Chia"),
    ("xa=ban-gop-98002", "Xã Bản Gộp nay thuộc Xã Nam Chia."), ("tinh=ban-cu-98", "Tỉnh Bản Cũ nay thuộc Tỉnh"),
    (f"xa=bac-chia-98003&ngay={THEN}", f"Không có “bac-chia-98003” theo địa giới ngày {THEN}"),
    ("ngay=1/1/2999", "Ngày này chưa tới."), ("ngay=32/1/2025", "Ngày này không có."),
    ("xa=%00%27;--&tinh=x", "Không có"),
])
def test_what_an_address_means_is_said_and_nothing_odd_breaks_a_list(land: Land, address: str, query: str,
                                                                     words: str) -> None:
    seen(browser(land.year.officer).get(f"{address}?{query}"), words)


def test_a_settled_row_moves_out_of_what_is_not_known_on_every_list(land: Land) -> None:
    for model in (Producer, Product, SalesPoint):
        model.objects.filter(settled_unit=None, unit=land.units.split).update(
            settled_unit=land.units.south, settled_on=today())
    client = browser(land.year.officer)
    for address in LISTS:
        assert offered(client.get(address)) == {"Xã Bắc Chia": 1, "Xã Nam Chia": 3}
        assert offered(client.get(f"{address}?ngay={THEN}"))["Xã Bản Chia"] == 2


def test_a_list_costs_the_same_for_few_rows_and_for_many_on_either_map(land: Land) -> None:
    client = browser(land.year.officer)
    asked = ("", f"ngay={THEN}", f"xa=chia-981&ngay={THEN}")
    addresses = [f"{address}?{query}" for address in LISTS for query in asked]
    once = [queries(client, address) for address in addresses]
    for number in range(9):
        land.put(f"thêm {number}", (land.units.split, land.units.merged, land.units.north)[number % 3])
    assert [queries(client, address) for address in addresses] == once
