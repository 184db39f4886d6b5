"""The producer's own page: facts, people, invitations, representatives; for its people and its officers."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from ocop.core.models import AuditEntry, Opening
from ocop.registry.actions import (
    add_member,
    change_form,
    invite_member,
    join_by_invitation,
    name_representative,
    refuse_producer,
    register_producer,
)
from ocop.registry.consents import current_text
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.models import Invitation, Membership, Producer, Representative
from tests.journeys.world import World, build_world
from tests.people import LONG_AGO, fresh, user
from tests.web.officer.scene import Strangers, page_of, posted, queries_of, strangers

OWN = "/lam-viec/chu-the/cua-toi/"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def others(world: World) -> Strangers:
    return strangers(world)


def text(answer: Any) -> str:
    """The page as text."""
    return str(answer.content.decode())


def staff(world: World, name: str = "Nhân viên (ví dụ)") -> Membership:
    """Somebody who works for the producer and does not represent it."""
    return add_member(producer=world.producer, user=user(name), role=MemberRole.STAFF, valid_from=LONG_AGO,
                      by=world.director)


def test_one_producer_is_opened_at_once_and_several_are_listed(client: Client, world: World) -> None:
    address = f"{OWN}{world.producer.pid}/"
    assert page_of(client, world.director, OWN)["Location"] == address
    assert f'href="{OWN}"' in text(page_of(client, world.director, address))
    register_producer(name="Hộ Mai (ví dụ)", kind=ProducerKind.HOUSEHOLD, unit=world.commune, by=fresh(world.director))
    listed = text(page_of(client, world.director, OWN))
    assert "Hộ Mai (ví dụ)" in listed and "Hợp tác xã Bản Mới (ví dụ)" in listed


def test_the_pages_are_for_its_people_and_its_officers(client: Client, world: World, others: Strangers) -> None:
    member = staff(world)
    base = f"{OWN}{world.producer.pid}/"
    tails = ("", "sua/", "nguoi-dai-dien/", "moi/", f"nguoi/{member.pk}/thoi/")
    for reader in (world.director, world.commune_officer, world.province_officer):
        assert [page_of(client, reader, base + tail).status_code for tail in tails] == [200] * 5
    for stranger in (others.other_commune, others.other_province, others.nobody_here, world.ministry, world.clerk):
        assert [page_of(client, stranger, base + tail).status_code for tail in tails] == [404] * 5
    assert page_of(client, others.nobody_here, OWN).status_code == 404


def test_staff_read_the_page_without_contact_of_others_and_change_nothing(client: Client, world: World) -> None:
    member = staff(world)
    invite_member(producer=world.producer, name="Khách (ví dụ)", login="0912345678", role="staff",
                  member_from=world.director.today, by=world.director)
    base = f"{OWN}{world.producer.pid}/"
    page = text(page_of(client, member.user, base))
    assert "Nông Thị Mai (ví dụ)" in page and world.director.user.email not in page
    assert "0912 345 678" not in page and "Mời người" not in page
    for tail in ("sua/", "nguoi-dai-dien/", "moi/", f"nguoi/{member.pk}/thoi/"):
        assert client.get(base + tail).status_code == 403, tail
    row = Invitation.objects.get()
    assert client.post(f"{base}loi-moi/{row.pid}/rut/").status_code == 403
    assert client.post(f"{base}duyet-lai/").status_code == 403


def test_a_director_amends_contact_and_hears_what_is_wrong(client: Client, world: World) -> None:
    address = f"{OWN}{world.producer.pid}/sua/"
    page = text(page_of(client, world.director, address))
    assert 'name="phone"' in page and 'name="name"' not in page and 'name="tax_code"' not in page
    wrong = posted(client, world.director, address, {"phone": "12", "detail": "Xóm 9"})
    assert wrong.status_code == 422 and 'id="id_phone-e"' in text(wrong) and "Xóm 9" in text(wrong)
    done = posted(client, world.director, address, {"phone": "0912 345 678", "detail": "Xóm 9", "name": "Tên lén"})
    assert done["Location"] == f"{OWN}{world.producer.pid}/"
    world.producer.refresh_from_db()
    assert (world.producer.detail, world.producer.name) == ("Xóm 9", "Hợp tác xã Bản Mới (ví dụ)")


def test_an_officer_amends_everything_and_a_sealed_number_stays_unless_dropped(client: Client, world: World) -> None:
    address = f"{OWN}{world.producer.pid}/sua/"
    data = {"name": "HTX Bản Mới (ví dụ)", "kind": "cooperative", "tax_code": "019085001234",
            "registered_on": "5/4/2019"}
    done = posted(client, world.commune_officer, address, data)
    assert done["Location"] == f"/lam-viec/can-bo/chu-the/{world.producer.pid}/"
    sealed = Producer.objects.get(pk=world.producer.pk).tax_code
    page = text(page_of(client, world.commune_officer, address))
    assert "•••••••••234" in page and "019085001234" not in page and "Bỏ mã số thuế" in page
    posted(client, world.commune_officer, address, {**data, "tax_code": ""})
    assert Producer.objects.get(pk=world.producer.pk).tax_code == sealed
    posted(client, world.commune_officer, address, {**data, "tax_code": "", "drop_code": "on"})
    assert Producer.objects.get(pk=world.producer.pk).tax_code == ""
    told = posted(client, world.commune_officer, address, {**data, "tax_code": "4601234567"})
    assert "không khớp số kiểm tra" in text(client.get(told["Location"]))
    wrong = posted(client, world.commune_officer, address, {**data, "registration_no": "019085001234", "kind": "x"})
    assert wrong.status_code == 422 and 'id="id_kind-e"' in text(wrong)
    again = posted(client, world.commune_officer, address, {**data, "registration_no": "019085001234"})
    assert again.status_code == 422 and 'id="id_registration_no-e"' in text(again)


def test_an_invitation_is_shown_once_with_code_and_words_for_zalo(client: Client, world: World) -> None:
    address = f"{OWN}{world.producer.pid}/moi/"
    good = {"name": "Đỗ Minh (ví dụ)", "login": "0912 345 678", "role": "consultant", "member_from": "1/6/2026",
            "member_to": "31/12/2099"}
    for wrong, field in (({"name": ""}, "name"), ({"login": "12"}, "login"), ({"member_to": ""}, "member_to"),
                         ({"role": "king"}, "role"), ({"member_from": "31/2/2026"}, "member_from"),
                         ({"member_to": "1/1/2026"}, "member_to")):
        answer = posted(client, world.director, address, {**good, **wrong})
        assert answer.status_code == 422 and f'id="id_{field}-e"' in text(answer), wrong
    assert not Invitation.objects.exists()
    done = posted(client, world.director, address, good)
    page, row = text(done), Invitation.objects.get()
    code = re.search(r'class="big-num num">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert done.status_code == 200 and code is not None and "no-store" in done["Cache-Control"]
    assert f"/loi-moi/{row.pid}/" in page and "Sao chép cho Zalo" in page
    own = text(page_of(client, world.director, f"{OWN}{world.producer.pid}/"))
    assert "0912 345 678" in own and code[1] not in own
    member = join_by_invitation(invitation=row, code=code[1], password="mot cau dai de nho",
                                consent=current_text().version)
    assert member.role == "consultant" and member.valid_to == dt.date(2099, 12, 31)


def test_an_invitation_is_withdrawn_by_who_manages(client: Client, world: World) -> None:
    row, _code = invite_member(producer=world.producer, name="Khách (ví dụ)", login="0912345678", role="staff",
                               member_from=world.director.today, by=world.director)
    address = f"{OWN}{world.producer.pid}/loi-moi/{row.pid}/rut/"
    assert page_of(client, world.director, address).status_code == 405
    assert posted(client, world.director, address, {}).status_code == 302
    assert "0912 345 678" not in text(client.get(f"{OWN}{world.producer.pid}/"))
    assert posted(client, world.director, address, {}).status_code == 409
    assert posted(client, world.director, f"{OWN}{world.producer.pid}/loi-moi/ABCDEFGHJK/rut/", {}).status_code == 404


def test_somebody_is_let_go_with_a_last_day_and_the_last_director_is_not(client: Client, world: World) -> None:
    member = staff(world)
    base = f"{OWN}{world.producer.pid}/"
    page = text(page_of(client, world.director, base))
    mine = Membership.objects.get(user=world.director.user)
    assert f"{base}nguoi/{member.pk}/thoi/" in page and f"{base}nguoi/{mine.pk}/thoi/" not in page
    alone = posted(client, world.director, f"{base}nguoi/{mine.pk}/thoi/", {"last_day": "1/12/2099"})
    assert alone.status_code == 409 and "người đại diện cuối cùng" in text(alone)
    for wrong in ({"last_day": "31/2/2026"}, {"last_day": ""}, {"last_day": "1/1/2020"}):
        answer = posted(client, world.director, f"{base}nguoi/{member.pk}/thoi/", wrong)
        assert answer.status_code == 422 and 'id="id_last_day-e"' in text(answer)
    yesterday = world.director.today - dt.timedelta(days=1)
    done = posted(client, world.director, f"{base}nguoi/{member.pk}/thoi/", {"last_day": f"{yesterday:%d/%m/%Y}"})
    assert done["Location"] == base
    assert page_of(client, member.user, base).status_code == 404
    assert posted(client, world.director, f"{base}nguoi/{member.pk}/thoi/", {"last_day": "1/1/2026"}).status_code == 404


def test_a_director_who_leaves_is_led_away(client: Client, world: World) -> None:
    heir = add_member(producer=world.producer, user=user("Kế nhiệm (ví dụ)"), role=MemberRole.DIRECTOR,
                      valid_from=LONG_AGO, by=world.director)
    mine = Membership.objects.get(user=world.director.user)
    yesterday = world.director.today - dt.timedelta(days=1)
    done = posted(client, world.director, f"{OWN}{world.producer.pid}/nguoi/{mine.pk}/thoi/",
                  {"last_day": f"{yesterday:%d/%m/%Y}"})
    assert done["Location"] == "/lam-viec/" and heir.pk
    assert client.get(f"{OWN}{world.producer.pid}/").status_code == 404


def test_sensitive_facts_stand_on_a_page_of_their_own_and_their_sight_is_noted(client: Client, world: World) -> None:
    base = f"{OWN}{world.producer.pid}/"
    data = {"name": "Nông Thị Mai (ví dụ)", "position": "Giám đốc", "valid_from": "1/1/2026", "sex": "female",
            "ethnic_group": "Tày", "disability": "no"}
    for wrong, field in (({"name": ""}, "name"), ({"valid_from": "x"}, "valid_from"), ({"sex": "x"}, "sex")):
        answer = posted(client, world.director, f"{base}nguoi-dai-dien/", {**data, **wrong})
        assert answer.status_code == 422 and f'id="id_{field}-e"' in text(answer)
    assert posted(client, world.director, f"{base}nguoi-dai-dien/", data).status_code == 302
    again = posted(client, world.director, f"{base}nguoi-dai-dien/", data)
    assert again.status_code == 422 and 'id="id_valid_from-e"' in text(again)
    person = Representative.objects.get()
    assert (person.sex, person.ethnic_group, person.disability) == ("female", "Tày", False)
    Opening.objects.all().delete()
    page = text(page_of(client, world.director, base))
    assert "Nông Thị Mai" in page and "Tày" not in page and not Opening.objects.exists()
    assert "Tày" in text(client.get(f"{base}nguoi-dai-dien/"))
    assert Opening.objects.get().actor == world.director.user
    assert "Tày" not in text(page_of(client, world.commune_officer, f"/lam-viec/can-bo/chu-the/{world.producer.pid}/"))


def test_forms_through_time_are_told_on_the_page(client: Client, world: World) -> None:
    world.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    change_form(producer=world.producer, kind=ProducerKind.ENTERPRISE, name="Công ty Bản Mới (ví dụ)",
                valid_from=dt.date(2026, 6, 1), by=world.commune_officer)
    page = text(page_of(client, world.director, f"{OWN}{world.producer.pid}/"))
    assert "Loại hình qua thời gian" in page and "1/1/2019 đến 31/5/2026" in page and "từ 1/6/2026" in page


def test_a_refused_producer_reads_why_corrects_it_and_asks_again(client: Client, world: World) -> None:
    owner = user("Chủ hộ (ví dụ)")
    producer = register_producer(name="Hộ tự đăng ký (ví dụ)", kind=ProducerKind.HOUSEHOLD, unit=world.commune,
                                 by=fresh(world.director))
    Membership.objects.filter(producer=producer).update(user=owner)
    refuse_producer(producer=producer, reason="Thiếu giấy đăng ký", by=world.commune_officer)
    assert "Thiếu giấy đăng ký" in text(page_of(client, owner, "/lam-viec/chu-the/"))
    base = f"{OWN}{producer.pid}/"
    page = text(client.get(base))
    assert "Thiếu giấy đăng ký" in page and "Đề nghị duyệt lại" in page
    assert 'name="name"' in text(client.get(f"{base}sua/"))
    assert client.get(f"{base}duyet-lai/").status_code == 405
    assert client.post(f"{base}duyet-lai/").status_code == 302
    producer.refresh_from_db()
    assert producer.state == ProducerState.WAITING
    assert client.post(f"{base}duyet-lai/").status_code == 409
    assert AuditEntry.objects.filter(verb="ask_approval").count() == 1


def test_the_page_takes_the_same_queries_for_one_and_for_more(client: Client, world: World) -> None:
    base = f"{OWN}{world.producer.pid}/"
    staff(world, "Một (ví dụ)")
    invite_member(producer=world.producer, name="A (ví dụ)", login="a@vidu.vn", role="staff",
                  member_from=world.director.today, by=world.director)
    name_representative(producer=world.producer, name="Một (ví dụ)", valid_from=LONG_AGO, by=world.director)
    once = queries_of(client, world.director, base), queries_of(client, world.director, f"{base}nguoi-dai-dien/")
    for number in range(3):
        staff(world, f"Hai {number} (ví dụ)")
        invite_member(producer=world.producer, name="B (ví dụ)", login=f"b{number}@vidu.vn", role="staff",
                      member_from=world.director.today, by=world.director)
        name_representative(producer=world.producer, name=f"Hai {number} (ví dụ)", by=world.director,
                            valid_from=LONG_AGO + dt.timedelta(days=number + 1))
    assert (queries_of(client, world.director, base),
            queries_of(client, world.director, f"{base}nguoi-dai-dien/")) == once


def test_the_list_takes_the_same_queries_for_two_producers_and_for_four(client: Client, world: World) -> None:
    def another(number: int) -> None:
        register_producer(name=f"Hộ {number} (ví dụ)", kind=ProducerKind.HOUSEHOLD, unit=world.commune,
                          by=fresh(world.director))

    another(1)
    once = queries_of(client, world.director, OWN)
    another(2)
    another(3)
    assert queries_of(client, world.director, OWN) == once
