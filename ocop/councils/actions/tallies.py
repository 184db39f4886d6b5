"""Verbs on the count of a product: tally, settle what the council holds, close, and open another turn."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.enums import SessionState
from ocop.councils.guards import may_tally, missing_for_tally
from ocop.councils.models import (
    Docket,
    ExclusionFinding,
    GateFinding,
    ScoreSheet,
    Tally,
    TallyCriterion,
)
from ocop.councils.queries.marks import Graded, Settled, graded, pick_of, settled_of
from ocop.councils.queries.seal import DOCKET_WITH, Standing, standings
from ocop.rulebooks.models import Criterion, Exclusion, Option
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Option as Level
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import counted, default_finding, explain, next_star, score_sheet, shown

_LEADERS_ONLY = _("Chỉ chủ tịch, phó chủ tịch hoặc thư ký, không liên quan tới chủ thể, làm được việc này.")


def _locked(docket_id: int, *, by: Actor) -> Standing:
    """The docket under lock and how it stands; refuses who may not lead it, and a session not open."""
    docket = Docket.objects.select_for_update(of=("self",)).select_related(*DOCKET_WITH).get(pk=docket_id)
    standing = standings([docket])[docket.pk]
    if not may_tally(by, standing):
        raise Refusal("tally-forbidden", _LEADERS_ONLY, kind="forbidden")
    if docket.session.state != SessionState.OPEN:
        raise Refusal("tally-session-not-open", _("Phiên họp không còn mở phần chấm điểm."), kind="conflict")
    return standing


def _counting(standing: Standing) -> list[ScoreSheet]:
    return list(
        ScoreSheet.objects.counting().filter(docket=standing.docket, seat__in=standing.counting).order_by("seat")
    )


def tally_docket(*, docket: Docket, by: Actor) -> Tally:
    """Count the signed sheets of the turn and propose the findings: on each gate the median member's option.

    Counted again only where a conflict found since has changed which sheets count. Refuses `forbidden` who does not
    lead or is tied, `incomplete` with the names of those who owe, or without quorum for this product, `conflict` when
    it has been counted. A spread above the regulation's limit is an alarm on the board, not a refusal.
    """
    with transaction.atomic():
        standing = _locked(docket.pk, by=by)
        sheets = _counting(standing)
        seats = [sheet.seat_id for sheet in sheets]
        old = standing.tally
        if old is not None and (old.closed_at is not None or old.result.get("seats") == seats):
            raise Refusal("tally-counted", _("Lần chấm này đã được kiểm phiếu."), kind="conflict")
        missing = missing_for_tally(standing)
        if missing:
            raise Refusal("tally-incomplete", _("Chưa kiểm phiếu được; còn thiếu những mục dưới đây."),
                          kind="incomplete", missing=missing)
        tally = _count(standing, sheets, old)
        audit.record("tally_docket", tally, by=by, province_id=standing.docket.session.council.unit.today_province_id,
                     body={"docket": docket.pid, "turn": tally.turn, "digests": [sheet.digest for sheet in sheets]})
    return tally


def _count(standing: Standing, sheets: Sequence[ScoreSheet], old: Tally | None) -> Tally:
    rubric = rubric_of(standing.docket.stage.dossier.product_set)
    totals = [score_sheet(rubric, sheet.picks).total for sheet in sheets]
    tally = old or Tally(docket=standing.docket, turn=standing.docket.turn)
    tally.sum_points, tally.sheets, tally.spread = sum(totals), len(totals), max(totals) - min(totals)
    tally.result = {"seats": [sheet.seat_id for sheet in sheets]}
    tally.counted_at = timezone.now()
    tally.save()
    _propose(tally, rubric, [counted(rubric, sheet.picks) for sheet in sheets])
    return tally


def _propose(tally: Tally, rubric: Rubric, ticked: Sequence[dict[str, Level]]) -> None:
    """Counts and median per criterion, a finding per criterion with a gate, a row per exclusion.

    What the council has settled before a recount stays; what was only proposed is proposed anew.
    """
    rows = {row.key: row for row in Criterion.objects.filter(product_set=tally.docket.stage.dossier.product_set_id)}
    options = _options(tally.docket.stage.dossier.product_set_id)
    gated = {gate.criterion for gate in rubric.gates}
    settled = set(tally.gate_findings.filter(by__isnull=False).values_list("criterion__key", flat=True))
    tally.criteria.all().delete()
    tally.gate_findings.filter(by__isnull=True).delete()
    spread, findings = [], []
    for criterion in rubric.criteria:
        ticks = [sheet.get(criterion.key) for sheet in ticked]
        median = default_finding(criterion, ticks)
        counts = Counter(option.id if option else "" for option in ticks)
        spread.append(TallyCriterion(tally=tally, criterion=rows[criterion.key], counts=dict(counts),
                                     median=median.id if median else ""))
        if criterion.key in gated - settled:
            option = options[criterion.key, median.id] if median else None
            findings.append(GateFinding(tally=tally, criterion=rows[criterion.key], option=option, proposed=option))
    TallyCriterion.objects.bulk_create(spread)
    GateFinding.objects.bulk_create(findings)
    known = set(tally.exclusion_findings.values_list("exclusion_id", flat=True))
    exclusions = Exclusion.objects.filter(product_set=tally.docket.stage.dossier.product_set_id).exclude(pk__in=known)
    ExclusionFinding.objects.bulk_create(ExclusionFinding(tally=tally, exclusion=one) for one in exclusions)


def _options(product_set_id: int) -> dict[tuple[str, str | None], Option]:
    """Option rows of a set by criterion key and option id."""
    rows = Option.objects.filter(criterion__product_set=product_set_id).select_related("criterion")
    return {(row.criterion.key, pick_of(row)): row for row in rows}


def _open_tally(tally: Tally, *, by: Actor) -> tuple[Standing, Tally]:
    """The tally under the lock of its docket; refuses one that is closed or of an earlier turn."""
    standing = _locked(tally.docket_id, by=by)
    locked = standing.tally
    if locked is None or locked.pk != tally.pk:
        raise Refusal("tally-old-turn", _("Đã có lần chấm mới; kết quả này chỉ để lưu."), kind="conflict")
    if locked.closed_at is not None:
        raise Refusal("tally-closed", _("Kết quả đã chốt nên không sửa được."), kind="conflict")
    return standing, locked


def settle_gate(*, tally: Tally, criterion: Criterion, option: Option | None, by: Actor, note: str = "") -> GateFinding:
    """Record what the council holds on a criterion with a gate (None: no level reached); it decides gates, not points.

    A finding that departs from the proposal needs a note, which the minutes carry. Refuses `invalid` a criterion
    without gate or an option of another criterion, `conflict` once the tally is closed.
    """
    with transaction.atomic():
        _standing, locked = _open_tally(tally, by=by)
        finding = locked.gate_findings.select_related("criterion", "proposed").filter(criterion=criterion).first()
        if finding is None:
            raise Refusal("gate-none", _("Tiêu chí này không có mức tối thiểu nên không cần kết luận."))
        if option is not None and option.criterion_id != criterion.pk:
            raise Refusal("gate-option", _("Mức được chọn không thuộc tiêu chí này."))
        if option != finding.proposed and not note.strip():
            raise Refusal("gate-note", _("Kết luận khác mức đề xuất thì phải ghi lý do."))
        finding.option, finding.by, finding.note = option, by.user, note.strip()
        finding.save(update_fields=["option", "by", "note"])
        audit.record("settle_gate", finding, by=by, reason=finding.note,
                     body={"criterion": criterion.key, "option": pick_of(option),
                           "proposed": pick_of(finding.proposed)})
    return finding


def settle_exclusion(*, tally: Tally, exclusion: Exclusion, holds: bool, by: Actor, note: str = "") -> ExclusionFinding:
    """Record whether an exclusion of the set holds; one that holds needs a note. Refuses as `settle_gate` does."""
    with transaction.atomic():
        _standing, locked = _open_tally(tally, by=by)
        finding = locked.exclusion_findings.filter(exclusion=exclusion).first()
        if finding is None:
            raise Refusal("exclusion-none", _("Bộ sản phẩm này không có điều kiện loại đó."))
        if holds and not note.strip():
            raise Refusal("exclusion-note", _("Xác nhận điều kiện loại thì phải ghi lý do."))
        finding.holds, finding.by, finding.note = holds, by.user, note.strip()
        finding.save(update_fields=["holds", "by", "note"])
        audit.record("settle_exclusion", finding, by=by, reason=finding.note,
                     body={"exclusion": exclusion.key, "holds": holds})
    return finding


def close_tally(*, tally: Tally, by: Actor) -> Tally:
    """Settle the stars from sheets, findings and exclusions (product.md 3); the tally never changes again.

    `sum_points` becomes the sum the stars were drawn from (a `require` not met brings its criterion to 0). Refuses
    `conflict` where it is closed, of an earlier turn, or where the sheets that count are no longer those counted.
    """
    with transaction.atomic():
        standing, locked = _open_tally(tally, by=by)
        sheets = _counting(standing)
        if [sheet.seat_id for sheet in sheets] != locked.result.get("seats"):
            raise Refusal("tally-recount", _("Có phiếu không còn được tính. Hãy kiểm phiếu lại."), kind="conflict")
        settled = settled_of([locked], all_findings=True)[locked.pk]
        found = graded(standing.docket, {sheet.seat_id: sheet.picks for sheet in sheets}, settled)
        locked.result = _told(found, settled)
        locked.stars, locked.rejected = found.result.stars, found.result.rejected
        locked.sum_points = found.result.sum_points
        locked.closed_at = timezone.now()
        locked.save()
        audit.record("close_tally", locked, by=by, province_id=standing.docket.session.council.unit.today_province_id,
                     body={"turn": locked.turn, "sum_points": locked.sum_points, "sheets": locked.sheets,
                           "stars": locked.stars})
    return locked


def _told(found: Graded, settled: Settled) -> dict[str, Any]:
    """The result as JSON. Sheets stand highest first, so that no place in the list names a member."""
    result = found.result
    sheets = sorted(zip(result.totals, result.parts, strict=True), key=lambda one: (-one[0], sorted(one[1].items())))
    star = next_star(result, bands=found.bands)
    return {
        "totals": [total for total, _parts in sheets],
        "parts": [parts for _total, parts in sheets],
        "mean": str(result.mean),
        "mean_shown": shown(result.mean, found.bands),
        "stars_by_points": result.stars_by_points,
        "stars": result.stars,
        "rejected": result.rejected,
        "missed": [{"criterion": one.criterion, "star": one.star, "option": one.option} for one in result.missed],
        "barred": list(result.barred),
        "zeroed": sorted(result.zeroed),
        "findings": {key: result.findings[key] for key in settled.findings},
        "next_star": star,
        "lacks": [
            {"kind": one.kind, "star": one.star, "points": one.points, "criterion": one.criterion,
             "option": one.option, "exclusion": one.exclusion}
            for one in (explain(result, bands=found.bands, star=star) if star else [])
        ],
    }


def open_turn(*, docket: Docket, reason: str, by: Actor) -> Docket:
    """Open another scoring of a counted product; sheets and tally of the turn before are kept (C16).

    The stars of the last turn stand. Refuses `invalid` without a reason, `conflict` while the turn under way has not
    been counted.
    """
    if not reason.strip():
        raise Refusal("turn-reason", _("Hãy ghi lý do chấm lại."))
    with transaction.atomic():
        standing = _locked(docket.pk, by=by)
        if standing.tally is None:
            raise Refusal("turn-not-counted", _("Lần chấm này chưa kiểm phiếu nên chưa mở lần chấm mới."),
                          kind="conflict")
        locked = standing.docket
        locked.turn += 1
        locked.save(update_fields=["turn"])
        audit.record("open_turn", locked, by=by, reason=reason.strip(), body={"turn": locked.turn})
    return locked
