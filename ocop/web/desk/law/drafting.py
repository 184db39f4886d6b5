"""Drafts: copy an edition, upload a file, see every check, publish. For whoever looks after the rulebooks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.refusal import Missing, Refusal
from ocop.rulebooks.actions import copy_edition, publish_edition, upload_edition
from ocop.rulebooks.models import Edition
from ocop.rulebooks.queries import findings_of
from ocop.web.desk.law.forms import CopyForm, UploadForm
from ocop.web.desk.law.place import crumbs, edition_at, editor_only, law_page
from ocop.web.desk.officer.doors import status_of
from ocop.web.shared.request import Request

KEY_FIELDS = {"edition-key": "key", "edition-key-taken": "key"}


def beside_form(form: Any, refusal: Refusal, fields: dict[str, str] | None = None) -> tuple[Missing, ...]:
    """Put a refusal beside its field or over the form; what a file lacks is given back for a list of its own."""
    if refusal.kind == "forbidden":
        raise refusal
    form.add_error((fields or {}).get(refusal.code), str(refusal.words))
    return refusal.missing


@require_http_methods(["GET", "HEAD", "POST"])
def law_upload(request: Request) -> HttpResponse:
    """A draft from a file; a file with findings comes back with each of them, nothing is loaded."""
    editor_only(request.actor)
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    lacks: tuple[Missing, ...] = ()
    status = 200
    if request.method == "POST":
        refusal = None
        if form.is_valid():
            try:
                edition = upload_edition(upload=form.cleaned_data["upload"], by=request.actor)
            except Refusal as refused:
                refusal, lacks = refused, beside_form(form, refused)
            else:
                return _made(request, edition)
        status = status_of(refusal)
    context = {"form": form, "lacks": lacks, "crumbs": crumbs(last=_("Nạp tệp"))}
    return law_page(request, "upload", context, status=status)


def _made(request: Request, edition: Edition) -> HttpResponse:
    messages.success(request, _("Đã lập bản nháp %(key)s. Bước tiếp theo: xem các kiểm tra rồi ban hành.")
                     % {"key": edition.key})
    return redirect("law_checks", edition.key)


@require_http_methods(["GET", "HEAD", "POST"])
def law_copy(request: Request, key: str) -> HttpResponse:
    """A draft with the content of this edition."""
    editor_only(request.actor)
    edition = edition_at(request.actor, key)
    form = CopyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        refusal = None
        if form.is_valid():
            try:
                made = copy_edition(edition=edition, by=request.actor, **form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside_form(form, refused, KEY_FIELDS)
            else:
                return _made(request, made)
        status = status_of(refusal)
    context = {"form": form, "edition": edition, "crumbs": crumbs(edition, last=_("Sao thành bản nháp"))}
    return law_page(request, "copy", context, status=status)


@require_safe
def law_checks(request: Request, key: str) -> HttpResponse:
    """Every check of the edition's file with its line: what stops it, and what the file declares itself."""
    editor_only(request.actor)
    edition = edition_at(request.actor, key)
    found = findings_of(edition)
    context = {
        "edition": edition, "crumbs": crumbs(edition, last=_("Kiểm tra")),
        "stopping": [one for one in found if not one.declared], "declared": [one for one in found if one.declared],
    }
    return law_page(request, "checks", context)


@require_http_methods(["GET", "HEAD", "POST"])
def law_publish(request: Request, key: str) -> HttpResponse:
    """Ask, then make the draft count; from then on it never changes."""
    editor_only(request.actor)
    edition = edition_at(request.actor, key)
    lacks: tuple[Missing, ...] = ()
    words, status = "", 200
    if request.method == "POST":
        try:
            publish_edition(edition=edition, by=request.actor)
        except Refusal as refused:
            words, lacks, status = str(refused.words), refused.missing, status_of(refused)
        else:
            messages.success(request, _("Đã ban hành %(number)s. Từ nay văn bản này không sửa được.")
                             % {"number": edition.number})
            return redirect("law_edition", edition.key)
    stopping = [one for one in findings_of(edition) if not one.declared]
    context = {"edition": edition, "crumbs": crumbs(edition, last=_("Ban hành")), "stopping": stopping,
               "refused": words, "lacks": lacks}
    return law_page(request, "publish", context, status=status)
