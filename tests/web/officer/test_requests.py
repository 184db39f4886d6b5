"""The office's list of requests about personal data: its clock, answering, erasing, refusing."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.registry.actions import add_member, ask_data_request
from ocop.registry.enums import MemberRole, RequestKind
from ocop.registry.models import DataRequest
from tests.journeys.world import World
from tests.people import LONG_AGO, fresh, officer, user
from tests.web.officer.scene import Strangers, page_of, posted, queries_of

LIST = "/lam-viec/can-bo/yeu-cau-du-lieu/"


@pytest.fixture
def erase(world: World) -> DataRequest:
    """The co-operative's director wants to go; a second one is there."""
    add_member(
        producer=world.producer,
        user=user("Kế nhiệm (ví dụ)"),
        role=MemberRole.DIRECTOR,
        valid_from=LONG_AGO,
        by=world.commune_officer,
    )
    return ask_data_request(kind=RequestKind.ERASE, by=fresh(world.director))


def asked(person: Actor, kind: str = RequestKind.CORRECT, *, days_ago: int = 0) -> DataRequest:
    row = ask_data_request(kind=kind, by=fresh(person), text="Tên viết sai (ví dụ)")
    DataRequest.objects.filter(pk=row.pk).update(asked_at=timezone.now() - dt.timedelta(days=days_ago))
    return row


def test_the_most_pressing_stands_first_and_late_ones_are_marked(
    client: Client, world: World, erase: DataRequest
) -> None:
    old = asked(world.director, days_ago=30)
    page = page_of(client, world.province_officer, LIST).content.decode()
    assert page.index(old.pid) < page.index(erase.pid)
    assert page.count('class="late"') == 1
    assert "2 yêu cầu chờ trả lời" in page
    assert "1 quá hạn" in page
    assert "ngày làm việc" in page
    assert LIST in page_of(client, world.province_officer, "/lam-viec/can-bo/chu-the/").content.decode()
    assert LIST not in page_of(client, world.commune_officer, "/lam-viec/can-bo/chu-the/").content.decode()


def test_an_empty_list_says_where_requests_come_from(client: Client, world: World) -> None:
    assert "Không có yêu cầu nào đang chờ." in page_of(client, world.province_officer, LIST).content.decode()


def test_a_correction_is_answered_in_words_and_the_asker_reads_them(client: Client, world: World) -> None:
    row, by = asked(world.director), world.province_officer
    one, answer = f"{LIST}{row.pid}/", f"{LIST}{row.pid}/tra-loi/"
    assert "Tên viết sai (ví dụ)" in page_of(client, by, one).content.decode()
    assert page_of(client, by, answer).status_code == 200
    empty = posted(client, by, answer, {"answer": " "})
    assert (empty.status_code, "Hãy ghi đã sửa gì" in empty.content.decode()) == (422, True)
    sent = posted(client, by, answer, {"answer": "Đã sửa tên đăng nhập (ví dụ)."})
    assert (sent.status_code, sent["Location"]) == (302, one)
    assert (
        "Đã sửa tên đăng nhập (ví dụ)."
        in page_of(client, world.director, "/lam-viec/du-lieu-cua-toi/").content.decode()
    )
    assert posted(client, by, answer, {"answer": "Lại lần nữa"}).status_code == 409
    assert "Đã trả lời" in page_of(client, by, LIST).content.decode()


def test_an_erasure_shows_what_goes_and_what_stays_before_it_is_done(
    client: Client, world: World, erase: DataRequest
) -> None:
    by, answer = world.province_officer, f"{LIST}{erase.pid}/tra-loi/"
    page = page_of(client, by, answer).content.decode()
    for words in ("Sẽ xóa, không lấy lại được", "Giữ lại theo luật", "giữ như bản đã ký", "Xóa dữ liệu và trả lời"):
        assert words in page
    assert User.objects.get(pk=erase.asker_id).is_active
    assert posted(client, by, answer, {"answer": ""}).status_code == 302
    assert not User.objects.get(pk=erase.asker_id).is_active
    done = page_of(client, by, f"{LIST}{erase.pid}/").content.decode()
    assert "hãy in trang này" in done
    assert "Nông Thị Mai" not in done


def test_what_ties_a_person_is_named_instead_of_a_button(client: Client, world: World) -> None:
    row, by = ask_data_request(kind=RequestKind.ERASE, by=fresh(world.director)), world.province_officer
    answer = f"{LIST}{row.pid}/tra-loi/"
    page = page_of(client, by, answer).content.decode()
    assert ("người đại diện duy nhất" in page, "Xóa dữ liệu và trả lời" in page) == (True, False)
    sent = posted(client, by, answer, {"answer": ""})
    assert sent.status_code == 422
    assert "người đại diện duy nhất" in sent.content.decode()
    assert User.objects.get(pk=row.asker_id).is_active


def test_a_refusal_needs_its_ground(client: Client, world: World, erase: DataRequest) -> None:
    by, refuse = world.province_officer, f"{LIST}{erase.pid}/tu-choi/"
    assert page_of(client, by, refuse).status_code == 200
    empty = posted(client, by, refuse, {})
    assert (empty.status_code, "Hãy ghi căn cứ từ chối" in empty.content.decode()) == (422, True)
    assert posted(client, by, refuse, {"reason": "Quyết định phải lưu (ví dụ)."}).status_code == 302
    page = page_of(client, world.director, "/lam-viec/du-lieu-cua-toi/").content.decode()
    assert ("Đã từ chối, có lý do" in page, "Quyết định phải lưu (ví dụ)." in page) == (True, True)


def test_strangers_find_nothing_and_answer_nothing(
    client: Client, world: World, erase: DataRequest, others: Strangers
) -> None:
    before = AuditEntry.objects.count()
    pages = [f"{LIST}{erase.pid}/", f"{LIST}{erase.pid}/tra-loi/", f"{LIST}{erase.pid}/tu-choi/"]
    leader = officer("Lãnh đạo (ví dụ)", Role.LEADER, world.province)
    before = AuditEntry.objects.count()
    for person in (
        others.other_commune,
        others.other_province,
        world.director,
        world.commune_officer,
        world.ministry,
        leader,
        others.nobody_here,
    ):
        for address in pages:
            assert page_of(client, person, address).status_code == 404
        if isinstance(person, Actor):
            for address in pages[1:]:
                assert posted(client, person, address, {"answer": "x", "reason": "x"}).status_code == 404
    assert erase.pid not in page_of(client, others.other_province, LIST).content.decode()
    for person in (world.director, world.commune_officer, leader, others.nobody_here):
        assert page_of(client, person, LIST).status_code == 404
    client.logout()
    for address in (LIST, *pages):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")
    assert AuditEntry.objects.count() == before


def test_an_officers_own_request_is_for_another_to_answer(client: Client, world: World) -> None:
    own = ask_data_request(kind=RequestKind.ACCESS, by=fresh(world.province_officer))
    assert page_of(client, world.province_officer, f"{LIST}{own.pid}/").status_code == 404
    colleague = officer("Đồng nghiệp (ví dụ)", Role.PROVINCE_OFFICER, world.province)
    assert posted(client, colleague, f"{LIST}{own.pid}/tra-loi/", {"answer": ""}).status_code == 302
    own.refresh_from_db()
    assert "Dữ liệu của tôi" in own.answer


def test_the_list_costs_the_same_for_one_and_for_many(client: Client, world: World, erase: DataRequest) -> None:
    by = world.province_officer
    done = asked(world.director)
    posted(client, by, f"{LIST}{done.pid}/tra-loi/", {"answer": "Đã sửa (ví dụ)."})
    once = queries_of(client, by, LIST)
    for number in range(5):
        person = user(f"Người {number} (ví dụ)")
        add_member(
            producer=world.producer, user=person, role=MemberRole.STAFF, valid_from=LONG_AGO, by=world.commune_officer
        )
        for kind in (RequestKind.ACCESS, RequestKind.CORRECT):
            asked(Actor(person, by.today), kind)
        row = DataRequest.objects.get(asker=person, kind=RequestKind.CORRECT)
        posted(client, by, f"{LIST}{row.pid}/tra-loi/", {"answer": "Đã sửa (ví dụ)."})
    assert queries_of(client, by, LIST) == once
