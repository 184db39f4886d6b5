"""Pages of a report of counts: its period named, its figures handed in, sent back and approved, what the file's page
shows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ocop.core.refusal import Refusal
from ocop.intake.actions import approve_figures, name_period, send_back_figures, send_figures
from ocop.intake.enums import FileKind, ImportState
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.returning import measures_of
from ocop.programme.enums import Measure, ReturnState
from ocop.programme.models import PeriodReturn
from ocop.programme.periods import period_words
from ocop.programme.queries import returns_by_id
from ocop.web.desk.intake.doors import import_page, seen_file
from ocop.web.desk.intake.forms import PeriodForm, SendBackForm
from ocop.web.desk.officer.doors import beside, status_of
from ocop.web.shared.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def import_period(request: Request, pid: str) -> HttpResponse:
    """Name the period the file speaks of."""
    file = seen_file(request, pid)
    form = PeriodForm(request.POST or None, initial={"year": file.period[:4], "part": file.period[4:]})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            name_period(file=file, period=form.period(), by=request.actor)
            return redirect("import_file", file.pid)
        except Refusal as refused:
            refusal = refused
            beside(form, refused, {"import-period": "year"})
    bad = request.method == "POST"
    return import_page(request, "period", {"file": file, "form": form}, status=status_of(refusal) if bad else 200)


@require_POST
def import_figures(request: Request, pid: str) -> HttpResponse:
    """Hand in what the file recorded (`buoc=gui`), or approve what was handed in (`buoc=duyet`)."""
    file = seen_file(request, pid)
    if request.POST.get("buoc") == "duyet":
        count = len(approve_figures(file=file, by=request.actor))
        words = ngettext("Đã duyệt số liệu của %(count)s đơn vị.", "Đã duyệt số liệu của %(count)s đơn vị.", count)
    else:
        count = len(send_figures(file=file, by=request.actor))
        words = ngettext("Đã gửi số liệu của %(count)s đơn vị.", "Đã gửi số liệu của %(count)s đơn vị.", count)
    messages.success(request, words % {"count": count})
    return redirect("import_file", file.pid)


@require_http_methods(["GET", "HEAD", "POST"])
def import_figures_back(request: Request, pid: str) -> HttpResponse:
    """Ask why, then give what was handed in back to be corrected."""
    file = seen_file(request, pid)
    rows = _made(file)
    sent = [row for row in rows if row.state == ReturnState.SENT]
    if not sent:
        return redirect("import_file", file.pid)
    form, refusal = SendBackForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            count = len(send_back_figures(file=file, reason=form.cleaned_data["reason"], by=request.actor))
        except Refusal as refused:
            refusal = refused
            beside(form, refused, {"return-reason": "reason"})
        else:
            words = ngettext("Đã trả lại số liệu của %(count)s đơn vị.",
                             "Đã trả lại số liệu của %(count)s đơn vị.", count)
            messages.success(request, words % {"count": count})
            return redirect("import_file", file.pid)
    bad = request.method == "POST"
    context = {"file": file, "form": form, "units": len(sent)}
    return import_page(request, "figures_back", context, status=status_of(refusal) if bad else 200)


def _made(file: ImportFile) -> list[PeriodReturn]:
    """The newest returns the file recorded; none before it is applied."""
    return list(returns_by_id(file.made.get("returns", ()))) if file.state == ImportState.APPLIED else []


def counts_shown(file: ImportFile, rows: Iterable[ImportRow]) -> dict[str, Any]:
    """What the page of a file of counts shows beside its rows; nothing for a list of products."""
    if file.kind != FileKind.COUNTS:
        return {"is_counts": False}
    names = measures_of(file.sheets)
    made = _made(file)
    return {
        "is_counts": True,
        "period_words": period_words(file.period) if file.period else "",
        "measures": [(name, Measure(name).label) for name in names],
        "figures": [
            (row, [(Measure(name).label, _number(row.parsed.get(name, ""))) for name in names]) for row in rows
        ],
        "open_returns": sum(1 for row in made if row.state == ReturnState.OPEN),
        "sent_returns": sum(1 for row in made if row.state == ReturnState.SENT),
        "approved_returns": sum(1 for row in made if row.state == ReturnState.APPROVED),
    }


def _number(text: str) -> int | str:
    """A figure as a number, an open cell as nothing."""
    return int(text) if text.isdecimal() else ""
