"""A GET never writes: the guard the web puts around every safe request (style.md 3.5)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# What a GET may write: the session, who opened what, and the count of scanned codes.
WRITABLE = frozenset({"django_session", "core_opening", "recognition_scanday"})
_READS = frozenset(
    {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "START", "SHOW", "SET", "PRAGMA", "EXPLAIN"}
)
_WORD = re.compile(r"[\s(]*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*([A-Za-z]+)", re.DOTALL)
_WRITES_ONE_TABLE = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+(?:\"?public\"?\.)?\"?(\w+)\"?", re.IGNORECASE
)
_WRITING_WORD = re.compile(r"\b(?:INSERT\s+INTO|UPDATE\s+\"?\w+\"?\s+SET|DELETE\s+FROM|MERGE\s+INTO)\b", re.IGNORECASE)


class WriteUnderGet(Exception):
    """A page that should only show something tried to write; a fault of ours, never of the reader."""


def writes(sql: str) -> bool:
    """Whether the statement writes something a GET may not write; what is not known to read counts as writing."""
    word = _WORD.match(sql)
    first = word.group(1).upper() if word else ""
    if first in _READS:
        return False
    if first == "WITH":
        return _WRITING_WORD.search(sql) is not None
    table = _WRITES_ONE_TABLE.match(sql)
    return table is None or table.group(1).lower() not in WRITABLE


def _refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """The wrapper Django calls around every statement (its own signature: params, many, context)."""
    if writes(sql):
        raise WriteUnderGet(sql[:200])
    return execute(sql, *rest)


@contextmanager
def no_writes() -> Iterator[None]:
    """Refuse every INSERT, UPDATE, DELETE and change of schema inside the block, except on the `WRITABLE` tables.

    Savepoints and transactions pass. Raises `WriteUnderGet` before the statement reaches the database.
    """
    with connection.execute_wrapper(_refuse):
        yield
