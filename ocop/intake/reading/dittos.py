"""Signs for "the same as above": what a typist puts where a cell would say what the one over it says."""

import re
from collections.abc import Mapping

_DITTO = re.compile(
    r"[\s\-–—.]*(?:[\"'”“″„〃«»]{1,2}|/{2}|n\s?\.?\s?t|như\s+(?:trên|dòng trên))[\s\-–—.]*", re.IGNORECASE
)


def is_ditto(text: str) -> bool:
    """Whether a cell only says "as above": '"', "-nt-", "nt", "như trên"."""
    return bool(_DITTO.fullmatch(text))


def repeat_above(cells: dict[str, str], above: Mapping[str, str]) -> bool:
    """Put what the row above says where a cell says "as above"; whether one did. Under nothing it says nothing."""
    found = [field for field, text in cells.items() if field != "no" and is_ditto(text)]
    for field in found:
        if above.get(field):
            cells[field] = above[field]
        else:
            del cells[field]
    return bool(found)
