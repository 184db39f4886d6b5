"""Marking in a name the words that were searched, whatever marks they were typed with."""

from django.utils.safestring import SafeString

from ocop.core.names import nfc
from ocop.web.portal.reading import words_of
from ocop.web.shared.marking import marked_words


def marked(name: str, q: str) -> SafeString | str:
    """The name with every searched word in `<mark>`; the plain name where there is none in it."""
    return marked_words(name, words_of(q)) if q else nfc(name)
