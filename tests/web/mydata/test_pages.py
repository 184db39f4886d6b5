"""One's own data: the page, the file, asking; never anything of another."""

import json

import pytest
from django.test import Client

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.models import Opening
from ocop.registry.actions import add_member, ask_data_request, name_representative
from ocop.registry.enums import MemberRole, RequestKind
from ocop.registry.models import DataRequest, Membership, Representative
from tests.journeys.world import World, build_world
from tests.people import LONG_AGO, fresh, user
from tests.web.officer.scene import page_of, posted, queries_of

PAGE = "/lam-viec/du-lieu-cua-toi/"
FILE, ASK = f"{PAGE}tai-ve/", f"{PAGE}yeu-cau/"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def named(world: World) -> Representative:
    """The director as the legal representative, with what form 02 asks."""
    return name_representative(
        producer=world.producer,
        name=world.director.user.name,
        valid_from=today(),
        sex="female",
        ethnic_group="Tày",
        by=world.commune_officer,
    )


def test_everybody_who_signs_in_has_the_page_and_its_door(client: Client, world: World, named: Representative) -> None:
    for person in (
        world.director,
        world.commune_officer,
        world.province_officer,
        world.chair,
        world.ministry,
        world.clerk,
        user("Người mới (ví dụ)"),
    ):
        answer = page_of(client, person, PAGE)
        assert answer.status_code == 200
        who = person.user if isinstance(person, Actor) else person
        assert who.email in answer.content.decode()
        assert PAGE in page_of(client, person, ASK).content.decode()
    client.logout()
    for address in (PAGE, FILE, ASK):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")


def test_the_page_and_the_file_say_the_same_and_nothing_of_others(
    client: Client, world: World, named: Representative
) -> None:
    other = user("Lý Văn Sơn (ví dụ)")
    add_member(
        producer=world.producer, user=other, role=MemberRole.STAFF, valid_from=LONG_AGO, by=world.commune_officer
    )
    page = page_of(client, world.director, PAGE).content.decode()
    answer = client.get(FILE)
    found = json.loads(answer.content)
    assert 'filename="du-lieu-cua-toi-' in answer["Content-Disposition"]
    assert found["account"]["rows"][0]["email"] == world.director.user.email
    assert [row["ethnic_group"] for row in found["representatives"]["rows"]] == ["Tày"]
    assert [row["producer"] for row in found["memberships"]["rows"]] == [world.producer.name]
    for words in (world.director.user.email, "Tày", "nữ", world.producer.name, "Mẫu 02"):
        assert words in page
    for text in (page, answer.content.decode()):
        assert other.email not in text
        assert other.name not in text
        assert world.commune_officer.user.email not in text


def test_sight_of_ones_sensitive_facts_is_logged_too(client: Client, world: World, named: Representative) -> None:
    page_of(client, world.director, PAGE)
    row = Opening.objects.get()
    assert (row.actor_id, row.object_type, row.object_id, row.kind) == (
        world.director.user_id,
        "registry.Representative",
        named.pk,
        "own_data",
    )
    client.get(FILE)
    page_of(client, world.clerk, PAGE)
    assert Opening.objects.count() == 2


def test_a_namesake_of_another_producer_is_somebody_else(client: Client, world: World, named: Representative) -> None:
    namesake = user(world.director.user.name)
    page = page_of(client, namesake, PAGE).content.decode()
    assert "Tày" not in page
    assert Opening.objects.count() == 0


def test_a_request_is_sent_and_shows_its_last_day(client: Client, world: World) -> None:
    page = page_of(client, world.director, ASK).content.decode()
    assert "Tỉnh Thái Nguyên" in page
    assert 'name="unit"' not in page
    sent = posted(client, world.director, ASK, {"kind": "access", "text": ""})
    assert (sent.status_code, sent["Location"]) == (302, PAGE)
    listed = client.get(PAGE).content.decode()
    assert ("Xem dữ liệu về tôi" in listed, "ngày làm việc" in listed) == (True, True)
    again = posted(client, world.director, ASK, {"kind": "access", "text": ""})
    assert (again.status_code, "đang chờ trả lời" in again.content.decode()) == (409, True)
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy chọn bạn muốn xem, sửa hay xóa dữ liệu."),
        ({"kind": "sell"}, "Hãy chọn bạn muốn xem"),
        ({"kind": "correct", "text": ""}, "Hãy ghi dữ liệu nào sai và đúng là gì."),
    ],
)
def test_a_form_that_lacks_something_comes_back(client: Client, world: World, data: dict[str, str], words: str) -> None:
    answer = posted(client, world.director, ASK, data)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert DataRequest.objects.count() == 0


def test_somebody_without_place_names_the_province(client: Client, world: World) -> None:
    alone = user("Người mới (ví dụ)")
    client.force_login(alone)
    lacks = client.post(ASK, {"kind": "erase"})
    assert (lacks.status_code, "Hãy chọn tỉnh, thành phố" in lacks.content.decode()) == (422, True)
    assert client.post(ASK, {"kind": "erase", "unit": world.commune.pk}).status_code == 422
    assert client.post(ASK, {"kind": "erase", "unit": world.province.pk}).status_code == 302
    assert DataRequest.objects.get().unit == world.province


def test_the_page_costs_the_same_however_much_is_held(client: Client, world: World, named: Representative) -> None:
    ask_data_request(kind=RequestKind.ACCESS, by=fresh(world.director))
    once = [queries_of(client, world.director, address) for address in (PAGE, FILE)]
    ask_data_request(kind=RequestKind.ERASE, by=fresh(world.director))
    for number in range(1, 6):
        Membership.objects.create(
            producer=world.producer,
            user=world.director.user,
            role=MemberRole.STAFF,
            valid_from=LONG_AGO.replace(day=number + 1),
        )
    assert [queries_of(client, world.director, address) for address in (PAGE, FILE)] == once
