"""Where a producer stands, for its officers: what to check, look-alikes, refusing, closing, other legal forms."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from ocop.accounts.queries import actor_for
from ocop.registry.actions import register_producer
from ocop.registry.enums import ProducerKind, ProducerState
from ocop.registry.models import Producer
from tests.journeys.world import World
from tests.people import user
from tests.web.officer.scene import Strangers, page_of, posted, queries_of

LIST = "/lam-viec/can-bo/chu-the/"


def text(answer: Any) -> str:
    """The page as text."""
    return str(answer.content.decode())


def waiting(world: World, name: str = "Hộ tự đăng ký (ví dụ)", **more: Any) -> Producer:
    """A producer that registered itself."""
    owner = actor_for(user(f"Chủ {name}"))
    facts = {"name": name, "kind": ProducerKind.HOUSEHOLD, "unit": world.commune, "by": owner, **more}
    return register_producer(**facts)


def test_the_page_of_a_waiting_producer_says_what_to_check(client: Client, world: World) -> None:
    one = waiting(world)
    page = text(page_of(client, world.commune_officer, f"{LIST}{one.pid}/"))
    assert "Đối chiếu trước khi duyệt" in page and "Chưa có mã số thuế" in page
    assert "Không thấy chủ thể nào giống" in page
    assert "Đối chiếu trước khi duyệt" not in text(client.get(f"{LIST}{world.producer.pid}/"))
    doubtful = waiting(world, "Công ty Khác (ví dụ)", kind=ProducerKind.ENTERPRISE, tax_code="4601234567")
    assert "không khớp số kiểm tra" in text(client.get(f"{LIST}{doubtful.pid}/"))


def test_rows_that_look_like_it_stand_beside_it_with_the_reason_and_nothing_is_merged(
    client: Client, world: World
) -> None:
    twin = waiting(world, "HTX Bản Mới (ví dụ)", kind=ProducerKind.COOPERATIVE)
    page = text(page_of(client, world.commune_officer, f"{LIST}{twin.pid}/"))
    assert "Hợp tác xã Bản Mới (ví dụ)" in page and "cùng tên trong một xã" in page
    assert f"{LIST}trung/{twin.pid}/{world.producer.pid}/" in page
    assert Producer.objects.get(pk=twin.pk).head_id == twin.pk


def test_look_alikes_cost_the_same_for_one_and_for_more(client: Client, world: World) -> None:
    twin = waiting(world, "HTX Bản Mới (ví dụ)")
    once = queries_of(client, world.commune_officer, f"{LIST}{twin.pid}/")
    for number in range(3):
        waiting(world, f"HTX Bản Mới (ví dụ {number})")
    assert queries_of(client, world.commune_officer, f"{LIST}{twin.pid}/") == once


def test_a_refusal_needs_a_reason_and_an_officer_of_the_place(client: Client, world: World, others: Strangers) -> None:
    one = waiting(world)
    address = f"{LIST}{one.pid}/tu-choi/"
    for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
        assert page_of(client, person, address).status_code == 404
    empty = posted(client, world.commune_officer, address, {"reason": " "})
    assert empty.status_code == 422 and 'id="id_reason-e"' in text(empty)
    assert posted(client, world.commune_officer, address, {"reason": "Thiếu giấy"}).status_code == 302
    page = text(client.get(f"{LIST}{one.pid}/"))
    assert "Đã từ chối đăng ký." in page and "Thiếu giấy" in page
    assert posted(client, world.commune_officer, address, {"reason": "Thiếu giấy"}).status_code == 409
    assert client.get(address).status_code == 409


def test_a_producer_is_closed_after_a_question_and_opened_again(
    client: Client, world: World, others: Strangers
) -> None:
    base = f"{LIST}{world.producer.pid}/"
    for person in (others.other_commune, others.producer):
        assert posted(client, person, f"{base}ngung/", {}).status_code == 404
    assert "ngừng hoạt động?" in text(page_of(client, world.commune_officer, f"{base}ngung/"))
    assert posted(client, world.commune_officer, f"{base}ngung/", {}).status_code == 302
    assert Producer.objects.get(pk=world.producer.pk).state == ProducerState.CLOSED
    assert "Mở lại chủ thể" in text(client.get(base))
    assert posted(client, world.commune_officer, f"{base}ngung/", {}).status_code == 409
    assert client.get(f"{base}mo-lai/").status_code == 405
    assert posted(client, world.commune_officer, f"{base}mo-lai/", {}).status_code == 302
    assert Producer.objects.get(pk=world.producer.pk).state == ProducerState.ACTIVE


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name": ""}, "name"), ({"kind": "club"}, "kind"), ({"valid_from": "31/2/2026"}, "valid_from"),
    ({"valid_from": "1/1/2067"}, "valid_from"), ({"valid_from": "1/1/1999"}, "valid_from"),
])
def test_a_wrong_change_of_form_is_told_beside_its_field(client: Client, world: World, wrong: Any, field: str) -> None:
    world.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    data = {"kind": "enterprise", "name": "Công ty Bản Mới (ví dụ)", "valid_from": "1/6/2026", **wrong}
    answer = posted(client, world.commune_officer, f"{LIST}{world.producer.pid}/loai-hinh/", data)
    assert answer.status_code == 422 and f'id="id_{field}-e"' in text(answer)
    assert world.producer.forms.count() == 1


def test_another_form_is_written_down_and_taken_back(client: Client, world: World, others: Strangers) -> None:
    world.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    base = f"{LIST}{world.producer.pid}/"
    data = {"kind": "enterprise", "name": "Công ty Bản Mới (ví dụ)", "valid_from": "1/6/2026", "reason": "Giấy số 12"}
    for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
        assert page_of(client, person, f"{base}loai-hinh/").status_code == 404
        assert page_of(client, person, f"{base}loai-hinh/huy/").status_code == 404
    assert page_of(client, world.commune_officer, f"{base}loai-hinh/huy/").status_code == 409
    assert posted(client, world.commune_officer, f"{base}loai-hinh/", data)["Location"] == base
    page = text(client.get(base))
    assert "<h1>Công ty Bản Mới (ví dụ)</h1>" in page and "1/1/2019 đến 31/5/2026" in page
    assert posted(client, world.commune_officer, f"{base}loai-hinh/", data).status_code == 409
    assert "Trở lại" in text(client.get(f"{base}loai-hinh/huy/"))
    empty = posted(client, world.commune_officer, f"{base}loai-hinh/huy/", {"reason": ""})
    assert empty.status_code == 422 and 'id="id_reason-e"' in text(empty)
    assert posted(client, world.commune_officer, f"{base}loai-hinh/huy/", {"reason": "Nhầm"}).status_code == 302
    page = text(client.get(base))
    assert "<h1>Hợp tác xã Bản Mới (ví dụ)</h1>" in page and "ghi nhầm, đã hủy" in page


def test_a_consultant_let_in_at_the_desk_needs_a_last_day(client: Client, world: World) -> None:
    address = f"{LIST}{world.producer.pid}/nguoi/them/"
    data = {"name": "Tư vấn (ví dụ)", "email": "tv@vidu.vn", "role": "consultant"}
    wrong = posted(client, world.commune_officer, address, data)
    assert wrong.status_code == 422 and 'id="id_valid_to-e"' in text(wrong)
    assert posted(client, world.commune_officer, address, {**data, "valid_to": "31/12/2099"}).status_code == 200
    assert "đến 31/12/2099" in text(client.get(f"{LIST}{world.producer.pid}/"))
