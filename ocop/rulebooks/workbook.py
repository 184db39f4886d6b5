"""An edition as an Excel file and back: the content of its YAML in five sheets, each thing in a cell of its own."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import python_calamine
import xlsxwriter
import yaml

from ocop.rulebooks.rules import sources
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.reading import Data, nfc
from ocop.rulebooks.rules.rubric import BRANCH, SINGLE

HEAD, LISTS, BLOCKS, SETS, SHEETS = "Văn bản", "Danh mục", "Khối", "Bộ", "Phiếu"
COLUMNS = {
    HEAD: ("mục", "giá trị"),
    LISTS: ("loại", "mã", "hệ quả", "tiếng Việt", "tiếng Anh"),
    BLOCKS: (
        *("khối", "kiểu", "tối đa", "tên", "tên tiếng Anh", "điều kiện loại", "gợi ý", "minh chứng", "khác"),
        *("trường hợp", "trường hợp tiếng Anh", "điểm", "sao tối thiểu", "mức", "mức tiếng Anh"),
    ),
    SETS: ("bộ", "tên", "tên tiếng Anh", "nhóm", "bộ chủ trì", "điều kiện loại", "khác"),
    SHEETS: ("bộ", "phần", "mục", "tên mục", "điểm mục", "mã tiêu chí", "khối"),
}
# Lists of the file that are a key and its words each.
_LISTS = ("ministries", "gates", "hints", "evidence", "sections")
_PLAIN = {"kind", "max", "vi", "en", "gates", "hints", "evidence", "options", "branches"}
_SET_PLAIN = {"id", "vi", "en", "group", "lead", "reject_if", "parts"}
MOST_UNPACKED = 40 * 1024 * 1024
MOST_FILES = 200
Row = Sequence[Any]


def edition_xlsx(data: Data) -> bytes:
    """The Excel file of an edition."""
    return _written(
        {
            HEAD: _head_rows(data),
            LISTS: _list_rows(data),
            BLOCKS: _block_rows(data),
            SETS: _set_rows(data),
            SHEETS: _sheet_rows(data),
        },
        COLUMNS,
    )


def _written(rows: Mapping[str, Iterable[Row]], columns: Mapping[str, Sequence[str]]) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, lines in rows.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns[name]) - 1, 22, wrap)
            sheet.write_row(0, 0, columns[name], bold)
            for number, line in enumerate(lines, 1):
                sheet.write_row(number, 0, line)
    return target.getvalue()


def _flow(value: Any) -> str:
    """A value in one line of YAML."""
    return (
        yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**9, sort_keys=False)
        .removesuffix("...\n")
        .strip()
    )


def _head_rows(data: Data) -> Iterator[Row]:
    yield "schema", str(data["schema"])
    for key, value in data["edition"].items():
        yield f"edition.{key}", _flow(value)
    for number, anomaly in enumerate(data.get("anomalies", ()), 1):
        yield f"anomalies.{number}", _flow(anomaly)


def _list_rows(data: Data) -> Iterator[Row]:
    for kind in _LISTS:
        found = data.get(kind)
        for key, entry in (found if isinstance(found, dict) else {}).items():
            if isinstance(entry, str):
                yield kind, key, "", entry, ""
            else:
                yield kind, key, entry.get("effect", ""), entry["vi"], entry.get("en", "")


def _block_rows(data: Data) -> Iterator[Row]:
    for name, block in _entries(data, "blocks"):
        rest = {key: value for key, value in block.items() if key not in _PLAIN}
        lists = [", ".join(block.get(key, ())) for key in ("gates", "hints", "evidence")]
        first: Row = (name, block["kind"], block["max"], block["vi"], block["en"], *lists, _flow(rest) if rest else "")
        again: Row = (name, *[""] * (len(first) - 1))
        options = list(_options(block)) or [("", "", "", "", "", "")]
        for number, option in enumerate(options):
            yield *(first if number == 0 else again), *option


def _options(block: Data) -> Iterator[Row]:
    for branch in block.get("branches", [{"options": block.get("options", ())}]):
        for option in branch["options"]:
            when = branch.get("when_vi", ""), branch.get("when_en", "")
            yield *when, option["p"], option.get("star", ""), option["vi"], option["en"]


def _entries(data: Data, key: str) -> Iterable[tuple[str, Data]]:
    found = data.get(key)
    return found.items() if isinstance(found, dict) else ()


def _set_rows(data: Data) -> Iterator[Row]:
    for entry in _sets(data):
        rest = {key: value for key, value in entry.items() if key not in _SET_PLAIN}
        leads, out = ", ".join(entry.get("lead", ())), ", ".join(entry.get("reject_if", ()))
        yield entry["id"], entry["vi"], entry["en"], entry["group"], leads, out, _flow(rest) if rest else ""


def _sets(data: Data) -> Sequence[Data]:
    found = data.get("sets")
    return found if isinstance(found, list) else ()


def _sheet_rows(data: Data) -> Iterator[Row]:
    for entry in _sets(data):
        for part, sections in entry["parts"].items():
            for section in sections:
                for code, block in section["use"].items():
                    yield entry["id"], part, str(section["sec"]), section["section"], section["max"], str(code), block


def read_xlsx(content: bytes) -> sources.Source:
    """An edition from its Excel file, as YAML would have it. Macros, bombs and foreign workbooks are flaws."""
    flaws = list(_package_flaws(content))
    if flaws:
        return sources.Source({}, flaws=tuple(flaws))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = {name: book.get_sheet_by_name(name).to_python() for name in COLUMNS if name in book.sheet_names}
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        return sources.Source({}, flaws=(Flaw("workbook", "", str(error)[:200]),))
    missing = [name for name in COLUMNS if name not in tables]
    if missing:
        return sources.Source({}, flaws=tuple(Flaw("no-sheet", name, "") for name in missing))
    reader = _Reader(tables)
    data = reader.read()
    if reader.flaws:
        return sources.Source({}, reader.places, tuple(reader.flaws))
    return sources.Source(data, reader.places, (), sources.dump(data))


def _package_flaws(content: bytes) -> Iterator[Flaw]:
    if len(content) > sources.MOST_BYTES:
        yield Flaw("too-large", "", str(sources.MOST_BYTES // 1024 // 1024))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except zipfile.BadZipFile:
        yield Flaw("workbook", "", "zip")
        return
    names = [entry.filename.lower() for entry in entries]
    macros = [name for name in names if "vba" in name or "macro" in name]
    if macros:
        yield Flaw("macros", "", macros[0])
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        yield Flaw("bomb", "", str(MOST_UNPACKED // 1024 // 1024))


class _Reader:
    """Reads the five sheets; remembers where each thing stood."""

    def __init__(self, tables: Mapping[str, list[list[Any]]]) -> None:
        self.tables = tables
        self.places: dict[sources.Path, str] = {}
        self.flaws: list[Flaw] = []

    def read(self) -> dict[str, Any]:
        """The data of the file; only worth something without flaws."""
        data: dict[str, Any] = {"edition": {}, "anomalies": []}
        self._head(data)
        self._lists(data)
        data["blocks"] = self._blocks()
        data["sets"] = self._sets()
        self._sheets(data)
        if not data["blocks"] and not data["sets"]:
            data["blocks"] = data["sets"] = "unknown"
        return data

    def _rows(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Number (as Excel counts) and cells by title of each row that is not empty."""
        table = self.tables[name]
        titles = [_text(cell) for cell in table[0]] if table else []
        lacking = [title for title in COLUMNS[name] if title not in titles]
        if lacking:
            self.flaws += [Flaw("no-column", f"{name}!A1", title) for title in lacking]
            return
        for number, row in enumerate(table[1:], 2):
            cells = dict(zip(titles, row, strict=False))
            if any(_text(cell) for cell in row):
                yield number, {title: cells.get(title, "") for title in COLUMNS[name]}

    def _cell(self, name: str, title: str, number: int) -> str:
        return f"{name}!{chr(ord('A') + COLUMNS[name].index(title))}{number}"

    def _value(self, text: Any, cell: str) -> Any:
        """A cell of YAML in one line; the same limits hold for it as for a file."""
        source = sources.read_yaml(f"value: {_text(text)}".encode()) if _text(text) else sources.Source({"value": None})
        self.flaws += [Flaw(flaw.code, cell, flaw.found) for flaw in source.flaws]
        return source.data.get("value")

    def _head(self, data: dict[str, Any]) -> None:
        for number, row in self._rows(HEAD):
            key, cell = _text(row["mục"]), self._cell(HEAD, "giá trị", number)
            first, _, rest = key.partition(".")
            if tuple(key.split(".")) in self.places:
                self.flaws.append(Flaw("duplicate-key", key, cell))
            self.places[tuple(key.split("."))] = cell
            value = self._value(row["giá trị"], cell)
            if first == "anomalies":
                data["anomalies"].append(value)
            elif rest:
                data["edition"][rest] = value
            else:
                data[key] = value

    def _lists(self, data: dict[str, Any]) -> None:
        for number, row in self._rows(LISTS):
            kind, key = _text(row["loại"]), _text(row["mã"])
            self._once((kind, key), self._cell(LISTS, "mã", number))
            vi, en, effect = _text(row["tiếng Việt"]), _text(row["tiếng Anh"]), _text(row["hệ quả"])
            words = {**({"effect": effect} if effect else {}), "vi": vi, "en": en}
            data.setdefault(kind, {})[key] = vi if kind == "ministries" else words

    def _once(self, path: sources.Path, cell: str) -> bool:
        """Remember where a thing stands; a flaw if it stood elsewhere before."""
        if path in self.places:
            self.flaws.append(Flaw("duplicate-key", ".".join(path).replace("id:", ""), cell))
            return False
        self.places[path] = cell
        return True

    def _blocks(self) -> dict[str, Any]:
        blocks: dict[str, Any] = {}
        last = ""
        for number, row in self._rows(BLOCKS):
            name = _text(row["khối"])
            if name != last and self._once(("blocks", name), self._cell(BLOCKS, "khối", number)):
                blocks[name] = self._block(row, number)
            last = name
            if name in blocks and _text(row["mức"]):
                self._option(blocks[name], row)
        return blocks

    def _block(self, row: Mapping[str, Any], number: int) -> dict[str, Any]:
        block: dict[str, Any] = {"vi": _text(row["tên"]), "en": _text(row["tên tiếng Anh"])}
        block |= {"kind": _text(row["kiểu"]), "max": _number(row["tối đa"])}
        for key, title in (("gates", "điều kiện loại"), ("hints", "gợi ý"), ("evidence", "minh chứng")):
            if _text(row[title]):
                block[key] = _names(row[title])
        rest = self._value(row["khác"], self._cell(BLOCKS, "khác", number))
        return block | (rest if isinstance(rest, dict) else {})

    @staticmethod
    def _option(block: dict[str, Any], row: Mapping[str, Any]) -> None:
        option = {"p": _number(row["điểm"]), "vi": _text(row["mức"]), "en": _text(row["mức tiếng Anh"])}
        if _text(row["sao tối thiểu"]):
            option["star"] = _number(row["sao tối thiểu"])
        if block["kind"] == SINGLE:
            block.setdefault("options", []).append(option)
        elif block["kind"] == BRANCH:
            when = {"when_vi": _text(row["trường hợp"]), "when_en": _text(row["trường hợp tiếng Anh"])}
            branches = block.setdefault("branches", [])
            if not branches or branches[-1]["when_vi"] != when["when_vi"]:
                branches.append({**when, "options": []})
            branches[-1]["options"].append(option)

    def _sets(self) -> list[dict[str, Any]]:
        sets = []
        for number, row in self._rows(SETS):
            name = _text(row["bộ"])
            self._once(("sets", f"id:{name}"), self._cell(SETS, "bộ", number))
            entry: dict[str, Any] = {"id": name, "vi": _text(row["tên"]), "en": _text(row["tên tiếng Anh"])}
            entry["group"] = _text(row["nhóm"])
            for key, title in (("lead", "bộ chủ trì"), ("reject_if", "điều kiện loại")):
                if _text(row[title]):
                    entry[key] = _names(row[title])
            rest = self._value(row["khác"], self._cell(SETS, "khác", number))
            sets.append({**entry, **(rest if isinstance(rest, dict) else {}), "parts": {}})
        return sets

    def _sheets(self, data: Mapping[str, Any]) -> None:
        by_id = {entry["id"]: entry for entry in data["sets"]}
        for number, row in self._rows(SHEETS):
            name, code = _text(row["bộ"]), _text(row["mã tiêu chí"])
            if name not in by_id:
                self.flaws.append(Flaw("unknown-name", self._cell(SHEETS, "bộ", number), name))
            elif self._once(("sets", f"id:{name}", code), self._cell(SHEETS, "mã tiêu chí", number)):
                sections = by_id[name]["parts"].setdefault(_text(row["phần"]), [])
                sec, section = _text(row["mục"]), _text(row["tên mục"])
                if not sections or sections[-1]["sec"] != sec:
                    sections.append({"sec": sec, "section": section, "max": _number(row["điểm mục"]), "use": {}})
                sections[-1]["use"][code] = _text(row["khối"])


def _text(cell: Any) -> str:
    """A cell as text; a whole number without its decimals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return nfc(cell).strip()


def _number(cell: Any) -> Any:
    """A whole number, or the cell as it is for the checks to name."""
    text = _text(cell)
    return int(text) if text.isdecimal() and len(text) < 10 else text


def _names(cell: Any) -> list[str]:
    return [name.strip() for name in _text(cell).split(",") if name.strip()]


REGRADED = (
    *("mã", "bộ cũ", "sao cũ", "điểm cũ", "bộ mới", "sao mới", "điểm mới", "thay đổi", "mức tối thiểu mới không đạt"),
    *("mức không có tương ứng", "tiêu chí chưa có câu trả lời", "minh chứng còn thiếu", "tiêu chí suy đoán", "lỗi"),
)


def regraded_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """What `regrade` answers, a row a product; a dash where there is no star."""
    return _written(
        {"Chấm lại": (_regraded(number, row) for number, row in enumerate(rows, 1))}, {"Chấm lại": REGRADED}
    )


def _regraded(number: int, row: Mapping[str, Any]) -> Row:
    if "error" in row:
        return (row["line"], *[""] * (len(REGRADED) - 2), row["error"])
    old, new = row["from"], row["to"]
    moved = "" if row["moved"] is None else row["moved"]
    gates = ", ".join(f"{gate['criterion']} ({gate['star']} sao)" for gate in row["newly_missed"])
    lost = ", ".join(f"{one['criterion']}:{one['option']}" for one in row["no_counterpart"])
    rest = (", ".join(row[key]) for key in ("unanswered", "evidence_missing", "assumed"))
    stars = [state["stars"] if state["stars"] is not None else "–" for state in (old, new)]
    return (
        *(row.get("id", number), old["set"], stars[0], old["mean_shown"]),
        *(new["set"], stars[1], new["mean_shown"], moved, gates, lost, *rest, ""),
    )
