"""The check of a code: one answer for the page, the short address in the QR and the API, in at most three queries."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.codes import Typed, read_code
from ocop.recognition.enums import LIVE, CertificateStatus, EventKind, NotFound
from ocop.recognition.lookup import hits_of, signed_story, story_of
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.recognition.signedqr import Payload, read
from ocop.registry.models import Product, ProductCode

# How many products an old number may mean before we ask for another code.
_MOST = 10
# The order in which a code that is two things at once is understood.
_KINDS = ("certificate", "product", "product_code", "number")


@dataclasses.dataclass(frozen=True)
class Past:
    """One certificate of the product with its state on the day."""

    certificate: Certificate
    status: CertificateStatus

    @property
    def live(self) -> bool:
        """Whether its stars count on the day."""
        return self.status in LIVE


@dataclasses.dataclass(frozen=True)
class Check:
    """What a code means on a day.

    `kind` is product, certificate, product_code, number or signed; empty where nothing was found, and then `why` and
    `ask` explain it. `stars` only while they live, else `was_stars` ("từng đạt"). `since` is the day the state began,
    `until` the last day known. `several` holds the choices where an old number belongs to several products.
    """

    code: str
    day: dt.date
    kind: str = ""
    status: CertificateStatus | None = None
    certificate: Certificate | None = None
    stars: int | None = None
    was_stars: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    event: CertificateEvent | None = None
    replaced_by: Certificate | None = None
    product_id: int | None = None
    product_name: str = ""
    producer_name: str = ""
    place_name: str = ""
    history: tuple[Past, ...] = ()
    why: NotFound | None = None
    ask: str | Promise = ""
    several: tuple[Certificate, ...] = ()
    signed: Payload | None = None

    @property
    def found(self) -> bool:
        """Whether the code names a certificate."""
        return self.certificate is not None

    @property
    def live(self) -> bool:
        """Whether the stars live on the day."""
        return self.status in LIVE

    @property
    def ground(self) -> str:
        """Why it was revoked, replaced or extended, in words."""
        return self.event.ground_words if self.event else ""


def check(code: str, day: dt.date) -> Check:
    """Answer a typed or scanned code as of a day.

    Drafts, forwarded results and decisions signed after the day are never seen: such a code was never issued.
    """
    typed = read_code(code)
    if typed.signed:
        return _check_signed(typed, day)
    hits = hits_of(typed)
    if not hits:
        return _not_found(typed, day)
    kind = min((hit[0] for hit in hits), key=_KINDS.index)
    products = [hit[1] for hit in hits if hit[0] == kind]
    rows = story_of(products[:_MOST], day)
    if not rows:
        return _not_found(typed, day)
    if len({_group(row) for row in rows}) > 1:
        return Check(typed.text, day, several=tuple(_newest_of_each(rows)))
    wanted = [row for row in rows if row.pk in {hit[2] for hit in hits if hit[0] == kind}]
    if kind in {"certificate", "number"} and not wanted:
        return _not_found(typed, day)
    return _answer(Check(typed.text, day, kind=kind), rows, wanted[-1] if wanted else _current(rows, day))


def _story(day: dt.date) -> QuerySet[Certificate]:
    """Certificates decided by the day, oldest first, with all that lists of them show."""
    return Certificate.objects.decided_by(day).with_story().select_related("recognition__product").order_by(
        "issued_on", "pk"
    )


def _check_signed(typed: Typed, day: dt.date) -> Check:
    """The code of a certificate's paper: the signature first, then the live state."""
    payload = read(typed.signed)
    if payload is None:
        return Check(typed.text, day, why=NotFound.MISTYPED, ask=_(
            "Mã trên giấy không đúng chữ ký của hệ thống: có thể đọc chưa trọn hoặc mã đã bị sửa. Hãy quét lại; "
            "nếu vẫn vậy, hãy báo Văn phòng điều phối nông thôn mới cấp tỉnh."
        ))
    level = Level.PROVINCE if payload.province else Level.NATION
    rows = signed_story(payload, level, day)
    wanted = [row for row in rows if row.serial == payload.serial and row.issued_on == payload.issued_on]
    if not wanted:
        return Check(typed.text, day, why=NotFound.OUTSIDE, signed=payload, ask=_(
            "Chữ ký đúng nhưng giấy này không có trong hệ thống này. Hãy hỏi cơ quan đã ký quyết định công nhận."
        ))
    return _answer(Check(wanted[-1].pid, day, kind="signed", signed=payload), rows, wanted[-1])


def _answer(base: Check, rows: Sequence[Certificate], certificate: Certificate) -> Check:
    """The answer about one certificate of a product, with the product's other certificates as history."""
    day = base.day
    status = certificate.status_on(day)
    happened = [event for event in certificate.story() if event.on <= day]
    event = _reason(happened, status)
    printed = certificate.recognition
    mine = [row for row in rows if _group(row) == _group(certificate)]
    return dataclasses.replace(
        base,
        status=status,
        certificate=certificate,
        stars=printed.stars if status in LIVE else None,
        was_stars=None if status in LIVE or status == CertificateStatus.PENDING else printed.stars,
        since=_since(certificate, status, event),
        until=_until(certificate, status, event),
        event=event,
        replaced_by=next((row for row in mine if event and row.pk == event.replaced_by_id), None),
        product_id=printed.product_id,
        product_name=printed.product_name,
        producer_name=printed.producer_name,
        place_name=printed.place_name,
        history=tuple(Past(row, row.status_on(day)) for row in reversed(mine)),
    )


def _reason(happened: Sequence[CertificateEvent], status: CertificateStatus) -> CertificateEvent | None:
    """The event that put the certificate into this state; None where dates alone did."""
    kinds = {CertificateStatus.REVOKED: EventKind.REVOKED, CertificateStatus.REPLACED: EventKind.REPLACED,
             CertificateStatus.EXTENDED: EventKind.EXTENDED}
    fitting = [event for event in happened if event.kind == kinds.get(status)]
    return max(fitting, key=lambda event: event.pk, default=None)


def _since(
    certificate: Certificate, status: CertificateStatus, event: CertificateEvent | None
) -> dt.date | None:
    """The day the state began."""
    after = dt.timedelta(days=1)
    if status in {CertificateStatus.REVOKED, CertificateStatus.REPLACED} and event:
        return event.on
    if status == CertificateStatus.EXPIRED:
        return certificate.live_until() + after
    if status == CertificateStatus.EXTENDED:
        return certificate.valid_to + after
    return certificate.expiring_on if status == CertificateStatus.EXPIRING else certificate.issued_on


def _until(
    certificate: Certificate, status: CertificateStatus, event: CertificateEvent | None
) -> dt.date | None:
    """The last day the stars count or counted; None once a revocation or replacement cut them off."""
    if status in {CertificateStatus.REVOKED, CertificateStatus.REPLACED}:
        return None
    if status == CertificateStatus.EXTENDED and event:
        return event.until
    return certificate.live_until() if status == CertificateStatus.EXPIRED else certificate.valid_to


def _current(rows: Sequence[Certificate], day: dt.date) -> Certificate:
    """The certificate that speaks for a product on a day: the live one, else the newest."""
    live = [row for row in rows if row.status_on(day) in LIVE]
    return (live or list(rows))[-1]


def _newest_of_each(rows: Sequence[Certificate]) -> list[Certificate]:
    """One certificate a product, for the reader to choose from."""
    return list({_group(row): row for row in rows}.values())


def _group(row: Certificate) -> int:
    """The product a certificate belongs to, merged rows under their head."""
    product = row.recognition.product
    return product.head_id or product.pk


def _not_found(typed: Typed, day: dt.date) -> Check:
    """Nothing found: say why, and whom to ask."""
    if typed.looks_issued:
        why = NotFound.NEVER_ISSUED
    else:
        why = NotFound.OUTSIDE if typed.looks_foreign else NotFound.MISTYPED
    if why == NotFound.MISTYPED:
        return Check(typed.text, day, why=why, ask=_(
            "Mã trên hàng hóa và trên giấy có 10 chữ và số; mã sản phẩm có dạng 19-05503-12-2026. "
            "Hãy xem lại từng ký tự."
        ))
    office = _office(typed.province_code, day)
    words = (
        _("Hệ thống chưa từng cấp mã này. Nếu mã in trên hàng hóa, hãy báo %(office)s.")
        if why == NotFound.NEVER_ISSUED
        else _("Mã này thuộc thời kỳ hoặc nơi cấp chưa có trong hệ thống. Hãy hỏi %(office)s.")
    )
    return Check(typed.text, day, why=why, ask=str(words) % {"office": office})


def _office(province_code: str, day: dt.date) -> str:
    """Whom to ask: the coordination office of the province the code names, today's province where it was merged."""
    unit = (
        AdminUnit.objects.filter(level=Level.PROVINCE, code=province_code, valid_from__lte=day)
        .select_related("today_province").order_by("-valid_from").first()
        if province_code.isdigit()
        else None
    )
    if unit is None:
        return str(_("Văn phòng điều phối nông thôn mới của tỉnh nơi sản xuất"))
    name = (unit.today_province or unit).full_name
    # Inside a sentence the kind of unit is a common word: "tỉnh Thái Nguyên".
    return str(_("Văn phòng điều phối nông thôn mới %(province)s")) % {"province": name[:1].lower() + name[1:]}


def certificates_for(products: Sequence[Product], day: dt.date) -> dict[int, list[Past]]:
    """Every certificate of these products decided by the day, newest first, by product: two queries in all."""
    found: dict[int, list[Past]] = {product.pk: [] for product in products}
    for row in _story(day).filter(recognition__product__in=list(found)).reverse():
        found[row.recognition.product_id].append(Past(row, row.status_on(day)))
    return found


def codes_of(product: Product) -> list[ProductCode]:
    """The official codes of a product, the newest first."""
    return list(ProductCode.objects.filter(product=product).order_by("-given_on", "-pk"))
