"""The codes a person may type or scan: brought into one spelling, and told apart by their shape. No database here."""

import dataclasses
import re
import unicodedata

from ocop.core.pids import ALPHABET, LENGTH, clean_pid

# Letters of other scripts that look like Latin ones: phones and copied texts put them in unseen.
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "авеѕіјкмнорстухүαβεζηικμνορτυχ",
    "ABESIJKMHOPCTYXY" + "ABEZHIKMNOPTYX" + "ABESIJKMHOPCTYXY" + "ABEZHIKMNOPTYX",
)
# Every stroke people use for a hyphen, and every slash.
_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad\u02d7\ufe58\ufe63\uff0d_]")
_SLASHES = re.compile("[\u2044\u2215\u29f8\uff0f\\\\]")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_TWINS = str.maketrans("OIL", "011")
# T-X-STT-20YY (26/2026 art. 5): province, commune, serial, year.
_LAW_CODE = re.compile(r"\d{2}-\d{5}-\d{1,5}-20\d{2}")
# province-district-commune-serial-year, until 30/6/2025.
_OLD_CODE = re.compile(r"\d{2}-\d{3}-\d{4,5}-\d{1,5}-20\d{2}")
# The number this system gives, in the spelling of `number_key`: NN-GCN-OCOP-T-year.
_OWN_NUMBER = re.compile(r"\d+-GCN-0C0P-([0-9A-Z]{2})-20\d{2}")
# Another office's number: figures first, then words, such as 112-GCN-OCOP or 35-QD-UBND.
_ANY_NUMBER = re.compile(r"\d+[0-9A-Z]*(-[0-9A-Z]+)*-[0-9A-Z]*[A-Z][0-9A-Z]*(-[0-9A-Z]+)*")
# A signed payload without a name has 78 bytes, which is 188 digits; no other code comes near.
SIGNED_DIGITS = 150
LONGEST = 600


def plain(text: str) -> str:
    """One spelling: full-width and look-alike letters to Latin, dashes and slashes to one each, capitals, no spaces.

    Signs that cannot be printed go: no code holds one, and PostgreSQL takes no NUL.
    """
    bare = unicodedata.normalize("NFKC", _UNSEEN.sub("", text[:LONGEST]))
    bare = _SLASHES.sub("/", _DASHES.sub("-", bare)).translate(_ALIKE)
    return "".join(letter for letter in bare if letter.isprintable() and letter != " ").upper()


def number_key(text: str) -> str:
    """How certificate numbers are compared: "01/GCN-OCOP-19-2026" and "o1-gcn-ocop-19-2026" are one.

    Marks go, đ is d, every run of other signs is a hyphen, O is 0 and I, L are 1 (as in public ids).
    """
    marked = plain(text).replace("Đ", "D")
    bare = "".join(ch for ch in unicodedata.normalize("NFD", marked) if not unicodedata.combining(ch))
    return re.sub(r"[^0-9A-Z]+", "-", bare.translate(_TWINS)).strip("-")[:60]


@dataclasses.dataclass(frozen=True)
class Typed:
    """A code as read: the spellings to look for, each empty where the text cannot be that kind of code."""

    text: str
    signed: str
    pid: str
    product_codes: tuple[str, ...]
    number: str

    @property
    def province_code(self) -> str:
        """The province a product code or one of our numbers names; empty where it names none."""
        own = _OWN_NUMBER.fullmatch(self.number)
        if own:
            return own[1]
        law = self.product_codes and (_LAW_CODE.fullmatch(self.text) or _OLD_CODE.fullmatch(self.text))
        return self.text[:2] if law else ""

    @property
    def looks_issued(self) -> bool:
        """Whether it has the shape of a code that this system gives."""
        shapes = (_LAW_CODE.fullmatch(self.text), _OWN_NUMBER.fullmatch(self.number))
        return bool(self.pid) or any(shapes)

    @property
    def looks_foreign(self) -> bool:
        """Whether it has the shape of an older or another office's code or number."""
        return bool(_OLD_CODE.fullmatch(self.text) or _ANY_NUMBER.fullmatch(self.number))


def read_code(text: str) -> Typed:
    """Read what was typed or scanned, a whole address of ours included (its last part counts)."""
    bare = plain(text)
    if "://" in bare:
        bare = bare.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    if bare.isdigit() and len(bare) >= SIGNED_DIGITS:
        return Typed(bare, bare, "", (), "")
    if not bare or len(bare) > 60:
        return Typed(bare[:60], "", "", (), "")
    spellings = (bare, bare.replace(".", "-").replace("/", "-"), bare.replace("-", "."))
    return Typed(bare, "", clean_pid(bare) or "", tuple(dict.fromkeys(spellings)), number_key(bare))


def shown_pid(pid: str) -> str:
    """A public id for paper: two groups of five, easier to read out."""
    return f"{pid[: LENGTH // 2]}-{pid[LENGTH // 2 :]}"


__all__ = ["ALPHABET", "Typed", "number_key", "plain", "read_code", "shown_pid"]
