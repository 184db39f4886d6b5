"""Verbs of the level that holds a dossier: ask, return, find, send up, accept, forward."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.filing import next_stage_no, receipt_no
from ocop.dossiers.actions.shared import must_be_of_criterion, must_be_of_set, prose, province_id
from ocop.dossiers.enums import DossierState, LocalHead, StageLevel, StageState
from ocop.dossiers.flow import STAGE_FLOW
from ocop.dossiers.guards import may_handle, may_note_desk
from ocop.dossiers.models import (
    ClockPause,
    DeskFinding,
    Dossier,
    LocalFinding,
    Stage,
    Supplement,
    SupplementItem,
)
from ocop.dossiers.queries.clocks import COMMUNE_CHECK, REEVALUATION
from ocop.places.models import AdminUnit
from ocop.places.queries import nation
from ocop.programme.queries import round_for
from ocop.rulebooks.models import Criterion, Option

# A supplement or a return takes the dossier out of these hands.
_IN_HAND = (DossierState.SUBMITTED, DossierState.ACCEPTED)


def ask_supplement(*, stage: Stage, items: Iterable[tuple[Criterion | None, str]], due_on: dt.date, by: Actor,
                   note: str = "") -> Supplement:
    """Ask the producer for supplements, itemised, until a day; the clock of the stage stands still (B07).

    Refuses (`forbidden`) others than the level's officer, (`conflict`) a stage that is not in hand, (`invalid`) an
    empty list, a criterion of another set, or a day that is not to come.
    """
    wanted = [(criterion, prose(text)) for criterion, text in items if prose(text)]
    if not wanted:
        raise Refusal("supplement-items", _("Hãy ghi ít nhất một nội dung cần bổ sung."))
    if due_on <= by.today:
        raise Refusal("supplement-due", _("Hạn bổ sung phải sau ngày hôm nay."))
    with transaction.atomic():
        dossier = _lock(stage)
        criteria = [criterion for criterion, _text in wanted if criterion is not None]
        fresh = _begin("ask_supplement", stage, dossier, by=by)
        if criteria:
            must_be_of_set(dossier, criteria)
        fresh.save()
        supplement = Supplement.objects.create(stage=fresh, due_on=due_on, note=prose(note), asked_on=by.today,
                                               asked_by=by.user)
        SupplementItem.objects.bulk_create(
            [SupplementItem(supplement=supplement, criterion=criterion, text=text) for criterion, text in wanted]
        )
        clock = COMMUNE_CHECK if fresh.level == StageLevel.COMMUNE else REEVALUATION
        ClockPause.objects.create(stage=fresh, clock_key=clock, paused_on=by.today, why="supplement")
        _give_back(dossier, prose(note) or wanted[0][1])
        audit.record("ask_supplement", supplement, by=by, province_id=province_id(dossier.producer),
                     body={"stage": fresh.pk, "due_on": due_on, "items": [text for _criterion, text in wanted]})
    return supplement


def return_dossier(*, stage: Stage, reason: str, by: Actor) -> Stage:
    """Send a dossier back with the reason; filed again it begins anew at the commune."""
    reason = prose(reason)
    if not reason:
        raise Refusal("return-reason", _("Hãy ghi lý do trả lại để chủ thể biết phải sửa gì."))
    with transaction.atomic():
        dossier = _lock(stage)
        fresh = _begin("return_dossier", stage, dossier, by=by)
        fresh.handled_at = timezone.now()
        fresh.save()
        _give_back(dossier, reason)
        audit.record("return_dossier", fresh, by=by, reason=reason, province_id=province_id(dossier.producer),
                     body={"dossier": dossier.pk})
    return fresh


def record_local_finding(*, stage: Stage, head: int, finding: str, by: Actor, claim: str = "",
                         agrees: bool = True) -> LocalFinding:
    """Write one head of the commune's report, form 03 (26/2026 art. 7.2); again to correct it before it goes up."""
    if head not in LocalHead.values:
        raise Refusal("local-head", _("Hãy chọn nội dung kiểm tra của mẫu số 03."))
    if not prose(finding):
        raise Refusal("local-finding-empty", _("Hãy ghi kết quả kiểm tra của xã."))
    with transaction.atomic():
        fresh = _lock_stage(stage, by=by, may=may_handle, states=(StageState.RECEIVED, StageState.ASKING))
        if fresh.level != StageLevel.COMMUNE:
            raise Refusal("local-level", _("Mẫu số 03 do cấp xã lập."))
        row, _made = LocalFinding.objects.update_or_create(
            stage=fresh, head=head, defaults={"finding": prose(finding), "claim": prose(claim), "agrees": agrees}
        )
        audit.record("record_local_finding", row, by=by, province_id=province_id(fresh.dossier.producer),
                     body={"stage": fresh.pk, "head": head, "finding": row.finding, "agrees": agrees})
    return row


def send_up(*, stage: Stage, request_no: str, by: Actor, conclusion: str = "") -> Stage:
    """Send a checked dossier to the province with the commune's request; returns the province's new stage.

    Refuses (`incomplete`) while form 03 lacks a head, (`invalid`) a missing request number.
    """
    if not nfc(request_no):
        raise Refusal("request-no", _("Hãy nhập số tờ trình của xã."))
    with transaction.atomic():
        dossier = _lock(stage)
        fresh = _begin("send_up", stage, dossier, by=by)
        province = fresh.unit.today_province
        if province is None:
            raise Refusal("province-unknown", _("Chưa rõ tỉnh của đơn vị này. Hãy báo quản trị hệ thống."))
        fresh.request_on, fresh.request_no = by.today, nfc(request_no)[:60]
        fresh.conclusion, fresh.handled_at = prose(conclusion), timezone.now()
        fresh.save()
        upper = _stage_above(fresh, StageLevel.PROVINCE, unit=province, by=by)
        dossier.round = round_for(province, level=StageLevel.PROVINCE, asked_on=by.today)
        dossier.save(update_fields=["round"])
        audit.record("send_up", fresh, by=by, province_id=province_id(dossier.producer),
                     body={"request_no": fresh.request_no, "stage": upper.pk, "conclusion": fresh.conclusion})
    return upper


def accept_dossier(*, stage: Stage, by: Actor) -> Stage:
    """Accept a full dossier for evaluation, at the province or at the centre, with a receipt number."""
    with transaction.atomic():
        dossier = _lock(stage)
        fresh = _begin("accept_dossier", stage, dossier, by=by)
        fresh.handled_at = timezone.now()
        commune = dossier.producer.unit_today
        if commune is not None:
            fresh.receipt_no = receipt_no(fresh.unit, commune, year=by.today.year)
        fresh.save()
        dossier.state = DossierState.ACCEPTED
        dossier.save(update_fields=["state"])
        audit.record("accept_dossier", fresh, by=by, province_id=province_id(dossier.producer),
                     body={"dossier": dossier.pk, "receipt_no": fresh.receipt_no})
    return fresh


def record_desk_finding(*, stage: Stage, criterion: Criterion, option: Option | None, by: Actor,
                        note: str = "") -> DeskFinding:
    """Write the advisory team's word on a criterion before the council sits (C06); again to correct it."""
    states = (StageState.RECEIVED, StageState.ASKING, StageState.CHECKED)
    with transaction.atomic():
        fresh = _lock_stage(stage, by=by, may=may_note_desk, states=states)
        must_be_of_set(fresh.dossier, [criterion])
        must_be_of_criterion(option, criterion)
        row, _made = DeskFinding.objects.update_or_create(
            stage=fresh, criterion=criterion, defaults={"option": option, "note": prose(note), "by": by.user}
        )
        audit.record("record_desk_finding", row, by=by, province_id=province_id(fresh.dossier.producer),
                     body={"stage": fresh.pk, "criterion": criterion.key, "option": option.pk if option else None})
    return row


def forward_dossier(*, stage: Stage, by: Actor, parent: AuditEntry | None = None) -> Stage:
    """Send a dossier whose result needs the centre up to it; returns the centre's stage. Called by recognition."""
    with transaction.atomic():
        dossier = _lock(stage)
        fresh = _begin("forward_dossier", stage, dossier, by=by)
        centre = nation()
        if centre is None:
            raise Refusal("nation-unknown", _("Chưa có đơn vị cấp trung ương. Hãy báo quản trị hệ thống."))
        fresh.save()
        upper = _stage_above(fresh, StageLevel.NATION, unit=centre, by=by)
        audit.record("forward_dossier", fresh, by=by, province_id=province_id(dossier.producer), parent=parent,
                     body={"stage": upper.pk})
    return upper


def _lock(stage: Stage) -> Dossier:
    """Lock the dossier before its stage: every verb takes them in this order."""
    return Dossier.objects.select_for_update().get(pk=stage.dossier_id)


def _begin(verb: str, stage: Stage, dossier: Dossier, *, by: Actor) -> Stage:
    """One step of the stage, with the dossier in the office's hands."""
    fresh = STAGE_FLOW.begin(verb, stage, by=by)
    if dossier.state not in _IN_HAND:
        raise Refusal(f"{verb}-wrong-state", _("Hồ sơ không còn ở cơ quan. Hãy tải lại trang để xem trạng thái mới."),
                      kind="conflict")
    # One object for one row: what the verb writes on the dossier is what the caller reads from the stage.
    fresh.dossier = dossier
    return fresh


def _lock_stage(stage: Stage, *, by: Actor, may: Callable[[Actor, Stage], bool],
                states: tuple[StageState, ...]) -> Stage:
    """Lock a stage that is written on without changing its state."""
    fresh = Stage.objects.select_for_update().get(pk=stage.pk)
    if not may(by, fresh):
        raise Refusal("stage-forbidden", _("Chỉ cán bộ của đơn vị đang giữ hồ sơ mới làm được việc này."),
                      kind="forbidden")
    if fresh.state not in states:
        raise Refusal("stage-wrong-state", _("Bước này đã xong nên không ghi thêm được. Hãy tải lại trang."),
                      kind="conflict")
    return fresh


def _give_back(dossier: Dossier, reason: str) -> None:
    """The dossier lies with the producer again."""
    dossier.state = DossierState.RETURNED
    dossier.returned_reason = reason
    dossier.save(update_fields=["state", "returned_reason"])


def _stage_above(stage: Stage, level: StageLevel, *, unit: AdminUnit, by: Actor) -> Stage:
    """The next level receives the same version on the day it was asked to."""
    return Stage.objects.create(
        dossier_id=stage.dossier_id, level=level, no=next_stage_no(stage.dossier, level), unit=unit,
        version=stage.version, received_on=by.today, request_on=by.today, request_no=stage.request_no,
    )
