"""Periods of a return: "2024" a year, "2024-H1" and "2024-H2" halves, "2024-Q2" a quarter, "2024-9M" its first nine
months, "2024-06" a month."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from ocop.core.dates import add_months

_KEY = re.compile(r"(20\d{2})(?:-(?:(0[1-9]|1[0-2])|H([12])|Q([1-4])|(9M)))?")
FIRST_YEAR = 2013


def days_of(period: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of a period; None for what is none, or lies before the programme (2013)."""
    found = _KEY.fullmatch(period)
    if not found or int(found[1]) < FIRST_YEAR:
        return None
    year, month, half, quarter, nine = found.groups()
    first, months = 1, 12
    if month:
        first, months = int(month), 1
    elif half:
        first, months = 1 + 6 * (int(half) - 1), 6
    elif quarter:
        first, months = 1 + 3 * (int(quarter) - 1), 3
    elif nine:
        months = 9
    begun = dt.date(int(year), first, 1)
    return begun, add_months(begun, months) - dt.timedelta(days=1)


def period_words(period: str) -> str:
    """A period as people say it: "Tháng 6/2024", "6 tháng đầu năm 2025"; as it stands where it is none."""
    found = _KEY.fullmatch(period)
    if not found:
        return period
    year, month, half, quarter, nine = found.groups()
    if month:
        return _("Tháng %(month)s/%(year)s") % {"month": int(month), "year": year}
    if half:
        said = _("6 tháng đầu năm %(year)s") if half == "1" else _("6 tháng cuối năm %(year)s")
        return said % {"year": year}
    if quarter:
        return _("Quý %(quarter)s/%(year)s") % {"quarter": ("I", "II", "III", "IV")[int(quarter) - 1], "year": year}
    return (_("9 tháng đầu năm %(year)s") if nine else _("Năm %(year)s")) % {"year": year}


def parts_of_year() -> list[tuple[str, str]]:
    """The periods a year has, as choices: what follows the year in a key, and its words."""
    months = [(f"-{month:02d}", _("Tháng %(month)s") % {"month": month}) for month in range(1, 13)]
    quarters = [
        (f"-Q{no}", _("Quý %(quarter)s") % {"quarter": roman}) for no, roman in enumerate(("I", "II", "III", "IV"), 1)
    ]
    return [
        ("", _("Cả năm")), ("-H1", _("6 tháng đầu năm")), ("-H2", _("6 tháng cuối năm")),
        ("-9M", _("9 tháng đầu năm")), *quarters, *months,
    ]
