"""Producers: registered by officers and by themselves, approved, and who sees and who may."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.core.models import AuditEntry, AuditPayload
from ocop.core.refusal import Refusal
from ocop.registry.actions import (
    add_member,
    amend_producer,
    approve_producer,
    ask_approval,
    change_form,
    close_producer,
    end_member,
    name_representative,
    refuse_producer,
    register_producer,
    register_product,
    reopen_producer,
    undo_form,
)
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.flow import FLOW
from ocop.registry.guards import may_act_for
from ocop.registry.models import Membership, Producer
from ocop.registry.queries import live_forms, refusals_of, representative_on, shown_tax_code
from tests.people import LONG_AGO, fresh, officer, root, user

PERSONAL = "019085001234"


def register(scene, *, by=None, **fields):
    facts = {"name": "Hộ Lò Thị Ba (ví dụ)", "kind": ProducerKind.HOUSEHOLD, "unit": scene.commune, **fields}
    return register_producer(**facts, by=by or scene.commune_officer)


def heir(scene):
    """Somebody else who represents the producer, so that the first may go."""
    return add_member(producer=scene.producer, user=user("Kế nhiệm (ví dụ)"), role=MemberRole.DIRECTOR,
                      valid_from=LONG_AGO, by=scene.commune_officer)


def refusal_of(verb, **call):
    with pytest.raises(Refusal) as told:
        verb(**call)
    return told.value


def test_an_officer_registers_and_the_producer_is_active_and_its_own_head(scene):
    producer = register(scene, tax_code="4601234567", phone="0912 345 678")
    assert (producer.state, producer.head_id, producer.phone) == (ProducerState.ACTIVE, producer.pk, "+84912345678")
    assert list(producer.forms.values_list("kind", "name", "valid_from")) == [
        ("household", "Hộ Lò Thị Ba (ví dụ)", today())]
    entry = AuditEntry.objects.get(verb="register_producer", object_id=producer.pk)
    assert entry.province_id == scene.province.pk


def test_a_person_without_office_waits_and_becomes_the_director(scene):
    ba = actor_for(user("Lò Thị Ba (ví dụ)"))
    producer = register(scene, by=ba)
    assert producer.state == ProducerState.WAITING
    assert Membership.objects.get(producer=producer).role == MemberRole.DIRECTOR
    assert Producer.objects.visible_to(ba).get() == producer
    with pytest.raises(Refusal) as refused:
        approve_producer(producer=producer, by=ba)
    assert refused.value.kind == "forbidden"
    assert approve_producer(producer=producer, by=scene.commune_officer).state == ProducerState.ACTIVE


def test_approving_twice_is_a_conflict(scene):
    producer = register(scene, by=actor_for(user("Lò Thị Ba (ví dụ)")))
    approve_producer(producer=producer, by=scene.province_officer)
    with pytest.raises(Refusal) as refused:
        approve_producer(producer=producer, by=scene.province_officer)
    assert refused.value.kind == "conflict"


def test_an_officer_of_another_place_neither_registers_nor_approves(scene):
    waiting = register(scene, by=actor_for(user("Lò Thị Ba (ví dụ)")))
    for stranger in (scene.neighbour_officer, scene.far_officer):
        with pytest.raises(Refusal) as refused:
            register(scene, by=stranger)
        assert refused.value.kind == "forbidden"
        with pytest.raises(Refusal) as refused:
            approve_producer(producer=waiting, by=stranger)
        assert refused.value.kind == "forbidden"


def test_a_passer_by_registers_nothing(scene):
    with pytest.raises(Refusal) as refused:
        register(scene, by=nobody(today()))
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"name": "  "}, "producer-name"), ({"kind": "club"}, "producer-kind"), ({"phone": "12"}, "phone-wrong"),
     ({"tax_code": "123"}, "tax-code-shape")],
)
def test_wrong_facts_are_refused_and_nothing_is_written(scene, fields, code):
    before = Producer.objects.count()
    with pytest.raises(Refusal) as refused:
        register(scene, **fields)
    assert (refused.value.code, refused.value.kind) == (code, "invalid")
    assert Producer.objects.count() == before


def test_a_producer_stands_in_a_commune_not_in_a_province(scene):
    with pytest.raises(Refusal) as refused:
        register(scene, unit=scene.province, by=scene.province_officer)
    assert refused.value.code == "producer-unit"


def test_a_taken_tax_code_names_the_other_to_those_who_may_see_it(scene):
    register(scene, tax_code="4601234567")
    with pytest.raises(Refusal) as refused:
        register(scene, name="Hộ khác (ví dụ)", tax_code="46 0123 4567")
    assert refused.value.kind == "conflict"
    assert "Hộ Lò Thị Ba (ví dụ)" in str(refused.value.words)


def test_a_taken_tax_code_tells_a_stranger_the_kind_only(scene):
    register(scene, tax_code="4601234567")
    with pytest.raises(Refusal) as refused:
        register(scene, name="Hộ khác (ví dụ)", tax_code="4601234567", unit=scene.elsewhere,
                 by=officer("Cán bộ xa (ví dụ)", Role.COMMUNE_OFFICER, scene.elsewhere))
    words = str(refused.value.words)
    assert "hộ sản xuất" in words
    assert "Lò Thị Ba" not in words and scene.province.name not in words and scene.commune.name not in words


def test_a_personal_number_is_nowhere_in_the_tables_and_still_unique(scene):
    producer = register(scene, tax_code=PERSONAL)
    assert shown_tax_code(producer) == "•••••••••234"
    row = Producer.objects.values().get(pk=producer.pk)
    assert PERSONAL not in str(row)
    assert not AuditPayload.objects.filter(body__icontains=PERSONAL).exists()
    with pytest.raises(Refusal) as refused:
        register(scene, name="Hộ khác (ví dụ)", tax_code=PERSONAL)
    assert refused.value.kind == "conflict"


def test_the_table_itself_holds_a_tax_code_once(scene):
    register(scene, tax_code="4601234567")
    with pytest.raises(IntegrityError), transaction.atomic():
        Producer.objects.filter(pk=scene.other.pk).update(tax_code="4601234567")


def test_a_merged_producer_may_keep_the_code_of_its_head(scene):
    head = register(scene, tax_code="4601234567")
    Producer.objects.filter(pk=scene.other.pk).update(head=head, tax_code="4601234567")
    assert Producer.objects.filter(tax_code="4601234567").count() == 2


def test_the_director_sees_one_producer_the_offices_all_of_theirs(scene):
    seen = {name: set(Producer.objects.visible_to(fresh(actor)))
            for name, actor in {"mai": scene.director, "son": scene.stranger, "commune": scene.commune_officer,
                                "neighbour": scene.neighbour_officer, "province": scene.province_officer,
                                "far": scene.far_officer}.items()}
    both = {scene.producer, scene.other}
    assert seen == {"mai": {scene.producer}, "son": {scene.other}, "commune": both, "neighbour": set(),
                    "province": both, "far": set()}


def test_the_administrator_and_the_ministry_see_everything_and_a_passer_by_nothing(scene):
    ministry = officer("Phạm Trung (ví dụ)", Role.MINISTRY_OFFICER, scene.province)
    assert Producer.objects.visible_to(root()).count() == 2
    assert Producer.objects.visible_to(ministry).count() == 2
    assert Producer.objects.visible_to(nobody(today())).count() == 0


def test_a_member_whose_time_is_over_acts_no_longer(scene):
    heir(scene)
    membership = Membership.objects.get(user=scene.director.user)
    assert may_act_for(scene.director, scene.producer)
    end_member(membership=membership, last_day=today() - dt.timedelta(days=1), by=scene.commune_officer)
    assert not may_act_for(fresh(scene.director), scene.producer)
    assert not Producer.objects.visible_to(fresh(scene.director)).exists()


def test_the_last_day_of_a_membership_still_counts(scene):
    heir(scene)
    membership = Membership.objects.get(user=scene.director.user)
    end_member(membership=membership, last_day=today(), by=scene.commune_officer)
    assert may_act_for(fresh(scene.director), scene.producer)


def test_a_director_adds_staff_and_a_consultant_does_not(scene):
    staff = user("Nhân viên (ví dụ)")
    add = {"producer": scene.producer, "user": staff, "role": MemberRole.STAFF, "valid_from": today()}
    with pytest.raises(Refusal) as refused:
        add_member(**add, by=scene.consultant)
    assert refused.value.kind == "forbidden"
    assert add_member(**add, by=scene.director).role == MemberRole.STAFF
    with pytest.raises(Refusal) as refused:
        add_member(**add, by=scene.director)
    assert refused.value.kind == "conflict"


def test_deeds_ask_the_database_once_whatever_the_number_of_rows(scene, django_assert_num_queries):
    rows = list(Producer.objects.select_related("unit", "settled_unit"))
    actor = fresh(scene.director)
    with django_assert_num_queries(1):
        assert [may_act_for(actor, row) for row in rows] == [row == scene.producer for row in rows]


def test_a_closed_producer_opens_again_through_an_officer(scene):
    close_producer(producer=scene.producer, by=scene.director)
    with pytest.raises(Refusal):
        reopen_producer(producer=scene.producer, by=scene.director)
    assert reopen_producer(producer=scene.producer, by=scene.commune_officer).state == ProducerState.ACTIVE


def test_the_flow_offers_buttons_by_person_and_state(scene):
    assert [step.verb for step in FLOW.offers(scene.producer, scene.director)] == ["close_producer"]
    assert FLOW.offers(scene.producer, scene.far_officer) == []


def test_a_new_representative_ends_the_one_before_and_leaves_no_personal_fact_in_the_trail(scene):
    name_representative(producer=scene.producer, name="Người Cũ (ví dụ)", valid_from=dt.date(2026, 1, 1),
                        by=scene.director)
    name_representative(producer=scene.producer, name="Người Mới (ví dụ)", valid_from=dt.date(2026, 7, 1),
                        ethnic_group="Tày", by=scene.director)
    assert representative_on(scene.producer, dt.date(2026, 6, 30)).name == "Người Cũ (ví dụ)"
    assert representative_on(scene.producer, dt.date(2026, 7, 1)).name == "Người Mới (ví dụ)"
    assert not AuditPayload.objects.filter(body__icontains="Tày").exists()


def test_a_waiting_producer_is_refused_with_a_reason_its_people_read_and_asks_again(scene):
    ba = actor_for(user("Lò Thị Ba (ví dụ)"))
    producer = register(scene, by=ba)
    assert refusal_of(refuse_producer, producer=producer, reason=" ", by=scene.commune_officer).code == "refuse-reason"
    for stranger in (scene.neighbour_officer, scene.far_officer, ba, scene.stranger, nobody(today())):
        assert refusal_of(refuse_producer, producer=producer, reason="x", by=stranger).kind == "forbidden"
    assert refuse_producer(producer=producer, reason="Chưa có giấy", by=scene.commune_officer).state == "closed"
    assert refusals_of([producer])[producer.pk].reason == "Chưa có giấy"
    again = refusal_of(refuse_producer, producer=producer, reason="Chưa có giấy", by=scene.commune_officer)
    assert again.kind == "conflict"
    for stranger in (scene.commune_officer, scene.stranger):
        assert refusal_of(ask_approval, producer=producer, by=stranger).kind == "forbidden"
    assert ask_approval(producer=producer, by=fresh(ba)).state == ProducerState.WAITING
    producer.refresh_from_db()
    assert refusals_of([producer]) == {}
    approve_producer(producer=producer, by=scene.province_officer)
    assert refusal_of(refuse_producer, producer=producer, reason="x", by=scene.commune_officer).kind == "conflict"


def test_a_producer_that_stopped_was_not_refused(scene, django_assert_num_queries):
    close_producer(producer=scene.producer, by=scene.director)
    scene.producer.refresh_from_db()
    assert refusals_of([scene.producer, scene.other]) == {}
    with django_assert_num_queries(0):
        assert refusals_of([scene.other]) == {}


def test_a_director_amends_contact_and_an_officer_what_the_producer_is(scene):
    amend_producer(producer=scene.producer, by=scene.director, phone="0912 345 678", detail="Xóm  2")
    scene.producer.refresh_from_db()
    assert (scene.producer.phone, scene.producer.detail) == ("+84912345678", "Xóm 2")
    refused = refusal_of(amend_producer, producer=scene.producer, by=scene.director, name="Tên khác (ví dụ)")
    assert (refused.code, refused.kind) == ("amend-identity-forbidden", "forbidden")
    for stranger in (scene.consultant, scene.stranger, scene.neighbour_officer, scene.far_officer, nobody(today())):
        assert refusal_of(amend_producer, producer=scene.producer, by=stranger, phone="").kind == "forbidden"
    amend_producer(producer=scene.producer, by=scene.commune_officer, name="Hợp tác xã Bản Mới 2 (ví dụ)",
                   tax_code="4601234567", registered_on=dt.date(2019, 3, 8))
    scene.producer.refresh_from_db()
    assert (scene.producer.name, scene.producer.tax_code) == ("Hợp tác xã Bản Mới 2 (ví dụ)", "4601234567")
    assert list(scene.producer.forms.values_list("name", "valid_from")) == [
        ("Hợp tác xã Bản Mới 2 (ví dụ)", dt.date(2019, 3, 8))]


def test_the_trail_of_an_amendment_keeps_what_was_before_but_no_contact(scene):
    amend_producer(producer=scene.producer, by=scene.commune_officer, name="Tên mới (ví dụ)", phone="0912 345 678",
                   email="htx@vidu.vn", tax_code=PERSONAL)
    body = AuditPayload.objects.get(entry__verb="amend_producer").body
    assert body["before"]["name"] == "Hợp tác xã Bản Mới (ví dụ)" and body["after"]["name"] == "Tên mới (ví dụ)"
    assert (body["before"]["tax_code"], body["after"]["tax_code"]) == ("", "•••••••••234")
    assert body["contact"] == ["email", "phone"]
    assert not AuditPayload.objects.filter(body__icontains="912345678").exists()
    # The same again changes nothing, although a number seals into another text each time.
    amend_producer(producer=scene.producer, by=scene.commune_officer, name="Tên mới (ví dụ)", tax_code=PERSONAL)
    assert AuditEntry.objects.filter(verb="amend_producer").count() == 1


@pytest.mark.parametrize(("facts", "code"), [
    ({"name": " "}, "producer-name"), ({"kind": "club"}, "producer-kind"), ({"phone": "12"}, "phone-wrong"),
    ({"tax_code": "1"}, "tax-code-shape"), ({"registration_no": "019 085 001 234"}, "registration-no-personal"),
    ({"registered_on": dt.date(2067, 1, 1)}, "registered-later"),
])
def test_wrong_amendments_are_refused_and_nothing_is_written(scene, facts, code):
    assert refusal_of(amend_producer, producer=scene.producer, by=scene.commune_officer, **facts).code == code
    assert not AuditEntry.objects.filter(verb="amend_producer").exists()


def test_an_amendment_takes_no_code_of_another_and_keeps_its_own(scene):
    amend_producer(producer=scene.other, by=scene.commune_officer, tax_code="4601234567")
    refused = refusal_of(amend_producer, producer=scene.producer, by=scene.commune_officer, tax_code="4601234567")
    assert (refused.code, refused.kind) == ("tax-code-taken", "conflict")
    scene.other.refresh_from_db()
    assert amend_producer(producer=scene.other, by=scene.commune_officer, tax_code="4601234567", name="Tổ mới").tax_code


def test_a_director_corrects_everything_while_the_producer_waits(scene):
    ba = actor_for(user("Lò Thị Ba (ví dụ)"))
    producer = register(scene, by=ba)
    amend_producer(producer=producer, by=fresh(ba), name="Hộ Lò Thị Ba 2 (ví dụ)", kind=ProducerKind.FARM)
    producer.refresh_from_db()
    assert (producer.kind, producer.forms.get().kind) == ("farm", "farm")


def test_a_legal_form_holds_from_a_day_and_what_was_before_stays_told(scene):
    began = scene.producer.forms.get().valid_from
    scene.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    row = change_form(producer=scene.producer, kind=ProducerKind.ENTERPRISE, name="Công ty Bản Mới (ví dụ)",
                      valid_from=dt.date(2026, 6, 1), reason="Giấy số 12", by=scene.commune_officer)
    scene.producer.refresh_from_db()
    assert (scene.producer.kind, scene.producer.name) == ("enterprise", "Công ty Bản Mới (ví dụ)")
    assert list(scene.producer.forms.order_by("valid_from").values_list("kind", "valid_to")) == [
        ("cooperative", dt.date(2026, 5, 31)), ("enterprise", None)]
    assert began and row.valid_from == dt.date(2026, 6, 1)
    entry = AuditEntry.objects.get(verb="change_form")
    assert (entry.reason, entry.payload.body["before"]["kind"]) == ("Giấy số 12", "cooperative")


def test_a_legal_form_is_changed_by_officers_of_the_place_only_and_in_order(scene):
    scene.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    change = {"producer": scene.producer, "kind": ProducerKind.ENTERPRISE, "name": "Công ty (ví dụ)",
              "valid_from": dt.date(2026, 6, 1)}
    for stranger in (scene.director, scene.consultant, scene.stranger, scene.neighbour_officer, scene.far_officer,
                     nobody(today())):
        assert refusal_of(change_form, **change, by=stranger).kind == "forbidden"
        assert refusal_of(undo_form, producer=scene.producer, reason="x", by=stranger).kind == "forbidden"
    by = scene.commune_officer
    assert refusal_of(change_form, **{**change, "valid_from": dt.date(2019, 1, 1)}, by=by).code == "form-day"
    assert refusal_of(change_form, **{**change, "valid_from": today() + dt.timedelta(days=1)}, by=by).code == "form-day"
    assert refusal_of(change_form, **{**change, "name": " "}, by=by).code == "producer-name"
    assert refusal_of(change_form, **{**change, "kind": "club"}, by=by).code == "producer-kind"
    change_form(**change, by=by)
    assert refusal_of(change_form, **change, by=by).code == "form-same"


def test_a_form_entered_by_mistake_is_taken_back_and_keeps_its_row(scene):
    scene.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    by, day = scene.commune_officer, dt.date(2026, 6, 1)
    assert refusal_of(undo_form, producer=scene.producer, reason="nhầm", by=by).code == "form-first"
    change_form(producer=scene.producer, kind=ProducerKind.ENTERPRISE, name="Nhầm (ví dụ)", valid_from=day, by=by)
    assert refusal_of(undo_form, producer=scene.producer, reason=" ", by=by).code == "form-reason"
    undo_form(producer=scene.producer, reason="Ghi nhầm chủ thể", by=by)
    scene.producer.refresh_from_db()
    assert (scene.producer.kind, scene.producer.name) == ("cooperative", "Hợp tác xã Bản Mới (ví dụ)")
    assert scene.producer.forms.count() == 2
    assert list(scene.producer.forms.filter(live_forms()).values_list("kind", "valid_to")) == [("cooperative", None)]
    # The right change on that very day uses the mistaken row again.
    change_form(producer=scene.producer, kind=ProducerKind.GROUP, name="Tổ đúng (ví dụ)", valid_from=day, by=by)
    assert list(scene.producer.forms.order_by("valid_from").values_list("kind", "valid_to")) == [
        ("cooperative", dt.date(2026, 5, 31)), ("group", None)]


def test_an_association_makes_tourism_only_so_a_tea_maker_does_not_become_one(scene):
    scene.producer.forms.update(valid_from=dt.date(2019, 1, 1))
    register_product(producer=scene.producer, name="Chè (ví dụ)", product_set=scene.tea, by=scene.director)
    by = scene.commune_officer
    refused = refusal_of(change_form, producer=scene.producer, kind=ProducerKind.ASSOCIATION, name="Hội (ví dụ)",
                         valid_from=today(), by=by)
    assert (refused.code, refused.kind) == ("form-tourism-only", "conflict")
    assert refusal_of(amend_producer, producer=scene.producer, by=by, kind="centre").code == "form-tourism-only"
    scene.other.forms.update(valid_from=dt.date(2019, 1, 1))
    register_product(producer=scene.other, name="Du lịch bản (ví dụ)", product_set=scene.tourism, by=by)
    assert change_form(producer=scene.other, kind=ProducerKind.ASSOCIATION, name="Hội (ví dụ)", valid_from=today(),
                       by=by).kind == "association"


def test_a_registration_number_that_is_a_personal_number_is_not_kept_in_the_clear(scene):
    refused = refusal_of(lambda **call: register(scene, **call), registration_no=PERSONAL)
    assert refused.code == "registration-no-personal"
    assert not Producer.objects.filter(registration_no__contains="0190").exists()
