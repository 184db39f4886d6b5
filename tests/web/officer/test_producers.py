"""Producers of the place: list, registration, people and their codes, products."""

import re

import pytest
from django.test import Client

from ocop.accounts.models import SignInCode, User
from ocop.accounts.queries import actor_for
from ocop.dossiers.actions import open_dossier
from ocop.registry.actions import register_producer, register_product
from ocop.registry.enums import ProducerKind, ProducerState
from ocop.registry.models import Membership, Producer, Product
from tests.journeys.world import World
from tests.people import user
from tests.web.officer.scene import Strangers, filed, page_of, posted, queries_of

LIST = "/lam-viec/can-bo/chu-the/"


def producer(world: World, name: str, kind: str = ProducerKind.HOUSEHOLD) -> Producer:
    return register_producer(name=name, kind=kind, unit=world.commune, by=world.commune_officer)


def names_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/lam-viec/can-bo/chu-the/\w+/">([^<]+)</a>', page)


def test_producers_stand_in_vietnamese_order_and_are_found_without_marks(client: Client, world: World) -> None:
    for name in ("Hộ Đặng (ví dụ)", "Hộ Dương (ví dụ)", "Hộ Ân (ví dụ)"):
        producer(world, name)
    officer = world.commune_officer
    page = page_of(client, officer, LIST).content.decode()
    assert names_in(page) == ["Hộ Ân (ví dụ)", "Hộ Dương (ví dụ)", "Hộ Đặng (ví dụ)", "Hợp tác xã Bản Mới (ví dụ)"]
    assert names_in(page_of(client, officer, f"{LIST}?q=ho+dang").content.decode()) == ["Hộ Đặng (ví dụ)"]
    found = names_in(page_of(client, officer, f"{LIST}?loai=cooperative").content.decode())
    assert found == ["Hợp tác xã Bản Mới (ví dụ)"]
    for odd in ("?q=%00%27%3B--", "?q=" + "x" * 10000, "?loai=khong", "?tinh-trang=khong", "?trang=-1",
                "?trang=999999999"):
        assert page_of(client, officer, LIST + odd).status_code == 200
    assert "Không có chủ thể nào khớp." in page_of(client, officer, f"{LIST}?q=zzz").content.decode()


def test_a_waiting_producer_is_approved_by_its_officer(client: Client, world: World, others: Strangers) -> None:
    owner = actor_for(user("Chủ hộ (ví dụ)"))
    waiting = register_producer(name="Hộ tự đăng ký (ví dụ)", kind=ProducerKind.HOUSEHOLD, unit=world.commune, by=owner)
    assert "1 chủ thể chờ duyệt" in page_of(client, world.commune_officer, LIST).content.decode()
    approve = f"{LIST}{waiting.pid}/duyet/"
    for person in (others.other_commune, others.other_province, owner):
        assert posted(client, person, approve, {}).status_code == 404
    assert client.get(approve).status_code == 405
    waiting.refresh_from_db()
    assert waiting.state == ProducerState.WAITING
    assert posted(client, world.commune_officer, approve, {}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ProducerState.ACTIVE


def test_an_officer_registers_a_producer_and_hears_what_is_wrong(client: Client, world: World,
                                                                 others: Strangers) -> None:
    address = f"{LIST}them/"
    good = {"name": "Tổ hợp tác Mới (ví dụ)", "kind": "group", "unit": str(world.commune.pk),
            "registered_on": "05/04/2026", "phone": "0912 345 678"}
    elsewhere = str(next(iter(others.other_commune.units("commune_officer"))))
    for field, value, words in (
        ("name", " ", "Hãy nhập tên chủ thể"), ("unit", elsewhere, "không thuộc địa bàn"), ("unit", "", "Hãy chọn xã"),
        ("registered_on", "31/02/2026", "Ngày này không có."), ("phone", "12", "Số điện thoại chưa đúng."),
        ("email", "khong-phai", "Thư điện tử chưa đúng"), ("tax_code", "123", ""),
    ):
        wrong = posted(client, world.commune_officer, address, {**good, field: value})
        assert wrong.status_code == 422, field
        page = wrong.content.decode()
        assert words in page and f'id="id_{field}-e"' in page
    assert Producer.objects.count() == 1
    done = posted(client, world.commune_officer, address, good)
    made = Producer.objects.get(name="Tổ hợp tác Mới (ví dụ)")
    assert (done.status_code, done["Location"]) == (302, f"{LIST}{made.pid}/")
    assert str(made.registered_on) == "2026-04-05"
    assert made.state == ProducerState.ACTIVE
    assert posted(client, world.province_officer, address, {**good, "name": "Hộ khác (ví dụ)"}).status_code == 302


@pytest.mark.parametrize("tail", ["", "nguoi/them/", "san-pham/them/"])
def test_a_producer_is_there_for_its_officers_only(client: Client, world: World, others: Strangers, tail: str) -> None:
    address = f"{LIST}{world.producer.pid}/{tail}"
    for office in (world.commune_officer, world.province_officer):
        assert page_of(client, office, address).status_code == 200
    for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
        assert page_of(client, person, address).status_code == 404
    assert page_of(client, others.producer, LIST).status_code == 404


def test_a_person_is_let_in_with_a_code_on_paper_that_opens_the_door(client: Client, world: World) -> None:
    address = f"{LIST}{world.producer.pid}/nguoi/them/"
    people = User.objects.count()
    for data in ({"name": "", "phone": "0912345678"}, {"name": "Nông Văn A (ví dụ)"},
                 {"name": "Nông Văn A (ví dụ)", "phone": "12"}, {"name": "A", "phone": "0912345678", "role": "king"}):
        assert posted(client, world.commune_officer, address, {"role": "staff", **data}).status_code == 422
    assert User.objects.count() == people
    done = posted(client, world.commune_officer, address, {"name": "Nông Văn A (ví dụ)", "phone": "0912 345 678",
                                                           "role": "staff"})
    page = done.content.decode()
    code = re.search(r'class="big-num">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert done.status_code == 200 and code is not None and "Mã chỉ hiện một lần." in page
    assert "no-store" in done["Cache-Control"] and "<dd>0912 345 678</dd>" in page
    member = Membership.objects.get(user__name="Nông Văn A (ví dụ)")
    client.logout()
    entered = client.post("/mot-lan/", {"login": "0912345678", "code": code[1], "password": "mot cau dai de nho"})
    assert entered.status_code == 302
    again = posted(client, world.commune_officer, f"{LIST}{world.producer.pid}/nguoi/{member.pk}/ma/", {})
    assert again.status_code == 200 and SignInCode.objects.filter(user=member.user).count() == 2


def test_somebody_with_an_account_is_added_without_a_new_code(client: Client, world: World) -> None:
    known = User.objects.create_user(name="Người cũ (ví dụ)", email="cu@vidu.vn", password="x")
    address = f"{LIST}{world.producer.pid}/nguoi/them/"
    data = {"name": "Tên khác", "email": "cu@vidu.vn", "role": "staff"}
    assert posted(client, world.commune_officer, address, data).status_code == 302
    assert Membership.objects.get(user=known).role == "staff"
    assert (SignInCode.objects.count(), User.objects.filter(email="cu@vidu.vn").count()) == (0, 1)
    again = posted(client, world.commune_officer, address, data)
    assert again.status_code == 409 and "đã có vai trò đó" in again.content.decode()


def test_nobody_hands_a_code_to_an_officer_or_to_a_member_of_another(client: Client, world: World,
                                                                     others: Strangers) -> None:
    other = producer(world, "Hộ khác (ví dụ)")
    member = Membership.objects.get(producer=world.producer)
    assert posted(client, world.commune_officer, f"{LIST}{other.pid}/nguoi/{member.pk}/ma/", {}).status_code == 404
    own = f"{LIST}{world.producer.pid}/nguoi/{member.pk}/ma/"
    assert posted(client, others.other_commune, own, {}).status_code == 404
    held = Membership.objects.create(producer=other, user=world.province_officer.user, role="staff",
                                     valid_from=world.commune_officer.today)
    answer = posted(client, world.commune_officer, f"{LIST}{other.pid}/nguoi/{held.pk}/ma/", {})
    assert answer.status_code == 403 and SignInCode.objects.count() == 0


def test_a_product_is_entered_for_a_producer(client: Client, world: World) -> None:
    address = f"{LIST}{world.producer.pid}/san-pham/them/"
    assert posted(client, world.commune_officer, address, {"name": "Chè nõn"}).status_code == 422
    assert posted(client, world.commune_officer, address, {"name": "Chè nõn", "product_set": "0"}).status_code == 422
    assert Product.objects.count() == 0
    assert posted(client, world.commune_officer, address, {"name": "Chè nõn (ví dụ)", "product_set": world.tea.pk}
                  ).status_code == 302
    page = client.get(f"{LIST}{world.producer.pid}/").content.decode()
    assert "Chè nõn (ví dụ)" in page and world.tea.name in page
    twice = posted(client, world.commune_officer, address, {"name": "che non (ví dụ)", "product_set": world.tea.pk})
    assert twice.status_code == 409 and 'id="id_name-e"' in twice.content.decode()


def test_the_pages_take_the_same_queries_for_one_and_three(client: Client, world: World) -> None:
    filed(world)
    address = f"{LIST}{world.producer.pid}/"
    listed, read = queries_of(client, world.commune_officer, LIST), queries_of(client, world.commune_officer, address)
    for name in ("Hai (ví dụ)", "Ba (ví dụ)"):
        filed(world, f"Chè {name}")
        producer(world, f"Hộ {name}")
        person = user(f"Nhân viên {name}")
        Membership.objects.create(producer=world.producer, user=person, role="staff", valid_from=world.director.today)
    assert queries_of(client, world.commune_officer, LIST) == listed
    assert queries_of(client, world.commune_officer, address) == read


def test_an_officer_goes_on_with_a_dossier_filled_in_at_the_desk(client: Client, world: World) -> None:
    by = world.commune_officer
    product = register_product(producer=world.producer, name="Chè nõn (ví dụ)", product_set=world.tea, by=by)
    page = page_of(client, by, f"{LIST}{world.producer.pid}/").content.decode()
    assert "Lập hồ sơ giúp" in page and f"/lam-viec/chu-the/san-pham/{product.pid}/" in page
    dossier = open_dossier(product=product, by=by)
    read = page_of(client, by, f"/lam-viec/can-bo/ho-so/{dossier.pid}/").content.decode()
    assert "Viết tiếp giúp chủ thể" in read and "Cán bộ nhập giúp" in read
    assert page_of(client, by, f"/lam-viec/chu-the/ho-so/{dossier.pid}/").status_code == 200
