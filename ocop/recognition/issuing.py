"""What comes with a certificate: its number and code, the end of the one before, the next filing window, the listing.

Used by the recording of a decision here and by the entry of what was decided elsewhere; always inside the caller's
transaction.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.core.numbers import next_number
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Occasion
from ocop.places.models import AdminUnit
from ocop.recognition.enums import EventKind
from ocop.recognition.listing import write_listing
from ocop.recognition.models import Certificate, CertificateEvent, Recognition
from ocop.recognition.queries import Terms
from ocop.registry.enums import CodeSource
from ocop.registry.models import Product, ProductCode

# A series that does not begin again with the year.
_EVER = 0
_DAY = dt.timedelta(days=1)


def issue_certificate(
    recognition: Recognition,
    *,
    number: str,
    issued_on: dt.date,
    terms: Terms | None,
    valid_to: dt.date | None = None,
) -> Certificate:
    """Write the certificate of a recognition and all that follows from it.

    `valid_to` is given for a certificate of an old register, else it follows from the edition's `terms`; `terms` None
    (no edition known) opens no occasion. An older live certificate becomes `replaced` on the day this one begins; one
    that arrives late, older than what stands, is itself replaced at once.
    """
    last = valid_to or (terms.valid_to(issued_on) if terms else None)
    if last is None:
        raise ValueError("neither a last day nor an edition to reckon it by")
    window = terms.window(last) if terms else None
    certificate = Certificate.objects.create(
        recognition=recognition, number=number, serial=next_serial(recognition.decision.authority),
        issued_on=issued_on, valid_to=last, expiring_on=window.opens if window else None,
    )
    if _replace_older(certificate) and terms:
        _open_occasions(certificate, terms)
    write_listing(recognition.product)
    return certificate


def next_certificate_number(authority: AdminUnit, year: int) -> str:
    """The next number of an authority's book of a year, "01/GCN-OCOP-19-2026".

    26/2026 prescribes no form of certificate or number (domain.md 6); this one is ours and names place and year, so
    that it is unique in the country.
    """
    return f"{next_number(authority.pk, 'certificate', year):02d}/GCN-OCOP-{authority.code}-{year}"


def next_serial(authority: AdminUnit) -> int:
    """The number inside the signed code: one series per authority's code, since rows of a unit change with its name."""
    owner = int(authority.code) if authority.code.isdigit() else 0
    return next_number(owner, "certificate_serial", _EVER)


def give_product_code(product: Product, *, on: dt.date) -> ProductCode:
    """Give the product code `T-X-STT-20YY` of a recognition (26/2026 art. 5), or the one it already has of that year.

    The serial is the product's number in the book of its commune and stays its own when it is recognised again there;
    only the year changes. Raises Refusal `commune-unknown` (incomplete) where the commune of today is not settled.
    """
    commune, province = product.unit_today, product.province_today
    if commune is None or province is None or commune.level != "commune":
        raise Refusal(
            "commune-unknown",
            _("Chưa xác định được xã hiện nay của sản phẩm %(name)s nên chưa cấp được mã sản phẩm. "
              "Hãy cập nhật địa chỉ sản phẩm.") % {"name": product.name},
            kind="incomplete",
        )
    mine = ProductCode.objects.filter(product=product, source=CodeSource.ISSUED, unit=commune).order_by("-year", "-pk")
    before = mine.first()
    if before is not None and before.year == on.year:
        return before
    head = f"{province.code}-{commune.code}"
    serial = before.serial if before is not None and before.serial else _free_serial(commune, head, on.year)
    return ProductCode.objects.create(
        product=product, code=f"{head}-{serial}-{on.year}", unit=commune, serial=serial, year=on.year, given_on=on,
        source=CodeSource.ISSUED,
    )


def _free_serial(commune: AdminUnit, head: str, year: int) -> int:
    """The commune's next number, passing over those an old register already uses."""
    while True:
        serial = next_number(commune.pk, "product_code", _EVER)
        if not ProductCode.objects.filter(code=f"{head}-{serial}-{year}").exists():
            return serial


def _replace_older(certificate: Certificate) -> bool:
    """At most one living certificate a product (model.md 3); whether the new one is the newest."""
    product = certificate.recognition.product
    same = Q(recognition__product=product) | Q(recognition__product__head=product.head_id or product.pk)
    others = Certificate.objects.filter(same).exclude(pk=certificate.pk)
    unended = others.exclude(events__kind__in=[EventKind.REPLACED, EventKind.REVOKED])
    newer = unended.filter(issued_on__gt=certificate.issued_on).order_by("issued_on", "pk").first()
    if newer is not None:
        _replace(certificate, newer)
        return False
    begins = certificate.issued_on
    living = Q(valid_to__gte=begins) | Q(events__kind=EventKind.EXTENDED, events__until__gte=begins)
    for old in unended.filter(living, issued_on__lte=begins).distinct():
        _replace(old, certificate)
    # One that has expired is only followed, not replaced; its unused windows close all the same.
    close_occasions(list(others.values_list("pid", flat=True)), last_day=certificate.issued_on - _DAY)
    return True


def _replace(old: Certificate, new: Certificate) -> None:
    CertificateEvent.objects.create(
        certificate=old, kind=EventKind.REPLACED, on=new.issued_on, decision=new.recognition.decision, replaced_by=new
    )


def _open_occasions(certificate: Certificate, terms: Terms) -> None:
    """Write down into dossiers when the product may be upgraded and must be re-evaluated (26/2026 art. 7.5, 7.6)."""
    recognition = certificate.recognition
    common = {
        "product": recognition.product,
        "base_stars": recognition.stars,
        "base_valid_to": certificate.valid_to,
        "base_version": recognition.stage.version if recognition.stage else None,
        "origin_ref": certificate.pid,
    }
    if recognition.stars < terms.top:
        Occasion.objects.create(
            kind=DossierKind.UPGRADE, opens_on=certificate.issued_on, closes_on=certificate.valid_to, **common
        )
    window = terms.window(certificate.valid_to)
    if window is not None:
        Occasion.objects.create(
            kind=DossierKind.REEVALUATION, opens_on=window.opens, closes_on=window.closes, **common
        )


def close_occasions(origins: Iterable[str], *, last_day: dt.date) -> None:
    """No dossier is opened any more on the ground of certificates that were replaced or revoked.

    Their base ends with them too: after a revocation a product may come with a first dossier again.
    """
    rows = Occasion.objects.filter(origin_ref__in=list(origins))
    rows.filter(Q(closes_on=None) | Q(closes_on__gt=last_day)).update(closes_on=last_day)
    rows.filter(base_valid_to__gt=last_day).update(base_valid_to=last_day)
