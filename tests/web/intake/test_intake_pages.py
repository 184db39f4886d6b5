"""The intake desk: from upload to undo, for those who may; nothing for the others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.enums import Role
from ocop.intake.models import ImportFile, ImportRow, LayoutMemory
from ocop.registry.models import Product
from tests.factories.places import unit
from tests.intake.books import HEAD, book, row
from tests.intake.stage import Ground
from tests.people import officer
from tests.web.intake.conftest import at

pytestmark = pytest.mark.django_db
DESK = "/lam-viec/nhap-lieu/"


def upload(client: Client, data: bytes, name: str = "danh-sach.xlsx") -> "tuple[int, str]":
    answer = client.post(DESK, {"upload": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.get("Location", answer.content.decode())


def test_an_officer_brings_a_register_in_from_upload_to_undo(ground: Ground) -> None:
    client = at(ground.officer)
    assert "Chưa có tệp nào" in client.get(DESK).content.decode()
    status, where = upload(client, book(row(1, "Chè"), row(2, "Bún", stars="6 sao")))
    assert status == 302
    page = client.get(where).content.decode()
    assert "chưa có gì được ghi" in page and "Hạng “6 sao” không có" in page
    wrong = client.get(f"{where}dong/2/").content.decode()
    assert '<div class="flash bad"' in wrong and "hạng sao từ 1 đến 5" in wrong
    fixed = client.post(
        f"{where}dong/2/", {"name": "Bún", "producer": "HTX Bản Mới", "commune": "xã Tân Cương", "stars": "3 sao"}
    )
    assert (fixed.status_code, Product.objects.count()) == (302, 0)
    assert client.get(f"{where}ghi/").status_code == 200
    assert client.post(f"{where}ghi/").status_code == 302
    assert Product.objects.count() == 2
    assert client.post(f"{where}ghi/").status_code == 409
    assert "Đã ghi vào sổ" in client.get(where).content.decode()
    report = client.get(f"{where}ket-qua.csv")
    assert report["Content-Type"] == "text/csv; charset=utf-8" and report.content.decode().count("created") == 2
    assert client.get(f"{where}hoan-tac/").status_code == 200
    assert client.post(f"{where}hoan-tac/").status_code == 302
    assert Product.objects.count() == 0
    assert "Đã hoàn tác" in client.get(where).content.decode()


def test_a_form_sent_back_as_it_was_shown_changes_nothing(ground: Ground) -> None:
    client = at(ground.officer)
    _status, where = upload(client, book(row(1, "Chè")))
    form = client.get(f"{where}dong/1/").context["form"]
    assert form["decision"].value() == "Số 35/QĐ-UBND ngày 10/01/2024"
    assert client.post(f"{where}dong/1/", {field.name: field.value() for field in form}).status_code == 302
    kept = ImportRow.objects.get()
    assert (kept.fixes, kept.status, kept.parsed["commune"]) == ({}, "created", "xã Tân Cương")


def test_a_wrong_file_comes_back_with_a_sentence_and_nothing_is_kept(ground: Ground) -> None:
    client = at(ground.officer)
    for data, name in ((b"%PDF-1.4", "ds.pdf"), (b"PK\x03\x04", "ds.xlsx"), (book([1, "Chè"], head=[]), "ds.xlsx")):
        status, page = upload(client, data, name)
        assert status == 422 and 'class="error"' in page
    assert client.post(DESK).status_code == 422
    assert ImportFile.objects.count() == 0


def test_strangers_see_no_import(ground: Ground) -> None:
    _status, where = upload(at(ground.officer), book(row(1, "Chè")))
    neighbour = officer("Đỗ Văn Lạ", Role.PROVINCE_OFFICER, unit("08", level="province"))
    commune = officer("Vi Văn Xã", Role.COMMUNE_OFFICER, unit("05503"))
    assert at(neighbour).get(DESK).status_code == 200
    for actor in (neighbour, commune):
        for path in ("", "ghi/", "hoan-tac/", "dong/1/", "ket-qua.csv"):
            assert at(actor).get(f"{where}{path}").status_code == 404
        assert at(actor).post(f"{where}ghi/").status_code == 404
    assert at(commune).get(DESK).status_code == 404
    assert Client().get(DESK).status_code == 302


def test_a_page_of_rows_costs_the_same_whatever_their_number(ground: Ground) -> None:
    client = at(ground.officer)
    costs = []
    for count in (1, 3):
        _status, where = upload(client, book(*(row(no, f"Chè {no}") for no in range(1, count + 1))))
        client.get(where)
        for address in (where, DESK):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(address).status_code == 200
            costs.append(len(seen))
    assert costs[:2] == costs[2:]


def test_a_long_file_is_worked_on_in_the_background(ground: Ground) -> None:
    client = at(ground.officer)
    _status, where = upload(client, book(*(row(no, f"Chè {no}") for no in range(1, 502))))
    file = ImportFile.objects.get()
    assert (file.state, file.work) == ("previewed", "")
    assert client.post(f"{where}ghi/").status_code == 302
    assert Product.objects.count() == 501
    ImportFile.objects.update(work="undo", work_since=file.read_at)
    assert "Đang xử lý" in client.get(where).content.decode()
    assert client.post(f"{where}hoan-tac/").status_code == 409


def test_a_column_named_once_is_known_for_the_next_file(ground: Ground) -> None:
    client = at(ground.officer)
    head = [*HEAD[:6], "Kết luận hội đồng", HEAD[7]]
    _status, where = upload(client, book(row(1, "Chè"), head=head))
    assert "Kết luận hội đồng" in client.get(where).content.decode()
    assert client.post(f"{DESK}cot/", {"label": "Kết luận hội đồng", "field": "stars"}).status_code == 302
    assert LayoutMemory.objects.get().field == "stars"
    _status, where = upload(client, book(row(1, "Chè"), head=head))
    assert "4 sao" in client.get(where).content.decode()
