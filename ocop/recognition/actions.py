"""Verbs: draft a decision from closed tallies, discard it, record it once signed; send results without recognition;
extend and revoke certificates."""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import store_blob
from ocop.core.models import AuditEntry
from ocop.core.names import nfc
from ocop.core.refusal import Refusal, Words
from ocop.core.seals import seal_entries
from ocop.councils.enums import SessionState
from ocop.councils.models import Tally
from ocop.dossiers.actions import close_dossier, forward_dossier
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Dossier, Stage
from ocop.places.enums import Level
from ocop.places.models import AdminUnit, Placed
from ocop.recognition.enums import LIVE, Basis, DecisionKind, DecisionState, EventKind, RevocationGround
from ocop.recognition.flow import DECISION_FLOW
from ocop.recognition.guards import may_draft, may_revoke
from ocop.recognition.issuing import close_occasions, give_product_code, issue_certificate, next_certificate_number
from ocop.recognition.listing import write_listing
from ocop.recognition.models import Certificate, CertificateEvent, Decision, PastResult, Recognition, ScanDay
from ocop.recognition.queries import Terms, terms_of
from ocop.recognition.signedqr import current_key
from ocop.rulebooks.queries import bands_of
from ocop.rulebooks.rules.scoring import shown

if TYPE_CHECKING:
    from django.core.files import File

_LEVELS: dict[str, str] = {Level.NATION: StageLevel.NATION, Level.PROVINCE: StageLevel.PROVINCE}
_ABOUT_TALLY = ("docket__session__council__unit", "docket__stage__dossier__product__unit",
                "docket__stage__dossier__producer__unit", "docket__stage__dossier__edition",
                "docket__stage__dossier__product_set", "docket__stage__version")


def draft_decision(*, authority: AdminUnit, kind: str, tallies: Iterable[Tally], by: Actor) -> Decision:
    """Draft a decision of an authority from closed tallies of signed sessions; names are taken as they stand now.

    RECOGNISE takes the stars this authority awards (3, 4 at the province, 5 at the ministry; 26/2026 art. 4), FORWARD
    the stars a higher one awards. REVOKE is drafted without tallies. Refuses `forbidden` by role, `conflict` for a
    tally in another decision or not ready, `invalid` for stars that do not fit.
    """
    level = _LEVELS.get(authority.level, "")
    if not level or not may_draft(by, authority):
        raise Refusal("draft-forbidden", _("Chỉ cán bộ cơ quan tham mưu của cơ quan ban hành được lập dự thảo."),
                      kind="forbidden")
    wanted = list(tallies)
    if bool(wanted) == (kind == DecisionKind.REVOKE):
        raise Refusal("draft-no-products", _("Hãy chọn ít nhất một sản phẩm (quyết định thu hồi thì không chọn)."))
    with transaction.atomic():
        decision = Decision.objects.create(authority=authority, level=level, kind=kind)
        rows = [_ready(tally) for tally in wanted]
        _check_stars(decision, rows)
        try:
            with transaction.atomic():
                Recognition.objects.bulk_create([_printed(decision, tally) for tally in rows])
        except IntegrityError as clash:
            raise _already_decided() from clash
        audit.record("draft_decision", decision, by=by, province_id=authority.today_province_id,
                     body={"kind": kind, "tallies": [tally.pk for tally in rows]})
    return decision


def discard_draft(*, decision: Decision, by: Actor) -> None:
    """Throw a draft away; its tallies are free again. An issued decision is refused (`conflict`)."""
    with transaction.atomic():
        locked = DECISION_FLOW.begin("discard_draft", decision, by=by)
        tallies = list(locked.recognitions.values_list("tally_id", flat=True))
        audit.record("discard_draft", locked, by=by, body={"kind": locked.kind, "tallies": tallies},
                     province_id=locked.authority.today_province_id)
        locked.recognitions.all().delete()
        locked.delete()


def record_decision(
    *,
    decision: Decision,
    number: str,
    signed_on: dt.date,
    signer: str,
    upload: "File[bytes]",
    by: Actor,
    signer_title: str = "",
) -> Decision:
    """Record a decision that was numbered and signed outside, with its signed file; only now certificates exist.

    One transaction: the decision is issued; RECOGNISE writes certificates, product codes, occasions and listings and
    closes the dossiers; FORWARD sends them to the ministry and shows nothing. The audit trail is sealed at once.
    Refuses `invalid` (number, date in the future or before the session, signer, no PDF) and `conflict` (recorded
    already, or the number stands in another decision of that year).
    """
    number, signer = nfc(number), nfc(signer)
    with transaction.atomic():
        locked = DECISION_FLOW.begin("record_decision", decision, by=by)
        _check_paper(locked, number=number, signed_on=signed_on, signer=signer, today=by.today)
        locked.number, locked.signed_on, locked.year = number, signed_on, signed_on.year
        locked.signer, locked.signer_title = signer, nfc(signer_title)
        _check_number(locked)
        locked.document = store_blob(upload, kinds=frozenset({"pdf"}))
        locked.issued_at = timezone.now()
        _save_numbered(locked)
        entry = audit.record(
            "record_decision", locked, by=by, province_id=locked.authority.today_province_id,
            body={"number": number, "signed_on": signed_on, "signer": signer, "sha256": locked.document.sha256},
        )
        _carry_out(locked, by=by, parent=entry)
        seal_entries()
    return locked


def send_result(*, tally: Tally, by: Actor) -> PastResult:
    """Tell a result without recognition, 1 or 2 stars or none (26/2026 art. 4.1a), and close the dossier.

    Refuses `conflict` for a tally not closed, not signed, told already or in a decision, and `invalid` where the stars
    call for a decision.
    """
    with transaction.atomic():
        row = _ready(tally)
        dossier, session = row.docket.stage.dossier, row.docket.session
        if not may_draft(by, session.council.unit):
            raise Refusal("result-forbidden", _("Chỉ cán bộ cơ quan tham mưu được gửi kết quả."), kind="forbidden")
        if row.stars is not None and terms_of(dossier.edition).awarded_by(row.stars):
            raise Refusal("result-needs-decision", _("Kết quả này cần quyết định công nhận, không gửi thư kết quả."))
        result = PastResult.objects.create(
            product=dossier.product, cycle=session.round.cycle if session.round else None,
            level=session.council.level, edition=dossier.edition, tally=row, stars=row.stars,
            score_text=score_text(row), on=by.today, source=session.council.name[:200],
        )
        entry = audit.record("send_result", result, by=by, body={"tally": row.pk, "stars": row.stars},
                             province_id=session.council.unit.today_province_id)
        close_dossier(dossier=dossier, by=by, parent=entry)
    return result


def revoke_certificate(
    *, certificate: Certificate, decision: Decision, ground: str, on: dt.date, by: Actor
) -> CertificateEvent:
    """Take a certificate back from a day on one of the six grounds of 26/2026 art. 8; the next request shows it.

    The decision is one of revocation, recorded before, of the authority that recognised; it is due within 15 days of
    the conclusion (`queries.revocation_due`). Refuses `conflict` for a certificate that no longer lives.
    """
    if ground not in RevocationGround.values:
        raise Refusal("ground-unknown", _("Hãy chọn một trong sáu căn cứ thu hồi (Điều 8 Quyết định 26/2026/QĐ-TTg)."))
    with transaction.atomic():
        locked = _living(certificate, by=by, day=on)
        _check_revocation(locked, decision, on=on, today=by.today)
        event = CertificateEvent.objects.create(
            certificate=locked, kind=EventKind.REVOKED, on=on, decision=decision, ground=ground
        )
        close_occasions([locked.pid], last_day=on - dt.timedelta(days=1))
        write_listing(locked.recognition.product)
        audit.record("revoke_certificate", locked, by=by, body={"on": on, "ground": ground, "decision": decision.pk},
                     province_id=decision.authority.today_province_id, reason=str(RevocationGround(ground).label))
        seal_entries()
    return event


def extend_certificate(
    *, certificate: Certificate, until: dt.date, ground: str, by: Actor, decision: Decision | None = None
) -> CertificateEvent:
    """Let a certificate run on while its late re-evaluation is decided (26/2026 art. 12: at most 180 days).

    Refuses `invalid` without a ground, for a day not after the last valid day, or past the edition's limit;
    `conflict` for a certificate revoked, replaced or expired.
    """
    if not nfc(ground):
        raise Refusal("ground-missing", _("Hãy ghi căn cứ kéo dài hiệu lực."))
    with transaction.atomic():
        locked = _living(certificate, by=by, day=by.today)
        if until <= locked.live_until():
            raise Refusal("extension-too-short", _("Ngày kéo dài phải sau ngày hết hạn hiện nay."))
        edition = locked.recognition.edition
        longest = terms_of(edition).longest_extension(locked.valid_to) if edition else None
        if longest is not None and until > longest:
            raise Refusal("extension-too-long", _("Chỉ được kéo dài đến hết ngày %(day)s.")
                          % {"day": f"{longest.day}/{longest.month}/{longest.year}"})
        event = CertificateEvent.objects.create(
            certificate=locked, kind=EventKind.EXTENDED, on=by.today, until=until, ground=nfc(ground)[:300],
            decision=decision,
        )
        write_listing(locked.recognition.product)
        audit.record("extend_certificate", locked, by=by, body={"until": until}, reason=nfc(ground),
                     province_id=locked.recognition.decision.authority.today_province_id)
    return event


def count_scan(*, code: str, day: dt.date) -> None:
    """Count one check of a code on a day: a figure only, no address, no device, hence no audit entry (ecosystem.md A4).

    The one thing besides `Opening` a GET may write.
    """
    if not ScanDay.objects.filter(code=code[:60], day=day).update(count=F("count") + 1):
        row, made = ScanDay.objects.get_or_create(code=code[:60], day=day, defaults={"count": 1})
        if not made:
            ScanDay.objects.filter(pk=row.pk).update(count=F("count") + 1)


def score_text(tally: Tally) -> str:
    """The mean for eyes, "91,14" for 638 points on 7 sheets; cut where rounding would reach a band it misses."""
    edition = tally.docket.stage.dossier.edition
    return shown(Fraction(tally.sum_points, tally.sheets), bands_of(edition))


def _ready(tally: Tally) -> Tally:
    """Read the tally anew and locked; refuse one that is not final or was decided already."""
    Tally.objects.select_for_update().get(pk=tally.pk)
    row = Tally.objects.select_related(*_ABOUT_TALLY).get(pk=tally.pk)
    if row.closed_at is None or row.turn != row.docket.turn:
        raise Refusal("tally-open", _("Kết quả chưa chốt hoặc đã có lần chấm mới. Hãy chốt kết quả trước."),
                      kind="conflict")
    if row.docket.session.state != SessionState.SIGNED:
        raise Refusal("minutes-unsigned", _("Biên bản phiên họp chưa ký đủ. Hãy ký biên bản trước."), kind="conflict")
    decided = Recognition.objects.filter(tally=row).exists() or PastResult.objects.filter(tally=row).exists()
    if decided:
        raise _already_decided()
    return row


def _already_decided() -> Refusal:
    return Refusal("tally-decided", _("Kết quả này đã nằm trong một quyết định hoặc dự thảo khác."), kind="conflict")


def _number_taken(number: str) -> Refusal:
    return Refusal("number-taken", _("Số %(number)s đã có trong một quyết định khác cùng năm. Hãy xem lại số.")
                   % {"number": number}, kind="conflict")


def _check_number(decision: Decision) -> None:
    """A number stands once a year in an authority's book, also where the unit's row changed in between."""
    authority = decision.authority
    same = Q(authority=authority) | Q(authority__today__isnull=False, authority__today=authority.today)
    if Decision.objects.filter(same, number=decision.number, year=decision.year).exists():
        raise _number_taken(decision.number)


def _save_numbered(decision: Decision) -> None:
    """Save; two clerks with one number at the same moment: the second is told."""
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as clash:
        raise _number_taken(decision.number) from clash


def _check_stars(decision: Decision, rows: Sequence[Tally]) -> None:
    """Each tally fits the kind of decision and the authority."""
    terms: dict[int, Terms] = {}
    for row in rows:
        dossier = row.docket.stage.dossier
        law = terms.setdefault(dossier.edition_id, terms_of(dossier.edition))
        awarded_by = law.awarded_by(row.stars) if row.stars is not None else ""
        fits = awarded_by == decision.level
        if decision.kind == DecisionKind.FORWARD:
            fits = awarded_by == StageLevel.NATION and decision.level == StageLevel.PROVINCE
        if not fits or decision.kind not in {DecisionKind.RECOGNISE, DecisionKind.FORWARD}:
            raise Refusal("stars-do-not-fit", _(
                "Hạng sao của sản phẩm %(name)s không thuộc thẩm quyền của quyết định này. "
                "Hãy chọn đúng loại quyết định."
            ) % {"name": dossier.product.name})
        if not _in_charge(dossier, decision):
            raise Refusal("draft-other-place", _("Sản phẩm %(name)s do cơ quan khác đánh giá.")
                          % {"name": dossier.product.name}, kind="forbidden")


def _in_charge(dossier: Dossier, decision: Decision) -> bool:
    """The authority's level handled the dossier in that place; so a province may also rely on the ministry's tally
    below five stars (26/2026 art. 7.4g)."""
    own = {decision.authority_id, decision.authority.today_id}
    stages = Stage.objects.filter(dossier=dossier, level=decision.level).select_related("unit")
    return any({stage.unit_id, stage.unit.today_id} & own for stage in stages)


def _printed(decision: Decision, tally: Tally) -> Recognition:
    """The row of a product in the decision, names as they will be printed."""
    stage = tally.docket.stage
    dossier = stage.dossier
    assert tally.stars is not None
    return Recognition(
        decision=decision, product=dossier.product, producer=dossier.producer, stage=stage, tally=tally,
        edition=dossier.edition, product_set=dossier.product_set, stars=tally.stars, kind=dossier.kind,
        product_name=dossier.product.name, producer_name=dossier.producer.name,
        place_name=place_words(dossier.product if dossier.product.unit else dossier.producer),
        score_text=score_text(tally), basis=Basis.SCORED_HERE,
    )


def place_words(thing: Placed) -> str:
    """The place as a decision prints it: "Xã Tân Cương, Tỉnh Thái Nguyên", today's names where they are known."""
    units = [thing.unit_today or thing.unit, thing.province_today]
    names = list(dict.fromkeys(unit.full_name for unit in units if unit))
    return ", ".join(names) or thing.unit_text


def _check_paper(decision: Decision, *, number: str, signed_on: dt.date, signer: str, today: dt.date) -> None:
    """What stands on the signed paper must be there and be possible."""
    _demand(bool(number), "number-missing", _("Hãy nhập số quyết định như trên văn bản đã ký."))
    _demand(len(number) <= 60, "number-too-long", _("Số quyết định quá dài. Hãy chỉ nhập số và ký hiệu."))
    _demand(bool(signer), "signer-missing", _("Hãy nhập người ký."))
    _demand(signed_on <= today, "signed-in-future", _("Ngày ký ở tương lai. Hãy nhập ngày ghi trên văn bản."))
    sessions = [
        row.tally.docket.session.on
        for row in decision.recognitions.select_related("tally__docket__session")
        if row.tally is not None
    ]
    held = max(sessions, default=None)
    _demand(held is None or signed_on >= held, "signed-before-session",
            _("Ngày ký trước ngày họp hội đồng. Hãy kiểm tra lại ngày."))


def _demand(holds: bool, code: str, words: Words) -> None:
    if not holds:
        raise Refusal(code, words)


def _carry_out(decision: Decision, *, by: Actor, parent: AuditEntry) -> None:
    """Do what the decision says."""
    if decision.kind == DecisionKind.RECOGNISE:
        current_key()
    terms: dict[int, Terms] = {}
    rows = decision.recognitions.select_related(
        "product__unit__today__province", "product__unit__today_province", "product__settled_unit__today",
        "product__producer", "product_set__group", "edition", "stage__dossier", "stage__version",
    )
    for row in rows.order_by("pk"):
        if row.stage is None:
            continue
        if decision.kind == DecisionKind.FORWARD:
            forward_dossier(stage=row.stage, by=by, parent=parent)
            continue
        row.decision = decision
        if row.edition and row.edition.pk not in terms:
            terms[row.edition.pk] = terms_of(row.edition)
        _recognise(row, terms[row.edition.pk] if row.edition else None)
        close_dossier(dossier=row.stage.dossier, by=by, parent=parent)


def _recognise(row: Recognition, terms: Terms | None) -> Certificate:
    """Code first, since the listing of the certificate is searched by it too."""
    decision = row.decision
    assert decision.signed_on is not None
    give_product_code(row.product, on=decision.signed_on)
    number = next_certificate_number(decision.authority, decision.signed_on.year)
    return issue_certificate(row, number=number, issued_on=decision.signed_on, terms=terms)


def _living(certificate: Certificate, *, by: Actor, day: dt.date) -> Certificate:
    """The certificate, locked; refuses by role and where its stars no longer live."""
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("recognition__decision__authority").get(
        pk=certificate.pk
    )
    if not may_revoke(by, locked):
        raise Refusal("certificate-forbidden", _("Chỉ cơ quan đã công nhận được làm việc này."), kind="forbidden")
    if locked.status_on(day) not in LIVE:
        raise Refusal("certificate-not-live", _("Giấy chứng nhận không còn hiệu lực vào ngày đó."), kind="conflict")
    return locked


def _check_revocation(certificate: Certificate, decision: Decision, *, on: dt.date, today: dt.date) -> None:
    """The decision is a recorded revocation of the same authority, and the day is possible."""
    own = certificate.recognition.decision.authority
    same = {own.pk, own.today_id} & {decision.authority_id, decision.authority.today_id}
    fits = decision.kind == DecisionKind.REVOKE and decision.state == DecisionState.ISSUED and same
    _demand(bool(fits), "revocation-no-decision",
            _("Cần quyết định thu hồi đã ghi nhận của chính cơ quan đã công nhận. Hãy ghi nhận quyết định đó trước."))
    signed = decision.signed_on
    _demand(signed is not None and signed <= on <= today, "revocation-day",
            _("Ngày thu hồi phải từ ngày ký quyết định đến hôm nay."))
