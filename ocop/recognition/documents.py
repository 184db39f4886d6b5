"""What recognition adds to what the search finds: names and numbers as printed, stars with their dates, what is
public."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Min

from ocop.core.documents import PRODUCER, PRODUCT, Told
from ocop.recognition.enums import DecisionState
from ocop.recognition.models import Certificate, Listing


def told(*, kind: str, ids: Sequence[int]) -> list[Told]:
    """Answers the question `search.told` for products in the catalogue and their producers; nothing else is public."""
    if kind == PRODUCT:
        return _products(ids)
    if kind == PRODUCER:
        return _producers(ids)
    return []


def _products(ids: Sequence[int]) -> list[Told]:
    """Products as the catalogue shows them: found by every certificate decided by the day their row begins."""
    listed = {row.product_id: row for row in Listing.objects.filter(product__in=ids)}
    printed: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    rows = (
        Certificate.objects.filter(
            recognition__product__head__in=list(listed), recognition__decision__state=DecisionState.ISSUED
        )
        .order_by("issued_on", "pk")
        .values_list(
            "recognition__product__head",
            "recognition__decision__signed_on",
            "recognition__product_name",
            "recognition__producer_name",
            "recognition__place_name",
            "number",
            "pid",
        )
    )
    for head, signed_on, *words in rows:
        row = listed[head or 0]
        if signed_on is not None and signed_on <= row.decided_on:
            printed[row.product_id].append(tuple(words))
    return [_told(row, printed[pk]) for pk, row in listed.items()]


def _told(row: Listing, printed: Sequence[tuple[str, ...]]) -> Told:
    """One product: its names first as printed, then who made it and where, then the numbers of its certificates."""
    return Told(
        row.product_id,
        names=(row.name, *(one[0] for one in printed)),
        words=(row.producer_name, row.place_name, *(text for one in printed for text in one[1:3])),
        codes=tuple(text for one in printed for text in one[3:5]),
        public_from=row.decided_on,
        set_key=row.set_key or None,
        stars=row.stars,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _producers(ids: Sequence[int]) -> list[Told]:
    """A producer is public from the day its first product in the catalogue is."""
    rows = Listing.objects.filter(product__producer__head__in=ids).order_by()
    first = rows.values_list("product__producer__head").annotate(first=Min("decided_on"))
    return [Told(head, public_from=day) for head, day in first if head is not None]
