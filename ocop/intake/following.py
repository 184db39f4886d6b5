"""What follows from a certificate of a product that has nothing else, built in memory: its windows, its listing.

The same rows `recognition.issuing` and `recognition.listing` write one by one; tests compare the two.
"""

import datetime as dt
from typing import Any

from ocop.core.names import fold, name_key
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Occasion
from ocop.intake.planning import Line
from ocop.places.models import AdminUnit
from ocop.recognition.models import Certificate, Listing, Recognition


def occasions_of(
    row: Recognition, certificate: Certificate, *, top: int, window: tuple[dt.date, dt.date] | None
) -> list[Occasion]:
    """When the product may be upgraded and must be re-evaluated, as `issue_certificate` writes it."""
    common: dict[str, Any] = {
        "product_id": row.product_id,
        "base_stars": row.stars,
        "base_valid_to": certificate.valid_to,
        "origin_ref": certificate.pid,
    }
    found = []
    if row.stars < top:
        found.append(
            Occasion(kind=DossierKind.UPGRADE, opens_on=certificate.issued_on, closes_on=certificate.valid_to, **common)
        )
    if window is not None:
        found.append(Occasion(kind=DossierKind.REEVALUATION, opens_on=window[0], closes_on=window[1], **common))
    return found


def listing_of(line: Line, row: Recognition, certificate: Certificate) -> Listing:
    """The catalogue's row of a product whose newest certificate this is, as `build_listing` makes it."""
    product = row.product
    place: AdminUnit | None = product.unit_today
    province = product.province_today
    words = [row.product_name, product.name, row.producer_name, product.producer.name, row.place_name]
    codes = line.good.codes if line.good else []
    return Listing(
        product_id=product.pk,
        certificate_id=certificate.pk,
        decided_on=row.decision.signed_on or certificate.issued_on,
        stars=row.stars,
        valid_from=certificate.issued_on,
        valid_to=certificate.valid_to,
        name=row.product_name,
        name_folded=" ".join(dict.fromkeys(fold(" ".join([*words, *codes])).split()))[:1000],
        name_key=name_key(row.product_name),
        producer_name=row.producer_name,
        place_name=row.place_name,
        commune_id=place.pk if place and place.level == "commune" else None,
        province_id=province.pk if province else None,
        set_key="",
        group_key="",
        producer_kind=product.producer.kind,
    )
