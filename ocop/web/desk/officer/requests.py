"""Requests about personal data at the office that answers: the list with its clock, answering, refusing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.registry.actions import answer_request, refuse_request
from ocop.registry.clocks import request_rule
from ocop.registry.enums import RequestKind, RequestState
from ocop.registry.guards import may_answer_request
from ocop.registry.holdings import kept_words, ties_of
from ocop.registry.models import DataRequest, Membership
from ocop.web.desk.mydata.showing import asked_ones
from ocop.web.desk.officer.doors import beside, officer_page, sit_down, status_of
from ocop.web.desk.officer.forms import AnswerForm, RefuseForm
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.phones import shown_phone
from ocop.web.shared.request import Request

READERS = (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)
PER_PAGE = 30
FIELDS = {"data-request-answer": "answer", "data-request-reason": "reason"}


def _seen(actor: Actor) -> "QuerySet[DataRequest]":
    """Requests this office answers; one's own stand on one's own page."""
    sit_down(actor, *READERS)
    rows = DataRequest.objects.visible_to(actor).exclude(asker=actor.user)
    return rows.select_related("asker", "unit", "producer", "answered_by")


@require_safe
def officer_data_requests(request: Request) -> HttpResponse:
    """Those that wait, the most pressing first; below them the answered ones, the newest first."""
    actor = request.actor
    # One limit for all: what came first is due first.
    waiting = asked_ones(list(_seen(actor).filter(state=RequestState.OPEN).order_by("asked_at", "pk")), actor)
    done = _seen(actor).exclude(state=RequestState.OPEN).order_by("-answered_at", "-pk")
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "waiting": waiting,
        "page": page,
        "done": asked_ones(list(page.object_list), actor),
        "late": sum(one.kind == "bad" for one in waiting),
        "rule": request_rule(actor.today),
    }
    return officer_page(request, "data_requests", context, current="producers")


@never_cache
@require_safe
def officer_data_request(request: Request, pid: str) -> HttpResponse:
    """One request: who asks what, until when, and how it was answered."""
    row = get_or_404(_seen(request.actor), pid=pid)
    context = {**_about(row, request.actor), "may_answer": _waits(row, request.actor)}
    return officer_page(request, "data_request", context, current="producers")


def _waits(row: DataRequest, actor: Actor) -> bool:
    return row.state == RequestState.OPEN and may_answer_request(actor, row)


def _about(row: DataRequest, actor: Actor) -> dict[str, Any]:
    """The request with its clock and what the office must know of the asker to find them."""
    works = Membership.objects.filter(user=row.asker).select_related("producer").order_by("-pk")
    return {
        "row": row,
        "one": asked_ones([row], actor)[0],
        "phone": shown_phone(row.asker.phone or ""),
        "producers": list({each.producer_id: each.producer for each in works}.values()),
        "erases": row.kind == RequestKind.ERASE,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def officer_data_answer(request: Request, pid: str) -> HttpResponse:
    """Say that it was carried out; an erasure is done by sending this form."""
    row = get_or_404(_seen(request.actor), pid=pid)
    require(may_answer_request(request.actor, row), _("Yêu cầu này do cơ quan khác trả lời."))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    answer = _act(request, row, form)
    if isinstance(answer, HttpResponse):
        return answer
    erases = row.kind == RequestKind.ERASE
    context = {
        **_about(row, request.actor),
        "form": form,
        "ties": ties_of(row.asker, request.actor.today) if erases else [],
        "kept": kept_words(row.asker) if erases else [],
    }
    return officer_page(request, "data_answer", context, current="producers", status=answer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def officer_data_refuse(request: Request, pid: str) -> HttpResponse:
    """Refuse with the ground."""
    row = get_or_404(_seen(request.actor), pid=pid)
    require(may_answer_request(request.actor, row), _("Yêu cầu này do cơ quan khác trả lời."))
    form = RefuseForm(request.POST if request.method == "POST" else None)
    answer = _act(request, row, form)
    if isinstance(answer, HttpResponse):
        return answer
    context = {**_about(row, request.actor), "form": form}
    return officer_page(request, "data_refuse", context, current="producers", status=answer)


def _act(request: Request, row: DataRequest, form: forms.Form) -> HttpResponse | int:
    """Send the form to its verb: where it leads, or the status of the page to show again."""
    if request.method != "POST":
        return 200
    refusal = None
    if form.is_valid():
        try:
            if isinstance(form, RefuseForm):
                refuse_request(request=row, reason=form.cleaned_data["reason"], by=request.actor)
            else:
                answer_request(request=row, answer=form.cleaned_data["answer"], by=request.actor)
        except Refusal as refused:
            refusal = refused
            beside(form, refused, FIELDS)
        else:
            messages.success(request, _("Đã trả lời. Người yêu cầu đọc được ở trang “Dữ liệu của tôi”."))
            return redirect("officer_data_request", row.pid)
    return status_of(refusal)
