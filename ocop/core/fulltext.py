"""The full-text index under `SearchDocument` on both engines: how it is kept, and the one statement that ranks.

SQLite: two FTS5 tables, one of what is public and one of what is not, each over the rows of a view, kept in step by
triggers. PostgreSQL: a generated column of lexemes with a partial GIN index for each half. Words are cut and folded in
Python on both sides, so neither engine's own word breaker has a say, and both find and order the same.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "core_searchdocument"
PUBLIC, CLOSED = "core_search_public", "core_search_closed"
COLUMNS = ("title", "body", "codes", "marks")
# Above so many hits only the newest are ranked.
MANY = 10_000
NEWEST = 2_000
# Lexemes that name a block of ids, so that PostgreSQL finds the newest hits inside the index (2^14 documents each).
BLOCK = "\ue002"
_BITS = 14
# PostgreSQL compares texts by byte, as SQLite does; sort keys hold plain letters and digits only.
_BYTES = 'COLLATE "C"'

_LEXEMES = (
    "array_to_tsvector(array_remove(string_to_array(translate(title, '|', ' ') || ' ' || body || ' ' || codes || ' ' "
    f"|| marks || ' {BLOCK}' || (id >> {_BITS})::text, ' '), ''))"
)


@dataclasses.dataclass(frozen=True)
class Match:
    """A search as the index is asked: words (all of them, the last as a beginning), a code that may stand instead, and
    marks that must all be there."""

    words: tuple[str, ...]
    code: str = ""
    marks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Row:
    """A hit with what it is ordered by."""

    kind: str
    object_id: int
    rank: int
    stars: int
    name_key: str

    @property
    def place(self) -> tuple[int, int, str, str, int]:
        """Its place in the order: how well it fits, living stars, Vietnamese order."""
        return (self.rank, -self.stars, self.name_key, self.kind, self.object_id)


@dataclasses.dataclass(frozen=True)
class Ranked:
    """The first hits in order, how many of each kind there are, and whether there were more than `MANY`."""

    rows: tuple[Row, ...]
    kinds: dict[str, int]
    many: bool


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index and fill it from the documents that stand; safe to run twice.

    A later migration that rebuilds the table of documents on SQLite drops its triggers and must call this again.
    """
    uninstall(connection)
    make = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; the documents stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS lexemes")
            return
        for deed in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{deed}")
        for name in (PUBLIC, CLOSED):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(f"DROP VIEW IF EXISTS {name}_rows")


def _postgresql() -> list[str]:
    return [
        f"ALTER TABLE {TABLE} ADD COLUMN lexemes tsvector GENERATED ALWAYS AS ({_LEXEMES}) STORED",
        f"CREATE INDEX {PUBLIC} ON {TABLE} USING gin (lexemes) WHERE public_from IS NOT NULL",
        f"CREATE INDEX {CLOSED} ON {TABLE} USING gin (lexemes) WHERE public_from IS NULL",
    ]


def _sqlite() -> list[str]:
    names = ", ".join(COLUMNS)
    made = []
    for table, holds in ((PUBLIC, "IS NOT NULL"), (CLOSED, "IS NULL")):
        made += [
            f"CREATE VIEW {table}_rows AS SELECT id, {names} FROM {TABLE} WHERE public_from {holds}",
            f"CREATE VIRTUAL TABLE {table} USING fts5({names}, content='{table}_rows', content_rowid='id', "
            "tokenize='unicode61', prefix='2 3')",
            f"INSERT INTO {table}({table}) VALUES ('rebuild')",
        ]
    old = "".join(_sqlite_row("OLD", table, holds) for table, holds in ((PUBLIC, "IS NOT NULL"), (CLOSED, "IS NULL")))
    new = "".join(_sqlite_row("NEW", table, holds) for table, holds in ((PUBLIC, "IS NOT NULL"), (CLOSED, "IS NULL")))
    head = "CREATE TRIGGER {table}_{deed} AFTER {when} ON {table} BEGIN {body} END"
    watched = ", ".join(("id", "public_from", *COLUMNS))
    return [
        *made,
        head.format(table=TABLE, deed="insert", when="INSERT", body=new),
        head.format(table=TABLE, deed="update", when=f"UPDATE OF {watched}", body=old + new),
        head.format(table=TABLE, deed="delete", when="DELETE", body=old),
    ]


def _sqlite_row(which: str, table: str, holds: str) -> str:
    """Take a row out of a full-text table (OLD), or put one in (NEW), if it belongs there."""
    names, values = ", ".join(COLUMNS), ", ".join(f"{which}.{name}" for name in COLUMNS)
    if which == "NEW":
        return f"INSERT INTO {table}(rowid, {names}) SELECT NEW.id, {values} WHERE NEW.public_from {holds}; "
    return (
        f"INSERT INTO {table}({table}, rowid, {names}) SELECT 'delete', OLD.id, {values} "
        f"WHERE OLD.public_from {holds}; "
    )


@dataclasses.dataclass(frozen=True)
class Ask:
    """A search with who asks and when. `own` are the marks of which any opens a document to this person; None opens
    everything. `stars` are living stars on the day."""

    match: Match
    day: dt.date
    own: tuple[str, ...] | None = ()
    stars: int | None = None
    limit: int = 20
    offset: int = 0


def rank(ask: Ask) -> Ranked:
    """The hits of a search in order: one statement, two on PostgreSQL where there are more than `MANY`.

    The order does not hang on an engine's own score: a code that fits, a name that is the words, a name that begins
    with them, all words in the names, all words somewhere; then living stars, then Vietnamese order.
    """
    if connection.vendor != "postgresql":
        rows = _run(_sqlite_statement(ask), _facts(ask))
        return _ranked(rows, ask)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A frequent word would tempt the planner to read the whole table.
            cursor.execute("SET LOCAL enable_seqscan = off")
        rows = _run(_postgresql_statement(ask, newest=False), _facts(ask))
        if _seen(rows)[0] <= MANY:
            return _ranked(rows, ask)
        return _postgresql_newest(ask, rows)


def _postgresql_newest(ask: Ask, rows: list[Any]) -> Ranked:
    """Rank the newest hits only: the blocks that hold enough of them are guessed from how thick they lay so far."""
    seen, last = _seen(rows)
    top = _run(f"SELECT max(id) FROM {TABLE}", {})[0][0] >> _BITS
    blocks = max(2, int(1.25 * NEWEST * last / seen) >> _BITS) + 1
    while True:
        facts = _facts(ask, blocks=range(max(0, top - blocks), top + 1))
        rows = _run(_postgresql_statement(ask, newest=True), facts)
        if _seen(rows)[0] >= NEWEST or blocks > top:
            return dataclasses.replace(_ranked(rows, ask), many=True)
        blocks *= 2


def _run(sql: str, facts: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def _seen(rows: Sequence[Any]) -> tuple[int, int]:
    """How many hits were found, at most one more than are counted, and the greatest id among them."""
    return next((row[2], row[3] or 0) for row in rows if row[0] == 2)


def _ranked(rows: Sequence[Any], ask: Ask) -> Ranked:
    found = [Row(kind, number, klass, stars, key) for part, kind, number, klass, stars, key in rows if part == 0]
    kinds = {kind: number for part, kind, number, *_ in rows if part == 1}
    return Ranked(tuple(sorted(found, key=lambda row: row.place)), kinds, _seen(rows)[0] > MANY)


def explain(ask: Ask) -> list[str]:
    """How the engine would answer, line by line: for the bench, which looks for a full scan."""
    if connection.vendor != "postgresql":
        return [str(row[-1]) for row in _run(f"EXPLAIN QUERY PLAN {_sqlite_statement(ask)}", _facts(ask))]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        return [
            row[0]
            for newest in (False, True)
            for row in _run(f"EXPLAIN {_postgresql_statement(ask, newest=newest)}", _facts(ask, blocks=range(1)))
        ]


def _facts(ask: Ask, blocks: Sequence[int] = ()) -> dict[str, Any]:
    """The values of the statement. Words hold letters and digits only, so no sign of a query language is among them."""
    words, phrase = ask.match.words, " ".join(ask.match.words)
    write = _tsquery if connection.vendor == "postgresql" else _fts5
    near = [f"{BLOCK}{number}" for number in blocks]
    facts: dict[str, Any] = {
        "day": ask.day,
        "exact": f"| {phrase} |",
        "begin": f"| {phrase}",
        "code": f" {ask.match.code} ",
        "stars": ask.stars or 0,
        "limit": ask.limit,
        "offset": ask.offset,
        "public": write(ask.match, near),
        "closed": write(ask.match, near, ask.own or ()),
    }
    facts |= {f"w{place}": f" {word} " for place, word in enumerate(words[:-1])}
    facts["last"] = f" {words[-1] if words else ''}"
    return facts | {f"own{place}": f" {mark} " for place, mark in enumerate(ask.own or ())}


def _fts5(match: Match, near: Sequence[str], own: Sequence[str] = ()) -> str:
    """The words for FTS5; each in quotes."""
    return _written(match, [own], ('"', " AND ", " OR ", "*"))


def _tsquery(match: Match, near: Sequence[str], own: Sequence[str] = ()) -> str:
    """The words for PostgreSQL, as the text of a tsquery; each in quotes."""
    return _written(match, [near, own], ("'", " & ", " | ", ":*"))


def _written(match: Match, any_of: Sequence[Sequence[str]], signs: tuple[str, str, str, str]) -> str:
    """All words, or the code instead; every mark; and one of each set of marks."""
    quote, both, either, begins = signs

    def quoted(words: Sequence[str]) -> list[str]:
        return [f"{quote}{word}{quote}" for word in words]

    words = f"{both.join(quoted(match.words))}{begins}" if match.words else ""
    ways = [f"({words})"] if words else []
    ways += quoted([match.code]) if match.code else []
    parts = [f"({either.join(ways)})", *quoted(match.marks)]
    return both.join([*parts, *(f"({either.join(quoted(some))})" for some in any_of if some)])


def _ranks(ask: Ask, inside: str) -> str:
    """How well a row fits, and its living stars."""
    middle = [f"{inside}(title, %(w{place})s) > 0" for place in range(len(ask.match.words) - 1)]
    every = " AND ".join([*middle, f"{inside}(title, %(last)s) > 0"])
    code = f"WHEN {inside}(codes, %(code)s) > 0 THEN 0 " if ask.match.code else ""
    return (
        f"CASE {code}WHEN {inside}(title, %(exact)s) > 0 THEN 1 WHEN {inside}(title, %(begin)s) > 0 THEN 2 "
        f"WHEN {every} THEN 3 ELSE 4 END AS klass, "
        "CASE WHEN valid_from <= %(day)s AND valid_to >= %(day)s THEN COALESCE(stars, 0) ELSE 0 END AS living"
    )


def _seen_by(ask: Ask, inside: str) -> str:
    """Which rows this person sees on the day."""
    if ask.own is None:
        return "TRUE"
    own = "".join(f" OR {inside}(marks, %(own{place})s) > 0" for place in range(len(ask.own)))
    return f"(COALESCE(public_from <= %(day)s, FALSE){own})"


def _tail(ask: Ask, collate: str) -> str:
    """The three parts of the answer: rows in order, counts by kind, and what the index found."""
    living = "WHERE living = %(stars)s" if ask.stars else ""
    return (
        "SELECT * FROM (SELECT 0 AS part, kind, object_id, klass, living, name_key FROM fits "
        f"{living} ORDER BY klass, living DESC, name_key {collate}, kind {collate}, object_id "
        "LIMIT %(limit)s OFFSET %(offset)s) AS first "
        f"UNION ALL SELECT 1, kind, COUNT(*), 0, 0, '' FROM fits {living} GROUP BY kind "
        "UNION ALL SELECT 2, '', seen, last, 0, '' FROM counted"
    )


def _sqlite_statement(ask: Ask) -> str:
    halves = [(PUBLIC, "public")] if ask.own == () else [(PUBLIC, "public"), (CLOSED, "closed")]
    hits = " UNION ALL ".join(
        f"SELECT id FROM (SELECT rowid AS id FROM {table} WHERE {table} MATCH %({key})s "
        f"ORDER BY rowid DESC LIMIT {MANY + 1})"
        for table, key in halves
    )
    return (
        f"WITH hits AS MATERIALIZED ({hits}), "
        "counted AS MATERIALIZED (SELECT COUNT(*) AS seen, MAX(id) AS last FROM hits), "
        "taken AS MATERIALIZED (SELECT id FROM hits ORDER BY id DESC "
        f"LIMIT (SELECT CASE WHEN seen > {MANY} THEN {NEWEST} ELSE {MANY} END FROM counted)), "
        f"fits AS MATERIALIZED (SELECT kind, object_id, name_key, {_ranks(ask, 'instr')} "
        f"FROM taken CROSS JOIN {TABLE} AS d ON d.id = taken.id WHERE {_seen_by(ask, 'instr')}) {_tail(ask, '')}"
    )


def _postgresql_statement(ask: Ask, *, newest: bool) -> str:
    """With `newest` the match names blocks and the newest are ranked; else all, unless there are too many.

    Rows are weighed where they are read, so that ten thousand of them stay in memory.
    """
    names = f"id, kind, object_id, name_key, {_ranks(ask, 'strpos')}, {_seen_by(ask, 'strpos')} AS seen_by"
    halves = [("IS NOT NULL", "public")] if ask.own == () else [("IS NOT NULL", "public"), ("IS NULL", "closed")]
    limit = "" if newest else f" LIMIT {MANY + 1}"
    hits = " UNION ALL ".join(
        f"(SELECT {names} FROM {TABLE} WHERE public_from {half} AND lexemes @@ %({key})s::tsquery{limit})"
        for half, key in halves
    )
    taken = f"(SELECT * FROM hits ORDER BY id DESC LIMIT {NEWEST}) AS taken" if newest else "hits"
    few = "" if newest else f" AND (SELECT seen FROM counted) <= {MANY}"
    return (
        f"WITH hits AS MATERIALIZED ({hits}), "
        "counted AS MATERIALIZED (SELECT COUNT(*) AS seen, MAX(id) AS last FROM hits), "
        f"fits AS (SELECT * FROM {taken} WHERE seen_by{few}) {_tail(ask, _BYTES)}"
    )
