"""Pictures as we keep them: upright, small, in plain colours, with nothing hidden in them; and pages as one PDF.

What comes from a telephone carries where it was taken, on which device, when: none of it is kept. The bytes we serve
are always our own, drawn anew, so a file that is two things at once loses the other one.
"""

import dataclasses
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pypdf import PdfWriter

from ocop.core.files import MOST_PIXELS, PICTURES, kind_of, too_many_pixels
from ocop.core.refusal import Refusal

# A JPEG is opened at a fraction of its size; the others stand in memory whole, four bytes a pixel.
MOST_PIXELS_WHOLE = 25_000_000
# A page of A4 at 150 dots per inch reads well on paper and on a screen.
PAGE_DPI = 150
PAGE_PIXELS = (1240, 1754)
PAGE_BYTES = 450_000
TURNS = (0, 90, 180, 270)

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_CLOCKWISE = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_WHITE = (255, 255, 255)
_BEST, _WORST, _STEP = 84, 44, 8
_NEVER_BELOW = 160
# Whatever a broken or hostile file makes the decoder say.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, OverflowError, MemoryError,
           UnidentifiedImageError)


@dataclasses.dataclass(frozen=True)
class Size:
    """What a picture is made into: the longest side in pixels, and how many bytes at most."""

    longest: int
    most_bytes: int


@dataclasses.dataclass(frozen=True)
class Made:
    """A picture as we keep it: a JPEG without any hidden data."""

    body: bytes
    width: int
    height: int

    def file(self, name: str) -> "ContentFile[bytes]":
        """The bytes as a file to be stored."""
        return ContentFile(self.body, name=name)


def make_picture(
    upload: "File[bytes]", sizes: Sequence[Size], *, least: int = 1, limit: int | None = None
) -> list[Made]:
    """Make an uploaded picture into these sizes, the largest first; a smaller picture is never blown up.

    The first frame of a moving picture is taken. `least` is the shortest side allowed, in pixels; `limit` bytes. Raises
    Refusal as `store_blob` does for empty, large, damaged, HEIC, other kinds and too many pixels (told by the header,
    before anything is decoded), and `file-too-small`.
    """
    kind = kind_of(upload, limit=limit, kinds=PICTURES)
    longest = max(size.longest for size in sizes)
    try:
        upload.seek(0)
        with Image.open(_bytes_of(upload), formats=[kind.upper()]) as image:
            _check_size(image, kind, least)
            plain = _plain(image, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(MOST_PIXELS) from error
    except _BROKEN as error:
        raise Refusal(
            "file-damaged", _("Ảnh bị hỏng hoặc tải lên chưa hết. Hãy mở thử trên máy rồi tải lên lại.")) from error
    return [_made(plain, size) for size in sorted(sizes, key=lambda one: -one.longest)]


def join_pages(pages: "Iterable[tuple[IO[bytes], int]]") -> bytes:
    """Bind pictures that `make_picture` made into one PDF, a page of A4 each; the number is a turn clockwise (`TURNS`).

    A wide picture gets a wide page. One page is in memory at a time; the PDF says nothing of who made it or when.
    """
    book = PdfWriter()
    for picture, turn in pages:
        with Image.open(picture, formats=["JPEG"]) as image:
            page = _page(image.convert("RGB"), turn)
        book.append(io.BytesIO(page))
    book.metadata = None
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def turned(turn: int, by: int) -> int:
    """A turn and another after it: 270 and 90 are 0."""
    return (turn + by) % 360


def _bytes_of(upload: "File[bytes]") -> IO[bytes]:
    """The file for the decoder, which may close what it is given; an upload is at most `UPLOAD_LIMIT_BYTES`."""
    return io.BytesIO(upload.read())


def _check_size(image: Image.Image, kind: str, least: int) -> None:
    """Refuse by the header what is too large to decode, or too small to be of use."""
    most = MOST_PIXELS if kind == "jpeg" else MOST_PIXELS_WHOLE
    if image.width * image.height > most:
        raise too_many_pixels(most)
    if min(image.size) < least:
        raise Refusal(
            "file-too-small",
            _("Ảnh quá nhỏ (%(width)s × %(height)s điểm ảnh). Hãy chọn ảnh gốc, mỗi chiều ít nhất %(least)s điểm ảnh.")
            % {"width": image.width, "height": image.height, "least": least})


def _plain(image: Image.Image, longest: int) -> Image.Image:
    """The first frame in sRGB on white, upright, at most so long; a new image that carries nothing of the old."""
    profile, orientation = image.info.get("icc_profile"), _orientation(image)
    part = longest / max(image.size)
    image.draft(None, (max(1, int(image.width * part)), max(1, int(image.height * part))))
    frame = _opaque(image)
    frame.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    frame = _in_srgb(frame, profile)
    for step in _UPRIGHT.get(orientation, ()):
        frame = frame.transpose(step)
    fresh = Image.new("RGB", frame.size, _WHITE)
    fresh.paste(frame)
    return fresh


def _orientation(image: Image.Image) -> int:
    """How the camera was held; 1 where the file does not say it in a way one can read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _opaque(image: Image.Image) -> Image.Image:
    """The picture in RGB (or CMYK, L as they are), what is clear laid on white, sixteen bits made eight."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        frame = image.convert("RGBA")
        ground = Image.new("RGB", frame.size, _WHITE)
        ground.paste(frame, mask=frame.getchannel("A"))
        return ground
    if image.mode in {"RGB", "CMYK", "L"}:
        return image.copy()
    return image.convert("RGB")


def _in_srgb(frame: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as every screen shows them without being told; a profile that cannot be read is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(frame, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if found is not None:
                return found
        except (ImageCms.PyCMSError, *_BROKEN):
            pass
    return frame.convert("RGB")


def _made(plain: Image.Image, size: Size) -> Made:
    """One size; what does not fit into its bytes at the worst quality (noise) is made smaller still."""
    longest = size.longest
    while True:
        small = plain.copy()
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        body = _saved(small, "JPEG", size.most_bytes, optimize=True, progressive=True)
        if len(body) <= size.most_bytes or longest <= _NEVER_BELOW:
            return Made(body, small.width, small.height)
        longest = longest * 3 // 4


def _saved(image: Image.Image, form: str, most_bytes: int, **options: Any) -> bytes:
    """The picture in a form, as good as fits into so many bytes; at the worst quality where nothing fits."""
    for quality in range(_BEST, _WORST - 1, -_STEP):
        out = io.BytesIO()
        image.save(out, form, quality=quality, **options)
        if out.tell() <= most_bytes:
            break
    return out.getvalue()


def _page(image: Image.Image, turn: int) -> bytes:
    """One page: the picture turned and as large as the sheet lets it, in the middle."""
    if turn in _CLOCKWISE:
        image = image.transpose(_CLOCKWISE[turn])
    short, long = PAGE_PIXELS
    sheet = (long, short) if image.width > image.height else (short, long)
    fitted = ImageOps.contain(image, sheet, Image.Resampling.LANCZOS)
    page = Image.new("RGB", sheet, _WHITE)
    page.paste(fitted, ((sheet[0] - fitted.width) // 2, (sheet[1] - fitted.height) // 2))
    for dpi in (PAGE_DPI, PAGE_DPI * 2 // 3, PAGE_DPI // 2):
        coarse = page.resize((sheet[0] * dpi // PAGE_DPI, sheet[1] * dpi // PAGE_DPI), Image.Resampling.LANCZOS)
        body = _saved(coarse if dpi < PAGE_DPI else page, "PDF", PAGE_BYTES, resolution=dpi)
        if len(body) <= PAGE_BYTES:
            break
    return body
