"""The rulebooks that ship with the product, read from their files without a database."""

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from ocop.rulebooks.rules.reading import SCHEMA, Book, has_criteria, read_book

DATA = Path(__file__).resolve().parent.parent / "data"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(content: bytes) -> dict[str, Any]:
    """A file's content as data. Raises ValueError when it is not a mapping in YAML."""
    try:
        data = yaml.load(content, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    if not isinstance(data, dict):
        raise ValueError("not a mapping")
    return cast("dict[str, Any]", data)


def checksum(content: bytes) -> str:
    """SHA-256 of the file's text, line ends aside."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def paths() -> list[Path]:
    """The shipped files, by name."""
    return sorted(DATA.glob("*.yaml"))


def form_paths() -> list[Path]:
    """The shipped forms, by name."""
    return sorted((DATA / "forms").glob("*.yaml"))


@functools.cache
def shipped_data(path: Path) -> Mapping[str, Any]:
    """One shipped file, parsed once per process."""
    return parse(path.read_bytes())


@functools.cache
def shipped_books() -> Mapping[str, Book]:
    """The shipped editions that hold criteria, by id."""
    found = [shipped_data(path) for path in paths()]
    books = [read_book(data) for data in found if data.get("schema") == SCHEMA and has_criteria(data)]
    return {book.id: book for book in books}
