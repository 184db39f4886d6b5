"""Files of dossiers and of the vault: by the public id of what owns them, never by their content's hash."""

from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.files import CONTENT_TYPES, content_type, open_blob
from ocop.core.models import Blob
from ocop.councils.models import Docket
from ocop.dossiers.models import Dossier, Evidence
from ocop.registry.models import Paper, PaperVersion
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

# A file sent in by somebody is looked at, never run: no script, no form, no frame of ours around it.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
# Browsers show a PDF with a reader of their own, which a sandbox would shut out; nothing of it runs on our page.
READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
SHOWN = frozenset({"pdf", "jpeg", "png", "webp"})


@require_safe
@never_cache
def evidence_file(request: Request, pid: str) -> FileResponse:
    """A piece of evidence, for whoever sees its dossier and for council members who have it on a docket."""
    evidence = get_or_404(_evidence_for(request.actor).select_related("blob", "paper_version__blob"), pid=pid)
    version = evidence.paper_version
    blob = version.blob if version else evidence.blob
    if blob is None:
        # A link has no file of ours.
        raise Http404
    return served(blob, evidence.title)


@require_safe
@never_cache
def paper_file(request: Request, pid: str, no: int) -> FileResponse:
    """One version of a paper, for the producer's people and the officers of its place."""
    papers = Paper.objects.visible_to(request.actor)
    version = get_or_404(
        PaperVersion.objects.filter(paper__in=papers).select_related("paper", "blob"), paper__pid=pid, no=no
    )
    return served(version.blob, version.paper.title)


def served(blob: Blob, title: str) -> FileResponse:
    """The bytes with the type that they are, kept apart from our own pages; 404 for what a scanner has not passed."""
    if blob.scan != Blob.Scan.CLEAN:
        raise Http404
    try:
        body = open_blob(blob)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(body, content_type=content_type(blob))
    response["Content-Disposition"] = _disposition(blob, title)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = READER if blob.kind == "pdf" else SANDBOX
    return response


def _evidence_for(actor: Actor) -> "QuerySet[Evidence]":
    """Evidence of dossiers one sees; a member of a council reaches it by the docket (conflicts leave no docket)."""
    by_docket = Docket.objects.visible_to(actor).values("stage__dossier")
    return Evidence.objects.filter(Q(dossier__in=Dossier.objects.visible_to(actor)) | Q(dossier__in=by_docket))


def _disposition(blob: Blob, title: str) -> str:
    """Shown in the browser where it can, saved where not; the name is made from the title, never from the upload."""
    kind = "inline" if blob.kind in SHOWN else "attachment"
    ending = blob.kind if blob.kind in CONTENT_TYPES else "bin"
    # A title may hold quotes and line breaks; percent signs hold none.
    return f"{kind}; filename*=UTF-8''{quote(title, safe='')}.{ending}"
