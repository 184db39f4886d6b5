"""Addresses taken apart by their words; which units they are is asked later, of the places room."""

import dataclasses
import re
from functools import lru_cache

from ocop.core.names import nfc
from ocop.intake.reading.values import key
from ocop.intake.reading.verbatim import unquoted

# Words before a unit's name and the level they tell; each short form with the word it stands for.
_KINDS = (
    ("commune", ("xã", "phường", "thị trấn", "đặc khu")),
    ("district", ("huyện", "quận", "thị xã", "thành phố")),
    ("province", ("tỉnh",)),
)
_SHORT = {
    "x": ("commune", "Xã"),
    "p": ("commune", "Phường"),
    "tt": ("commune", "Thị trấn"),
    "đk": ("commune", "Đặc khu"),
    "h": ("district", "Huyện"),
    "q": ("district", "Quận"),
    "tx": ("district", "Thị xã"),
    "tp": ("district", "Thành phố"),
    "t.p": ("district", "Thành phố"),
    "t": ("province", "Tỉnh"),
}
_CAPITAL = "[A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
# "P. Đúc", "TT.Đu", "TP Huế", "Q 1": a short form has its full stop, or stands in capitals before a name.
_SHORTENED = re.compile(r"(t\.p|tt|tx|tp|đk|x|p|h|q|t)\s*\.\s*(?=\w)", re.IGNORECASE)
_BARE_SHORT = re.compile(rf"(?:TT|TX|TP|Tp|Tx|ĐK|X|P|H|Q)\s+(?={_CAPITAL}|\d)|[PQ](?=\d)|tp\s+(?=\w)")
# Names that hold a hyphen, which parts nothing there.
_HYPHENED = re.compile(r"(Bà Rịa|Thừa Thiên|Phan Rang)\s*[-–]\s*(Vũng Tàu|Huế|Tháp Chàm)", re.IGNORECASE)
_OLD_HUE = frozenset({"tt hue", "t t hue", "thua thien hue"})
_COMMA = re.compile(r"[,;\n]|\s[-–]\s")
_WORDS = r"[Xx]ã|[Pp]hường|[Tt]hị [Tt]rấn|[Đđ]ặc [Kk]hu|[Hh]uyện|[Qq]uận|[Tt]hị [Xx]ã|[Tt]hành [Pp]hố|[Tt]ỉnh"
# A kind word in the middle of a part begins the next one: "Thôn 3 xã Phú Lương huyện Phú Vang".
_INNER = re.compile(
    rf"(?<=[\w.)])\s+(?=(?<![Tt]hị )(?:(?:{_WORDS})\s+|(?:TP|TX|TT|H|P|Q|X)\s*\.\s*|(?:TP|TX|TT)\s+)(?:{_CAPITAL}|\d))"
)
_ADDRESS = re.compile(r"(?:\b(?:ĐC|Đ/c|Địa chỉ|Địa điểm)\s*[:.])", re.IGNORECASE)
# A telephone number is no part of a name or an address, and is nobody's to publish.
_PHONE = re.compile(
    r"[\s,;(\-–]*(?:số\s+)?(?:s?đt|đtdđ|điện thoại|tel|hotline|zalo)\s*[:.]?\s*\+?\d[\d .\-/]{6,}\)?", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_HAMLETS = (
    "thôn|xóm|bản|ấp|tổ(?! hợp tác| sản xuất)|khu|khóm|tdp|số nhà|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh"
)
_TAIL = re.compile(
    rf"(?:,|\n|\s[-–]\s)\s*(?=(?:{_HAMLETS})\s|(?:x|p|tt|h|q|tx|tp)\s*\.\s*\w)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"^(?P<name>[^()]{3,}?)\s*\((?P<place>[^()]+)\)\s*\.?$", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Address:
    """The parts of an address, each as written with its kind; `rest` is what stands before them (hamlet, street), and
    `wider` what stands after the first of them without a kind word ("xã Phú Hồ - Phú Vang - Huế")."""

    commune: str = ""
    district: str = ""
    province: str = ""
    rest: str = ""
    wider: tuple[str, ...] = ()


def level_of(part: str) -> str:
    """The level a part names by its first word; "" for none. "TP. Bắc Kạn" is taken for a district, asked as province
    later."""
    if key(part) in _OLD_HUE:
        return "province"
    plain = f"{part.casefold()} "
    folded = key(part) if part.isascii() else ""
    for level, kinds in _KINDS:
        for kind in kinds:
            if plain.startswith(f"{kind} ") or (folded and folded.startswith(f"{key(kind)} ")):
                return level
    short = _SHORTENED.match(part) or _BARE_SHORT.match(part)
    return _SHORT[short[0].rstrip(". \t").replace(" ", "").casefold()][0] if short else ""


def spelled_out(part: str) -> str:
    """The part with its short kind word in full: "TT. Đu" is "Thị trấn Đu"; anything else as it is."""
    if key(part) in {"tt hue", "t t hue"}:
        return "Thừa Thiên Huế"
    short = _SHORTENED.match(part) or _BARE_SHORT.match(part)
    if not short:
        return part
    return f"{_SHORT[short[0].rstrip('. ').replace(' ', '').casefold()][1]} {part[short.end() :].strip()}"


@lru_cache(maxsize=16384)
def split_address(text: str) -> Address:
    """Take "Thôn An Dương, xã Phú Thuận, huyện Phú Vang" apart. What bears no kind word stays in `rest`."""
    found = {"commune": "", "district": "", "province": ""}
    rest: list[str] = []
    wider: list[str] = []
    for part in _parts(text):
        level = level_of(part)
        if level == "district" and found["district"] and key(spelled_out(part)).startswith("thanh pho "):
            # "TP Thủ Đức, TP.HCM": the second city is the province.
            level = "province"
        if level and not found[level]:
            found[level] = spelled_out(part)
        elif part:
            (wider if any(found.values()) else rest).append(part)
    return Address(**found, rest=", ".join((*rest, *wider)), wider=tuple(wider))


def _parts(text: str) -> list[str]:
    """The parts between commas and dashes, and those that begin with a kind word no other part begins with."""
    bare = _HYPHENED.sub(r"\1‑\2", _ADDRESS.sub("", _PHONE.sub("", text)))
    parts: list[str] = []
    for part in (nfc(one).strip(" .") for one in _COMMA.split(bare)):
        beside = _IN_BRACKETS.match(part) if level_of(part) else None
        parts += [beside[1], beside[2]] if beside else [part]
    heads = {level_of(part) for part in parts} - {""}
    found = []
    for part in parts:
        pieces = _INNER.split(part)
        joined = [pieces[0]]
        for piece in pieces[1:]:
            level = level_of(piece)
            if level and (level not in heads or level_of(pieces[0])):
                joined.append(piece)
            else:
                joined[-1] = f"{joined[-1]} {piece}"
        found += joined
    return [part.replace("‑", " - ").strip(" .") for part in found]


def split_producer(text: str) -> tuple[str, str]:
    """Name and address of a cell that holds both ("HTX Tân Qui, xã An Phú Tân"; "… ĐC: …"); the address may be ""."""
    whole = unquoted(text)
    if whole is not None:
        return nfc(whole), ""
    text = _PHONE.sub("", text)
    told = _ADDRESS.search(text)
    if told:
        return nfc(text[: told.start()]).strip(" ,;(-–"), nfc(text[told.end() :].replace("\n", ", ")).strip(" )")
    bracket = _BRACKET.match(text)
    if bracket and _is_place(bracket["place"]):
        return nfc(bracket["name"]).strip(" ,;-–"), nfc(bracket["place"])
    tail = _TAIL.search(text)
    if tail:
        return nfc(text[: tail.start()]), nfc(text[tail.end() :].replace("\n", ", "))
    # The second line of a cell belongs to the name unless it says where.
    return nfc(text), ""


def _is_place(text: str) -> bool:
    """Whether a text in brackets says where: one of its parts bears the word of a unit."""
    told = split_address(text)
    return bool(told.commune or told.district or told.province)
