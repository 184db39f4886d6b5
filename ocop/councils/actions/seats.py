"""Verbs: set up a council, its regulation, its seats, and the conflicts of a seat."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.accounts.models import User
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.councils.enums import ConflictSource, ConflictState, SeatRole, SessionState, SheetState
from ocop.councils.guards import may_lift_conflict, may_note_conflict, may_seat, may_set_up
from ocop.councils.models import Conflict, Council, Regulation, ScoreSheet, Seat, seat_ids
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Dossier
from ocop.places.models import AdminUnit
from ocop.registry.models import Producer

_OFFICE_ONLY = _("Chỉ cơ quan tham mưu OCOP của cấp có hội đồng làm được việc này.")


def set_up_council(*, level: str, unit: AdminUnit, name: str, decision_no: str, decided_on: dt.date, by: Actor,
                   valid_from: dt.date | None = None, valid_to: dt.date | None = None) -> Council:
    """Enter a council as its decision set it up, with the default regulation (26/2026 art. 7.3b leaves it open).

    In force from the decision's day unless told otherwise. Refuses `forbidden` outside the own unit, `invalid` a level
    that has no council or a period that ends before it begins, `conflict` a decision already entered.
    """
    if not may_set_up(by, unit):
        raise Refusal("council-forbidden", _OFFICE_ONLY, kind="forbidden")
    if level not in (StageLevel.PROVINCE, StageLevel.NATION) or level != unit.level:
        raise Refusal("council-level", _("Hội đồng chỉ lập ở cấp tỉnh hoặc Trung ương, đúng cấp của đơn vị."))
    start = valid_from or decided_on
    if valid_to is not None and valid_to < start:
        raise Refusal("council-period", _("Ngày hết nhiệm kỳ phải sau ngày bắt đầu."))
    try:
        with transaction.atomic():
            council = Council.objects.create(level=level, unit=unit, name=nfc(name), decision_no=nfc(decision_no),
                                             decided_on=decided_on, valid_from=start, valid_to=valid_to)
            Regulation.objects.create(council=council, valid_from=start)
            audit.record("set_up_council", council, by=by, province_id=unit.today_province_id,
                         body={"name": council.name, "decision_no": council.decision_no, "decided_on": decided_on})
    except IntegrityError as clash:
        raise Refusal("council-known", _("Hội đồng theo quyết định này đã có."), kind="conflict") from clash
    return council


def amend_regulation(*, council: Council, valid_from: dt.date, quorum: tuple[int, int], by: Actor,
                     needs_head: bool = True, spread_points: int = 10) -> Regulation:
    """A new regulation of the council from a day; sessions already called keep theirs. `quorum` is (2, 3) for 2/3."""
    if not may_seat(by, council):
        raise Refusal("regulation-forbidden", _OFFICE_ONLY, kind="forbidden")
    num, den = quorum
    if not 0 < num <= den or spread_points < 0:
        raise Refusal("regulation-figures", _("Tỷ lệ dự họp phải lớn hơn 0 và không quá 1; độ lệch không âm."))
    try:
        with transaction.atomic():
            row = Regulation.objects.create(council=council, valid_from=valid_from, quorum_num=num, quorum_den=den,
                                            quorum_needs_head=needs_head, spread_points=spread_points)
            audit.record("amend_regulation", row, by=by, province_id=council.unit.today_province_id,
                         body={"quorum": f"{num}/{den}", "needs_head": needs_head, "spread_points": spread_points})
    except IntegrityError as clash:
        raise Refusal("regulation-known", _("Đã có quy chế áp dụng từ ngày này."), kind="conflict") from clash
    return row


def seat_member(*, council: Council, person: str, agency: str, role: str, by: Actor, user: User | None = None,
                scores: bool = True, valid_from: dt.date | None = None, valid_to: dt.date | None = None) -> Seat:
    """Give a seat to a person of an agency, from the council's first day unless told otherwise.

    Refuses `forbidden` outside the own council, `invalid` an unknown role or a period that ends before it begins,
    `conflict` a second chair, or a second seat of one person at the same time.
    """
    if not may_seat(by, council):
        raise Refusal("seat-forbidden", _OFFICE_ONLY, kind="forbidden")
    start = valid_from or council.valid_from
    if role not in SeatRole.values or not nfc(person):
        raise Refusal("seat-unclear", _("Hãy nhập họ tên và chọn vai trò trong hội đồng."))
    if valid_to is not None and valid_to < start:
        raise Refusal("seat-period", _("Ngày thôi thành viên phải sau ngày bắt đầu."))
    with transaction.atomic():
        Council.objects.select_for_update().get(pk=council.pk)
        _refuse_second(council, role=role, user=user, start=start, end=valid_to)
        seat = Seat.objects.create(council=council, user=user, person=nfc(person), agency=nfc(agency), role=role,
                                   scores=scores, valid_from=start, valid_to=valid_to)
        audit.record("seat_member", seat, by=by, province_id=council.unit.today_province_id,
                     body={"council": council.pk, "person": seat.person, "role": role, "scores": scores})
    return seat


def _refuse_second(council: Council, *, role: str, user: User | None, start: dt.date, end: dt.date | None) -> None:
    meanwhile = Seat.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start), council=council)
    if end is not None:
        meanwhile = meanwhile.filter(valid_from__lte=end)
    if user is not None and meanwhile.filter(user=user).exists():
        raise Refusal("seat-taken", _("Người này đã có tên trong hội đồng."), kind="conflict")
    if role == SeatRole.CHAIR and meanwhile.filter(role=SeatRole.CHAIR).exists():
        raise Refusal("seat-second-chair", _("Hội đồng đã có chủ tịch trong thời gian này."), kind="conflict")


def end_seat(*, seat: Seat, last_day: dt.date, by: Actor) -> Seat:
    """End a seat on its last day; what was signed on it stays."""
    if not may_seat(by, seat.council):
        raise Refusal("seat-forbidden", _OFFICE_ONLY, kind="forbidden")
    if last_day < seat.valid_from:
        raise Refusal("seat-period", _("Ngày thôi thành viên phải sau ngày bắt đầu."))
    with transaction.atomic():
        seat.valid_to = last_day
        seat.save(update_fields=["valid_to"])
        audit.record("end_seat", seat, by=by, body={"valid_to": last_day})
    return seat


def declare_conflict(*, seat: Seat, basis: str, by: Actor, producer: Producer | None = None,
                     dossier: Dossier | None = None) -> Conflict:
    """Tie a seat to a producer or a dossier: from now on it neither sees, nor scores, nor counts (product.md 8).

    Declared by the member, or recorded as found by those who lead the council. A sheet begun is void; one already
    signed is kept and no longer counts. Refuses `invalid` without basis or without exactly one object, `conflict` one
    that already stands.
    """
    if not may_note_conflict(by, seat):
        raise Refusal("conflict-forbidden", _("Bạn chỉ khai được liên quan của chính mình."), kind="forbidden")
    if (producer is None) == (dossier is None):
        raise Refusal("conflict-object", _("Hãy chọn một chủ thể hoặc một hồ sơ."))
    if not nfc(basis):
        raise Refusal("conflict-basis", _("Hãy ghi lý do liên quan."))
    source = ConflictSource.DECLARED if seat.pk in seat_ids(by) else ConflictSource.FOUND
    with transaction.atomic():
        Seat.objects.select_for_update().get(pk=seat.pk)
        if _standing(seat, producer, dossier):
            raise Refusal("conflict-known", _("Liên quan này đã được ghi."), kind="conflict")
        conflict = Conflict.objects.create(seat=seat, producer=producer, dossier=dossier, basis=nfc(basis),
                                           source=source)
        _mark_begun(conflict, SheetState.OPEN, SheetState.VOID)
        audit.record("declare_conflict", conflict, by=by, reason=conflict.basis,
                     body={"seat": seat.pk, "producer": producer and producer.pk, "dossier": dossier and dossier.pk,
                           "source": source})
    return conflict


def _standing(seat: Seat, producer: Producer | None, dossier: Dossier | None) -> bool:
    rows = Conflict.objects.filter(seat=seat, state=ConflictState.STANDING)
    if dossier is not None:
        return rows.filter(dossier=dossier).exists()
    return rows.filter(producer__head=producer.head_id if producer else None).exists()


def _mark_begun(conflict: Conflict, old: str, new: str) -> None:
    """Unsigned sheets of this seat on what it is tied to, in sessions under way: from one state to another."""
    begun = ScoreSheet.objects.filter(seat=conflict.seat_id, state=old, docket__session__state=SessionState.OPEN)
    if conflict.dossier_id:
        begun = begun.filter(docket__stage__dossier=conflict.dossier_id)
    else:
        head = conflict.producer.head_id if conflict.producer else None
        begun = begun.filter(docket__stage__dossier__producer__head=head)
    begun.update(state=new)


def lift_conflict(*, conflict: Conflict, reason: str, by: Actor) -> Conflict:
    """Take a conflict back because it was an error; never by the member concerned. A sheet begun is open again."""
    if not may_lift_conflict(by, conflict.seat):
        raise Refusal("conflict-lift-forbidden", _("Chỉ người điều hành hội đồng gỡ được, và không gỡ cho chính mình."),
                      kind="forbidden")
    if not nfc(reason):
        raise Refusal("conflict-lift-reason", _("Hãy ghi lý do gỡ."))
    with transaction.atomic():
        locked = Conflict.objects.select_for_update().get(pk=conflict.pk)
        if locked.state != ConflictState.STANDING:
            raise Refusal("conflict-lifted", _("Liên quan này đã được gỡ."), kind="conflict")
        locked.state = ConflictState.LIFTED
        locked.save(update_fields=["state"])
        _mark_begun(locked, SheetState.VOID, SheetState.OPEN)
        audit.record("lift_conflict", locked, by=by, reason=nfc(reason))
    return locked
