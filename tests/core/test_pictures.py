"""Pictures as we keep them: upright, small, nothing hidden; what is no picture is refused; pages become one PDF."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from pypdf import PdfReader

from ocop.core import pictures
from ocop.core.pictures import PAGE_PIXELS, TURNS, Made, Size, join_pages, make_picture, turned
from ocop.core.refusal import Refusal

SIZES = (Size(1600, 500_000), Size(480, 60_000))
SECRET = b"SECRET-WHERE-IT-WAS-TAKEN"


def corner(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """White, with a red corner at the top left: its place tells how the picture was turned."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(200, 0, 0))
    return image


def upload(image: Image.Image, form: str = "JPEG", name: str = "anh.jpg", **options: object) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, form, **options)
    return SimpleUploadedFile(name, out.getvalue())


def taken_by(orientation: int) -> Image.Exif:
    """What a telephone writes: how it was held, its make, and where it was."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (21.0, 35.0, 40.0), 3: "E", 4: (105.0, 50.0, 10.0)}
    return exif


def opened(made: Made) -> Image.Image:
    return Image.open(io.BytesIO(made.body))


def red_at(image: Image.Image) -> set[str]:
    """In which corners the red is."""
    width, height = image.size
    places = {"top left": (5, 5), "top right": (width - 5, 5), "bottom left": (5, height - 5),
              "bottom right": (width - 5, height - 5)}
    found = set()
    for name, at in places.items():
        red, green, _blue = image.convert("RGB").getpixel(at)
        if red > 150 and green < 100:
            found.add(name)
    return found


def refused(content: bytes, name: str = "anh.jpg", **options: int) -> Refusal:
    with pytest.raises(Refusal) as told:
        make_picture(SimpleUploadedFile(name, content), SIZES, **options)
    assert str(told.value.words)
    return told.value


def png_that_says(width: int, height: int, *, body: bytes = b"") -> bytes:
    """A PNG whose header claims a size; its pixels are not there, or are a bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


# What it takes to turn the red corner upright: where it must be afterwards.
@pytest.mark.parametrize(("orientation", "corner_at"), [
    (1, "top left"), (2, "top right"), (3, "bottom right"), (4, "bottom left"), (5, "top left"), (6, "top right"),
    (7, "bottom right"), (8, "bottom left"),
])
def test_a_picture_is_turned_upright_as_the_camera_was_held(orientation: int, corner_at: str) -> None:
    large, small = make_picture(upload(corner(), exif=taken_by(orientation)), SIZES)
    assert red_at(opened(large)) == red_at(opened(small)) == {corner_at}
    assert (large.width > large.height) == (orientation < 5)
    assert opened(large).size == (large.width, large.height)


@pytest.mark.parametrize(("form", "options"), [
    ("JPEG", {"comment": SECRET, "xmp": SECRET}), ("WEBP", {"xmp": SECRET}), ("PNG", {}),
])
def test_nothing_hidden_is_kept(form: str, options: dict[str, bytes]) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        options = {"pnginfo": notes}
    came = upload(corner(), form, exif=taken_by(6), icc_profile=profile, **options)
    assert SECRET in came.read()
    for made in make_picture(came, SIZES):
        image = opened(made)
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
        assert SECRET not in made.body and b"Exif" not in made.body and b"adobe" not in made.body.lower()


def test_a_large_picture_is_made_small_and_a_small_one_is_not_blown_up() -> None:
    large, small = make_picture(upload(corner((4000, 3000))), SIZES)
    assert ((large.width, large.height), (small.width, small.height)) == ((1600, 1200), (480, 360))
    large, small = make_picture(upload(corner((600, 200))), SIZES)
    assert ((large.width, large.height), (small.width, small.height)) == ((600, 200), (480, 160))


def test_the_sizes_come_the_largest_first_whatever_their_order() -> None:
    assert [made.width for made in make_picture(upload(corner((2000, 1500))), SIZES[::-1])] == [1600, 480]


def test_a_picture_of_noise_is_kept_within_its_bytes() -> None:
    noise = Image.effect_noise((1600, 1600), 200).convert("RGB")
    large, small = make_picture(upload(noise), SIZES)
    assert len(large.body) <= 500_000
    assert len(small.body) <= 60_000


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_plain_colour(mode: str) -> None:
    image = Image.new("I;16", (300, 300), 60_000) if mode == "I;16" else corner((300, 300)).convert(mode)
    made, _small = make_picture(upload(image, "JPEG" if mode == "CMYK" else "PNG"), SIZES)
    shown = opened(made)
    assert shown.mode == "RGB"
    assert min(shown.getpixel((290, 290))) > 220


def test_what_is_clear_becomes_white() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    made, _small = make_picture(upload(clear, "PNG"), SIZES)
    assert min(opened(made).getpixel((150, 150))) > 250


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    for form in ("WEBP", "PNG"):
        came = upload(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        made, _small = make_picture(came, SIZES)
        red, _green, blue = opened(made).getpixel((150, 150))
        assert red > 200 > 60 > blue


@pytest.mark.parametrize("size", [(30_000, 30_000), (60_000, 1_000), (6_000, 5_000)])
def test_too_many_pixels_are_told_by_the_header_before_anything_is_decoded(size: tuple[int, int]) -> None:
    # The pixels are not even there: had they been asked for, the file would count as damaged.
    assert refused(png_that_says(*size)).code == "file-too-many-pixels"


def test_a_bomb_of_a_png_is_refused_by_its_header() -> None:
    row = zlib.compress(b"\0" * (90_001 * 1000), 9)
    assert len(row) < 200_000
    assert refused(png_that_says(30_000, 30_000, body=row)).code == "file-too-many-pixels"


def test_a_jpeg_of_many_pixels_is_opened_at_a_fraction(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    plain = pictures._opaque
    monkeypatch.setattr(pictures, "_opaque", lambda image: decoded.append(image.size) or plain(image))
    make_picture(upload(Image.new("L", (8000, 6000), 128)), SIZES)
    assert decoded == [(2000, 1500)]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file-empty"),
    (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "file-kind"),
    (b"<html><body><script>alert(1)</script></body></html>", "file-kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-kind"),
    (b"GIF89a" + b"\0" * 100, "file-kind"),
    (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "file-markup"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file-heic"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 50, "file-damaged"),
    (png_that_says(300, 300), "file-damaged"),
    (b"RIFF\x10\0\0\0WEBPVP8 nonsense", "file-damaged"),
])
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_picture_that_breaks_off_is_refused() -> None:
    for form in ("JPEG", "PNG", "WEBP"):
        whole = upload(Image.effect_noise((600, 400), 90).convert("RGB"), form).read()
        assert refused(whole[: len(whole) // 2]).code == "file-damaged"


def test_the_refusal_of_heic_says_what_to_do_on_the_telephone() -> None:
    words = str(refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").words)
    assert "Cài đặt → Camera → Định dạng → Tương thích nhất" in words


def test_a_file_too_large_or_too_small_is_refused() -> None:
    assert refused(b"\xff\xd8\xff" + bytes(50_000_000)).code == "file-too-large"
    assert refused(b"\xff\xd8\xff" + b"\0" * 2000, limit=1000).code == "file-too-large"
    assert refused(upload(corner((150, 900))).read(), least=200).code == "file-too-small"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBPVP8X"]))
def test_no_bytes_bring_it_down(junk: bytes, head: bytes) -> None:
    assert refused(head + junk).code.startswith("file-")


@given(st.sampled_from(TURNS), st.sampled_from(TURNS))
def test_a_turn_after_a_turn_is_a_turn(one: int, other: int) -> None:
    assert turned(one, other) in TURNS
    assert turned(turned(one, other), 360 - other) == one


def test_pages_become_one_pdf_of_a4_each_turned_as_asked() -> None:
    made = make_picture(upload(corner((600, 800))), (Size(2000, 900_000),))[0]
    body = join_pages((io.BytesIO(made.body), turn) for turn in TURNS)
    book = PdfReader(io.BytesIO(body))
    assert book.metadata is None
    shapes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in book.pages]
    assert shapes == [(595, 842), (842, 595), (595, 842), (842, 595)]
    corners = []
    for page in book.pages:
        image = page.images[0].image
        # The picture is narrower than the sheet: its own corners lie inside.
        assert sorted(image.size) == sorted(PAGE_PIXELS)
        width, height = image.size
        inside = image.crop((0, 50, width, height - 50)) if height > width else image.crop((50, 0, width - 50, height))
        corners.append(red_at(inside))
    assert corners == [{"top left"}, {"top right"}, {"bottom right"}, {"bottom left"}]


def test_ten_photos_of_noise_stay_under_five_megabytes() -> None:
    noise = Image.effect_noise((2000, 1500), 150).convert("RGB")
    made = make_picture(upload(noise), (Size(2000, 900_000),))[0]
    body = join_pages((io.BytesIO(made.body), 0) for _page in range(10))
    assert len(body) < 5_000_000
    assert len(PdfReader(io.BytesIO(body)).pages) == 10


def test_a_pdf_of_photos_says_nothing_of_where_they_were_taken() -> None:
    made = make_picture(upload(corner(), exif=taken_by(1), comment=SECRET), SIZES)[0]
    body = join_pages([(io.BytesIO(made.body), 0)])
    assert SECRET not in body and b"/CreationDate" not in body and b"/Producer" not in body
