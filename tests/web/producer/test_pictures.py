"""Pictures of a product on the desk and in public: put in, moved, taken off; shown only while the product is public."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.core.models import Blob
from ocop.registry.actions import add_picture, register_product
from ocop.registry.models import Product, ProductPicture
from ocop.registry.showing import pictures_of
from tests.factories.pictures import half, heic, huge_png, photo
from tests.journeys.world import World, pdf
from tests.web.council.hands import queries
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, page


@pytest.fixture
def product(world: World) -> Product:
    return register_product(producer=world.producer, name="Chè (ví dụ)", product_set=world.tea, by=world.director)


def kept(world: World, product: Product, colour: str = "green", **facts: str) -> ProductPicture:
    return add_picture(product=product, upload=photo(colour=colour), by=world.director, **{"kind": "photo", **facts})


def test_a_picture_is_put_in_from_the_camera_or_the_machine(product: Product, mai: Client) -> None:
    for field, colour in (("photo", "red"), ("upload", "blue")):
        response = mai.post(address("producer_pictures", product.pid),
                            {field: photo(colour=colour), "kind": "photo", "caption": "Đồi chè"})
        newest = ProductPicture.objects.order_by("-pk")[0]
        assert (response.status_code, response["Location"]) == (
            302, f"{address('producer_pictures', product.pid)}#anh-{newest.pid}")
    words = page(mai, "producer_pictures", product.pid)
    assert words.count("Đồi chè") >= 2
    assert words.count("ảnh đại diện") == 2  # the sentence above the list, and the pill of the first photo
    assert 'capture="environment"' in words


@pytest.mark.parametrize(("upload", "sentence"), [
    (huge_png, "Ảnh có quá nhiều điểm ảnh"), (pdf, "Tệp này không phải ảnh JPEG, PNG hay WebP"),
    (heic, "Tương thích nhất"), (lambda: half(photo()), "bị hỏng"),
    (lambda: photo(size=(50, 50)), "Ảnh quá nhỏ"),
    (lambda: SimpleUploadedFile("anh.jpg", b""), "Ảnh rỗng"),
    (lambda: SimpleUploadedFile("anh.jpg", b"<html><script>alert(1)</script>"), "Tệp này không phải ảnh"),
    (lambda: SimpleUploadedFile("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "Tệp này không phải ảnh"),
])
@pytest.mark.parametrize("field", ["photo", "upload"])
def test_what_is_no_picture_is_told_beside_the_field_and_nothing_is_kept(
    product: Product, mai: Client, upload, sentence: str, field: str
) -> None:
    response = mai.post(address("producer_pictures", product.pid),
                        {field: upload(), "kind": "label", "caption": "Mặt trước"})
    words = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'id="id_{field}-e">[^<]*{sentence}', words)
    assert 'value="Mặt trước"' in words
    assert (ProductPicture.objects.count(), Blob.objects.count()) == (0, 0)


def test_a_picture_too_large_is_refused(product: Product, mai: Client, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    response = mai.post(address("producer_pictures", product.pid), {"upload": photo(), "kind": "photo"})
    assert response.status_code == 422
    assert 'id="id_upload-e">Tệp lớn hơn' in response.content.decode()


def test_a_form_without_a_picture_or_with_a_wrong_kind_is_refused(product: Product, mai: Client) -> None:
    response = mai.post(address("producer_pictures", product.pid), {"kind": "photo"})
    assert (response.status_code, "Hãy chụp hoặc chọn một ảnh." in response.content.decode()) == (422, True)
    response = mai.post(address("producer_pictures", product.pid), {"kind": "selfie", "upload": photo()})
    assert (response.status_code, ProductPicture.objects.count()) == (422, 0)


def test_pictures_are_put_in_order_without_script(world: World, product: Product, mai: Client) -> None:
    one, two = kept(world, product, "red"), kept(world, product, "blue")
    response = mai.post(address("producer_picture_shift", product.pid, two.pid), {"move": "up"})
    assert response["Location"].endswith(f"#anh-{two.pid}")
    assert pictures_of(product) == [two, one]
    mai.post(address("producer_picture_shift", product.pid, two.pid), {"move": "down"})
    assert pictures_of(product) == [one, two]


def test_a_caption_is_changed_and_a_wrong_kind_is_not(world: World, product: Product, mai: Client) -> None:
    picture = kept(world, product)
    url = address("producer_picture_caption", product.pid, picture.pid)
    assert mai.post(url, {"kind": "selfie", "caption": "x"}).status_code == 422
    assert mai.post(url, {"kind": "packaging", "caption": "Hộp quà"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.kind, picture.caption) == ("packaging", "Hộp quà")


def test_taking_a_picture_off_asks_first(world: World, product: Product, mai: Client) -> None:
    picture = kept(world, product)
    url = address("producer_picture_remove", product.pid, picture.pid)
    assert "Gỡ ảnh này?" in mai.get(url).content.decode()
    assert pictures_of(product) == [picture]
    assert mai.post(url).status_code == 302
    assert pictures_of(product) == []
    for gone in (url, address("picture_file", picture.pid, "nho")):
        assert mai.get(gone).status_code == 404


def test_more_than_enough_pictures_are_not_asked_for(world: World, product: Product, mai: Client, settings) -> None:
    settings.PICTURES_OF_PRODUCT = 1
    kept(world, product)
    assert "Đã đủ số ảnh." in page(mai, "producer_pictures", product.pid)
    response = mai.post(address("producer_pictures", product.pid), {"upload": photo(colour="red"), "kind": "photo"})
    assert (response.status_code, ProductPicture.objects.count()) == (422, 1)


def test_strangers_reach_no_picture_page(world: World, product: Product, rival: Client) -> None:
    picture = kept(world, product)
    for name, values in (("producer_pictures", (product.pid,)), ("picture_file", (picture.pid, "nho")),
                         ("producer_picture_caption", (product.pid, picture.pid)),
                         ("producer_picture_remove", (product.pid, picture.pid))):
        assert rival.get(address(name, *values)).status_code == 404
        assert Client().get(address(name, *values)).status_code == 302
    assert rival.post(address("producer_picture_shift", product.pid, picture.pid), {"move": "up"}).status_code == 404
    wanted = {"upload": photo(), "kind": "photo"}
    assert rival.post(address("producer_pictures", product.pid), wanted).status_code == 404
    assert ProductPicture.objects.count() == 1


def test_another_office_reads_and_does_not_write(world: World, product: Product) -> None:
    picture = kept(world, product)
    reader = signed_in(world.ministry)
    words = page(reader, "producer_pictures", product.pid)
    assert "Thêm ảnh" not in words and 'value="up"' not in words
    assert reader.post(address("producer_picture_remove", product.pid, picture.pid)).status_code == 403
    wanted = {"upload": photo(), "kind": "photo"}
    assert reader.post(address("producer_pictures", product.pid), wanted).status_code == 403


def test_a_picture_is_served_in_two_sizes_and_no_third(world: World, product: Product, mai: Client) -> None:
    picture = kept(world, product)
    response = mai.get(address("picture_file", picture.pid, "nho"))
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert mai.get(address("picture_file", picture.pid, "lon")).status_code == 200
    assert mai.get(address("picture_file", picture.pid, "goc")).status_code == 404


def test_the_page_costs_the_same_with_one_picture_and_with_more(world: World, product: Product, mai: Client) -> None:
    kept(world, product, "red")
    url = address("producer_pictures", product.pid)
    once = queries(mai, url)
    for colour in ("green", "blue"):
        kept(world, product, colour)
    assert queries(mai, url) == once
