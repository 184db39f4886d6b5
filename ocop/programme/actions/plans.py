"""Verbs on plans: drafting, approving, amending, and what sources say against each other."""

import datetime as dt
from collections.abc import Sequence

from django.core.validators import slug_re
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.programme.actions.rounds import check_year
from ocop.programme.actions.shared import province_id
from ocop.programme.enums import PlanState
from ocop.programme.flow import PLAN_FLOW
from ocop.programme.guards import may_plan, may_run_year
from ocop.programme.models import Cycle, LineShare, Plan, PlanLine, PlanVersion


def draft_plan(*, authority: AdminUnit, year: int, slug: str, by: Actor, title: str = "",
               counts_from: dt.date | None = None, counts_to: dt.date | None = None, kept_here: bool = True,
               source: str = "") -> PlanVersion:
    """Begin the plan of a year: its address and period, with a first version to write lines in.

    Results count from 1/1 to 31/12 unless told. The cycle of the year is made where it does not stand. Refuses
    (`forbidden`) others than the officer of the year, (`invalid`) a bad address, level, year or period, a unit that
    did not stand that year, (`conflict`) a second plan of the year or address.
    """
    if not may_run_year(by, authority):
        raise Refusal("plan-forbidden", _("Bạn chỉ lập kế hoạch của cơ quan mình."), kind="forbidden")
    check_year(authority, year)
    if not slug_re.match(slug) or slug != slug.lower():
        raise Refusal("plan-slug", _("Địa chỉ chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ bac-kan."))
    first, last = counts_from or dt.date(year, 1, 1), counts_to or dt.date(year, 12, 31)
    if last < first:
        raise Refusal("plan-period", _("Ngày chốt phải từ ngày bắt đầu đếm trở đi."))
    with transaction.atomic():
        cycle, _made = Cycle.objects.get_or_create(unit=authority, year=year)
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        _refuse_second(cycle, slug)
        plan = Plan.objects.create(
            cycle=cycle, slug=slug, year=year, title=nfc(title) or f"{authority.name} {year}", counts_from=first,
            counts_to=last, kept_here=kept_here, source=nfc(source),
        )
        version = PlanVersion.objects.create(plan=plan, no=1)
        audit.record("draft_plan", plan, by=by, province_id=province_id(authority), reason=plan.source,
                     body={"slug": slug, "year": year, "counts_from": first, "counts_to": last})
    return version


def approve_plan(*, version: PlanVersion, decision: str, decided_on: dt.date, by: Actor) -> PlanVersion:
    """Record that a draft was approved: number and day of the act. The version before becomes superseded, and stays.

    Refuses (`forbidden`) others than the office, (`invalid`) no number or a day to come, (`incomplete`) a plan without
    lines, (`conflict`) a version that is no draft.
    """
    if not nfc(decision):
        raise Refusal("plan-decision", _("Hãy nhập số văn bản duyệt kế hoạch."))
    if decided_on > by.today:
        raise Refusal("plan-future", _("Ngày ký ở tương lai. Hãy nhập ngày ghi trên văn bản."))
    with transaction.atomic():
        fresh = PLAN_FLOW.begin("approve_plan", version, by=by)
        entry = audit.record("approve_plan", fresh, by=by, province_id=province_id(fresh.plan.authority),
                             body={"decision": nfc(decision), "decided_on": decided_on, "no": fresh.no})
        for before in PlanVersion.objects.filter(plan=fresh.plan, state=PlanState.APPROVED):
            old = PLAN_FLOW.begin("supersede_plan", before, by=by)
            old.save(update_fields=["state"])
            audit.record("supersede_plan", old, by=by, province_id=province_id(fresh.plan.authority), parent=entry)
        fresh.decision, fresh.decided_on = nfc(decision), decided_on
        fresh.save(update_fields=["state", "decision", "decided_on"])
    version.state, version.decision, version.decided_on = fresh.state, fresh.decision, fresh.decided_on
    return fresh


def amend_plan(*, plan: Plan, reason: str, by: Actor) -> PlanVersion:
    """Begin the next version of an approved plan, with the lines of the last one; that one holds until approval.

    Refuses (`forbidden`) others than the office, (`invalid`) no reason, (`conflict`) while a draft is under way or
    nothing was approved yet.
    """
    must_plan(plan, by=by)
    if not nfc(reason):
        raise Refusal("amend-reason", _("Hãy ghi lý do điều chỉnh kế hoạch."))
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        if plan.versions.filter(state=PlanState.DRAFT).exists():
            raise Refusal("draft-exists", _("Đang có một bản dự thảo. Hãy sửa tiếp bản đó."), kind="conflict")
        last = plan.versions.filter(state=PlanState.APPROVED).first()
        if last is None:
            raise Refusal("nothing-approved", _("Kế hoạch chưa có bản nào được duyệt để điều chỉnh."), kind="conflict")
        newest = max(plan.versions.values_list("no", flat=True))
        draft = PlanVersion.objects.create(plan=plan, no=newest + 1, reason=nfc(reason))
        _copy_lines(last, draft)
        audit.record("amend_plan", draft, by=by, province_id=province_id(plan.authority), reason=draft.reason,
                     body={"no": draft.no, "from": last.no})
    return draft


def discard_draft(*, version: PlanVersion, by: Actor) -> None:
    """Throw an amendment away before it is approved; the first draft of a plan stays, empty it instead."""
    must_plan(version.plan, by=by)
    with transaction.atomic():
        fresh = PlanVersion.objects.select_for_update().get(pk=version.pk)
        if fresh.state != PlanState.DRAFT or fresh.no == 1:
            raise Refusal("discard-draft-state", _("Chỉ bỏ được bản dự thảo điều chỉnh chưa duyệt."), kind="conflict")
        audit.record("discard_draft", fresh, by=by, province_id=province_id(fresh.plan.authority),
                     body={"no": fresh.no, "lines": fresh.lines.count()})
        fresh.delete()


def note_plan(*, plan: Plan, text: str, sources: Sequence[str], by: Actor) -> Plan:
    """Write beside a plan what sources say, one of them or several against each other. Refuses a note without source.
    """
    must_plan(plan, by=by)
    named = [nfc(source) for source in sources if nfc(source)]
    if not nfc(text) or not named:
        raise Refusal("note-source", _("Ghi chú phải có lời và ít nhất một nguồn."))
    with transaction.atomic():
        fresh = Plan.objects.select_for_update().get(pk=plan.pk)
        fresh.notes = [*fresh.notes, {"text": nfc(text), "sources": named}]
        fresh.save(update_fields=["notes"])
        audit.record("note_plan", fresh, by=by, province_id=province_id(plan.authority),
                     body={"text": nfc(text), "sources": named})
    plan.notes = fresh.notes
    return fresh


def must_plan(plan: Plan, *, by: Actor) -> None:
    """Refuse others than the office of the plan."""
    if not may_plan(by, plan):
        raise Refusal("plan-forbidden", _("Bạn chỉ lập kế hoạch của cơ quan mình."), kind="forbidden")


def _refuse_second(cycle: Cycle, slug: str) -> None:
    """One plan a year and authority, one plan an address."""
    if Plan.objects.filter(cycle=cycle).exists():
        raise Refusal("plan-exists", _("%(unit)s đã có kế hoạch năm %(year)s. Hãy điều chỉnh kế hoạch đó.")
                      % {"unit": cycle.unit.full_name, "year": cycle.year}, kind="conflict")
    if Plan.objects.filter(slug=slug, year=cycle.year).exists():
        raise Refusal("plan-slug-taken", _("Địa chỉ này là của một kế hoạch khác. Hãy đặt địa chỉ khác."),
                      kind="conflict")


def _copy_lines(last: PlanVersion, draft: PlanVersion) -> None:
    """The lines of a version again in the next, parents and shares included."""
    parents: dict[int, PlanLine] = {}
    lines = sorted(last.lines.prefetch_related("shares"), key=lambda line: line.parent_id is not None)
    for line in lines:
        shares, was = list(line.shares.all()), line.pk
        line.pk, line.version = None, draft
        line.parent = parents.get(line.parent_id) if line.parent_id else None
        line._state.adding = True
        line.save(force_insert=True)
        parents[was] = line
        LineShare.objects.bulk_create(
            LineShare(line=line, unit_id=row.unit_id, low=row.low, high=row.high) for row in shares
        )
