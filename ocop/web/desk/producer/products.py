"""Products on the producer's desk: the list, a new one, one with its dossiers, certificates and results."""

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import open_dossier
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.guards import may_open
from ocop.dossiers.models import Dossier, Occasion
from ocop.places.queries import today_units
from ocop.recognition.models import Certificate
from ocop.recognition.printing import certificates_pdf, product_qr_svg
from ocop.recognition.queries import certificates_for, codes_of
from ocop.registry.actions import amend_product, place_product, register_product
from ocop.registry.guards import OFFICERS, answers_for, may_fill
from ocop.registry.models import Producer, Product, producers_of
from ocop.registry.showing import (
    editions_to_place,
    holdings_of,
    outlets_on,
    pictures_of,
    prices_on,
    references_of,
)
from ocop.rulebooks.models import Edition
from ocop.rulebooks.queries import edition_for
from ocop.web.desk.producer.finding import desk_producers, find_product, kept_product, own_producers
from ocop.web.desk.producer.forms import PlaceForm, ProductFactsForm, ProductForm
from ocop.web.desk.producer.results import outcomes
from ocop.web.desk.producer.ways import certificate_state, dossier_state, product_lines
from ocop.web.desk.producer.words import beside, tell
from ocop.web.desk.sheets import PRODUCTS
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.context import answers
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.request import Request

_FIELDS = {"product-name": "name", "product-exists": "name", "product-unit": "unit", "set-tourism-only": "product_set",
           "gtin-wrong": "gtin", "trace-link-wrong": "trace_link", "hs-code-wrong": "hs_code"}
_PLACED = {"set-tourism-only": "product_set", "placement-edition": "product_set", "placement-same": "product_set"}
# Pictures shown on the product's own page; the page of pictures has all.
_FEW = 4


@require_safe
def index(request: Request) -> HttpResponseBase:
    """The products of one's producers; `?xuat=xlsx` gives them as a file."""
    lines = product_lines(request.actor)
    if wants_sheet(request):
        return sheet_response(_("Sản phẩm"), PRODUCTS, lines, day=request.actor.today)
    context = {"producers": desk_producers(request.actor), "lines": lines,
               "may_add": bool(producers_of(request.actor))}
    return desk_page(request, "desk/producer/products.html", context, current="products")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponseBase:
    """Register a product."""
    producers = own_producers(request.actor)
    edition = _edition(request.actor)
    form = ProductForm(request.POST or None, producers=producers, edition=edition,
                       units=list(today_units().filter(today_province__in=_provinces(producers))))
    if request.method == "POST" and form.is_valid():
        try:
            product = register_product(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            tell(request, _("Đã đăng ký “%(name)s”.") % {"name": product.name}, _("Bước tiếp: lập hồ sơ đánh giá."))
            return redirect("producer_product", product.pid)
    return desk_page(request, "desk/producer/product_new.html", {"form": form, "edition": edition},
                     current="products", status=422 if form.errors else 200)


@require_safe
def one(request: Request, pid: str) -> HttpResponseBase:
    """A product: where it stands, what can be begun, what it has won and why."""
    product = find_product(request, pid)
    kept = kept_product(request, product)
    # For the time being: what was merged may be parted again.
    return redirect("producer_product", kept.pid) if kept else _show(request, product)


def _show(request: Request, product: Product, *, refused: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    dossiers = list(Dossier.objects.visible_to(actor).filter(product=product)
                    .prefetch_related("stages").order_by("-pk"))
    past = certificates_for([product], actor.today)[product.pk]
    live = next((row for row in past if row.live), None)
    public = f"/san-pham/{product.pid}/"
    context = {
        "product": product,
        "placements": product.placements.select_related("edition", "product_set").order_by("-pk"),
        "codes": codes_of(product),
        "holdings": holdings_of(product),
        "references": references_of(product),
        "to_place": [edition for edition, placed in editions_to_place(product, actor.today)
                     if placed is None or placed.product_set is None],
        "may_place_again": answers_for(actor, product),
        "may_register": actor.holds(*OFFICERS) and answers_for(actor, product),
        "pictures": pictures_of(product)[:_FEW],
        "prices": prices_on(product, actor.today),
        "outlets": outlets_on(product, actor.today),
        "dossiers": [(row, dossier_state(row)) for row in dossiers],
        "certificates": [(row, certificate_state(row)) for row in past],
        "live": live,
        "may_write": may_fill(actor, product),
        "open": next((row for row in dossiers if row.state not in {"closed", "withdrawn"}), None),
        "ways": _ways(actor, product, dossiers=dossiers, live=live is not None),
        "outcomes": outcomes(product, actor.today),
        "public": public if past and answers(public) else "",
        "refused": refused,
    }
    return desk_page(request, "desk/producer/product.html", context, current="products", status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pid: str) -> HttpResponseBase:
    """Correct what is said about a product."""
    product = find_product(request, pid)
    require(may_fill(request.actor, product), _("Chỉ người của chủ thể sửa được thông tin sản phẩm."))
    form = ProductFactsForm(request.POST or None, initial=ProductFactsForm.of(product))
    if request.method == "POST" and form.is_valid():
        try:
            amend_product(product=product, by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            tell(request, _("Đã lưu thông tin sản phẩm."))
            return redirect("producer_product", product.pid)
    return desk_page(request, "desk/producer/product_edit.html", {"form": form, "product": product},
                     current="products", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request, pid: str) -> HttpResponseBase:
    """Place a product in a set of an edition in force (`?van-ban=`, else the one dossiers are judged by)."""
    product = find_product(request, pid)
    require(may_fill(request.actor, product), _("Chỉ người của chủ thể sửa được thông tin sản phẩm."))
    editions = [edition for edition, _placed in editions_to_place(product, request.actor.today)]
    edition = next((one for one in editions if one.key == request.GET.get("van-ban")), None) or _edition(request.actor)
    form = PlaceForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            row = place_product(product=product, by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, _PLACED)
        else:
            tell(request, _("Đã xếp vào bộ “%(name)s”.") % {"name": row.product_set.title if row.product_set else ""})
            return redirect("producer_product", product.pid)
    context = {"form": form, "product": product, "edition": edition, "editions": editions}
    return desk_page(request, "desk/producer/product_place.html", context, current="products",
                     status=422 if form.errors else 200)


@require_POST
def begin(request: Request, pid: str) -> HttpResponseBase:
    """Open a dossier of the product."""
    product = find_product(request, pid)
    number = request.POST.get("occasion", "")
    occasion = get_or_404(Occasion.objects.filter(product=product), pk=number) if number else None
    try:
        dossier = open_dossier(product=product, by=request.actor, occasion=occasion,
                               kind=occasion.kind if occasion else DossierKind.FIRST)
    except Refusal as refusal:
        if refusal.kind == "forbidden":
            raise
        return _show(request, product, refused=refusal)
    tell(request, _("Đã mở hồ sơ."), _("Điền từng tiêu chí; nghỉ giữa chừng được, mọi thứ đã lưu vẫn còn."))
    return redirect("producer_dossier", dossier.pid)


@require_safe
def certificate_file(request: Request, pid: str, code: str) -> HttpResponse:
    """The paper of a certificate as PDF."""
    product = find_product(request, pid)
    row = get_or_404(Certificate.objects.visible_to(request.actor).with_story().filter(recognition__product=product),
                     pid=code)
    return HttpResponse(certificates_pdf([row]), content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="giay-chung-nhan-{row.pid}.pdf"'})


@require_safe
def qr(request: Request, pid: str) -> HttpResponse:
    """The code for the label as a drawing to hand to the printer."""
    product = find_product(request, pid)
    return HttpResponse(product_qr_svg(product), content_type="image/svg+xml", headers={
        "Content-Disposition": f'attachment; filename="qr-{product.pid}.svg"'})


def _ways(actor: Actor, product: Product, *, dossiers: list[Dossier], live: bool) -> list[tuple[str, str]]:
    """What can be begun now: (words of the button, occasion or empty for a first dossier)."""
    if not may_open(actor, product) or any(row.state not in {"closed", "withdrawn"} for row in dossiers):
        return []
    found = []
    # What has a last day comes first: its button is the one that stands out.
    for row in Occasion.objects.filter(product=product).order_by(F("closes_on").asc(nulls_last=True), "pk"):
        begun = row.opens_on is None or row.opens_on <= actor.today
        if begun and (row.closes_on is None or actor.today <= row.closes_on):
            words = _("Lập hồ sơ phân hạng lại") if row.kind == DossierKind.REEVALUATION else _("Lập hồ sơ nâng hạng")
            found.append((words, str(row.pk)))
    return found if live else [(_("Lập hồ sơ đánh giá"), ""), *found]


def _edition(actor: Actor) -> Edition | None:
    """The edition a dossier would be judged by today; none where no law is loaded, and the form says so."""
    try:
        return edition_for(DossierKind.FIRST, actor.today)
    except Refusal:
        return None


def _provinces(producers: list[Producer]) -> set[int]:
    """Today's provinces of the producers."""
    units = [one.settled_unit or one.unit for one in producers]
    return {unit.today_province_id for unit in units if unit is not None and unit.today_province_id is not None}


