"""The clock of the samples: what is told of a past day is also stamped on that day."""

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator
from unittest import mock

from django.utils import timezone

from ocop.rulebooks.queries import calendar_between

# 26/2026 is in force from this day; nothing is filed under it before.
LAW_DAY = dt.date(2026, 5, 22)
_MORNING = dt.time(8, 5)
_SLACK = 60
# A verb reads the clock a few times; so much passes at each reading, and a day of work stays a day.
_TICK = dt.timedelta(seconds=11)


@contextlib.contextmanager
def on(day: dt.date) -> Iterator[None]:
    """Let a past day be today: verbs take `by.today` from it and stamp its hours. Today itself keeps the real clock.

    Verbs stamp the moment at which they run, so a sample entered in a minute would say that a session of three weeks
    ago was opened now. Only the process of the command sees this clock.
    """
    if day >= real_day():
        yield
        return
    start = dt.datetime.combine(day, _MORNING, tzinfo=timezone.get_default_timezone())
    ticks = itertools.count()
    with mock.patch.object(timezone, "now", lambda: start + _TICK * next(ticks)):
        yield


def real_day() -> dt.date:
    """The day it is outside the samples, whatever `on` says."""
    return dt.datetime.now(timezone.get_default_timezone()).date()


def ago(days: int) -> dt.date:
    """So many days before today, but never before the law."""
    return max(real_day() - dt.timedelta(days=days), LAW_DAY)


def ahead(days: int) -> dt.date:
    """So many days after today; before it where negative, however early."""
    return real_day() + dt.timedelta(days=days)


def working_days_ago(count: int) -> dt.date:
    """A working day after which, through today, so many working days have passed (as the commune's clock counts)."""
    calendar = calendar_between(real_day() - dt.timedelta(days=_SLACK + 2 * count), real_day())
    day, passed = real_day(), 0
    while passed < count or not calendar.is_working(day):
        passed += calendar.is_working(day)
        day -= dt.timedelta(days=1)
    return max(day, LAW_DAY)
