"""When two written names are one: producers by name without the ways of shortening it, products by name."""

import re
from functools import lru_cache

from ocop.core.names import nfc
from ocop.intake.reading.values import key
from ocop.places.rules import place_key
from ocop.registry.enums import ProducerKind

# Long ways of writing, each with the short one both are compared by.
_SHORT = (
    ("trách nhiệm hữu hạn", "tnhh"),
    ("một thành viên", "mtv"),
    ("1 thành viên", "mtv"),
    ("cổ phần", "cp"),
    ("hợp tác xã", "htx"),
    ("tổ hợp tác", "tht"),
    ("doanh nghiệp tư nhân", "dntn"),
    ("công ty", "cty"),
    ("sản xuất", "sx"),
    ("thương mại", "tm"),
    ("dịch vụ", "dv"),
    ("kinh doanh", "kd"),
    ("nông nghiệp", "nn"),
    ("xuất nhập khẩu", "xnk"),
    ("chế biến", "cb"),
    ("hộ sản xuất kinh doanh", "hộ sxkd"),
    ("htxnn", "htx nn"),
    ("dvsx", "dv sx"),
    ("sxkd", "sx kd"),
    ("sxtm", "sx tm"),
    ("tmdv", "tm dv"),
    ("dvtm", "dv tm"),
)
_AND = re.compile(r"\s*(?:&|\+|\bvà\b)\s*")
_KINDS = (
    (ProducerKind.COOPERATIVE, r"htx|hop tac xa|lien hiep hop tac xa|lhhtx"),
    (ProducerKind.GROUP, r"tht|to hop tac|to san xuat|nhom ho"),
    (ProducerKind.ENTERPRISE, r"cong ty|cty|ct|doanh nghiep|dn|dntn|nha may|xi nghiep|tap doan|tong cong ty"),
    (ProducerKind.FARM, r"trang trai"),
    (ProducerKind.ASSOCIATION, r"hoi|hiep hoi"),
    (ProducerKind.CENTRE, r"trung tam|ban quan ly"),
    (ProducerKind.HOUSEHOLD, r"ho|hkd|co so|cs|nha hang|lo|ong|ba|anh|chi"),
)


@lru_cache(maxsize=65536)
def _word_key(word: str) -> str:
    return place_key(word)


@lru_cache(maxsize=65536)
def product_key(name: str) -> str:
    """Names of one product compare equal: tone placement, i/y, strokes, white space and case do not count.

    The key of places, worked out once a word: a register says the same few thousand words again and again.
    """
    return " ".join(found for word in name.split() if (found := _word_key(word)))


@lru_cache(maxsize=65536)
def producer_key(name: str) -> str:
    """As `product_key`, with shortened forms of an organisation's name written alike."""
    text = _AND.sub(" ", nfc(name).casefold())
    for long, short in _SHORT:
        text = text.replace(long, short)
    return product_key(text)


def kind_of(told: str, name: str) -> tuple[ProducerKind, bool]:
    """The kind of a producer by the column that tells it, else by its name; whether it had to be guessed."""
    for text, guessed in ((key(told), False), (key(name), False)):
        for kind, words in _KINDS:
            if text and re.match(rf"(?:{words})(?![a-z0-9])", text):
                return kind, guessed
    return ProducerKind.HOUSEHOLD, True
