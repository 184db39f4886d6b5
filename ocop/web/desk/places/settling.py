"""Settling: rows of split communes by old unit, and rows whose commune was never recognised. Never done by itself."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit
from ocop.recognition.placing import place_rows, settle_places, unsettle_shown
from ocop.web.desk.officer.doors import beside, sit_down, status_of
from ocop.web.desk.places.forms import PlaceForm, SettleForm, SureForm
from ocop.web.desk.places.views import places_page
from ocop.web.desk.places.waiting import (
    KINDS,
    SETTLERS,
    Row,
    chosen_rows,
    hints_for,
    places_in,
    seen_rows,
    settled,
    waiting,
)
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

FORM = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = {"place-no-rows": "dong", "place-not-successor": "xa", "place-not-commune": "unit", "place-elsewhere": "unit"}


@require_safe
def places_settle(request: Request) -> HttpResponse:
    """What waits, by old unit with its candidates; rows without a commune with hints; what was settled last."""
    actor = request.actor
    sit_down(actor, *SETTLERS)
    found = waiting(actor)
    context = {"groups": found.groups, "vague": found.vague, "any": found.any, "more_vague": found.more_vague,
               "settled": settled(actor)}
    return places_page(request, "settle", context)


@FORM
def places_settle_confirm(request: Request) -> HttpResponse:
    """Shows the ticked rows and the unit (GET with `dong` and `xa`), and on POST says that they lie there."""
    actor = request.actor
    sit_down(actor, *SETTLERS)
    data = request.POST if request.method == "POST" else request.GET
    rows = chosen_rows(actor, data.getlist("dong"))
    form = SettleForm(data, keys=[row.key for row in rows], units=_candidates(rows))
    valid, status = form.is_valid(), 200
    if valid and request.method == "POST":
        try:
            done = settle_places(rows=[row.thing for row in rows], unit=form.cleaned_data["xa"], by=actor)
        except Refusal as refused:
            beside(form, refused, FIELDS)
            status = status_of(refused)
        else:
            messages.success(request, _settled_words(len(done), form.cleaned_data["xa"]))
            return redirect("places_settle")
    context = {"rows": rows, "form": form, "unit": form.cleaned_data.get("xa"), "ready": valid and status == 200}
    return places_page(request, "confirm", context, status=status if valid else 422)


def _candidates(rows: Sequence[Row]) -> Any:
    """Units of today to choose from: those the rows' old units went into."""
    olds = list({row.thing.unit.pk: row.thing.unit for row in rows if row.thing.unit}.values())
    return AdminUnit.objects.filter(pk__in={end.pk for ends in successors_today(olds).values() for end in ends})


def _settled_words(count: int, unit: AdminUnit) -> str:
    words = ngettext("Đã ghi %(count)s dòng nay thuộc %(unit)s.", "Đã ghi %(count)s dòng nay thuộc %(unit)s.", count)
    return words % {"count": count, "unit": unit.full_name}


def _row(actor: Actor, kind: str, pid: str) -> Row:
    """A row this office may settle; 404 for any other."""
    sit_down(actor, *SETTLERS)
    if kind not in KINDS:
        raise Http404
    rows = seen_rows(actor, kind)
    near = ("producer",) if kind == "sp" else ()
    thing = get_or_404(rows.select_related("unit__today", "unit__today_province", "settled_unit__today_province",
                                           *near), pid=pid)
    return Row(kind, thing)


@FORM
def places_place_row(request: Request, kind: str, pid: str) -> HttpResponse:
    """One row that names no known commune: what was written, names that sound alike, and the list to choose from."""
    row = _row(request.actor, kind, pid)
    home = row.thing.province_today
    every = places_in([home.pk if home else None])
    units = AdminUnit.objects.on(request.actor.today).communes().filter(today_province=home).order_by("name_key")
    near = hints_for(row.thing.unit_text or row.thing.detail, every)
    initial = {"unit": next((unit for _hint, unit in near if unit.slug == request.GET.get("xa")), None)}
    form = PlaceForm(request.POST if request.method == "POST" else None, units=units, initial=initial)
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                place_rows(rows=[row.thing], unit=form.cleaned_data["unit"], by=request.actor)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, FIELDS)
            else:
                messages.success(request, _settled_words(1, form.cleaned_data["unit"]))
                return redirect("places_settle")
        status = status_of(refusal)
    context = {"row": row, "form": form, "hints": near, "chosen": initial["unit"]}
    return places_page(request, "place_row", context, status=status)


@FORM
def places_unsettle(request: Request, kind: str, pid: str) -> HttpResponse:
    """Asks, and on POST takes back where a row was said to lie."""
    row = _row(request.actor, kind, pid)
    form, status = SureForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        try:
            unsettle_shown(placed=row.thing, by=request.actor)
        except Refusal as refused:
            beside(form, refused, {})
            status = status_of(refused)
        else:
            messages.success(request, _("Đã bỏ xác định xã của %(name)s.") % {"name": row.thing.name})
            return redirect("places_settle")
    return places_page(request, "unsettle", {"row": row, "form": form}, status=status)
