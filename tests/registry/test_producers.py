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
    approve_producer,
    close_producer,
    end_member,
    name_representative,
    register_producer,
    reopen_producer,
)
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.flow import FLOW
from ocop.registry.guards import may_act_for
from ocop.registry.models import Membership, Producer
from ocop.registry.queries import representative_on, shown_tax_code
from tests.people import fresh, officer, root, user

PERSONAL = "019085001234"


def register(scene, *, by=None, **fields):
    facts = {"name": "Hộ Lò Thị Ba (ví dụ)", "kind": ProducerKind.HOUSEHOLD, "unit": scene.commune, **fields}
    return register_producer(**facts, by=by or scene.commune_officer)


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
    membership = Membership.objects.get(user=scene.director.user)
    assert may_act_for(scene.director, scene.producer)
    end_member(membership=membership, last_day=today() - dt.timedelta(days=1), by=scene.commune_officer)
    assert not may_act_for(fresh(scene.director), scene.producer)
    assert not Producer.objects.visible_to(fresh(scene.director)).exists()


def test_the_last_day_of_a_membership_still_counts(scene):
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
