"""What a cell means: stars, scores, dates, decision numbers, whatever way people write them. Texts in, facts out."""

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from ocop.core.dates import add_months
from ocop.core.names import fold, nfc
from ocop.intake.reading.verbatim import unguarded, unquoted

# The programme's first pilot (Quảng Ninh) decided in 2013; no certificate lives longer than this from today.
FIRST_YEAR, LONGEST_MONTHS = 2013, 60
MOST_STARS, MOST_SCORE = 5, 100
_SERIAL_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(36526, 73415)  # 1/1/2000 to 31/12/2100
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_WORDS)})"
_STARRED = re.compile(rf"\b{_NUMBER}(?=(?: \d{{1,2}})? sao\b)")
_ALONE = re.compile(rf"(?:hang |dat |xep hang )*{_NUMBER}(?: sao)?(?: ocop)?")
_DRAWN = re.compile(r"[★⭐*✩☆\s\ufe0f]+")
_NO_STARS = {"khong dat", "chua dat", "khong xep hang", "khong", "chua xep hang"}
_APART = re.compile(r"[\W_]+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_LONG_DAY = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_DECISION = re.compile(
    r"(\d+[A-Za-z]?)\s*/\s*((?:\d{4}\s*/\s*)?Q[ĐD]\s*[-–—]?\s*[A-ZĐƯƠÂÊÔ][\wĐđ.&–—-]*|QĐ(?!\w))", re.IGNORECASE
)
_SCORE = re.compile(r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(?:/\s*100|%)?\s*(?:điểm|đ)?\.?", re.IGNORECASE)
# Words beside the figure of a score: "Điểm: 91,14", "91,14 (chín mươi mốt phẩy mười bốn)".
_SCORE_WORDS = re.compile(r"^(?:tổng\s+)?(?:số\s+)?điểm\s*:?\s*(?=\d)|(?<=\d)\s*\([^\d()]+\)$", re.IGNORECASE)
_LAST_DAY = re.compile(
    r"(?:đến hết|hết hạn|hiệu lực đến|giá trị đến|đến ngày|đến)\s*(?:hết\s*)?(?:ngày\s*)?(?=\d)", re.IGNORECASE
)
_TERM = re.compile(
    r"(?:thời hạn\s*)?0?(\d{1,2})\s*(tháng|năm)(?:\s*kể từ ngày (?:ký|cấp|công nhận|ban hành))?\.?", re.IGNORECASE
)
_MONTHS = re.compile(r"(\d{1,2})\s*tháng\s*(?:kể\s*)?từ\s*(?:ngày)?", re.IGNORECASE)


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The text without marks, case and punctuation: what headers and marker words are compared by."""
    return " ".join(_APART.sub(" ", fold(text)).split())


def cell_text(value: Any) -> str:
    """A cell as text in one form: whole numbers without ".0", dates as ISO, Vietnamese composed."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return unguarded(_lines(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(round(value, 6))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _lines(text: str) -> str:
    """Composed, white space folded; line breaks stay, since a cell may hold name and address on two lines."""
    if "\n" not in text and "\r" not in text and "\x00" not in text and "_x" not in text:
        return nfc(text)
    # A cell may hold what no database takes.
    clean = text.replace("\x00", "").replace("\r", "\n").replace("_x000D_", "\n")
    return "\n".join(line for line in (nfc(part) for part in clean.split("\n")) if line)


@dataclasses.dataclass(frozen=True)
class Stars:
    """Stars as written: how many, whether only "tiềm năng", and what is wrong or worth saying ("" for nothing)."""

    value: int | None = None
    potential: bool = False
    wrong: str = ""
    said: str = ""


@lru_cache(maxsize=4096)
def read_stars(text: str) -> Stars:
    """Read "4 sao", "03 sao", "hạng 4 sao", "bốn sao", "****", "★★★", 4; "tiềm năng 5 sao" is no star."""
    bare = text.strip()
    if _DRAWN.fullmatch(bare) and bare:
        return _counted({sum(bare.count(mark) for mark in "★⭐*✩")}, text)
    if re.search(r"\d[.,][1-9]", bare):
        return Stars(wrong=_("Không hiểu hạng sao “%(text)s”; hãy ghi 1 đến 5 sao") % {"text": bare})
    plain = key(re.sub(r"(?<=\d)[*★](?!\w)", " sao", re.sub(r"^(\d)[.,]0+$", r"\1", bare)))
    plain = re.sub(r"(?<=\d)(?=sao\b)", " ", plain)
    if not plain or plain in _NO_STARS:
        return Stars()
    found = {_number(one) for one in _STARRED.findall(plain)}
    if "tiem nang" in plain:
        return Stars(potential=True, said=_("“%(text)s” là kết quả chờ Trung ương, chưa phải sao") % {"text": bare})
    whole = _ALONE.fullmatch(plain)
    if not found and whole:
        found = {_number(whole[1])}
    return _counted(found, bare)


_POINTS = re.compile(
    r"[(\-–,;:/]*\s*(?:đạt\s*)?(\d{1,3}(?:[.,]\d+)?(?:\s*/\s*100)?)\s*điểm\s*[).,;\-–]*", re.IGNORECASE
)


def split_result(text: str) -> tuple[str, str]:
    """Stars and points of a cell that holds both ("4 sao (78,5 điểm)", "91,14 điểm - 5 sao"); points may be ""."""
    points = _POINTS.search(text)
    if not points or "sao" not in key(text).split():
        return text, ""
    return f"{text[: points.start()]} {text[points.end() :]}".strip(" -–,;:"), points[1]


def _number(text: str) -> int:
    return _WORDS.get(text) or int(text)


def _counted(found: set[int], text: str) -> Stars:
    """The one number there is; several are no answer, and nothing has six stars."""
    if len(found) > 1:
        return Stars(said=_("Ô hạng sao ghi “%(text)s”: không rõ hạng nào, để trống") % {"text": text})
    if not found:
        return Stars(wrong=_("Không hiểu hạng sao “%(text)s”; hãy ghi 1 đến 5 sao") % {"text": text})
    value = found.pop()
    if value == 0:
        return Stars(said=_("0 sao: chưa được xếp hạng"))
    if value > MOST_STARS:
        return Stars(wrong=_("Hạng “%(text)s” không có; hạng sao từ 1 đến 5") % {"text": text})
    return Stars(value)


def read_number(text: str) -> Decimal | None:
    """A number as Vietnamese write it: 91,14 and 91.14 are the same, 1.018 is one thousand and eighteen."""
    whole = _SCORE.fullmatch(text.strip())
    if not whole:
        return None
    digits = whole[1]
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        digits = digits.replace(".", "")
    return Decimal(digits.replace(",", "."))


@lru_cache(maxsize=4096)
def read_score(text: str) -> tuple[Decimal | None, str]:
    """The points of a score cell ("95,64/100 điểm"), or why there are none."""
    bare = text.strip()
    if not bare or bare in {"-", "–"}:
        return None, ""
    value = read_number(_SCORE_WORDS.sub("", bare))
    if value is None:
        return None, _("Điểm “%(text)s” không phải một số") % {"text": bare}
    if value > MOST_SCORE and re.fullmatch(r"\d{1,2}\.\d{3}", bare):
        # Three decimals of a file that writes points with a dot.
        value = Decimal(bare)
    if value > MOST_SCORE:
        return None, _("Điểm %(text)s lớn hơn 100") % {"text": bare}
    return value, ""


@dataclasses.dataclass(frozen=True)
class Day:
    """A day as written, or what is wrong with it; both empty where the text names none."""

    on: dt.date | None = None
    wrong: str = ""


@lru_cache(maxsize=16384)
def read_day(text: str) -> Day:
    """The first day in a text: 30/6/2021, 3-11-2021, 2021-11-03, "ngày 3 tháng 11 năm 2021", an Excel serial alone."""
    bare = text.strip()
    if bare.isdecimal() and bare.isascii() and int(bare) in _SERIALS:
        return Day(_SERIAL_ZERO + dt.timedelta(days=int(bare)))
    long = _LONG_DAY.search(bare)
    iso = _ISO.search(bare)
    short = _DAY.search(bare)
    if long:
        parts = (long[3], long[2], long[1])
    elif iso:
        parts = (iso[1], iso[2], iso[3])
    elif short:
        parts = (short[3] if len(short[3]) == 4 else f"20{short[3]}", short[2], short[1])
    else:
        return Day()
    try:
        return Day(dt.date(*(int(part) for part in parts)))
    except ValueError:
        return Day(wrong=_("Ngày %(day)s không có trong lịch") % {"day": "/".join(reversed(parts))})


def past_day(day: Day, today: dt.date) -> Day:
    """A day of signing: not before the programme began, not to come."""
    if day.on is not None and not (FIRST_YEAR <= day.on.year and day.on <= today):
        shown = f"{day.on.day}/{day.on.month}/{day.on.year}"
        return Day(wrong=_("Ngày %(day)s không thể là ngày quyết định") % {"day": shown})
    return day


def last_day(day: Day, today: dt.date) -> Day:
    """A last day of a certificate: within what a certificate can live."""
    if day.on is not None and not (FIRST_YEAR <= day.on.year and day.on <= add_months(today, LONGEST_MONTHS)):
        shown = f"{day.on.day}/{day.on.month}/{day.on.year}"
        return Day(wrong=_("Ngày hết hạn %(day)s không hợp lý") % {"day": shown})
    return day


def told_last_day(note: str) -> Day:
    """The last day a note names: "GCN đến hết 10/01/2023", "36 tháng kể từ ngày 28/12/2023"; "đến 2022" names none."""
    months = _MONTHS.search(note)
    if months:
        begun = read_day(note[months.end() :])
        return Day(add_months(begun.on, int(months[1]))) if begun.on else begun
    end = _LAST_DAY.search(note)
    if not end:
        return Day()
    match = _DAY.match(note, end.end()) or _LONG_DAY.match(note, end.end())
    return read_day(match[0]) if match else Day()


def told_term(text: str) -> int | None:
    """How many months a certificate lives by a cell that says only that: "36 tháng", "03 năm"."""
    found = _TERM.fullmatch(text.strip())
    return int(found[1]) * (12 if found[2].casefold() == "năm" else 1) if found else None


@dataclasses.dataclass(frozen=True)
class DecisionText:
    """A decision as written: its number in one spelling ("" where none stands there), its day."""

    number: str = ""
    day: Day = Day()


@lru_cache(maxsize=16384)
def read_decision(text: str) -> DecisionText:
    """Number and day of "Số 1810/QĐ-UBND\\nngày 01/08/2022", of "2616/QĐ-UBND 29/12/2021"; each may lack."""
    whole = unquoted(text)
    if whole is not None:
        return DecisionText(nfc(whole))
    found = _DECISION.search(text)
    if not found:
        bare = re.fullmatch(r"(?:số|qđ|quyết định|\s|:)*(\d{1,5})", text.strip(), re.IGNORECASE)
        return DecisionText(bare[1] if bare else "", Day() if bare else read_day(text))
    number = re.sub(r"\s+", "", f"{found[1]}/{found[2]}").replace("–", "-").replace("—", "-").rstrip(".-")
    head, _slash, tail = number.partition("/")
    tail = re.sub(r"(?i)qd(?=-)", "QĐ", tail)
    return DecisionText(f"{head}/{_capitals(tail)}", read_day(f"{text[: found.start()]} {text[found.end() :]}"))


def _capitals(tail: str) -> str:
    """The signs in capitals, but VPĐP-like mixed ones as written when they already hold capitals."""
    return tail.upper() if tail.islower() else tail


def read_year(text: str) -> int | None:
    """A year of the programme in a cell ("2021", "Năm 2021", a whole day); None for anything else."""
    day = read_day(text).on
    if day is not None and not text.strip().isdecimal():
        return day.year
    found = re.search(r"(?<!\d)(20\d{2})(?!\d)", text)
    return int(found[1]) if found and int(found[1]) >= FIRST_YEAR else None


def shown_score(value: Decimal) -> str:
    """A score with a point and without idle zeros: what the report writes."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
