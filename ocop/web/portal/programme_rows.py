"""The rows behind a number of the programme, as a reader may see them, and how they spread over the units."""

import dataclasses
import datetime as dt
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.dossiers.models import Dossier
from ocop.places.models import AdminUnit
from ocop.programme.enums import Indicator, LineKind, Per
from ocop.programme.models import Plan, PlanLine
from ocop.recognition.enums import DecisionKind, DecisionState
from ocop.recognition.models import Recognition
from ocop.reports.bymap import PlanUnits
from ocop.reports.indicators import INDICATORS, Scope
from ocop.reports.page import rows_of
from ocop.reports.records import LEAST_RECOGNISED, Records, Row
from ocop.reports.shown import Figure, LineView, ProgrammePage
from ocop.reports.tables import Table
from ocop.web.portal.programme_telling import figure_words

# The rows whose unit is not settled: the parts by unit add up to the whole with them.
LOST = "chua-xac-dinh"
# So many figures may be read together: the stars of one list.
_MOST_KEYS = 5
_DOSSIERS = "so.ho-so"
_ENROLLED = {"so.tham-gia", "so.da-danh-gia", "so.chuyen-tiep"}


@dataclasses.dataclass(frozen=True)
class Opened:
    """A number with its rows: what it counts, how, until when, of which unit. `result` None: nothing is known."""

    title: str
    rows: tuple[Row, ...]
    definition: Words
    basis: Words
    source: str
    as_of: dt.date
    on: PlanUnits
    line: LineView | None = None
    unit: str = ""
    places: frozenset[int] = frozenset()
    hidden: int = 0

    @property
    def each_unit(self) -> bool:
        """Whether units are what is counted."""
        return self.line is not None and self.line.line.per == Per.EACH_UNIT and not self.unit

    @property
    def known(self) -> bool:
        """Whether the number is known at all."""
        return self.line is None or self.line.result is not None

    @property
    def declared(self) -> bool:
        """Whether the number was declared, not counted: it opens onto its source."""
        return self.line is not None and self.line.line.kind == LineKind.DECLARED

    def shown(self, first: int, end: int) -> list[tuple[int, Row, str]]:
        """Rows of a page with their place in the list and their address, if they have one."""
        return [(place, row, self._href(row)) for place, row in enumerate(self.rows[first:end], first + 1)]

    def unit_words(self, row: Row) -> str:
        """The unit of the map a row lies in."""
        return self._names.get(self.on.key(row)) or _("Chưa xác định")

    @cached_property
    def _names(self) -> dict[int | None, str]:
        return {unit.pk: unit.full_name for unit in self.on.units}

    def _href(self, row: Row) -> str:
        if row.kind == "unit":
            return f"?don-vi={row.pid}"
        if row.kind == "point":
            return f"{reverse('sales_points')}#{row.pid}"
        if row.kind == "dossier" and row.id in self.places:
            return reverse("officer_dossier", args=[row.pid])
        return row.link


@dataclasses.dataclass(frozen=True)
class Share:
    """How many of the rows lie in one unit."""

    name: str
    slug: str
    count: int


def open_number(plan: Plan, page: ProgrammePage, key: str, *, actor: Actor, unit: str = "",
                map_day: dt.date | None = None) -> Opened:
    """The rows of a line, of a figure, of figures joined by commas, of one unit under a line (its slug). `map_day` is
    the day of the map units are of; None: they are the plan's own.

    Names of dossiers without a public result, and of products forwarded to the centre, are for those who may see the
    dossier; the others see the same rows without names. Refuses `figure-unknown`; 404 for an unknown unit.
    """
    line = next((one for one in page.lines if one.key == key), None)
    rows = _rows(page, key, things=bool(unit))
    on = PlanUnits(plan, rows, map_day)
    at = _unit(on, unit) if unit and unit != LOST else None
    if unit:
        rows = [row for row in rows if on.key(row) == (at.pk if at else None)]
    figures = [] if line else _figures(page, key)
    shown, seen, hidden = _masked(rows, line, actor=actor)
    declaration = INDICATORS[_indicator(line, key)] if _indicator(line, key) else None
    where = at.full_name if at else _("chưa xác định nơi") if unit else ""
    return Opened(
        title=line.text if line else _headed(figure_words(figures)), rows=tuple(shown), line=line, unit=where,
        on=on,
        definition=declaration.definition if declaration else "", basis=declaration.basis if declaration else "",
        source=line.source if line else plan.source, as_of=line.as_of if line else page.last, places=seen,
        hidden=hidden,
    )


def _headed(words: str) -> str:
    """Words of a figure as a heading."""
    return words[:1].upper() + words[1:]


def _unit(on: PlanUnits, slug: str) -> AdminUnit:
    found = on.unit_at(slug)
    if found is None:
        raise Http404
    return found


def _rows(page: ProgrammePage, key: str, *, things: bool) -> list[Row]:
    keys = list(dict.fromkeys(key.split(",")))[:_MOST_KEYS]
    rows: list[Row] = []
    for one in keys:
        rows += rows_of(page.plan, one, page.day, version=page.version, things=things)
    return rows


def _figures(page: ProgrammePage, key: str) -> list[Figure]:
    asked = key.split(",")
    known = [figure for split in page.splits for figure in (split.whole, *split.parts)]
    found = [figure for figure in known if figure.key in asked]
    if not found:
        # A figure that counts nothing on this day is not on the page.
        raise Http404
    return found


def _indicator(line: LineView | None, key: str) -> str:
    """What a number counts."""
    if line is not None:
        return line.line.indicator
    for start, indicator in ((_DOSSIERS, Indicator.DOSSIERS), ("so.cong-nhan", Indicator.RECOGNISED)):
        if key.startswith(start):
            return indicator.value
    return Indicator.ENROLLED.value if key in _ENROLLED else Indicator.COHORT.value


def _masked(rows: list[Row], line: LineView | None, *, actor: Actor) -> tuple[list[Row], frozenset[int], int]:
    """The rows as this reader may see them, the dossiers among them that the reader may open, how many lost a name."""
    rows = [_public_stars(row) for row in rows]
    dossiers = [row.id for row in rows if row.kind == "dossier"]
    if dossiers:
        seen = _seen(Dossier.objects.filter(pk__in=dossiers), actor, "pk")
        named = seen | frozenset(Recognition.objects.filter(
            stage__dossier__in=dossiers, decision__state=DecisionState.ISSUED, decision__kind=DecisionKind.RECOGNISE,
        ).values_list("stage__dossier", flat=True))
        masked = [row if row.id in named else _nameless(row) for row in rows]
        return masked, seen if actor.grants else frozenset(), sum(row.id not in named for row in rows)
    if line is not None and line.line.indicator == Indicator.FORWARDED and rows:
        products = [row.id for row in rows]
        seen = _seen(Dossier.objects.filter(product__head__in=products), actor, "product__head")
        return [row if row.id in seen else _nameless(row) for row in rows], frozenset(), sum(
            row.id not in seen for row in rows)
    return rows, frozenset(), 0


def _seen(found: "QuerySet[Dossier]", actor: Actor, field: str) -> frozenset[int]:
    """Ids of what a signed-in reader may see among the dossiers found; nothing for a passer-by."""
    if not actor.signed_in:
        return frozenset()
    return frozenset((found & Dossier.objects.visible_to(actor)).values_list(field, flat=True))


def _nameless(row: Row) -> Row:
    return dataclasses.replace(row, name=_("Chưa công bố tên"), pid="", detail="", source="", listed=False)


def _public_stars(row: Row) -> Row:
    """Stars in public are those of a recognition; 1 and 2 are results without one."""
    low = row.stars is not None and row.stars < LEAST_RECOGNISED
    return dataclasses.replace(row, stars=None) if low else row


def shares_of(opened: Opened) -> list[Share]:
    """The number by unit; empty where it is one unit's already, or counts units. The parts add up to the whole."""
    line = opened.line
    if opened.unit or line is None or line.line.kind != LineKind.COUNTED:
        return []
    if line.line.per == Per.EACH_UNIT:
        return [Share(cell.unit.full_name, cell.unit.slug, cell.result) for cell in line.cells if cell.result]
    return [Share(unit.full_name if unit else _("Chưa xác định"), unit.slug if unit else LOST, count)
            for unit, count in opened.on.spread(opened.rows)]


@dataclasses.dataclass(frozen=True)
class Cell:
    """A number of the matrix: the line it is of, how many, and what the plan asks of this unit (None: nothing)."""

    key: str
    count: int
    asked: int | None = None


@dataclasses.dataclass(frozen=True)
class UnitLine:
    """A unit with its number under each line of the matrix."""

    name: str
    slug: str
    cells: tuple[Cell, ...]


@dataclasses.dataclass(frozen=True)
class Matrix:
    """Counted lines as columns, units that have anything as rows, sums below; `idle` units of the plan have nothing."""

    lines: tuple[PlanLine, ...]
    rows: tuple[UnitLine, ...]
    total: tuple[Cell, ...]
    idle: int

    @property
    def asks(self) -> tuple[str, ...]:
        """Keys of the lines that ask something of single units."""
        told = {cell.key for row in self.rows for cell in row.cells if cell.asked is not None}
        return tuple(line.line_key for line in self.lines if line.line_key in told)

    def table(self, title: str) -> Table:
        """The matrix as a file: a column a line, then what is asked of each unit."""
        heads = [line.text for line in self.lines]
        heads += [_("%(line)s: mức của đơn vị") % {"line": line.text} for line in self.lines
                  if line.line_key in self.asks]
        total = UnitLine(_("Tổng"), "", self.total)
        return Table(title, (_("Đơn vị"), *heads), tuple(
            (row.name, *(cell.count for cell in row.cells),
             *(cell.asked for cell in row.cells if cell.key in self.asks))
            for row in (*self.rows, total)))


def units_matrix(page: ProgrammePage, *, map_day: dt.date | None = None) -> Matrix:
    """Progress by unit from one reading of the records, whatever the number of lines and units; each column adds up to
    what its line counts. The plan's own units stand beside what it asks of each."""
    records = Records(page.plan, page.day)
    lines = [line for line in page.version.lines.all() if line.kind == LineKind.COUNTED]
    counted = {line.line_key: INDICATORS[line.indicator].rows(Scope(records, line.filters, line.cohort_id))
               for line in lines}
    on = PlanUnits(page.plan, (row for things in counted.values() for row in things), map_day)
    found: dict[AdminUnit | None, dict[str, int]] = {}
    for key, things in counted.items():
        for unit, count in on.spread(things):
            found.setdefault(unit, {})[key] = count
    order = [unit for unit in (*on.units, None) if unit in found]
    asked = _asked_of(page) if map_day is None else {}
    rows = tuple(
        UnitLine(unit.full_name if unit else _("Chưa xác định"), unit.slug if unit else LOST, tuple(
            Cell(key, found[unit].get(key, 0), asked.get((key, unit.pk)) if unit else None) for key in counted))
        for unit in order)
    total = tuple(Cell(key, len(things)) for key, things in counted.items())
    return Matrix(tuple(lines), rows, total, len(on.units) - sum(unit is not None for unit in order))


def _asked_of(page: ProgrammePage) -> dict[tuple[str, int], int]:
    """What lines of each unit ask of it: by line and unit."""
    return {(line.key, cell.unit.pk): cell.bounds.low for line in page.lines for cell in line.cells
            if cell.bounds.low is not None}
