"""Pictures of the sample, drawn by us: hills for a photo, a product with packaging and label, a page of a paper."""

import io
import zlib
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ocop.core.typesetting import typeset_png
from ocop.registry.enums import PictureKind
from ocop.registry.models import Product

# Stands on every drawing and beside it: nobody shall take it for a photo of goods that exist.
NO_PHOTO = "Hình vẽ, không phải ảnh chụp (ví dụ)"
_CAPTIONS = {PictureKind.PHOTO: "Sản phẩm", PictureKind.PACKAGING: "Bao bì", PictureKind.LABEL: "Nhãn"}


def caption_of(kind: str) -> str:
    """What is said beside a drawing."""
    return f"{_CAPTIONS[PictureKind(kind)]}: {NO_PHOTO[0].lower()}{NO_PHOTO[1:]}"


def drawing(kind: str, product: Product, *, art: str, ground: str, lines: tuple[tuple[str, str], ...] = ()
            ) -> "ContentFile[bytes]":
    """A picture of a product out of our own drawings: `art` is one of them, `ground` the colour of its group."""
    face = {"kind": str(kind), "art": art, "ground": ground, "words": NO_PHOTO, "name": plain(product.name),
            "maker": product.producer.name, "pack": product.pack, "gtin": product.gtin, "lines": lines}
    return _png("intake/print/drawing.typ", face, name=f"{kind}.png")


def page(title: str, body: str, *, no: int, count: int) -> "ContentFile[bytes]":
    """A page as a telephone would see it, a little askew."""
    face = {"title": title, "body": body, "no": no, "count": count, "tilt": (2, -1, 3)[no % 3]}
    return _png("intake/print/page.typ", face, name=f"trang-{no}.png")


def hills(seed: str, *, form: str) -> "ContentFile[bytes]":
    """A drawn "photo" of a place: hills and a sun in colours of its own, as JPEG or PNG."""
    hue = zlib.crc32(seed.encode())
    sky, hill, near = (f"hsl({(hue + turn) % 360}, {part}%, {light}%)" for turn, part, light in
                       ((200, 45, 82), (110, 35, 48), (95, 45, 32)))
    image = Image.new("RGB", (640, 420), sky)
    pen = ImageDraw.Draw(image)
    pen.ellipse((470, 40, 560, 130), fill="#f3c74b")
    pen.polygon([(0, 300), (170, 130), (330, 290), (470, 180), (640, 310), (640, 420), (0, 420)], fill=hill)
    for row in range(5):
        pen.arc((-60, 300 + 26 * row, 700, 420 + 26 * row), 180, 360, fill=near, width=9)
    kept = io.BytesIO()
    image.save(kept, form, quality=80)
    return ContentFile(kept.getvalue(), name=f"anh.{'png' if form == 'PNG' else 'jpg'}")


def plain(name: str) -> str:
    """A product's name as it would stand on goods."""
    return name.removesuffix(" (ví dụ)")


def _png(template: str, face: dict[str, Any], *, name: str) -> "ContentFile[bytes]":
    return ContentFile(typeset_png(template, face), name=name)
