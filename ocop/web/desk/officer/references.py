"""Numbers by which other systems know a dossier (P08): one field a system, noted together."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Refusal
from ocop.dossiers.actions import note_dossier_reference
from ocop.dossiers.actions.references import LONGEST
from ocop.dossiers.guards import may_note_reference
from ocop.dossiers.models import Dossier, DossierReference
from ocop.registry.enums import OutsideSystem
from ocop.web.desk.officer.doors import beside, dossier_at, officer_page, own_door, status_of
from ocop.web.shared.access import require
from ocop.web.shared.request import Request


class ReferenceForm(forms.Form):
    """A number for each system; empty where there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, words in OutsideSystem.choices:
            self.fields[value] = forms.CharField(label=words, required=False, max_length=LONGEST,
                                                 widget=forms.TextInput(attrs={"autocomplete": "off"}))


def references_of(dossier: Dossier) -> list[tuple[str, str]]:
    """The numbers in use: system in words, number."""
    rows = DossierReference.objects.filter(dossier=dossier, ended_on__isnull=True).order_by("system")
    return [(row.get_system_display(), row.value) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_references(request: Request, pid: str) -> HttpResponse:
    """Note, change or take away the numbers."""
    dossier = dossier_at(request.actor, pid)
    require(may_note_reference(request.actor, dossier), _("Chỉ cán bộ phụ trách hồ sơ ghi được số ở hệ thống khác."))
    held = dict(DossierReference.objects.filter(dossier=dossier, ended_on__isnull=True).values_list("system", "value"))
    form = ReferenceForm(request.POST or None, initial=held)
    form.is_bound = request.method == "POST"
    status = 200
    if request.method == "POST":
        refusal = _note(request, dossier, form) if form.is_valid() else None
        if form.is_valid() and refusal is None:
            messages.success(request, _("Đã lưu số ở hệ thống khác. Số cũ vẫn còn trong lịch sử."))
            return redirect("officer_dossier", pid)
        status = status_of(refusal)
    return officer_page(request, "references", {"dossier": dossier, "form": form}, current=own_door(request.actor),
                        status=status)


def _note(request: Request, dossier: Dossier, form: ReferenceForm) -> Refusal | None:
    """Note all of them or none; a refusal stands beside its system."""
    system = ""
    try:
        with transaction.atomic():
            for system in OutsideSystem.values:
                value = form.cleaned_data[system]
                note_dossier_reference(dossier=dossier, system=system, value=value, by=request.actor)
    except Refusal as refused:
        beside(form, refused, {refused.code: system})
        return refused
    return None
