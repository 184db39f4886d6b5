"""Why a row was matched is said; what only looks alike is shown and never merged; a column named once is remembered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from ocop.intake.models import LayoutMemory
from ocop.registry.models import Producer, Product
from tests.intake.books import book, row
from tests.intake.offices import Table, made
from tests.intake.stage import Ground, messages, statuses

pytestmark = pytest.mark.django_db
DESK = "/lam-viec/nhap-lieu/"


def test_a_match_under_another_spelling_says_why(ground: Ground) -> None:
    ground.bring(book(row(1, "Rau thủy canh", producer="Hợp tác xã Bản Mới")))
    file = ground.read(
        book(row(1, "Rau thuỷ canh", producer="HTX Bản Mới"), row(2, "Bún", producer="Hợp tác xã Bản Mới"))
    )
    words = messages(file)
    assert "khớp chủ thể “Hợp tác xã Bản Mới”: chỉ khác cách viết tắt" in words[0]
    assert "khớp sản phẩm “Rau thủy canh”" in words[0] and "khớp" not in words[1]


def test_a_match_by_tax_code_says_so(ground: Ground) -> None:
    head = ["TT", "Tên sản phẩm", "Chủ thể", "Mã số thuế", "Địa chỉ"]
    ground.bring(book([1, "Chè", "HTX Bản Mới", "4600100001", "xã Tân Cương"], head=head))
    file = ground.read(book([1, "Bún", "HTX Bản Mới Thái Nguyên", "4600100001", "xã Tân Cương"], head=head))
    assert "khớp chủ thể “HTX Bản Mới” theo mã số thuế" in messages(file)[0]


def test_an_unknown_commune_is_shown_what_sounds_like_it_and_stays_text(ground: Ground) -> None:
    file = ground.bring(book(row(1, "Chè", address="xã Tân Cươn")))
    assert "không nhận ra “xã Tân Cươn”" in messages(file)[0] and "gần giống: Xã Tân Cương" in messages(file)[0]
    producer = Producer.objects.get()
    assert (producer.unit_text, producer.unit.level if producer.unit else "") == ("xã Tân Cươn", "province")


def test_names_alike_are_two_and_say_so(ground: Ground) -> None:
    file = ground.bring(book(row(1, "Tinh bột nghệ nếp đỏ"), row(2, "Tinh bột nghệ nếp đen")))
    assert "không gộp" in messages(file)[1] and Product.objects.count() == 2


def test_a_column_named_on_the_page_is_read_in_the_next_file_of_the_layout(ground: Ground) -> None:
    client = Client()
    assert ground.officer.user is not None
    client.force_login(ground.officer.user)
    head = ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Mức sao lần cuối"]
    rows = [1, "Chè", "HTX Bản Mới", "xã Tân Cương", "4 sao"]
    data, name = made("xlsx", Table("Danh sách", [head, rows]))
    where = client.post(DESK, {"upload": SimpleUploadedFile(name, data)})["Location"]
    page = html.fromstring(client.get(where).content)
    form = next(one for one in page.forms if one.get("action", "").endswith("/cot/"))
    assert form.fields["label"] == "Mức sao lần cuối"
    assert client.post(f"{DESK}cot/", {"label": form.fields["label"], "field": "stars"}).status_code == 302
    assert LayoutMemory.objects.get().named_by == ground.officer.user
    data, name = made("ods", Table("Khác", [["DANH MỤC"], [" ", *head], ["", *rows]]))
    where = client.post(DESK, {"upload": SimpleUploadedFile(name, data)})["Location"]
    page = html.fromstring(client.get(where).content)
    assert "4 sao" in page.text_content() and not [one for one in page.forms if one.get("action", "").endswith("/cot/")]
    assert statuses(ground.read(data, name)) == ["created"]
