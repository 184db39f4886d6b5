"""Pictures of products for the public: shown only while the product stands in the catalogue, gone once taken off."""

from collections.abc import Iterable

from django.http import FileResponse, Http404, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ocop.core.files import content_type, open_blob
from ocop.core.models import Blob
from ocop.recognition.models import Listing
from ocop.registry.models import Product, ProductPicture
from ocop.registry.showing import first_photos
from ocop.web.shared.access import get_or_404, public
from ocop.web.shared.request import Request

SMALL, LARGE = "nho", "lon"
# A picture that was taken off may stay in a browser this long, in seconds.
KEPT = 300


@public
@require_safe
def product_picture(request: Request, pid: str, shot: str) -> HttpResponseBase:
    """A picture in one of its two sizes (`<picture>-nho`, `<picture>-lon`); 404 for a product that is not public, and
    for a picture taken off."""
    picture, _dash, size = shot.partition("-")
    listed = Listing.objects.decided_by(request.actor.today).values("product")
    row = get_or_404(
        ProductPicture.objects.filter(product__in=listed, removed_on__isnull=True).select_related("blob", "small"),
        product__pid=pid, pid=picture,
    )
    blob = row.small if size == SMALL else row.blob
    if size not in {SMALL, LARGE} or blob.scan != Blob.Scan.CLEAN:
        raise Http404
    etag = f'"{blob.sha256[:32]}"'
    response = get_conditional_response(request, etag=etag) or _body(blob)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=KEPT)
    return response


def _body(blob: Blob) -> FileResponse:
    try:
        return FileResponse(open_blob(blob), content_type=content_type(blob))
    except FileNotFoundError as missing:
        raise Http404 from missing


def address(product: Product, picture: ProductPicture, size: str) -> str:
    """Where the public finds a picture of a product."""
    return reverse("product_picture", args=[product.pid, f"{picture.pid}-{size}"])


def card_photos(rows: Iterable[Listing]) -> dict[int, str]:
    """For each product of these rows (by id) the address of the small picture its card shows; one query for all."""
    products = {row.product_id: row.product for row in rows}
    return {pk: address(products[pk], photo, SMALL) for pk, photo in first_photos(products).items()}
