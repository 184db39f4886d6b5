"""Coming in: by e-mail, by phone, by a code on paper, as a person of the demonstration; and going out."""

import datetime as dt

import pytest

from ocop.accounts.actions import hand_over_code
from ocop.accounts.models import User
from ocop.core.actor import Actor, Grant
from tests.web.shared.conftest import PASSWORD

pytestmark = pytest.mark.django_db

MISMATCH = "Tên đăng nhập hoặc mật khẩu không khớp. Gõ lại, chú ý phím Caps Lock."


@pytest.fixture(autouse=True)
def vietnamese(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"


def signed_in(client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("login", ["mai@vidu.vn", "MAI@vidu.vn", "0912345678", "0912 345 678", "+84912345678"])
def test_one_signs_in_by_email_or_by_phone_however_it_is_written(client, mai, login):
    answer = client.post("/dang-nhap/", {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer["Location"], signed_in(client)) == (302, "/lam-viec/", str(mai.pk))


def test_a_user_with_only_a_phone_signs_in(client):
    son = User.objects.create_user(name="Sơn (ví dụ)", phone="+84987654321", password=PASSWORD)
    client.post("/dang-nhap/", {"login": "0987654321", "password": PASSWORD})
    assert signed_in(client) == str(son.pk)


def test_sign_in_comes_back_to_the_page_asked_for_but_never_leaves_the_site(client, mai):
    answer = client.post("/dang-nhap/?next=/tai-khoan/mat-khau/", {"login": "mai@vidu.vn", "password": PASSWORD})
    assert answer["Location"] == "/tai-khoan/mat-khau/"
    client.logout()
    answer = client.post("/dang-nhap/?next=//evil.example/", {"login": "mai@vidu.vn", "password": PASSWORD})
    assert answer["Location"] == "/lam-viec/"


@pytest.mark.parametrize("login", ["mai@vidu.vn", "0912345678", "ai-do@vidu.vn", "0900000000", "chẳng là gì"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_vietnamese_sentence(client, mai, login):
    page = client.post("/dang-nhap/", {"login": login, "password": "sai bét cả rồi"}).content.decode()
    assert page.count(MISMATCH) == 1
    assert 'aria-describedby="p-e" aria-invalid="true"' in page
    assert signed_in(client) is None


def test_wrong_tries_on_one_phone_do_not_lock_another(client, mai):
    User.objects.create_user(name="Sơn (ví dụ)", phone="+84987654321", password=PASSWORD)
    for _try in range(6):
        page = client.post("/dang-nhap/", {"login": "0987654321", "password": "sai"}).content.decode()
    assert "Đã thử sai quá nhiều lần." in page
    client.post("/dang-nhap/", {"login": "0912345678", "password": PASSWORD})
    assert signed_in(client) == str(mai.pk)


def test_signing_out_takes_a_post(client, mai):
    client.force_login(mai)
    assert "Đăng xuất khỏi máy này?" in client.get("/dang-xuat/").content.decode()
    assert signed_in(client) == str(mai.pk)
    assert client.post("/dang-xuat/")["Location"] == "/"
    assert signed_in(client) is None


def test_a_password_is_changed_with_the_old_one(client, mai):
    client.force_login(mai)
    page = client.post("/tai-khoan/mat-khau/", {"oldpassword": "sai", "password1": "một câu khác dài"}).content.decode()
    assert "Mật khẩu hiện tại không khớp." in page
    client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": "một câu khác dài"})
    mai.refresh_from_db()
    assert mai.check_password("một câu khác dài")
    assert signed_in(client) == str(mai.pk)


def test_a_code_on_paper_sets_a_password_and_lets_in(client, mai):
    officer = User.objects.create_user(name="Hạnh (ví dụ)", email="hanh@vidu.vn")
    boss = Actor(user=officer, today=dt.date(2026, 11, 24), grants=(Grant("administrator", 1, "nation", None),))
    code = hand_over_code(user=mai, by=boss)
    wrong = client.post("/mot-lan/", {"login": "0912345678", "code": "AAAA-AAAA", "password": "một câu khác dài"})
    assert (wrong.status_code, signed_in(client)) == (422, None)
    assert "Mã không đúng hoặc đã hết hạn." in wrong.content.decode()
    weak = client.post("/mot-lan/", {"login": "0912345678", "code": code, "password": "ngắn"})
    assert 'aria-describedby="id_password-h id_password-e"' in weak.content.decode()
    client.post("/mot-lan/", {"login": "0912 345 678", "code": code.lower(), "password": "một câu khác dài"})
    assert signed_in(client) == str(mai.pk)


def test_the_people_of_the_demonstration_are_offered_and_let_in(client, mai, settings):
    settings.DEMO = True
    page = client.get("/dang-nhap/").content.decode()
    assert '<button class="role" name="key" value="mai"><b>Chủ thể</b><span>Mai (ví dụ) · HTX Bản Mới</span>' in page
    assert client.post("/trinh-dien/vao/", {"key": "mai"})["Location"] == "/lam-viec/"
    assert signed_in(client) == str(mai.pk)


def test_nobody_enters_without_password_outside_the_demonstration(client, mai, settings):
    settings.DEMO = False
    assert 'class="role"' not in client.get("/dang-nhap/").content.decode()
    assert client.post("/trinh-dien/vao/", {"key": "mai"}).status_code == 404
    assert signed_in(client) is None


@pytest.mark.parametrize("key", ["", "nobody"])
def test_an_unknown_person_of_the_demonstration_is_404(client, mai, settings, key):
    settings.DEMO = True
    User.objects.create_user(name="Thật", email="that@vidu.vn")
    assert client.post("/trinh-dien/vao/", {"key": key}).status_code == 404
    assert client.get("/trinh-dien/vao/").status_code == 405


def test_the_administration_uses_the_same_door_and_tells_who_is_not_meant(client, mai):
    assert client.get("/quan-tri/")["Location"] == "/dang-nhap/?next=/quan-tri/"
    client.force_login(mai)
    assert client.get("/quan-tri/", follow=True).status_code == 403


def test_sign_up_is_closed(rf):
    from ocop.web.shared.signin import AccountAdapter

    assert AccountAdapter(rf.get("/")).is_open_for_signup(rf.get("/")) is False
