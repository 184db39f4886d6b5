"""Dates the law sets, as arithmetic: working days, months, windows before an end, rounds. No clock is read here.

Counting begins on the working day after the event. A calendar knows its years; where it is asked about one it does not
know, or about a day whose act was not seen, the answer is given as uncertain: it warns, it never guesses.
"""

import calendar as months_of
import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

DAY = dt.timedelta(days=1)
DAYS, WORKING_DAYS, MONTHS, MONTH_DAY, WINDOW = "day", "working_day", "month", "month_day", "window"


@dataclasses.dataclass(frozen=True)
class Calendar:
    """The days off and the Saturdays worked for them, in the years that are known."""

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()
    provisional: frozenset[dt.date] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        """Monday to Friday but for days off; a swapped Saturday counts."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def is_sure(self, start: dt.date, end: dt.date) -> bool:
        """Whether every year of the span is known and no day in it rests on an act that was not seen."""
        years = set(range(start.year, end.year + 1))
        return years <= self.years and not any(start <= day <= end for day in self.provisional)


@dataclasses.dataclass(frozen=True)
class Pause:
    """The clock stands still after `start` (asked) through `end` (answered); an open pause has no end yet."""

    start: dt.date
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the day is not counted."""
        return self.start < day and (self.end is None or day <= self.end)


@dataclasses.dataclass(frozen=True)
class Rule:
    """A time limit of an edition. Which of its figures are set depends on `unit`.

    day, working_day, month: `value` from `counts_from`. window: `opens`..`closes`, days relative to `counts_from`.
    month_day: a round; asked before `request_before`, decided before `decide_before` ("MM-DD", both strict).
    """

    key: str
    unit: str
    article: str
    counts_from: str = ""
    value: int | None = None
    opens: int | None = None
    closes: int | None = None
    request_before: str = ""
    decide_before: str = ""
    level: str = ""


STARTS, PAUSES, COUNTS, RESTS, ENDS = "starts", "pauses", "counts", "rests", "ends"


@dataclasses.dataclass(frozen=True)
class Step:
    """One line of a clock's account: from `first` through `last`, so many days counted or left out.

    starts: the event, counting begins after it. pauses: asked after `first` through `last` (None = still open).
    counts: days that count. rests: weekends and days off between them. ends: the last day in time.
    """

    kind: str
    first: dt.date
    last: dt.date | None = None
    days: int = 0


@dataclasses.dataclass(frozen=True)
class Due:
    """When something is due: `on` is the last day in time, None while the clock stands still without an end."""

    on: dt.date | None
    article: str
    uncertain: bool
    unit: str
    calendar: Calendar = dataclasses.field(repr=False, compare=False)
    start: dt.date | None = dataclasses.field(default=None, compare=False)
    value: int = dataclasses.field(default=0, compare=False)
    pauses: tuple[Pause, ...] = dataclasses.field(default=(), compare=False)

    def steps(self) -> tuple[Step, ...]:
        """How the date came about: start, pauses, days counted, days left out, last day (26/2026, `article`)."""
        if self.start is None:
            return ()
        told = [Step(STARTS, self.start)]
        told += [Step(PAUSES, pause.start, pause.end) for pause in sorted(self.pauses, key=lambda one: one.start)]
        if self.on is not None:
            told += self._runs() if self.unit in {DAYS, WORKING_DAYS} else []
            told.append(Step(ENDS, self.on))
        return tuple(told)

    def _runs(self) -> list[Step]:
        """The days from the start to the end in runs that count or rest; paused days are told by their pause."""
        runs: list[Step] = []
        if self.start is None or self.on is None:
            return runs
        for n in range(1, (self.on - self.start).days + 1):
            day = self.start + DAY * n
            if any(pause.holds(day) for pause in self.pauses):
                continue
            kind = COUNTS if self.unit == DAYS or self.calendar.is_working(day) else RESTS
            if runs and runs[-1].kind == kind and runs[-1].last == day - DAY:
                runs[-1] = Step(kind, runs[-1].first, day, runs[-1].days + 1)
            else:
                runs.append(Step(kind, day, day, 1))
        return runs

    def doubts(self) -> tuple[set[int], set[dt.date]]:
        """Why it is uncertain: the years without days off, and the days in the span whose act was not seen."""
        if self.start is None or not self.uncertain:
            return set(), set()
        end = self.on or self.start
        years = set(range(self.start.year, end.year + 1)) - self.calendar.years
        return years, {day for day in self.calendar.provisional if self.start <= day <= end}

    def left(self, today: dt.date) -> int | None:
        """Days left in the rule's unit (working days or calendar days); 0 on the last day, negative when late."""
        if self.on is None:
            return None
        if self.unit != WORKING_DAYS:
            return (self.on - today).days
        if today <= self.on:
            return count_working_days(today, self.on, self.calendar)
        return -count_working_days(self.on, today, self.calendar)

    def is_late(self, today: dt.date) -> bool:
        """Whether the last day has passed."""
        return self.on is not None and today > self.on


@dataclasses.dataclass(frozen=True)
class Window:
    """A span of days, both ends inclusive."""

    opens: dt.date
    closes: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether the window is open on that day."""
        return self.opens <= day <= self.closes


def days_after(start: dt.date) -> Iterator[dt.date]:
    """The days after `start`, one by one."""
    day = start
    while True:
        day += DAY
        yield day


def count_working_days(start: dt.date, end: dt.date, calendar: Calendar) -> int:
    """Working days after `start` through `end`; 0 when `end` is not after it."""
    return sum(calendar.is_working(start + DAY * n) for n in range(1, (end - start).days + 1))


def working_days_due(start: dt.date, days: int, calendar: Calendar, *, pauses: Sequence[Pause] = ()) -> dt.date | None:
    """The `days`-th working day after `start`, paused days left out; None under a pause without end."""
    return _nth(start, days, pauses=pauses, calendar=calendar)


def _nth(start: dt.date, days: int, *, pauses: Sequence[Pause], calendar: Calendar | None) -> dt.date | None:
    """The n-th counted day after `start`; every day counts where there is no calendar."""
    open_from = min((pause.start for pause in pauses if pause.end is None), default=None)
    left = days
    if left <= 0:
        return start
    for day in days_after(start):
        if open_from is not None and day > open_from:
            return None
        if any(pause.holds(day) for pause in pauses) or (calendar is not None and not calendar.is_working(day)):
            continue
        left -= 1
        if left == 0:
            return day
    raise AssertionError("days do not end")


def add_months(start: dt.date, months: int) -> dt.date:
    """The same day `months` later; a day the month lacks becomes its last (29/2 + 36 months = 28/2)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, months_of.monthrange(year, month + 1)[1]))


def window(end: dt.date, opens: int, closes: int) -> Window:
    """The days from `end + opens` through `end + closes` (26/2026: -180 to -120 before a certificate's last day)."""
    return Window(end + DAY * opens, end + DAY * closes)


def window_of(rule: Rule, end: dt.date) -> Window:
    """The window of a rule before or after a date. Raises ValueError for another kind of rule."""
    if rule.opens is None or rule.closes is None:
        raise ValueError(f"{rule.key} is no window")
    return window(end, rule.opens, rule.closes)


def last_day_before(month_day: str, year: int) -> dt.date:
    """The last day that is before "MM-DD" in a year: "before 30/4" is met on 29/4. It never moves for a day off."""
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, day) - DAY


def round_limits(rule: Rule, year: int) -> tuple[dt.date, dt.date]:
    """Last day to ask and last day to decide in the rule's round of that year (counted from the commune's request)."""
    if not rule.request_before or not rule.decide_before:
        raise ValueError(f"{rule.key} is no round")
    return last_day_before(rule.request_before, year), last_day_before(rule.decide_before, year)


def next_round(rules: Sequence[Rule], asked_on: dt.date) -> tuple[Rule, dt.date, dt.date]:
    """The first round that a request made on that day is in time for, with its two last days."""
    found = [(rule, *round_limits(rule, year)) for rule in rules for year in (asked_on.year, asked_on.year + 1)]
    return min((entry for entry in found if asked_on <= entry[1]), key=lambda entry: entry[1])


def due(rule: Rule, start: dt.date, calendar: Calendar, *, pauses: Sequence[Pause] = ()) -> Due:
    """When a limit that began on `start` runs out.

    Working days move over days off by their nature; calendar days and months are taken as they fall, also on a day
    off. Months are not paused. Raises ValueError for a rule that is no length of time (a window, a round).
    """
    if rule.value is None:
        raise ValueError(f"{rule.key} has no length")
    on: dt.date | None
    if rule.unit == WORKING_DAYS:
        on = working_days_due(start, rule.value, calendar, pauses=pauses)
    elif rule.unit == DAYS:
        on = _nth(start, rule.value, pauses=pauses, calendar=None)
    elif rule.unit == MONTHS:
        on = add_months(start, rule.value)
    else:
        raise ValueError(f"{rule.key}: {rule.unit} has no length")
    sure = rule.unit != WORKING_DAYS or (on is not None and calendar.is_sure(start, on))
    return Due(on, rule.article, not sure, rule.unit, calendar, start, rule.value, tuple(pauses))
