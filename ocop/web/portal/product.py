"""`/san-pham/<pid>/`: a product as the public sees it. Stars only while its certificate lives."""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.core.pids import clean_pid
from ocop.places.models import AdminUnit
from ocop.recognition.facets import ENDED
from ocop.recognition.models import Listing
from ocop.recognition.queries import Check, ProductPage, product_page
from ocop.registry.enums import PictureKind
from ocop.registry.models import Product, ProductHolding, ProductPicture, ProductPrice
from ocop.registry.showing import holdings_of, outlets_on, pictures_by_product, prices_on
from ocop.web.portal import sales, shelf, tree
from ocop.web.portal.catalogue import Card, card
from ocop.web.portal.pictures import LARGE, SMALL
from ocop.web.portal.pictures import address as picture_address
from ocop.web.portal.verdicts import verdict_of
from ocop.web.shared.access import public
from ocop.web.shared.context import answers
from ocop.web.shared.request import Request

NEIGHBOURS = 3
POINTS_OF_SALE = "/diem-ban/"
MISUSE = "/bao-sai-nhan/"
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
# Inside a script element only these letters could end it or begin a comment.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@public
@never_cache
@require_safe
def product(request: Request, pid: str) -> HttpResponse:
    """The page of a product; who typed the code in another spelling is led to the one address.

    So is who has the address of a product merged into another, but not for good: undone, the old address is its own.
    """
    found = find(request, pid)
    if found.product.pid != pid:
        return redirect("product", found.product.pid, permanent=clean_pid(pid) == found.product.pid)
    places = _places(found)
    place = place_words(found, places)
    context = {
        "found": found,
        "check": found.check,
        "verdict": verdict_of(found.check),
        "group": tree.group_title(found.listing.group_key),
        "group_href": f"{reverse('catalogue')}?nhom={found.listing.group_key.partition('.')[0]}",
        "set_title": tree.set_title(found.listing.set_key),
        **places,
        "place": place,
        "history": [(past, score_words(past.certificate.recognition.score_text)) for past in found.history],
        "stalls": sales.near(request.actor, commune=found.listing.commune_id, province=found.listing.province_id),
        "points_of_sale": POINTS_OF_SALE if answers(POINTS_OF_SALE) else "",
        "misuse": MISUSE if answers(MISUSE) else "",
        **_shown_with(found, request),
        "address": f"{settings.PUBLIC_URL}{reverse('product', args=[found.product.pid])}",
        "image": f"{settings.PUBLIC_URL}{reverse('share_image', args=[found.product.pid])}",
    }
    return render(request, "portal/product.html", context)


def _shown_with(found: ProductPage, request: Request) -> dict[str, Any]:
    """What stands on the page beside the stars: pictures, prices, outlets, holders, the neighbours' cards."""
    product, day = found.product, request.actor.today
    near = _neighbours(found, request)
    by_product = pictures_by_product([product.pk, *(row.product_id for row in near)])
    photo, pictures = _pictures(product, by_product[product.pk])
    prices = prices_on(product, day)
    return {
        "photo": photo,
        "pictures": pictures,
        "prices": prices,
        "outlets": outlets_on(product, day),
        "holders": _holders(product, day),
        "neighbours": _cards(near, by_product),
        "linked": linked_data(found, photo, prices) if found.check.live else "",
    }


def find(request: Request, pid: str) -> ProductPage:
    """The public product of a code in any spelling; 404 where there is none."""
    clean = clean_pid(pid)
    found = product_page(clean, request.actor.today) if clean else None
    if found is None:
        raise Http404
    return found


def score_words(text: str) -> str:
    """A score as a decision prints it ("91,14"), its decimal sign as the reader's language writes it."""
    return _DECIMAL.sub(".", text) if (get_language() or "vi").startswith("en") else text


def place_words(found: ProductPage, places: dict[str, Any] | None = None) -> str:
    """Where it is made today: "Xã Tân Cương, tỉnh Thái Nguyên"; as once decided where the unit is not known."""
    places = places or _places(found)
    commune = places["commune"]
    if commune is None:
        return found.check.place_name
    return ", ".join(part for part in (commune.full_name, places["province_words"]) if part)


def _places(found: ProductPage) -> dict[str, Any]:
    """Where it is made today, and the unit of that time where it has become another."""
    listing, written = found.listing, found.product.unit_id
    ids = {pk for pk in (listing.commune_id, listing.province_id, written) if pk}
    units = {unit.pk: unit for unit in AdminUnit.objects.filter(pk__in=ids).select_related("district", "province")}
    commune, province = units.get(listing.commune_id or 0), units.get(listing.province_id or 0)
    before = units.get(written or 0) if written not in {listing.commune_id, listing.province_id} else None
    return {"commune": commune, "province_words": _inside(province), "before": _around(before)}


def _inside(unit: AdminUnit | None) -> str:
    """A unit's name inside a sentence: "tỉnh Thái Nguyên"."""
    name = unit.full_name if unit else ""
    return name[:1].lower() + name[1:]


def _around(unit: AdminUnit | None) -> str:
    """A former unit with what it lay in: "xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn"."""
    if unit is None:
        return ""
    return ", ".join(_inside(one) for one in (unit, unit.district, unit.province) if one is not None)


def _neighbours(found: ProductPage, request: Request) -> list[Listing]:
    """Other products with living stars: of the same commune first, then of the same set."""
    listing = found.listing
    near = Q(set_key=listing.set_key) if listing.set_key else Q(pk__in=[])
    here = Q(commune_id=listing.commune_id) if listing.commune_id else Q(pk__in=[])
    order = Case(When(here, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = shelf.on_shelf(request.actor.today).filter(near | here, standing__gt=ENDED)
    near_ones = rows.exclude(pk=listing.pk).select_related("product").order_by(order, "name_key", "pk")
    return list(near_ones[:NEIGHBOURS])


def _cards(rows: list[Listing], pictures: dict[int, list[ProductPicture]]) -> list[Card]:
    """Rows as cards, each with the first of its photos."""
    photos = {row.product_id: _photo(pictures[row.product_id]) for row in rows}
    return [card(row, photo=picture_address(row.product, photo, SMALL) if (photo := photos[row.product_id]) else "")
            for row in rows]


def _photo(rows: list[ProductPicture]) -> ProductPicture | None:
    """The picture that stands for a product."""
    return next((row for row in rows if row.kind == PictureKind.PHOTO), None)


@dataclasses.dataclass(frozen=True)
class Shown:
    """A picture of the page: its row and the addresses of its two sizes."""

    row: ProductPicture
    small: str
    large: str


def _pictures(product: Product, rows: list[ProductPicture]) -> tuple[Shown | None, list[Shown]]:
    """The photo that stands for the product, and the other pictures in their order."""
    shown = [Shown(row, picture_address(product, row, SMALL), picture_address(product, row, LARGE)) for row in rows]
    main = next((one for one in shown if one.row == _photo(rows)), None)
    return main, [one for one in shown if one is not main]


def _holders(product: Product, day: dt.date) -> list[ProductHolding]:
    """Who held the product, told where it has changed hands by the day."""
    rows = [row for row in holdings_of(product) if row.valid_from <= day]
    return rows if len(rows) > 1 else []


def linked_data(found: ProductPage, photo: Shown | None = None, prices: Sequence[ProductPrice] = ()) -> SafeString:
    """The product and its living certificate for search engines (schema.org), safe inside a script element."""
    check = found.check
    page = f"{settings.PUBLIC_URL}{reverse('product', args=[found.product.pid])}"
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": page,
        "url": page,
        "name": check.product_name,
        "identifier": found.codes[0].code if found.codes else found.product.pid,
        "category": tree.set_title(found.listing.set_key) or None,
        "description": found.product.story or None,
        "image": f"{settings.PUBLIC_URL}{photo.large}" if photo else None,
        "gtin": found.product.gtin or None,
        "offers": [{"@type": "Offer", "name": price.per, "price": str(price.amount), "priceCurrency": "VND"}
                   for price in prices] or None,
        "manufacturer": {"@type": "Organization", "name": check.producer_name, "address": check.place_name},
        "hasCertification": _certification(check),
    }
    said = {key: value for key, value in data.items() if value is not None}
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(_IN_SCRIPT))


def _certification(check: Check) -> dict[str, Any]:
    certificate = check.certificate
    assert certificate is not None
    return {
        "@type": "Certification",
        "name": "OCOP",
        "certificationIdentification": certificate.number,
        "certificationStatus": "https://schema.org/CertificationActive",
        "certificationRating": {"@type": "Rating", "ratingValue": check.stars, "bestRating": 5},
        "validFrom": certificate.issued_on.isoformat(),
        "expires": check.until.isoformat() if check.until else None,
        "url": f"{settings.PUBLIC_URL}{reverse('check', args=[certificate.pid])}",
    }
