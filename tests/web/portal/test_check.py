"""The check of a code: every state in words, every code form, never a redirect, at most three queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.core.dates import today
from ocop.recognition.signedqr import current_key, sign
from tests.web.portal.stage import DAY, Stage

STATES = {
    "valid": ("Còn hiệu lực", "4 sao"),
    "expiring": ("Còn hiệu lực, sắp hết hạn", "4 sao"),
    "extended": ("Được kéo dài hiệu lực", "4 sao"),
    "expired": ("Đã hết hạn", "từng đạt 4 sao"),
    "revoked": ("Đã thu hồi", "từng đạt 4 sao"),
    "replaced": ("Đã thay bằng giấy khác", "từng đạt 4 sao"),
    "pending": ("Chưa có hiệu lực", ""),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_said_in_a_headline_with_lit_stars_only_while_they_live(client: Client, stage: Stage, state: str):
    certificate = stage.in_state(state)
    title, stars = STATES[state]
    answer = client.get(f"/xac-minh/{certificate.pid}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h2>{title}</h2>" in page
    assert stars in page
    verdict = page.split("<article")[1].split("</article>")[0]
    assert verdict.count("star-on") == (4 if state in {"valid", "expiring", "extended"} else 0)


def test_a_revoked_one_names_the_ground_and_a_replaced_one_leads_to_the_new(client: Client, stage: Stage):
    revoked = stage.in_state("revoked")
    assert "Ngừng sản xuất" in client.get(f"/xac-minh/{revoked.pid}/").content.decode()
    old = stage.in_state("replaced", "Chè Tân Cương (ví dụ)")
    new = old.events.get().replaced_by
    assert new is not None
    assert f'href="/xac-minh/{new.pid}/">Xem giấy mới' in client.get(f"/xac-minh/{old.pid}/").content.decode()


def test_one_whose_decision_bears_a_later_date_was_never_issued(client: Client, stage: Stage):
    hidden = stage.recognise(ago=-10, signed_ago=-5)
    answer = client.get(f"/xac-minh/{hidden.pid}/")
    assert answer.status_code == 404
    assert "<h2>Không có mã này</h2>" in answer.content.decode()
    assert hidden.recognition.product_name not in answer.content.decode()


def test_every_form_of_a_code_gives_the_same_answer_on_the_long_and_the_short_address(client: Client, stage: Stage):
    certificate = stage.recognise()
    product = certificate.recognition.product
    forms = [certificate.pid, product.pid, product.pid.lower(), product.codes.get().code, certificate.number,
             certificate.number.replace("/", "-"), f"{product.pid[:5]}-{product.pid[5:]}"]
    for form in forms:
        for address in (f"/xac-minh/{form}/", f"/v/{form}"):
            answer = client.get(address)
            assert (answer.status_code, "<h2>Còn hiệu lực</h2>" in answer.content.decode()) == (200, True), address
        assert client.get("/xac-minh/", {"ma": f" {form} "}).status_code == 200


def test_the_digits_of_a_signed_code_are_read_and_the_name_inside_is_shown(client: Client, stage: Stage):
    current_key()
    certificate = stage.recognise()
    page = client.get(f"/v/{sign(certificate)}").content.decode()
    assert "<h2>Còn hiệu lực</h2>" in page
    assert "tên ghi trong mã: Chè shan tuyết (ví dụ)" in page
    digits = sign(certificate)
    forged = digits[:-1] + ("1" if digits[-1] != "1" else "2")
    assert client.get(f"/v/{forged}").status_code == 404


@pytest.mark.parametrize(
    ("code", "title"),
    [("chao", "Mã gõ chưa đúng"), ("0123456789", "Không có mã này"), ("19-05503-99-2026", "Không có mã này"),
     ("06-066-02173-1-2021", "Mã ngoài hệ thống này"), ("35/QĐ-UBND", "Mã ngoài hệ thống này")],
)
def test_not_found_says_why_and_whom_to_ask(client: Client, stage: Stage, code: str, title: str):
    answer = client.get("/xac-minh/", {"ma": code})
    page = answer.content.decode()
    assert (answer.status_code, f"<h2>{title}</h2>" in page) == (404, True)
    if title != "Mã gõ chưa đúng":
        assert "Văn phòng điều phối" in page


def test_a_number_of_several_products_asks_which_one(client: Client, stage: Stage):
    one = stage.recognise("Chè một (ví dụ)", number="112/GCN-OCOP")
    stage.recognise("Chè hai (ví dụ)", number="112/GCN-OCOP")
    page = client.get("/xac-minh/112-GCN-OCOP/").content.decode()
    assert "Số này có ở nhiều sản phẩm" in page
    assert f"/xac-minh/{one.pid}/" in page


@pytest.mark.parametrize(
    "code", ["x" * 10000, "\x00", "a\x00b", "<script>alert(1)</script>", "' OR 1=1 --", "9" * 5000, "%00", "‮", "𝟘" * 99,
             "//", "../../etc", "МАМАМАМАМА"],
)
def test_no_code_brings_the_page_down(client: Client, stage: Stage, code: str):
    answer = client.get("/xac-minh/", {"ma": code})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()


def test_a_bad_code_in_the_path_is_answered_too(client: Client, stage: Stage):
    for path in ("/v/%00", "/v/a%2Fb%2F%2F", "/xac-minh/%E2%80%AE/", "/xac-minh/a%0Ab/", "/v/" + "9" * 3000):
        assert client.get(path).status_code == 404, path


def test_an_empty_question_shows_the_form(client: Client, stage: Stage):
    for path in ("/xac-minh/", "/xac-minh/?ma=", "/xac-minh/?ma=%20"):
        answer = client.get(path)
        assert (answer.status_code, "Mã nằm ở đâu?" in answer.content.decode()) == (200, True)


def test_a_check_needs_three_queries_whatever_the_history(client: Client, stage: Stage):
    certificate = stage.recognise()
    client.get(f"/v/{certificate.pid}")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/v/{certificate.pid}")
    for _ in range(2):
        certificate = stage.certify(certificate.recognition.product, ago=50)
    with CaptureQueriesContext(connection) as three:
        client.get(f"/v/{certificate.pid}")
    assert len(one) <= 3
    assert len(three) == len(one)


def test_a_revocation_shows_at_the_next_request(client: Client, stage: Stage):
    certificate = stage.recognise()
    address = f"/v/{certificate.recognition.product.pid}"
    first = client.get(address)
    assert "no-store" in first["Cache-Control"]
    stage.happens(certificate, "revoked", ago=0, ground="untrue")
    assert "<h2>Đã thu hồi</h2>" in client.get(address).content.decode()


def test_the_last_valid_day_is_still_valid(client: Client, stage: Stage):
    certificate = stage.recognise(ago=1100, months=60)
    certificate.valid_to = certificate.expiring_on = today()
    certificate.save()
    assert "là ngày cuối" in client.get(f"/v/{certificate.pid}").content.decode()
    certificate.valid_to = today() - DAY
    certificate.save()
    assert "<h2>Đã hết hạn</h2>" in client.get(f"/v/{certificate.pid}").content.decode()
