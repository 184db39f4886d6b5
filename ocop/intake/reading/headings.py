"""Rows that head a part of a list: the place, rank, year, decision or kind of result they set for the rows below."""

import dataclasses
import re

from ocop.core.names import nfc
from ocop.intake.reading.places import level_of
from ocop.intake.reading.values import key, read_decision, read_stars

_MARK = re.compile(r"^\s*((?:[IVXLC]+|[A-GĐ]|[a-eđ]|\d+)(?:\.\d+)*)\s*[.):\-–]\s*(?=\S)")
_COUNT = re.compile(r"\(?\s*\d+\s*(?:sản phẩm|sp)\b[^)]*\)?|:\s*\d+\s*$", re.IGNORECASE)
_KIND_WORDS = (
    ("Thành Phố ", "Thành phố "),
    ("Thị Xã ", "Thị xã "),
    ("Thị Trấn ", "Thị trấn "),
    ("Đặc Khu ", "Đặc khu "),
)
_GROUP_MARK = re.compile(r"(?:[IVXLC]+|[A-ZĐ])(?:\.\d+)*|[a-eđ]")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*")
# What product groups are called, where they head a part of a list.
HEADS = (
    "nhom",
    "nganh",
    "bo san pham",
    "thuc pham",
    "do uong",
    "duoc lieu",
    "san pham tu duoc lieu",
    "hang thu cong",
    "thu cong my nghe",
    "sinh vat canh",
    "dich vu du lich",
    "du lich cong dong",
    "san pham",
    "cong nhan",
    "danh muc",
    "danh sach",
)
# Of those, what no product is called: these head a part even with a number before them.
_SURE = ("nhom ", "phan nhom", "nganh ", "bo san pham")
_EVENTS = (
    ("de nghi", "đề nghị"),
    ("dang ky", "đăng ký"),
    ("danh gia lai", "đánh giá lại"),
    ("phan hang lai", "phân hạng lại"),
    ("cap lai", "cấp lại"),
    ("cong nhan lai", "cấp lại"),
    ("nang hang", "nâng hạng"),
    ("cong nhan moi", "công nhận mới"),
    ("moi cong nhan", "công nhận mới"),
    ("lan dau", "công nhận mới"),
)
_YEARS = re.compile(r"(?<!\d)20\d{2}(?!\d)")


@dataclasses.dataclass(frozen=True)
class Group:
    """What a group row sets for the rows below: a unit at a level ("" for "unknown district"), stars, or words."""

    level: str
    text: str


def read_group(text: str) -> Group:
    """Read "II. HUYỆN CHỢ MỚI (05 sản phẩm)", "Sản phẩm 4 sao", "A. NHÓM THỰC PHẨM"."""
    bare = nfc(_COUNT.sub("", _MARK.sub("", text))).strip(" .:()-–")
    plain = key(bare)
    if plain.startswith("khong ro") or plain.startswith("chua ro"):
        return Group("district", "")
    stars = read_stars(bare)
    if "sao" in plain.split() and (stars.value is not None or stars.potential):
        return Group("stars", bare)
    level = level_of(bare)
    return Group(level, _cased(bare)) if level else Group("group", bare)


def told_beside(text: str) -> dict[str, str]:
    """What a heading says of the results under it: the decision, the year, that they are new, renewed, proposed."""
    found = {}
    if "/" in read_decision(text).number:
        found["decision"] = text
    else:
        years = set(_YEARS.findall(text))
        if len(years) == 1 and "nam" in key(text).split():
            found["year"] = years.pop()
    plain = key(text)
    event = next((words for asked, words in _EVENTS if asked in plain), "")
    if event:
        found["note"] = event
    return found


def heads_with_number(text: str) -> bool:
    """Whether a numbered line heads a part all the same: it names a place, a rank, or a group by its word."""
    return read_group(text).level != "group" or key(text).startswith(_SURE)


def rank_of_mark(text: str) -> str:
    """What kind of mark a heading bears, which tells its depth: "I" and "II" are alike, "A" is another; "" for none."""
    mark = text.strip(" .):")
    if not (is_group_mark(mark) or is_numbered(mark)):
        found = _MARK.match(text)
        if not found:
            return ""
        mark = found[1]
    head = mark.partition(".")[0]
    kind = "digit" if head.isdecimal() else "small" if head.islower() else "letter" if head in "ABDEFGĐ" else "roman"
    return f"{kind}{mark.count('.')}"


def is_group_mark(text: str) -> bool:
    """Whether a TT cell numbers a group (I, II.1, A, a) and not a product."""
    return bool(_GROUP_MARK.fullmatch(text.strip(" .)")))


def is_numbered(text: str) -> bool:
    """Whether a TT cell is a number ("1", "02.", "1.1")."""
    return bool(_NUMBERED.fullmatch(text.strip(" .)")))


def _cased(text: str) -> str:
    """A heading in capitals in the case of a name, which is how the row would have written it."""
    if not text.isupper():
        return text
    words = text.title()
    return next((words.replace(wrong, right, 1) for wrong, right in _KIND_WORDS if words.startswith(wrong)), words)
