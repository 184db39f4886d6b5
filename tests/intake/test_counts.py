"""L6, reports of counts: read by rule, put on units by the map of the period, recorded as returns, repeated, undone."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.refusal import Refusal
from ocop.intake.actions import apply_import, correct_cell, name_period, preview_import, undo_import
from ocop.intake.models import ImportFile
from ocop.intake.reading import read_register
from ocop.intake.reading.counts import measure_of, read_count
from ocop.intake.reading.periods import read_period
from ocop.programme.actions import approve_return, record_return, send_return
from ocop.programme.models import PeriodReturn, ReturnFigure
from ocop.programme.queries import figures_of, last_return
from tests.factories.places import unit
from tests.intake.offices import FORMATS, Formula, Table, made
from tests.intake.stage import Ground, messages, statuses

EVE = dt.date(2024, 6, 30)
HEAD: list[list[Any]] = [
    [
        "TT",
        "Đơn vị",
        "Số sản phẩm OCOP",
        None,
        None,
        None,
        "Trong kỳ",
        None,
        None,
        None,
        "Chủ thể",
        None,
        None,
        None,
        None,
    ],
    [
        None,
        None,
        "Tổng số",
        "3 sao",
        "4 sao",
        "5 sao",
        "Mới",
        "Nâng hạng",
        "Đánh giá lại",
        "Hết hạn",
        "Tổng số",
        "HTX",
        "DN",
        "THT",
        "Hộ",
    ],
]
NUMBERS = [f"({no})" for no in range(1, 16)]
MERGES = [(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 5), (3, 6, 3, 9), (3, 10, 3, 14)]
FIRST = [1, "Huyện Đại Từ", "1.018", "1.000", 17, 1, 12, "-", "-", 3, 40, 20, 5, 5, 10]
SECOND = [2, "TP. Thái Nguyên", 30, 20, "10", "-", 2, 1, "-", "-", 12, 6, 6, "-", "-"]
TOTAL = [None, "Cộng", "1.048", "1.020", 27, 1, 14, 1, 0, 3, 52, 26, 11, 5, 10]


def report(
    *rows: list[Any],
    title: str = "BÁO CÁO KẾT QUẢ THỰC HIỆN CHƯƠNG TRÌNH OCOP THÁNG 6/2024",
    place: str = "TỈNH THÁI NGUYÊN",
) -> Table:
    """The form of a province, by district."""
    top: list[list[Any]] = [["SỞ NÔNG NGHIỆP VÀ PTNT", *[None] * 8, "Biểu 06"], [f"{title} {place}"], []]
    return Table("Biểu 06", [*top, *HEAD, NUMBERS, *rows], MERGES)


def told(code: str, level: str = "district", day: dt.date = EVE, period: str = "2024-06") -> dict[str, int]:
    row = last_return(unit(code, level=level, day=day), period)
    return figures_of(row) if row else {}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rows", [(FIRST, SECOND, TOTAL), (TOTAL, FIRST, SECOND)], ids=["total-last", "total-first"])
@pytest.mark.django_db
def test_a_report_by_district_becomes_figures_of_its_month(ground: Ground, form: str, rows: Any) -> None:
    data, name = made(form, report(*rows, ["", "Người lập biểu"]))
    file = ground.read(data, name)
    assert (file.kind, file.period, PeriodReturn.objects.count()) == ("counts", "2024-06", 0)
    assert (sorted(statuses(file)), file.counts) == (
        ["created", "created", "skipped", "skipped"],
        {"created": 2, "skipped": 2},
    )
    assert any("khớp tổng các dòng" in words for words in messages(file))
    file = apply_import(file=file, by=ground.officer)
    assert told("171") == {
        "products_total": 1018,
        "products_3": 1000,
        "products_4": 17,
        "products_5": 1,
        "products_new": 12,
        "products_raised": 0,
        "products_regraded": 0,
        "products_expired": 3,
        "producers_total": 40,
        "producers_cooperative": 20,
        "producers_enterprise": 5,
        "producers_group": 5,
        "producers_household": 10,
    }
    assert told("164")["products_5"] == 0
    assert set(statuses(ground.bring(data, name))) == {"unchanged", "skipped"}
    assert PeriodReturn.objects.count() == 2
    undo_import(file=file, by=ground.officer)
    assert (PeriodReturn.objects.count(), ReturnFigure.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_report_by_commune_is_read_by_the_new_map_and_an_old_district_is_an_error_there(ground: Ground) -> None:
    rows: list[list[Any]] = [
        ["BIỂU TỔNG HỢP SẢN PHẨM OCOP 6 THÁNG CUỐI NĂM 2025 TỈNH THÁI NGUYÊN"],
        ["TT", "Xã/phường", "Tổng số sản phẩm", "3 sao", "4 sao", "Hợp tác xã", "Hộ"],
        [1, "Xã Tân Cương", 5, 3, 2, 2, "-"],
        [2, "Huyện Đại Từ", 4, 4, "-", "-", 1],
        [3, "Ba Bể", 1, 1, None, None, None],
    ]
    file = ground.bring(*made("xlsx", Table("Biểu", rows)))
    assert (file.period, statuses(file)) == ("2025-H2", ["created", "error", "created"])
    assert "danh mục hành chính ngày 31/12/2025" in messages(file)[1]
    new: dict[str, Any] = {"level": "commune", "day": dt.date(2025, 12, 31), "period": "2025-H2"}
    assert told("05503", **new)["products_total"] == 5
    # An open cell says nothing; a dash says none.
    assert (told("01906", **new), told("05503", **new)["producers_household"]) == (
        {"products_total": 1, "products_3": 1},
        0,
    )


@pytest.mark.django_db
def test_totals_that_do_not_fit_are_told_and_stop_nothing(ground: Ground) -> None:
    wrong = [*FIRST[:2], 1019, *FIRST[3:]]
    file = ground.bring(*made("xlsx", report(wrong, SECOND, TOTAL)))
    assert "Tổng số sản phẩm ghi 1019, cộng các cột được 1018" in messages(file)[0]
    assert "Tổng số sản phẩm ghi 1048, cộng các dòng được 1049" in messages(file)[2]
    assert told("171")["products_total"] == 1019


@pytest.mark.django_db
def test_without_a_period_in_the_title_the_officer_names_it(ground: Ground) -> None:
    file = ground.read(*made("xlsx", report(FIRST, SECOND, TOTAL, title="BÁO CÁO KẾT QUẢ OCOP")))
    assert (file.period, statuses(file)[:2]) == ("", ["error", "error"]) and "Chưa rõ kỳ" in messages(file)[0]
    for wrong in ("2024-13", "năm ngoái", ""):
        with pytest.raises(Refusal, match="import-period"):
            name_period(file=file, period=wrong, by=ground.officer)
    file = name_period(file=file, period="2024-Q2", by=ground.officer)
    assert statuses(file)[:2] == ["created", "created"]
    file = name_period(file=file, period="2030", by=ground.officer)
    assert statuses(file)[:2] == ["error", "error"] and "chưa bắt đầu" in messages(file)[0]


@pytest.mark.django_db
def test_a_corrected_file_is_the_next_version_and_what_was_approved_stays(ground: Ground) -> None:
    ground.bring(*made("xlsx", report(FIRST, SECOND, TOTAL)))
    row = last_return(unit("171", level="district", day=EVE), "2024-06")
    assert row is not None
    approve_return(period_return=send_return(period_return=row, by=ground.officer), by=ground.officer)
    file = ground.bring(*made("xlsx", report([*FIRST[:3], "999", *FIRST[4:]], SECOND)))
    assert statuses(file) == ["updated", "unchanged"] and "1000 → 999" in messages(file)[0]
    again = last_return(row.unit, "2024-06")
    assert again is not None and (again.version, again.state, figures_of(row)["products_3"]) == (2, "open", 1000)
    undo_import(file=file, by=ground.officer)
    assert told("171")["products_3"] == 1000


@pytest.mark.django_db
def test_undo_is_refused_once_figures_were_handed_in_or_corrected(ground: Ground) -> None:
    file = ground.bring(*made("xlsx", report(FIRST, SECOND)))
    first = unit("171", level="district", day=EVE)
    row = last_return(first, "2024-06")
    assert row is not None
    send_return(period_return=row, by=ground.officer)
    second = unit("164", level="district", day=EVE)
    record_return(unit=second, period="2024-06", figures={"products_total": 31}, source="sửa", by=ground.officer)
    with pytest.raises(Refusal) as caught:
        undo_import(file=file, by=ground.officer)
    words = " ".join(str(one.words) for one in caught.value.missing)
    assert "Huyện Đại Từ: đã gửi" in words and "Thành phố Thái Nguyên đã có bản sau" in words
    assert PeriodReturn.objects.count() == 3


@pytest.mark.django_db
def test_while_figures_wait_for_approval_a_correction_is_refused_and_writes_nothing(ground: Ground) -> None:
    ground.bring(*made("xlsx", report(FIRST, SECOND)))
    row = last_return(unit("164", level="district", day=EVE), "2024-06")
    assert row is not None
    send_return(period_return=row, by=ground.officer)
    file = ground.read(*made("xlsx", report([*FIRST[:2], 1, *FIRST[3:]], [*SECOND[:2], 1, *SECOND[3:]])))
    with pytest.raises(Refusal, match="return-waiting"):
        apply_import(file=file, by=ground.officer)
    assert (PeriodReturn.objects.count(), ImportFile.objects.get(pk=file.pk).state) == (2, "previewed")


@pytest.mark.django_db
def test_bad_cells_are_told_with_their_address_and_can_be_written_anew(ground: Ground) -> None:
    bad = [*FIRST[:2], "nhiều", *FIRST[3:]]
    empty = [*SECOND[:2], Formula("=SUM(D8:F8)"), *SECOND[3:]]
    file = ground.read(*made("xlsx", report(bad, empty, [3, "Huyện Phú Lươngg", 1, 1], [4, "Huyện Phú Bình", 1.5, -1])))
    assert statuses(file) == ["error"] * 4
    words = messages(file)
    assert "C7: “nhiều” không phải số đếm" in words[0] and "C8 là công thức chưa có giá trị" in words[1]
    assert "Không nhận ra “Huyện Phú Lươngg”" in words[2] and "gần giống: Huyện Phú Lương" in words[2]
    assert correct_cell(file=file, no=1, cells={"products_total": "1.018"}, by=ground.officer).status == "created"
    assert correct_cell(file=file, no=3, cells={"unit": "Huyện Phú Lương"}, by=ground.officer).status == "created"


@pytest.mark.django_db
def test_a_unit_told_twice_is_an_error_and_two_sheets_of_one_unit_are_one_return(ground: Ground) -> None:
    file = ground.read(*made("xlsx", report(FIRST, FIRST)))
    assert statuses(file) == ["created", "error"]
    other = Table(
        "Chủ thể",
        [["TỈNH THÁI NGUYÊN"], ["TT", "Huyện", "Chủ thể", None], [None, None, "HTX", "DN"], [1, "Huyện Đại Từ", 3, 4]],
    )
    products = Table(
        "Sản phẩm", [["TỈNH THÁI NGUYÊN NĂM 2023"], ["TT", "Huyện", "3 sao", "4 sao"], [1, "Huyện Đại Từ", 30, 4]]
    )
    ground.bring(*made("xlsx", products, other))
    assert told("171", period="2023") == {
        "products_3": 30,
        "products_4": 4,
        "producers_cooperative": 3,
        "producers_enterprise": 4,
    }


@pytest.mark.django_db
def test_rows_of_another_province_stay_out(ground: Ground) -> None:
    rows: list[list[Any]] = [
        ["NĂM 2024"],
        ["TT", "Tỉnh", "3 sao", "4 sao"],
        [1, "Thái Nguyên", 3, 4],
        [2, "Tuyên Quang", 3, 4],
    ]
    file = ground.read(*made("xlsx", Table("Cả nước", rows)), by=ground.root)
    assert statuses(file) == ["created", "created"]
    mine = ground.read(*made("xlsx", Table("Cả nước", rows)))
    assert statuses(mine)[1] == "error"


@pytest.mark.django_db
def test_a_list_of_products_keeps_its_sheet_of_counts_aside(ground: Ground) -> None:
    names = Table("Danh sách", [["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ"], [1, "Chè", "HTX A", "xã Tân Cương"]])
    file = ground.read(*made("xlsx", names, report(FIRST, SECOND)))
    assert (file.kind, statuses(file)) == ("products", ["created", "skipped"])


@pytest.mark.django_db
def test_the_command_takes_a_report_with_its_period(ground: Ground, tmp_path: Path) -> None:
    path, out = tmp_path / "bc.xlsx", tmp_path / "kq.csv"
    path.write_bytes(made("xlsx", report(FIRST, SECOND, TOTAL, title="BÁO CÁO"))[0])
    call_command("import_register", str(path), "--dry-run", "--period", "2024-06", "--report", str(out))
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert [(one["row"], one["status"], one["name"]) for one in rows] == [
        ("7", "created", "Huyện Đại Từ"),
        ("8", "created", "Thành phố Thái Nguyên"),
        ("9", "skipped", "Cộng"),
    ]
    assert "Tổng số sản phẩm 1018" in rows[0]["message"] and PeriodReturn.objects.count() == 0
    call_command("import_register", str(path), "--period", "2024-06")
    assert PeriodReturn.objects.count() == 2


@pytest.mark.django_db
def test_a_preview_again_and_an_unmerged_header_read_the_same(ground: Ground) -> None:
    table = report(FIRST, SECOND)
    file = preview_import(file=ground.read(*made("xlsx", Table("Biểu", table.rows))), by=ground.officer)
    assert statuses(file) == ["created", "created"]


@pytest.mark.parametrize(
    ("titles", "period"),
    [
        (["BÁO CÁO THÁNG 6/2024"], "2024-06"),
        (["Báo cáo tháng 06 năm 2024"], "2024-06"),
        (["KẾT QUẢ NĂM 2024"], "2024"),
        (["KẾT QUẢ 6 THÁNG ĐẦU NĂM 2025"], "2025-H1"),
        (["KẾT QUẢ THÁNG 6 VÀ 6 THÁNG ĐẦU NĂM 2025"], "2025-H1"),
        (["6 tháng cuối năm 2024"], "2024-H2"),
        (["Quý II/2025"], "2025-Q2"),
        (["quý 4 năm 2024"], "2024-Q4"),
        (["9 tháng đầu năm 2024"], "2024-9M"),
        (["Kèm theo Báo cáo số 5/BC ngày 3/7/2024", "KẾT QUẢ NĂM 2023"], "2023"),
        (["Thái Nguyên, ngày 30 tháng 6 năm 2024"], ""),
        (["Thái Nguyên, ngày      tháng 6 năm 2024"], ""),
        (["NĂM 2023", "NĂM 2024"], ""),
        (["Biểu tổng hợp theo tỉnh"], ""),
    ],
)
def test_the_period_is_read_from_the_titles(titles: list[str], period: str) -> None:
    assert read_period(titles) == period


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        (["Tổng số sản phẩm"], "products_total"),
        (["Số sản phẩm OCOP", "Tổng"], "products_total"),
        (["Phân hạng", "03 sao"], "products_3"),
        (["Trong đó", "Số SP 4 sao"], "products_4"),
        (["Tiềm năng 5 sao"], "products_potential_5"),
        (["Sản phẩm mới"], "products_new"),
        (["Kết quả trong kỳ", "Công nhận mới"], "products_new"),
        (["Nâng hạng"], "products_raised"),
        (["Số SP đánh giá lại"], "products_regraded"),
        (["Hết hạn"], "products_expired"),
        (["Số chủ thể"], "producers_total"),
        (["Chủ thể OCOP", "Cộng"], "producers_total"),
        (["Loại hình chủ thể", "HTX"], "producers_cooperative"),
        (["Chủ thể", "Doanh nghiệp"], "producers_enterprise"),
        (["Chủ thể", "Tổ hợp tác"], "producers_group"),
        (["Chủ thể", "Hộ SXKD"], "producers_household"),
        (["Chủ thể", "Khác"], "producers_other"),
        (["Chủ thể có sản phẩm", "3 sao"], None),
        (["Sản phẩm của", "HTX"], None),
        (["Doanh thu (triệu đồng)"], None),
        (["Ghi chú"], None),
    ],
)
def test_a_column_is_the_measure_its_titles_say(path: list[str], measure: str | None) -> None:
    assert measure_of(path) == measure


@given(st.integers(0, 99_999_999), st.sampled_from([".", ",", " ", ""]))
def test_every_count_is_read_however_its_thousands_are_parted(count: int, sign: str) -> None:
    assert read_count(f"{count:,}".replace(",", sign)) == (count, "")
    assert read_count(float(count)) == (count, "")


@pytest.mark.parametrize(
    ("cell", "count", "good"),
    [
        ("-", 0, True),
        ("–", 0, True),
        ("", None, True),
        (None, None, True),
        ("12 SP", 12, True),
        (1.018, 1018, True),
        (1.5, None, False),
        ("-3", None, False),
        ("nhiều", None, False),
        ("1.0180", None, False),
    ],
)
def test_what_is_no_count_is_told(cell: Any, count: int | None, good: bool) -> None:
    found = read_count(cell)
    assert (found[0], found[1] == "") == (count, good)


def test_a_report_without_units_or_measures_is_no_report() -> None:
    with pytest.raises(Refusal, match="import-no-header"):
        read_register(made("xlsx", Table("x", [["3 sao", "4 sao"], [1, 2]]))[0], "x.xlsx")
