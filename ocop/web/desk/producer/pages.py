"""Photographed pages of a paper: chosen at once, put in order, turned, bound into one PDF, filed in the vault."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.models import Blob
from ocop.core.refusal import Refusal
from ocop.registry.actions import add_pages, arrange_pages, begin_pages, bind_pages, drop_pages, file_pages
from ocop.registry.guards import may_bind
from ocop.registry.models import Paper, PaperDraft, Producer
from ocop.web.desk.files import served
from ocop.web.desk.producer.finding import desk_producers, products_to_choose
from ocop.web.desk.producer.forms import PaperForm, VersionForm
from ocop.web.desk.producer.papers import FIELDS
from ocop.web.desk.producer.selling_forms import PagesForm
from ocop.web.desk.producer.words import beside, size_words, tell
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

_FIELDS = {code: "pages" for code in ("pages-none", "pages-many", "file-empty", "file-too-large", "file-heic",
                                      "file-kind", "file-markup", "file-damaged", "file-too-many-pixels")}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponseBase:
    """Choose the photos; `?giay=` names the paper they are the next issue of."""
    asked = request.GET.get("giay", "")
    papers = Paper.objects.visible_to(request.actor).select_related("producer", "product")
    paper = get_or_404(papers, pid=asked) if asked else None
    producers = [paper.producer] if paper else desk_producers(request.actor)
    form = PagesForm(request.POST, request.FILES) if request.method == "POST" else PagesForm()
    if request.method == "POST" and form.is_valid():
        try:
            draft = begin_pages(producer=_chosen(request, producers), uploads=form.cleaned_data["pages"], paper=paper,
                                by=request.actor)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            return redirect("producer_pages", draft.pid)
    context = {"form": form, "paper": paper, "producers": producers, "most": settings.PAGES_OF_PAPER}
    return desk_page(request, "desk/producer/pages_new.html", context, current="papers",
                     status=422 if form.errors else 200)


def _chosen(request: Request, producers: list[Producer]) -> Producer:
    """The producer named in the form, among one's own; the first where none is named."""
    asked = request.POST.get("producer", "")
    return next((one for one in producers if str(one.pk) == asked), producers[0])


@require_safe
def one(request: Request, pid: str) -> HttpResponse:
    """The pages as they lie, with the buttons to move and turn them."""
    return _show(request, _find(request, pid), PagesForm())


def _show(request: Request, draft: PaperDraft, form: PagesForm) -> HttpResponse:
    context = {"draft": draft, "form": form, "most": settings.PAGES_OF_PAPER,
               "may_write": may_bind(request.actor, draft),
               "room": len(draft.pages) < settings.PAGES_OF_PAPER, "bound": _told(draft)}
    return desk_page(request, "desk/producer/pages.html", context, current="papers", status=422 if form.errors else 200)


def _told(draft: PaperDraft) -> str:
    """The PDF in words: how many pages, how large; empty where there is none."""
    if draft.blob is None:
        return ""
    count = len(draft.pages)
    pages = ngettext("%(count)s trang", "%(count)s trang", count) % {"count": count}
    return f"{pages}, {size_words(draft.blob).partition(', ')[2]}"


@require_POST
def add(request: Request, pid: str) -> HttpResponseBase:
    """Put more photos after those there are."""
    draft = _find(request, pid)
    form = PagesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_pages(draft=draft, uploads=form.cleaned_data["pages"], by=request.actor)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            return redirect("producer_pages", pid)
    return _show(request, draft, form)


@require_POST
def arrange(request: Request, pid: str, key: str) -> HttpResponseBase:
    """Move, turn or take out one page."""
    arrange_pages(draft=_find(request, pid), key=key, move=request.POST.get("move", ""), by=request.actor)
    return redirect(f"{reverse('producer_pages', args=[pid])}#trang-{key}")


@require_POST
def bind(request: Request, pid: str) -> HttpResponseBase:
    """Make the PDF."""
    draft = bind_pages(draft=_find(request, pid), by=request.actor)
    tell(request, _("Đã ghép thành PDF: %(told)s.") % {"told": _told(draft)},
         _("Xem lại, rồi điền thông tin giấy tờ và đưa vào kho."))
    return redirect("producer_pages_file", pid)


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, pid: str) -> HttpResponseBase:
    """Say what paper it is, and file it."""
    draft = _find(request, pid)
    if draft.blob is None:
        return redirect("producer_pages", pid)
    form = _facts(request, draft)
    if request.method == "POST" and form.is_valid():
        facts = {key: value for key, value in form.cleaned_data.items() if key not in {"upload", "producer"}}
        try:
            version = file_pages(draft=draft, by=request.actor, **facts)
        except Refusal as refusal:
            beside(form, refusal, FIELDS)
        else:
            tell(request, _("Đã đưa “%(title)s” vào kho.") % {"title": version.paper.title},
                 _("Dùng được cho mọi hồ sơ của chủ thể."))
            return redirect("producer_paper", version.paper.pid)
    return desk_page(request, "desk/producer/pages_file.html", {"draft": draft, "form": form, "bound": _told(draft)},
                     current="papers", status=422 if form.errors else 200)


def _facts(request: Request, draft: PaperDraft) -> VersionForm:
    """The form of a paper or of its next issue, without the file: that is at hand."""
    data = request.POST.copy() if request.method == "POST" else None
    if draft.paper is not None:
        form: VersionForm = VersionForm(data)
    else:
        if data is not None:
            data["producer"] = str(draft.producer_id)
        producers = [draft.producer]
        form = PaperForm(data, producers=producers, products=products_to_choose(request.actor, producers))
        del form.fields["producer"]
    del form.fields["upload"]
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: Request, pid: str) -> HttpResponseBase:
    """Ask, then throw the photos away."""
    draft = _find(request, pid)
    require(may_bind(request.actor, draft), _("Bạn không có quyền với giấy tờ của chủ thể này."))
    if request.method == "POST":
        drop_pages(draft=draft, by=request.actor)
        tell(request, _("Đã bỏ các ảnh."))
        return redirect("producer_papers")
    return desk_page(request, "desk/producer/pages_drop.html", {"draft": draft}, current="papers")


@require_safe
@never_cache
def page_file(request: Request, pid: str, key: str) -> FileResponse:
    """One photo, small."""
    draft = _find(request, pid)
    page = next((page for page in draft.pages if page["key"] == key), None)
    if page is None:
        raise Http404
    return served(get_or_404(Blob.objects.all(), pk=page["small"]), _("Trang"))


@require_safe
@never_cache
def bound_file(request: Request, pid: str) -> FileResponse:
    """The PDF before it is filed."""
    draft = _find(request, pid)
    if draft.blob is None:
        raise Http404
    return served(draft.blob, _("Giấy tờ ghép"))


def _find(request: Request, pid: str) -> PaperDraft:
    """A draft of a vault one sees."""
    rows = PaperDraft.objects.visible_to(request.actor).select_related(
        "producer__unit", "producer__settled_unit", "paper__product", "paper__producer", "blob")
    return get_or_404(rows, pid=pid)
