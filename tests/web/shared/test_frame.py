"""What every request passes: sign-in, the read-only guard, refusals in words."""

import pytest
from django.db import transaction
from django.urls import reverse

from ocop.core.readonly import WriteUnderGet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.shared.pages")]


def test_a_page_not_marked_public_sends_a_passer_by_to_sign_in_and_back(client):
    answer = client.get("/kin/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/?next=/kin/%3Fa%3D1")


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client):
    answer = client.get("/kin/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/dang-nhap/?next=/kin/"


def test_a_closed_address_of_the_api_answers_401(client):
    answer = client.get("/api/v1/kin/")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")


def test_a_signed_in_person_is_the_actor(client, mai):
    client.force_login(mai)
    assert client.get("/kin/").content == f"actor {mai.pk}".encode()


def test_nobody_writes_by_reading(client):
    with pytest.raises(WriteUnderGet), transaction.atomic():
        client.get("/ghi/")
    assert client.post("/ghi/").content == b"0"
    assert client.get("/ghi-duoc/").content == b"0"


@pytest.mark.parametrize(
    ("kind", "status"), [("forbidden", 403), ("conflict", 409), ("invalid", 422), ("incomplete", 422)]
)
def test_a_refusal_is_a_page_that_says_what_lacks_and_where(client, kind, status):
    answer = client.post(f"/tu-choi/{kind}/", headers={"Referer": "http://testserver/lam-viec/ho-so/?t=1"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Chưa đủ điều kiện." in page
    assert '<a class="link" href="/lam-viec/ho-so/?t=1#criterion-2-3">Thiếu mã truy xuất</a>' in page
    assert '<a class="link" href="/giay/">Thiếu giấy</a>' in page


def test_a_refusal_never_links_back_to_another_site(client):
    answer = client.post("/tu-choi/invalid/", headers={"Referer": "http://evil.example/x"})
    assert 'href="/tu-choi/invalid/#criterion-2-3"' in answer.content.decode()


def test_a_refusal_under_api_is_json(client):
    answer = client.post("/api/v1/tu-choi/incomplete/")
    assert (answer.status_code, answer.json()) == (422, {
        "code": "not-yet", "message": "Chưa đủ điều kiện.",
        "missing": [
            {"code": "label", "message": "Thiếu mã truy xuất", "where": "criterion:2.3"},
            {"code": "paper", "message": "Thiếu giấy", "where": "/giay/"},
        ],
    })


def test_a_deed_not_allowed_is_403_with_a_sentence(client):
    answer = client.get("/can/")
    assert answer.status_code == 403
    assert "Chỉ thư ký mở được phiên." in answer.content.decode()
    assert client.get("/cam/").status_code == 403


def test_what_one_may_not_see_is_404_without_a_reason(client):
    for address in ("/giau/", "/mat/", "/khong-co/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Không có trang này" in answer.content.decode()
        assert "reason" not in answer.content.decode()
    assert client.get("/api/v1/khong-co/").json()["code"] == "http-404"


def test_pages_carry_the_policy_and_no_inline_style_or_script(client):
    answer = client.get("/dang-nhap/")
    page = answer.content.decode()
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert (page.count(" style="), page.count("<style"), page.count("<script")) == (0, 0, 0)


def test_menu_shows_no_door_that_does_not_open(client):
    page = client.get("/dang-nhap/").content.decode()
    assert '<a href="/dang-nhap/" aria-current="page">Đăng nhập</a>' in page
    assert "/khong-co/" not in page


def test_the_desk_shows_who_works_what_waits_and_what_was_done(client, mai):
    client.force_login(mai)
    page = client.get("/ban/", headers={"Accept-Language": "vi"}).content.decode()
    assert '<a href="/lam-viec/" aria-current="page">Việc cần làm<span class="count">3</span></a>' in page
    assert '<span class="cut">Mai (ví dụ)</span><span class="cut">HTX Bản Mới (ví dụ)</span></p>' in page
    assert '<div class="flash ok" role="status">' in page and "Đã nộp hồ sơ." in page
    assert '<form method="post" action="/dang-xuat/">' in page
    assert page.count("<script src=") == 1


def test_language_changes_by_a_button_and_comes_back(client):
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/")
    assert '<html lang="en">' in client.get("/dang-nhap/").content.decode()


def test_health_answers(client):
    assert client.get("/healthz").content == b"ok\n"


def test_all_parts_render_on_one_light_page_in_development_only(client, settings):
    assert client.get(reverse("parts")).status_code == 404
    settings.DEBUG = True
    page = client.get(reverse("parts"), headers={"Accept-Language": "vi"}).content.decode()
    sheet = (settings.BASE_DIR / "ocop/web/static/ocop.css").read_text()
    assert len(page.encode()) + len(sheet.encode()) < 120 * 1024
    for piece in ('class="pill ok"', "clock over", "option none", 'class="file"', "score-bar", 'class="trail"',
                  'class="verdict ok"', 'class="seat k"', 'class="pages"', 'class="todo"', 'class="crumbs"',
                  'aria-invalid="true"', 'aria-describedby="id_password-h id_password-e"', "pic g1 woven"):
        assert page.count(piece) >= 1, piece
    assert "<c-" not in page


def test_there_are_at_most_25_parts(settings):
    assert len(list((settings.BASE_DIR / "ocop/web/templates/parts").glob("*.html"))) <= 25
