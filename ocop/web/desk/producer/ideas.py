"""Ideas and business plans at the producer's desk: list, write, send, read, take back, print (A09)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import (
    begin_business_plan,
    link_idea,
    send_business_plan,
    send_idea,
    withdraw_business_plan,
    withdraw_idea,
    write_business_plan,
    write_idea,
)
from ocop.dossiers.flow import IDEA_FLOW, PLAN_FLOW
from ocop.dossiers.guards import may_send_form, may_write_plan
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.dossiers.printing import print_business_plan, print_idea
from ocop.dossiers.queries import own_ideas, plans_of
from ocop.registry.models import Producer, Product, producers_of
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.queries import form_for
from ocop.web.desk.filling import FilledForm, answers, pill
from ocop.web.desk.producer.finding import desk_producers, find_product, own_producers
from ocop.web.desk.producer.prints import pdf
from ocop.web.desk.producer.words import in_sentence, tell
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

_WRITABLE = ("draft", "returned")
_NOT_YOURS = gettext_lazy("Chỉ người của chủ thể mới làm được việc này.")
_PLACES = ("form", "producer__unit__today", "producer__settled_unit__today", "product", "answered_by")
Filled = Idea | BusinessPlan


def find_idea(request: Request, pid: str) -> Idea:
    """An idea this person sees."""
    return get_or_404(Idea.objects.visible_to(request.actor).select_related(*_PLACES), pid=pid)


def find_plan(request: Request, pid: str) -> BusinessPlan:
    """A business plan this person sees."""
    return get_or_404(BusinessPlan.objects.visible_to(request.actor).select_related(*_PLACES), pid=pid)


@require_safe
def index(request: Request) -> HttpResponse:
    """The ideas of the actor's producers, the newest first."""
    producers = desk_producers(request.actor)
    rows = [(idea, pill(idea)) for idea in own_ideas(request.actor)]
    context = {"rows": rows, "many": len(producers) > 1, "may_add": bool(producers_of(request.actor))}
    return desk_page(request, "desk/producer/ideas.html", context, current="ideas")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponseBase:
    """Begin an idea: nothing is kept before the first press."""
    producers = own_producers(request.actor)
    told = request.POST.get("producer") or request.GET.get("chu-the", "")
    producer = next((one for one in producers if one.pid == told), producers[0])
    template = form_for(FormKind.IDEA, producer.province_today, request.actor.today)
    if request.method != "POST":
        return _write_page(request, FilledForm(template), producer=producer, producers=producers)
    form = FilledForm(template, request.POST)

    def keep() -> Idea:
        return write_idea(producer=producer, body=form.said, by=request.actor)

    return _kept(request, form, keep, send=_send_idea, producer=producer, producers=producers)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, pid: str) -> HttpResponseBase:
    """An idea: its form while it is in the maker's hands, else what was sent and what became of it."""
    idea = find_idea(request, pid)
    if request.method != "POST":
        return _open(request, idea)
    require(may_send_form(request.actor, idea), _NOT_YOURS)
    form = FilledForm(idea.form, request.POST)

    def keep() -> Idea:
        return write_idea(idea=idea, body=form.said, rev=_rev(request), by=request.actor)

    return _kept(request, form, keep, send=_send_idea, producer=idea.producer, filled=idea)


@require_http_methods(["GET", "HEAD", "POST"])
def business_plan(request: Request, pid: str) -> HttpResponseBase:
    """A version of a business plan, the same way."""
    plan = find_plan(request, pid)
    if request.method != "POST":
        return _open(request, plan)
    require(may_send_form(request.actor, plan), _NOT_YOURS)
    form = FilledForm(plan.form, request.POST)

    def keep() -> BusinessPlan:
        return write_business_plan(plan=plan, body=form.said, rev=_rev(request), by=request.actor)

    return _kept(request, form, keep, send=_send_plan, producer=plan.producer, filled=plan)


def _rev(request: Request) -> int:
    """The revision the page showed; 0, which nothing has, where the form says none."""
    told = request.POST.get("rev", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 0


def _send_idea(filled: Filled, by: Actor) -> None:
    assert isinstance(filled, Idea)
    send_idea(idea=filled, by=by)


def _send_plan(filled: Filled, by: Actor) -> None:
    assert isinstance(filled, BusinessPlan)
    send_business_plan(plan=filled, by=by)


def _kept(request: Request, form: FilledForm, keep: Callable[[], Filled], *, send: Callable[[Filled, Actor], None],
          producer: Producer, filled: Filled | None = None,
          producers: list[Producer] | None = None) -> HttpResponseBase:
    """Keep what was typed, then send it where that was pressed. What lacks stands beside its field; a draft stays."""
    sending = request.POST.get("then") == "send"
    if form.is_valid():
        try:
            filled = keep()
            if sending:
                with transaction.atomic():
                    send(filled, request.actor)
        except Refusal as refusal:
            if refusal.kind == "forbidden":
                raise
            form.show_wrongs(form.said, whole=sending, refusal=refusal)
            return _write_page(request, form, producer=producer, filled=filled, refused=refusal, producers=producers)
        _tell_kept(request, filled, sent=sending)
        return redirect(address(filled))
    form.show_wrongs(form.said, whole=sending)
    return _write_page(request, form, producer=producer, filled=filled, producers=producers)


def address(filled: Filled) -> str:
    """The page of an idea or a plan."""
    return reverse("producer_idea" if isinstance(filled, Idea) else "producer_business_plan", args=[filled.pid])


def taking_back(filled: Filled) -> str:
    """The page that asks before an idea or a plan is taken back."""
    name = "producer_idea_withdraw" if isinstance(filled, Idea) else "producer_business_plan_withdraw"
    return reverse(name, args=[filled.pid])


def printing(filled: Filled) -> str:
    """The PDF of an idea or a plan."""
    return reverse("producer_idea_print" if isinstance(filled, Idea) else "producer_business_plan_print",
                   args=[filled.pid])


def _tell_kept(request: Request, filled: Filled, *, sent: bool) -> None:
    unit = filled.producer.unit_today
    if sent and unit is not None:
        tell(request, _("Đã gửi."), _("%(unit)s sẽ xem và trả lời tại đây.") % {"unit": unit.full_name})
    else:
        tell(request, _("Đã lưu bản nháp."), _("Chưa gửi; nghỉ giữa chừng được, mở lại ở mục Việc cần làm."))


def _write_page(request: Request, form: FilledForm, *, producer: Producer, filled: Filled | None = None,
                refused: Refusal | None = None, producers: list[Producer] | None = None) -> HttpResponse:
    """The form, with what is wrong beside its fields and nothing lost."""
    stale = refused is not None and refused.code == "form-stale"
    rev = _rev(request) if stale else filled.rev if filled else 0
    unit = producer.unit_today
    context: dict[str, Any] = {
        **_head(filled), "form": form, "producer": producer, "producers": producers or [], "filled": filled, "rev": rev,
        "refused": refused, "stale": stale, "office": in_sentence(unit.full_name) if unit else "",
        "title": form.template.name, "address": address(filled) if filled else "",
        "taking_back": taking_back(filled) if filled else "",
    }
    status = 200 if not form.errors and refused is None else 409 if refused and refused.kind == "conflict" else 422
    return desk_page(request, "desk/producer/idea_form.html", context, current="ideas", status=status)


def _head(filled: Filled | None) -> dict[str, Any]:
    """Where the page stands: the way back, and whether it is a plan."""
    plan = filled if isinstance(filled, BusinessPlan) else None
    if plan is not None:
        crumbs = [(_("Sản phẩm"), reverse("producer_products")),
                  (plan.product.name, reverse("producer_product", args=[plan.product.pid])),
                  (_("Phương án"), reverse("producer_plans", args=[plan.product.pid])),
                  (_("Bản %(no)s") % {"no": plan.no}, "")]
    else:
        name = filled.name if isinstance(filled, Idea) else _("Ý tưởng mới")
        crumbs = [(_("Ý tưởng"), reverse("producer_ideas")), (name, "")]
    return {"crumbs": crumbs, "plan": plan, "idea": filled if isinstance(filled, Idea) else None}


def _open(request: Request, filled: Filled, *, refused: Refusal | None = None) -> HttpResponse:
    """The form for who may write it, else what was written."""
    own = may_send_form(request.actor, filled)
    if own and filled.state in _WRITABLE:
        return _write_page(request, FilledForm(filled.form, body=filled.body), producer=filled.producer, filled=filled)
    flow = IDEA_FLOW if isinstance(filled, Idea) else PLAN_FLOW
    linking = own and isinstance(filled, Idea) and filled.state == "accepted" and filled.product_id is None
    products = list(Product.objects.held_by(filled.producer).order_by("name_key", "pk")) if linking else []
    unit = filled.producer.unit_today
    context = {
        **_head(filled), "filled": filled, "sections": answers(filled), "pill": pill(filled), "own": own,
        "title": filled.form.name, "office": unit.full_name if unit else "", "linking": linking, "products": products,
        "planned": isinstance(filled, Idea) and filled.product is not None and bool(
            plans_of(filled.product, request.actor)),
        "taking_back": taking_back(filled) if any(
            step.verb.startswith("withdraw") for step in flow.offers(filled, request.actor)) else "",
        "printing": printing(filled), "refused": refused,
    }
    return desk_page(request, "desk/producer/idea.html", context, current="ideas", status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pid: str) -> HttpResponseBase:
    """Ask, then take an idea back."""
    idea = find_idea(request, pid)

    def do() -> None:
        withdraw_idea(idea=idea, by=request.actor)

    return _withdraw_page(request, idea, do, open_states=IDEA_FLOW.steps["withdraw_idea"].sources)


@require_http_methods(["GET", "HEAD", "POST"])
def business_plan_withdraw(request: Request, pid: str) -> HttpResponseBase:
    """Ask, then take a version of a plan back."""
    plan = find_plan(request, pid)

    def do() -> None:
        withdraw_business_plan(plan=plan, by=request.actor)

    return _withdraw_page(request, plan, do, open_states=PLAN_FLOW.steps["withdraw_business_plan"].sources)


def _withdraw_page(request: Request, filled: Filled, do: Callable[[], None], *,
                   open_states: tuple[str, ...]) -> HttpResponseBase:
    require(may_send_form(request.actor, filled), _NOT_YOURS)
    if filled.state not in open_states:
        return redirect(address(filled))
    if request.method == "POST":
        do()
        tell(request, _("Đã rút."), _("Nội dung đã viết vẫn xem lại được."))
        return redirect(address(filled))
    context = {**_head(filled), "filled": filled, "address": address(filled), "here": taking_back(filled)}
    return desk_page(request, "desk/producer/idea_withdraw.html", context, current="ideas")


@require_POST
def link(request: Request, pid: str) -> HttpResponseBase:
    """Say which product became of an accepted idea."""
    idea = find_idea(request, pid)
    products = Product.objects.held_by(idea.producer).select_related("producer")
    product = get_or_404(products, pid=request.POST.get("product", ""))
    try:
        link_idea(idea=idea, product=product, by=request.actor)
    except Refusal as refusal:
        if refusal.kind == "forbidden":
            raise
        return _open(request, idea, refused=refusal)
    tell(request, _("Đã gắn ý tưởng với sản phẩm."), _("Bước tiếp: viết phương án, hoặc lập hồ sơ."))
    return redirect("producer_product", product.pid)


@require_safe
def idea_print(request: Request, pid: str) -> HttpResponse:
    """An idea as PDF."""
    idea = find_idea(request, pid)
    return pdf(print_idea(idea), f"y-tuong-{idea.pid}")


@require_safe
def business_plan_print(request: Request, pid: str) -> HttpResponse:
    """A version of a business plan as PDF."""
    plan = find_plan(request, pid)
    return pdf(print_business_plan(plan), f"phuong-an-{plan.product.pid}-{plan.no}")


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: Request, pid: str) -> HttpResponseBase:
    """The versions of a product's business plan; a press begins the next."""
    product = find_product(request, pid)
    may_write = may_write_plan(request.actor, product)
    refused = None
    if request.method == "POST":
        require(may_write, _NOT_YOURS)
        try:
            return redirect(address(begin_business_plan(product=product, by=request.actor)))
        except Refusal as refusal:
            refused = refusal
    rows = [(plan, pill(plan)) for plan in plans_of(product, request.actor)]
    under_way = next((plan for plan, _state in rows if plan.state in {"draft", "sent", "returned"}), None)
    context = {"product": product, "rows": rows, "may_write": may_write, "under_way": under_way, "refused": refused}
    return desk_page(request, "desk/producer/plans.html", context, current="products", status=409 if refused else 200)
