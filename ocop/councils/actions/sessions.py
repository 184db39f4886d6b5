"""Verbs: call a session, its agenda, the roll, opening and closing."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry, valid_on
from ocop.core.refusal import Refusal
from ocop.councils.enums import ConflictSource, ConflictState, SessionMode, SessionState
from ocop.councils.flow import SESSION_FLOW
from ocop.councils.guards import may_call, may_lead
from ocop.councils.models import Attendance, Conflict, Council, Docket, Seat, Session
from ocop.councils.queries.seal import seats_in_force
from ocop.dossiers.enums import OPEN_STATES, FilledBy, StageState
from ocop.dossiers.models import Dossier, Stage
from ocop.programme.models import Round
from ocop.registry.models import Membership

_CALLERS_ONLY = _("Chỉ người điều hành hội đồng hoặc cơ quan tham mưu chuẩn bị được phiên họp.")
_TIE_MEMBER = "Là người của chủ thể, theo danh sách thành viên."
_TIE_AUTHOR = "Là tư vấn đã lập hồ sơ này."


def call_session(*, council: Council, on: dt.date, by: Actor, place: str = "", mode: str = SessionMode.MEETING,
                 round: Round | None = None) -> Session:
    """Call a session, or a round of written opinions (26/2026 art. 7.6d), under the regulation in force that day.

    Refuses `forbidden` others than those who lead or prepare, `invalid` a day outside the council's term.
    """
    if not may_call(by, council):
        raise Refusal("call-forbidden", _CALLERS_ONLY, kind="forbidden")
    in_term = council.valid_from <= on and (council.valid_to is None or on <= council.valid_to)
    rule = council.regulations.filter(valid_from__lte=on).order_by("-valid_from").first()
    if not in_term or rule is None or mode not in SessionMode.values:
        raise Refusal("call-outside-term", _("Ngày họp phải nằm trong nhiệm kỳ của hội đồng."))
    with transaction.atomic():
        session = Session.objects.create(council=council, regulation=rule, on=on, place=place, mode=mode, round=round)
        audit.record("call_session", session, by=by, province_id=council.unit.today_province_id,
                     body={"council": council.pk, "on": on, "mode": mode})
    return session


def _locked_session(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",)).select_related("council__unit").get(pk=session.pk)


def put_on_docket(*, session: Session, stage: Stage, by: Actor) -> Docket:
    """Put a product on the agenda: a stage of the council's own level and unit, checked (for a province: accepted).

    Members who belong to the producer, and the consultant who wrote the dossier, are tied at once. Refuses `conflict`
    a session past scoring, a stage not ready, or one already on an agenda.
    """
    if not may_call(by, session.council):
        raise Refusal("docket-forbidden", _CALLERS_ONLY, kind="forbidden")
    try:
        with transaction.atomic():
            locked = _locked_session(session)
            ready = Stage.objects.select_related("dossier__producer", "unit").get(pk=stage.pk)
            _refuse_unready(locked, ready)
            last = locked.dockets.aggregate(last=Max("position"))["last"] or 0
            docket = Docket.objects.create(session=locked, stage=ready, position=last + 1)
            entry = audit.record("put_on_docket", docket, by=by, province_id=locked.council.unit.today_province_id,
                                 body={"session": locked.pk, "stage": ready.pk})
            _find_ties(locked, [ready.dossier], parent=entry)
    except IntegrityError as clash:
        raise Refusal("docket-known", _("Sản phẩm này đã có trong chương trình họp."), kind="conflict") from clash
    return docket


def _refuse_unready(session: Session, stage: Stage) -> None:
    council = session.council
    if session.state not in (SessionState.CALLED, SessionState.OPEN):
        raise Refusal("docket-session-over", _("Phiên họp đã đóng phần chấm điểm."), kind="conflict")
    here = {stage.unit_id, stage.unit.today_id}
    if stage.level != council.level or not here & {council.unit_id, council.unit.today_id}:
        raise Refusal("docket-other-level", _("Hồ sơ này không thuộc cấp và địa bàn của hội đồng."))
    if stage.state != StageState.CHECKED or stage.dossier.state not in OPEN_STATES:
        raise Refusal("docket-not-checked", _("Hồ sơ chưa được tiếp nhận, kiểm tra xong nên chưa đưa ra hội đồng."),
                      kind="conflict")
    if Docket.objects.filter(stage=stage).exists():
        raise Refusal("docket-known", _("Sản phẩm này đã có trong chương trình họp."), kind="conflict")


def _find_ties(session: Session, dossiers: Iterable[Dossier], *, parent: AuditEntry | None = None) -> None:
    """Record conflicts the data itself shows, once: members of the producer, the consultant who wrote the dossier."""
    seats = list(seats_in_force(session.council_id, session.on).filter(user__isnull=False))
    for dossier in dossiers:
        people = set(
            Membership.objects.filter(valid_on(session.on), producer__head=dossier.producer.head_id,
                                      user__in=[seat.user_id for seat in seats]).values_list("user_id", flat=True)
        )
        known = set(
            Conflict.objects.filter(Q(dossier=dossier) | Q(producer__head=dossier.producer.head_id), seat__in=seats)
            .values_list("seat_id", flat=True)
        )
        for seat in seats:
            author = dossier.filled_by == FilledBy.CONSULTANT and seat.user_id == dossier.filled_by_user_id
            if seat.pk not in known and (seat.user_id in people or author):
                _tie(seat, dossier, as_member=seat.user_id in people, parent=parent)


def _tie(seat: Seat, dossier: Dossier, *, as_member: bool, parent: AuditEntry | None) -> None:
    tie = Conflict.objects.create(
        seat=seat, source=ConflictSource.FOUND, state=ConflictState.STANDING,
        producer=dossier.producer if as_member else None, dossier=None if as_member else dossier,
        basis=_TIE_MEMBER if as_member else _TIE_AUTHOR,
    )
    audit.record("declare_conflict", tie, by=None, parent=parent, reason=tie.basis, body={"seat": seat.pk})


def take_off_docket(*, docket: Docket, reason: str, by: Actor) -> None:
    """Take a product off the agenda before anybody has begun to score it (the dossier was withdrawn, samples lack)."""
    if not may_call(by, docket.session.council):
        raise Refusal("docket-forbidden", _CALLERS_ONLY, kind="forbidden")
    if not reason.strip():
        raise Refusal("docket-reason", _("Hãy ghi lý do đưa sản phẩm ra khỏi chương trình họp."))
    with transaction.atomic():
        _locked_session(docket.session)
        locked = Docket.objects.select_for_update().get(pk=docket.pk)
        if locked.sheets.exists():
            raise Refusal("docket-begun", _("Đã có thành viên chấm sản phẩm này nên không đưa ra được."),
                          kind="conflict")
        audit.record("take_off_docket", locked, by=by, reason=reason.strip(), body={"stage": locked.stage_id})
        locked.delete()


def note_attendance(*, session: Session, present: Iterable[Seat], by: Actor) -> list[Attendance]:
    """Write the roll: these seats are there, the others in force are not (D03). May be written again while scoring.

    In a round of written opinions "not there" means that the member does not answer. Refuses `conflict` once scoring
    is closed, `invalid` a seat that is none of this council's on that day.
    """
    if not may_lead(by, session):
        raise Refusal("attendance-forbidden", _("Chỉ chủ tịch, phó chủ tịch hoặc thư ký ghi điểm danh."),
                      kind="forbidden")
    here = {seat.pk for seat in present}
    with transaction.atomic():
        locked = _locked_session(session)
        if locked.state not in (SessionState.CALLED, SessionState.OPEN):
            raise Refusal("attendance-late", _("Phiên họp đã đóng nên không sửa điểm danh được."), kind="conflict")
        seats = list(seats_in_force(locked.council_id, locked.on))
        if not here <= {seat.pk for seat in seats}:
            raise Refusal("attendance-stranger", _("Có người không phải thành viên hội đồng trong ngày họp."))
        rows = [
            Attendance.objects.update_or_create(session=locked, seat=seat, defaults={"present": seat.pk in here})[0]
            for seat in seats
        ]
        audit.record("note_attendance", locked, by=by, body={"present": sorted(here)})
    return rows


def open_session(*, session: Session, by: Actor) -> Session:
    """Open scoring. Refuses `incomplete` without agenda or quorum (D03), `conflict` when already open."""
    with transaction.atomic():
        locked = SESSION_FLOW.begin("open_session", session, by=by)
        locked.opened_at = timezone.now()
        locked.save(update_fields=["state", "opened_at"])
        entry = audit.record("open_session", locked, by=by)
        # Seats and memberships may have come since the agenda was made.
        dossiers = Dossier.objects.filter(pk__in=locked.dockets.values("stage__dossier")).select_related("producer")
        _find_ties(locked, dossiers, parent=entry)
    return locked


def close_session(*, session: Session, by: Actor) -> Session:
    """Close scoring. Refuses `incomplete` while a product is not closed in its last turn, or the quorum is gone."""
    with transaction.atomic():
        locked = SESSION_FLOW.begin("close_session", session, by=by)
        locked.closed_at = timezone.now()
        locked.save(update_fields=["state", "closed_at"])
        audit.record("close_session", locked, by=by,
                     body={"turns": dict(locked.dockets.filter(turn__gt=1).values_list("pid", "turn"))})
    return locked
