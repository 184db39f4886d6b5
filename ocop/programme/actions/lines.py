"""Verbs on the lines of a draft, the shares of units, and what is declared about a line."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.validators import slug_re
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.programme.actions.plans import must_plan
from ocop.programme.actions.shared import province_id
from ocop.programme.enums import FILTERS, NEEDS_COHORT, Coverage, Indicator, LineKind, Per, PlanState, Target
from ocop.programme.models import Cohort, DeclaredResult, LineShare, Plan, PlanLine, PlanVersion
from ocop.programme.queries import units_of
from ocop.programme.rules import Bounds

Check = tuple[bool, str, str]


@dataclasses.dataclass(frozen=True)
class LineFacts:
    """All that a line says. `parent` is the key of another line of the same version; see PlanLine for the rest."""

    line_key: str
    text: str
    kind: str = LineKind.COUNTED
    indicator: str = ""
    target: str = Target.AT_LEAST
    low: int | None = None
    high: int | None = None
    per: str = Per.WHOLE
    counted_in: str = ""
    filters: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    cohort: Cohort | None = None
    parent: str = ""
    baseline: int | None = None
    baseline_on: dt.date | None = None
    due_on: dt.date | None = None
    lead: str = ""
    source: str = ""

    @classmethod
    def of(cls, line: PlanLine) -> "LineFacts":
        """What a line says now; `dataclasses.replace` it for an amendment."""
        plain = {field.name: getattr(line, field.name) for field in dataclasses.fields(cls) if field.name != "parent"}
        return cls(**plain, parent=line.parent.line_key if line.parent else "")


def add_line(*, version: PlanVersion, facts: LineFacts, by: Actor) -> PlanLine:
    """Write a line into a draft, after those that stand.

    Refuses (`forbidden`) others than the office, (`invalid`) bounds that do not fit the target or are upside down, an
    unknown indicator or filter, a list of another year, (`conflict`) a key used twice and a version that is no draft.
    """
    with transaction.atomic():
        draft = _lock_draft(version, by=by)
        if draft.lines.filter(line_key=facts.line_key).exists():
            raise Refusal("line-exists", _("Mã chỉ tiêu “%(key)s” đã dùng trong kế hoạch này.")
                          % {"key": facts.line_key}, kind="conflict")
        position = max(draft.lines.values_list("position", flat=True), default=0) + 1
        line = _fill(PlanLine(version=draft, position=position), facts)
        line.save()
        audit.record("add_line", line, by=by, province_id=province_id(draft.plan.authority), body=_body(facts))
    return line


def amend_line(*, line: PlanLine, facts: LineFacts, by: Actor) -> PlanLine:
    """Change a line of a draft to what `facts` say; its key stays. The trail keeps what stood there. As `add_line`."""
    with transaction.atomic():
        draft = _lock_draft(line.version, by=by)
        fresh = draft.lines.select_related("parent", "cohort").get(pk=line.pk)
        before = _body(LineFacts.of(fresh))
        if facts.line_key != fresh.line_key:
            raise Refusal("line-key", _("Mã chỉ tiêu không đổi được vì kết quả đã ghi theo mã."))
        _fill(fresh, facts).save()
        after = _body(facts)
        changed = {key for key in after if after[key] != before[key]}
        audit.record("amend_line", fresh, by=by, province_id=province_id(draft.plan.authority),
                     body={"before": {key: before[key] for key in changed},
                           "after": {key: after[key] for key in changed}})
    return fresh


def remove_line(*, line: PlanLine, by: Actor) -> None:
    """Take a line out of a draft. Refuses (`conflict`) while other lines stand under it."""
    with transaction.atomic():
        draft = _lock_draft(line.version, by=by)
        if draft.lines.filter(parent=line.pk).exists():
            raise Refusal("line-has-children", _("Hãy bỏ các chỉ tiêu con trước."), kind="conflict")
        fresh = draft.lines.select_related("parent", "cohort").get(pk=line.pk)
        audit.record("remove_line", fresh, by=by, province_id=province_id(draft.plan.authority),
                     body=_body(LineFacts.of(fresh)))
        fresh.delete()


def set_share(*, line: PlanLine, unit: AdminUnit, low: int, by: Actor, high: int | None = None) -> LineShare:
    """Say what a line of a draft asks of one unit; said again it changes.

    Refuses (`invalid`) bounds that are negative or upside down, and a unit that is none of the plan's or was abolished
    before the plan's period ends (a district after 30/6/2025).
    """
    with transaction.atomic():
        draft = _lock_draft(line.version, by=by)
        _check_unit(draft.plan, unit)
        _check_bounds(Bounds("at_least" if high is None else "range", low, high))
        row, _made = LineShare.objects.update_or_create(line=line, unit=unit, defaults={"low": low, "high": high})
        audit.record("set_share", row, by=by, province_id=province_id(draft.plan.authority),
                     body={"line": line.line_key, "unit": unit.pk, "low": low, "high": high})
    return row


def declare_result(*, plan: Plan, line_key: str, as_of: dt.date, source: str, by: Actor, value: int | None = None,
                   coverage: str = "") -> DeclaredResult:
    """Say the result of a declared line, or how far the records behind a counted line reach, with day and source.

    A counted line's number is never typed: for it only `coverage` is taken. Refuses (`forbidden`) others than the
    office, (`invalid`) no source, a day to come, a negative value, a value for a counted line or coverage for a
    declared one, a line the plan in force does not have.
    """
    must_plan(plan, by=by)
    line = PlanLine.objects.filter(version__plan=plan, version__state=PlanState.APPROVED, line_key=line_key).first()
    if line is None:
        raise Refusal("line-unknown", _("Kế hoạch đang có hiệu lực không có chỉ tiêu “%(key)s”.") % {"key": line_key})
    declared = line.kind == LineKind.DECLARED
    _demand(
        (bool(nfc(source)), "declared-source", _("Hãy ghi nguồn của số liệu.")),
        (as_of <= by.today, "declared-future", _("Ngày của số liệu ở tương lai.")),
        (value is None or value >= 0, "declared-negative", _("Kết quả không thể là số âm.")),
        (declared or value is None, "declared-counted",
         _("Chỉ tiêu này được đếm từ dữ liệu nên không nhập tay kết quả. Hãy ghi sản phẩm, hoạt động, điểm bán.")),
        (not declared or value is not None, "declared-missing", _("Hãy nhập kết quả.")),
        (declared or coverage in Coverage.values, "declared-coverage", _("Hãy chọn mức đầy đủ của số liệu.")),
        (not declared or not coverage, "declared-coverage", _("Chỉ tiêu khai báo không ghi mức đầy đủ của số liệu.")),
    )
    with transaction.atomic():
        row = DeclaredResult.objects.create(plan=plan, line_key=line_key, as_of=as_of, value=value, coverage=coverage,
                                            source=nfc(source), by=by.user)
        audit.record("declare_result", row, by=by, province_id=province_id(plan.authority), reason=row.source,
                     body={"line": line_key, "as_of": as_of, "value": value, "coverage": coverage})
    return row


def _lock_draft(version: PlanVersion, *, by: Actor) -> PlanVersion:
    """The draft, locked; refuses others than the office and a version that is approved."""
    must_plan(version.plan, by=by)
    fresh = PlanVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state != PlanState.DRAFT:
        raise Refusal("plan-not-draft", _("Kế hoạch đã duyệt không sửa được. Hãy lập bản điều chỉnh."),
                      kind="conflict")
    return fresh


def _fill(line: PlanLine, facts: LineFacts) -> PlanLine:
    """The line as the facts say, checked."""
    _check_words(facts)
    _check_counting(line.version, facts)
    _check_bounds(Bounds(facts.target, facts.low, facts.high))
    for field in dataclasses.fields(facts):
        if field.name != "parent":
            value = getattr(facts, field.name)
            setattr(line, field.name, nfc(value) if field.name in {"text", "lead", "source", "counted_in"} else value)
    line.parent = _parent(line, facts.parent) if facts.parent else None
    return line


def _parent(line: PlanLine, key: str) -> PlanLine:
    parent = line.version.lines.filter(line_key=key).exclude(pk=line.pk).first()
    if parent is None or parent.parent_id is not None:
        raise Refusal("line-parent", _("Chỉ tiêu cha phải là một chỉ tiêu chính của cùng kế hoạch."))
    return parent


def _check_words(facts: LineFacts) -> None:
    _demand(
        (bool(slug_re.match(facts.line_key)), "line-key",
         _("Mã chỉ tiêu chỉ gồm chữ không dấu, số và gạch nối.")),
        (bool(nfc(facts.text)), "line-text", _("Hãy nhập lời của chỉ tiêu.")),
        (facts.kind in LineKind.values and facts.target in Target.values and facts.per in Per.values, "line-kind",
         _("Hãy chọn loại chỉ tiêu, cách tính và phạm vi.")),
        ((facts.kind == LineKind.MEASURE) == (facts.target == Target.NONE), "line-measure",
         _("Nhiệm vụ không có chỉ số thì không đặt mức; chỉ tiêu thì phải có mức.")),
        (facts.baseline is None or facts.baseline >= 0, "line-baseline", _("Số gốc không thể là số âm.")),
    )


def _check_counting(version: PlanVersion, facts: LineFacts) -> None:
    """What is counted must be an indicator of the house, narrowed by filters it knows."""
    counted = facts.kind == LineKind.COUNTED
    known = FILTERS.get(facts.indicator, ())
    _demand(
        (not counted or facts.indicator in Indicator.values, "line-indicator", _("Hãy chọn điều được đếm.")),
        (counted or not (facts.indicator or facts.filters or facts.cohort), "line-indicator",
         _("Chỉ tiêu này không đếm từ dữ liệu nên không chọn điều được đếm.")),
        (all(name in known and isinstance(values, list) and values for name, values in facts.filters.items()),
         "line-filter", _("Bộ lọc không hợp với điều được đếm.")),
        (facts.indicator not in NEEDS_COHORT or facts.cohort is not None, "line-cohort",
         _("Chỉ tiêu này cần một danh sách chốt.")),
        (facts.indicator != Indicator.RAISED or bool(facts.filters.get("stars")), "line-stars",
         _("Hãy chọn hạng sao được nâng lên.")),
        (facts.cohort is None or facts.cohort.cycle_id == version.plan.cycle_id, "line-cohort",
         _("Danh sách chốt phải thuộc chu trình của kế hoạch.")),
        (facts.per != Per.EACH_UNIT or counted, "line-per", _("Chỉ tiêu mỗi đơn vị phải đếm được từ dữ liệu.")),
    )


def _check_bounds(bounds: Bounds) -> None:
    """Refuse what no target can be, saying what is wrong."""
    words = {
        "missing": _("Hãy nhập đủ mức của chỉ tiêu."),
        "negative": _("Mức của chỉ tiêu phải từ 1 trở lên."),
        "upside-down": _("Khoảng bị ngược: mức cao phải lớn hơn mức thấp."),
        "superfluous": _("Cách tính này không có mức thứ hai. Hãy bỏ bớt."),
    }
    fault = bounds.fault()
    if fault:
        raise Refusal(f"bounds-{fault}", words[fault])


def _check_unit(plan: Plan, unit: AdminUnit) -> None:
    """A target stands on a unit of the plan that is still there at the end of its period."""
    if unit.valid_to is not None and unit.valid_to < plan.counts_to:
        raise Refusal("unit-abolished", _("%(unit)s đã hết hiệu lực trong kỳ của kế hoạch. Hãy giao chỉ tiêu cho đơn "
                                          "vị mới.") % {"unit": unit.full_name})
    if unit.pk not in {one.pk for one in units_of(plan)}:
        raise Refusal("unit-outside", _("%(unit)s không thuộc phạm vi của kế hoạch.") % {"unit": unit.full_name})


def _demand(*checks: Check) -> None:
    for holds, code, words in checks:
        if not holds:
            raise Refusal(code, words)


def _body(facts: LineFacts) -> dict[str, Any]:
    """The facts for the trail."""
    return dict(_plain(facts))


def _plain(facts: LineFacts) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(facts):
        value = getattr(facts, field.name)
        yield field.name, value.key if isinstance(value, Cohort) else value
