"""The windows that a certificate opens, built in memory: the rows `recognition.issuing` writes one by one.

Tests compare the two.
"""

import datetime as dt
from typing import Any

from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Occasion
from ocop.recognition.models import Certificate, Recognition


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
