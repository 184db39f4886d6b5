"""The draft decision as a Word file: the filing copy that goes into the province's own document system.

Built from nothing, so that no binary template lies in the repository: Decree 30/2020 layout, Times New Roman.
"""

import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ocop.recognition.models import Decision
from ocop.recognition.printing import decision_data

_FACE = "Times New Roman"
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def decision_docx(decision: Decision) -> bytes:
    """The draft with its annex as .docx; names go in as text, whatever signs they hold."""
    data = decision_data(decision)
    document = _blank()
    _head(document, data)
    _line(document, "QUYẾT ĐỊNH", bold=True, size=14, align=_CENTRE)
    _line(document, data["about"], bold=True, size=14, align=_CENTRE)
    _line(document, data["authority"].upper(), bold=True, align=_CENTRE)
    for words in data["bases"]:
        _line(document, words, italic=True, indent=True)
    _line(document, "QUYẾT ĐỊNH:", bold=True, align=_CENTRE)
    for place, words in enumerate(data["articles"], 1):
        _line(document, words, lead=f"Điều {place}. ", indent=True)
    _foot(document, data)
    _annex(document, data)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _blank() -> WordDocument:
    """An empty A4 document with the decree's margins and face."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FACE, Pt(13)
    # Word reads East Asian and complex scripts from other attributes; Vietnamese marks must not fall back.
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(script), _FACE)
    style.paragraph_format.space_after = Pt(6)
    return document


def _line(place: Any, words: str, *, lead: str = "", bold: bool = False, italic: bool = False, size: float = 13,
          align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: bool = False) -> Any:
    """One paragraph; `lead` stands before it in bold."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    if lead:
        paragraph.add_run(lead).bold = True
    run = paragraph.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _cell(cell: Any, words: str, **form: Any) -> None:
    """Fill a table cell with one paragraph, using the empty one it comes with."""
    first = cell.paragraphs[0]
    _line(cell, words, **form)
    first._element.getparent().remove(first._element)


def _head(document: WordDocument, data: dict[str, Any]) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _cell(left, data["agency"], bold=True, size=12, align=_CENTRE)
    _cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12, align=_CENTRE)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True, align=_CENTRE)
    left, right = table.rows[1].cells
    _cell(left, f"Số: {data['number']}", align=_CENTRE)
    _cell(right, f"{data['place']}, ngày      tháng      năm        ", italic=True, align=_CENTRE)


def _foot(document: WordDocument, data: dict[str, Any]) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _cell(left, "Nơi nhận:", bold=True, italic=True, size=12, align=WD_ALIGN_PARAGRAPH.LEFT)
    for receiver in data["receivers"]:
        _line(left, f"- {receiver};", size=11, align=WD_ALIGN_PARAGRAPH.LEFT)
    _cell(right, data["position"].upper(), bold=True, align=_CENTRE)


def _annex(document: WordDocument, data: dict[str, Any]) -> None:
    if not data["products"]:
        return
    _line(document, "", align=_CENTRE).runs[0].add_break(WD_BREAK.PAGE)
    _line(document, "PHỤ LỤC", bold=True, size=14, align=_CENTRE)
    _line(document, data["annex"], bold=True, align=_CENTRE)
    _line(document, data["annex_note"], italic=True, align=_CENTRE)
    heads = ("STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Điểm", "Hạng")
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, words, bold=True, size=11.5, align=_CENTRE)
    for place, row in enumerate(data["products"], 1):
        words_of = (str(place), row["name"], row["producer"], row["place"], row["score"], f"{row['stars']} sao")
        for cell, words in zip(table.add_row().cells, words_of, strict=True):
            _cell(cell, words, size=11.5, align=WD_ALIGN_PARAGRAPH.LEFT)
