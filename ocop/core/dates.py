"""Dates as the law counts them: Asia/Ho_Chi_Minh, the last valid day inclusive."""

import calendar
import datetime as dt

from django.utils import timezone

# Stands for "since before our records"; NULL would break unique keys (model.md 1.3).
UNKNOWN_START = dt.date(1900, 1, 1)


def today() -> dt.date:
    """The date in Vietnam now."""
    return timezone.localdate()


def add_months(start: dt.date, months: int) -> dt.date:
    """The same day `months` later; a day the month lacks becomes its last (29/2 + 36 months = 28/2)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day)
