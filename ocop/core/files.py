"""Files by content: what a file is, is told by its bytes, never by its name; each content is stored once."""

import dataclasses
import hashlib
import os
import re
import uuid
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from PIL import Image

from ocop.core.models import Blob
from ocop.core.refusal import Refusal

# The kinds we take, and the words a browser knows them by. A Blob keeps the short key.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PICTURES = frozenset({"jpeg", "png", "webp"})
PAPERS = PICTURES | {"pdf"}
ALL_KINDS = frozenset(CONTENT_TYPES)
MOST_PIXELS = 50_000_000
# A Word file that unpacks to more than this is a bomb, not a paper.
MOST_UNPACKED = 300 * 1024 * 1024

_PEEK = 1024
_TAIL = 2048
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


@dataclasses.dataclass(frozen=True)
class _Measured:
    """What one pass over the bytes tells."""

    sha256: str
    size: int


def store_blob(upload: "File[bytes]", *, limit: int | None = None, kinds: frozenset[str] = ALL_KINDS) -> Blob:
    """Keep an uploaded file and return its Blob; the same content twice is the same Blob.

    `limit` is in bytes (default `UPLOAD_LIMIT_BYTES`), `kinds` the keys of `CONTENT_TYPES` that are welcome (`PAPERS`
    for evidence). Raises Refusal `file-empty`, `file-too-large`, `file-heic`, `file-kind`, `file-markup`,
    `file-damaged`, `file-too-many-pixels`, `file-unpacks-too-large`, `file-macros` (all invalid) or `file-not-stored`
    (conflict: the disk is full or away; nothing is in the table).
    """
    measured, kind = _look_at(upload, limit, kinds)
    blob = Blob(sha256=measured.sha256, size=measured.size, kind=kind)
    try:
        _put(upload, blob.path, measured.size)
        state = scan(blob)
    except OSError as error:
        raise Refusal(
            "file-not-stored",
            _("Máy chủ chưa lưu được tệp (có thể đã hết chỗ). Hãy thử lại sau ít phút; nếu vẫn lỗi, báo quản trị."),
            kind="conflict",
        ) from error
    # The bytes lie there before the row does: a row never points to nothing, and a lost race finds the other's row.
    return Blob.objects.get_or_create(
        sha256=measured.sha256, defaults={"size": measured.size, "kind": kind, "scan": state}
    )[0]


def kind_of(upload: "File[bytes]", *, limit: int | None = None, kinds: frozenset[str] = ALL_KINDS) -> str:
    """The kind of an uploaded file, checked as `store_blob` does and refused with the same words; nothing is kept."""
    return _look_at(upload, limit, kinds)[1]


def _look_at(upload: "File[bytes]", limit: int | None, kinds: frozenset[str]) -> tuple[_Measured, str]:
    measured = _measure(upload, limit or settings.UPLOAD_LIMIT_BYTES)
    try:
        kind = sniff(upload)
    except Refusal as refusal:
        # What is welcome here, not what would be elsewhere.
        raise _not_welcome(kinds) if refusal.code == "file-kind" else refusal from refusal.__cause__
    if kind not in kinds:
        raise _not_welcome(kinds)
    return measured, kind


def open_blob(blob: Blob) -> "File[bytes]":
    """Open the stored bytes for reading; the caller has already asked whether the reader may see them."""
    return default_storage.open(blob.path, "rb")


def remove_blobs(ids: Iterable[int]) -> int:
    """Throw away stored files that no row points to any more; how many. Inside the caller's transaction: the bytes go
    once it is committed. A file that something else uses (the same content is one Blob) stays.

    Ids kept in JSON are the caller's to look after.
    """
    removed = 0
    for blob in Blob.objects.filter(pk__in=list(ids)).order_by("pk"):
        try:
            with transaction.atomic():
                blob.delete()
        except ProtectedError:
            continue
        transaction.on_commit(partial(_throw_away, blob.path, blob.sha256))
        removed += 1
    return removed


def _throw_away(path: str, sha256: str) -> None:
    """Remove the bytes, unless the same content came in again meanwhile."""
    if not Blob.objects.filter(sha256=sha256).exists():
        default_storage.delete(path)


def content_type(blob: Blob) -> str:
    """The Content-Type to serve a blob with (always together with `nosniff`)."""
    return CONTENT_TYPES.get(blob.kind, "application/octet-stream")


def scan(blob: Blob) -> str:
    """The seam for a virus scanner.

    Without `OCOP_CLAMD` (address of a clamd) nothing scans and the file counts as clean; with it the blob waits as
    pending, and the job that asks clamd (not written yet) sets clean or infected. Pages must not serve what is not
    clean.
    """
    return Blob.Scan.PENDING if os.environ.get("OCOP_CLAMD") else Blob.Scan.CLEAN


def sniff(upload: "File[bytes]") -> str:
    """Tell the kind of a file from its bytes: a key of `CONTENT_TYPES`. Raises Refusal if it is none or damaged."""
    upload.seek(0)
    head = upload.read(_PEEK)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        raise Refusal(
            "file-heic",
            _(
                "Ảnh HEIC của điện thoại chưa xem được trên mọi máy. Trên iPhone: Cài đặt → Camera → Định dạng → "
                "Tương thích nhất, rồi chụp lại; hoặc gửi ảnh đó qua Zalo, thư điện tử và lưu về dạng JPEG."
            ),
        )
    for test, check in _SIGNS:
        if test(head):
            # A file that is two things at once shows one to us and another to the browser.
            if _MARKUP.search(head):
                raise Refusal(
                    "file-markup",
                    _("Tệp này có chứa mã trang web nên không nhận được. Hãy quét hoặc lưu lại thành PDF."),
                )
            return check(upload)
    raise _not_welcome(ALL_KINDS)


def _measure(upload: "File[bytes]", limit: int) -> _Measured:
    """Read the file in chunks, stopping as soon as it is too large."""
    digest, size = hashlib.sha256(), 0
    upload.seek(0)
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise Refusal(
                "file-too-large",
                _("Tệp lớn hơn %(limit)s MB. Hãy giảm độ phân giải khi quét hoặc chia thành nhiều tệp.")
                % {"limit": f"{limit / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",")},
            )
        digest.update(chunk)
    if not size:
        raise Refusal("file-empty", _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp."))
    return _Measured(digest.hexdigest(), size)


def _not_welcome(kinds: frozenset[str]) -> Refusal:
    """The refusal of a wrong kind; it names what is taken."""
    if kinds == PICTURES:
        words = _("Tệp này không phải ảnh JPEG, PNG hay WebP, dù tên tệp là gì. Hãy chụp lại, hoặc lưu thành JPEG.")
    elif kinds & {"docx", "xlsx"}:
        words = _("Tệp này không phải PDF, ảnh (JPEG, PNG, WebP), Word (.docx) hay Excel (.xlsx), dù tên tệp là gì.")
    else:
        words = _("Tệp này không phải PDF hay ảnh (JPEG, PNG, WebP), dù tên tệp là gì. Hãy quét hoặc lưu thành PDF.")
    return Refusal("file-kind", words)


def _damaged() -> Refusal:
    """The refusal of a file that breaks off or is broken."""
    return Refusal("file-damaged", _("Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở thử trên máy rồi tải lên lại."))


def _pdf(upload: "File[bytes]") -> str:
    """A PDF must end as one: a scan cut off by a lost signal does not."""
    upload.seek(0, os.SEEK_END)
    upload.seek(max(0, upload.tell() - _TAIL))
    if b"%%EOF" not in upload.read():
        raise _damaged()
    return "pdf"


def _image(form: str) -> Callable[["File[bytes]"], str]:
    """The check of one image format: Pillow opens it as that and as nothing else."""

    def check(upload: "File[bytes]") -> str:
        upload.seek(0)
        try:
            with Image.open(_plain(upload), formats=[form]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _too_many_pixels()
                _read_through(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise _damaged() from error
        return form.lower()

    return check


def _read_through(image: Image.Image) -> None:
    """Find a broken image without holding all its pixels: JPEG at an eighth of its size, the others by checksum."""
    if image.format == "JPEG":
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
    else:
        image.verify()


def _too_many_pixels() -> Refusal:
    return too_many_pixels(MOST_PIXELS)


def too_many_pixels(most: int) -> Refusal:
    """The refusal of a picture with more than so many pixels."""
    return Refusal(
        "file-too-many-pixels",
        _("Ảnh có quá nhiều điểm ảnh (hơn %(most)s triệu). Hãy thu nhỏ ảnh rồi tải lên lại.")
        % {"most": most // 1_000_000},
    )


def _office(upload: "File[bytes]") -> str:
    """A Word or Excel file is a ZIP with known members; macros and bombs are refused."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(_plain(upload)) as archive:
            members = {item.filename: item.file_size for item in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if sum(members.values()) > MOST_UNPACKED:
        raise Refusal("file-unpacks-too-large", _("Tệp Word hoặc Excel này bung ra quá lớn. Hãy lưu lại thành PDF."))
    if any(name.lower().endswith("vbaproject.bin") for name in members):
        raise Refusal("file-macros", _("Tệp có macro nên không nhận được. Hãy lưu thành .docx, .xlsx hoặc PDF."))
    for kind, sign in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if sign in members and "[Content_Types].xml" in members:
            return kind
    raise _not_welcome(ALL_KINDS)


def _plain(upload: "File[bytes]") -> IO[bytes]:
    """The bare file under Django's wrapper; Pillow and zipfile close or seek it as they like."""
    return cast("IO[bytes]", _Unclosed(upload))


class _Unclosed:
    """A file that stays open when its reader closes it: we still have to store it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def close(self) -> None:
        """Stay open."""


_SIGNS: tuple[tuple[Callable[[bytes], bool], Callable[["File[bytes]"], str]], ...] = (
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (lambda head: head.startswith(b"\xff\xd8\xff"), _image("JPEG")),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _image("PNG")),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _image("WEBP")),
    (lambda head: head.startswith(b"PK\x03\x04"), _office),
)


def _put(upload: "File[bytes]", path: str, size: int) -> None:
    """Write the bytes under another name and move them into place, so that no half file ever stands there.

    Storages without a file system (an object store) write whole objects or none; there the move is not needed.
    """
    if default_storage.exists(path) and default_storage.size(path) == size:
        return
    upload.seek(0)
    try:
        goal = Path(default_storage.path(path))
    except NotImplementedError:
        default_storage.save(path, upload)
        return
    made = Path(default_storage.path(f"incoming/{uuid.uuid4().hex}"))
    made.parent.mkdir(parents=True, exist_ok=True)
    goal.parent.mkdir(parents=True, exist_ok=True)
    try:
        with made.open("xb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        made.replace(goal)
    finally:
        made.unlink(missing_ok=True)
