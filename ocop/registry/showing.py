"""What pages show of a product beside its facts: pictures, prices, outlets, codes, holders, numbers elsewhere."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from ocop.core.actor import Actor
from ocop.core.models import Blob, valid_on
from ocop.core.names import name_key
from ocop.registry.enums import ALSO_PROVES, PaperKind, PictureKind
from ocop.registry.models import (
    PaperDraft,
    Product,
    ProductHolding,
    ProductOutlet,
    ProductPicture,
    ProductPlacement,
    ProductPrice,
    ProductReference,
    own_drafts,
)
from ocop.rulebooks.models import Criterion, Edition


def pictures_of(product: Product) -> list[ProductPicture]:
    """The pictures a page shows, in their order; one query."""
    return pictures_by_product([product.pk])[product.pk]


def pictures_by_product(products: Iterable[int]) -> dict[int, list[ProductPicture]]:
    """The pictures pages show of each of these products (ids), in their order; one query for all."""
    found: dict[int, list[ProductPicture]] = {pk: [] for pk in products}
    rows = ProductPicture.objects.filter(product__in=list(found), removed_on__isnull=True,
                                         blob__scan=Blob.Scan.CLEAN, small__scan=Blob.Scan.CLEAN)
    for row in rows.order_by("position", "pk"):
        found[row.product_id].append(row)
    return found


def first_photos(products: Iterable[int]) -> dict[int, ProductPicture]:
    """The picture that stands for each of these products (ids), where it has a photo; one query for all."""
    rows = ProductPicture.objects.filter(product__in=list(products), kind=PictureKind.PHOTO, removed_on__isnull=True,
                                         small__scan=Blob.Scan.CLEAN)
    found: dict[int, ProductPicture] = {}
    for row in rows.only("pid", "product_id", "caption", "position").order_by("position", "pk"):
        found.setdefault(row.product_id, row)
    return found


def prices_on(product: Product, day: dt.date) -> list[ProductPrice]:
    """What each pack costs on a day, the cheapest first."""
    return list(ProductPrice.objects.filter(valid_on(day), product=product).order_by("amount", "per", "pk"))


def price_history(product: Product) -> list[ProductPrice]:
    """Every price there was and will be, the newest first."""
    return list(ProductPrice.objects.filter(product=product).order_by("-valid_from", "per", "-pk"))


def outlets_on(product: Product, day: dt.date) -> list[ProductOutlet]:
    """Where a product is sold on a day: what one can walk to first, then the network."""
    rows = ProductOutlet.objects.filter(valid_on(day), product=product).order_by("pk")
    return sorted(rows, key=lambda row: (row.kind == "online", name_key(row.name)))


def outlets_of(product: Product) -> list[ProductOutlet]:
    """Every place it was, is or will be sold at, those that are open first."""
    rows = ProductOutlet.objects.filter(product=product).order_by("pk")
    return sorted(rows, key=lambda row: (row.valid_to is not None, -row.valid_from.toordinal(), name_key(row.name)))


def holdings_of(product: Product) -> list[ProductHolding]:
    """Who held the product, the holder of today first."""
    rows = ProductHolding.objects.filter(product=product).select_related("producer")
    return list(rows.order_by("-valid_from", "-pk"))


def references_of(product: Product) -> list[ProductReference]:
    """Numbers other systems know it by, those that hold first."""
    rows = ProductReference.objects.filter(product=product).order_by("system", "-noted_on", "-pk")
    return sorted(rows, key=lambda row: row.ended_on is not None)


def editions_to_place(product: Product, day: dt.date) -> list[tuple[Edition, ProductPlacement | None]]:
    """The national editions in force on a day with the set the product stands in; two queries."""
    placed = {row.edition_id: row for row in
              ProductPlacement.objects.filter(product=product).select_related("product_set", "edition")}
    rows = Edition.objects.published().national().in_force(day).order_by("-in_force_from", "-pk")
    return [(edition, placed.get(edition.pk)) for edition in rows]


def proven_by(kind: str, products: Iterable[Product], day: dt.date) -> list[tuple[Product, Edition, list[Criterion]]]:
    """What a paper of this kind can prove: the criteria of each product's set that name it as evidence.

    A product without such criteria is left out. Two queries.
    """
    wanted = list(products)
    places = _places(wanted, day)
    of_set: dict[int, list[Criterion]] = {}
    for criterion in _criteria(places.values()):
        if _proves(kind, criterion):
            of_set.setdefault(criterion.product_set_id, []).append(criterion)
    return [(product, places[product.pk].edition, of_set[places[product.pk].product_set_id or 0])
            for product in wanted if product.pk in places and places[product.pk].product_set_id in of_set]


def asked_for(products: Iterable[Product], day: dt.date) -> dict[str, list[str]]:
    """For each kind of paper the criteria (printed codes) it can prove in the sets of these products; two queries."""
    criteria = _criteria(_places(list(products), day).values())
    return {kind: list(dict.fromkeys(one.key for one in criteria if _proves(kind, one))) for kind in PaperKind.values}


def _proves(kind: str, criterion: Criterion) -> bool:
    """Kinds of papers bear the keys of the editions' kinds of evidence; some prove others too."""
    return not {kind, *ALSO_PROVES.get(kind, ())}.isdisjoint(criterion.evidence)


def _places(products: list[Product], day: dt.date) -> dict[int, ProductPlacement]:
    """Where each product stands in the newest edition in force that places it."""
    in_force = Q(edition__in_force_to__isnull=True) | Q(edition__in_force_to__gte=day)
    rows = ProductPlacement.objects.filter(in_force, product__in=products, product_set__isnull=False,
                                           edition__in_force_from__lte=day)
    return {row.product_id: row for row in rows.select_related("edition").order_by("edition__in_force_from", "pk")}


def _criteria(places: Iterable[ProductPlacement]) -> list[Criterion]:
    """The criteria of these sets, in printed order."""
    rows = Criterion.objects.filter(product_set__in={place.product_set_id for place in places})
    return list(rows.order_by("product_set", "position"))


def drafts_of(actor: Actor) -> list[PaperDraft]:
    """Photographed pages of the actor's own work that are not filed yet, the newest first."""
    rows = PaperDraft.objects.filter(own_drafts(actor))
    return list(rows.select_related("paper", "producer").order_by("-added_at", "-pk"))

