"""Verbs on the pictures of a product: the product itself, its packaging, its label."""

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import store_blob
from ocop.core.names import nfc
from ocop.core.pictures import Size, make_picture
from ocop.core.refusal import Refusal
from ocop.registry.enums import PictureKind
from ocop.registry.guards import may_fill
from ocop.registry.models import Product, ProductPicture

# What a page shows at its widest, and what a card of a list shows.
LARGE, SMALL = Size(1600, 500_000), Size(480, 60_000)
# A side shorter than this is a picture of a picture, sent on and on.
LEAST_SIDE = 200


def add_picture(*, product: Product, kind: str, upload: "File[bytes]", by: Actor, caption: str = "") -> ProductPicture:
    """Show a picture of a product, after those it has. It is kept upright, small, without any hidden data.

    Refuses (`forbidden`) others than the holder's people and the officers of the place, (`invalid`) a wrong kind or
    file, (`conflict`) more pictures than `PICTURES_OF_PRODUCT`.
    """
    _must_act(product, by=by)
    _check_kind(kind)
    large, small = make_picture(upload, (LARGE, SMALL), least=LEAST_SIDE)
    with transaction.atomic():
        shown = _shown(Product.objects.select_for_update().get(pk=product.pk))
        if len(shown) >= settings.PICTURES_OF_PRODUCT:
            raise Refusal("pictures-full", _("Sản phẩm đã có %(most)s ảnh. Hãy gỡ một ảnh rồi thêm ảnh mới.") % {
                "most": settings.PICTURES_OF_PRODUCT}, kind="conflict")
        last = ProductPicture.objects.filter(product=product).aggregate(last=Max("position"))["last"] or 0
        picture = ProductPicture.objects.create(
            product=product, kind=kind, blob=store_blob(large.file("anh.jpg")), small=store_blob(small.file("anh.jpg")),
            caption=nfc(caption)[:200], width=large.width, height=large.height, position=last + 1, added_by=by.user,
        )
        _record("add_picture", picture, by=by, body={"kind": kind, "sha256": picture.blob.sha256})
    return picture


def amend_picture(*, picture: ProductPicture, kind: str, caption: str, by: Actor) -> ProductPicture:
    """Say anew what a picture shows. Refuses strangers, a wrong kind, and a picture that was taken off."""
    _must_act(picture.product, by=by)
    _check_kind(kind)
    with transaction.atomic():
        fresh = _lock(picture)
        before = {"kind": fresh.kind, "caption": fresh.caption}
        fresh.kind, fresh.caption = kind, nfc(caption)[:200]
        after = {"kind": fresh.kind, "caption": fresh.caption}
        if after != before:
            fresh.save(update_fields=["kind", "caption"])
            _record("amend_picture", fresh, by=by, body={"before": before, "after": after})
    return fresh


def shift_picture(*, picture: ProductPicture, earlier: bool, by: Actor) -> ProductPicture:
    """Change places with the picture before (`earlier`) or after it; at the end of the row nothing changes."""
    _must_act(picture.product, by=by)
    with transaction.atomic():
        fresh = _lock(picture)
        row = _shown(fresh.product)
        here = [one.pk for one in row].index(fresh.pk)
        there = here - 1 if earlier else here + 1
        if 0 <= there < len(row):
            row[here], row[there] = row[there], row[here]
            for place, one in enumerate(row, 1):
                one.position = place
            ProductPicture.objects.bulk_update(row, ["position"])
            fresh.position = there + 1
            _record("shift_picture", fresh, by=by, body={"position": there + 1})
    return fresh


def remove_picture(*, picture: ProductPicture, by: Actor) -> ProductPicture:
    """Take a picture off: from now on no page shows it, and its address gives nothing."""
    _must_act(picture.product, by=by)
    with transaction.atomic():
        fresh = _lock(picture)
        fresh.removed_on = by.today
        fresh.save(update_fields=["removed_on"])
        _record("remove_picture", fresh, by=by, body={"removed_on": by.today})
    return fresh


def _lock(picture: ProductPicture) -> ProductPicture:
    """The row as it stands now, its product locked; refuses one that was taken off."""
    product = Product.objects.select_for_update().get(pk=picture.product_id)
    fresh = ProductPicture.objects.get(pk=picture.pk)
    if fresh.removed_on is not None:
        raise Refusal("picture-removed", _("Ảnh này đã được gỡ. Hãy tải lại trang."), kind="conflict")
    fresh.product = product
    return fresh


def _shown(product: Product) -> list[ProductPicture]:
    """The pictures of a product that are not taken off, in their order."""
    return list(ProductPicture.objects.filter(product=product, removed_on__isnull=True).order_by("position", "pk"))


def _check_kind(kind: str) -> None:
    if kind not in PictureKind.values:
        raise Refusal("picture-kind", _("Hãy chọn ảnh này chụp gì: sản phẩm, bao bì hay nhãn."))


def _must_act(product: Product, *, by: Actor) -> None:
    if not may_fill(by, product):
        raise Refusal("picture-forbidden", _("Bạn không có quyền với ảnh của sản phẩm này."), kind="forbidden")


def _record(verb: str, picture: ProductPicture, *, by: Actor, body: dict[str, object]) -> None:
    province = picture.product.province_today
    audit.record(verb, picture, by=by, body={"product": picture.product_id, **body},
                 province_id=province.pk if province else None)
