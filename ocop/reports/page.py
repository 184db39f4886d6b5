"""The page of a plan: targets against results on a day, and the rows behind every number (product.md 4, 6)."""

import datetime as dt
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Refusal, Words
from ocop.dossiers.enums import DossierState
from ocop.places.models import AdminUnit
from ocop.programme.enums import BELOW, Coverage, EnrolmentOrigin, Indicator, LineKind, Per
from ocop.programme.models import DeclaredResult, LineShare, Plan, PlanLine, PlanVersion
from ocop.programme.queries import declared_on
from ocop.programme.rules import Bounds, elapsed, share, verdict, whole_percent
from ocop.reports.bymap import PlanUnits
from ocop.reports.indicators import INDICATORS, Scope
from ocop.reports.records import Records, Row
from ocop.reports.shown import Figure, FrozenList, LineView, ProgrammePage, Split, UnitCell, Verdict, target_words

# Figures beside the lines, as data: key, words, indicator, filters. Keys never look like those of lines.
_ORIGINS = [EnrolmentOrigin.STARRED.value, EnrolmentOrigin.CARRIED.value]
_SPLITS: tuple[tuple[tuple[str, Words, str, dict[str, list[Any]]], ...], ...] = (
    (("so.tham-gia", _("sản phẩm tham gia từ trước"), Indicator.ENROLLED, {"origin": _ORIGINS}),
     ("so.da-danh-gia", _("đã đánh giá"), Indicator.ENROLLED, {"origin": _ORIGINS[:1]}),
     ("so.chuyen-tiep", _("chưa hoàn thiện"), Indicator.ENROLLED, {"origin": _ORIGINS[1:]})),
    (("so.ho-so", _("hồ sơ nộp trong kỳ"), Indicator.DOSSIERS, {}),
     ("so.ho-so-xong", _("đã có kết quả"), Indicator.DOSSIERS, {"state": [DossierState.CLOSED.value]}),
     ("so.ho-so-cham", _("tỉnh đang xử lý"), Indicator.DOSSIERS, {"state": [DossierState.ACCEPTED.value]}),
     ("so.ho-so-cho", _("đang ở xã hoặc chờ bổ sung"), Indicator.DOSSIERS,
      {"state": [DossierState.SUBMITTED.value, DossierState.RETURNED.value, DossierState.DRAFT.value]}),
     ("so.ho-so-rut", _("đã rút"), Indicator.DOSSIERS, {"state": [DossierState.WITHDRAWN.value]})),
    (("so.cong-nhan", _("sản phẩm công nhận trong kỳ"), Indicator.RECOGNISED, {}),
     ("so.cong-nhan-5", _("năm sao"), Indicator.RECOGNISED, {"stars": [5]}),
     ("so.cong-nhan-4", _("bốn sao"), Indicator.RECOGNISED, {"stars": [4]}),
     ("so.cong-nhan-3", _("ba sao"), Indicator.RECOGNISED, {"stars": [3]})),
)
_BY_STARS: tuple[tuple[str, Words, list[Any]], ...] = (
    ("5", _("năm sao"), [5]), ("4", _("bốn sao"), [4]), ("3", _("ba sao"), [3]), ("duoi-3", _("dưới ba sao"), [BELOW]),
)


def programme_page(plan: Plan, day: dt.date, *, version: PlanVersion | None = None) -> ProgrammePage:
    """The plan in force against the records as read on a day; another version (a draft) may be asked for.

    At most 12 queries, however many products there are. Refuses `plan-not-approved` where nothing was approved yet.
    """
    return _Reader(plan, day, version).page()


def rows_of(plan: Plan, key: str, day: dt.date, *, unit: int | None = None, version: PlanVersion | None = None,
            things: bool = False) -> list[Row]:
    """The rows a number of the page counts: of a line, of a figure, of one unit under a line.

    A line of "each unit" counts units, so it opens onto the units that meet it, unless the `things` counted in them are
    asked for. Refuses `figure-unknown`.
    """
    reader = _Reader(plan, day, version)
    return reader.counted(reader.line(key)) if things and not key.startswith("so.") else reader.rows(key, unit)


def by_unit(plan: Plan, key: str, day: dt.date, *,
            map_day: dt.date | None = None) -> list[tuple[AdminUnit | None, int]]:
    """The number of a counted line by unit, in Vietnamese order: of every unit of the plan, or of the units of another
    map that have any. None ("chưa xác định") for rows whose unit is not known, so that the parts add up to the whole.
    """
    rows = rows_of(plan, key, day, things=True)
    on = PlanUnits(plan, rows, map_day)
    counts = dict(on.spread(rows))
    found: list[tuple[AdminUnit | None, int]] = [(unit, counts.get(unit, 0)) for unit in on.units]
    return [*found, (None, counts[None])] if None in counts else found


class _Reader:
    """One reading of a plan: its text, what was declared, the records."""

    def __init__(self, plan: Plan, day: dt.date, version: PlanVersion | None) -> None:
        self.plan, self.day = plan, day
        self.records = Records(plan, day)
        self.lines = self._lines(version)
        if not self.lines:
            raise Refusal("plan-not-approved", _("Kế hoạch này chưa được duyệt."), kind="conflict")
        self.version = self.lines[0].version
        self._declared: dict[str, list[DeclaredResult]] | None = None
        self._shares: dict[int, dict[int, LineShare]] | None = None

    def _lines(self, version: PlanVersion | None) -> list[PlanLine]:
        rows = PlanLine.objects.select_related("version", "parent")
        asked = rows.filter(version=version) if version else rows.filter(version__plan=self.plan,
                                                                         version__state="approved")
        return list(asked)

    def page(self) -> ProgrammePage:
        views = tuple(self.view(line) for line in self.lines)
        found = [view.verdict for view in views]
        return ProgrammePage(
            plan=self.plan, version=self.version, day=self.day, last=self.records.last, ended=self.ended(None),
            elapsed_percent=whole_percent(self.passed(None)), lines=views, splits=self.splits(), lists=self.lists(),
            notes=tuple((note["text"], tuple(note["sources"])) for note in self.plan.notes),
            counts=tuple((one, found.count(one)) for one in Verdict if one in found and one != Verdict.MEASURE),
        )

    def line(self, key: str) -> PlanLine:
        found = next((line for line in self.lines if line.line_key == key), None)
        if found is None:
            raise Refusal("figure-unknown", _("Trang này không có con số đó."))
        return found

    def rows(self, key: str, unit: int | None) -> list[Row]:
        if key.startswith("so."):
            return self.figure_rows(key)
        line = self.line(key)
        if line.per == Per.EACH_UNIT and unit is None:
            return [_unit_row(cell.unit) for cell in self.cells(line) if cell.met]
        rows = self.counted(line)
        return rows if unit is None else [row for row in rows if unit in row.homes]

    def counted(self, line: PlanLine) -> list[Row]:
        """The rows behind a counted line; none behind others."""
        if line.kind != LineKind.COUNTED:
            return []
        return INDICATORS[line.indicator].rows(Scope(self.records, line.filters, line.cohort_id))

    # Results -----------------------------------------------------------------------------------------------------

    def view(self, line: PlanLine) -> LineView:
        if line.kind == LineKind.MEASURE:
            return self._shown(line, None, Verdict.MEASURE)
        if line.kind == LineKind.DECLARED:
            said = next((row for row in self.declared(line) if row.value is not None), None)
            if said is None or said.value is None:
                return self._shown(line, None, Verdict.NO_DATA)
            return self._shown(line, said.value, self.judged(line, said.value), source=said.source, as_of=said.as_of)
        coverage = next((row for row in self.declared(line) if row.coverage), None)
        source = coverage.source if coverage else line.source
        cells = self.cells(line) if line.per == Per.EACH_UNIT else ()
        result = sum(bool(cell.met) for cell in cells) if cells else len(self.counted(line))
        total = len(cells) if cells else line.low
        reach = self.reach(line)
        if reach == Coverage.ABSENT and not result:
            return self._shown(line, None, Verdict.NO_DATA, source=source, cells=cells)
        found = self.judged(line, result, total=total)
        if reach != Coverage.COMPLETE and found not in {Verdict.MET, Verdict.OVER}:
            found = Verdict.PARTIAL
        return self._shown(line, result, found, source=source, cells=cells)

    def _shown(self, line: PlanLine, result: int | None, found: Verdict, *, source: str = "",
               as_of: dt.date | None = None, cells: tuple[UnitCell, ...] = ()) -> LineView:
        declaration = INDICATORS.get(line.indicator)
        total = len(cells) if cells else line.low
        percent = whole_percent(share(result, total)) if result is not None and total else None
        return LineView(
            key=line.line_key, text=line.text, parent=line.parent.line_key if line.parent else "", line=line,
            bounds=line.bounds, target_words=target_words(line), counted_in=line.counted_in, result=result, total=total,
            percent=percent, verdict=found, source=source, as_of=as_of or self.records.last,
            opens=result is not None and line.kind == LineKind.COUNTED,
            definition=declaration.definition if declaration else "", basis=declaration.basis if declaration else "",
            cells=cells,
        )

    def judged(self, line: PlanLine, result: int, *, total: int | None = None) -> Verdict:
        """The verdict where records are complete."""
        low = total or line.low or 1
        each = line.per == Per.EACH_UNIT
        return Verdict(verdict(
            reached=result >= low, over=not each and line.bounds.over(result), done=share(result, low),
            passed=self.passed(line), ended=self.ended(line),
        ))

    def reach(self, line: PlanLine) -> str:
        """How far the records behind a counted line reach: as declared, else complete where the year is kept here."""
        said = next((row.coverage for row in self.declared(line) if row.coverage), "")
        return said or (Coverage.COMPLETE if self.plan.kept_here else Coverage.ABSENT)

    def ended(self, line: PlanLine | None) -> bool:
        """Whether the line's term is over."""
        return self.day > ((line.due_on if line else None) or self.plan.counts_to)

    def passed(self, line: PlanLine | None) -> Fraction:
        """How much of the term has passed."""
        due = (line.due_on if line else None) or self.plan.counts_to
        first = self.plan.counts_from
        return elapsed((self.day - first).days + 1, (due - first).days + 1)

    def cells(self, line: PlanLine) -> tuple[UnitCell, ...]:
        """Each unit under a line; nothing found is not known, unless the records are complete."""
        rows, known = self.counted(line), self.reach(line) == Coverage.COMPLETE
        shares = self.shares.get(line.pk, {})
        cells = []
        for unit in self.records.units:
            own = shares.get(unit.pk)
            bounds = Bounds("at_least" if own.high is None else "range", own.low, own.high) if own else line.bounds
            result = sum(unit.pk in row.homes for row in rows)
            met = bounds.met(result)
            cells.append(UnitCell(unit, bounds, result if result or known else None, met if met or known else None))
        return tuple(cells)

    @property
    def shares(self) -> dict[int, dict[int, LineShare]]:
        """What lines ask of single units, read once."""
        if self._shares is None:
            self._shares = {}
            for row in LineShare.objects.filter(line__version=self.version):
                self._shares.setdefault(row.line_id, {})[row.unit_id] = row
        return self._shares

    def declared(self, line: PlanLine) -> list[DeclaredResult]:
        """What was declared about a line, the newest first; read once."""
        if self._declared is None:
            self._declared = declared_on(self.plan, self.day)
        return self._declared.get(line.line_key, [])

    # Figures beside the lines ------------------------------------------------------------------------------------

    def splits(self) -> tuple[Split, ...]:
        """The splits that count anything, the frozen lists by stars behind the enrolments."""
        found = [self._split(parts) for parts in _SPLITS[:1]]
        found += [self._list_split(cohort) for cohort in self._line_cohorts()]
        # Of a year known from reports only there are no dossiers here.
        found += [self._split(parts) for parts in (_SPLITS[1:] if self.plan.kept_here else _SPLITS[2:])]
        return tuple(split for split in found if split.whole.count)

    def _split(self, figures: tuple[tuple[str, Words, str, dict[str, list[Any]]], ...]) -> Split:
        made = [Figure(key, words, INDICATORS[indicator].count(Scope(self.records, filters)))
                for key, words, indicator, filters in figures]
        return Split(made[0], tuple(one for one in made[1:] if one.count))

    def _list_split(self, cohort: int) -> Split:
        key, name, _source, _day = self.records.cohort_heads[cohort]
        parts = [Figure(f"so.{key}.{tail}", words, len(self._by_stars(cohort, stars)))
                 for tail, words, stars in _BY_STARS]
        return Split(Figure(f"so.{key}", name, len(self._by_stars(cohort, []))),
                     tuple(one for one in parts if one.count))

    def _by_stars(self, cohort: int, stars: list[Any]) -> list[Row]:
        filters = {"stars": stars} if stars else {}
        return INDICATORS[Indicator.COHORT].rows(Scope(self.records, filters, cohort))

    def _line_cohorts(self) -> list[int]:
        """The lists lines are about, each once."""
        named = [line.cohort_id for line in self.lines if line.cohort_id is not None]
        return [cohort for cohort in dict.fromkeys(named) if cohort in self.records.cohort_heads]

    def figure_rows(self, key: str) -> list[Row]:
        for name, _words, indicator, filters in (one for split in _SPLITS for one in split):
            if name == key:
                return INDICATORS[indicator].rows(Scope(self.records, filters))
        for cohort, (name, *_rest) in self.records.cohort_heads.items():
            for tail, stars in [("", []), *((f".{tail}", stars) for tail, _words, stars in _BY_STARS)]:
                if key == f"so.{name}{tail}":
                    return self._by_stars(cohort, stars)
        raise Refusal("figure-unknown", _("Trang này không có con số đó."))

    def lists(self) -> tuple[FrozenList, ...]:
        """Frozen lists no line is about: shown by name (the products a report names)."""
        about = set(self._line_cohorts())
        return tuple(
            FrozenList(key, name, source, on, tuple(self.records.cohorts[cohort]))
            for cohort, (key, name, source, on) in self.records.cohort_heads.items() if cohort not in about
        )


def _unit_row(unit: AdminUnit) -> Row:
    return Row("unit", unit.pk, unit.full_name, pid=unit.slug, homes=frozenset({unit.pk}))
