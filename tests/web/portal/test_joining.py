"""Coming in by oneself: registering a producer in two steps, taking up an invitation, and what is told to whom."""

import io
import json
import logging
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core.models import AuditEntry, AuditPayload
from ocop.dossiers.actions import open_dossier, submit_dossier
from ocop.places.models import AdminUnit
from ocop.registry.actions import invite_member, register_product
from ocop.registry.consents import current_text
from ocop.registry.enums import ProducerState
from ocop.registry.models import Consent, Invitation, Membership, Producer
from tests.journeys.world import World, build_world
from tests.people import fresh, user

JOIN = "/dang-ky/"
HERE = "/dang-ky/?xa=tan-cuong-05503"
WORDS = "mot cau dai de nho"
PERSONAL = "019085001234"


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build_world()


def filled(**more: Any) -> dict[str, Any]:
    """The form as a household fills it in; None leaves a field out."""
    facts = {"name": "Hộ Lò Thị Ba (ví dụ)", "kind": "household", "detail": "Xóm 3", "tax_code": "",
             "person": "Lò Thị Ba (ví dụ)", "login": "0912 345 678", "password": WORDS,
             "version": current_text().version, "consent": "on", **more}
    return {name: value for name, value in facts.items() if value is not None}


def text(answer: Any) -> str:
    """The page as text."""
    return str(answer.getvalue().decode())


def test_the_first_step_finds_a_commune_without_marks_and_lists_no_whole_country(client: Client, world: World) -> None:
    page = text(client.get(JOIN))
    assert page.count("<option") == 1 + AdminUnit.objects.on(world.director.today).provinces().count()
    assert "?xa=" not in page
    assert "?xa=tan-cuong-05503" in text(client.get(f"{JOIN}?ten=tan+cuong"))
    province = text(client.get(f"{JOIN}?tinh=19"))
    assert province.count("?xa=") == AdminUnit.objects.on(world.director.today).communes().filter(
        today_province=world.province).count()
    assert "Không tìm thấy xã, phường nào." in text(client.get(f"{JOIN}?tinh=19&ten=zzz"))


@pytest.mark.parametrize("odd", ["?ten=%00%27", "?tinh=%00", "?tinh=999", "?ten=" + "x" * 5000, "?ten=..."])
def test_odd_searches_are_answered(client: Client, world: World, odd: str) -> None:
    assert client.get(JOIN + odd).status_code == 200


@pytest.mark.parametrize("lost", ["?xa=khong-co-1", "?xa=%00", "?xa=thai-nguyen-19"])
def test_a_place_that_is_none_leads_back_to_the_first_step(client: Client, world: World, lost: str) -> None:
    answer = client.get(JOIN + lost)
    assert answer.status_code == (200 if lost == "?xa=%00" else 404) and "Bước 1" in text(answer)


def test_the_first_step_costs_the_same_for_a_commune_and_for_all(client: Client, world: World) -> None:
    counts = []
    for query in ("?tinh=19&ten=tan+cuong", "?tinh=19"):
        with CaptureQueriesContext(connection) as seen:
            client.get(JOIN + query)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_producer_registers_enters_and_reads_who_decides(client: Client, world: World) -> None:
    page = text(client.get(HERE))
    assert 'name="consent"' in page and "checked" not in page and "Ai giữ" in page
    done = client.post(HERE, filled())
    assert (done.status_code, done["Location"]) == (302, "/lam-viec/")
    producer = Producer.objects.get(name="Hộ Lò Thị Ba (ví dụ)")
    assert (producer.state, producer.unit, producer.phone) == (ProducerState.WAITING, world.commune, "+84912345678")
    assert Consent.objects.get().user == producer.entered_by
    desk = text(client.get("/lam-viec/chu-the/"))
    assert "Chờ duyệt." in desk and "Xã Tân Cương" in desk
    own = text(client.get(f"/lam-viec/chu-the/cua-toi/{producer.pid}/"))
    assert "Chờ duyệt" in own and "duyệt xong mới nộp được" in own


def test_who_waits_prepares_everything_and_files_nothing(client: Client, world: World) -> None:
    client.post(HERE, filled())
    producer = Producer.objects.get(state="waiting")
    ba = actor_for(producer.entered_by)
    product = register_product(producer=producer, name="Bánh (ví dụ)", product_set=world.tea, by=ba)
    dossier = open_dossier(product=product, by=ba)
    answer = client.post(f"/lam-viec/chu-the/ho-so/{dossier.pid}/nop/", {})
    assert answer.status_code == 422
    with pytest.raises(Exception, match="incomplete") as refused:
        submit_dossier(dossier=dossier, by=fresh(ba))
    assert "producer-waiting" in {one.code for one in getattr(refused.value, "missing", ())}


@pytest.mark.parametrize(("field", "value", "words"), [
    ("name", " ", "Hãy nhập tên chủ thể"), ("kind", "", "Hãy chọn loại hình"), ("kind", "club", "Hãy chọn loại hình"),
    ("person", "", "Hãy nhập họ và tên"), ("login", "12", "Số điện thoại chưa đúng"), ("login", "a@", "Thư điện tử"),
    ("login", "", "Hãy nhập số điện thoại"), ("password", "ngan", "mật khẩu"), ("password", None, "Hãy chọn một"),
    ("consent", None, "Hãy đọc và đánh dấu"), ("tax_code", "12", "Mã số thuế phải"),
    ("version", "1999-1", "Hãy đọc và đánh dấu"),
])
def test_what_is_wrong_is_told_beside_its_field_and_the_rest_stays_typed(
    client: Client, world: World, field: str, value: Any, words: str
) -> None:
    people = User.objects.count()
    answer = client.post(HERE, filled(**{field: value}))
    page = text(answer)
    assert answer.status_code == 422 and words.lower() in page.lower()
    beside = "consent" if field == "version" else field
    assert f'id="id_{beside}-e"' in page
    assert WORDS not in page and (field == "name" or "Hộ Lò Thị Ba (ví dụ)" in page)
    assert User.objects.count() == people and not Consent.objects.exists()


def test_a_sign_in_name_in_use_is_told_with_the_way_in_and_no_name(client: Client, world: World) -> None:
    User.objects.create_user(name="Bí Mật (ví dụ)", phone="+84912345678", password="x")
    answer = client.post(HERE, filled())
    page = text(answer)
    assert answer.status_code == 409 and 'id="id_login-e"' in page and "Bí Mật" not in page
    assert "/dang-nhap/?next=%2Fdang-ky%2F%3Fxa%3Dtan-cuong-05503" in page
    assert not Producer.objects.filter(state="waiting").exists()


def test_a_form_sent_twice_registers_once(client: Client, world: World) -> None:
    client.post(HERE, filled())
    Client().post(HERE, filled())
    again = client.post(HERE, filled())
    assert again.status_code == 409 and "đang chờ duyệt" in text(again)
    assert Producer.objects.filter(state="waiting").count() == 1


def test_somebody_signed_in_registers_another_producer_without_a_second_account(client: Client, world: World) -> None:
    client.force_login(world.director.user)
    page = text(client.get(HERE))
    assert 'name="password"' not in page and "Bạn đang đăng nhập: Nông Thị Mai" in page
    done = client.post(HERE, filled(person=None, login=None, password=None))
    made = Producer.objects.get(state="waiting")
    assert (done.status_code, done["Location"]) == (302, f"/lam-viec/chu-the/cua-toi/{made.pid}/")
    assert made.email == world.director.user.email
    # The consent stands: the words are not asked about again.
    assert 'name="consent"' not in text(client.get(HERE))
    assert "Đăng ký chủ thể khác" in text(client.get("/lam-viec/chu-the/cua-toi/"))


def test_an_officer_is_led_to_their_own_form_and_another_office_is_refused(client: Client, world: World) -> None:
    client.force_login(world.commune_officer.user)
    assert client.get(HERE)["Location"] == "/lam-viec/can-bo/chu-the/them/"
    client.force_login(world.clerk.user)
    assert client.post(HERE, filled(person=None, login=None, password=None)).status_code == 403


def test_one_address_registers_so_often_a_minute_and_no_more(client: Client, world: World) -> None:
    answers = [client.post(HERE, filled(name="")).status_code for _no in range(6)]
    assert answers == [422] * 5 + [429] and "Bạn gửi quá nhanh" in text(client.post(HERE, filled()))


def invited(world: World, **more: Any) -> tuple[Invitation, str]:
    """An invitation of a member of staff by the director."""
    return invite_member(**{"producer": world.producer, "name": "Nông Văn A (ví dụ)", "login": "0912345678",
                            "role": "staff", "member_from": world.director.today, "by": world.director, **more})


def test_a_new_person_takes_up_an_invitation_and_is_in(client: Client, world: World) -> None:
    row, code = invited(world)
    address = f"/loi-moi/{row.pid}/"
    page = text(client.get(address))
    assert "Hợp tác xã Bản Mới (ví dụ)" in page and "678" in page
    assert "0912 345" not in page and "Nông Văn A" not in page
    good = {"code": code, "password": WORDS, "version": current_text().version, "consent": "on"}
    for wrong, field in (({"code": ""}, "code"), ({"code": "00000000"}, "code"), ({"password": "ngan"}, "password"),
                         ({"consent": ""}, "consent")):
        cache.clear()
        answer = client.post(address, {name: value for name, value in {**good, **wrong}.items() if value})
        assert answer.status_code == 422 and f'id="id_{field}-e"' in text(answer), wrong
    cache.clear()
    assert client.post(address, good)["Location"] == "/lam-viec/"
    assert Membership.objects.get(user__phone="+84912345678").producer == world.producer
    assert client.get("/lam-viec/chu-the/").status_code == 200
    over = Client().get(address)
    assert over.status_code == 410 and "không còn dùng được" in text(over)


def test_the_person_it_names_accepts_with_one_press_and_another_is_told(client: Client, world: World) -> None:
    guest, other = user("Khách (ví dụ)"), user("Người khác (ví dụ)")
    row, _code = invited(world, login=guest.email)
    address = f"/loi-moi/{row.pid}/"
    client.force_login(other)
    assert "gửi cho tài khoản khác" in text(client.get(address)) and client.post(address).status_code == 403
    client.force_login(guest)
    page = text(client.get(address))
    assert "Nhận lời mời" in page and 'name="code"' not in page
    assert client.post(address)["Location"] == "/lam-viec/"
    assert Membership.objects.get(user=guest).producer == world.producer


def test_an_account_that_is_there_signs_in_first_and_keeps_its_password(client: Client, world: World) -> None:
    guest = user("Khách (ví dụ)")
    row, code = invited(world, login=guest.email)
    answer = client.post(f"/loi-moi/{row.pid}/", {"code": code, "password": WORDS, "consent": "on",
                                                 "version": current_text().version})
    assert answer.status_code == 409 and f"/dang-nhap/?next=%2Floi-moi%2F{row.pid}%2F" in text(answer)
    guest.refresh_from_db()
    assert not guest.check_password(WORDS)


def test_codes_are_tried_so_often_a_minute_and_no_more(client: Client, world: World) -> None:
    row, _code = invited(world)
    wrong = {"code": "00000000", "password": WORDS, "consent": "on", "version": current_text().version}
    answers = [client.post(f"/loi-moi/{row.pid}/", wrong).status_code for _no in range(6)]
    assert answers == [422] * 5 + [410]
    other, _code = invited(world, login="0987654321")
    assert client.post(f"/loi-moi/{other.pid}/", wrong).status_code == 429


def test_an_unknown_invitation_does_not_exist(client: Client, world: World) -> None:
    assert client.get("/loi-moi/ABCDEFGHJK/").status_code == 404
    assert client.get("/loi-moi/%00/").status_code == 404


def test_the_way_in_stands_on_the_front_page_and_at_sign_in(client: Client, world: World) -> None:
    assert f'href="{JOIN}"' in text(client.get("/")) and f'href="{JOIN}"' in text(client.get("/dang-nhap/"))
    assert "Disallow: /loi-moi/" in text(client.get("/robots.txt"))


def walked(client: Client, world: World, producer: Producer) -> dict[str, str]:
    """What everybody who may come near a household reads of it: pages, files, answers for programs."""
    pid, seen = producer.pid, {}
    for who, addresses in {
        "owner": ["/lam-viec/chu-the/", f"/lam-viec/chu-the/cua-toi/{pid}/", f"/lam-viec/chu-the/cua-toi/{pid}/sua/",
                  "/lam-viec/du-lieu-cua-toi/", "/lam-viec/du-lieu-cua-toi/tai-ve/", "/lam-viec/chu-the/san-pham/"],
        "officer": ["/lam-viec/can-bo/chu-the/", f"/lam-viec/can-bo/chu-the/{pid}/",
                    f"/lam-viec/chu-the/cua-toi/{pid}/sua/", "/lam-viec/can-bo/chu-the/trung/",
                    f"/lam-viec/can-bo/chu-the/trung/{pid}/{world.producer.pid}/", "/lam-viec/can-bo/chu-the/?q=0190"],
        "root": [f"/quan-tri/registry/producer/?q={PERSONAL}", f"/quan-tri/registry/producer/{producer.pk}/change/"],
        "": ["/san-pham/?q=" + pid, "/so-lieu/san-pham.csv", "/so-lieu/san-pham.json", "/api/v1/products",
             "/tim/?q=" + pid, f"/xac-minh/{pid}/"],
    }.items():
        client.logout()
        people = {"owner": producer.entered_by, "officer": world.commune_officer.user, "root": boss()}
        if who:
            client.force_login(people[who])
        for address in addresses:
            answer: Any = client.get(address)
            assert answer.status_code == (404 if "xac-minh" in address else 200), address
            seen[f"{who} {address}"] = text(answer)
    return seen


def boss() -> User:
    """The administrator with the back office's door."""
    return User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(email="qt@vidu.vn",
                                                                                         password="x")


def test_a_households_number_shows_nowhere(client: Client, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.post(HERE, filled(tax_code=f"{PERSONAL[:3]} {PERSONAL[3:]}"))
    producer = Producer.objects.get(state="waiting")
    assert producer.tax_code.startswith("h:") and producer.tax_code_sealed
    pages = walked(client, world, producer)
    assert "•••••••••234" in pages[f"owner /lam-viec/chu-the/cua-toi/{producer.pid}/"]
    # What the reader typed into a search comes back to that reader alone.
    searched = pages.pop(f"root /quan-tri/registry/producer/?q={PERSONAL}")
    assert producer.name not in searched
    assert [where for where, page in pages.items() if PERSONAL in re.sub(r"[\s.]", "", page)] == []
    client.force_login(world.commune_officer.user)
    sheet = load_workbook(io.BytesIO(b"".join(client.get("/lam-viec/can-bo/chu-the/?xuat=xlsx"))))
    assert sheet.active is not None
    cells = [str(cell) for row in sheet.active.iter_rows(values_only=True) for cell in row]
    assert producer.name in cells and not [cell for cell in cells if PERSONAL in cell]
    clash = Client().post(HERE, filled(tax_code=PERSONAL, login="0987654321", name="Hộ khác (ví dụ)"))
    assert clash.status_code == 409
    error = re.search(r'id="id_tax_code-e">([^<]*)<', text(clash))
    assert error is not None and PERSONAL not in error[1] and producer.name not in error[1]
    assert PERSONAL not in caplog.text
    assert PERSONAL not in json.dumps(list(AuditPayload.objects.values_list("body", flat=True)))
    assert PERSONAL not in str(list(AuditEntry.objects.values()))


def test_a_households_number_lies_in_no_table(client: Client, world: World) -> None:
    client.post(HERE, filled(tax_code=PERSONAL))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert PERSONAL not in str(cursor.fetchall()), table

