"""The register back to a file that `reading` takes without loss: one row a result, in the columns of a province's list.

Names and places are those of today, since a product is found by them: as they are written where the import finds the
producer by them. What the reader would take apart is quoted (`reading.verbatim`), results without recognition carry
their source word for word. Tax codes of persons never leave. Rows are made as they are written, a thousand products at
a time.
"""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter
from django.db.models import F, Prefetch, Q

from ocop.core.actor import Actor
from ocop.core.lists import attach
from ocop.dossiers.enums import DossierKind, StageLevel
from ocop.intake.facts import OLD_LEVELS, decided_by_ministry
from ocop.intake.known import sent_up_source
from ocop.intake.naming import UNKNOWN_KIND
from ocop.intake.reading.places import split_address, split_producer
from ocop.intake.reading.values import FIRST_YEAR, key, read_decision
from ocop.intake.reading.verbatim import guarded, quoted, unquoted
from ocop.places.enums import Level
from ocop.places.models import AdminUnit, Placed
from ocop.recognition.enums import DecisionKind, DecisionState, EventKind
from ocop.recognition.models import Certificate, PastResult, Recognition
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product, ProductCode, ProductPlacement, seen_places
from ocop.registry.taxcodes import HASHED

CHUNK = 1000
# Heads the reader knows, in the order of a province's summary list (L2).
HEADS = (
    "TT",
    "Tên sản phẩm",
    "Chủ thể",
    "Loại hình chủ thể",
    "Mã số thuế",
    "Địa chỉ",
    "Xã, phường",
    "Huyện",
    "Tỉnh",
    "Nhóm sản phẩm",
    "Hạng sao",
    "Điểm",
    "Quyết định công nhận",
    "Ngày quyết định",
    "Năm công nhận",
    "Có giá trị đến",
    "Số giấy chứng nhận",
    "Mã sản phẩm",
    "Hình thức công nhận",
)
_WIDTHS = (6, 36, 36, 20, 14, 26, 22, 20, 20, 28, 8, 9, 24, 13, 8, 13, 20, 16, 34)
# Words of a record, the same in any language of the reader.
KINDS: dict[str, str] = {
    ProducerKind.COOPERATIVE: "Hợp tác xã",
    ProducerKind.GROUP: "Tổ hợp tác",
    ProducerKind.ENTERPRISE: "Doanh nghiệp",
    ProducerKind.FARM: "Trang trại",
    ProducerKind.HOUSEHOLD: "Hộ sản xuất",
    ProducerKind.ASSOCIATION: "Hiệp hội",
    ProducerKind.CENTRE: "Trung tâm",
}
EVENTS = {
    DossierKind.FIRST: "Mới",
    DossierKind.UPGRADE: "Nâng hạng",
    DossierKind.REEVALUATION: "Phân hạng lại",
}
POTENTIAL = "Tiềm năng 5 sao"
_LEVELS = {level: words for words, level in OLD_LEVELS.items()}
_UNITS = ("unit__province", "unit__district")
Cell = str | int | dt.date | None


@dataclasses.dataclass
class Row:
    """One result of a product, or the product alone."""

    stars: Cell = None
    score: str = ""
    decision: str = ""
    on: dt.date | None = None
    valid_to: dt.date | None = None
    certificate: str = ""
    code: str = ""
    note: str = ""

    def cells(self, no: int, head: Sequence[Cell]) -> list[Cell]:
        """In the columns of `HEADS`; `head` is what is said of the product on each of its rows."""
        year = str(self.on.year) if self.on else ""
        return [
            no,
            *head,
            self.stars,
            self.score,
            self.decision,
            self.on,
            year,
            self.valid_to,
            self.certificate,
            self.code,
            self.note,
        ]


def rows_of(actor: Actor, *, province: AdminUnit | None = None, year: int | None = None) -> Iterator[list[Cell]]:
    """The rows of the register the actor's office answers for, in Vietnamese order of the products.

    `province` (of today) and `year` (of the decision) narrow them. The number of queries grows with the thousands of
    products, never with the products.
    """
    products = _products(actor, province)
    ids = list(products.values_list("pk", flat=True))
    no = 0
    for start in range(0, len(ids), CHUNK):
        for product in _loaded(products, ids[start : start + CHUNK], actor.today):
            rows = _rows(product)
            head = head_cells(product, oldest=min((row.on for row in rows if row.on), default=None))
            for row in rows if year is None else [row for row in rows if row.on is not None and row.on.year == year]:
                no += 1
                yield row.cells(no, head)


def _products(actor: Actor, province: AdminUnit | None) -> Any:
    """Products that stand for themselves, by the sight of the office alone: own products of a clerk are no register."""
    rows = Product.objects.filter(seen_places(actor, ""), head=F("pk"))
    if province is not None:
        settled = Q(settled_unit__today_province=province)
        rows = rows.filter(settled | Q(settled_unit__isnull=True, unit__today_province=province))
    return rows.order_by("name_key", "producer__name_key", "pk")


def _loaded(products: Any, ids: Sequence[int], today: dt.date) -> list[Product]:
    """Some products with all their rows are made of: a fixed number of queries."""
    found = products.filter(pk__in=ids).select_related(
        *_UNITS,
        "settled_unit__province",
        "settled_unit__district",
        "producer__head__unit__province",
        "producer__head__unit__district",
        "producer__head__settled_unit__province",
        "producer__head__settled_unit__district",
    )
    rows = list(found)
    certificates = Certificate.objects.prefetch_related("events").order_by("pk")
    decided = (
        Recognition.objects.filter(
            decision__state=DecisionState.ISSUED, decision__signed_on__lte=today, decision__year__gte=FIRST_YEAR
        )
        .annotate(of=F("product__head"))
        .select_related("decision")
        .prefetch_related(Prefetch("certificates", certificates))
    )
    past = PastResult.objects.annotate(of=F("product__head"))
    codes = ProductCode.objects.annotate(of=F("product__head")).order_by("pk")
    for queryset, to in ((decided, "recognised"), (past, "past"), (codes, "codes_told")):
        _gather(rows, queryset, to)
    attach(
        rows,
        ProductPlacement.objects.select_related("product_set", "edition").order_by("edition__in_force_from", "pk"),
        fk="product",
        to="placed",
    )
    return rows


def _gather(products: Sequence[Product], queryset: Any, to: str) -> None:
    """Put on each product what belongs to it or to a row merged into it."""
    by_head: dict[int, list[Any]] = {product.pk: [] for product in products}
    for row in queryset.filter(product__head__in=list(by_head)):
        by_head[row.of].append(row)
    for product in products:
        vars(product)[to] = by_head[product.pk]


def head_cells(product: Product, *, oldest: dt.date | None) -> list[Cell]:
    """What is said of the product itself: names, kind, tax code of an organisation, place, group.

    A commune younger than the `oldest` decision is quoted: the reader takes it from the map of today.
    """
    producer = product.producer.head or product.producer
    place = _place(product, producer)
    commune, district, province = written_place(place)
    unit = place.settled_unit or place.unit
    if oldest and unit and unit.level == Level.COMMUNE and unit.in_force and oldest < unit.valid_from:
        commune = quoted(commune)
    tax = "" if producer.tax_code.startswith(HASHED) else producer.tax_code
    told = vars(product)["placed"]
    group = (told[-1].product_set.name if told[-1].product_set else told[-1].group_text) if told else ""
    return [
        product.name,
        producer_cell(producer.name),
        KINDS.get(producer.kind, UNKNOWN_KIND),
        tax,
        split_address(place.detail).rest,
        commune,
        district,
        province,
        group,
    ]


def producer_cell(name: str) -> str:
    """A producer's name as a cell: quoted where the reader would take an address out of it."""
    return quoted(name) if split_producer(name) != (name, "") or unquoted(name) is not None else name


def decision_cell(number: str) -> str:
    """The number of a decision as a cell: quoted where the reader would spell it otherwise."""
    told = read_decision(number)
    plain = told.number == number and told.day.on is None and not told.day.wrong
    return number if plain else quoted(number)


def _place(product: Product, producer: Producer) -> Placed:
    """Where the product lies; where its producer is found by its place alone, where that lies."""
    if product.unit is None:
        return producer if producer.unit or producer.unit_text else product
    if producer.unit is None or (producer.tax_code and not producer.tax_code.startswith(HASHED)):
        return product
    if _home(product) != _home(producer):
        return producer
    by_name = producer.kind == ProducerKind.ENTERPRISE
    return product if by_name or _commune(product) == _commune(producer) else producer


def _home(thing: Placed) -> int | None:
    unit = thing.settled_unit or thing.unit
    return unit.today_province_id if unit else None


def _commune(thing: Placed) -> int | None:
    unit = thing.settled_unit or thing.unit
    return (unit.today_id or -unit.pk) if unit and unit.level == Level.COMMUNE else None


def written_place(thing: Placed) -> tuple[str, str, str]:
    """Commune, district and province in words: of the unit that is known, else as they were written."""
    unit = thing.settled_unit or thing.unit
    if unit is not None and unit.level == Level.COMMUNE:
        return unit.full_name, unit.district.full_name if unit.district else "", _province_words(unit)
    # In the case of a full name, so that a place recognised next time reads the same.
    parts = [part[:1].upper() + part[1:] for part in thing.unit_text.split(", ") if part]
    if thing.unit_text == split_address(thing.detail).rest:
        parts = []
    province = parts.pop() if parts and _names_province(parts[-1], unit) else ""
    district = parts.pop() if parts and _names_district(parts[-1], unit) else ""
    if unit is not None and unit.level == Level.DISTRICT:
        district = district or unit.full_name
    return ", ".join(parts), district, province or (_province_words(unit) if unit is not None else "")


def _province_words(unit: AdminUnit) -> str:
    """The province as it was called when the unit was made."""
    if unit.level == Level.PROVINCE:
        return unit.full_name
    return unit.province.full_name if unit.province else ""


def _names_province(text: str, unit: AdminUnit | None) -> bool:
    if split_address(text).province:
        return True
    province = None if unit is None else unit if unit.level == Level.PROVINCE else unit.province
    return province is not None and key(text) in {key(province.name), key(province.full_name)}


def _names_district(text: str, unit: AdminUnit | None) -> bool:
    if split_address(text).district:
        return True
    return unit is not None and unit.level == Level.DISTRICT and key(text) in {key(unit.name), key(unit.full_name)}


def _rows(product: Product) -> list[Row]:
    """The rows of a product, the oldest first, with its codes on them one after the other."""
    told = vars(product)
    rows = [_recognised(row) for row in told["recognised"]] + [_past(row) for row in told["past"]]
    rows.sort(key=lambda row: (row.on or dt.date.min, row.decision, row.note, row.score, str(row.stars)))
    codes = [row.code for row in told["codes_told"]]
    rows += [Row() for _spare in range(max(len(codes), 1) - len(rows))]
    for row, code in zip(rows, codes, strict=False):
        row.code = code
    return rows


def _recognised(row: Recognition) -> Row:
    """A recognition, with its newest certificate; one that was revoked ends on the day before."""
    decision = row.decision
    if decision.kind == DecisionKind.FORWARD:
        return _sent_up(row)
    certificate = next(reversed(row.certificates.all()), None)
    note = EVENTS[DossierKind(row.kind)]
    if decision.level == StageLevel.DISTRICT:
        note = f"Công nhận cấp huyện, {note.lower()}"
    elif decision.level == StageLevel.NATION and not decided_by_ministry(decision.number):
        note = f"{note}, cấp quốc gia"
    last = None
    if certificate is not None:
        revoked = [event for event in certificate.story() if event.kind == EventKind.REVOKED]
        last = (
            max(certificate.live_until(), decision.signed_on or certificate.issued_on)
            if revoked
            else certificate.valid_to
        )
        if revoked:
            note = f"{note}; thu hồi từ {shown_day(revoked[0].on)}"
    return Row(
        row.stars,
        row.score_text,
        decision_cell(decision.number),
        decision.signed_on,
        last,
        certificate.number if certificate else "",
        note=note,
    )


def _sent_up(row: Recognition) -> Row:
    """A result the province sent up: "tiềm năng 5 sao" until the centre has decided."""
    note = f"Kết quả cũ, {_LEVELS[StageLevel(row.decision.level)]}. Nguồn: {sent_up_source(row.decision.number)}"
    return Row(POTENTIAL, row.score_text, on=row.decision.signed_on, note=note)


def _past(row: PastResult) -> Row:
    """A result without recognition: its source is its note, word for word."""
    potential = row.stars is None and "tiem nang" in key(f"{row.score_text} {row.source}")
    return Row(
        POTENTIAL if potential else row.stars,
        row.score_text,
        on=row.on,
        note=f"Kết quả cũ, {_LEVELS[StageLevel(row.level)]}. Nguồn: {row.source}",
    )


def shown_day(day: dt.date) -> str:
    """A day as it is written here: 05/04/2026."""
    return f"{day:%d/%m/%Y}"


def write_csv(rows: Iterable[Sequence[Cell]], to: IO[bytes]) -> int:
    """Write rows as CSV, UTF-8 with its mark; how many. No cell is a formula."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(HEADS)
    count = 0
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        count += 1
    text.detach()
    return count


def _plain(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return shown_day(cell)
    return guarded(str(cell)) if cell not in {None, ""} else ""


def write_xlsx(rows: Iterable[Sequence[Cell]], to: IO[bytes]) -> int:
    """Write rows as a workbook, each as it comes; how many. Days are days, codes and years are text."""
    book = xlsxwriter.Workbook(to, {"constant_memory": True})
    sheet = book.add_worksheet("Sổ OCOP")
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    for place, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 2)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(count, place, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, int):
                sheet.write_number(count, place, cell)
            elif cell:
                sheet.write_string(count, place, guarded(cell), text)
    sheet.autofilter(0, 0, count, len(HEADS) - 1)
    book.close()
    return count
