"""Papers: PDF by typst, Word by docxtpl; the whole use of both stands here (they change, our templates should not).

Data goes in as data, never pasted into markup: a product named `#panic()` prints as that.
"""

import datetime as dt
import io
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from docxtpl import DocxTemplate

# Templates import the shared layout as "/core/print/base.typ": the root is the folder of the rooms.
ROOT = Path(__file__).resolve().parent.parent
_local = threading.local()


@lru_cache(maxsize=1)
def _fonts(folder: str) -> typst.Fonts:
    """Typst's own fonts and those of `OCOP_FONT_DIR`; never the machine's, so that a paper looks the same anywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])


def _compiler() -> typst.Compiler:
    """One compiler per thread: reuse keeps fonts and parsed files warm, and two threads never share one."""
    if getattr(_local, "font_dir", None) != settings.FONT_DIR:
        _local.compiler = typst.Compiler(root=ROOT, font_paths=_fonts(settings.FONT_DIR))
        _local.font_dir = settings.FONT_DIR
    return cast("typst.Compiler", _local.compiler)


def typeset(template: Path | str, data: dict[str, Any], *, at: dt.datetime | None = None) -> bytes:
    """Set a paper as PDF/A-2b. `template` is a path inside `ocop/`, absolute or from there (`councils/print/form.typ`).

    The template reads its data as `json(bytes(sys.inputs.data))`; dates and decimals arrive as text, so format them
    before. `at` fixes the creation time written into the file, so that a reprint has the same bytes. Raises
    `typst.TypstError` for a fault in the template.
    """
    path = Path(template)
    document = _compiler().compile(
        input=path if path.is_absolute() else ROOT / path,
        format="pdf",
        pdf_standards="a-2b",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        timestamp=at,
    )
    return cast(bytes, document)


def typeset_png(template: Path | str, data: dict[str, Any]) -> bytes:
    """Set a one-page template as a picture, a pixel for each point."""
    said = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    return cast(bytes, _compiler().compile(input=ROOT / template, format="png", ppi=72.0, sys_inputs=said))


def fill_docx(template_path: Path | str, data: dict[str, Any]) -> bytes:
    """Fill a Word template; names with `&` or `<` stay text."""
    document = DocxTemplate(str(template_path))
    document.render(data, autoescape=True)
    filled = io.BytesIO()
    document.save(filled)
    return filled.getvalue()
