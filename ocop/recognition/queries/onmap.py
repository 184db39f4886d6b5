"""The catalogue by place: living stars counted, and rows found, on today's map or that of a date."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count

from ocop.places.maps import Pair, PlaceMap, successors_today
from ocop.places.models import AdminUnit
from ocop.recognition.models import Listing, ListingQuerySet

# No row has this id: a place without products leaves none.
_NOBODY = 0


def living_by(rows: ListingQuerySet, field: str) -> dict[int | None, Counter[int]]:
    """Living stars by place and star; a place without any has an empty count."""
    found: dict[int | None, Counter[int]] = _Counts()
    for place, star, number in rows.order_by().values_list(field, "stars").annotate(n=Count("pk")):
        found[place][star] += number
    return found


class _Counts(dict[int | None, Counter[int]]):
    """Counts by place, empty until something is added."""

    def __missing__(self, key: int | None) -> Counter[int]:
        return self.setdefault(key, Counter())


def living_on_map(
    rows: ListingQuerySet, standing: Iterable[int], *, day: dt.date, within: AdminUnit | None
) -> dict[int | None, Counter[int]]:
    """Living stars by commune on the map of a day; `standing` are the communes to place rows in, `within` the province
    of that map the rows must lie in (None: any)."""
    fields = ("product__unit_id", "product__settled_unit_id", "stars")
    stars: dict[Pair, Counter[int]] = {}
    for written, settled, star, number in rows.order_by().values_list(*fields).annotate(n=Count("pk")):
        stars.setdefault((written, settled), Counter())[star] += number
    on = PlaceMap([*stars, *((one, None) for one in standing)], day)
    found = _Counts()
    for pair, counted in stars.items():
        if within is None or on.province(pair) == within.pk:
            found[on.commune(pair)].update(counted)
    return found


def rows_there(
    provinces: Sequence[AdminUnit], communes: Sequence[AdminUnit | None], *, seen_on: dt.date, day: dt.date | None
) -> frozenset[int]:
    """Ids of the catalogue's rows that lie in one of the provinces and one of the communes (each empty: anywhere; None:
    not yet known) on today's map or that of a day. A split commune holds what lies in its successors and what was
    written under it and not yet settled. At most five queries."""
    homes = {unit.today_province_id for unit in (*provinces, *communes) if unit is not None}
    rows = Listing.objects.decided_by(seen_on).order_by()
    rows = rows.filter(province_id__in=homes) if homes else rows
    found = list(rows.values_list("pk", "product__unit_id", "product__settled_unit_id", "commune_id", "province_id"))
    if day is None:
        return _today(found, provinces, communes)
    wanted = {unit.pk if unit else None for unit in communes}
    areas = {unit.pk for unit in provinces}
    on = PlaceMap({(unit, settled) for _pk, unit, settled, _commune, _province in found}, day)
    return frozenset(
        pk
        for pk, unit, settled, _commune, _province in found
        if (not areas or on.province((unit, settled)) in areas)
        and (not wanted or on.commune((unit, settled)) in wanted)
    ) or frozenset({_NOBODY})


def _today(
    found: Sequence[tuple[int, int | None, int | None, int | None, int | None]],
    provinces: Sequence[AdminUnit],
    communes: Sequence[AdminUnit | None],
) -> frozenset[int]:
    split = [unit for unit in communes if unit is not None and unit.today_id is None]
    ends = {end.pk for ends in successors_today(split).values() for end in ends}
    ends |= {unit.today_id for unit in communes if unit is not None and unit.today_id is not None}
    areas = {unit.today_province_id for unit in provinces}
    olds = {unit.pk for unit in split}
    return frozenset(
        pk
        for pk, unit, _settled, commune, province in found
        if (not areas or province in areas)
        and (not communes or commune in ends or (commune is None and (None in communes or unit in olds)))
    ) or frozenset({_NOBODY})
