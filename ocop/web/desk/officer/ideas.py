"""Ideas and business plans at the offices: what waits, each to read, to take up or to give back (A09)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import (
    accept_business_plan,
    accept_idea,
    return_business_plan,
    return_idea,
)
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.flow import IDEA_FLOW, PLAN_FLOW
from ocop.dossiers.guards import may_answer_form
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.dossiers.queries import cycle_to_join, waiting_forms
from ocop.programme.guards import may_run_year
from ocop.programme.models import Cycle
from ocop.registry.models import Product
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.queries import edition_for
from ocop.web.desk.filling import answers, pill
from ocop.web.desk.officer.doors import COMMUNE, OFFICES, beside, officer_page, sit_down, status_of
from ocop.web.desk.officer.forms import SetChoice, prose
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

NOT_YOURS = gettext_lazy("Chỉ cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng mới làm được việc này.")
_ROWS = ("form", "producer__unit__today_province", "producer__settled_unit__today_province", "product", "answered_by")
_FIELDS = {"product-exists": "product_set", "set-tourism-only": "product_set", "idea-two-products": "product",
           "idea-foreign-product": "product", "idea-cycle-product": "enrol", "enrolled-already": "enrol",
           "return-reason": "reason"}
Filled = Idea | BusinessPlan


class ProductChoice(forms.ModelChoiceField[Product]):
    """A product by its name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name alone."""
        return str(obj.name)


class AcceptIdeaForm(forms.Form):
    """What becomes of an idea that is taken up; all of it may be left for later."""

    product_set = SetChoice(
        label=gettext_lazy("Đăng ký sản phẩm mới vào bộ sản phẩm"), queryset=ProductSet.objects.none(), required=False,
        empty_label=gettext_lazy("Chưa đăng ký sản phẩm"),
        help_text=gettext_lazy("Sản phẩm mang tên của ý tưởng và thuộc chủ thể từ hôm nay."),
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn một bộ sản phẩm có trong danh sách.")})
    product = ProductChoice(
        label=gettext_lazy("Hoặc: ý tưởng về sản phẩm đã có"), queryset=Product.objects.none(), required=False,
        empty_label=gettext_lazy("Không phải sản phẩm đã có"),
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn một sản phẩm của chủ thể này.")})
    enrol = forms.BooleanField(required=False)
    note = prose(gettext_lazy("Ý kiến gửi chủ thể, không bắt buộc"))

    def __init__(self, *args: Any, sets: QuerySet[ProductSet], products: QuerySet[Product], cycle: Cycle | None,
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("product_set", sets), ("product", products)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not products.exists():
            del self.fields["product"]
        if cycle is None:
            del self.fields["enrol"]
        else:
            self.fields["enrol"].label = _("Cho sản phẩm tham gia chu trình năm %(year)s") % {"year": cycle.year}


class AnswerForm(forms.Form):
    """What is said with the acceptance of a plan."""

    note = prose(gettext_lazy("Ý kiến gửi chủ thể, không bắt buộc"))


class ReturnForm(forms.Form):
    """Why a form goes back."""

    reason = prose(gettext_lazy("Lý do trả lại"),
                   required=gettext_lazy("Hãy ghi lý do trả lại để chủ thể biết phải sửa gì."))


def door(actor: Actor) -> str:
    """The door these pages stand behind: a commune's own, else that of the producers."""
    return "forms" if actor.holds(*COMMUNE) else "producers"


def idea_at(actor: Actor, pid: str) -> Idea:
    """An idea that was sent to an office of this person; 404 for everybody else."""
    sit_down(actor, *OFFICES)
    rows = Idea.objects.visible_to(actor).filter(sent_at__isnull=False).select_related(*_ROWS, "cycle")
    return get_or_404(rows, pid=pid)


def plan_at(actor: Actor, pid: str) -> BusinessPlan:
    """A business plan, the same way."""
    sit_down(actor, *OFFICES)
    rows = BusinessPlan.objects.visible_to(actor).filter(sent_at__isnull=False).select_related(*_ROWS)
    return get_or_404(rows, pid=pid)


@require_safe
def forms_inbox(request: Request) -> HttpResponse:
    """Ideas and plans that wait, the oldest first, and those answered last."""
    sit_down(request.actor, *OFFICES)
    found = waiting_forms(request.actor)
    done: list[Filled] = [*found.answered_ideas, *found.answered_plans]
    done.sort(key=lambda one: (one.answered_at is not None and one.answered_at, one.pk), reverse=True)
    context = {
        "ideas": found.ideas, "plans": found.plans,
        "done": [(one, pill(one), isinstance(one, Idea)) for one in done],
    }
    return officer_page(request, "ideas", context, current=door(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
def officer_idea(request: Request, pid: str) -> HttpResponse:
    """An idea to read; the form below takes it up."""
    idea = idea_at(request.actor, pid)
    may_answer = may_answer_form(request.actor, idea)
    if request.method == "POST":
        require(may_answer, NOT_YOURS)
    cycle = cycle_to_join(idea.producer, request.actor.today)
    own_year = cycle if cycle is not None and may_run_year(request.actor, cycle.unit) else None
    form = AcceptIdeaForm(request.POST if request.method == "POST" else None, sets=_sets(request.actor),
                          cycle=own_year, products=Product.objects.held_by(idea.producer).order_by("name_key", "pk"))
    status = 200
    if request.method == "POST":
        refusal = _take_up(request, idea, form, cycle=own_year) if form.is_valid() else None
        if form.is_valid() and refusal is None:
            return redirect("officer_idea", pid)
        status = status_of(refusal)
    context = {**_shown(idea, may_answer=may_answer), "idea": idea, "plan": None, "form": form, "cycle": cycle,
               "own_year": own_year}
    return officer_page(request, "idea", context, current=door(request.actor), status=status)


def _sets(actor: Actor) -> QuerySet[ProductSet]:
    """The sets of the edition in force; none where no law is loaded, and the idea can still be taken up."""
    try:
        edition = edition_for(DossierKind.FIRST, actor.today)
    except Refusal:
        return ProductSet.objects.none()
    return ProductSet.objects.filter(edition=edition).order_by("position")


def _take_up(request: Request, idea: Idea, form: AcceptIdeaForm, *, cycle: Cycle | None) -> Refusal | None:
    """Take the idea up as the form says; a refusal stands beside its field."""
    data = form.cleaned_data
    try:
        done = accept_idea(idea=idea, product_set=data["product_set"], product=data.get("product"), note=data["note"],
                           cycle=cycle if data.get("enrol") else None, by=request.actor)
    except Refusal as refused:
        beside(form, refused, _FIELDS)
        return refused
    if done.product is not None:
        messages.success(request, _("Đã nhận ý tưởng và ghi sản phẩm %(name)s. Chủ thể thấy bước tiếp ở Việc cần làm.")
                         % {"name": done.product.name})
    else:
        messages.success(request, _("Đã nhận ý tưởng. Chủ thể thấy bước tiếp ở Việc cần làm."))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def officer_plan(request: Request, pid: str) -> HttpResponse:
    """A business plan to read; the form below takes it."""
    plan = plan_at(request.actor, pid)
    may_answer = may_answer_form(request.actor, plan)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        require(may_answer, NOT_YOURS)
        form.is_bound = True
        status = 422
        if form.is_valid():
            try:
                accept_business_plan(plan=plan, note=form.cleaned_data["note"], by=request.actor)
            except Refusal as refused:
                beside(form, refused)
                status = status_of(refused)
            else:
                messages.success(request, _("Đã nhận phương án. Bản nhận trước, nếu có, đã được thay."))
                return redirect("officer_plan", pid)
    context = {**_shown(plan, may_answer=may_answer), "idea": None, "plan": plan, "form": form, "cycle": None,
               "own_year": None}
    return officer_page(request, "idea", context, current=door(request.actor), status=status)


def _shown(filled: Filled, *, may_answer: bool) -> dict[str, Any]:
    """What the page of an idea or a plan shows."""
    idea = isinstance(filled, Idea)
    return {
        "filled": filled, "sections": answers(filled), "pill": pill(filled), "title": filled.form.name,
        "answering": may_answer and filled.state == "sent",
        "returning": reverse("officer_idea_return" if idea else "officer_plan_return", args=[filled.pid]),
        "printing": reverse("producer_idea_print" if idea else "producer_business_plan_print", args=[filled.pid]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def officer_idea_return(request: Request, pid: str) -> HttpResponse:
    """Give an idea back with the reason."""
    return _return_page(request, idea_at(request.actor, pid))


@require_http_methods(["GET", "HEAD", "POST"])
def officer_plan_return(request: Request, pid: str) -> HttpResponse:
    """Give a business plan back with the reason."""
    return _return_page(request, plan_at(request.actor, pid))


def _return_page(request: Request, filled: Filled) -> HttpResponse:
    require(may_answer_form(request.actor, filled), NOT_YOURS)
    idea = isinstance(filled, Idea)
    flow, page = (IDEA_FLOW, "officer_idea") if idea else (PLAN_FLOW, "officer_plan")
    verb = "return_idea" if idea else "return_business_plan"
    if request.method != "POST" and filled.state not in flow.steps[verb].sources:
        return redirect(page, filled.pid)
    form = ReturnForm(request.POST or None)
    form.is_bound = request.method == "POST"
    status = 200
    if request.method == "POST":
        refusal = _give_back(request, filled, form) if form.is_valid() else None
        if form.is_valid() and refusal is None:
            return redirect(page, filled.pid)
        status = status_of(refusal)
    context = {"filled": filled, "idea": filled if idea else None, "plan": None if idea else filled, "form": form,
               "back": reverse(page, args=[filled.pid])}
    return officer_page(request, "idea_return", context, current=door(request.actor), status=status)


def _give_back(request: Request, filled: Filled, form: ReturnForm) -> Refusal | None:
    reason = form.cleaned_data["reason"]
    try:
        if isinstance(filled, Idea):
            return_idea(idea=filled, reason=reason, by=request.actor)
        else:
            return_business_plan(plan=filled, reason=reason, by=request.actor)
    except Refusal as refused:
        beside(form, refused, _FIELDS)
        return refused
    messages.success(request, _("Đã trả lại. Chủ thể đọc được lý do, sửa rồi gửi lại được."))
    return None
