"""Pictures of a product on its maker's desk: put in, said about, moved, taken off."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.refusal import Refusal
from ocop.registry.actions import add_picture, amend_picture, remove_picture, shift_picture
from ocop.registry.guards import may_fill
from ocop.registry.models import Product, ProductPicture
from ocop.registry.showing import pictures_of
from ocop.web.desk.files import served
from ocop.web.desk.producer.finding import find_product
from ocop.web.desk.producer.selling_forms import CaptionForm, PictureForm
from ocop.web.desk.producer.words import beside, tell
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

_FIELDS = {"picture-kind": "kind"}


@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: Request, pid: str) -> HttpResponseBase:
    """The pictures in their order, and the form for one more."""
    product = find_product(request, pid)
    if request.method != "POST":
        return _show(request, product, PictureForm())
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            picture = add_picture(product=product, kind=data["kind"], upload=form.file, caption=data["caption"],
                                  by=request.actor)
        except Refusal as refusal:
            about_file = {refusal.code: data["came_by"]} if refusal.code.startswith("file-") else {}
            beside(form, refusal, _FIELDS | about_file)
        else:
            tell(request, _("Đã thêm ảnh."), _("Ảnh đã được thu nhỏ, xoay đúng chiều và bỏ thông tin ẩn như nơi chụp."))
            return redirect(f"{reverse('producer_pictures', args=[pid])}#anh-{picture.pid}")
    return _show(request, product, form)


def _show(request: Request, product: Product, form: PictureForm) -> HttpResponse:
    rows = pictures_of(product)
    context = {
        "product": product, "form": form, "rows": rows, "most": settings.PICTURES_OF_PRODUCT,
        "full": len(rows) >= settings.PICTURES_OF_PRODUCT,
        "may_write": may_fill(request.actor, product),
        "main": next((row.pk for row in rows if row.kind == "photo"), None),
    }
    return desk_page(request, "desk/producer/pictures.html", context, current="products",
                     status=422 if form.errors else 200)


@require_POST
def shift(request: Request, pid: str, picture: str) -> HttpResponseBase:
    """Move a picture one place up or down the row."""
    row = _find(request, pid, picture)
    shift_picture(picture=row, earlier=request.POST.get("move") == "up", by=request.actor)
    return redirect(f"{reverse('producer_pictures', args=[pid])}#anh-{row.pid}")


@require_http_methods(["GET", "HEAD", "POST"])
def caption(request: Request, pid: str, picture: str) -> HttpResponseBase:
    """Say anew what a picture shows."""
    row = _find(request, pid, picture)
    _may(request, row)
    form = CaptionForm(request.POST or None, initial={"kind": row.kind, "caption": row.caption})
    if request.method == "POST" and form.is_valid():
        amend_picture(picture=row, by=request.actor, **form.cleaned_data)
        tell(request, _("Đã lưu chú thích."))
        return redirect(f"{reverse('producer_pictures', args=[pid])}#anh-{row.pid}")
    return desk_page(request, "desk/producer/picture.html", {"product": row.product, "row": row, "form": form},
                     current="products", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, pid: str, picture: str) -> HttpResponseBase:
    """Ask, then take a picture off."""
    row = _find(request, pid, picture)
    _may(request, row)
    if request.method == "POST":
        remove_picture(picture=row, by=request.actor)
        tell(request, _("Đã gỡ ảnh."), _("Trang công khai không còn hiện ảnh này."))
        return redirect("producer_pictures", pid)
    return desk_page(request, "desk/producer/picture_remove.html", {"product": row.product, "row": row},
                     current="products")


@require_safe
@never_cache
def picture_file(request: Request, pid: str, size: str) -> FileResponse:
    """A picture for those who work on the product, also before the public sees it."""
    rows = ProductPicture.objects.visible_to(request.actor).filter(removed_on__isnull=True)
    row = get_or_404(rows.select_related("blob", "small"), pid=pid)
    if size not in {"nho", "lon"}:
        raise Http404
    return served(row.small if size == "nho" else row.blob, row.caption or str(row.get_kind_display()))


def _find(request: Request, pid: str, picture: str) -> ProductPicture:
    """A picture of a product one sees."""
    product = find_product(request, pid)
    row = get_or_404(ProductPicture.objects.filter(product=product, removed_on__isnull=True), pid=picture)
    row.product = product
    return row


def _may(request: Request, row: ProductPicture) -> None:
    require(may_fill(request.actor, row.product), _("Bạn không có quyền với ảnh của sản phẩm này."))
