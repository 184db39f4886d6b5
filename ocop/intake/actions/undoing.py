"""Taking an import back, while nothing stands on it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.documents import PRODUCER, PRODUCT, remove_documents
from ocop.core.inserting import insert
from ocop.core.refusal import Missing, Refusal
from ocop.dossiers.models import Occasion
from ocop.intake.blockers import Made, standing_on
from ocop.intake.enums import Work
from ocop.intake.flow import FLOW
from ocop.intake.known import chunks
from ocop.intake.models import ImportFile
from ocop.programme.models import PeriodReturn, ReturnFigure
from ocop.recognition.facets import changes_of
from ocop.recognition.listing import write_listing
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    Listing,
    PastResult,
    Recognition,
)
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement


def undo_import(*, file: ImportFile, by: Actor) -> ImportFile:
    """Take everything away that applying wrote, all or nothing; what stood before stands again.

    Refuses `forbidden` strangers, `conflict` what was not applied, `incomplete` while other things stand on it: the
    refusal lists them.
    """
    with transaction.atomic():
        fresh = FLOW.begin("undo_import", file, by=by)
        made = Made.of(fresh.made)
        standing = standing_on(made)
        if standing:
            raise Refusal(
                "undo-standing",
                _("Chưa hoàn tác được vì đã có việc khác dựa trên dữ liệu này. Hãy xử lý những mục dưới đây trước."),
                kind="incomplete",
                missing=[Missing("standing", words) for words in standing],
            )
        _take_away(made, fresh.made)
        fresh.undone_at, fresh.work, fresh.work_error = timezone.now(), Work.NONE, ""
        fresh.save(update_fields=["state", "undone_at", "work", "work_error"])
        audit.record(
            "undo_import",
            fresh,
            by=by,
            province_id=fresh.province_id,
            body={model.__name__: len(ids) for model, ids in made.ids.items() if ids},
        )
    return fresh


def _take_away(made: Made, stored: dict[str, list[Any]]) -> None:
    """Delete from the leaves to the root, then bring older products' listing in step."""
    products, producers = made.ids[Product], made.ids[Producer]
    older = _older_products(made)
    for some in chunks(made.ids[PeriodReturn]):
        ReturnFigure.objects.filter(period_return__in=some).delete()
    _delete(PeriodReturn, "pk", made.ids[PeriodReturn])
    _delete_listings(products)
    _delete(CertificateEvent, "pk", made.events)
    _delete(Occasion, "pk", made.ids[Occasion])
    for some in chunks(made.ids[Certificate]):
        # A listing of an older product may show one of these; it is written anew below.
        Listing.objects.filter(certificate__in=some).update(certificate=None)
    _delete(Certificate, "pk", made.ids[Certificate])
    for model in (Recognition, Decision, PastResult, ProductCode):
        _delete(model, "pk", made.ids[model])
    _delete(ProductPlacement, "product", products)
    _delete(ProductHolding, "product", products)
    _delete(Product, "pk", products)
    _delete(ProducerForm, "producer", producers)
    _delete(Producer, "pk", producers)
    remove_documents(PRODUCT, products)
    remove_documents(PRODUCER, producers)
    for pk, closes_on, base_valid_to in stored.get("occasions_before", []):
        Occasion.objects.filter(pk=pk).update(closes_on=_day(closes_on), base_valid_to=_day(base_valid_to))
    for product in older:
        write_listing(product)


def _older_products(made: Made) -> list[Product]:
    """Products that stood before the import and got a recognition or code by it."""
    own = set(made.ids[Product])
    ids: set[int] = set()
    for some in chunks(made.ids[Recognition]):
        ids |= set(Recognition.objects.filter(pk__in=some).values_list("product_id", flat=True))
    for some in chunks(made.ids[ProductCode]):
        ids |= set(ProductCode.objects.filter(pk__in=some).values_list("product_id", flat=True))
    return [row for some in chunks(sorted(ids - own)) for row in Product.objects.filter(pk__in=some)]


def _delete_listings(products: list[int]) -> None:
    """Listings of the import's own products, with what they added to the kept counts."""
    sums: Counter[Any] = Counter()
    for some in chunks(products):
        rows = Listing.objects.filter(product__in=some)
        for row in rows:
            for key, count in changes_of(row):
                sums[key] -= count
        rows.delete()
    insert(
        [
            FacetChange(facet=facet, value=value, part=part, day=day, count=count)
            for (facet, value, part, day), count in sums.items()
            if count
        ]
    )


def _delete(model: type[models.Model], field: str, ids: Iterable[int]) -> None:
    """Delete without asking what points there: `standing_on` has asked, and the database still refuses."""
    for some in chunks(sorted(ids)):
        if model in {Producer, Product}:
            model._default_manager.filter(pk__in=some).update(head=None)
        rows: Any = model._default_manager.filter(**{f"{field}__in": some})
        rows._raw_delete(rows.db)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
