"""Households whose owner asks to be erased: their number, their name, and where each stays with its ground."""

import json

import pytest
from django.utils import timezone

from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.models import AuditPayload
from ocop.core.seals import verify_audit
from ocop.core.search import search
from ocop.dossiers.models import Dossier, Idea
from ocop.recognition.models import PastResult
from ocop.registry.actions import (
    add_member,
    amend_producer,
    answer_request,
    close_producer,
    name_representative,
    register_producer,
    register_product,
)
from ocop.registry.documents import sight_of
from ocop.registry.duplicates import duplicate_pairs
from ocop.registry.enums import MemberRole, ProducerKind
from ocop.registry.models import DataRequest, Producer, Product
from ocop.rulebooks.models import FormTemplate
from tests.dossiers.forms import load_forms
from tests.people import LONG_AGO, fresh, user
from tests.registry.scene import Scene
from tests.registry.test_requests import PERSONAL, ask, erased, refusal


def household(scene: Scene, owner: Actor) -> Producer:
    """A household under the owner's own number and phone."""
    row = register_producer(
        name="Hộ Lò Thị Ba (ví dụ)",
        kind=ProducerKind.HOUSEHOLD,
        unit=scene.commune,
        tax_code=PERSONAL,
        phone="0912 345 678",
        by=scene.commune_officer,
    )
    add_member(producer=row, user=owner.user, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=scene.commune_officer)
    return row


def test_a_stopped_households_number_goes_and_a_working_ones_stays_with_the_ground(scene: Scene) -> None:
    owner = actor_for(user("Lò Thị Ba (ví dụ)"))
    house = household(scene, owner)
    told = refusal(answer_request, request=ask(fresh(owner)), by=scene.province_officer)
    assert (told.kind, [one.code for one in told.missing]) == ("incomplete", ["only-director"])
    assert house.name in str(told.missing[0].words)
    close_producer(producer=house, by=scene.commune_officer)
    done = answer_request(request=DataRequest.objects.get(asker=owner.user), by=scene.province_officer)
    house.refresh_from_db()
    assert (house.tax_code, house.tax_code_sealed, house.phone) == ("", "", "")
    assert "Mã số thuế" not in done.answer


def stopped(scene: Scene) -> tuple[Producer, Actor]:
    """A household that has stopped, with everything the register holds of it, and its owner."""
    owner = actor_for(user("Lò Thị Ba (ví dụ)"))
    house = household(scene, owner)
    amend_producer(producer=house, detail="Xóm 3, nhà bà Ba", registration_no="17A8001234", by=scene.commune_officer)
    name_representative(producer=house, name="Lò Thị Ba (ví dụ)", position="Chủ hộ", valid_from=LONG_AGO,
                        by=scene.commune_officer)
    register_product(producer=house, name="Chè búp (ví dụ)", product_set=scene.tea, by=scene.commune_officer)
    close_producer(producer=house, by=scene.commune_officer)
    return house, fresh(owner)


def test_the_name_of_a_household_that_nobody_knows_in_public_goes_with_its_owner(scene: Scene) -> None:
    house, owner = stopped(scene)
    done = answer_request(request=ask(owner), by=scene.province_officer)
    house.refresh_from_db()
    assert (house.name, house.name_folded) == ("Hộ đã xóa theo yêu cầu", "ho da xoa theo yeu cau")
    assert (house.detail, house.registration_no, house.registered_on) == ("", "", None)
    assert set(house.forms.values_list("name", flat=True)) <= {house.name}
    assert set(house.representatives.values_list("name", "position")) == {("Người đã xóa dữ liệu", "")}
    bodies = json.dumps(list(AuditPayload.objects.values_list("body", flat=True)), ensure_ascii=False)
    for secret in ("Lò Thị Ba", "Xóm 3", "17A8001234"):
        assert secret not in bodies
    sight = sight_of(scene.commune_officer)
    assert not search("Lò Thị Ba", today(), sight=sight).hits
    assert "Tên hộ" not in done.answer and "Lò Thị Ba" not in done.answer
    report = verify_audit()
    assert (report.altered, report.missing, report.added) == ([], [], [])
    # Two that were erased the same way are not shown as one household for it.
    Producer.objects.filter(pk=scene.other.pk).update(name=house.name)
    assert duplicate_pairs(Producer.objects.all()) == []


@pytest.mark.parametrize("mark", ["dossier", "idea", "result", "merged"])
def test_the_name_of_a_household_stays_where_it_stands_on_a_paper_and_the_answer_says_so(
        scene: Scene, mark: str) -> None:
    house, owner = stopped(scene)
    product = Product.objects.get(producer=house)
    if mark == "dossier":
        Dossier.objects.create(product=product, producer=house, kind="first", edition=scene.tea.edition,
                               product_set=scene.tea, state="withdrawn", submitted_at=timezone.now())
    elif mark == "idea":
        load_forms()
        Idea.objects.create(name="Chè búp (ví dụ)", producer=house, state="returned", sent_at=timezone.now(), rev=1,
                            form=FormTemplate.objects.filter(kind="idea").first(), answer="Chưa được",
                            answered_at=timezone.now(), answered_by=scene.commune_officer.user,
                            written_by=owner.user)
    elif mark == "result":
        PastResult.objects.create(product=product, edition=scene.tea.edition)
    else:
        Producer.objects.filter(pk=scene.other.pk).update(head=house)
    done = answer_request(request=ask(owner), by=scene.province_officer)
    house.refresh_from_db()
    assert house.name == "Hộ Lò Thị Ba (ví dụ)" and house.detail == "Xóm 3, nhà bà Ba"
    assert "Tên hộ “Hộ Lò Thị Ba (ví dụ)” được giữ" in done.answer


def test_a_household_that_has_an_heir_keeps_its_number(scene: Scene) -> None:
    owner, heir = actor_for(user("Lò Thị Ba (ví dụ)")), user("Lò Văn Tư (ví dụ)")
    house = household(scene, owner)
    add_member(producer=house, user=heir, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=scene.commune_officer)
    erased(scene, fresh(owner))
    house.refresh_from_db()
    assert house.tax_code.startswith("h:")
