"""Files: told by their bytes, stored once, refused with a sentence that helps."""

import errno
import io
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image

from ocop.core import files
from ocop.core.files import PAPERS, content_type, open_blob, store_blob
from ocop.core.models import Blob
from ocop.core.refusal import Refusal

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(content: bytes, name: str = "giay.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(form: str, size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, form)
    return out.getvalue()


def office(*members: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, content)
    return out.getvalue()


def refused(content: bytes, **options: object) -> str:
    with pytest.raises(Refusal) as refusal:
        store_blob(upload(content), **options)
    assert Blob.objects.count() == 0
    assert str(refusal.value.words)
    return refusal.value.code


GOOD = {
    "pdf": PDF,
    "jpeg": picture("JPEG"),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "docx": office("[Content_Types].xml", "word/document.xml"),
    "xlsx": office("[Content_Types].xml", "xl/workbook.xml"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_is_told_by_its_bytes_whatever_its_name(kind: str) -> None:
    blob = store_blob(upload(GOOD[kind], "ten-sai.exe"))
    assert (blob.kind, blob.size, blob.scan) == (kind, len(GOOD[kind]), Blob.Scan.CLEAN)
    with open_blob(blob) as stored:
        assert stored.read() == GOOD[kind]
    assert content_type(blob) == files.CONTENT_TYPES[kind]


@pytest.mark.django_db
def test_the_same_content_twice_is_the_same_blob() -> None:
    first, second = store_blob(upload(PDF, "a.pdf")), store_blob(upload(PDF, "b.pdf"))
    assert first.pk == second.pk
    assert default_storage.listdir("incoming")[1] == []


@pytest.mark.django_db
def test_bytes_lost_from_the_disk_come_back_with_the_next_upload() -> None:
    blob = store_blob(upload(PDF))
    default_storage.delete(blob.path)
    assert store_blob(upload(PDF)).pk == blob.pk
    assert default_storage.size(blob.path) == len(PDF)


@pytest.mark.django_db
def test_a_large_upload_that_django_keeps_on_disk_is_stored_too() -> None:
    big = TemporaryUploadedFile("scan.pdf", "application/pdf", 0, None)
    big.write(PDF[:-6] + b"0" * 3_000_000 + b"\n%%EOF\n")
    big.size = big.tell()
    blob = store_blob(big)
    assert (blob.kind, default_storage.size(blob.path)) == ("pdf", big.size)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"just words", "file-kind"),
        (b"<html><body>hello</body></html>", "file-kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-kind"),
        (b"\n%PDF-1.7\n%%EOF", "file-kind"),
        (b"GIF89a" + b"\0" * 100, "file-kind"),
        (b"%PDF-1.7\n<HTML ><script>alert(1)</script>\n%%EOF", "file-markup"),
        (b"%PDF-1.7\n" + b"0" * 5000, "file-damaged"),
        (picture("JPEG", (600, 400))[:900], "file-damaged"),
        (picture("PNG")[:60], "file-damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 nonsense", "file-damaged"),
        (b"PK\x03\x04 broken", "file-damaged"),
        (office("readme.txt"), "file-kind"),
        (office("word/document.xml"), "file-kind"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file-macros"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file-heic"),
    ],
)
def test_what_is_no_paper_is_refused_whatever_its_name(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.django_db
def test_a_picture_that_is_a_web_page_as_well_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", comment=b"<script>alert(1)</script>")
    assert refused(out.getvalue()) == "file-markup"


@pytest.mark.django_db
@pytest.mark.parametrize("side", [8_000, 10_000, 30_000])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(side: int) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    size = side.to_bytes(4, "big")
    png = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\0\0\0\0") + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    )
    assert refused(png + chunk(b"IEND", b"")) == "file-too-many-pixels"


@pytest.mark.django_db
def test_an_office_file_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 1000)
    assert refused(office("[Content_Types].xml", "xl/workbook.xml", content=b"0" * 600)) == "file-unpacks-too-large"


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_and_the_limit_is_said() -> None:
    with pytest.raises(Refusal, match="1,5 MB") as refusal:
        store_blob(upload(PDF + b"0" * 1_600_000), limit=1_572_864)
    assert refusal.value.code == "file-too-large"


@pytest.mark.django_db
def test_a_file_of_exactly_the_limit_is_taken() -> None:
    assert store_blob(upload(PDF), limit=len(PDF)).size == len(PDF)


@pytest.mark.django_db
def test_a_word_file_is_refused_where_only_papers_are_welcome() -> None:
    assert refused(GOOD["docx"], kinds=PAPERS) == "file-kind"


@pytest.mark.django_db
def test_a_full_disk_is_a_conflict_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class FullDisk(ContentFile):
        """A file whose second reading ends as a write on a full disk does."""

        readings = 0

        def chunks(self, chunk_size: int | None = None):
            self.readings += 1
            yield self.file.getvalue()[:20]
            if self.readings > 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            yield self.file.getvalue()[20:]

    with pytest.raises(Refusal) as refusal:
        store_blob(FullDisk(PDF, "a.pdf"))
    assert (refusal.value.code, refusal.value.kind) == ("file-not-stored", "conflict")
    assert Blob.objects.count() == 0
    assert default_storage.listdir("incoming")[1] == []


@pytest.mark.django_db
def test_with_a_scanner_a_file_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_CLAMD", "127.0.0.1:3310")
    assert store_blob(upload(PDF)).scan == Blob.Scan.PENDING
