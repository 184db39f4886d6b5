"""Papers as they leave: read back from the rendered page, with names that would break a careless template."""

import datetime as dt
import io
import re
import subprocess

import pypdf
import pytest
import typst
import zxingcpp
from docx import Document
from PIL import Image

from ocop.recognition.actions import draft_decision, send_result
from ocop.recognition.enums import DecisionKind
from ocop.recognition.models import Certificate
from ocop.recognition.printing import (
    certificates_pdf,
    decision_pdf,
    product_qr_svg,
    result_letter_pdf,
    signed_qr_svg,
)
from ocop.recognition.signedqr import read, sign
from ocop.recognition.wordfile import decision_docx
from tests.factories.recognition import Scene, certificate, judged

NASTY = "Chè #panic() & <b> “Đinh” $x$"
MM = 72 / 25.4


def text_of(pdf: bytes) -> str:
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", words)


def picture(svg: str, side_mm: int = 36) -> Image.Image:
    size = f"width: {side_mm}mm, height: {side_mm}mm"
    page = f"#set page({size}, margin: 0mm)\n#image(bytes({_quoted(svg)}), width: 100%)"
    return Image.open(io.BytesIO(typst.compile(page.encode(), format="png", ppi=300.0)))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rendered(pdf: bytes) -> Image.Image:
    """The first page as a phone would see it, through another program than the one that set it."""
    png = subprocess.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "-"], input=pdf, capture_output=True,
                         check=True).stdout
    return Image.open(io.BytesIO(png))


def test_the_certificate_says_what_was_decided_and_its_code_reads_back_from_the_page(scene: Scene) -> None:
    made = certificate(scene, name=NASTY, number="01/GCN-OCOP-19-2026", decision_no="1450/QĐ-UBND")
    pdf = certificates_pdf([made])
    words = text_of(pdf)
    for part in ("GIẤY CHỨNG NHẬN", NASTY.upper(), "Hợp tác xã Bản Mới (ví dụ)", "4 SAO",
                 "xã Tân Cương, tỉnh Thái Nguyên", "01/GCN-OCOP-19-2026", "1450/QĐ-UBND", "15/6/2029",
                 "ngày 15 tháng 6 năm 2026", f"{made.pid[:5]}-{made.pid[5:]}", "127.0.0.1:8000/xac-minh"):
        assert part in words, part
    found = zxingcpp.read_barcodes(rendered(pdf))
    assert [code.text for code in found] == [f"http://127.0.0.1:8000/v/{sign(made)}"]
    assert read(found[0].text.rsplit("/", 1)[-1]) is not None


def test_a_reprint_has_the_same_bytes_and_a_batch_a_page_each(scene: Scene) -> None:
    rows = [certificate(scene, name=name) for name in ("Chè đinh", "Miến dong " * 20, "Ấ" * 140)]
    with_all = Certificate.objects.select_related("recognition__decision__authority").order_by("pk")
    assert certificates_pdf(with_all) == certificates_pdf(rows)
    pages = pypdf.PdfReader(io.BytesIO(certificates_pdf(rows))).pages
    assert len(pages) == 3
    assert [(round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM)) for page in pages] == [
        (297, 210)] * 3


def test_a_certificate_of_2019_is_printed_without_a_signed_code(scene: Scene) -> None:
    made = certificate(scene, issued_on=dt.date(2019, 12, 23))
    assert "23 tháng 12 năm 2019" in text_of(certificates_pdf([made]))


def test_codes_read_back_from_their_pictures_and_small_signed_ones_are_refused(scene: Scene) -> None:
    made = certificate(scene)
    signed = zxingcpp.read_barcodes(picture(signed_qr_svg(made)))
    assert [code.text for code in signed] == [f"http://127.0.0.1:8000/v/{sign(made)}"]
    plain = zxingcpp.read_barcodes(picture(product_qr_svg(made.recognition.product), 18))
    assert [code.text for code in plain] == [f"http://127.0.0.1:8000/v/{made.recognition.product.pid}"]
    with pytest.raises(ValueError, match="25 mm"):
        signed_qr_svg(made, side_mm=24)


def test_the_draft_leaves_as_pdf_and_as_word_with_the_same_products(scene: Scene) -> None:
    tallies = [judged(scene, NASTY), judged(scene, "Miến dong (ví dụ)", stars=3)]
    decision = draft_decision(authority=scene.province, kind=DecisionKind.RECOGNISE, tallies=tallies, by=scene.officer)
    words = text_of(decision_pdf(decision))
    document = Document(io.BytesIO(decision_docx(decision)))
    cells = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert cells[0] == ["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Điểm", "Hạng"]
    assert [(row[0], row[1], row[5]) for row in cells[1:]] == [
        ("1", NASTY, "4 sao"), ("2", "Miến dong (ví dụ)", "3 sao")]
    typed = " ".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("công nhận sản phẩm OCOP đạt hạng 3, 4 sao", "26/2026/QĐ-TTg", "36 tháng", "PHỤ LỤC"):
        assert part in words, part
        assert part in typed, part
    assert NASTY in words
    assert {document.styles["Normal"].font.name} == {"Times New Roman"}


def test_forward_and_revocation_have_their_own_words(scene: Scene) -> None:
    forward = draft_decision(authority=scene.province, kind=DecisionKind.FORWARD, tallies=[judged(scene, stars=5)],
                             by=scene.officer)
    revoke = draft_decision(authority=scene.province, kind=DecisionKind.REVOKE, tallies=[], by=scene.officer)
    assert "trình Trung ương" in text_of(decision_pdf(forward))
    assert "thu hồi Giấy chứng nhận" in text_of(decision_pdf(revoke))
    assert len(pypdf.PdfReader(io.BytesIO(decision_pdf(revoke))).pages) == 1
    assert decision_docx(revoke)[:2] == b"PK"


@pytest.mark.parametrize(("stars", "rank"), [(2, "đạt hạng 2 sao"), (None, "không được phân hạng")])
def test_the_result_letter_gives_points_rank_and_missed_gates(scene: Scene, stars: int | None, rank: str) -> None:
    tally = judged(scene, stars=stars, points=287, result={"missed": [{"criterion": "2.3", "star": 3}]})
    words = text_of(result_letter_pdf(send_result(tally=tally, by=scene.officer)))
    for part in (rank, "41,00", "7 phiếu", "2.3", "Hợp tác xã Bản Mới (ví dụ)"):
        assert part in words, part
