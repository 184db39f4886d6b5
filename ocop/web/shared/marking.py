"""Marking in a name the words that were searched, whatever marks they were typed with."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ocop.core.names import fold, nfc


def marked_words(name: str, words: Iterable[str], *, starts: bool = False) -> SafeString | str:
    """The name with every one of these folded words in `<mark>`; the plain name where there is none in it.

    With `starts` only where a word of the name begins with it, as the search finds it.
    """
    name = nfc(name)
    # One folded letter each, so that places in the folded name are places in the name.
    folded = "".join((fold(letter) or " ")[:1] for letter in name)
    inside = [False] * len(name)
    for word in filter(None, set(words)):
        at = folded.find(word)
        while at >= 0:
            if not (starts and at and folded[at - 1].isalnum()):
                inside[at : at + len(word)] = [True] * len(word)
            at = folded.find(word, at + len(word))
    if not any(inside):
        return name
    pieces: list[str] = []
    for place, letter in enumerate(name):
        if inside[place] and not (place and inside[place - 1]):
            pieces.append("<mark>")
        pieces.append(escape(letter))
        if inside[place] and not (place + 1 < len(name) and inside[place + 1]):
            pieces.append("</mark>")
    return mark_safe("".join(pieces))
