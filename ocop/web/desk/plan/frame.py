"""What every page of the plan's desk asks first, and the common walk of its forms."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal, Words
from ocop.programme.guards import may_plan
from ocop.programme.models import Plan, PlanVersion
from ocop.programme.queries import draft_of
from ocop.web.desk.officer.doors import beside, sit_down, status_of, waiting_counts
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

WRITERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)
READERS = (*WRITERS, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR)
NOT_YOURS = _("Bạn xem được kế hoạch này nhưng chỉ cán bộ OCOP của cơ quan mới sửa được.")
# Where a refusal stands: its code, the field it is about.
FIELDS: Mapping[str, str] = {
    "plan-exists": "year", "plan-slug": "slug", "plan-slug-taken": "slug", "plan-period": "counts_to",
    "cycle-year": "year", "unit-abolished": "year", "cycle-level": "authority",
    "line-exists": "line_key", "line-key": "line_key", "line-text": "text", "line-kind": "kind",
    "line-measure": "target", "line-baseline": "baseline", "line-indicator": "indicator", "line-filter": "narrow",
    "line-cohort": "cohort", "line-stars": "narrow", "line-per": "per", "line-parent": "parent",
    "bounds-missing": "low", "bounds-negative": "low", "bounds-upside-down": "high", "bounds-superfluous": "high",
    "plan-decision": "decision", "plan-future": "decided_on", "amend-reason": "reason", "note-source": "sources",
    "declared-source": "source", "declared-future": "as_of", "declared-negative": "value",
    "declared-missing": "value", "declared-coverage": "coverage", "enrolment-origin": "origin",
    "enrolment-future": "on", "enrolled-already": "products", "enrolment-period": "last_day",
    "cohort-name": "name", "cohort-exists": "name", "cohort-source": "source", "cohort-empty": "products",
    "cohort-twice": "products",
}
SHARE_FIELDS = {**FIELDS, "unit-abolished": "unit", "unit-outside": "unit"}


def own_plans(actor: Actor) -> "QuerySet[Plan]":
    """Plans of the actor's office, also of the provinces it took over; drafts included."""
    sit_down(actor, *READERS)
    rows = Plan.objects.visible_to(actor).select_related("cycle__unit__today_province")
    if actor.holds(Role.ADMINISTRATOR):
        return rows
    units = actor.units(*READERS)
    return rows.filter(Q(cycle__unit__in=units) | Q(cycle__unit__today__in=units)
                       | Q(cycle__unit__today_province__in=units))


def plan_at(request: Request, slug: str, year: int, *, write: bool = False) -> Plan:
    """The plan at the address; 404 for strangers, 403 for who only reads where something is written."""
    plan = get_or_404(own_plans(request.actor), slug=slug, year=year)
    if write:
        require(may_plan(request.actor, plan), NOT_YOURS)
    return plan


def draft_at(request: Request, slug: str, year: int) -> PlanVersion:
    """The draft under way of a plan; a plan without one is to be amended first."""
    plan = plan_at(request, slug, year, write=True)
    draft = draft_of(plan)
    if draft is None:
        raise Refusal("plan-not-draft", _("Kế hoạch đã duyệt không sửa được. Hãy lập bản điều chỉnh."),
                      kind="conflict")
    draft.plan = plan
    return draft


def plan_desk(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this desk in its frame."""
    counts = request.actor.once("desk.counts", lambda: waiting_counts(request.actor))
    return desk_page(request, f"desk/plan/{template}.html", context, current="plan", counts=counts, status=status)


def home(plan: Plan) -> str:
    """The desk's page of a plan."""
    return reverse("plan_desk", args=[plan.slug, plan.year])


def walk(request: Request, form: Form, do: Callable[[], str], *, texts: Mapping[str, Words], plan: Plan | None = None,
         back: Callable[[], str] | None = None, fields: Mapping[str, str] = FIELDS, template: str = "form",
         more: Mapping[str, Any] | None = None) -> HttpResponse:
    """Show a form, check its shape, do the verb, tell the result, go on. `texts`: title, lead, act, danger."""
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, do())
            except Refusal as refused:
                refusal = refused
                beside(form, refused, dict(fields))
            else:
                return redirect(back() if back else home(plan) if plan else reverse("plans"))
        status = status_of(refusal)
    context = {"form": form, "plan": plan, "back": home(plan) if plan else reverse("plans"), "danger": "",
               "lead": "", **texts, **(more or {})}
    return plan_desk(request, template, context, status=status)


def asked(request: Request) -> Form:
    """A form without fields, bound by any POST so that a refusal can stand on it."""
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    return form
