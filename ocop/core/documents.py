"""What the search finds things by: one builder a kind, written in the verb's transaction, rebuilt and compared daily.

A room says for its kind which things there are and what each is found by (`Source`); later rooms add what they know of
the same thing, asked by name (`asking`, question `search.told`). Nothing of a person stands in a document.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import cast

from django.db import transaction
from django.utils.module_loading import import_string

from ocop.core.asking import ask_rooms
from ocop.core.inserting import insert_leaves
from ocop.core.models import SearchDocument
from ocop.core.names import fold, name_key

PLACE, PRODUCER, PRODUCT, PAPER = "place", "producer", "product", "paper"
# Where each kind is built, by name: core imports none of the rooms.
SOURCES: dict[str, str] = {
    PLACE: "ocop.places.documents.PLACES",
    PRODUCER: "ocop.registry.documents.PRODUCERS",
    PRODUCT: "ocop.registry.documents.PRODUCTS",
    PAPER: "ocop.registry.documents.PAPERS",
}
KINDS = tuple(SOURCES)
# What "equal" means between stored and rebuilt.
FIELDS = (
    "title",
    "body",
    "codes",
    "marks",
    "name_key",
    "public_from",
    "province_id",
    "set_key",
    "stars",
    "valid_from",
    "valid_to",
)
BATCH = 500
# Signs for private use: letters to both engines, and never in a text that a person wrote (`words_in`).
_MARK, _CODE = "\ue000", "\ue001"
_LONGEST_BODY = 4000
_LONGEST_KEPT = 300
_TWINS = str.maketrans("oil", "011")
# GTINs of 8, 12, 13 and 14 digits are one number, filled with noughts on the left (GS1).
_GTIN = re.compile(r"\d{8}|\d{12,14}", re.ASCII)


@dataclasses.dataclass
class Draft:
    """A document as a room tells it, in words as written; `names[0]` is what the thing is called.

    `owner` is the producer (head) whose people see it, `places` the units whose offices do; they matter while it is
    not public.
    """

    object_id: int
    names: list[str]
    words: list[str] = dataclasses.field(default_factory=list)
    codes: list[str] = dataclasses.field(default_factory=list)
    public_from: dt.date | None = None
    province_id: int | None = None
    set_key: str = ""
    stars: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    owner: int | None = None
    places: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Source:
    """A room's side of a kind: all ids that have a document, and the drafts of some (what has none falls out)."""

    ids: Callable[[], list[int]]
    build: Callable[[Sequence[int]], list[Draft]]


@dataclasses.dataclass(frozen=True)
class Told:
    """What a later room adds to the draft of a thing; what is None stays as the room of the thing said."""

    object_id: int
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    public_from: dt.date | None = None
    set_key: str | None = None
    stars: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


def words_in(text: str) -> tuple[str, ...]:
    """The folded words of a text; everything but letters and digits parts them, so both engines see the same words."""
    return _words_in(text) if len(text) <= _LONGEST_KEPT else _words_in.__wrapped__(text)


# Producers, places and kinds are named again and again, so their words are worked out once.
@lru_cache(maxsize=16384)
def _words_in(text: str) -> tuple[str, ...]:
    return tuple([part for word in text.split() for part in _parts(word)])


@lru_cache(maxsize=16384)
def _parts(word: str) -> tuple[str, ...]:
    return tuple("".join([sign if sign.isalnum() else " " for sign in fold(word)]).split())


def code_word(text: str) -> str:
    """A code or number as one word, however it is written: marks, spaces and strokes go, O is 0, I and L are 1.

    Empty for a text without a digit and not ten signs long (as public ids are), and for one shorter than four signs.
    """
    bare = "".join(words_in(text))
    if len(bare) < 4 or len(bare) > 60 or not (len(bare) == 10 or any(sign.isdigit() for sign in bare)):
        return ""
    if _GTIN.fullmatch(bare):
        bare = bare.zfill(14)
    return _CODE + bare.translate(_TWINS)


def mark(kind: str, value: object) -> str:
    """A word that stands for a fact of the document: kind `k`, province `p`, set `s`, stars `t`, unit `u`, owner
    `o`."""
    return f"{_MARK}{kind}{'x'.join(words_in(str(value)))}"


def document_of(kind: str, draft: Draft) -> SearchDocument:
    """The row of a draft, unsaved."""
    names = list(dict.fromkeys(found for name in draft.names if (found := " ".join(words_in(name)))))
    own = {word for name in names for word in name.split()}
    body = list(dict.fromkeys(word for text in [*draft.words, *draft.codes] for word in words_in(text)))
    codes = list(dict.fromkeys(found for code in draft.codes if (found := code_word(code))))
    facts = [("k", kind), ("p", draft.province_id), ("s", draft.set_key), ("t", draft.stars), ("o", draft.owner)]
    marks = [mark(letter, value) for letter, value in [*facts, *(("u", pk) for pk in draft.places)] if value]
    return SearchDocument(
        kind=kind,
        object_id=draft.object_id,
        title=f"| {' | '.join(names)} |",
        body=" ".join(word for word in body if word not in own)[:_LONGEST_BODY],
        codes=f" {' '.join(codes)} " if codes else "",
        marks=f" {' '.join(dict.fromkeys(marks))} ",
        name_key=name_key(draft.names[0]),
        public_from=draft.public_from,
        province_id=draft.province_id,
        set_key=draft.set_key,
        stars=draft.stars,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
    )


def source_of(kind: str) -> Source:
    """The room's side of a kind."""
    return cast(Source, import_string(SOURCES[kind]))


def build(kind: str, ids: Sequence[int]) -> list[SearchDocument]:
    """The documents of these things as they must be now, unsaved; a thing that has none falls out."""
    drafts = {draft.object_id: draft for draft in source_of(kind).build(ids)}
    for told in ask_rooms("search.told", kind=kind, ids=list(drafts)):
        _take(drafts[told.object_id], told)
    return [document_of(kind, draft) for draft in drafts.values()]


def _take(draft: Draft, told: Told) -> None:
    """Put what a later room tells into the draft."""
    draft.names = [*told.names, *draft.names]
    draft.words += told.words
    draft.codes += told.codes
    for field in ("public_from", "set_key", "stars", "valid_from", "valid_to"):
        value = getattr(told, field)
        if value is not None:
            setattr(draft, field, value)


def write_documents(kind: str, ids: Iterable[int | None]) -> int:
    """Bring the documents of these things in step, inside the verb's transaction; how many differed.

    A thing that has none any more (merged, deleted) loses its own. Costs the same few queries for one and for 500.
    """
    done = 0
    for some in _chunks(sorted({pk for pk in ids if pk is not None})):
        fresh = build(kind, some)
        stored = {row.object_id: row for row in SearchDocument.objects.filter(kind=kind, object_id__in=some)}
        done += _store(fresh, stored)
    return done


def add_documents(kind: str, ids: Iterable[int]) -> None:
    """Write the documents of things that are new, in bulk: what stands is not looked at."""
    for some in _chunks(sorted(ids)):
        insert_leaves(build(kind, some))


def remove_documents(kind: str, ids: Iterable[int]) -> None:
    """Take the documents of things away that are deleted."""
    for some in _chunks(sorted(ids)):
        SearchDocument.objects.filter(kind=kind, object_id__in=some).delete()


def rebuild_documents(kinds: Iterable[str] = KINDS) -> int:
    """Build every document anew, for units that changed and what was written past the verbs; how many differed."""
    differed = 0
    for kind in kinds:
        ids = source_of(kind).ids()
        for some in _chunks(ids):
            with transaction.atomic():
                differed += write_documents(kind, some)
        stored = set(SearchDocument.objects.filter(kind=kind).values_list("object_id", flat=True))
        gone = stored.difference(ids)
        remove_documents(kind, gone)
        differed += len(gone)
    return differed


def same(one: SearchDocument, other: SearchDocument) -> bool:
    """Whether two rows say the same."""
    return all(getattr(one, field) == getattr(other, field) for field in FIELDS)


def _store(fresh: Sequence[SearchDocument], stored: dict[int, SearchDocument]) -> int:
    """Insert what is new, rewrite what differs, delete what has no document any more."""
    wanted = {row.object_id for row in fresh}
    gone = [row.pk for pk, row in stored.items() if pk not in wanted]
    changed = [row for row in fresh if row.object_id not in stored or not same(row, stored[row.object_id])]
    if gone:
        SearchDocument.objects.filter(pk__in=gone).delete()
    if changed:
        SearchDocument.objects.bulk_create(
            changed, BATCH, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=list(FIELDS)
        )
    return len(gone) + len(changed)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
