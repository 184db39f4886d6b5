"""Addresses and group rows taken apart by their words; which units they are is asked later, of the places room."""

import dataclasses
import re
from functools import lru_cache

from ocop.core.names import nfc
from ocop.intake.reading.values import key, read_stars
from ocop.intake.reading.verbatim import unquoted

_COMMUNE = ("xa", "x", "phuong", "p", "thi tran", "tt", "dac khu", "dk")
_DISTRICT = ("huyen", "h", "quan", "q", "thi xa", "tx", "thanh pho", "tp")
_PROVINCE = ("tinh", "t")
_COMMA = re.compile(r"[,;\n]|\s[-–]\s")
_ADDRESS = re.compile(r"(?:\b(?:ĐC|Đ/c|Địa chỉ|Địa điểm)\s*[:.])", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:,|\n|\s[-–]\s)\s*(?=(?:thôn|xóm|bản|ấp|tổ|khu|số nhà|xã|phường|thị trấn|huyện)\s)", re.IGNORECASE
)
_MARK = re.compile(r"^\s*(?:[IVXLC]+|[A-ZĐ]|\d+(?:\.\d+)*)\s*[.):\-–]\s*")
_COUNT = re.compile(r"\(?\s*\d+\s*(?:sản phẩm|sp)\b[^)]*\)?|:\s*\d+\s*$", re.IGNORECASE)
_KIND_WORDS = (
    ("Thành Phố ", "Thành phố "),
    ("Thị Xã ", "Thị xã "),
    ("Thị Trấn ", "Thị trấn "),
    ("Đặc Khu ", "Đặc khu "),
)
_ROMAN = re.compile(r"[IVXLC]+|[A-ZĐ]")


@dataclasses.dataclass(frozen=True)
class Address:
    """The parts of an address, each as written with its kind; `rest` is what stands before them (hamlet, street)."""

    commune: str = ""
    district: str = ""
    province: str = ""
    rest: str = ""


@lru_cache(maxsize=16384)
def split_address(text: str) -> Address:
    """Take "Thôn An Dương, xã Phú Thuận, huyện Phú Vang" apart. What bears no kind word stays in `rest`."""
    bare = _ADDRESS.sub("", text)
    parts = [nfc(part).strip(" .") for part in _COMMA.split(bare)]
    found = {"commune": "", "district": "", "province": ""}
    rest: list[str] = []
    for part in parts:
        level = _level(part)
        if level and not found[level]:
            found[level] = part
        elif part:
            rest.append(part)
    return Address(**found, rest=", ".join(rest))


def _level(part: str) -> str:
    """The level a part names by its first word: "TP. Bắc Kạn" is taken for a district, asked as province later."""
    plain = key(part)
    for level, kinds in (("commune", _COMMUNE), ("district", _DISTRICT), ("province", _PROVINCE)):
        for kind in kinds:
            # A shortened kind needs its full stop or a capital after it: "P. Đúc", not "Phở".
            long = len(kind) > 2
            if plain.startswith(f"{kind} ") and (long or re.match(rf"(?i){kind}\s*[.]", part) or kind in {"xa", "tp"}):
                return level
    return ""


def split_producer(text: str) -> tuple[str, str]:
    """Name and address of a cell that holds both ("HTX Tân Qui, xã An Phú Tân"; "… ĐC: …"); the address may be ""."""
    whole = unquoted(text)
    if whole is not None:
        return nfc(whole), ""
    told = _ADDRESS.search(text)
    if told:
        return nfc(text[: told.start()]).strip(" ,;(-–"), nfc(text[told.end() :]).strip(" )")
    tail = _TAIL.search(text)
    if tail:
        return nfc(text[: tail.start()]), nfc(text[tail.end() :])
    # The second line of a cell belongs to the name unless it says where.
    return nfc(text), ""


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
    for level, kinds in (("commune", _COMMUNE), ("district", _DISTRICT), ("province", _PROVINCE)):
        if any(plain.startswith(f"{kind} ") for kind in kinds if len(kind) > 1):
            return Group(level, _cased(bare))
    return Group("group", bare)


def _cased(text: str) -> str:
    """A heading in capitals in the case of a name, which is how the row would have written it."""
    if not text.isupper():
        return text
    words = text.title()
    return next((words.replace(wrong, right, 1) for wrong, right in _KIND_WORDS if words.startswith(wrong)), words)


def is_group_mark(text: str) -> bool:
    """Whether a TT cell numbers a group (I, II, A) and not a product."""
    return bool(_ROMAN.fullmatch(text.strip(" .)")))
