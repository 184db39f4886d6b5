"""Merged cells of an OpenDocument sheet, which the workbook reader does not tell."""

import io
import zipfile
from xml.etree import ElementTree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST = 60_000

Merge = tuple[tuple[int, int], tuple[int, int]]


def ods_merges(data: bytes) -> dict[str, list[Merge]]:
    """Merged ranges by sheet. The file's size was checked before."""
    found: dict[str, list[Merge]] = {}
    name, row = "", 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as content:
        for event, element in ElementTree.iterparse(content, events=("start", "end")):
            if event == "start" and element.tag == f"{_TABLE}table":
                name, row = element.get(f"{_TABLE}name", ""), 0
                found[name] = []
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                if row < _MOST:
                    found.setdefault(name, []).extend(_of_row(element, row))
                row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                element.clear()
    return found


def _of_row(row: ElementTree.Element, no: int) -> list[Merge]:
    """The ranges that begin in a row."""
    found: list[Merge] = []
    column = 0
    for cell in row:
        down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        right = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or right > 1:
            found.append(((no, column), (no + down - 1, column + right - 1)))
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
    return found
