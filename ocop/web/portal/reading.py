"""What passers-by type into an address, brought into a shape that may go to a query: never an error."""

from ocop.core.names import fold
from ocop.recognition.codes import plain

# A name is at most 300 letters; nobody searches for more.
LONGEST = 200
# Page numbers and the like; more digits than this are no number a person means.
_DIGITS = 9


def line(text: str, longest: int = LONGEST) -> str:
    """One line without control characters, surrogates or other unseen signs, cut to `longest` letters."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text[: 8 * longest])
    return " ".join(seen.split())[:longest].strip()


def words_of(text: str) -> list[str]:
    """The folded words of a search; letters of other scripts that only look Latin are read as Latin ones."""
    return fold(" ".join(plain(word) for word in line(text).split())).split()


def whole(text: str, *, least: int = 1, most: int = 10**6) -> int | None:
    """A whole number from an address; None for anything else, out of bounds included."""
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS):
        return None
    number = int(bare)
    return number if least <= number <= most else None
