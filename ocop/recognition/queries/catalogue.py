"""The public catalogue: lists over `Listing`, a product's page, and the two public JSON shapes (product.md 4)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q

from ocop.core.names import fold
from ocop.places.models import AdminUnit
from ocop.recognition.models import Certificate, CertificateEvent, Listing, ListingQuerySet
from ocop.recognition.queries.checking import Check, Past, check, codes_of
from ocop.registry.models import Product, ProductCode

PAGE_SIZE = 24
_WORDS = 8


@dataclasses.dataclass(frozen=True)
class CataloguePage:
    """One page of the catalogue; `count` is of all hits, `pages` at least 1."""

    rows: list[Listing]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE_SIZE))


@dataclasses.dataclass(frozen=True)
class ProductPage:
    """What the public sees of a product: never a draft, a phone or a person."""

    product: Product
    check: Check
    codes: list[ProductCode]
    listing: Listing

    @property
    def history(self) -> tuple[Past, ...]:
        """Every certificate the product ever had."""
        return self.check.history


def catalogue(
    day: dt.date,
    *,
    q: str = "",
    stars: int | None = None,
    group: str = "",
    province: int | None = None,
    commune: int | None = None,
    page: int = 1,
) -> CataloguePage:
    """A page of products that have or had stars, in Vietnamese order; words are sought without marks.

    `stars` are living stars on the day; `group` is a group's printed number ("I" holds "I.5"); `province` and
    `commune` are ids of today's units. A page past the end is the last one.
    """
    rows = _filtered(day, q=q, group=group)
    if stars is not None:
        rows = rows.starred_on(day).filter(stars=stars)
    if province is not None:
        rows = rows.filter(province_id=province)
    if commune is not None:
        rows = rows.filter(commune_id=commune)
    count = rows.count()
    page = max(1, min(page, -(-count // PAGE_SIZE)))
    start = (page - 1) * PAGE_SIZE
    shown = _with_certificates(rows).order_by("name_key", "pk")[start : start + PAGE_SIZE]
    return CataloguePage(list(shown), count, page)


def newest(day: dt.date, limit: int = 6) -> list[Listing]:
    """The products whose living stars began last."""
    rows = Listing.objects.starred_on(day)
    return list(_with_certificates(rows).order_by("-valid_from", "name_key", "pk")[:limit])


def product_page(pid: str, day: dt.date) -> ProductPage | None:
    """The public page of a product by its permanent code; None for one without any decided certificate.

    The code of a product that was merged into another leads to that one: goods keep the code printed on them.
    """
    rows = Listing.objects.decided_by(day).select_related("product__producer")
    listing = rows.filter(product__pid=pid.upper()).first() or rows.filter(product__merged__pid=pid.upper()).first()
    if listing is None:
        return None
    return ProductPage(listing.product, check(listing.product.pid, day), codes_of(listing.product), listing)


def products_api(day: dt.date, **filters: Any) -> dict[str, Any]:
    """The public list as JSON: filters as of `catalogue`; dates in ISO, stars null once they no longer live."""
    found = catalogue(day, **filters)
    units = _unit_names(found.rows)
    return {"count": found.count, "results": [_listing_json(row, day, units) for row in found.rows]}


def certificate_api(code: str, day: dt.date) -> dict[str, Any]:
    """A check as JSON. Where nothing is found `status` is null and `why` and `ask` say more (the API answers 404).

    `several` holds the choices where a number belongs to several products; `why` is null then (the API answers 409).
    """
    answer = check(code, day)
    if answer.certificate is None:
        several = [
            {"code": one.pid, "product": one.recognition.product_name, "producer": one.recognition.producer_name}
            for one in answer.several
        ]
        return {"code": answer.code, "status": None, "why": answer.why, "ask": str(answer.ask), "several": several}
    certificate = answer.certificate
    decision = certificate.recognition.decision
    return {
        "code": certificate.pid,
        "status": answer.status,
        "stars": answer.stars,
        "product": answer.product_name,
        "producer": answer.producer_name,
        "issued": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "decision": {"number": decision.number, "date": _iso(decision.signed_on)},
        "history": [_past_json(past) for past in answer.history],
    }


def _filtered(day: dt.date, *, q: str, group: str) -> ListingQuerySet:
    rows = Listing.objects.decided_by(day)
    for word in fold(q).split()[:_WORDS]:
        rows = rows.filter(name_folded__contains=word)
    return rows.filter(Q(group_key=group) | Q(group_key__startswith=f"{group}.")) if group else rows


def _with_certificates(rows: ListingQuerySet) -> ListingQuerySet:
    """With what a card shows: the certificate's state needs its events."""
    events = Prefetch("certificate__events", CertificateEvent.objects.order_by("on", "pk"))
    return rows.select_related("product", "certificate").prefetch_related(events)


def _unit_names(rows: Iterable[Listing]) -> dict[int, str]:
    wanted = {unit for row in rows for unit in (row.commune_id, row.province_id) if unit}
    return {unit.pk: unit.full_name for unit in AdminUnit.objects.filter(pk__in=wanted)}


def _listing_json(row: Listing, day: dt.date, units: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.product.pid,
        "name": row.name,
        "stars": row.stars_on(day),
        "producer": row.producer_name,
        "commune": units.get(row.commune_id or 0),
        "province": units.get(row.province_id or 0),
        "group": row.group_key or None,
        "certificate": _certificate_json(row.certificate, day) if row.certificate else None,
    }


def _certificate_json(certificate: Certificate, day: dt.date) -> dict[str, Any]:
    return {
        "code": certificate.pid,
        "valid_from": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "status": certificate.status_on(day),
    }


def _past_json(past: Past) -> dict[str, Any]:
    """One certificate in the history: its own dates and state, and the events that changed it."""
    certificate = past.certificate
    return {
        "code": certificate.pid,
        "number": certificate.number,
        "stars": certificate.recognition.stars,
        "issued": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "status": past.status,
        "decision": {
            "number": certificate.recognition.decision.number,
            "date": _iso(certificate.recognition.decision.signed_on),
        },
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
