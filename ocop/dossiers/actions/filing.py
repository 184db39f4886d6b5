"""Verbs that file, withdraw and close a dossier."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.core.numbers import next_number
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.shared import prose, province_id
from ocop.dossiers.content import content_of, digest
from ocop.dossiers.enums import DossierState, StageLevel, StageState
from ocop.dossiers.flow import FLOW
from ocop.dossiers.models import ClockPause, Dossier, DossierVersion, Stage, Supplement
from ocop.places.models import AdminUnit

RECEIPT_SERIES = "PĐK"


def submit_dossier(*, dossier: Dossier, by: Actor) -> Dossier:
    """File a dossier with the commune, or file again what a level asked for: that level goes on where it stood.

    Freezes the content as a version; the edition is pinned from now on. Refuses (`incomplete`) with everything that
    lacks, (`forbidden`), and (`conflict`) when it is filed already.
    """
    with transaction.atomic():
        fresh = FLOW.begin("submit_dossier", dossier, by=by)
        asking = Stage.objects.select_for_update().filter(dossier=fresh, state=StageState.ASKING).first()
        version = _freeze(fresh, "supplement" if asking else "submit")
        if asking is not None:
            stage = _resume(asking, version, by=by)
            if stage.level == StageLevel.NATION:
                # The province's acceptance still holds; only the centre had asked.
                fresh.state = DossierState.ACCEPTED
        else:
            stage = _receive(fresh, version, by=by)
        fresh.submitted_at = fresh.submitted_at or timezone.now()
        fresh.returned_reason = ""
        fresh.save()
        audit.record("submit_dossier", fresh, by=by, province_id=province_id(fresh.producer),
                     body={"version": version.no, "sha256": version.sha256, "stage": stage.pk,
                           "receipt_no": stage.receipt_no})
    return fresh


def withdraw_dossier(*, dossier: Dossier, reason: str, by: Actor) -> Dossier:
    """Take a dossier back before the province has accepted it; what lies at an office is finished there."""
    if not prose(reason):
        raise Refusal("withdraw-reason", _("Hãy ghi lý do rút hồ sơ."))
    with transaction.atomic():
        fresh = FLOW.begin("withdraw_dossier", dossier, by=by)
        fresh.returned_reason = ""
        fresh.save()
        _finish_stages(fresh, by=by)
        audit.record("withdraw_dossier", fresh, by=by, reason=prose(reason), province_id=province_id(fresh.producer))
    return fresh


def close_dossier(*, dossier: Dossier, by: Actor, parent: AuditEntry | None = None) -> Dossier:
    """Close a dossier that has its result (a decision or a result letter); called by recognition."""
    with transaction.atomic():
        fresh = FLOW.begin("close_dossier", dossier, by=by)
        fresh.closed_at = timezone.now()
        fresh.save()
        _finish_stages(fresh, by=by)
        audit.record("close_dossier", fresh, by=by, province_id=province_id(fresh.producer), parent=parent)
    return fresh


def receipt_no(owner: AdminUnit, commune: AdminUnit, *, year: int) -> str:
    """The next receipt number of an office: `NN/PĐK-(province)-(commune)-(year)` (26/2026 form 01, office part)."""
    number = next_number(owner.pk, RECEIPT_SERIES, year)
    province = commune.today_province
    return f"{number:02d}/PĐK-{province.code if province else ''}-{commune.code}-{year}"


def next_stage_no(dossier: Dossier, level: str) -> int:
    """The place of a new stage among those of its level: a dossier may come to a level twice."""
    return Stage.objects.filter(dossier=dossier, level=level).count() + 1


def _freeze(dossier: Dossier, reason: str) -> DossierVersion:
    """Write the content down as it is filed."""
    content = content_of(dossier)
    last = dossier.versions.order_by("-no").values_list("no", flat=True).first() or 0
    return DossierVersion.objects.create(dossier=dossier, no=last + 1, reason=reason, content=content,
                                         sha256=digest(content))


def _receive(dossier: Dossier, version: DossierVersion, *, by: Actor) -> Stage:
    """The commune receives the dossier and gives it a number (26/2026 art. 7.2)."""
    commune = dossier.producer.unit_today
    if commune is None:
        raise Refusal("producer-unsettled", _("Chưa rõ chủ thể nay thuộc xã, phường nào. Hãy cập nhật địa chỉ."))
    return Stage.objects.create(
        dossier=dossier, level=StageLevel.COMMUNE, no=next_stage_no(dossier, StageLevel.COMMUNE), unit=commune,
        version=version, received_on=by.today, receipt_no=receipt_no(commune, commune, year=by.today.year),
    )


def _resume(stage: Stage, version: DossierVersion, *, by: Actor) -> Stage:
    """The level that asked goes on: its clock runs again and its request is answered."""
    stage.state = StageState.RECEIVED
    stage.version = version
    stage.save(update_fields=["state", "version"])
    ClockPause.objects.filter(stage=stage, resumed_on__isnull=True).update(resumed_on=by.today)
    Supplement.objects.filter(stage=stage, answered_in__isnull=True).update(answered_in=version)
    return stage


def _finish_stages(dossier: Dossier, *, by: Actor) -> None:
    """End what is still open at any level."""
    still_open = [StageState.RECEIVED, StageState.ASKING, StageState.CHECKED]
    for stage in Stage.objects.select_for_update().filter(dossier=dossier, state__in=still_open):
        stage.state = StageState.DONE
        stage.handled_at = stage.handled_at or timezone.now()
        stage.save(update_fields=["state", "handled_at"])
    ClockPause.objects.filter(stage__dossier=dossier, resumed_on__isnull=True).update(resumed_on=by.today)
