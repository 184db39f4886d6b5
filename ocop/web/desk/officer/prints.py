"""Papers of the officers' desk: form 03 and the receipt, as PDF."""

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.dossiers import printing
from ocop.dossiers.enums import StageLevel
from ocop.web.desk.officer.doors import dossier_at
from ocop.web.shared.request import Request

# What the papers read beside the stage.
PRINTED = ("unit__today_province", "version__dossier__edition", "version__dossier__product_set__edition",
           "version__dossier__producer__unit", "dossier__edition")


def pdf(body: bytes, name: str) -> HttpResponse:
    """A paper of ours as the browser shows it."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def form03_pdf(request: Request, pid: str) -> HttpResponse:
    """The commune's report as it stands, for reading, signing or the file; 404 while no commune has the dossier."""
    dossier = dossier_at(request.actor, pid)
    stage = dossier.stages.filter(level=StageLevel.COMMUNE).select_related(*PRINTED).order_by("-pk").first()
    if stage is None:
        raise Http404
    return pdf(printing.print_form_03(stage), f"mau-03-{pid}")


@require_safe
@never_cache
def receipt_pdf(request: Request, pid: str) -> HttpResponse:
    """The receipt of the commune; with `?cap=tinh` that of the level above, once it has accepted."""
    dossier = dossier_at(request.actor, pid)
    stages = dossier.stages.select_related(*PRINTED).exclude(receipt_no="").order_by("-pk")
    above = request.GET.get("cap") == "tinh"
    stage = (stages.exclude(level=StageLevel.COMMUNE) if above else stages.filter(level=StageLevel.COMMUNE)).first()
    if stage is None:
        raise Http404
    return pdf(printing.print_receipt(stage), f"giay-tiep-nhan-{pid}")


@require_safe
@never_cache
def form02_pdf(request: Request, pid: str) -> HttpResponse:
    """The producer's self-assessment as it was last filed."""
    dossier = dossier_at(request.actor, pid)
    version = dossier.versions.select_related(
        "dossier__edition", "dossier__product_set__edition", "dossier__producer__unit").order_by("-no").first()
    if version is None:
        raise Http404
    return pdf(printing.print_form_02(version), f"mau-02-{pid}")
