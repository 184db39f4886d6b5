"""The words of the product: found in source and templates, kept in `locale/en` (style.md 3.6). No gettext program.

The msgid is the Vietnamese sentence itself, so `locale/vi` does not exist.
"""

import dataclasses
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NAMES: dict[str, Any] = dict(KEYWORDS)
_TEMPLATES = (".html", ".txt")
_PLACE = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-z]|%[sd]|\{\w*\}")
# A catalogue without moving dates: the same words give the same file.
_NO_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

Key = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Word:
    """One thing to translate: context, singular, plural ("" if none), and the files it stands in."""

    context: str
    singular: str
    plural: str
    places: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What makes two words the same."""
        return self.context, self.singular


def english() -> Path:
    """The one catalogue we keep."""
    return Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.po"


def extract(root: Path) -> list[Word]:
    """Every marked sentence under a folder of source (.py) and templates (.html, .txt), sorted."""
    found: dict[Key, Word] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".py", *_TEMPLATES} or "migrations" in path.parts:
            continue
        place = path.relative_to(root.parent).as_posix()
        for context, singular, plural in _marked(path):
            known = found.get((context, singular))
            places = dict.fromkeys((*(known.places if known else ()), place))
            found[context, singular] = Word(context, singular, plural or (known.plural if known else ""), tuple(places))
    return [found[key] for key in sorted(found)]


def _marked(path: Path) -> Iterator[tuple[str, str, str]]:
    """Context, singular and plural of each marked sentence of a file."""
    source = path.read_text()
    if path.suffix in _TEMPLATES:
        # What templatize leaves between the calls is no Python; without indentation the tokenizer reads it anyway.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).split("\n"))
    for _, function, said, _ in extract_python(io.BytesIO(source.encode()), _NAMES, [], {"encoding": "utf-8"}):
        words = said if isinstance(said, tuple) else (said,)
        spec = KEYWORDS[str(function)] or (1,)
        if len(words) < len(spec) or not all(words[: len(spec)]):
            continue
        context = words[0] if "pgettext" in str(function) else ""
        texts = words[1 : len(spec)] if context else words[: len(spec)]
        yield str(context), str(texts[0]), str(texts[1]) if len(texts) > 1 else ""


def read(path: Path) -> Catalog:
    """A catalogue from its file; empty if there is none."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def key_of(message: Message) -> Key:
    """The key of a catalogue's entry."""
    singular = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context or "", str(singular)


def update(words: list[Word], old: Catalog) -> Catalog:
    """A catalogue of exactly these words, with the translations that are known."""
    known = {key_of(message): message for message in old if message.id}
    new = Catalog(
        locale="en",
        project="OpenOCOP",
        header_comment="# English words of OpenOCOP; the msgid is the Vietnamese source.",
        fuzzy=False,
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        last_translator="OpenOCOP",
        language_team="en",
    )
    for word in words:
        before = known.get(word.key)
        text = before.string if before and bool(before.pluralizable) == bool(word.plural) else None
        new.add(
            (word.singular, word.plural) if word.plural else word.singular,
            text or (("", "") if word.plural else ""),
            locations=[(place, 0) for place in word.places],
            flags={"fuzzy"} if before and before.fuzzy else set(),
            context=word.context or None,
        )
    return new


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalogue sorted, without line numbers, so that a moved line is no change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)


def compile_catalogues(root: Path) -> list[Path]:
    """Write the `.mo` beside each `.po` under a locale folder."""
    made = []
    for path in sorted(root.rglob("*.po")):
        goal = path.with_suffix(".mo")
        with path.open("rb") as source, goal.open("wb") as target:
            write_mo(target, read_po(source, locale=path.parent.parent.name))
        made.append(goal)
    return made


def faults(words: list[Word], catalog: Catalog) -> list[str]:
    """What is wrong with a catalogue against the words in use, a sentence each; empty means complete."""
    known = {key_of(message): message for message in catalog if message.id}
    used = {word.key: word for word in words}
    told = [f"không dùng nữa: {key[1]!r}" for key in sorted(known) if key not in used]
    for key, word in used.items():
        for text in (word.singular, word.plural):
            if text != unicodedata.normalize("NFC", text):
                told.append(f"chưa ở dạng NFC: {text!r} ({', '.join(word.places)})")
        told += _entry_faults(word, known.get(key))
    return told


def _entry_faults(word: Word, message: Message | None) -> list[str]:
    """What is wrong with the English of one word."""
    where = f"{word.singular!r} ({', '.join(word.places)})"
    string = message.string if message else ""
    texts = [string] if isinstance(string, str) else list(string or ())
    if message is None or not texts or not all(texts):
        return [f"thiếu bản tiếng Anh: {where}"]
    if message.fuzzy:
        return [f"bản tiếng Anh chưa chắc: {where}"]
    told = []
    for text in texts:
        # A plural form may drop the number; what it names must be named in the source.
        needed, given = Counter(_PLACE.findall(word.singular)), Counter(_PLACE.findall(str(text)))
        if (set(given) - set(needed)) if word.plural else given.keys() != needed.keys():
            told.append(f"chỗ điền không khớp: {where} -> {text!r}")
    return told
