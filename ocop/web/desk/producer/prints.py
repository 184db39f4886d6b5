"""Papers of a filed dossier as PDF: form 01, form 02, the receipt."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.dossiers.guards import may_print, may_print_form_01
from ocop.dossiers.models import DossierVersion, Stage
from ocop.dossiers.printing import print_form_01, print_form_02, print_receipt
from ocop.web.desk.producer.finding import find_dossier
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

_FORMS: dict[str, Callable[[DossierVersion], bytes]] = {"01": print_form_01, "02": print_form_02}


@require_safe
def form(request: Request, *, pid: str, no: int, name: str) -> HttpResponse:
    """A form of one filing; form 01 bears the producer's full tax code, which may be a person's own number."""
    dossier = find_dossier(request, pid)
    rows = DossierVersion.objects.filter(dossier=dossier).select_related(
        "dossier__producer", "dossier__product", "dossier__product_set__edition", "dossier__edition"
    )
    version = get_or_404(rows, no=no)
    if name not in _FORMS:
        raise Http404
    may = may_print_form_01 if name == "01" else may_print
    require(may(request.actor, dossier), _("Chỉ chủ thể và cán bộ phụ trách in được mẫu này."))
    return pdf(_FORMS[name](version), f"mau-{name}-{dossier.pid}-{no}")


@require_safe
def receipt(request: Request, pid: str, stage: int) -> HttpResponse:
    """The receipt of an office."""
    dossier = find_dossier(request, pid)
    rows = Stage.objects.filter(dossier=dossier).exclude(receipt_no="").select_related(
        "unit__today_province", "version__dossier__producer", "version__dossier__product",
        "version__dossier__product_set__edition", "version__dossier__edition",
    )
    return pdf(print_receipt(get_or_404(rows, pk=stage)), f"bien-nhan-{dossier.pid}")


def pdf(body: bytes, name: str) -> HttpResponse:
    """A PDF of ours, shown in the browser."""
    return HttpResponse(body, content_type="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
