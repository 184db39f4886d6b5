"""Columns in the old TCVN3 fonts (.VnTime): found by their letters, turned into Unicode (ecosystem.md (d)).

VNI fonts are only recognised: their letters are two signs each; the file's owner converts them better than we guess.
"""

import re
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
# à á ả ạ ă â đ and their kin are signs in every other code page, and every Vietnamese text has them.
_SIGNS = b"\xa8\xa9\xae\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe"
# Code page 1258 writes a tone after its vowel: grave, acute, hook, tilde, dot; and đ as one byte.
_TONED = re.compile(rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd\xc2\xc3\xca\xd4\xd5\xdd][\xcc\xec\xd2\xde\xf2]|\xf0")
# A vowel followed by the second half of a VNI letter, none of which Vietnamese writes otherwise.
_VNI = re.compile(r"[aeouyAEOUYöôÖÔ][øûïåäëüØÛÏÅÄËÜ]")


def is_tcvn3(cells: Sequence[str]) -> bool:
    """Whether a column was typed in these fonts: a fifth of its texts carry two such signs.

    Texts with a modern letter (a heading typed anew) are left aside, as long as they are not the most.
    """
    found = [text for text in cells if text]
    texts = [text for text in found if is_old_text(text)]
    if not texts or len(texts) * 2 < len(found):
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


def is_old_text(text: str) -> bool:
    """Whether a text may be of these fonts: it has no letter that only Unicode Vietnamese has."""
    return _MODERN.isdisjoint(text)


def is_old_file(data: bytes) -> bool:
    """Whether a text file of one-byte letters is of these fonts rather than of code page 1258."""
    signs = len(data) - len(data.translate(None, _SIGNS))
    return signs > len(_TONED.findall(data))


def is_vni(cells: Sequence[str]) -> bool:
    """Whether a column was typed in a VNI font ("Saûn phaåm"): a fifth of its texts carry two such pairs."""
    texts = [text for text in cells if text]
    odd = [text for text in texts if len(_VNI.findall(text)) >= _LEAST and is_old_text(text)]
    return bool(odd) and len(odd) * _SHARE >= len(texts)
