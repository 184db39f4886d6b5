"""Producers of the place: the list, one producer with its people, products and papers, and letting people in."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.accounts.actions import CODE_DAYS, hand_over_code, invite_user
from ocop.accounts.enums import Role
from ocop.accounts.guards import may_hand_over_code
from ocop.accounts.queries import user_by_login
from ocop.core.actor import Actor
from ocop.core.lists import attach
from ocop.core.models import valid_on
from ocop.core.names import fold
from ocop.core.refusal import Refusal
from ocop.dossiers.models import Dossier
from ocop.intake.guards import may_import
from ocop.places.models import AdminUnit
from ocop.registry.actions import add_member, approve_producer, register_producer, register_product
from ocop.registry.enums import ProducerKind, ProducerState
from ocop.registry.guards import answers_for, may_approve, may_change_form, may_manage_members
from ocop.registry.models import Membership, Producer, Product, ProductPlacement
from ocop.registry.queries import (
    latest_versions,
    members_on,
    mergers_into,
    open_requests,
    product_count,
    refusals_of,
    representative_on,
    shown_tax_code,
)
from ocop.registry.taxcodes import StoredCode, doubtful
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.queries import edition_for
from ocop.web.desk.officer.doors import REGISTRARS, beside, officer_page, sit_down, status_of
from ocop.web.desk.officer.forms import MemberForm, ProducerForm, ProductForm
from ocop.web.desk.officer.seeing import kept_pid, producer_of, seen_producers
from ocop.web.desk.officer.standing import alike
from ocop.web.desk.places.waiting import count_waiting
from ocop.web.desk.producer.people import invitation_lines, may_end
from ocop.web.desk.sheets import PRODUCERS
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.lying import rows_on_map
from ocop.web.shared.onmap import OnMap, read_on_map
from ocop.web.shared.phones import shown_phone
from ocop.web.shared.request import Request

PER_PAGE = 30
NOT_YOURS = gettext_lazy("Chủ thể này không thuộc địa bàn bạn phụ trách.")
FIELDS = {"producer-name": "name", "producer-kind": "kind", "producer-unit": "unit", "phone-wrong": "phone",
          "tax-code-taken": "tax_code", "sign-in-name-taken": "phone", "sign-in-name-missing": "phone",
          "member-already": "role", "member-product": "product", "consultant-period": "valid_to",
          "member-period": "valid_to",
          "registration-no-personal": "registration_no", "registered-later": "registered_on",
          "member-role": "role", "product-name": "name", "product-exists": "name",
          "set-tourism-only": "product_set"}


@require_safe
def officer_producers(request: Request) -> HttpResponseBase:
    """The list in Vietnamese order; `?q=` without marks, `?loai=`, `?tinh-trang=`; `?xa=`, `?tinh=` on the map of
    `?ngay=`; `?xuat=xlsx` as a file."""
    rows = seen_producers(request.actor)
    waiting = list(rows.filter(state=ProducerState.WAITING).order_by("name_key", "pk"))
    query = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    kind, state = request.GET.get("loai", ""), request.GET.get("tinh-trang", "")
    for word in fold(query).split():
        rows = rows.filter(name_folded__contains=word)
    if kind in ProducerKind.values:
        rows = rows.filter(kind=kind)
    if state in ProducerState.values:
        rows = rows.filter(state=state)
    on = rows_on_map(rows, read_on_map(request.GET, today=request.actor.today))
    rows = on.narrow(rows).annotate(product_count=product_count()).order_by("name_key", "pk")
    if wants_sheet(request):
        columns = (*PRODUCERS, on.column(lambda row: row))
        return sheet_response(_("Chủ thể"), columns, rows.iterator(),
                              filters=_narrowed(query, kind, state, asked=on.asked))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    on.tell(page.object_list, of=lambda row: row)
    context = {
        "may_export": may_import(request.actor),
        "page": page, "on": on, "waiting": waiting, "query": query,
        "kind": kind, "state": state, "kinds": ProducerKind.choices, "states": ProducerState.choices,
        "narrowed": bool(query or kind or state or on.asked.narrows), "asked": open_requests(request.actor),
        "unplaced": sum(count_waiting(request.actor).values()),
    }
    return officer_page(request, "producers", context, current="producers")


def _narrowed(query: str, kind: str, state: str, *, asked: OnMap) -> str:
    """The filters in words, for the head of a file."""
    kinds, states = dict(ProducerKind.choices), dict(ProducerState.choices)
    parts = [f"“{query}”" if query else "", str(kinds.get(kind, "")), str(states.get(state, "")), asked.words]
    return ", ".join(part for part in parts if part)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_producer_add(request: Request) -> HttpResponse:
    """Enter a producer for people who do not come to the screen themselves."""
    sit_down(request.actor, *REGISTRARS)
    units = units_of(request.actor)
    initial = {"unit": units.first()} if request.method != "POST" and units.count() == 1 else {}
    form = ProducerForm(request.POST or None, units=units, initial=initial)
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                producer = register_producer(by=request.actor, **form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, FIELDS | _tax_fields(refused))
            else:
                messages.success(request, _("Đã đăng ký %(name)s. Bước tiếp theo: thêm người đại diện và sản phẩm.")
                                 % {"name": producer.name})
                return redirect("officer_producer", producer.pid)
        status = status_of(refusal)
    return officer_page(request, "producer_form", {"form": form}, current="producers", status=status)


def _tax_fields(refusal: Refusal) -> dict[str, str]:
    """Every refusal about a tax code stands beside its field, whatever its code says exactly."""
    return {refusal.code: "tax_code"} if refusal.code.startswith("tax") else {}


def units_of(actor: Actor) -> "QuerySet[AdminUnit]":
    """Communes this officer registers producers in, in Vietnamese order."""
    communes = AdminUnit.objects.on(actor.today).communes()
    provinces = [grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER]
    own = communes.filter(pk__in=actor.units(Role.COMMUNE_OFFICER)) | communes.filter(today_province__in=provinces)
    return own.order_by("name_key", "code")


@require_safe
def officer_producer(request: Request, pid: str) -> HttpResponse:
    """One producer: who it is, who works for it, what it makes, which papers it has."""
    actor = request.actor
    kept = kept_pid(actor, pid)
    if kept:
        return redirect("officer_producer", kept)
    producer = producer_of(actor, pid)
    members = list(members_on(producer, actor.today).prefetch_related("user__grants"))
    waits = _waits(producer, actor)
    context = {
        "producer": producer, "tax_code": shown_tax_code(producer), "products": _products(producer),
        "doubtful": doubtful(StoredCode(producer.tax_code, producer.tax_code_sealed)),
        "members": [(row, _may_code(actor, row), may_end(row, members), shown_phone(row.user.phone or ""))
                    for row in members],
        "papers": latest_versions([producer.head_id or producer.pk]), "today": actor.today,
        "representative": representative_on(producer, actor.today), "may_approve": waits,
        "alike": alike(producer, actor) if waits else [], "forms": list(producer.forms.order_by("-valid_from")),
        "may_manage": may_manage_members(actor, producer), "pill": _pill(producer),
        "may_change": may_change_form(actor, producer), "refusal": refusals_of([producer]).get(producer.pk),
        "invitations": invitation_lines(producer),
        "phone": shown_phone(producer.phone), "mergers": list(mergers_into(producer)),
    }
    return officer_page(request, "producer", context, current="producers")


def _waits(producer: Producer, actor: Actor) -> bool:
    return producer.state == ProducerState.WAITING and may_approve(actor, producer)


def _may_code(actor: Actor, row: Membership) -> bool:
    """As the guard says, with the grants at hand; nobody before their first day."""
    user = row.user
    if row.valid_from > actor.today:
        return False
    if actor.holds(Role.ADMINISTRATOR):
        return may_hand_over_code(actor, user)
    return not user.is_staff and not list(user.grants.all())


def _pill(producer: Producer) -> tuple[str, str]:
    kinds: dict[str, str] = {ProducerState.WAITING: "wait", ProducerState.ACTIVE: "ok"}
    return kinds.get(producer.state, ""), producer.get_state_display()


def _products(producer: Producer) -> list[Product]:
    """The products held now, each with its newest placement and dossier: three queries."""
    rows = list(Product.objects.held_by(producer).filter(head=F("pk")).order_by("name_key", "pk"))
    attach(rows, ProductPlacement.objects.select_related("product_set").order_by("-edition", "-pk"), fk="product",
           to="places")
    attach(rows, Dossier.objects.order_by("-pk"), fk="product", to="dossiers")
    return rows


@require_POST
def officer_producer_approve(request: Request, pid: str) -> HttpResponse:
    """Let a waiting producer in; what to check stands on its page."""
    producer = producer_of(request.actor, pid)
    approve_producer(producer=producer, by=request.actor)
    messages.success(request, _("Đã duyệt %(name)s. Họ lập và nộp hồ sơ được ngay.") % {"name": producer.name})
    return redirect("officer_producer", pid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def officer_member_add(request: Request, pid: str) -> HttpResponse:
    """Let a person in for a producer; a new account gets a one-time code, shown once to be printed."""
    producer = producer_of(request.actor, pid)
    require(may_manage_members(request.actor, producer), NOT_YOURS)
    form = MemberForm(request.POST or None, producer=producer, initial={"role": "director"})
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                row, code = let_in(producer, form.cleaned_data, by=request.actor)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, FIELDS)
            else:
                return _let_in_page(request, producer, row, code=code)
        status = status_of(refusal)
    context = {"producer": producer, "form": form}
    return officer_page(request, "member_form", context, current="producers", status=status)


def let_in(producer: Producer, data: dict[str, Any], *, by: Actor) -> tuple[Membership, str]:
    """A person's membership from today; the code is empty for whoever has an account already.

    One transaction: a refused membership leaves no account behind.
    """
    with transaction.atomic():
        known = user_by_login(data["email"] or data["phone"])
        user = known or invite_user(name=data["name"], email=data["email"], phone=data["phone"], by=by)
        row = add_member(producer=producer, user=user, role=data["role"], product=data["product"], by=by,
                         valid_from=by.today, valid_to=data["valid_to"])
        return row, "" if known else hand_over_code(user=user, by=by)


def _let_in_page(request: Request, producer: Producer, row: Membership, *, code: str) -> HttpResponse:
    if code:
        return _code_page(request, producer, row, code=code)
    messages.success(request, _("Đã thêm người. Họ có tài khoản từ trước và đăng nhập như mọi khi."))
    return redirect("officer_producer", producer.pid)


def _code_page(request: Request, producer: Producer, row: Membership, *, code: str) -> HttpResponse:
    """The paper to hand over. The code is kept nowhere: the page is the answer to the form itself."""
    until = request.actor.today + dt.timedelta(days=CODE_DAYS)
    user = row.user
    context = {"producer": producer, "person": user, "row": row, "code": code, "until": until,
               "login": shown_phone(user.phone or "") or user.email,
               "address": request.build_absolute_uri(reverse("one_time"))}
    return officer_page(request, "code", context, current="producers")


@never_cache
@require_POST
def officer_member_code(request: Request, pid: str, member: int) -> HttpResponse:
    """A new code for somebody who lost the paper or the password."""
    producer = producer_of(request.actor, pid)
    require(may_manage_members(request.actor, producer), NOT_YOURS)
    rows = Membership.objects.filter(valid_on(request.actor.today), producer__head=producer.head_id)
    row = get_or_404(rows.select_related("user", "product"), pk=member)
    return _code_page(request, producer, row, code=hand_over_code(user=row.user, by=request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
def officer_product_add(request: Request, pid: str) -> HttpResponse:
    """Enter a product for a producer."""
    producer = producer_of(request.actor, pid)
    require(answers_for(request.actor, producer), NOT_YOURS)
    edition = edition_for("first", request.actor.today)
    form = ProductForm(request.POST or None, sets=ProductSet.objects.filter(edition=edition).order_by("position"))
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                product = register_product(producer=producer, by=request.actor, **form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, FIELDS)
            else:
                messages.success(request, _("Đã đăng ký sản phẩm %(name)s.") % {"name": product.name})
                return redirect("officer_producer", pid)
        status = status_of(refusal)
    context = {"producer": producer, "form": form}
    return officer_page(request, "product_form", context, current="producers", status=status)
