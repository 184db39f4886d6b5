"""The intake desk with a report of counts: seen as units and measures, its period named, figures sent and approved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from ocop.accounts.enums import Role
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.intake.actions import send_back_figures
from ocop.intake.models import ImportFile
from ocop.programme.actions import send_back_return
from ocop.programme.models import PeriodReturn
from tests.factories.places import unit
from tests.intake.offices import Table, made
from tests.intake.stage import Ground
from tests.intake.test_counts import FIRST, SECOND, TOTAL, report
from tests.people import officer
from tests.web.intake.conftest import at

pytestmark = pytest.mark.django_db
DESK = "/lam-viec/nhap-lieu/"


def upload(client: Client, *tables: Table) -> str:
    data, name = made("xlsx", *tables)
    answer = client.post(DESK, {"upload": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text(client: Client, where: str) -> str:
    return " ".join(html.fromstring(client.get(where).content).text_content().split())


def test_a_report_goes_from_upload_to_approval(ground: Ground) -> None:
    client = at(ground.officer)
    where = upload(client, report(FIRST, SECOND, TOTAL))
    page = text(client, where)
    assert "Biểu số liệu: Tháng 6/2024" in page and "Huyện Đại Từ" in page and "1.018" in page
    assert "2 đơn vị" in text(client, f"{where}ghi/") and PeriodReturn.objects.count() == 0
    assert client.post(f"{where}ghi/").status_code == 302
    assert "2 đơn vị đang nhập" in text(client, where)
    assert client.post(f"{where}so-lieu/", {"buoc": "duyet"}).status_code == 409
    assert client.post(f"{where}so-lieu/", {"buoc": "gui"}).status_code == 302
    assert "2 đơn vị đã gửi, chờ duyệt" in text(client, where)
    assert client.post(f"{where}so-lieu/", {"buoc": "duyet"}).status_code == 302
    assert "2 đơn vị đã duyệt" in text(client, where)
    assert set(PeriodReturn.objects.values_list("state", flat=True)) == {"approved"}
    refused = client.post(f"{where}hoan-tac/")
    assert (refused.status_code, PeriodReturn.objects.count()) == (422, 2)
    assert "Huyện Đại Từ: đã duyệt" in refused.content.decode()


def test_figures_that_were_handed_in_go_back_with_a_reason_and_are_handed_in_again(ground: Ground) -> None:
    client = at(ground.officer)
    where = upload(client, report(FIRST, SECOND))
    client.post(f"{where}ghi/")
    back = f"{where}so-lieu/tra-lai/"
    assert "Trả lại để sửa" not in text(client, where)
    assert client.get(back)["Location"] == where, "nothing was handed in yet"
    client.post(f"{where}so-lieu/", {"buoc": "gui"})
    assert f'href="{back}"' in client.get(where).content.decode()
    asked = text(client, back)
    assert "Trả lại số liệu để sửa?" in asked and "2 đơn vị" in asked
    empty = client.post(back, {"reason": "  "})
    assert empty.status_code == 422 and "Hãy ghi lý do trả lại số liệu." in empty.content.decode()
    assert set(PeriodReturn.objects.values_list("state", flat=True)) == {"sent"}
    done = client.post(back, {"reason": "Đại Từ thiếu 12 sản phẩm (ví dụ)"}, follow=True)
    assert "Đã trả lại số liệu của 2 đơn vị." in done.content.decode()
    assert "2 đơn vị đang nhập" in text(client, where)
    assert set(PeriodReturn.objects.values_list("state", "sent_on")) == {("open", None)}
    reasons = AuditEntry.objects.filter(verb="send_back_return").values_list("reason", flat=True)
    assert list(reasons) == ["Đại Từ thiếu 12 sản phẩm (ví dụ)"] * 2
    assert client.post(f"{where}so-lieu/", {"buoc": "gui"}).status_code == 302
    assert client.post(f"{where}so-lieu/", {"buoc": "duyet"}).status_code == 302
    assert client.get(back)["Location"] == where, "what is approved is corrected by the next version"


def test_only_who_approves_figures_sends_them_back(ground: Ground) -> None:
    client = at(ground.officer)
    where = upload(client, report(FIRST, SECOND))
    client.post(f"{where}ghi/")
    client.post(f"{where}so-lieu/", {"buoc": "gui"})
    commune = officer("Vi Văn Xã", Role.COMMUNE_OFFICER, unit("05503"))
    for by, call in ((commune, lambda by: send_back_figures(file=ImportFile.objects.get(), reason="Sai", by=by)),
                     (commune, lambda by: send_back_return(period_return=PeriodReturn.objects.first(), reason="Sai",
                                                           by=by))):
        with pytest.raises(Refusal) as told:
            call(by)
        assert told.value.kind == "forbidden"
    assert set(PeriodReturn.objects.values_list("state", flat=True)) == {"sent"}


def test_a_report_without_a_period_asks_for_it_and_a_wrong_one_is_kept_beside_its_field(ground: Ground) -> None:
    client = at(ground.officer)
    where = upload(client, report(FIRST, SECOND, title="BÁO CÁO"))
    assert "Tiêu đề của tệp không nói rõ kỳ báo cáo" in text(client, where)
    assert client.get(f"{where}ky/").status_code == 200
    wrong = client.post(f"{where}ky/", {"part": "-H1", "year": "25"})
    assert wrong.status_code == 422 and 'value="25"' in wrong.content.decode()
    assert client.post(f"{where}ky/", {"part": "-H1", "year": "2012"}).status_code == 422
    assert client.post(f"{where}ky/", {"part": "-H1", "year": "2024"}).status_code == 302
    assert "6 tháng đầu năm 2024" in text(client, where)


def test_a_figure_is_corrected_in_its_row(ground: Ground) -> None:
    client = at(ground.officer)
    where = upload(client, report([*FIRST[:2], "nhiều", *FIRST[3:]], SECOND))
    form = html.fromstring(client.get(f"{where}dong/1/").content)
    fields = {one.get("name"): one.get("value") for one in form.xpath("//main//input[@name and not(@type='hidden')]")}
    assert fields["unit"] == "Huyện Đại Từ" and fields["products_3"] == "1000"
    answer = client.post(
        f"{where}dong/1/", {**{name: value or "" for name, value in fields.items()}, "products_total": "1.018"}
    )
    assert answer.status_code == 302
    assert ImportFile.objects.get().counts == {"created": 2}


@pytest.mark.parametrize("address", ["ky/", "so-lieu/", "so-lieu/tra-lai/"])
def test_strangers_find_nothing_there(ground: Ground, address: str) -> None:
    where = upload(at(ground.officer), report(FIRST, SECOND))
    others = [
        officer("Đỗ Văn Lạ", Role.PROVINCE_OFFICER, unit("08", level="province")),
        officer("Vi Văn Xã", Role.COMMUNE_OFFICER, unit("05503")),
    ]
    assert [at(one).post(f"{where}{address}", {"year": "2024"}).status_code for one in others] == [404, 404]
    assert Client().post(f"{where}{address}").status_code in {302, 403}


def test_the_page_costs_the_same_for_two_and_for_nine_units(ground: Ground) -> None:
    client = at(ground.officer)
    few = upload(client, report(FIRST, SECOND))
    names = [
        "Huyện Đại Từ",
        "TP. Thái Nguyên",
        "TP. Sông Công",
        "Huyện Định Hóa",
        "Huyện Phú Lương",
        "Huyện Đồng Hỷ",
        "Huyện Võ Nhai",
        "TP. Phổ Yên",
        "Huyện Phú Bình",
    ]
    rows = [[no, name, *SECOND[2:]] for no, name in enumerate(names, 1)]
    many = upload(client, report(*rows, title="BÁO CÁO THÁNG 7/2024"))
    costs = []
    for where in (few, many):
        assert client.post(f"{where}ghi/").status_code == 302
    for where in (few, many, few, many):
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        costs.append(len(asked))
    assert costs[2] == costs[3]
