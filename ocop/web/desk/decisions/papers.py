"""Papers of the decisions desk: drafts as Word and PDF, the signed file, certificates one by one or in one file."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.core.files import CONTENT_TYPES
from ocop.recognition.models import PastResult
from ocop.recognition.printing import certificates_pdf, decision_pdf, result_letter_pdf
from ocop.recognition.wordfile import decision_docx
from ocop.web.desk.decisions.views import READERS, certificates_of, decision_or_404
from ocop.web.desk.decisions.waiting import tallies_seen
from ocop.web.desk.files import served
from ocop.web.desk.officer.doors import sit_down
from ocop.web.desk.officer.prints import pdf
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request


@require_safe
@never_cache
def decision_pdf_file(request: Request, pid: str) -> HttpResponse:
    """The draft and its annex to read."""
    return pdf(decision_pdf(decision_or_404(request, pid)), f"quyet-dinh-{pid}")


@require_safe
@never_cache
def decision_word_file(request: Request, pid: str) -> HttpResponse:
    """The draft and its annex for the province's own document system."""
    body = decision_docx(decision_or_404(request, pid))
    response = HttpResponse(body, content_type=CONTENT_TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="quyet-dinh-{pid}.docx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def decision_document(request: Request, pid: str) -> FileResponse:
    """The signed paper as it was recorded."""
    row = decision_or_404(request, pid)
    if row.document is None:
        raise Http404
    return served(row.document, f"Quyết định {row.number}")


@require_safe
@never_cache
def certificate_file(request: Request, pid: str, code: str) -> HttpResponse:
    """One certificate's paper."""
    found = [one for one in certificates_of(decision_or_404(request, pid)) if one.pid == code]
    if not found:
        raise Http404
    return pdf(certificates_pdf(found), f"giay-chung-nhan-{code}")


@require_safe
@never_cache
def certificates_file(request: Request, pid: str) -> HttpResponse:
    """All certificates of a decision in one file."""
    found = certificates_of(decision_or_404(request, pid))
    if not found:
        raise Http404
    return pdf(certificates_pdf(found), f"giay-chung-nhan-{pid}")


@require_safe
@never_cache
def letter_file(request: Request, no: int) -> HttpResponse:
    """A result letter."""
    sit_down(request.actor, *READERS)
    rows = PastResult.objects.filter(tally__in=tallies_seen(request.actor)).select_related("tally", "product")
    return pdf(result_letter_pdf(get_or_404(rows, pk=no)), f"ket-qua-{no}")
