"""Signing the own sheet: a page that says what cannot be undone; and the sheet on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.refusal import Refusal
from ocop.councils.actions import sign_sheet
from ocop.councils.printing import blank_sheet_pdf, filled_sheet_pdf
from ocop.web.desk.council.lines import parts_of
from ocop.web.desk.council.place import Refused, beside, council_page
from ocop.web.desk.council.sheet import head_of, page_at, seen_rev
from ocop.web.shared.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_sign(request: Request, pid: str) -> HttpResponse:
    """What the signature stands for, criteria without a tick named; then sign."""
    page = page_at(request.actor, pid)
    refused = None
    if request.method == "POST":
        try:
            if page.may_score and seen_rev(request) != page.rev:
                raise Refusal("sheet-rev", _("Phiếu đã thay đổi từ khi bạn mở trang này. Hãy xem lại rồi ký."),
                              kind="conflict")
            sheet = sign_sheet(docket=page.docket, by=request.actor)
        except Refusal as refusal:
            if not page.may_score:
                raise
            refused = beside(refusal)
        else:
            messages.success(request, _("Đã ký và niêm phong phiếu: %(total)s điểm.") % {"total": sheet.total})
            return redirect("sheet_overview", pid)
    if not page.may_score:
        return redirect("sheet_overview", pid)
    if page.sheet is None and refused is None:
        refused = Refused(_("Bạn chưa chấm sản phẩm này. Hãy tích ít nhất một mức rồi ký."), status=200)
    head = head_of(page)
    context = {**head, "parts": parts_of(page.rubric, head["lines"]),
               "nothing": [line for line in head["lines"] if not line.ticked]}
    return council_page(request, "sign", context, current="queue", refused=refused)


def pdf(body: bytes, name: str) -> HttpResponse:
    """A paper of ours as the browser shows it."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def sheet_pdf(request: Request, pid: str) -> HttpResponse:
    """The own sheet as PDF: as saved or signed, blank before the first save."""
    page = page_at(request.actor, pid)
    body = filled_sheet_pdf(page.sheet) if page.sheet else blank_sheet_pdf(page.docket, page.seat)
    return pdf(body, f"phieu-{pid}")
