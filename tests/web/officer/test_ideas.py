"""Ideas and business plans at the offices, and the numbers other systems know a dossier by."""

import io

import openpyxl
import pytest
from django.test import Client

from ocop.dossiers.actions import begin_business_plan, send_business_plan, send_idea, write_business_plan, write_idea
from ocop.dossiers.models import BusinessPlan, DossierReference, Idea
from ocop.programme.actions import close_cycle, open_cycle
from ocop.programme.models import Cycle, Enrolment
from ocop.registry.actions import register_product
from ocop.registry.models import Product
from tests.dossiers.forms import IDEA, PLAN, load_forms
from tests.journeys.world import World
from tests.web.officer.scene import Strangers, filed, page_of, posted, queries_of

LIST = "/lam-viec/can-bo/y-tuong/"


@pytest.fixture(autouse=True)
def forms(world: World) -> None:
    load_forms()


def sent(world: World, name: str = "Chè nhài (ví dụ)") -> Idea:
    made = write_idea(producer=world.producer, body={**IDEA, "name": name}, by=world.director)
    return send_idea(idea=made, by=world.director)


def planned(world: World, name: str = "Chè shan tuyết (ví dụ)") -> BusinessPlan:
    goods = register_product(producer=world.producer, name=name, product_set=world.tea, by=world.director)
    plan = begin_business_plan(product=goods, by=world.director)
    write_business_plan(plan=plan, body=PLAN, rev=plan.rev, by=world.director)
    return send_business_plan(plan=plan, by=world.director)


def year(world: World) -> Cycle:
    """The open year of the province."""
    day = world.province_officer.today
    return Cycle.objects.filter(unit=world.province, year=day.year).first() or open_cycle(
        unit=world.province, year=day.year, by=world.province_officer)


def test_the_inbox_is_empty_then_holds_what_was_sent(client: Client, world: World, others: Strangers) -> None:
    empty = page_of(client, world.commune_officer, LIST).content.decode()
    assert "Không có ý tưởng, phương án nào chờ trả lời." in empty
    idea, plan = sent(world), planned(world)
    for office in (world.commune_officer, world.province_officer):
        said = page_of(client, office, LIST).content.decode()
        assert f"{LIST}{idea.pid}/" in said and f"/lam-viec/can-bo/phuong-an/{plan.pid}/" in said
    for office in (others.other_commune, others.other_province):
        said = page_of(client, office, LIST).content.decode()
        assert idea.pid not in said and plan.pid not in said
    for person in (others.producer, others.nobody_here):
        assert page_of(client, person, LIST).status_code == 404


@pytest.mark.parametrize("tail", ["", "tra-lai/"])
def test_an_idea_and_a_plan_are_there_for_their_offices_only(client: Client, world: World, others: Strangers,
                                                             tail: str) -> None:
    where = [f"{LIST}{sent(world).pid}/{tail}", f"/lam-viec/can-bo/phuong-an/{planned(world).pid}/{tail}"]
    for address in where:
        for office in (world.commune_officer, world.province_officer):
            assert page_of(client, office, address).status_code == 200
        for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
            assert page_of(client, person, address).status_code == 404


def test_a_commune_takes_an_idea_up_and_registers_its_product(client: Client, world: World) -> None:
    year(world)
    idea = sent(world)
    address = f"{LIST}{idea.pid}/"
    said = page_of(client, world.commune_officer, address).content.decode()
    assert "150.000.000 đồng" in said and "Cán bộ tỉnh ghi sản phẩm vào chu trình năm" in said
    assert "tham gia chu trình" not in said
    for wrong in ({"product_set": "0"}, {"product_set": "x"}):
        answer = posted(client, world.commune_officer, address, {**wrong, "note": "Giữ lại câu này."})
        assert answer.status_code == 422 and "Giữ lại câu này." in answer.content.decode()
    done = posted(client, world.commune_officer, address, {"product_set": str(world.tea.pk), "note": "Tốt."})
    idea.refresh_from_db()
    assert (done.status_code, idea.state, idea.answer) == (302, "accepted", "Tốt.")
    assert idea.product == Product.objects.get(name="Chè nhài (ví dụ)")
    again = posted(client, world.commune_officer, address, {})
    assert again.status_code == 409
    assert "Đã trả lời gần đây" in page_of(client, world.commune_officer, LIST).content.decode()


def test_a_province_lets_the_product_join_the_year(client: Client, world: World) -> None:
    cycle = year(world)
    idea = sent(world)
    address = f"{LIST}{idea.pid}/"
    assert "tham gia chu trình năm" in page_of(client, world.province_officer, address).content.decode()
    bare = posted(client, world.province_officer, address, {"enrol": "on"})
    assert bare.status_code == 422 and 'id="id_enrol-e"' in bare.content.decode()
    done = posted(client, world.province_officer, address, {"product_set": str(world.tea.pk), "enrol": "on"})
    assert done.status_code == 302
    assert Enrolment.objects.get(product__name="Chè nhài (ví dụ)").cycle == cycle


def test_a_year_that_is_not_open_is_said(client: Client, world: World) -> None:
    close_cycle(cycle=year(world), by=world.province_officer)
    said = page_of(client, world.province_officer, f"{LIST}{sent(world).pid}/").content.decode()
    assert "Năm nay chưa mở chu trình" in said and 'name="enrol"' not in said


def test_a_product_of_that_name_is_told_beside_the_choice(client: Client, world: World) -> None:
    register_product(producer=world.producer, name="Chè nhài (ví dụ)", product_set=world.tea, by=world.director)
    idea = sent(world)
    address = f"{LIST}{idea.pid}/"
    clash = posted(client, world.commune_officer, address, {"product_set": str(world.tea.pk)})
    assert clash.status_code == 409 and 'id="id_product_set-e"' in clash.content.decode()
    goods = Product.objects.get()
    assert posted(client, world.commune_officer, address, {"product": str(goods.pk)}).status_code == 302
    idea.refresh_from_db()
    assert idea.product == goods


def test_a_form_goes_back_with_a_reason(client: Client, world: World) -> None:
    for address, row in ((f"{LIST}{(idea := sent(world)).pid}/", idea),
                         (f"/lam-viec/can-bo/phuong-an/{(plan := planned(world)).pid}/", plan)):
        empty = posted(client, world.commune_officer, f"{address}tra-lai/", {"reason": "  "})
        assert empty.status_code == 422 and 'id="id_reason-e"' in empty.content.decode()
        done = posted(client, world.commune_officer, f"{address}tra-lai/", {"reason": "Ghi rõ nguồn."})
        row.refresh_from_db()
        assert (done.status_code, done["Location"], row.state) == (302, address, "returned")
        assert "Ghi rõ nguồn." in page_of(client, world.commune_officer, address).content.decode()
        assert page_of(client, world.commune_officer, f"{address}tra-lai/").status_code == 302
        assert posted(client, world.commune_officer, f"{address}tra-lai/", {"reason": "Nữa."}).status_code == 409


def test_a_plan_is_taken_and_seen_from_the_dossier(client: Client, world: World) -> None:
    plan = planned(world)
    address = f"/lam-viec/can-bo/phuong-an/{plan.pid}/"
    assert "800.000.000 đồng" in page_of(client, world.commune_officer, address).content.decode()
    assert posted(client, world.commune_officer, address, {"note": "x" * 6000}).status_code == 422
    assert posted(client, world.commune_officer, address, {"note": ""}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "accepted"
    assert posted(client, world.commune_officer, address, {}).status_code == 409
    dossier = filed(world, "Chè đinh (ví dụ)")
    said = page_of(client, world.commune_officer, f"/lam-viec/can-bo/ho-so/{dossier.pid}/").content.decode()
    assert "Chủ thể chưa gửi phương án nào" in said
    next_plan = begin_business_plan(product=dossier.product, by=world.director)
    write_business_plan(plan=next_plan, body=PLAN, rev=1, by=world.director)
    send_business_plan(plan=next_plan, by=world.director)
    said = page_of(client, world.commune_officer, f"/lam-viec/can-bo/ho-so/{dossier.pid}/").content.decode()
    assert f"/lam-viec/can-bo/phuong-an/{next_plan.pid}/" in said


def test_the_inbox_costs_the_same_for_one_and_for_more(client: Client, world: World) -> None:
    sent(world)
    planned(world)
    costs = []
    for no in range(3):
        costs.append(queries_of(client, world.commune_officer, LIST))
        sent(world, f"Bún {no} (ví dụ)")
        planned(world, f"Gạo {no} (ví dụ)")
    assert len(set(costs)) == 1


def test_numbers_of_other_systems_are_noted_and_stand_in_the_file(client: Client, world: World,
                                                                  others: Strangers) -> None:
    dossier, other = filed(world), filed(world, "Chè đinh (ví dụ)")
    address = f"/lam-viec/can-bo/ho-so/{dossier.pid}/so-hieu/"
    for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
        assert page_of(client, person, address).status_code == 404
    assert page_of(client, world.commune_officer, address).status_code == 200
    long = posted(client, world.commune_officer, address, {"national": "x" * 81})
    assert long.status_code == 422 and 'id="id_national-e"' in long.content.decode()
    done = posted(client, world.commune_officer, address, {"national": "QG-1", "one_stop": "007"})
    assert done.status_code == 302
    said = page_of(client, world.commune_officer, f"/lam-viec/can-bo/ho-so/{dossier.pid}/").content.decode()
    assert "QG-1" in said and "007" in said
    taken = posted(client, world.commune_officer, f"/lam-viec/can-bo/ho-so/{other.pid}/so-hieu/",
                   {"national": "QG-2", "one_stop": "007"})
    assert taken.status_code == 409 and 'id="id_one_stop-e"' in taken.content.decode()
    assert DossierReference.objects.filter(dossier=other).count() == 0, "all of them or none"
    file = page_of(client, world.commune_officer, "/lam-viec/can-bo/xa/?xuat=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert sheet is not None
    rows = {row[0]: row[-2:] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows == {"Chè shan tuyết (ví dụ)": ("QG-1", "007"), "Chè đinh (ví dụ)": (None, None)}
