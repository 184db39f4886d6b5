"""Ideas and business plans at the producer's desk: the form's fields come from data, nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from ocop.dossiers.actions import accept_idea, begin_business_plan, return_idea, send_idea, write_idea
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.registry.actions import register_product
from ocop.registry.models import Product
from tests.dossiers.forms import IDEA, PLAN, load_forms
from tests.journeys.world import World
from tests.web.council.hands import queries
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, page

NEW = "/lam-viec/chu-the/y-tuong/moi/"


@pytest.fixture(autouse=True)
def forms(world: World) -> None:
    load_forms()


def posted(then: str = "send", rev: int = 0, **said: str) -> dict[str, str]:
    """What the browser sends."""
    return {**{f"f-{key}": text for key, text in said.items()}, "then": then, "rev": str(rev)}


def idea(world: World, *, sent: bool = True, **said: str) -> Idea:
    made = write_idea(producer=world.producer, body={**IDEA, **said}, by=world.director)
    return send_idea(idea=made, by=world.director) if sent else made


def product(world: World, name: str = "Chè shan tuyết (ví dụ)") -> Product:
    return register_product(producer=world.producer, name=name, product_set=world.tea, by=world.director)


def test_an_empty_list_says_what_to_do(mai: Client) -> None:
    said = page(mai, "producer_ideas")
    assert "Chưa có ý tưởng nào." in said and f'href="{NEW}"' in said


def test_an_idea_is_written_and_sent_from_the_form(mai: Client, world: World) -> None:
    said = page(mai, "producer_idea_new")
    for words in ("Gốc địa phương", "Vốn dự kiến (đồng), không bắt buộc", 'id="id_f-name"', "Đang làm thử, bán ít",
                  "Gửi đến xã", 'inputmode="decimal"'):
        assert words in said, words
    answer = mai.post(NEW, posted(**IDEA))
    made = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("producer_idea", made.pid))
    assert (made.state, made.name, made.body["capital"]) == ("sent", "Chè nhài (ví dụ)", "150000000")
    said = page(mai, "producer_idea", made.pid)
    for words in ("150.000.000 đồng", "92,5 %", "5/4/2027", "đang xem", "chưa điền"):
        assert words in said, words
    assert "Chè nhài (ví dụ)" in page(mai, "producer_ideas")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(mai: Client) -> None:
    wrong = {**IDEA, "name": "Chè <b>", "capital": "nhiều lắm", "ready_on": "31/2/2027", "stage": "xong"}
    answer = mai.post(NEW, posted(**wrong))
    said = answer.content.decode()
    assert (answer.status_code, Idea.objects.count()) == (422, 0)
    for key in ("capital", "ready_on"):
        assert f'id="id_f-{key}-e"' in said
    for words in ('value="Chè &lt;b&gt;"', 'value="nhiều lắm"', 'value="31/2/2027"',
                  "Hãy chọn một mục trong danh sách.", "Nghề ướp chè của làng.", "Ngày này không có trong lịch."):
        assert words in said, words


def test_an_idea_that_lacks_something_is_kept_and_not_sent(mai: Client) -> None:
    answer = mai.post(NEW, posted(name="Chè nhài (ví dụ)"))
    said, made = answer.content.decode(), Idea.objects.get()
    assert (answer.status_code, made.state) == (422, "draft")
    assert said.count("Hãy điền mục này.") == 4
    assert f'action="{address("producer_idea", made.pid)}"' in said, "the next press goes on with the kept draft"
    answer = mai.post(address("producer_idea", made.pid), posted(rev=made.rev, **IDEA))
    made.refresh_from_db()
    assert (answer.status_code, made.state) == (302, "sent")


def test_a_draft_without_a_name_is_told_so(mai: Client) -> None:
    answer = mai.post(NEW, posted("keep", description="Ngon."))
    assert (answer.status_code, Idea.objects.count()) == (422, 0)
    assert 'id="id_f-name-e"' in answer.content.decode() and "Ngon." in answer.content.decode()


def test_two_tabs_are_told_apart_and_both_texts_are_there(mai: Client, world: World) -> None:
    made = idea(world, sent=False)
    where = address("producer_idea", made.pid)
    assert mai.post(where, posted("keep", 1, **{**IDEA, "output": "1 tấn"})).status_code == 302
    late = mai.post(where, posted("keep", 1, **{**IDEA, "output": "9 tấn"}))
    said = late.content.decode()
    assert (late.status_code, "9 tấn" in said, "Mở bản mới" in said) == (409, True, True)
    made.refresh_from_db()
    assert made.body["output"] == "1 tấn"
    for odd in ("", "x", "-1", "9" * 30, "²"):
        assert mai.post(where, {**posted("keep", **IDEA), "rev": odd}).status_code == 409


def test_a_returned_idea_shows_the_reason_and_is_led_to_from_the_things_to_do(mai: Client, world: World) -> None:
    made = return_idea(idea=idea(world), reason="Ghi rõ\nnguồn nhài.", by=world.commune_officer)
    said = page(mai, "producer_desk")
    assert "Sửa ý tưởng “Chè nhài (ví dụ)” theo góp ý" in said and address("producer_idea", made.pid) in said
    said = page(mai, "producer_idea", made.pid)
    assert "Ghi rõ<br>nguồn nhài." in said and "Lưu và gửi lại" in said


def test_an_accepted_idea_leads_to_a_plan_and_says_that_none_is_required(mai: Client, world: World) -> None:
    made = accept_idea(idea=idea(world), product_set=world.tea, note="Làm tốt.", by=world.commune_officer)
    assert made.product is not None
    plans = address("producer_plans", made.product.pid)
    assert plans in page(mai, "producer_desk")
    said = page(mai, "producer_idea", made.pid)
    assert "Làm tốt." in said and plans in said and "không bắt buộc trước hồ sơ" in said
    assert plans in page(mai, "producer_product", made.product.pid)


def test_an_accepted_idea_whose_plan_was_begun_no_longer_asks_for_one(mai: Client, world: World) -> None:
    made = accept_idea(idea=idea(world), product_set=world.tea, by=world.commune_officer)
    assert made.product is not None
    assert "Viết phương án</a>" in page(mai, "producer_idea", made.pid)
    begin_business_plan(product=made.product, by=world.director)
    said = page(mai, "producer_idea", made.pid)
    assert "Xem phương án</a>" in said and "Viết phương án</a>" not in said


def test_an_idea_taken_up_without_a_product_is_linked_here(mai: Client, rival: Client, world: World) -> None:
    made, own = accept_idea(idea=idea(world), by=world.commune_officer), product(world)
    where = address("producer_idea_link", made.pid)
    assert own.name in page(mai, "producer_idea", made.pid)
    assert rival.post(where, {"product": own.pid}).status_code == 404
    assert mai.post(where, {"product": "khong-co"}).status_code == 404
    assert mai.get(where).status_code == 405
    assert mai.post(where, {"product": own.pid}).status_code == 302
    assert mai.post(where, {"product": own.pid}).status_code == 422


def test_an_idea_is_taken_back_after_a_question(mai: Client, world: World) -> None:
    made = idea(world)
    where = address("producer_idea_withdraw", made.pid)
    assert "Rút ý tưởng Chè nhài (ví dụ)?" in page(mai, "producer_idea_withdraw", made.pid)
    assert mai.post(where).status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert mai.get(where).status_code == 302, "a page that no longer does anything leads on"


def test_an_idea_is_not_there_for_others_and_offices_read_it_without_writing(rival: Client, world: World) -> None:
    made, draft = idea(world), idea(world, sent=False, name="Bún (ví dụ)")
    officer = signed_in(world.commune_officer)
    for name in ("producer_idea", "producer_idea_withdraw", "producer_idea_print"):
        assert rival.get(address(name, made.pid)).status_code == 404
        assert officer.get(address(name, draft.pid)).status_code == 404
    assert officer.get(address("producer_idea", made.pid)).status_code == 200
    assert officer.post(address("producer_idea", made.pid), posted(**IDEA)).status_code == 403
    assert officer.post(address("producer_idea_withdraw", made.pid)).status_code == 403
    assert officer.get(NEW).status_code == 404, "a desk of others does not exist"
    paper = officer.get(address("producer_idea_print", made.pid))
    assert paper.content.startswith(b"%PDF-")


def test_a_business_plan_is_begun_written_sent_and_printed(mai: Client, rival: Client, world: World) -> None:
    goods = product(world)
    plans = address("producer_plans", goods.pid)
    assert "Sản phẩm chưa có phương án." in page(mai, "producer_plans", goods.pid)
    assert rival.get(plans).status_code == 404
    begun = mai.post(plans)
    plan = BusinessPlan.objects.get()
    where = address("producer_business_plan", plan.pid)
    assert (begun.status_code, begun["Location"]) == (302, where)
    again = mai.post(plans)
    assert again.status_code == 409 and "Mở phương án" in again.content.decode()
    assert "Tổng vốn cần có (đồng)" in page(mai, "producer_business_plan", plan.pid)
    lacking = mai.post(where, posted(rev=1, aim="Bán 5 tấn."))
    assert lacking.status_code == 422 and 'id="id_f-market-e"' in lacking.content.decode()
    plan.refresh_from_db()
    assert (plan.body, plan.state) == ({"aim": "Bán 5 tấn."}, "draft")
    assert mai.post(where, posted(rev=plan.rev, **PLAN)).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "sent"
    assert "500.000.000 đồng" in page(mai, "producer_business_plan", plan.pid)
    assert mai.get(address("producer_business_plan_print", plan.pid)).content.startswith(b"%PDF-")
    for name in ("producer_business_plan", "producer_business_plan_print", "producer_business_plan_withdraw"):
        assert rival.get(address(name, plan.pid)).status_code == 404
    assert mai.post(address("producer_business_plan_withdraw", plan.pid)).status_code == 302
    assert "Viết bản mới" in page(mai, "producer_plans", goods.pid)


def test_the_list_costs_the_same_for_one_idea_and_for_more(mai: Client, world: World) -> None:
    idea(world)
    costs = []
    for no in range(3):
        costs.append(queries(mai, reverse("producer_ideas")))
        idea(world, name=f"Bún {no} (ví dụ)")
    assert len(set(costs)) == 1
