"""The vault: papers filed once with their dates, renewed by a new issue, used in every dossier."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.names import name_key
from ocop.core.refusal import Refusal
from ocop.registry.actions import add_paper, close_paper, renew_paper
from ocop.registry.guards import may_close_paper, may_renew
from ocop.registry.models import Paper, PaperVersion, own_papers
from ocop.registry.queries import latest_of
from ocop.registry.showing import asked_for, drafts_of, proven_by
from ocop.web.desk.producer.finding import desk_producers, find_paper, products_to_choose
from ocop.web.desk.producer.forms import PaperForm, VersionForm
from ocop.web.desk.producer.selling_forms import PagesForm
from ocop.web.desk.producer.words import beside, size_words, tell, validity
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import require
from ocop.web.shared.request import Request

# Codes of criteria named in the list; the paper's own page names all.
FEW_KEYS = 6
FIELDS = {"paper-dates": "expires_on", "paper-words": "title", "paper-product": "product"}


@require_safe
def index(request: Request) -> HttpResponse:
    """Every paper in use, what runs out first on top."""
    producers = desk_producers(request.actor)
    rows = latest_of(Paper.objects.filter(own_papers(request.actor)))
    # Many papers of one kind bear one title: the product tells them apart.
    prefetch_related_objects(rows, "paper__product")
    day = request.actor.today
    proves = asked_for(products_to_choose(request.actor, producers), day)
    soon = sorted(rows, key=lambda row: (row.expires_on is None, row.expires_on or day, name_key(row.paper.title),
                                      row.pk))
    context = {
        "producers": producers,
        "rows": [(row, *validity(row.expires_on, day), size_words(row.blob), _keys(proves, row.paper.kind))
                 for row in soon],
        "drafts": drafts_of(request.actor),
        "late": sum(row.expired_on(day) for row in rows),
    }
    return desk_page(request, "desk/producer/papers.html", context, current="papers")


def _keys(proves: dict[str, list[str]], kind: str) -> str:
    """The first criteria a kind of paper can prove, in one line."""
    keys = proves.get(kind, [])
    return ", ".join(keys[:FEW_KEYS]) + (" …" if len(keys) > FEW_KEYS else "")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponseBase:
    """File a paper."""
    producers = desk_producers(request.actor)
    products = products_to_choose(request.actor, producers)
    form = PaperForm(request.POST or None, request.FILES or None, producers=producers, products=products,
                     initial={"kind": request.GET.get("loai", "")})
    if request.method == "POST" and form.is_valid():
        try:
            version = add_paper(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, FIELDS)
        else:
            tell(request, _("Đã thêm “%(title)s”.") % {"title": version.paper.title},
                 _("Dùng được cho mọi hồ sơ của chủ thể."))
            return redirect("producer_paper", version.paper.pid)
    context = {"form": form, "pages_form": PagesForm(), "producers": producers, "most": settings.PAGES_OF_PAPER}
    return desk_page(request, "desk/producer/paper_new.html", context, current="papers",
                     status=422 if form.errors else 200)


@require_safe
def one(request: Request, pid: str) -> HttpResponse:
    """A paper with all its issues, and the form for the next."""
    return _show(request, find_paper(request, pid), VersionForm())


def _show(request: Request, paper: Paper, form: VersionForm) -> HttpResponse:
    actor = request.actor
    goods = [paper.product] if paper.product else products_to_choose(actor, [paper.producer])
    versions = list(PaperVersion.objects.filter(paper=paper).select_related("blob").order_by("-no"))
    day = request.actor.today
    context = {
        "paper": paper, "form": form,
        "versions": [(row, *validity(row.expires_on, day), size_words(row.blob)) for row in versions],
        "may_write": may_renew(actor, paper) and paper.closed_on is None,
        "may_close": may_close_paper(actor, paper),
        "proves": proven_by(paper.kind, goods, day),
    }
    return desk_page(request, "desk/producer/paper.html", context, current="papers", status=422 if form.errors else 200)


@require_POST
def renew(request: Request, pid: str) -> HttpResponseBase:
    """File the next issue of a paper."""
    paper = find_paper(request, pid)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            version = renew_paper(paper=paper, by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, FIELDS)
        else:
            tell(request, _("Đã thêm bản mới (bản %(no)s).") % {"no": version.no},
                 _("Hồ sơ đã nộp vẫn giữ bản cũ; hồ sơ đang viết hãy chọn lại bản mới."))
            return redirect("producer_paper", paper.pid)
    return _show(request, paper, form)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pid: str) -> HttpResponseBase:
    """Ask, then take a paper out of use."""
    paper = find_paper(request, pid)
    require(may_close_paper(request.actor, paper), _("Bạn không có quyền với giấy tờ của chủ thể này."))
    if request.method == "POST":
        close_paper(paper=paper, by=request.actor)
        tell(request, _("Đã thôi dùng “%(title)s”.") % {"title": paper.title})
        return redirect("producer_papers")
    return desk_page(request, "desk/producer/paper_close.html", {"paper": paper}, current="papers")
