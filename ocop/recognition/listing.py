"""The one builder of the public catalogue's rows (model.md 1.9): verbs write by it, a test rebuilds and compares."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q

from ocop.core.names import fold, name_key
from ocop.places.enums import Level
from ocop.recognition.enums import DecisionState, EventKind
from ocop.recognition.facets import write_changes
from ocop.recognition.models import Certificate, Listing
from ocop.registry.documents import index_product
from ocop.registry.models import Product, ProductCode

# Everything of a row but its id and product; what "equal" means between stored and rebuilt.
FIELDS = (
    "certificate_id", "decided_on", "stars", "valid_from", "valid_to", "name", "name_folded", "name_key",
    "producer_name", "place_name", "commune_id", "province_id", "set_key", "group_key",
    "producer_kind",
)
_FOLDED = 1000
_GROUP = 10


def build_listing(product: Product) -> Listing | None:
    """The row as it must be now, unsaved; None for a product without an issued certificate, or merged into another.

    Names are those printed on the newest certificate. The dates are the span in which its stars live: a revocation or
    replacement ends it the day before. Nothing here depends on the day it is built.
    """
    if product.head_id not in {None, product.pk}:
        return None
    shown = _newest(product)
    if shown is None:
        return None
    codes = ProductCode.objects.filter(product=product).order_by("pk").values_list("code", flat=True)
    return listing_row(product, shown, codes=codes)


def listing_row(product: Product, shown: Certificate, *, codes: Iterable[str]) -> Listing:
    """The row of a product shown by this certificate, from what is at hand: no query where the product's units, its
    producer and the certificate's recognition and events (`told`) are. Bulk writers make theirs by it too.
    """
    printed = shown.recognition
    until = shown.live_until()
    alive = until >= shown.issued_on
    place, province = product.unit_today, product.province_today
    group = printed.product_set.group if printed.product_set else None
    words = [printed.product_name, product.name, printed.producer_name, product.producer.name, printed.place_name]
    return Listing(
        product=product,
        certificate=shown,
        decided_on=printed.decision.signed_on or shown.issued_on,
        stars=printed.stars if alive else None,
        valid_from=shown.issued_on if alive else None,
        valid_to=until if alive else None,
        name=printed.product_name,
        name_folded=" ".join(dict.fromkeys(fold(" ".join([*words, *codes])).split()))[:_FOLDED],
        name_key=name_key(printed.product_name),
        producer_name=printed.producer_name,
        place_name=printed.place_name,
        commune_id=place.pk if place and place.level == Level.COMMUNE else None,
        province_id=province.pk if province else None,
        set_key=printed.product_set.key if printed.product_set else "",
        group_key=group.key[:_GROUP] if group else "",
        producer_kind=product.producer.kind,
    )


def write_listing(product: Product) -> Listing | None:
    """Bring the stored row in step; inside the verb's transaction. A product that left the catalogue loses its row.

    A product merged into another is shown under that one. The kept counts of the filters follow in the same breath.
    """
    if product.head is not None and product.head_id != product.pk:
        _put(product, None)
        product = product.head
    return _put(product, build_listing)


def _put(product: Product, build: Callable[[Product], Listing | None] | None) -> Listing | None:
    """Replace the stored row of a product; whoever writes the same product waits, so that no change counts twice."""
    Product.objects.select_for_update(no_key=True).only("pk").get(pk=product.pk)
    stored = Listing.objects.filter(product=product).first()
    built = build(product) if build else None
    write_changes(stored, built)
    if built is None:
        if stored is not None:
            stored.delete()
    else:
        built.pk = stored.pk if stored else None
        built.save(force_insert=stored is None, force_update=stored is not None)
    index_product(product)
    return built


def rebuild_listings() -> int:
    """Rebuild every row, for units that changed and products that were merged or renamed; how many differed."""
    differed = 0
    ids = set(Certificate.objects.order_by().values_list("recognition__product_id", flat=True).distinct())
    ids |= set(Listing.objects.values_list("product_id", flat=True))
    ids |= set(Product.objects.filter(merged__in=ids).values_list("pk", flat=True))
    for product in Product.objects.filter(pk__in=ids).iterator(500):
        with transaction.atomic():
            stored = Listing.objects.filter(product=product).first()
            fresh = build_listing(product)
            if not same(stored, fresh):
                write_listing(product)
                differed += 1
    return differed


def same(one: Listing | None, other: Listing | None) -> bool:
    """Whether two rows say the same."""
    if one is None or other is None:
        return one is other
    return all(getattr(one, field) == getattr(other, field) for field in FIELDS)


def _newest(product: Product) -> Certificate | None:
    """The certificate that speaks for the product: the last one issued that no other replaced, else the last."""
    own = Q(recognition__product=product) | Q(recognition__product__head=product)
    rows = Certificate.objects.filter(own, recognition__decision__state=DecisionState.ISSUED)
    rows = rows.select_related("recognition__product_set__group", "recognition__decision").prefetch_related("events")
    found = list(rows.order_by("issued_on", "pk"))
    kept = [row for row in found if all(event.kind != EventKind.REPLACED for event in row.events.all())]
    return (kept or found)[-1] if found else None
