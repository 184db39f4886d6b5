"""Columns in the old TCVN3 fonts (.VnTime): found by their letters, turned into Unicode (ecosystem.md (d))."""

from collections.abc import Sequence

_OLD = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§"
_NEW = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ"
_TABLE = {ord(old): new for old, new in zip(_OLD, _NEW, strict=True)}
_MARKS = frozenset(_OLD)
# Letters only Unicode Vietnamese has: a cell with one of them is no TCVN3.
_MODERN = frozenset("ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
# Signs of the old fonts that are letters of today's Vietnamese as well, and so tell nothing alone.
_BOTH = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
_SHARE, _LEAST = 5, 2


def is_tcvn3(cells: Sequence[str]) -> bool:
    """Whether a column was typed in these fonts: a fifth of its texts carry two such signs, none a modern letter."""
    texts = [text for text in cells if text]
    if not texts or any(not _MODERN.isdisjoint(text) for text in texts):
        return False
    odd = [
        text
        for text in texts
        if sum(letter in _MARKS for letter in text) >= _LEAST and not _MARKS.isdisjoint(set(text) - _BOTH)
    ]
    return bool(odd) and len(odd) * _SHARE >= len(texts)


def to_unicode(text: str) -> str:
    """The text in Unicode. Capitals typed in .VnTimeH come out as small letters: the font knew, the text does not."""
    return text.translate(_TABLE)
