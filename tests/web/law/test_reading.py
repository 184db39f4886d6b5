"""The law to read: the list, an edition, a set as printed, two editions side by side, the calculator of limits."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.enums import Role
from ocop.rulebooks.actions import write_help, write_official_wording
from ocop.rulebooks.models import Criterion, CriterionMap, Edition, Holiday
from ocop.rulebooks.queries import export_edition_yaml
from tests.factories.councils import make_province
from tests.people import officer
from tests.web.council.hands import queries, seen, words
from tests.web.law.conftest import DRAFT, HERE, NEW, OLD, Law, get

SHEET = f"{NEW}bo/s11/"
BESIDE = f"{OLD}bo/s11/so-voi/vn-ocop-26-2026/"
CLOCK = f"{NEW}thoi-han/"


@pytest.mark.parametrize("address", [HERE, NEW, SHEET, BESIDE, CLOCK])
def test_whoever_signs_in_may_read_the_law(client: Client, law: Law, address: str) -> None:
    assert [get(client, who, address).status_code for who in (law.office, law.editor, law.stranger)] == [200] * 3
    assert Client().get(address).status_code == 302


def test_the_list_tells_dates_basis_state_and_what_the_transcript_lacks(
    client: Client, law: Law, draft: Edition
) -> None:
    answer = get(client, law.office, HERE)
    seen(answer, "26/2026/QĐ-TTg", "từ 22/5/2026", "148/QĐ-TTg", "Đã ban hành", "Bản nháp", "2 điều", "4 điều")
    assert "Nạp bản nháp" not in words(answer)
    assert "Nạp bản nháp" in words(get(client, law.editor, HERE))


def test_offices_and_council_members_have_the_door(client: Client, law: Law) -> None:
    assert "Văn bản" in [row[0] for row in get(client, law.office, HERE).context["nav"]]
    assert [row[0] for row in get(client, law.stranger, HERE).context["nav"]] == []


def test_an_edition_shows_levels_bands_limits_with_articles_transition_and_doubts(client: Client, law: Law) -> None:
    seen(get(client, law.office, NEW), "kiểm tra hồ sơ Điều", "5 sao 90", "Xã kiểm tra hồ sơ 15 ngày làm việc",
         "ngày nhận hồ sơ 7.2", "từ 180 đến 120 ngày trước", "trình trước 30/4, xong trước 30/6",
         "Lần đầu: hồ sơ nộp trước 22/5/2026 giữ 148/QĐ-TTg và phải xong chậm nhất 21/7/2026 (Điều 12).",
         "s11 · Chè tươi, chè chế biến 2 chỗ ngờ", "first option has no figure")


def test_a_set_is_the_printed_sheet(client: Client, law: Law) -> None:
    answer = get(client, law.office, SHEET)
    lines = [line for head in answer.context["heads"] for line in head.lines]
    rows = list(Criterion.objects.filter(product_set=law.tea).prefetch_related("options"))
    assert [line.key for line in lines] == [row.key for row in rows]
    shown = [[(one.id, one.points) for _words, some in line.branches for one in some] for line in lines]
    assert shown == [[(one.key_in_criterion, one.points) for one in row.options.all()] for row in rows]
    seen(answer, "Phần A.", "Mức tối thiểu để đạt 3 sao", "loại nếu 100% nguyên liệu nhập khẩu", "giả mạo hồ sơ",
         "3 chỗ ngờ trong bản gốc")


def test_the_sheet_for_the_printer_is_unfolded(client: Client, law: Law) -> None:
    folded, unfolded = get(client, law.office, SHEET), get(client, law.office, SHEET, **{"in": "1"})
    assert (folded.content.count(b"<details class=\"more\" open"), folded.context["printing"]) == (0, False)
    assert unfolded.content.count(b"<details class=\"more\" open") == unfolded.content.count(b"<details class=\"more\"")


def test_a_set_costs_few_queries_whatever_lies_beside_it(client: Client, law: Law) -> None:
    frame = len(_captured(client, law, HERE)) - 1
    before = len(_captured(client, law, SHEET))
    assert before - frame <= 6
    for row in Criterion.objects.filter(product_set=law.tea)[:3]:
        write_help(edition=law.new, block=row.block, unit=law.tea_unit, words="Hỏi xã.", by=law.office)
        write_official_wording(criterion=row, words="Lời in", source="Công báo", by=law.editor)
    assert len(_captured(client, law, SHEET)) == before


def _captured(client: Client, law: Law, address: str) -> Any:
    get(client, law.office, address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return caught


def test_an_edition_and_its_list_cost_the_same_however_many_there_are(client: Client, law: Law, draft: Edition) -> None:
    client.force_login(law.office.user)
    assert queries(client, NEW) == queries(client, DRAFT)


def test_what_does_not_exist_is_not_found(client: Client, law: Law) -> None:
    for address in (f"{HERE}vn-ocop-9/", f"{NEW}bo/s99/", f"{NEW}bo/s11/so-voi/vn-ocop-9/", f"{NEW}tai/pdf/"):
        assert get(client, law.office, address).status_code == 404


def test_the_file_comes_as_it_was_loaded_and_as_excel(client: Client, law: Law) -> None:
    answer = get(client, law.stranger, f"{NEW}tai/yaml/")
    assert answer.content == export_edition_yaml(law.new)
    assert answer["Content-Disposition"] == 'attachment; filename="vn-ocop-26-2026.yaml"'
    book = openpyxl.load_workbook(io.BytesIO(get(client, law.stranger, f"{NEW}tai/xlsx/").content), read_only=True)
    assert len(book.sheetnames) > 1


def test_two_editions_stand_side_by_side(client: Client, law: Law) -> None:
    rows = {row.key: row for row in Criterion.objects.filter(product_set__edition=law.old)}
    goals = {row.key: row for row in Criterion.objects.filter(product_set=law.tea)}
    CriterionMap.objects.create(old=rows["1.a"], new=goals["1.1"], option_pairs=[["1", "1"], ["2", "2"]],
                                state="assumed")
    answer = get(client, law.office, BESIDE)
    pair = next(one for one in answer.context["pairs"] if one.name == "1.a")
    assert (pair.what, pair.new[0], pair.assumed) == ("changed", "1.1", True)
    assert pair.differences[0] == "Điểm tối đa 5 → 3."
    seen(answer, "1 cặp tiêu chí còn là suy đoán.", "thêm mới", "bỏ")
    assert "Xác nhận cặp này" not in words(answer)


def test_an_editor_confirms_a_pair_and_others_do_not(client: Client, law: Law) -> None:
    old = Criterion.objects.get(product_set__edition=law.old, key="1.a")
    goal = Criterion.objects.get(product_set=law.tea, key="1.1")
    pair = CriterionMap.objects.create(old=old, new=goal, option_pairs=[["1", "1"]], state="assumed")
    client.force_login(law.office.user)
    assert client.post(BESIDE, {"old": "1.a"}).status_code == 404
    client.force_login(law.editor.user)
    assert client.post(BESIDE, {"old": "9.z"}).status_code == 404
    assert client.post(BESIDE, {"old": "1.a"}).status_code == 302
    pair.refresh_from_db()
    assert pair.state == "reviewed"


def test_a_copy_shows_no_difference(client: Client, law: Law, draft: Edition) -> None:
    answer = get(client, law.office, f"{NEW}bo/s11/so-voi/ban-thu/")
    assert answer.context["pairs"] == []
    whole = get(client, law.office, f"{NEW}bo/s11/so-voi/ban-thu/", het="1").context["pairs"]
    assert len(whole) == Criterion.objects.filter(product_set=law.tea).count()


def test_the_calculator_counts_working_days_over_the_holidays(client: Client, law: Law) -> None:
    answer = get(client, law.stranger, CLOCK, han="commune_check", tu="28/8/2026", dung="", tiep="")
    told = answer.context["answer"]
    assert (told.words, told.article) == ("Hạn cuối: hết ngày 23/9/2026.", "7.2")
    assert told.steps[0] == "Bắt đầu tính sau ngày 28/8/2026."
    assert told.steps[-1] == "Hạn cuối: hết ngày 23/9/2026."


def test_the_calculator_leaves_out_a_pause(client: Client, law: Law) -> None:
    query = {"han": "reevaluation", "tu": "1/6/2026", "dung": "5/6/2026", "tiep": "15/6/2026"}
    assert get(client, law.office, CLOCK, **query).context["answer"].words == "Hạn cuối: hết ngày 26/7/2026."
    still = get(client, law.office, CLOCK, **{**query, "tiep": ""}).context["answer"]
    assert still.words == "Đồng hồ đang dừng, chưa có hạn cuối."


@pytest.mark.parametrize(("clock", "start", "words_"), [
    ("reevaluation_window", "31/12/2026", "Từ 4/7/2026 đến hết 2/9/2026."),
    ("province_round_1", "1/3/2026", "Kết quả chậm nhất ngày 29/6/2026."),
    ("certificate", "29/2/2028", "Hạn cuối: hết ngày 28/2/2031."),
])
def test_windows_rounds_and_months_are_told_too(
    client: Client, law: Law, clock: str, start: str, words_: str
) -> None:
    assert get(client, law.office, CLOCK, han=clock, tu=start).context["answer"].words == words_


def test_a_year_without_days_off_and_a_day_not_announced_warn(client: Client, law: Law) -> None:
    answer = get(client, law.office, CLOCK, han="commune_check", tu="20/12/2040")
    assert answer.context["answer"].doubts[0] == "Chưa có lịch nghỉ năm 2040: các ngày lễ năm ấy chưa được trừ."
    Holiday.objects.create(day=dt.date(2026, 10, 1), kind="off", name="Nghỉ (ví dụ)", source="", provisional=True)
    told = get(client, law.office, CLOCK, han="commune_check", tu="28/9/2026").context["answer"]
    assert told.doubts == ["Lịch nghỉ tạm tính, chưa thấy văn bản: 1/10/2026."]


@pytest.mark.parametrize("query", [
    {"han": "commune_check", "tu": "31/2/2026"}, {"han": "commune_check", "tu": ""}, {"han": "none", "tu": "1/1/2026"},
    {"han": "commune_check", "tu": "1/1/0001"}, {"han": "commune_check", "tu": "31/12/9999"},
    {"han": "commune_check", "tu": "1/6/2026", "dung": "1/5/2026"},
    {"han": "commune_check", "tu": "1/6/2026", "dung": "9/6/2026", "tiep": "8/6/2026"},
    {"han": "commune_check", "tu": "1/6/2026", "tiep": "8/6/2026"},
])
def test_what_is_no_day_or_limit_comes_back_with_its_error(client: Client, law: Law, query: dict[str, str]) -> None:
    answer = get(client, law.office, CLOCK, **query)
    assert (answer.status_code, answer.context["answer"]) == (422, None)
    assert "error" in answer.content.decode()


def test_a_provinces_help_is_read_in_that_province_only(client: Client, law: Law) -> None:
    write_help(edition=law.new, block=Criterion.objects.get(product_set=law.tea, key="2.3").block, unit=law.tea_unit,
               words="Hỏi chi cục ở phường.", by=law.office)
    elsewhere = officer("Cán bộ tỉnh khác (ví dụ)", Role.PROVINCE_OFFICER, make_province("01", "Hà Nội"))
    assert "Hỏi chi cục ở phường." in words(get(client, law.office, SHEET))
    assert "Hỏi chi cục ở phường." not in words(get(client, elsewhere, SHEET))
