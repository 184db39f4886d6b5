"""Pictures of a product: kept small and bare, in an order, taken off for good; strangers touch none."""

import pytest
from PIL import Image

from ocop.core.dates import today
from ocop.core.files import open_blob
from ocop.core.models import AuditEntry, Blob
from ocop.core.refusal import Refusal
from ocop.registry.actions import add_picture, amend_picture, register_product, remove_picture, shift_picture
from ocop.registry.models import Product, ProductPicture
from ocop.registry.showing import first_photos, pictures_of
from tests.factories.pictures import half, heic, huge_png, photo
from tests.registry.scene import Scene, pdf


@pytest.fixture
def product(scene: Scene) -> Product:
    return register_product(producer=scene.producer, name="Chè (ví dụ)", product_set=scene.tea, by=scene.director)


def shown(scene: Scene, product: Product, colour: str, kind: str = "photo", caption: str = "") -> ProductPicture:
    return add_picture(product=product, kind=kind, upload=photo(colour=colour), caption=caption, by=scene.director)


def test_a_picture_is_kept_in_two_sizes_without_where_it_was_taken(scene: Scene, product: Product) -> None:
    picture = add_picture(product=product, kind="photo", caption="  Đồi chè ", by=scene.director,
                          upload=photo(size=(4000, 3000), orientation=6))
    assert (picture.width, picture.height, picture.caption, picture.removed_on) == (1200, 1600, "Đồi chè", None)
    for blob, size in ((picture.blob, (1200, 1600)), (picture.small, (360, 480))):
        with open_blob(blob) as stored, Image.open(stored) as image:
            assert (image.format, image.size, dict(image.getexif())) == ("JPEG", size, {})
    entry = AuditEntry.objects.get(verb="add_picture")
    assert entry.payload.body == {"product": product.pk, "kind": "photo", "sha256": picture.blob.sha256}
    assert entry.province_id == scene.province.pk


def test_pictures_stand_in_the_order_they_came_and_change_places(scene: Scene, product: Product) -> None:
    one, two, three = (shown(scene, product, colour) for colour in ("red", "green", "blue"))
    assert pictures_of(product) == [one, two, three]
    shift_picture(picture=three, earlier=True, by=scene.director)
    assert pictures_of(product) == [one, three, two]
    shift_picture(picture=one, earlier=False, by=scene.consultant)
    assert pictures_of(product) == [three, one, two]


def test_at_the_end_of_the_row_nothing_changes_and_nothing_is_written_down(scene: Scene, product: Product) -> None:
    one, two = shown(scene, product, "red"), shown(scene, product, "blue")
    shift_picture(picture=one, earlier=True, by=scene.director)
    shift_picture(picture=two, earlier=False, by=scene.director)
    assert pictures_of(product) == [one, two]
    assert not AuditEntry.objects.filter(verb="shift_picture").exists()


def test_the_first_photo_stands_for_the_product_not_its_label(scene: Scene, product: Product) -> None:
    shown(scene, product, "red", kind="label")
    first, second = shown(scene, product, "green"), shown(scene, product, "blue")
    assert first_photos([product.pk]) == {product.pk: first}
    shift_picture(picture=second, earlier=True, by=scene.director)
    assert first_photos([product.pk]) == {product.pk: second}
    remove_picture(picture=second, by=scene.director)
    assert first_photos([product.pk]) == {product.pk: first}
    assert first_photos([]) == {}


def test_a_picture_taken_off_is_shown_no_more_and_cannot_be_touched(scene: Scene, product: Product) -> None:
    picture = shown(scene, product, "red")
    assert remove_picture(picture=picture, by=scene.commune_officer).removed_on == today()
    assert pictures_of(product) == []
    for verb, facts in ((remove_picture, {}), (shift_picture, {"earlier": True}),
                        (amend_picture, {"kind": "photo", "caption": ""})):
        with pytest.raises(Refusal) as refused:
            verb(picture=picture, by=scene.director, **facts)
        assert (refused.value.code, refused.value.kind) == ("picture-removed", "conflict")
    assert ProductPicture.objects.filter(pk=picture.pk).exists()


def test_what_a_picture_shows_is_said_anew_and_the_trail_keeps_both(scene: Scene, product: Product) -> None:
    picture = shown(scene, product, "red")
    amend_picture(picture=picture, kind="label", caption="Mặt sau", by=scene.director)
    amend_picture(picture=picture, kind="label", caption="Mặt sau", by=scene.director)
    picture.refresh_from_db()
    assert (picture.kind, picture.caption) == ("label", "Mặt sau")
    assert AuditEntry.objects.get(verb="amend_picture").payload.body["before"] == {"kind": "photo", "caption": ""}


def test_nobody_else_touches_the_pictures(scene: Scene, product: Product) -> None:
    picture = shown(scene, product, "red")
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        for verb, facts in ((add_picture, {"product": product, "kind": "photo", "upload": photo()}),
                            (remove_picture, {"picture": picture}),
                            (shift_picture, {"picture": picture, "earlier": True}),
                            (amend_picture, {"picture": picture, "kind": "label", "caption": ""})):
            with pytest.raises(Refusal) as refused:
                verb(by=actor, **facts)
            assert refused.value.kind == "forbidden"
    assert pictures_of(product) == [picture]
    assert ProductPicture.objects.visible_to(scene.director).get() == picture
    assert ProductPicture.objects.visible_to(scene.province_officer).get() == picture
    assert not ProductPicture.objects.visible_to(scene.stranger).exists()
    assert not ProductPicture.objects.visible_to(scene.far_officer).exists()


def test_more_pictures_than_the_setting_says_are_refused(scene: Scene, product: Product, settings) -> None:
    settings.PICTURES_OF_PRODUCT = 2
    first = shown(scene, product, "red")
    shown(scene, product, "green")
    with pytest.raises(Refusal) as refused:
        shown(scene, product, "blue")
    assert (refused.value.code, refused.value.kind) == ("pictures-full", "conflict")
    remove_picture(picture=first, by=scene.director)
    shown(scene, product, "blue")
    assert len(pictures_of(product)) == 2


@pytest.mark.parametrize(("upload", "code"), [
    (huge_png, "file-too-many-pixels"), (pdf, "file-kind"), (heic, "file-heic"),
    (lambda: half(photo()), "file-damaged"), (lambda: photo(size=(90, 90)), "file-too-small"),
])
def test_what_is_no_picture_leaves_nothing(scene: Scene, product: Product, upload, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_picture(product=product, kind="photo", upload=upload(), by=scene.director)
    assert refused.value.code == code
    assert (ProductPicture.objects.count(), Blob.objects.count()) == (0, 0)


def test_a_picture_of_no_known_kind_is_refused(scene: Scene, product: Product) -> None:
    with pytest.raises(Refusal) as refused:
        shown(scene, product, "red", kind="selfie")
    assert refused.value.code == "picture-kind"


def test_a_picture_a_scanner_has_not_passed_is_not_shown(scene: Scene, product: Product) -> None:
    shown(scene, product, "red")
    Blob.objects.update(scan=Blob.Scan.INFECTED)
    assert pictures_of(product) == []
    assert first_photos([product.pk]) == {}
