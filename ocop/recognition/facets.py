"""The kept counts of the catalogue's filters: what a listing adds to them from which day on, and their sums on a day.

Certificates begin and end without anybody acting, so a count is no number but a row of dated changes: "from 15/6/2026
one more with four stars, from 16/6/2029 one fewer". Verbs append; the day's work folds what lies behind (ADR 11).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Case, Count, IntegerField, Sum, When, Window
from django.db.models.functions import Length

from ocop.core.dates import UNKNOWN_START
from ocop.recognition.enums import Facet
from ocop.recognition.models import FacetChange, Listing

# Standing of a product on a day: its living stars (5 to 3), or one of these.
ENDED, PENDING = 0, -1
_DAY = dt.timedelta(days=1)
# Facet, value, part, day.
Key = tuple[str, str, str, dt.date]


def changes_of(row: Listing) -> Iterator[tuple[Key, int]]:
    """What a listing adds to the counts, and from which day on."""
    day = row.decided_on
    yield (Facet.TREE, row.group_key, row.set_key, day), 1
    yield (Facet.PROVINCE, str(row.province_id or ""), "", day), 1
    yield (Facet.PLACE, str(row.province_id or ""), str(row.commune_id or ""), day), 1
    yield (Facet.KIND, row.producer_kind, "", day), 1
    before = None
    for standing, begins in _standings(row):
        if before is not None:
            yield (Facet.STANDING, str(before), "", begins), -1
        yield (Facet.STANDING, str(standing), "", begins), 1
        before = standing


def _standings(row: Listing) -> list[tuple[int, dt.date]]:
    """The standings a listing goes through from the day of its decision, each with its first day."""
    seen, begins, ends = row.decided_on, row.valid_from, row.valid_to
    if row.stars is None or begins is None or ends is None or ends < max(begins, seen):
        return [(ENDED, seen)]
    way = [(PENDING, seen)] if begins > seen else []
    return [*way, (row.stars, max(begins, seen)), (ENDED, ends + _DAY)]


def write_changes(before: Listing | None, after: Listing | None) -> None:
    """Append what changes when one row takes the place of another; inside the verb's transaction."""
    sums: Counter[Key] = Counter()
    for row, sign in ((before, -1), (after, 1)):
        for key, count in changes_of(row) if row else ():
            sums[key] += sign * count
    _append(sums)


def _append(sums: Counter[Key]) -> None:
    FacetChange.objects.bulk_create([
        FacetChange(facet=facet, value=value, part=part, day=day, count=count)
        for (facet, value, part, day), count in sums.items() if count
    ], batch_size=500)


def kept(day: dt.date, facets: Iterable[str]) -> dict[str, Counter[tuple[str, str]]]:
    """The counts of a day by facet and (value, part), in one query; days before yesterday may be folded."""
    found: dict[str, Counter[tuple[str, str]]] = {facet: Counter() for facet in facets}
    if found:
        rows = FacetChange.objects.filter(facet__in=list(found), day__lte=day).order_by()
        for facet, value, part, count in rows.values_list("facet", "value", "part").annotate(n=Sum("count")):
            if count:
                found[facet][value, part] = count
    return found


def kept_communes(day: dt.date, *, provinces: Iterable[int], few: int) -> tuple[dict[int, int], int]:
    """The communes with the most products and how many communes have any; one query, ranked by the database. Under 0
    stands what lies in no known commune.

    `provinces` are ids that narrow it, empty for the whole country.
    """
    rows = FacetChange.objects.filter(facet=Facet.PLACE, day__lte=day)
    chosen = [str(province) for province in provinces]
    rows = rows.filter(value__in=chosen) if chosen else rows
    # Ids of equal length sort like numbers; so the shorter one comes first.
    ranked = rows.order_by().values("part").annotate(n=Sum("count"), found=Window(Count("*"))).filter(n__gt=0)
    nowhere = Case(When(part="", then=0), default=1, output_field=IntegerField())
    best = list(ranked.order_by(nowhere, "-n", Length("part"), "part").values_list("part", "n", "found")[: few + 1])
    lost = best and best[0][0] == ""
    shown = best if lost else best[:few]
    return {int(part or 0): number for part, number, _ in shown}, best[0][2] - bool(lost) if best else 0


def fold_changes(day: dt.date) -> int:
    """Fold the changes of days before yesterday into one row a value; how many rows that took.

    Deleted rows are read by the very statement that deletes them, so a verb or a second folding beside it loses and
    doubles nothing. Yesterday stays: a page begun before midnight may still ask for it.
    """
    table = connection.ops.quote_name(FacetChange._meta.db_table)
    sums: Counter[Key] = Counter()
    folded = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE day < %s RETURNING facet, value, part, count", [day - _DAY])
        for facet, value, part, count in cursor.fetchall():
            sums[facet, value, part, UNKNOWN_START] += count
            folded += 1
        _append(sums)
    return folded
