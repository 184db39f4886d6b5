"""Marking in a name the words that were searched, whatever marks they were typed with."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ocop.core.names import fold, nfc
from ocop.web.portal.reading import words_of


def marked(name: str, q: str) -> SafeString | str:
    """The name with every searched word in `<mark>`; the plain name where there is none in it."""
    name = nfc(name)
    if not q:
        return name
    # One folded letter each, so that places in the folded name are places in the name.
    folded = "".join((fold(letter) or " ")[:1] for letter in name)
    inside = [False] * len(name)
    for word in set(words_of(q)):
        at = folded.find(word)
        while at >= 0:
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
