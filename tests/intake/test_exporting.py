"""The register leaves as a file and comes back as it was: cell by cell, in an empty database and in its own."""

import csv
import dataclasses
import datetime as dt
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.names import nfc
from ocop.intake import exporting
from ocop.intake.actions import apply_import, preview_import, read_file, undo_import
from ocop.intake.exporting import HEADS, rows_of, write_csv, write_xlsx
from ocop.intake.facts import context_of, facts_of
from ocop.intake.naming import kind_of
from ocop.intake.planning import plan_import
from ocop.intake.reading import read_register
from ocop.intake.reading.verbatim import guarded, quoted, unguarded, unquoted
from ocop.recognition.models import PastResult, Recognition
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product
from ocop.registry.taxcodes import store_tax_code
from tests.factories.places import unit
from tests.intake.books import book, row
from tests.intake.stage import Ground
from tests.people import officer

ROOT = Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))
WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


def rows(by: Actor = ROOT, **narrow: Any) -> list[list[Any]]:
    return list(rows_of(by, **narrow))


def file_of(said: list[list[Any]], kind: str) -> bytes:
    out = io.BytesIO()
    WRITERS[kind](iter(said), out)
    return out.getvalue()


def statuses(data: bytes, kind: str, by: Actor = ROOT) -> set[str]:
    """What a file would do here, by status."""
    plan = plan_import(read_register(data, f"so.{kind}").sheets, by=by)
    assert all(str(line.status) != "error" for line in plan.lines), [line.message for line in plan.lines]
    return {str(line.status) for line in plan.lines}


def bring_in(data: bytes, kind: str, by: Actor) -> Any:
    return apply_import(file=preview_import(file=read_file(data=data, name=f"so.{kind}", by=by), by=by), by=by)


@dataclasses.dataclass
class Taken:
    """What was taken out of a database that is no more."""

    rows: list[list[Any]]
    files: dict[str, bytes]
    again: dict[str, set[str]]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The register of the sample as files; the sample itself is rolled back."""
    home = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=home, MEDIA_ROOT=home / "files"), transaction.atomic():
        call_command("seed_demo", stdout=io.StringIO())
        found = rows()
        files = {kind: file_of(found, kind) for kind in WRITERS}
        taken = Taken(found, files, {kind: statuses(data, kind) for kind, data in files.items()})
        transaction.set_rollback(True)
    return taken


@pytest.fixture
def bare(db: None, tmp_path: Path) -> Iterator[None]:
    """A database with the country and the law, and nobody in it."""
    call_command("load_places", stdout=io.StringIO())
    call_command("load_rulebook", stdout=io.StringIO())
    yield


def test_the_sample_brought_into_itself_changes_nothing(demo: Taken) -> None:
    assert len(demo.rows) > 100
    assert demo.again == {"xlsx": {"unchanged"}, "csv": {"unchanged"}}


@pytest.mark.parametrize("kind", WRITERS)
def test_the_sample_comes_back_cell_by_cell_in_an_empty_database(demo: Taken, bare: None, kind: str) -> None:
    bring_in(demo.files[kind], kind, ROOT)
    found = rows()
    assert [pair for pair in zip(found, demo.rows, strict=True) if pair[0] != pair[1]] == []
    assert statuses(demo.files[kind], kind) == {"unchanged"}


def test_a_result_that_was_sent_up_is_no_star(demo: Taken) -> None:
    sent_up = [one for one in demo.rows if "trình Trung ương" in str(one[-1])]
    assert [(one[10], one[12]) for one in sent_up] == [("Tiềm năng 5 sao", "")]


NASTY = [
    row(1, "'=1+1 (ví dụ)"), row(2, "  @SUM(A1)", stars="3 sao"), row(3, "-Chè, \"ướp\"; sen|ba", address="xã Lạ Hoắc"),
    row(4, "''=Chè", producer="HTX Tân Qui",
        address="thôn Đồng, xã Tân Cương, thành phố Thái Nguyên, tỉnh Thái Nguyên"),
    row(5, "Chè 5", producer="Công ty TNHH Sao", stars="tiềm năng 5 sao", score="91,14"),
    row(6, "Chè 6", stars="2 sao", decision="Số 77/QĐ-UBND ngày 5/4/2022"), row(7, "Chè 7", stars="", decision=""),
    row(8, "Chè 8", decision="5/QĐ-BNN-VPĐP 3/2/2023", stars="5 sao"), row(9, "Chè 6", stars="4 sao"),
    row(10, unicodedata.normalize("NFD", "Chè Thái Nguyên")), row(11, "Chè 11", kind="DN", producer="Cơ sở Lan, +84"),
    row(12, "Chè 12", stars="3 sao", decision="2616/QĐ-UBND 29/12/2021"), row(13, "Chè 12", stars="4 sao"),
    row(14, "0912", producer="007 HTX", stars="khá"), row(15, "Chè 15", stars="1", score="45,5", decision=""),
]


@pytest.mark.django_db
class TestImportedRegister:
    @pytest.mark.parametrize("kind", WRITERS)
    def test_what_was_brought_in_goes_out_and_comes_back_as_it_was(self, ground: Ground, kind: str) -> None:
        first = ground.bring(book(*NASTY))
        found = rows()
        assert [one[0] for one in found] == list(range(1, len(found) + 1))
        data = file_of(found, kind)
        assert statuses(data, kind, ground.officer) == {"unchanged"}
        undo_import(file=first, by=ground.officer)
        assert rows() == []
        bring_in(data, kind, ground.officer)
        assert rows() == found
        assert {"=1+1 (ví dụ)", "@SUM(A1)", "'=Chè", "Chè Thái Nguyên"} <= {one[1] for one in found}

    def test_no_cell_is_a_formula_and_codes_years_and_days_are_what_they_are(self, ground: Ground) -> None:
        ground.bring(book(*NASTY))
        sheet = openpyxl.load_workbook(io.BytesIO(file_of(rows(), "xlsx"))).active
        assert sheet is not None
        cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "n", "d"}
        assert [cell.value for cell in sheet[1]] == list(HEADS)
        by_name = {line[1].value: line for line in sheet.iter_rows(min_row=2)}
        assert "'=1+1 (ví dụ)" in by_name
        line = by_name["Chè 8"]
        assert (line[10].value, line[13].value, line[14].value) == (5, dt.datetime(2023, 2, 3), "2023")
        text = file_of(rows(), "csv")
        assert text.startswith(b"\xef\xbb\xbf")
        told = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        assert not [cell for one in told for cell in one if cell[:1] in "=+-@\t" and cell]
        assert "03/02/2023" in [cell for one in told for cell in one]

    def test_a_persons_number_never_leaves_and_an_organisations_does(self, ground: Ground) -> None:
        ground.bring(book(row(1, "Chè 1", "Hộ bà Lan", kind="Hộ"), row(2, "Chè 2", "HTX Bản Mới")))
        code = store_tax_code("019085001234")
        Producer.objects.filter(name="Hộ bà Lan").update(tax_code=code.unique, tax_code_sealed=code.sealed)
        Producer.objects.filter(name="HTX Bản Mới").update(tax_code="4600123456")
        found = rows()
        assert {one[2]: one[4] for one in found} == {"Hộ bà Lan": "", "HTX Bản Mới": "4600123456"}
        assert statuses(file_of(found, "csv"), "csv") == {"unchanged"}

    def test_results_of_any_source_come_back_word_for_word(self, ground: Ground) -> None:
        first = ground.bring(book(row(1, "Chè 1"), row(2, "Chè 2", stars="", decision="")))
        product = Product.objects.get(name="Chè 2")
        sources = ("Nâng hạng, đề nghị; hiệu lực đến 1/1/2060", "=công thức", "cấp huyện quốc gia")
        for level, source in zip(("district", "nation", "commune"), sources, strict=True):
            PastResult.objects.create(product=product, level=level, stars=None, score_text="xấp xỉ 60", source=source)
        found = rows()
        data = file_of(found, "xlsx")
        assert statuses(data, "xlsx") == {"unchanged"}
        PastResult.objects.filter(product=product).delete()
        undo_import(file=first, by=ground.officer)
        bring_in(data, "xlsx", ground.officer)
        assert rows() == found
        assert set(PastResult.objects.values_list("source", "score_text")) == {(one, "xấp xỉ 60") for one in sources}

    def test_a_year_and_a_province_narrow_the_file_and_an_office_takes_its_own(self, ground: Ground) -> None:
        ground.bring(book(*NASTY))
        assert {one[14] for one in rows(year=2021)} == {"2021"}
        here, far = unit("19", level="province"), officer("Cán bộ tỉnh khác", Role.PROVINCE_OFFICER,
                                                          unit("01", level="province"))
        assert rows(province=here) == rows(ground.officer) == rows()
        assert rows(far) == rows(province=unit("01", level="province")) == []

    def test_the_number_of_queries_does_not_grow_with_the_products(self, ground: Ground) -> None:
        costs = []
        for some in (NASTY[:1], NASTY):
            ground.bring(book(*some))
            with CaptureQueriesContext(connection) as seen:
                rows()
            costs.append(len(seen))
        assert costs[0] == costs[1]

    def test_thousands_are_read_in_slices(self, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
        ground.bring(book(*NASTY))
        whole = rows()
        monkeypatch.setattr(exporting, "CHUNK", 3)
        assert rows() == whole

    def test_the_command_writes_what_the_import_reads(self, ground: Ground, tmp_path: Path) -> None:
        ground.bring(book(*NASTY))
        out = io.StringIO()
        for name in ("so.xlsx", "so.csv"):
            call_command("export_register", tmp_path / name, province="thai-nguyen-19", stdout=out)
            call_command("import_register", tmp_path / name, dry_run=True, stdout=out)
        assert out.getvalue().count(f"unchanged={len(rows())} ") == 2 and "error=0" in out.getvalue()
        for arguments, words in ((["so.txt"], "kết thúc"), (["so.csv", "--province", "khong-co"], "không có tỉnh"),
                                 (["khong-co/so.csv"], "No such file")):
            with pytest.raises(CommandError, match=words):
                call_command("export_register", str(tmp_path / arguments[0]), *arguments[1:])

    def test_a_place_nobody_recognised_stays_as_it_was_written(self, ground: Ground) -> None:
        first = ground.bring(book(
            row(1, "Chè 1", "Hộ A", kind="Hộ", address="xã Lạ Hoắc, huyện Phú Lương"),
            row(2, "Chè 2", "Hộ B", kind="Hộ", address="xã Lạ Hoắc, huyện Không Có"),
            row(3, "Chè 3", "Hộ C", kind="Hộ", address="Xóm Hạ, xã Tân Cương"),
            row(4, "Chè 4", "Hộ D", kind="Hộ", address=""), titles=()))
        found = rows()
        data = file_of(found, "csv")
        assert statuses(data, "csv", ground.officer) == {"unchanged"}
        undo_import(file=first, by=ground.officer)
        bring_in(data, "csv", ground.officer)
        assert rows() == found
        assert ("Xóm Hạ", "Xã Tân Cương") in {(one[5], one[6]) for one in found}

    def test_recognitions_keep_their_kind_level_and_certificate(self, ground: Ground) -> None:
        ground.bring(book(
            ["Chè 1", "HTX A", "Tân Cương", "4", "12/QĐ-UBND", "3/2/2022", "Nâng hạng", "01/GCN", "19-1-2022"],
            ["Chè 2", "HTX A", "Tân Cương", "5", "9/QĐ-BNN", "3/2/2022", "Đánh giá lại", "02/GCN", "19-2-2022"],
            head=["Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao", "Quyết định", "Ngày quyết định", "Ghi chú",
                  "Số giấy chứng nhận", "Mã sản phẩm"]))
        found = rows()
        assert [(one[16], one[17], one[18]) for one in found] == [
            ("01/GCN", "19-1-2022", "Nâng hạng"), ("02/GCN", "19-2-2022", "Phân hạng lại")]
        assert set(Recognition.objects.values_list("decision__level", flat=True)) == {"province", "nation"}


@pytest.mark.parametrize(("kind", "words"), [*exporting.KINDS.items(), ("", exporting.UNKNOWN_KIND)])
def test_the_words_of_a_kind_are_read_as_that_kind(kind: str, words: str) -> None:
    assert kind_of(words, "Cơ sở không rõ") == (kind, False)
    assert set(exporting.KINDS) == set(ProducerKind)


# Names as the register holds them: composed, no control character. What only the old fonts used is left out, since a
# whole column of it would be taken for them.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf"], exclude_characters="".join(
    map(chr, range(0xA1, 0x100))))
SIGNS = st.sampled_from(["=", "+", "-", "@", "'", '"', "“", "”", ",", ";", "|", " ", "Chè", "xã", ", xã ", " - thôn ",
                         "ĐC: ", "é", "ơ", "1", "_x000D_", "sao", "\n", "\t"])
NAMES = st.lists(st.one_of(SIGNS, st.text(LETTERS, max_size=4)), min_size=1, max_size=8).map("".join).map(nfc).filter(
    lambda name: any(letter.isalpha() for letter in name) and "_x000D_" not in name)


@given(st.text(max_size=30))
@example("'=1")
@example("''=1")
@example("' =1")
def test_what_is_made_harmless_is_what_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unquoted(quoted(f"x{text}")) == f"x{text}"


@pytest.mark.parametrize("kind", WRITERS)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5), NAMES)
@example([("=Chè", "HTX Tân Qui, xã An Phú Tân")], "35/QĐ-UBND (ví dụ)")
@example([("Sản phẩm", "Chủ thể"), ("“Chè”", "“HTX”")], "“35/QĐ-UBND”")
@example([("Tổng cộng", "Ghi chú")], "Số 1810/QĐ-UBND\nngày 01/08/2022")
def test_any_name_is_read_back_as_it_stands(kind: str, names: list[tuple[str, str]], number: str) -> None:
    number = nfc(number)[:60]
    said = [
        exporting.Row(4, "78,5", exporting.decision_cell(number), dt.date(2024, 1, 10)).cells(
            no, [name, exporting.producer_cell(maker), "Hợp tác xã", "", "", "Xã Tân Cương", "", "", ""])
        for no, (name, maker) in enumerate(names, start=1)
    ]
    sheet, = read_register(file_of(said, kind), f"so.{kind}").sheets
    context = context_of(sheet.name, sheet.titles)
    read = [facts_of(line.cells, context, today=today()) for line in sheet.rows]
    assert [(one.name, one.producer) for one in read] == names
    assert {one.number for one in read} == {number}
