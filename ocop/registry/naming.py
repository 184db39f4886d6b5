"""When two written names are one: producers by name without the ways of shortening it, products by name."""

import re
from functools import lru_cache

from ocop.core.names import nfc
from ocop.places.rules import place_key

# What a household is called once its owner's data was erased. Not translated: it is stored.
ERASED_HOUSEHOLD = "Hộ đã xóa theo yêu cầu"
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
