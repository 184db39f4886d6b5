"""Columns in the old TCVN3 fonts (.VnTime): found by their letters, turned into Unicode (ecosystem.md (d))."""

from collections.abc import Sequence

_OLD = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§"
_NEW = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ"
_TABLE: dict[int, str] = {}


def _fill() -> None:
    # ằ to ặ stand in the order ằ ắ ẳ ẵ ặ on both sides; the tables are the same length by construction.
    for old, new in zip(_OLD, _NEW, strict=True):
        _TABLE[ord(old)] = new


_fill()
_MARKS = frozenset(_OLD)
# Letters only Unicode Vietnamese has: a cell with one of them is no TCVN3.
_MODERN = frozenset("ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_SHARE, _LEAST = 5, 2


def is_tcvn3(cells: Sequence[str]) -> bool:
    """Whether a column was typed in these fonts: a fifth of its texts carry two such signs, none a Vietnamese letter."""
    texts = [text for text in cells if text]
    if not texts or any(not _MODERN.isdisjoint(text) for text in texts):
        return False
    odd = sum(1 for text in texts if sum(letter in _MARKS for letter in text) >= _LEAST)
    return odd * _SHARE >= len(texts) and odd > 0


def to_unicode(text: str) -> str:
    """The text in Unicode. Capitals typed in .VnTimeH come out as small letters: the font knew, the text does not."""
    return text.translate(_TABLE)
