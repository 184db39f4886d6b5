"""What an earlier room asks of later ones, by name only: core imports none of them (as the day's work in `daily`)."""

from collections.abc import Iterable
from typing import Any

from django.utils.module_loading import import_string

# Each question with the dotted names of the functions that answer it, in the order of rooms. All of a question take
# the same facts by keyword and give back something to go through; the answers come as one list.
QUESTIONS: dict[str, list[str]] = {
    # user -> Holding: what is held about a person, in plain rows.
    "person.held": [
        "ocop.accounts.holdings.held",
        "ocop.registry.holdings.held",
        "ocop.councils.holdings.held",
        "ocop.core.holdings.held",
    ],
    # user, day -> Missing: what must be settled before a person's data can be erased.
    "person.ties": [
        "ocop.accounts.holdings.ties",
        "ocop.registry.holdings.ties",
        "ocop.councils.holdings.ties",
    ],
    # user -> Missing: what stays by law after an erasure, and on which ground.
    "person.kept": ["ocop.registry.holdings.kept", "ocop.councils.holdings.kept"],
    # producers (ids) -> int: those of them whose name stands in a decision or a result.
    "producers.recorded": ["ocop.recognition.holdings.recorded"],
    # producers (ids) -> int: those of them whose name stands on a paper that was filed, or that an office has answered.
    "producers.named": ["ocop.dossiers.holdings.named"],
    # kind, ids -> Told: what later rooms know of things that the search finds (`documents`).
    "search.told": ["ocop.recognition.documents.told"],
    # old, into -> Missing: what would stand twice if the two were read as one.
    "producers.clashes": ["ocop.dossiers.holdings.clashes"],
    # product -> Missing: what must come to its end before the product changes hands.
    "product.ties": ["ocop.dossiers.moving.ties"],
}


def ask_rooms(question: str, **facts: Any) -> list[Any]:
    """The answers of every room to a question, in order. An unknown question is a fault of the caller (KeyError)."""
    answers: list[Any] = []
    for name in QUESTIONS[question]:
        found: Iterable[Any] = import_string(name)(**facts)
        answers.extend(found)
    return answers
