"""A report of counts (L6) worked out: each row a unit with its figures for a period, and what becomes of it."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.intake.enums import RowStatus
from ocop.intake.guards import own_provinces
from ocop.intake.placing import PlaceBook
from ocop.intake.reading.book import SheetReading
from ocop.intake.reading.counts import read_count
from ocop.intake.reading.tables import ReadRow
from ocop.intake.titling import where_of
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.actions import record_return
from ocop.programme.enums import PARTS, Measure
from ocop.programme.periods import days_of, period_words
from ocop.programme.queries import told_of
from ocop.programme.rules import broken_totals


@dataclasses.dataclass(eq=False)
class CountLine:
    """A row with its unit, its figures and what becomes of it."""

    read: ReadRow
    status: str = RowStatus.SKIPPED
    unit: AdminUnit | None = None
    figures: dict[str, int] = dataclasses.field(default_factory=dict)
    said: list[str] = dataclasses.field(default_factory=list)

    def fail(self, words: str) -> None:
        """Make the row an error."""
        self.said.append(words)
        self.status = RowStatus.ERROR

    @property
    def message(self) -> str:
        """Everything to be said of the row, as one text."""
        parts = [self.read.skipped, *self.read.errors.values(), *self.said, *self.read.notes]
        return "; ".join(dict.fromkeys(part for part in parts if part))

    @property
    def shown(self) -> dict[str, str]:
        """The row for page and report: the unit as name, its places, its figures by measure."""
        if not self.read.cells.get("unit"):
            return {}
        unit = self.unit
        return {
            "name": unit.full_name if unit else self.read.cells["unit"],
            "commune": unit.full_name if unit and unit.level == Level.COMMUNE else "",
            "district": unit.full_name if unit and unit.level == Level.DISTRICT else "",
            "province": unit.province.name if unit and unit.province else "",
            **{measure: str(value) for measure, value in self.figures.items()},
        }


@dataclasses.dataclass
class CountPlan:
    """All rows of a file of counts in order, and the period they speak of."""

    lines: list[CountLine]
    period: str

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each status."""
        return dict(Counter(str(line.status) for line in self.lines))


def plan_counts(sheets: Sequence[SheetReading], *, period: str, by: Actor) -> CountPlan:
    """Work out what every row becomes, by the map of the last day of the period. Reads only; the number of queries does
    not grow with the rows. Totals that do not fit their parts, and a sum that does not fit its rows, are told."""
    book = PlaceBook(by.today)
    allowed = own_provinces(by)
    own = next((unit for unit in book.provinces if allowed and len(allowed) == 1 and unit.pk in allowed), None)
    lines: list[CountLine] = []
    for sheet in sheets:
        default = where_of(sheet, book, own).province
        part = [_line(read) for read in sheet.rows]
        for line in part:
            if not line.read.skipped:
                _place(line, book, period=period, default=default, allowed=allowed)
        _compare_sums(part)
        lines += part
    _refuse_twice(lines)
    _compare_known(lines, period)
    return CountPlan(lines, period)


def _line(read: ReadRow) -> CountLine:
    """A row with its figures; an officer may have written one anew."""
    line = CountLine(read)
    for name in Measure.values:
        value, wrong = read_count(read.cells.get(name, ""))
        if wrong:
            read.errors[name] = f"{Measure(name).label}: {wrong}"
        elif value is not None:
            line.figures[name] = value
    return line


def _place(
    line: CountLine, book: PlaceBook, *, period: str, default: AdminUnit | None, allowed: frozenset[int] | None
) -> None:
    """Find the unit of a row and check its figures."""
    line.status = RowStatus.CREATED
    days = days_of(period)
    if days is None:
        line.fail(_("Chưa rõ kỳ báo cáo; hãy chọn kỳ ở trên"))
        return
    if days[0] > book.today:
        line.fail(_("%(period)s chưa bắt đầu") % {"period": period_words(period)})
        return
    text = line.read.cells["unit"]
    line.unit = book.counted_unit(text, days[1], default=default, district=line.read.cells.get("above_district", ""))
    if line.unit is None:
        line.fail(
            _("Không nhận ra “%(text)s” trong danh mục hành chính ngày %(day)s") % {"text": text, "day": _day(days[1])}
            + book.near(text, days[1], default)
        )
    elif allowed is not None and line.unit.today_province_id not in allowed:
        line.fail(_("Ngoài tỉnh bạn phụ trách"))
    elif line.read.errors or not line.figures:
        line.status = RowStatus.ERROR
    for total, told, summed in broken_totals(line.figures, PARTS):
        line.said.append(
            _("%(total)s ghi %(told)s, cộng các cột được %(summed)s")
            % {"total": Measure(total).label, "told": told, "summed": summed}
        )


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _compare_sums(lines: Sequence[CountLine]) -> None:
    """Say beside the row "Cộng" whether it is the sum of the rows at the level of the first one."""
    rows = [line for line in lines if not line.read.skipped]
    if not rows:
        return
    level = next((line.unit.level for line in rows if line.unit), None)
    counted = [line for line in rows if line.unit is None or line.unit.level == level]
    for line in lines:
        if not line.read.skipped or not line.figures:
            continue
        wrong = []
        for measure, told in line.figures.items():
            summed = sum(one.figures.get(measure, 0) for one in counted)
            if summed != told:
                wrong.append(
                    _("%(measure)s ghi %(told)s, cộng các dòng được %(summed)s")
                    % {"measure": Measure(measure).label, "told": told, "summed": summed}
                )
        line.said += wrong or [_("khớp tổng các dòng")]


def _refuse_twice(lines: Sequence[CountLine]) -> None:
    """A unit stands once in a report; sheets may tell different measures of it."""
    seen: dict[tuple[int, str], CountLine] = {}
    for line in lines:
        if line.unit is None or line.status == RowStatus.ERROR:
            continue
        for measure in line.figures:
            first = seen.setdefault((line.unit.pk, measure), line)
            if first is not line:
                line.fail(_("Đơn vị này đã có ở dòng %(row)s") % {"row": first.read.row})
                break


def _compare_known(lines: Sequence[CountLine], period: str) -> None:
    """New, corrected, or as it stands: by the last version of each unit."""
    good = [line for line in lines if line.unit is not None and line.status == RowStatus.CREATED]
    told = told_of({line.unit.pk for line in good if line.unit}, period)
    for line in good:
        assert line.unit is not None
        stands = told.get(line.unit.pk)
        if stands is None:
            continue
        merged = {**stands, **line.figures}
        if merged == stands:
            line.status = RowStatus.UNCHANGED
            line.said.append(_("đã có số liệu kỳ này, không đổi"))
        else:
            line.status = RowStatus.UPDATED
            line.said.append(_("thay số đã có bằng bản mới: %(changes)s") % {"changes": _changes(stands, line.figures)})


def _changes(stands: Mapping[str, int], figures: Mapping[str, int]) -> str:
    """Which figures change, each from what to what."""
    return ", ".join(
        f"{Measure(name).label} {stands.get(name, '–')} → {value}"
        for name, value in figures.items()
        if stands.get(name) != value
    )


def write_returns(plan: CountPlan, *, source: str, by: Actor) -> dict[str, list[int]]:
    """Record the figures of a plan, inside the caller's transaction; the ids of the returns written, for undoing.

    A unit told in two sheets becomes one return. Figures of an earlier version that the file does not tell are kept.
    """
    told: dict[int, dict[str, int]] = {}
    units: dict[int, AdminUnit] = {}
    for line in plan.lines:
        if line.unit is not None and line.status in {RowStatus.CREATED, RowStatus.UPDATED, RowStatus.UNCHANGED}:
            units[line.unit.pk] = line.unit
            told.setdefault(line.unit.pk, {}).update(line.figures)
    stands = told_of(units, plan.period)
    made = []
    for pk, figures in told.items():
        before = stands.get(pk)
        if before is not None and {**before, **figures} == before:
            continue
        row = record_return(
            unit=units[pk], period=plan.period, figures={**(before or {}), **figures}, source=source, by=by
        )
        made.append(row.pk)
    return {"returns": made}


def measures_of(sheets: Sequence[Mapping[str, Any]]) -> list[str]:
    """The measures a file tells, in the order of the form."""
    told = {name for one in sheets for name in one.get("measures", ())}
    return [name for name in Measure.values if name in told]
