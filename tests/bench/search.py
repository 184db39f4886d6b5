"""Q3: the search over a million generated documents against the engine's own ranked full-text query. One process.

Ours is `core.search.search` as a page calls it: top twenty in our order, counts by kind, sight of a passer-by. The bare
query is the engine's: the same words on the same index, top twenty by bm25 or ts_rank. Both are asked in turn; of many
rounds the least counts, in milliseconds of wall time.
"""

import datetime as dt
import itertools
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from ocop.core import fulltext
from ocop.core.documents import FIELDS, KINDS, Draft, document_of
from ocop.core.search import read_typed, search

DAY = dt.date(2026, 6, 1)
BEGUN = dt.date(2020, 1, 1)
ROUNDS = 15
GOODS = (*["Chè"] * 5, "Gạo", "Miến", "Mật ong", "Rượu", "Trà", "Bún", "Thịt gác bếp", "Tinh nghệ", "Nấm", "Cam")
KINDS_OF = (*["shan tuyết"] * 2, "nếp", "dong", "bạc hà", "men lá", "hoa vàng", "khô", "xông khói", "vàng", "hương")
SYLLABLES = tuple(
    head + tail
    for head in ("b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "s", "t", "v", "x")
    for tail in ("an", "anh", "ao", "at", "ba", "en", "inh", "oi", "on", "ong", "u", "ung", "uong", "uy")
)
# Three words each; what is found lies on both sides of the 10,000 above which the newest are ranked.
ASKED = ("nam shan tuyet", "gao nep b", "mien hoa vang", "bun bac ha", "che shan tuyet", "che hoa vang")


def _documents(count: int) -> Iterator[list[Any]]:
    """Rows of the table; one in ten is not public."""
    chance = random.Random(7)
    for number in range(1, count + 1):
        place = [chance.choice(SYLLABLES) for _ in range(4)]
        draft = Draft(
            number,
            [f"{chance.choice(GOODS)} {chance.choice(KINDS_OF)} {place[0]} {place[1]}"],
            [" ".join(chance.choices(SYLLABLES, k=12)), f"xã {place[2]} {place[3]} (dữ liệu sinh)"],
            [f"{number % 34:02d}-{number % 3321:05d}-{number}-2026"],
            public_from=BEGUN if number % 10 else None,
            province_id=number % 34 + 1,
            set_key=f"s{number % 26 + 1:02d}",
            stars=(None, 3, 4, 5)[number % 4],
            valid_from=BEGUN,
            valid_to=dt.date(2029, 1, 1),
            owner=number % 200_000 + 1,
            places=[number % 34 + 1],
        )
        row = document_of(KINDS[number % len(KINDS)], draft)
        yield [row.kind, row.object_id, *(getattr(row, field) for field in FIELDS)]


def fill_documents(count: int) -> dict[str, Any]:
    """Migrate, write so many documents straight into the table, then make the index."""
    call_command("migrate", verbosity=0)
    fulltext.uninstall(connection)
    columns = ", ".join(("kind", "object_id", *FIELDS))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {fulltext.TABLE} ({columns}) FROM STDIN") as copy:
            for row in _documents(count):
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * (2 + len(FIELDS)))
        rows = _documents(count)
        with transaction.atomic(), connection.cursor() as cursor:
            while some := list(itertools.islice(rows, 10_000)):
                cursor.executemany(f"INSERT INTO {fulltext.TABLE} ({columns}) VALUES ({marks})", some)
    begun = time.perf_counter()
    fulltext.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_searchdocument" if connection.vendor == "postgresql" else "ANALYZE")
    return {"index_seconds": round(time.perf_counter() - begun, 1)}


def _bare(text: str) -> Callable[[], list[Any]]:
    """The engine's own top twenty of these words."""
    match = fulltext.Match(read_typed(text).words)
    if connection.vendor == "postgresql":
        words = fulltext._tsquery(match, ())
        sql = (
            f"SELECT id FROM {fulltext.TABLE} WHERE public_from IS NOT NULL AND lexemes @@ %s::tsquery "
            "ORDER BY ts_rank(lexemes, %s::tsquery) DESC LIMIT 20"
        )
        facts = [words, words]
    else:
        table = fulltext.PUBLIC
        sql, facts = (
            f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY bm25({table}) LIMIT 20",
            [fulltext._fts5(match, ())],
        )

    def ask() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, facts)
            return list(cursor.fetchall())

    return ask


def _hits(text: str) -> int:
    """How many documents hold the words, however many."""
    match = fulltext.Match(read_typed(text).words)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT COUNT(*) FROM {fulltext.TABLE} WHERE public_from IS NOT NULL AND lexemes @@ %s::tsquery",
                [fulltext._tsquery(match, ())],
            )
        else:
            cursor.execute(
                f"SELECT COUNT(*) FROM {fulltext.PUBLIC} WHERE {fulltext.PUBLIC} MATCH %s", [fulltext._fts5(match, ())]
            )
        return int(cursor.fetchone()[0])


def measure_search() -> dict[str, Any]:
    """Each question: hits, our milliseconds, the bare query's, whether we ranked the newest only, and the plan."""
    told = []
    for text in ASKED:
        bare, times = _bare(text), ([], [])  # type: tuple[Callable[[], list[Any]], tuple[list[float], list[float]]]
        for _turn in range(ROUNDS):
            for kept, ask in ((times[0], lambda text=text: search(text, DAY)), (times[1], bare)):
                begun = time.perf_counter()
                ask()
                kept.append(time.perf_counter() - begun)
        ours, reference = (1000 * min(some) for some in times)
        typed = read_typed(text)
        plan = fulltext.explain(fulltext.Ask(fulltext.Match(typed.words, typed.code), DAY))
        scans = [
            line.strip()
            for line in plan
            if "Seq Scan on core_" in line or line.startswith("SCAN core_searchdoc") or line.startswith("SCAN d")
        ]
        told.append(
            {
                "asked": text,
                "hits": _hits(text),
                "many": search(text, DAY).many,
                "ours": round(ours, 1),
                "reference": round(reference, 1),
                "ratio": round(ours / reference, 2),
                "scans": scans,
                "plan": [line.strip() for line in plan if "Scan" in line or "SCAN" in line or "SEARCH" in line],
            }
        )
    return {"asked": told}
