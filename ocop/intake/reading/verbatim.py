"""Cells that are taken as they stand: what our own export marks so that it reads back as it was."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTE, _OPEN, _CLOSE = "'", "“", "”"


def _begins_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text, apostrophes and white space before it aside."""
    bare = text.lstrip("' \u00a0")
    return bare.startswith(_FORMULA)


def guarded(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run; `unguarded` gives back what it was."""
    return f"{_QUOTE}{text}" if _begins_formula(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded`, or a person, put before a sign of a formula."""
    return text[1:] if text.startswith(_QUOTE) and _begins_formula(text[1:]) else text


def quoted(text: str) -> str:
    """The text in “…”: a cell in such quotes is a name or number whole, in which nothing is looked for."""
    return f"{_OPEN}{text}{_CLOSE}"


def unquoted(text: str) -> str | None:
    """What stands in the quotes of a cell that is quoted from its first letter to its last; None for any other."""
    bare = text.strip()
    return bare[1:-1] if len(bare) > 2 and bare[0] == _OPEN and bare[-1] == _CLOSE else None
