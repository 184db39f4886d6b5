"""Vietnamese names: one spelling, one way to search, one order (model.md 1.7)."""

import unicodedata
from functools import lru_cache

# d stands before đ and a before ă before â: the base letters of Vietnamese in dictionary order, each with its rank.
_BASES = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_BASE_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_BASES)}
# Tones in the order of Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "ă", "\u0302": {"a": "â", "e": "ê", "o": "ô"}, "\u031b": {"o": "ơ", "u": "ư"}}


def nfc(text: str) -> str:
    """Compose the text (NFC) and fold runs of white space: how every name is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case without marks, đ as d: what search compares, on both sides and both engines."""
    return " ".join([found for word in text.split() if (found := _fold_word(word))])


# Names say the same few thousand words again and again, so each is worked out once.
@lru_cache(maxsize=16384)
def _fold_word(word: str) -> str:
    lowered = word.replace("Đ", "d").replace("đ", "d").replace("ð", "d").replace("Ð", "d").casefold()
    return "".join(ch for ch in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(ch))


@lru_cache(maxsize=1024)
def _letter(letter: str) -> tuple[str, str]:
    """Rank of the base letter and its tone."""
    decomposed = unicodedata.normalize("NFD", letter)
    base, tone = decomposed[0], "0"
    for mark in decomposed[1:]:
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "\u0306" and base == "a":
            base = "ă"
        elif mark in _SHAPES:
            shape = _SHAPES[mark]
            base = shape.get(base, base) if isinstance(shape, dict) else base
    return _BASE_RANK.get(base, ""), tone


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """A text whose plain byte order is Vietnamese order: base letters of the whole text first, then tones, then case.

    Only digits and plain letters stand in it, so that no collation of a database changes the order. The end of a name
    (0) sorts before white space (1), digits (2) and letters (b); punctuation is passed over.
    """
    words = [_word_key(word) for word in nfc(text).split()]
    bases = "1".join([word[0] for word in words])
    tones, case = ("".join([word[place] for word in words]) for place in (1, 2))
    return f"{bases}0{tones}{case}"[:600]


@lru_cache(maxsize=16384)
def _word_key(word: str) -> tuple[str, str, str]:
    """Ranks, tones and case of the letters of one word."""
    bases: list[str] = []
    tones: list[str] = []
    for letter in word:
        rank, tone = _letter(letter.lower())
        if rank:
            bases.append(f"b{rank}")
            tones.append(tone)
        elif letter.isdigit():
            bases.append(f"2{letter}")
    case = "".join("1" if ch.isupper() else "0" for ch in word if ch.isalpha())
    return "".join(bases), "".join(tones), case
