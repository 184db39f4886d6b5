"""The verb for what was decided elsewhere: a signed decision of an old register, entered with its certificates.

It stands beside `actions`: an import of an old list and the samples both enter recognitions by it (model.md 3).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.core.names import nfc
from ocop.core.refusal import Refusal, Words
from ocop.dossiers.enums import DossierKind, StageLevel
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.actions import place_words
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, Origin
from ocop.recognition.issuing import issue_certificate
from ocop.recognition.models import Decision, Recognition
from ocop.recognition.queries import Terms, terms_of
from ocop.registry.enums import CodeSource
from ocop.registry.models import Producer, Product, ProductCode, ProductHolding
from ocop.registry.queries import placement_in
from ocop.rulebooks.models import Edition, ProductSet
from ocop.rulebooks.queries import edition_for

# 26/2026 art. 4: a certificate comes with three stars and more.
LEAST_STARS, MOST_STARS = 3, 5
_LEVELS: dict[str, str] = {Level.NATION: StageLevel.NATION, Level.PROVINCE: StageLevel.PROVINCE,
                           Level.DISTRICT: StageLevel.DISTRICT}


@dataclasses.dataclass(frozen=True)
class OutsideRow:
    """One product of such a decision. Names are those printed there; where not given, those of today.

    `issued_on` is the certificate's first day where it is not the day of signing, `valid_to` its last one where it is
    not as many months later as the edition of the time says. `score` is text: "82,4", "78 điểm". `product_set` is the
    set of that time; where not given, where the product stands.
    """

    product: Product
    stars: int
    score: str = ""
    product_name: str = ""
    producer_name: str = ""
    place_name: str = ""
    issued_on: dt.date | None = None
    valid_to: dt.date | None = None
    certificate_no: str = ""
    code: str = ""
    product_set: ProductSet | None = None
    kind: str = DossierKind.FIRST


@dataclasses.dataclass(frozen=True)
class _Law:
    """What the rows of one decision are reckoned by: the edition of the time, and today's for the windows to come."""

    edition: Edition | None
    months: Terms | None
    windows: Terms | None


def record_outside_decision(
    *, authority: AdminUnit, number: str, signed_on: dt.date, signer: str, rows: Iterable[OutsideRow], by: Actor,
    source: str,
) -> Decision:
    """Enter a decision of recognition that was signed outside the system, with a certificate a row.

    Idempotent by authority, number and year: a decision entered before is given back and nothing is written. Each
    certificate replaces the older one, opens its occasions by the edition in force today and shows in the catalogue.
    Refuses `forbidden` others than the province of the products, the ministry and the administrator; `invalid` without
    number or source, stars outside 3 to 5, a day of signing to come, a last day before the first, a period nobody
    knows; `conflict` a number that a decision made here bears.
    """
    number, source, wanted = nfc(number), nfc(source), list(rows)
    _check_rows(wanted, signed_on=signed_on)
    _check_head(authority, number=number, source=source, signed_on=signed_on, today=by.today)
    if not may_record_outside(by, [row.product for row in wanted]):
        raise Refusal("outside-forbidden",
                      _("Chỉ cán bộ cơ quan tham mưu của tỉnh có sản phẩm, hoặc của trung ương, nhập được quyết định "
                        "đã ký."), kind="forbidden")
    before = _entered(authority, number, signed_on.year)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _enter(authority, number, signed_on, signer=signer, rows=wanted, by=by, source=source)
    except IntegrityError:
        # Two people entered the same paper at the same moment: the second finds what the first wrote.
        after = _entered(authority, number, signed_on.year)
        if after is None:
            raise
        return after


def may_record_outside(actor: Actor, products: Sequence[Product]) -> bool:
    """The officer of the province where all these products lie today; the ministry's officer; the administrator."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return True
    provinces = {grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER}
    homes = {product.province_today for product in products}
    return all(home is not None and home.pk in provinces for home in homes)


def _check_head(authority: AdminUnit, *, number: str, source: str, signed_on: dt.date, today: dt.date) -> None:
    """What stands at the head of the paper."""
    _demand(authority.level in _LEVELS, "outside-authority", _("Cơ quan ký phải là huyện, tỉnh hoặc trung ương."))
    _demand(bool(number), "outside-number", _("Hãy nhập số quyết định như trên văn bản đã ký."))
    _demand(bool(source), "outside-source", _("Hãy ghi nguồn: văn bản hoặc danh sách mà dữ liệu được lấy từ đó."))
    _demand(signed_on <= today, "outside-future", _("Ngày ký ở tương lai. Hãy nhập ngày ghi trên văn bản."))


def _check_rows(rows: Sequence[OutsideRow], *, signed_on: dt.date) -> None:
    """What each row says of itself."""
    _demand(bool(rows), "outside-empty", _("Quyết định phải có ít nhất một sản phẩm."))
    once = len({row.product.pk for row in rows}) == len(rows)
    _demand(once, "outside-twice", _("Một sản phẩm chỉ đứng một lần trong một quyết định."))
    for row in rows:
        name = {"name": row.product_name or row.product.name}
        _demand(LEAST_STARS <= row.stars <= MOST_STARS, "outside-stars",
                _("Sản phẩm %(name)s: hạng sao được công nhận phải là 3, 4 hoặc 5.") % name)
        start = row.issued_on or signed_on
        _demand(start >= signed_on, "outside-before-decision",
                _("Sản phẩm %(name)s: giấy chứng nhận không thể có trước quyết định.") % name)
        _demand(row.valid_to is None or row.valid_to >= start, "outside-period",
                _("Sản phẩm %(name)s: ngày hết hạn phải từ ngày cấp trở đi.") % name)


def _demand(holds: bool, code: str, words: Words) -> None:
    if not holds:
        raise Refusal(code, words)


def _entered(authority: AdminUnit, number: str, year: int) -> Decision | None:
    """The decision as entered before, also under another row of the same unit; refuses one that was made here."""
    same = Decision.objects.filter(authority__level=authority.level, authority__code=authority.code)
    found: Decision | None = same.filter(number=number, year=year).order_by("pk").first()
    if found is not None and found.origin != Origin.IMPORTED:
        raise Refusal("outside-number-taken", _("Số %(number)s là của một quyết định lập trên hệ thống này.") % {
            "number": number}, kind="conflict")
    return found


def _enter(authority: AdminUnit, number: str, signed_on: dt.date, *, signer: str, rows: Sequence[OutsideRow],
           by: Actor, source: str) -> Decision:
    decision = Decision.objects.create(
        authority=authority, level=_LEVELS[authority.level], kind=DecisionKind.RECOGNISE, number=number,
        signed_on=signed_on, year=signed_on.year, signer=nfc(signer), state=DecisionState.ISSUED,
        origin=Origin.IMPORTED, issued_at=timezone.now(),
    )
    law = _law_on(signed_on, today=by.today)
    for row in rows:
        _recognise(decision, row, law)
    audit.record(
        "record_outside_decision", decision, by=by, province_id=authority.today_province_id, reason=source,
        body={"number": number, "signed_on": signed_on, "signer": nfc(signer),
              "products": [{"product": row.product.pk, "stars": row.stars} for row in rows]},
    )
    return decision


def _law_on(signed_on: dt.date, *, today: dt.date) -> _Law:
    """The editions of both days; old registers reach back to before the first edition known here."""
    then, now = _edition_on(signed_on), _edition_on(today)
    return _Law(then, terms_of(then) if then else None, terms_of(now) if now else None)


def _edition_on(day: dt.date) -> Edition | None:
    try:
        return edition_for(DossierKind.FIRST, day)
    except Refusal:
        return None


def _recognise(decision: Decision, row: OutsideRow, law: _Law) -> None:
    """The recognition with its certificate; the code first, since the catalogue is searched by it."""
    product, signed_on = row.product, decision.signed_on
    assert signed_on is not None
    holder = _holder(product, signed_on)
    start = row.issued_on or signed_on
    last = row.valid_to or _last_day(start, law.months)
    recognition = Recognition.objects.create(
        decision=decision, product=product, producer=holder, edition=law.edition,
        product_set=row.product_set or _set_of(product, law.edition), stars=row.stars, kind=row.kind,
        product_name=nfc(row.product_name) or product.name,
        producer_name=nfc(row.producer_name) or holder.name,
        place_name=nfc(row.place_name) or place_words(product if product.unit else product.producer),
        score_text=nfc(row.score)[:20], basis=Basis.IMPORTED,
    )
    if row.code and not ProductCode.objects.filter(product=product, code=nfc(row.code)).exists():
        ProductCode.objects.create(product=product, code=nfc(row.code), unit=product.unit, year=decision.year,
                                   given_on=signed_on, source=CodeSource.IMPORTED)
    issue_certificate(recognition, number=nfc(row.certificate_no), issued_on=start, terms=law.windows, valid_to=last)


def _last_day(start: dt.date, months: Terms | None) -> dt.date:
    """By the edition of the time (36 months since 1048/QĐ-TTg)."""
    if months is None or "certificate" not in months.rules:
        raise Refusal("outside-period-unknown",
                      _("Không rõ thời hạn theo văn bản lúc đó. Hãy nhập ngày hết hạn của từng sản phẩm."))
    return months.valid_to(start)


def _holder(product: Product, day: dt.date) -> Producer:
    """Who held the product on the day; where our records begin later, who holds it now."""
    holding = (ProductHolding.objects.filter(valid_on(day), product=product).select_related("producer")
               .order_by("-valid_from").first())
    return holding.producer if holding else product.producer


def _set_of(product: Product, edition: Edition | None) -> ProductSet | None:
    """The set in the edition of the time, else in the newest one the product is placed in."""
    placement = placement_in(product, edition) if edition else None
    placement = placement or (
        product.placements.filter(product_set__isnull=False).select_related("product_set")
        .order_by("-edition__in_force_from").first()
    )
    return placement.product_set if placement else None
