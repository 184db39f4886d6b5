"""Pure arithmetic of plan lines: what a target asks, how far a result is, and what is said about it."""

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction

# Ours, no law: past half of the term, a line that has less than half of what the time passed would ask is at risk.
RISK_FROM = Fraction(1, 2)
RISK_BELOW = Fraction(1, 2)
_ONE_BOUND = ("at_least", "exactly", "all")


@dataclasses.dataclass(frozen=True)
class Bounds:
    """A target: `kind` is at_least, exactly, range, all or none; `low` and `high` in things counted."""

    kind: str
    low: int | None = None
    high: int | None = None

    def fault(self) -> str:
        """Why the bounds cannot be: `missing`, `negative`, `upside-down`, `superfluous`; empty where they can."""
        given = [bound for bound in (self.low, self.high) if bound is not None]
        if any(bound < 1 for bound in given):
            return "negative"
        if self.kind == "none":
            return "superfluous" if given else ""
        if self.low is None or (self.kind == "range" and self.high is None):
            return "missing"
        if self.kind in _ONE_BOUND:
            return "superfluous" if self.high is not None else ""
        return "upside-down" if self.high is not None and self.high <= self.low else ""

    def met(self, result: int) -> bool:
        """Whether the result reaches the lower bound (a range that is passed is `over`, also met)."""
        return self.low is not None and result >= self.low

    def over(self, result: int) -> bool:
        """Whether a range is passed at its upper end."""
        return self.kind == "range" and self.high is not None and result > self.high


def share(result: int, low: int) -> Fraction:
    """Result over the lower bound, exact and uncapped: 1 is all of it (product.md 6). `low` is at least 1."""
    return Fraction(result, low)


def whole_percent(part: Fraction) -> int:
    """The share in whole percent, halves up; what is not all never shows as 100."""
    percent = int(part * 100 + Fraction(1, 2))
    return min(percent, 99) if part < 1 else percent


def elapsed(passed_days: int, days: int) -> Fraction:
    """How much of a term has passed, from 0 to 1."""
    return min(Fraction(1), max(Fraction(0), Fraction(passed_days, days))) if days > 0 else Fraction(1)


def verdict(*, reached: bool, over: bool, done: Fraction, passed: Fraction, ended: bool) -> str:
    """What is said of a result whose records are complete: met, over, doing, at_risk or missed."""
    if over:
        return "over"
    if reached:
        return "met"
    if ended:
        return "missed"
    return "at_risk" if passed >= RISK_FROM and done < passed * RISK_BELOW else "doing"


def broken_totals(figures: Mapping[str, int], parts: Mapping[str, Sequence[str]]) -> list[tuple[str, int, int]]:
    """Totals that are not the sum of their parts: (total, as told, as summed). A total needs two parts to be asked."""
    found = []
    for total, names in parts.items():
        told = [figures[name] for name in names if name in figures]
        if total in figures and len(told) > 1 and figures[total] != sum(told):
            found.append((str(total), figures[total], sum(told)))
    return found
