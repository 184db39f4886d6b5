"""The period a title names ("tháng 6/2024", "6 tháng đầu năm 2025", "quý II/2025"), as the key the year room uses."""

import re
from collections.abc import Sequence

from ocop.intake.reading.values import key

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:nam )?(20\d{2})"
_PARTS = (
    (re.compile(rf"\b0?6 thang (?:dau )?{_YEAR}\b|\bsau thang dau {_YEAR}\b|\bnua dau {_YEAR}\b"), "-H1"),
    (re.compile(rf"\b0?6 thang cuoi {_YEAR}\b|\bsau thang cuoi {_YEAR}\b|\bnua cuoi {_YEAR}\b"), "-H2"),
    (re.compile(rf"\b0?9 thang (?:dau )?{_YEAR}\b|\bchin thang (?:dau )?{_YEAR}\b"), "-9M"),
)
_QUARTER = re.compile(rf"\bquy (iv|iii|ii|i|[1-4]) {_YEAR}\b")
_MONTH = re.compile(rf"\bthang (0?[1-9]|1[0-2]) {_YEAR}\b")
_WHOLE = re.compile(r"\bnam (20\d{2})\b")
# The day something was signed or counted up to is no period.
_DAY = re.compile(r"\bngay (?:\d{1,2} )?(?:thang )?\d{1,2} (?:nam )?20\d{2}\b|\b\d{1,2} \d{1,2} 20\d{2}\b")


def read_period(titles: Sequence[str]) -> str:
    """The one period the titles name, as a key; "" where they name none or several. A narrower period wins: a title
    of June names its year as well."""
    found = {period for text in titles if (period := _narrow(text))}
    if not found:
        found = {year for text in titles for year in _WHOLE.findall(_DAY.sub(" ", key(text)))}
    return found.pop() if len(found) == 1 else ""


def _narrow(text: str) -> str:
    """The part of a year a text names."""
    plain = _DAY.sub(" ", key(text))
    for words, part in _PARTS:
        said = words.search(plain)
        if said:
            return next(year for year in said.groups() if year) + part
    quarter = _QUARTER.search(plain)
    if quarter:
        return f"{quarter[2]}-Q{_ROMAN.get(quarter[1]) or quarter[1]}"
    month = _MONTH.search(plain)
    return f"{month[2]}-{int(month[1]):02d}" if month else ""
