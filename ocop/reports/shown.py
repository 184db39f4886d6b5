"""What the page of a plan shows: lines with target, result and verdict, figures, lists; all as plain data."""

import dataclasses
import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Words
from ocop.places.models import AdminUnit
from ocop.programme.enums import Per
from ocop.programme.models import Plan, PlanLine, PlanVersion
from ocop.programme.rules import Bounds
from ocop.reports.records import Row


class Verdict(models.TextChoices):
    """What is said beside a line."""

    MET = "met", _("đạt")
    OVER = "over", _("vượt")
    DOING = "doing", _("đang làm")
    AT_RISK = "at_risk", _("nguy cơ trễ")
    MISSED = "missed", _("không đạt")
    PARTIAL = "partial", _("chưa đủ số liệu")
    NO_DATA = "no_data", _("chưa có số liệu")
    MEASURE = "measure", _("nhiệm vụ, không có chỉ số")


_OVER, _INSIDE = Verdict.OVER.label, _("trong khoảng")
# The look of each pill (design.md): the key of a pill's kind.
PILLS: dict[str, str] = {
    Verdict.MET: "ok", Verdict.OVER: "ok", Verdict.DOING: "wait", Verdict.AT_RISK: "warn", Verdict.MISSED: "bad",
    Verdict.PARTIAL: "none", Verdict.NO_DATA: "none", Verdict.MEASURE: "",
}


@dataclasses.dataclass(frozen=True)
class UnitCell:
    """One unit under a line: its number, what is asked of it, whether it is reached; None = not known."""

    unit: AdminUnit
    bounds: Bounds
    result: int | None
    met: bool | None


@dataclasses.dataclass(frozen=True)
class LineView:
    """A line with its result. `result` None reads "chưa có số liệu"; `total` is what `result` is over (units or low).

    `opens` says that the number opens onto rows (`rows_of`); a declared number opens nothing, its source stands by.
    """

    key: str
    text: str
    parent: str
    line: PlanLine
    bounds: Bounds
    target_words: str
    counted_in: str
    result: int | None
    total: int | None
    percent: int | None
    verdict: Verdict
    source: str
    as_of: dt.date
    opens: bool
    definition: Words = ""
    basis: Words = ""
    cells: tuple[UnitCell, ...] = ()

    @property
    def pill(self) -> tuple[str, str]:
        """Kind and words of the pill."""
        return PILLS[self.verdict], str(self.verdict.label)

    @property
    def result_words(self) -> str:
        """"2 / 25 · 8 %", "12 / 10–15 · trong khoảng", "chưa có số liệu"."""
        if self.result is None:
            return "" if self.verdict == Verdict.MEASURE else str(Verdict.NO_DATA.label)
        over = f"{self.result} / {self.bound_words}"
        if self.bounds.kind == "range" and self.bounds.met(self.result):
            return f"{over} · {_OVER if self.bounds.over(self.result) else _INSIDE}"
        return f"{over} · {self.percent} %"

    @property
    def bound_words(self) -> str:
        """The number or numbers the result stands against."""
        if self.cells:
            return str(self.total)
        return f"{self.bounds.low}–{self.bounds.high}" if self.bounds.kind == "range" else str(self.bounds.low)


@dataclasses.dataclass(frozen=True)
class Figure:
    """A number beside the lines; its key opens it."""

    key: str
    words: Words
    count: int


@dataclasses.dataclass(frozen=True)
class Split:
    """A whole and its parts: 76 = 45 + 31. The parts always add up to the whole."""

    whole: Figure
    parts: tuple[Figure, ...]


@dataclasses.dataclass(frozen=True)
class FrozenList:
    """A frozen list shown beside the plan."""

    key: str
    name: str
    source: str
    frozen_on: dt.date
    rows: tuple[Row, ...]


@dataclasses.dataclass(frozen=True)
class ProgrammePage:
    """All that the leader's page shows. `counts` are the pills: how many lines of each verdict."""

    plan: Plan
    version: PlanVersion
    day: dt.date
    last: dt.date
    ended: bool
    elapsed_percent: int
    lines: tuple[LineView, ...]
    splits: tuple[Split, ...]
    lists: tuple[FrozenList, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    counts: tuple[tuple[Verdict, int], ...]

    @property
    def targets(self) -> tuple[LineView, ...]:
        """Lines with a number."""
        return tuple(line for line in self.lines if line.verdict != Verdict.MEASURE)

    @property
    def measures(self) -> tuple[LineView, ...]:
        """Measures without a number."""
        return tuple(line for line in self.lines if line.verdict == Verdict.MEASURE)


def target_words(line: PlanLine) -> str:
    """"ít nhất 25 sản phẩm", "10–15 tổ chức", "45 sản phẩm (tất cả)"; empty for a measure."""
    counted_in = f" {line.counted_in}" if line.counted_in else ""
    words = {
        "at_least": _("ít nhất %(low)s%(in)s"), "exactly": "%(low)s%(in)s", "range": "%(low)s–%(high)s%(in)s",
        "all": _("%(low)s%(in)s (tất cả)"), "none": "",
    }[line.target]
    said = str(words) % {"low": line.low, "high": line.high, "in": counted_in}
    return str(_("mỗi đơn vị %(what)s") % {"what": said}) if line.per == Per.EACH_UNIT else said
