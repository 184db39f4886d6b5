"""Our words on what proves a criterion, by kind of evidence (data/evidence_help.yaml)."""

import functools
from collections.abc import Mapping

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.reading import words_of
from ocop.rulebooks.rules.rubric import Words

SCHEMA = "ocop-help/1"


@functools.cache
def all_words() -> Mapping[str, Words]:
    """Kind of evidence -> what proves it."""
    return {
        key: words_of(entry) for key, entry in shelf.shipped_data(shelf.DATA / "evidence_help.yaml")["kinds"].items()
    }


def words_for(kind: str) -> Words:
    """What a kind of evidence asks for; empty words for a kind of a draft that we have not written on."""
    return all_words().get(kind, Words(""))
