"""Papers: the layout of Decree 30/2020 in PDF, and Word templates that stay text."""

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
import typst
from pypdf import PageObject, PdfReader

from ocop.core.typesetting import ROOT, fill_docx, typeset

DATA = {
    "superior": "UBND tỉnh Thái Nguyên",
    "agency": "Sở Nông nghiệp và Môi trường",
    "number": "35/QĐ-UBND",
    "place": "Thái Nguyên",
    "date": "ngày 05 tháng 02 năm 2026",
    "kind": "Quyết định",
    "about": "Về việc công nhận sản phẩm OCOP đợt 1 năm 2026",
    "paragraphs": ["Giấy của Ủy ban: ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự đĐ ₫ #panic() *không đậm* $x$"],
    "products": [{"name": "Chè shan tuyết <Bằng Phúc>", "stars": 4}, {"name": "Gạo nếp Khẩu nua Lếch", "stars": 3}],
    "receivers": ["Như Điều 3", "Lưu: VT, NN"],
    "authority": "TM. Ủy ban nhân dân",
    "position": "Chủ tịch",
    "signer": "Nguyễn Văn Ví Dụ",
}
SAMPLE = "core/print/sample.typ"
MOMENT = dt.datetime(2026, 2, 5, tzinfo=dt.UTC)


def pages(data: dict[str, object]) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(typeset(SAMPLE, data))).pages)


def words(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_every_part_of_the_paper_and_every_letter_is_in_the_pdf() -> None:
    text = words(pages(DATA)[0])
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "SỞ NÔNG NGHIỆP VÀ MÔI",
        "Số: 35/QĐ-UBND",
        "Thái Nguyên, ngày 05 tháng 02 năm 2026",
        "QUYẾT ĐỊNH",
        "ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự đĐ ₫ #panic() *không đậm* $x$",
        "Chè shan tuyết <Bằng Phúc>",
        "4 sao",
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT, NN.",
        "TM. ỦY BAN NHÂN DÂN",
        "Nguyễn Văn Ví Dụ",
    ):
        assert part in text, part


def test_the_page_is_a4_with_the_margins_of_the_decree_and_numbered_from_the_second() -> None:
    long = pages({**DATA, "paragraphs": DATA["paragraphs"] * 60})
    assert [round(float(side) / 72 * 25.4) for side in long[0].mediabox[2:]] == [210, 297]
    starts: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], *font: object) -> None:
        if text.strip():
            starts.append(cm[4] + tm[4])

    long[1].extract_text(visitor_text=note)
    assert min(starts) == pytest.approx(30 / 25.4 * 72, abs=1)
    assert words(long[0]).startswith("UBND TỈNH THÁI NGUYÊN")
    assert [words(page)[:2].strip() for page in long[1:3]] == ["2", "3"]


def test_the_fonts_are_ours_and_lie_inside_the_file() -> None:
    found = set()
    for page in pages(DATA):
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())
            found.add(font.get_object()["/BaseFont"].split("+")[1].split("-")[0])
    assert found == {"LibertinusSerif"}


def test_the_file_is_pdf_a_and_a_reprint_has_the_same_bytes() -> None:
    first = typeset(SAMPLE, DATA, at=MOMENT)
    assert b"pdfaid:part" in first
    assert typeset(ROOT / SAMPLE, DATA, at=MOMENT) == first


def test_one_paper_leaves_nothing_behind_for_the_next() -> None:
    typeset(SAMPLE, DATA)
    assert "Sở khác".upper() in words(pages({**DATA, "agency": "Sở khác"})[0])


def test_a_fault_in_a_template_is_raised() -> None:
    with pytest.raises(typst.TypstError):
        typeset(SAMPLE, {"kind": "thiếu"})


def test_a_word_template_is_filled_and_names_stay_text(tmp_path: Path) -> None:
    template = tmp_path / "mau.docx"
    paper = docx.Document()
    paper.add_paragraph("Chủ thể: {{ name }}")
    paper.save(str(template))
    filled = docx.Document(io.BytesIO(fill_docx(template, {"name": "HTX Mai & Sơn <Bắc Kạn>"})))
    assert [paragraph.text for paragraph in filled.paragraphs] == ["Chủ thể: HTX Mai & Sơn <Bắc Kạn>"]
