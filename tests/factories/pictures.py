"""Pictures as a telephone sends them: drawn, of any size, turned, with a place hidden in them."""

import io
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def photo(*, size: tuple[int, int] = (800, 600), colour: str = "green", form: str = "JPEG", name: str = "anh.jpg",
          orientation: int = 1) -> SimpleUploadedFile:
    """A picture of one colour with a pale box at its top left; another colour is another content."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="white")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (21.0, 35.0, 40.0)}
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{form.lower()}")


def huge_png() -> SimpleUploadedFile:
    """A PNG whose header says 30,000 by 30,000; nothing of it can be decoded."""
    small = io.BytesIO()
    Image.new("RGB", (4, 4)).save(small, "PNG")
    body = bytearray(small.getvalue())
    body[16:24] = (30_000).to_bytes(4, "big") * 2
    body[29:33] = zlib.crc32(bytes(body[12:29])).to_bytes(4, "big")
    return SimpleUploadedFile("to.png", bytes(body), content_type="image/png")


def heic() -> SimpleUploadedFile:
    """The beginning of what an iPhone writes unless told otherwise."""
    return SimpleUploadedFile("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200)


def half(upload: SimpleUploadedFile) -> SimpleUploadedFile:
    """A file whose end never came."""
    body = upload.read()
    return SimpleUploadedFile(upload.name or "anh.jpg", body[: len(body) // 2])
