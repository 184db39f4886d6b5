"""Ideas and business plans before a dossier: each verb works, is refused to strangers, in a wrong state, and twice."""

import dataclasses
import io
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

import ocop
from ocop.core.models import AuditEntry
from ocop.dossiers import printing
from ocop.dossiers.actions import (
    accept_business_plan,
    accept_idea,
    begin_business_plan,
    link_idea,
    note_dossier_reference,
    open_dossier,
    return_business_plan,
    return_idea,
    send_business_plan,
    send_idea,
    withdraw_business_plan,
    withdraw_idea,
    write_business_plan,
    write_idea,
)
from ocop.dossiers.flow import IDEA_FLOW, PLAN_FLOW
from ocop.dossiers.models import BusinessPlan, Dossier, DossierReference, Idea
from ocop.dossiers.queries import count_waiting, cycle_to_join, plans_of, todo, waiting_forms
from ocop.programme.actions import open_cycle
from ocop.programme.models import Enrolment
from ocop.registry.models import Producer, Product
from ocop.rulebooks.models import FormTemplate
from tests.dossiers import forms
from tests.dossiers import scene as make
from tests.people import fresh

HOUSE = Path(ocop.__file__).parent


@pytest.fixture(autouse=True)
def shipped(scene):
    forms.load_forms()


def audited(verb):
    return AuditEntry.objects.filter(verb=verb).order_by("pk")


@pytest.mark.parametrize("flow", [IDEA_FLOW, PLAN_FLOW])
def test_the_readme_shows_the_flow_as_it_is(flow):
    assert flow.drawing() in (HOUSE / "dossiers/README.md").read_text()


def test_a_draft_may_lack_anything_but_its_name_and_keeps_its_forms_version(scene):
    idea = write_idea(producer=scene.producer, body={"name": "  Chè  nhài (ví dụ) ", "lạ": "bỏ qua"}, by=scene.director)
    assert (idea.name, idea.body, idea.rev, idea.state) == (
        "Chè nhài (ví dụ)", {"name": "Chè nhài (ví dụ)"}, 1, "draft")
    newer = FormTemplate.objects.get(kind="idea")
    newer.pk, newer.version, newer.checksum = None, "9", "x"
    newer.save()
    idea = write_idea(idea=idea, body={**forms.IDEA, "capital": "1.500.000 đồng"}, rev=1, by=scene.director)
    assert (idea.form.version, idea.body["capital"], idea.body["local_materials"], idea.body["ready_on"], idea.rev) == (
        "2026.1", "1500000", "92.5", "2027-04-05", 2)
    assert write_idea(producer=scene.producer, body={"name": "Khác"}, by=scene.director).form.version == "9"


def test_wrong_answers_are_refused_beside_their_fields_and_nothing_is_kept(scene):
    wrong = {"name": "", "local_materials": "101", "capital": "nhiều", "ready_on": "31/2/2027", "stage": "xong",
             "output": "x" * 201}
    refused = make.refusal(write_idea, producer=scene.producer, body={**forms.IDEA, **wrong}, by=scene.director)
    assert (refused.kind, {one.where for one in refused.missing}) == (
        "incomplete", {f"field:{key}" for key in wrong})
    assert Idea.objects.count() == 0


def test_an_idea_is_written_by_the_producers_people_alone(scene):
    for stranger in (scene.stranger, scene.commune_officer, scene.province_officer, scene.far_officer):
        assert make.refusal(write_idea, producer=scene.producer, body=forms.IDEA, by=stranger).kind == "forbidden"
    assert forms.drafted(scene).producer == scene.producer
    idea = write_idea(producer=scene.producer, body={"name": "Bún (ví dụ)"}, by=scene.consultant)
    for stranger in (scene.stranger, scene.commune_officer):
        for verb, more in ((write_idea, {"body": forms.IDEA, "rev": 1}), (send_idea, {}), (withdraw_idea, {})):
            assert make.refusal(verb, idea=idea, by=stranger, **more).kind == "forbidden"


def test_two_tabs_are_told_apart_and_one_name_is_one_idea(scene):
    idea = forms.drafted(scene)
    write_idea(idea=idea, body=forms.IDEA, rev=1, by=scene.director)
    stale = make.refusal(write_idea, idea=idea, body=forms.IDEA, rev=1, by=scene.director)
    assert (stale.code, stale.kind) == ("form-stale", "conflict")
    again = make.refusal(write_idea, producer=scene.producer, body={"name": "che nhai (vi du)"}, by=scene.director)
    assert (again.code, again.kind) == ("idea-exists", "conflict")


def test_sending_names_every_field_that_lacks_and_happens_once(scene):
    idea = write_idea(producer=scene.producer, body={"name": "Chè (ví dụ)"}, by=scene.director)
    refused = make.refusal(send_idea, idea=idea, by=scene.director)
    assert [one.where for one in refused.missing] == [
        "field:stage", "field:description", "field:origin", "field:materials"]
    idea = forms.sent(scene)
    assert (idea.state, idea.sent_at is not None) == ("sent", True)
    assert make.refusal(send_idea, idea=idea, by=scene.director).kind == "conflict"
    assert make.refusal(write_idea, idea=idea, body=forms.IDEA, rev=idea.rev, by=scene.director).kind == "conflict"


def test_a_producer_nobody_knows_the_commune_of_cannot_send(scene):
    idea = forms.drafted(scene)
    Producer.objects.filter(pk=scene.producer.pk).update(unit=None)
    assert make.refusal(send_idea, idea=idea, by=scene.director).code == "producer-unsettled"


def test_an_office_sees_what_was_sent_to_it_and_nothing_else(scene):
    draft, idea = forms.drafted(scene, name="Bún (ví dụ)"), forms.sent(scene)

    def seen(actor):
        return set(Idea.objects.visible_to(fresh(actor)))

    assert seen(scene.director) == {draft, idea}
    for office in (scene.commune_officer, scene.province_officer):
        assert seen(office) == {idea}
        assert (waiting_forms(fresh(office)).ideas, count_waiting(fresh(office))) == ([idea], 1)
    for stranger in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert seen(stranger) == set()
        assert waiting_forms(fresh(stranger)).ideas == []


def test_a_returned_idea_is_mended_and_sent_again(scene):
    idea = forms.sent(scene)
    assert make.refusal(return_idea, idea=idea, reason=" ", by=scene.commune_officer).code == "return-reason"
    for stranger in (scene.director, scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert make.refusal(return_idea, idea=idea, reason="Thiếu", by=stranger).kind == "forbidden"
        assert make.refusal(accept_idea, idea=idea, by=stranger).kind == "forbidden"
    idea = return_idea(idea=idea, reason="Ghi rõ nguồn nhài.", by=scene.commune_officer)
    assert (idea.state, idea.answer, idea.answered_by) == (
        "returned", "Ghi rõ nguồn nhài.", scene.commune_officer.user)
    assert make.refusal(return_idea, idea=idea, reason="Nữa", by=scene.commune_officer).kind == "conflict"
    assert [(one.kind, one.why) for one in todo(fresh(scene.director))][:1] == [("idea_returned", "Ghi rõ nguồn nhài.")]
    write_idea(idea=idea, body=forms.IDEA, rev=idea.rev, by=scene.director)
    idea = send_idea(idea=idea, by=scene.director)
    assert (idea.state, idea.answer, idea.answered_by) == ("sent", "", None)


def test_an_accepted_idea_becomes_a_product_in_the_open_year(scene):
    cycle = open_cycle(unit=scene.province, year=scene.province_officer.today.year, by=scene.province_officer)
    idea = forms.sent(scene)
    assert cycle_to_join(idea.producer, scene.province_officer.today) == cycle
    idea = accept_idea(idea=idea, product_set=scene.tea, cycle=cycle, note="Tốt.", by=scene.province_officer)
    product = Product.objects.get(name="Chè nhài (ví dụ)")
    assert (idea.state, idea.product, idea.cycle, idea.answer) == ("accepted", product, cycle, "Tốt.")
    assert Enrolment.objects.get(product=product).cycle == cycle
    entry = audited("accept_idea").get()
    assert {row.verb for row in entry.children.all()} == {"register_product", "enrol"}
    assert make.refusal(accept_idea, idea=idea, by=scene.province_officer).kind == "conflict"
    assert [(one.kind, one.pid) for one in todo(fresh(scene.director))][:1] == [("plan_start", product.pid)]


def test_a_commune_takes_an_idea_up_but_lets_nothing_join_the_year(scene):
    cycle = open_cycle(unit=scene.province, year=scene.province_officer.today.year, by=scene.province_officer)
    idea = forms.sent(scene)
    refused = make.refusal(accept_idea, idea=idea, product_set=scene.tea, cycle=cycle, by=scene.commune_officer)
    assert refused.kind == "forbidden"
    idea.refresh_from_db()
    assert (idea.state, Product.objects.count()) == ("sent", 0), "all or nothing"
    assert accept_idea(idea=idea, product_set=scene.tea, by=scene.commune_officer).product is not None


def test_an_idea_may_be_of_a_product_that_is_there_and_of_no_others(scene):
    own, idea = make.product(scene), forms.sent(scene)
    foreign = dataclasses.replace(scene, producer=scene.other, director=scene.stranger)
    other = make.product(foreign, "Bún (ví dụ)")
    for more, code in (
        ({"product": other}, "idea-foreign-product"), ({"product": own, "product_set": scene.tea}, "idea-two-products"),
    ):
        assert make.refusal(accept_idea, idea=idea, by=scene.commune_officer, **more).code == code
    cycle = open_cycle(unit=scene.province, year=2026, by=scene.province_officer)
    assert make.refusal(accept_idea, idea=idea, cycle=cycle, by=scene.province_officer).code == "idea-cycle-product"
    assert accept_idea(idea=idea, product=own, by=scene.commune_officer).product == own
    taken = forms.sent(scene, name="Chè shan tuyết (ví dụ)")
    clash = make.refusal(accept_idea, idea=taken, product_set=scene.tea, by=scene.commune_officer)
    assert (clash.code, clash.kind) == ("product-exists", "conflict")


def test_an_idea_taken_up_without_a_product_is_linked_to_one_later(scene):
    idea = accept_idea(idea=forms.sent(scene), by=scene.commune_officer)
    assert [one.kind for one in todo(fresh(scene.director))] == ["idea_product"]
    own = make.product(scene)
    for stranger in (scene.stranger, scene.commune_officer):
        assert make.refusal(link_idea, idea=idea, product=own, by=stranger).kind == "forbidden"
    assert link_idea(idea=idea, product=own, by=scene.director).product == own
    assert make.refusal(link_idea, idea=idea, product=own, by=scene.director).kind == "conflict"


def test_a_withdrawn_idea_stays_to_be_read_and_its_name_is_free_again(scene):
    idea = return_idea(idea=forms.sent(scene), reason="Thiếu", by=scene.commune_officer)
    idea = withdraw_idea(idea=idea, by=scene.director)
    assert (idea.state, idea.answered_at, idea.withdrawn_at is not None) == ("withdrawn", None, True)
    assert make.refusal(withdraw_idea, idea=idea, by=scene.director).kind == "conflict"
    assert forms.drafted(scene).pk != idea.pk


@pytest.mark.parametrize("change", [
    {"state": "sent"}, {"state": "accepted"}, {"state": "returned"}, {"state": "withdrawn"},
])
def test_the_database_ties_stamps_to_states(scene, change):
    idea = forms.drafted(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(**change)


def test_a_business_plan_has_versions_and_the_accepted_one_stands_until_the_next(scene):
    product = make.product(scene)
    first = forms.accepted_plan(scene, product)
    second = begin_business_plan(product=product, by=scene.director)
    assert (second.no, second.body) == (2, first.body), "the next begins with what the last one says"
    open_one = make.refusal(begin_business_plan, product=product, by=scene.director)
    assert (open_one.code, open_one.kind) == ("plan-open", "conflict")
    send_business_plan(plan=second, by=scene.director)
    first.refresh_from_db()
    assert first.state == "accepted"
    second = accept_business_plan(plan=second, note="Được.", by=scene.province_officer)
    first.refresh_from_db()
    assert (first.state, second.state, second.answer) == ("superseded", "accepted", "Được.")
    child = audited("supersede_business_plan").get()
    assert (child.object_id, child.parent.verb) == (first.pk, "accept_business_plan")
    assert [plan.no for plan in plans_of(product, fresh(scene.commune_officer))] == [2, 1]


def test_a_business_plan_is_the_holders_to_write_and_the_places_to_answer(scene):
    product = make.product(scene)
    for stranger in (scene.stranger, scene.commune_officer):
        assert make.refusal(begin_business_plan, product=product, by=stranger).kind == "forbidden"
    plan = begin_business_plan(product=product, by=scene.director)
    assert list(BusinessPlan.objects.visible_to(fresh(scene.commune_officer))) == []
    lacking = make.refusal(send_business_plan, plan=plan, by=scene.director)
    assert (lacking.kind, "field:aim" in {one.where for one in lacking.missing}) == ("incomplete", True)
    for verb, more in ((write_business_plan, {"body": forms.PLAN, "rev": 1}), (send_business_plan, {}),
                       (withdraw_business_plan, {})):
        assert make.refusal(verb, plan=plan, by=scene.stranger, **more).kind == "forbidden"
    plan = write_business_plan(plan=plan, body=forms.PLAN, rev=1, by=scene.director)
    stale = make.refusal(write_business_plan, plan=plan, body=forms.PLAN, rev=1, by=scene.director)
    assert stale.code == "form-stale"
    plan = send_business_plan(plan=plan, by=scene.director)
    for stranger in (scene.director, scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert make.refusal(accept_business_plan, plan=plan, by=stranger).kind == "forbidden"
        assert make.refusal(return_business_plan, plan=plan, reason="x", by=stranger).kind == "forbidden"
    assert waiting_forms(fresh(scene.commune_officer)).plans == [plan]
    assert make.refusal(return_business_plan, plan=plan, reason="", by=scene.commune_officer).code == "return-reason"
    plan = return_business_plan(plan=plan, reason="Vốn chưa rõ.", by=scene.commune_officer)
    assert make.refusal(accept_business_plan, plan=plan, by=scene.commune_officer).kind == "conflict"
    assert next(one.kind for one in todo(fresh(scene.director))) == "plan_returned"
    plan = withdraw_business_plan(plan=plan, by=scene.director)
    assert begin_business_plan(product=product, by=scene.director).no == 2


def test_a_dossier_is_opened_without_idea_or_plan(scene):
    assert open_dossier(product=make.product(scene), by=scene.director).state == "draft"


def text_of(pdf):
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(words.split())


def test_a_print_says_what_was_sent_and_reads_the_same_each_time(scene):
    idea = forms.sent(scene, name='Chè "#panic()" & <b> (ví dụ)', description="Dòng một.\nDòng hai.")
    paper = printing.print_idea(idea)
    assert printing.print_idea(idea) == paper
    said = text_of(paper)
    for words in ("PHIẾU ĐĂNG KÝ Ý TƯỞNG SẢN PHẨM", 'Chè "#panic()" & <b> (ví dụ)', "Gốc địa phương",
                  "Sản phẩm đang ở bước nào: Đang làm thử, bán ít", "Dòng một. Dòng hai.", "92,5 %", "150.000.000 đồng",
                  "5/4/2027", "Đã dự buổi hướng dẫn OCOP nào chưa: Có", f"Mã ý tưởng: {idea.pid}",
                  "Mẫu vn-idea, bản 2026.1", "UBND xã", "Hợp tác xã Bản Mới (ví dụ)"):
        assert words.casefold() in said.casefold(), words


def test_a_business_plan_prints_half_written_too(scene):
    plan = begin_business_plan(product=make.product(scene), by=scene.director)
    said = text_of(printing.print_business_plan(plan))
    assert "Chưa gửi" in said and "bản 1 của sản phẩm" in said and "Mục tiêu của phương án" in said
    sent = forms.planned(scene, make.product(scene, "Chè nhài (ví dụ)"))
    assert "500.000.000 đồng" in text_of(printing.print_business_plan(sent))


def test_the_number_of_another_system_is_noted_changed_and_ended(scene):
    dossier = make.bare(scene)
    for stranger in (scene.director, scene.stranger, scene.neighbour_officer, scene.far_officer):
        refused = make.refusal(note_dossier_reference, dossier=dossier, system="national", value="1", by=stranger)
        assert refused.kind == "forbidden"

    def note(value, system="national", to=dossier):
        return note_dossier_reference(dossier=to, system=system, value=value, by=scene.province_officer)

    first = note(" QG-000123 ")
    assert (first.value, note("QG-000123")) == ("QG-000123", first), "twice is once"
    second = note("QG-2")
    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (scene.province_officer.today, None)
    assert note("H19-1", "one_stop").system == "one_stop"
    assert note("") is None
    assert DossierReference.objects.filter(ended_on__isnull=True).count() == 1
    assert audited("note_dossier_reference").count() == 4
    other = make.bare(scene, "Bún (ví dụ)")
    taken = make.refusal(note_dossier_reference, dossier=other, system="one_stop", value="H19-1",
                         by=scene.province_officer)
    assert (taken.code, taken.kind) == ("reference-taken", "conflict")
    for system, value, code in (("khac", "1", "reference-system"), ("national", "x" * 81, "reference-long")):
        refused = make.refusal(note_dossier_reference, dossier=other, system=system, value=value,
                               by=scene.province_officer)
        assert refused.code == code
    assert Dossier.objects.count() == 2
