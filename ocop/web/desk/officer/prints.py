"""Papers of the officers' desk: form 03 and the receipt, as PDF."""

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.dossiers import printing
from ocop.dossiers.enums import StageLevel
from ocop.web.desk.officer.doors import dossier_at
from ocop.web.shared.request import Request


def pdf(body: bytes, name: str) -> HttpResponse:
    """A paper of ours as the browser shows it."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
