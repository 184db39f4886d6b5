"""Where a producer stands, for its officers: rows that look like it, refusing it, closing and reopening, its forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.registry.actions import change_form, close_producer, refuse_producer, reopen_producer, undo_form
from ocop.registry.duplicates import Reason, duplicate_pairs
from ocop.registry.enums import ProducerState
from ocop.registry.guards import may_approve, may_change_form, may_manage_members
from ocop.registry.models import Producer
from ocop.registry.queries import live_forms
from ocop.web.desk.officer.doors import beside, officer_page, status_of
from ocop.web.desk.officer.seeing import producer_of, seen_producers
from ocop.web.desk.officer.standing_forms import ChangeFormForm, RefuseProducerForm, UndoFormForm
from ocop.web.shared.access import require
from ocop.web.shared.request import Request

NOT_WAITING = gettext_lazy("Chủ thể này không còn chờ duyệt. Hãy tải lại trang.")
OFFICERS_ONLY = gettext_lazy("Chỉ cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng mới làm được việc này.")
FIELDS = {"refuse-reason": "reason", "producer-name": "name", "producer-kind": "kind", "form-day": "valid_from",
          "form-same": "kind", "form-tourism-only": "kind", "form-reason": "reason"}


def alike(producer: Producer, actor: Actor) -> list[tuple[Producer, list[str]]]:
    """Producers the office sees that may be this one, with the reasons, the best founded first; three queries.

    Compared with the producers of its commune and those of one code, number or phone; nothing is merged by itself.
    """
    commune = producer.unit_today
    near = Q(pk=producer.pk)
    if commune is not None:
        near |= Q(settled_unit__today=commune) | Q(settled_unit__isnull=True, unit__today=commune)
    for name in ("tax_code", "registration_no", "phone"):
        if getattr(producer, name):
            near |= Q(**{name: getattr(producer, name)})
    reasons: dict[int, tuple[Reason, ...]] = {}
    for pair in duplicate_pairs(seen_producers(actor).filter(near)):
        if producer.pk in {pair.first, pair.second}:
            reasons[pair.second if pair.first == producer.pk else pair.first] = pair.reasons
    rows = {one.pk: one for one in seen_producers(actor).filter(pk__in=reasons)}
    return [(rows[pk], [str(reason.label) for reason in found]) for pk, found in reasons.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def officer_producer_refuse(request: Request, pid: str) -> HttpResponse:
    """Ask for the reason, then do not let a waiting producer in."""
    producer = producer_of(request.actor, pid)
    require(may_approve(request.actor, producer), OFFICERS_ONLY)
    if request.method != "POST" and producer.state != ProducerState.WAITING:
        raise Refusal("refuse-producer-wrong-state", NOT_WAITING, kind="conflict")
    form = RefuseProducerForm(request.POST or None)
    done = _("Đã từ chối. Người đăng ký đọc được lý do và đề nghị duyệt lại được.")
    answer = _act(request, form, producer, done=done, verb=lambda: refuse_producer(
        producer=producer, reason=form.cleaned_data["reason"], by=request.actor))
    if isinstance(answer, HttpResponse):
        return answer
    return _page(request, "refuse_producer", status=answer, producer=producer, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_producer_close(request: Request, pid: str) -> HttpResponse:
    """Ask, then note that the producer has stopped."""
    producer = producer_of(request.actor, pid)
    require(may_manage_members(request.actor, producer), OFFICERS_ONLY)
    if request.method == "POST":
        close_producer(producer=producer, by=request.actor)
        messages.success(request, _("Đã ghi %(name)s ngừng hoạt động.") % {"name": producer.name})
        return redirect("officer_producer", pid)
    return officer_page(request, "close_producer", {"producer": producer}, current="producers")


@require_POST
def officer_producer_reopen(request: Request, pid: str) -> HttpResponse:
    """Note that the producer works again."""
    producer = producer_of(request.actor, pid)
    reopen_producer(producer=producer, by=request.actor)
    messages.success(request, _("Đã mở lại %(name)s.") % {"name": producer.name})
    return redirect("officer_producer", pid)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_producer_form(request: Request, pid: str) -> HttpResponse:
    """Give the producer another legal form from a day on."""
    producer = producer_of(request.actor, pid)
    require(may_change_form(request.actor, producer), OFFICERS_ONLY)
    form = ChangeFormForm(request.POST or None, initial={"kind": producer.kind, "name": producer.name})
    done = _("Đã ghi loại hình mới. Sản phẩm, giấy tờ, sao và người của chủ thể giữ nguyên.")
    answer = _act(request, form, producer, done=done,
                  verb=lambda: change_form(producer=producer, by=request.actor, **form.cleaned_data))
    if isinstance(answer, HttpResponse):
        return answer
    return _page(request, "change_form", status=answer, producer=producer, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_form_undo(request: Request, pid: str) -> HttpResponse:
    """Ask for the reason, then take the newest legal form back."""
    producer = producer_of(request.actor, pid)
    require(may_change_form(request.actor, producer), OFFICERS_ONLY)
    form = UndoFormForm(request.POST or None)
    answer = _act(request, form, producer, done=_("Đã hủy lần đổi loại hình."),
                  verb=lambda: undo_form(producer=producer, reason=form.cleaned_data["reason"], by=request.actor))
    if isinstance(answer, HttpResponse):
        return answer
    rows = list(producer.forms.filter(live_forms()).order_by("-valid_from")[:2])
    if len(rows) < 2 and request.method != "POST":
        raise Refusal("form-first", _("Chủ thể chỉ có một loại hình, không có gì để hủy."), kind="conflict")
    return _page(request, "undo_form", status=answer, producer=producer, form=form, rows=rows)


def _act(request: Request, form: forms.Form, producer: Producer, *, done: str, verb: Callable[[], Any]
         ) -> HttpResponse | int:
    """Send the form to its verb: where it leads, or the status of the page to show again."""
    if request.method != "POST":
        return 200
    refusal = None
    if form.is_valid():
        try:
            verb()
        except Refusal as refused:
            refusal = refused
            beside(form, refused, FIELDS)
        else:
            messages.success(request, done)
            return redirect("officer_producer", producer.pid)
    return status_of(refusal)


def _page(request: Request, name: str, *, status: int, **context: Any) -> HttpResponse:
    return officer_page(request, name, context, current="producers", status=status)
