"""A form as data (`ocop-form/1`): its sections and fields, the checks of a definition, and what was typed into it.

A definition is checked before it counts, each flaw with the path of the thing it is about, so that the line can be
told. A body holds texts only: numbers with a point, money in whole đồng, days as ISO, choices by id, yes or no.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.reading import Data, nfc, words_of
from ocop.rulebooks.rules.rubric import Words

SCHEMA = "ocop-form/1"
TEXT, LONG, NUMBER, MONEY, DATE, CHOICE, YES_NO = "text", "long", "number", "money", "date", "choice", "yes-no"
# The longest a text of each kind may be, where the definition says nothing.
LIMITS = {TEXT: 300, LONG: 5000}
KINDS = (TEXT, LONG, NUMBER, MONEY, DATE, CHOICE, YES_NO)
YES, NO = "yes", "no"
# The field every form of an idea has: what the product is to be called.
NAME = "name"
MOST_FIELDS = 80
NOTHING = Words("")
MOST_DIGITS = 15
MOST_VERSION = 20
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{1,59}")
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[. ]\d{3})+(?:,\d{1,6})?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_HEAD = ("id", "kind", "version", "title", "valid_from")
_HEAD_KNOWN = frozenset((*_HEAD, "valid_to", "edition", "province", "note", "source"))
_FIELD_KNOWN = frozenset(("id", "kind", "label", "help", "required", "most", "from", "to", "unit", "options"))


@dataclasses.dataclass(frozen=True)
class FormField:
    """One thing asked. `most` is the longest text; `least` and `greatest` bound numbers and money."""

    key: str
    kind: str
    label: Words
    help: Words = NOTHING
    required: bool = False
    most: int = 0
    least: Decimal | None = None
    greatest: Decimal | None = None
    unit: Words = NOTHING
    options: tuple[tuple[str, Words], ...] = ()


@dataclasses.dataclass(frozen=True)
class FormSection:
    """Fields under one heading, in order."""

    title: Words
    fields: tuple[FormField, ...]


@dataclasses.dataclass(frozen=True)
class Wrong:
    """Something wrong with what was typed: the field, a code for the sentence, the bound it broke."""

    key: str
    code: str
    bound: str = ""


def check_form(data: Data) -> list[Flaw]:
    """Every flaw of a definition, with its path ("sections.0.fields.2.kind") as the place."""
    if data.get("schema") != SCHEMA:
        return [Flaw("form-schema", "schema", str(data.get("schema", "")))]
    head = data.get("form")
    if not isinstance(head, Mapping):
        return [Flaw("form-missing", "form", "form")]
    return [*_check_head(head), *_check_sections(data, str(head.get("kind", "")))]


def _check_head(head: Mapping[str, Any]) -> Iterator[Flaw]:
    for key in _HEAD:
        if not head.get(key):
            yield Flaw("form-missing", "form", key)
    for key in head:
        if key not in _HEAD_KNOWN:
            yield Flaw("form-unknown", f"form.{key}", str(key))
    for key, code, holds in (
        ("id", "form-key", _ID.fullmatch(str(head.get("id")))),
        ("kind", "form-kind", head.get("kind") in ("idea", "plan")),
        ("version", "form-key", len(str(head.get("version"))) <= MOST_VERSION),
        ("title", "form-words", _worded(head.get("title"))),
    ):
        if head.get(key) and not holds:
            yield Flaw(code, f"form.{key}", str(head[key])[:40])
    for name in ("title", "note"):
        yield from _stray(head.get(name), f"form.{name}")
    yield from _check_days(head)


def _check_days(head: Mapping[str, Any]) -> Iterator[Flaw]:
    days = {key: day_of(head.get(key)) for key in ("valid_from", "valid_to")}
    for key, day in days.items():
        if head.get(key) and day is None:
            yield Flaw("form-day", f"form.{key}", str(head[key]))
    first, last = days["valid_from"], days["valid_to"]
    if first and last and last < first:
        yield Flaw("form-period", "form.valid_to", str(head["valid_to"]))


def _check_sections(data: Data, kind: str) -> Iterator[Flaw]:
    sections = data.get("sections")
    if not isinstance(sections, list) or not sections:
        yield Flaw("form-missing", "sections", "sections")
        return
    keys: set[str] = set()
    required: set[str] = set()
    for no, section in enumerate(sections):
        place = f"sections.{no}"
        fields = section.get("fields") if isinstance(section, Mapping) else None
        if not isinstance(fields, list) or not fields or not _worded(section.get("title")):
            yield Flaw("form-section", place, str(no + 1))
            continue
        yield from _stray(section["title"], f"{place}.title")
        for position, field in enumerate(fields):
            yield from _check_field(field, f"{place}.fields.{position}", keys)
            if isinstance(field, Mapping) and field.get("required") and field.get("kind") == TEXT:
                required.add(str(field.get("id")))
    if len(keys) > MOST_FIELDS:
        yield Flaw("form-many", "sections", str(MOST_FIELDS))
    if kind == "idea" and NAME not in required:
        yield Flaw("form-name", "sections", NAME)


def _check_field(field: Any, place: str, keys: set[str]) -> Iterator[Flaw]:
    """The flaws of one field; its key is noted among those seen."""
    if not isinstance(field, Mapping):
        yield Flaw("form-field", place, "")
        return
    key, kind = str(field.get("id", "")), field.get("kind")
    if not _KEY.fullmatch(key):
        yield Flaw("form-key", f"{place}.id" if "id" in field else place, key)
    if key in keys:
        yield Flaw("form-twice", f"{place}.id", key)
    keys.add(key)
    if kind not in KINDS:
        yield Flaw("form-field-kind", f"{place}.kind" if "kind" in field else place, str(kind or ""))
    if not _worded(field.get("label")):
        yield Flaw("form-words", f"{place}.label" if "label" in field else place, key)
    for name in field:
        if name not in _FIELD_KNOWN:
            yield Flaw("form-unknown", f"{place}.{name}", str(name))
    if "required" in field and not isinstance(field["required"], bool):
        yield Flaw("form-bool", f"{place}.required", str(field["required"]))
    for name in ("label", "help", "unit"):
        yield from _stray(field.get(name), f"{place}.{name}")
    yield from _check_limits(field, place)
    yield from _check_options(field, place)


def _check_limits(field: Mapping[str, Any], place: str) -> Iterator[Flaw]:
    most = field.get("most")
    if most is not None and (field.get("kind") not in LIMITS or not isinstance(most, int) or not 1 <= most <= 20_000):
        yield Flaw("form-limit", f"{place}.most", str(most))
    bounds = {}
    for name in ("from", "to"):
        if name in field:
            bounds[name] = _decimal(field[name])
            if bounds[name] is None or field.get("kind") not in {NUMBER, MONEY}:
                yield Flaw("form-limit", f"{place}.{name}", str(field[name]))
    low, high = bounds.get("from"), bounds.get("to")
    if low is not None and high is not None and high < low:
        yield Flaw("form-limit", f"{place}.to", str(field["to"]))


def _check_options(field: Mapping[str, Any], place: str) -> Iterator[Flaw]:
    options = field.get("options")
    if field.get("kind") != CHOICE:
        if options is not None:
            yield Flaw("form-options", f"{place}.options", str(field.get("kind", "")))
        return
    if not isinstance(options, list) or len(options) < 2:
        yield Flaw("form-options", f"{place}.options" if "options" in field else place, str(field.get("id", "")))
        return
    # One id twice in a list is found while the text is read.
    for no, option in enumerate(options):
        key = str(option.get("id", "")) if isinstance(option, Mapping) else ""
        if not _KEY.fullmatch(key) or not _worded(option):
            yield Flaw("form-option", f"{place}.options.{no}", key)
        yield from _stray(option, f"{place}.options.{no}", known=frozenset(("id", "vi", "en")))


def _worded(entry: Any) -> bool:
    """Whether an entry says something in Vietnamese."""
    return isinstance(entry, Mapping) and isinstance(entry.get("vi"), str) and bool(entry["vi"].strip())


def _stray(entry: Any, place: str, *, known: frozenset[str] = frozenset(("vi", "en"))) -> Iterator[Flaw]:
    """What stands beside the words of an entry: most often the rest of a sentence with a comma and no quotes."""
    for key in entry if isinstance(entry, Mapping) else ():
        if key not in known:
            yield Flaw("form-unknown", f"{place}.{key}", str(key))


def day_of(value: Any) -> dt.date | None:
    """A day of a definition, as YAML gives it or as ISO text; None for anything else."""
    if isinstance(value, dt.datetime):
        return None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return Decimal(str(value)) if _NUMBER.fullmatch(str(value).replace(",", ".")) else None


def sections_of(data: list[Data]) -> tuple[FormSection, ...]:
    """The sections of a checked definition."""
    return tuple(FormSection(words_of(entry["title"]), tuple(_field(one) for one in entry["fields"])) for entry in data)


def _field(entry: Data) -> FormField:
    return FormField(
        key=str(entry["id"]),
        kind=str(entry["kind"]),
        label=words_of(entry["label"]),
        help=words_of(entry.get("help") or {}),
        required=bool(entry.get("required", False)),
        most=int(entry.get("most") or LIMITS.get(str(entry["kind"]), 0)),
        least=_decimal(entry.get("from")),
        greatest=_decimal(entry.get("to")),
        unit=words_of(entry.get("unit") or {}),
        options=tuple((str(one["id"]), words_of(one)) for one in entry.get("options") or ()),
    )


def fields_of(sections: tuple[FormSection, ...]) -> list[FormField]:
    """All fields in order."""
    return [field for section in sections for field in section.fields]


def read_body(
    sections: tuple[FormSection, ...], said: Mapping[str, str], *, whole: bool
) -> tuple[dict[str, str], list[Wrong]]:
    """What was typed as it is kept, and what is wrong with it; with `whole`, also the required fields left empty.

    Fields the form does not have are left out. An answer that is wrong is not in the body.
    """
    body: dict[str, str] = {}
    wrongs: list[Wrong] = []
    for field in fields_of(sections):
        text = _clean(said.get(field.key, ""))
        if not text:
            if whole and field.required:
                wrongs.append(Wrong(field.key, "empty"))
            continue
        value, wrong = _value(field, text)
        if wrong is not None:
            wrongs.append(wrong)
        else:
            body[field.key] = value
    return body, wrongs


def _clean(text: str) -> str:
    """Composed letters, lines that end alike, nothing a database refuses, no blank ends."""
    return nfc(text).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _value(field: FormField, text: str) -> tuple[str, Wrong | None]:
    if field.kind in LIMITS:
        kept = " ".join(text.split()) if field.kind == TEXT else text
        return (kept, None) if len(kept) <= field.most else ("", Wrong(field.key, "long", str(field.most)))
    if field.kind in {NUMBER, MONEY}:
        return _amount(field, text)
    if field.kind == DATE:
        return _day(field, text)
    known = {key for key, _words in field.options} if field.kind == CHOICE else {YES, NO}
    return (text, None) if text in known else ("", Wrong(field.key, "choice"))


def _amount(field: FormField, text: str) -> tuple[str, Wrong | None]:
    """A number as Vietnamese write it: 1.200,5 and 1200,5; money has no part of a đồng."""
    bare = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)\.?$", "", text, flags=re.IGNORECASE) if field.kind == MONEY else text
    bare = bare.replace("\xa0", " ")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "").replace(" ", "")
    elif not _NUMBER.fullmatch(bare):
        return "", Wrong(field.key, "money" if field.kind == MONEY else "number")
    number = Decimal(bare.replace(",", "."))
    whole = number == number.to_integral_value()
    if field.kind == MONEY and not whole:
        return "", Wrong(field.key, "money")
    if field.least is not None and number < field.least:
        return "", Wrong(field.key, "least", str(field.least))
    if field.greatest is not None and number > field.greatest:
        return "", Wrong(field.key, "greatest", str(field.greatest))
    if abs(number) >= Decimal(10) ** MOST_DIGITS:
        return "", Wrong(field.key, "greatest", str(10**MOST_DIGITS - 1))
    kept = format(number.to_integral_value() if whole else number.normalize(), "f")
    return ("0" if kept == "-0" else kept), None


def _day(field: FormField, text: str) -> tuple[str, Wrong | None]:
    """A day as people write it (5/4/2026), or as the body keeps it."""
    found = _DAY.fullmatch(text)
    try:
        day = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else dt.date.fromisoformat(text)
    except ValueError:
        return "", Wrong(field.key, "day")
    return (day.isoformat(), None) if 1900 <= day.year <= 2200 else ("", Wrong(field.key, "day"))
