"""A consultant named for one product (P01): what they see and fill in, what they never see, and when it ends."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import attach_paper, begin_business_plan, open_dossier, write_idea
from ocop.dossiers.enums import FilledBy
from ocop.dossiers.guards import may_handle, may_print, may_print_form_01, may_write
from ocop.dossiers.models import BusinessPlan, Dossier
from ocop.dossiers.queries import todo
from ocop.registry.actions import (
    accept_invitation,
    add_member,
    add_outlet,
    add_paper,
    amend_producer,
    amend_product,
    begin_pages,
    close_paper,
    end_member,
    invite_member,
    look_at_representatives,
    merge_producers,
    move_product,
    register_product,
    renew_paper,
    set_price,
    undo_merge,
)
from ocop.registry.enums import MemberRole, PaperKind
from ocop.registry.holdings import everything_held
from ocop.registry.models import Invitation, Membership, Paper, PaperDraft, Producer, Product
from tests.dossiers.forms import IDEA, load_forms
from tests.dossiers.scene import criterion, filed
from tests.factories.pictures import photo
from tests.people import LONG_AGO, fresh, officer, user
from tests.registry.scene import Scene, pdf

LAST = today() + dt.timedelta(days=30)


@dataclasses.dataclass
class Goods:
    """A product with its consultant, and another product of the same producer."""

    mine: Product
    other: Product
    helper: Actor


def named(scene: Scene, product: Product, name: str = "Vi Thị Hạnh (ví dụ)", **more: Any) -> Actor:
    """Somebody named for one product of its producer."""
    facts: dict[str, Any] = {"producer": product.producer, "valid_from": LONG_AGO, "valid_to": LAST, **more}
    person = user(name)
    add_member(user=person, role=MemberRole.CONSULTANT, product=product, by=scene.commune_officer, **facts)
    return actor_for(person)


@pytest.fixture
def goods(scene: Scene) -> Goods:
    mine, other = (register_product(producer=scene.producer, name=name, product_set=scene.tea, by=scene.director)
                   for name in ("Chè búp (ví dụ)", "Chè nhài (ví dụ)"))
    return Goods(mine, other, named(scene, mine))


def code_of(verb: Any, **call: Any) -> str:
    with pytest.raises(Refusal) as told:
        verb(**call)
    return told.value.code


def paper(scene: Scene, by: Actor, **more: Any) -> Paper:
    facts = {"kind": PaperKind.TESTS, "title": "Phiếu kiểm nghiệm (ví dụ)", "upload": pdf(str(more)), **more}
    return add_paper(producer=scene.producer, by=by, **facts).paper


def test_a_consultant_of_one_product_sees_that_product_alone(scene: Scene, goods: Goods) -> None:
    assert list(Product.objects.visible_to(goods.helper)) == [goods.mine]
    assert not Producer.objects.visible_to(goods.helper).exists()
    assert not Invitation.objects.visible_to(goods.helper).exists()


def test_they_open_and_write_its_dossier_and_it_says_who_filled_it(scene: Scene, goods: Goods) -> None:
    dossier = open_dossier(product=goods.mine, by=goods.helper)
    assert (dossier.filled_by, dossier.filled_by_user) == (FilledBy.CONSULTANT, goods.helper.user)
    assert may_write(goods.helper, dossier) and may_print(goods.helper, dossier)
    assert [one.pid for one in todo(goods.helper)] == [dossier.pid]
    assert code_of(open_dossier, product=goods.other, by=goods.helper) == "open-forbidden"
    other = open_dossier(product=goods.other, by=scene.director)
    assert list(Dossier.objects.visible_to(goods.helper)) == [dossier]
    assert not may_write(goods.helper, other) and not may_print(goods.helper, other)


def test_they_write_its_plan_and_no_other_and_begin_no_idea(scene: Scene, goods: Goods) -> None:
    load_forms()
    plan = begin_business_plan(product=goods.mine, by=goods.helper)
    other = begin_business_plan(product=goods.other, by=scene.director)
    assert list(BusinessPlan.objects.visible_to(goods.helper)) == [plan]
    assert code_of(begin_business_plan, product=other.product, by=goods.helper) == "plan-forbidden"
    assert code_of(write_idea, producer=scene.producer, body=IDEA, by=goods.helper) == "idea-forbidden"


def test_a_households_number_on_form_01_is_not_for_them(scene: Scene, goods: Goods) -> None:
    dossier = open_dossier(product=goods.mine, by=goods.helper)
    assert may_print_form_01(goods.helper, dossier)
    dossier.producer.tax_code_sealed = "sealed"
    assert not may_print_form_01(goods.helper, dossier) and may_print_form_01(scene.director, dossier)


def test_of_the_vault_they_see_what_their_dossier_uses(scene: Scene, goods: Goods) -> None:
    common = paper(scene, scene.director, kind=PaperKind.REGISTRATION)
    mine = paper(scene, scene.director, product=goods.mine)
    other = paper(scene, scene.director, product=goods.other)
    scan = paper(scene, scene.director, kind=PaperKind.LAST_DOSSIER)
    assert set(Paper.objects.visible_to(goods.helper)) == {common, mine}
    assert set(Paper.objects.visible_to(scene.director)) == {common, mine, other, scan}
    dossier = open_dossier(product=goods.mine, by=goods.helper)
    for one in (common, mine):
        attach_paper(dossier=dossier, paper_version=one.versions.get(), criteria=[criterion(scene, "2.3")],
                     by=goods.helper)
    assert code_of(attach_paper, dossier=dossier, paper_version=scan.versions.get(),
                   criteria=[criterion(scene, "2.3")], by=goods.helper) == "paper-foreign"


def test_they_add_and_renew_papers_of_their_product_and_common_ones(scene: Scene, goods: Goods) -> None:
    common, mine = paper(scene, goods.helper), paper(scene, goods.helper, product=goods.mine)
    for one in (common, mine):
        assert renew_paper(paper=one, upload=pdf("2"), by=goods.helper).no == 2
    for more in ({"product": goods.other}, {"kind": PaperKind.LAST_DOSSIER}):
        assert code_of(paper, scene=scene, **{"by": goods.helper, **more}) == "paper-forbidden"
    other = paper(scene, scene.director, product=goods.other)
    assert code_of(renew_paper, paper=other, upload=pdf("3"), by=goods.helper) == "paper-forbidden"


def test_they_take_out_of_use_papers_of_their_product_alone(scene: Scene, goods: Goods) -> None:
    common, mine = paper(scene, scene.director), paper(scene, scene.director, product=goods.mine)
    assert code_of(close_paper, paper=common, by=goods.helper) == "paper-forbidden"
    assert close_paper(paper=mine, by=goods.helper).closed_on == today()


def test_of_photographed_pages_they_see_their_own(scene: Scene, goods: Goods) -> None:
    theirs = begin_pages(producer=scene.producer, uploads=[photo()], by=scene.director)
    own = begin_pages(producer=scene.producer, uploads=[photo()], by=goods.helper)
    assert list(PaperDraft.objects.visible_to(goods.helper)) == [own]
    assert set(PaperDraft.objects.visible_to(scene.director)) == {theirs, own}


def test_prices_and_facts_are_theirs_for_their_product_alone(scene: Scene, goods: Goods) -> None:
    assert amend_product(product=goods.mine, pack="Hộp 200 g", by=goods.helper).pack == "Hộp 200 g"
    set_price(product=goods.mine, per="hộp", amount=90_000, valid_from=today(), by=goods.helper)
    assert code_of(amend_product, product=goods.other, pack="x", by=goods.helper) == "product-forbidden"
    assert code_of(set_price, product=goods.other, per="hộp", amount=1, valid_from=today(),
                   by=goods.helper) == "selling-forbidden"
    assert code_of(add_outlet, product=goods.other, kind="shop", name="A", address="B", valid_from=today(),
                   by=goods.helper) == "selling-forbidden"


def test_nothing_of_the_producer_itself_is_theirs(scene: Scene, goods: Goods) -> None:
    assert code_of(register_product, producer=scene.producer, name="Mới (ví dụ)", product_set=scene.tea,
                   by=goods.helper) == "product-forbidden"
    assert code_of(amend_producer, producer=scene.producer, detail="x", by=goods.helper).endswith("forbidden")
    assert code_of(look_at_representatives, producer=scene.producer, by=goods.helper) == "representative-forbidden"
    assert code_of(invite_member, producer=scene.producer, name="A", login="0912 345 678", role=MemberRole.STAFF,
                   member_from=today(), by=goods.helper) == "members-forbidden"


def test_another_producers_people_and_the_consultant_of_the_other_product_see_nothing(
        scene: Scene, goods: Goods) -> None:
    dossier = open_dossier(product=goods.mine, by=scene.director)
    neighbour = named(scene, goods.other, "Ma Văn Cần (ví dụ)")
    for actor in (neighbour, scene.stranger):
        assert not Dossier.objects.visible_to(actor).filter(pk=dossier.pk).exists()
        assert not Product.objects.visible_to(actor).filter(pk=goods.mine.pk).exists()
        assert not may_write(actor, dossier)


def test_after_the_last_day_nothing_is_left(scene: Scene, goods: Goods) -> None:
    dossier = open_dossier(product=goods.mine, by=goods.helper)
    begin_pages(producer=scene.producer, uploads=[photo()], by=goods.helper)
    paper(scene, goods.helper)
    for day, count in ((LAST, 1), (LAST + dt.timedelta(days=1), 0)):
        then = actor_for(goods.helper.user, today=day)
        for model in (Product, Dossier, Paper, PaperDraft):
            assert model.objects.visible_to(then).count() == count, model
        assert may_write(then, dossier) == bool(count)


def test_ended_early_it_ends_early(scene: Scene, goods: Goods) -> None:
    row = Membership.objects.get(user=goods.helper.user)
    end_member(membership=row, last_day=today() - dt.timedelta(days=1), by=scene.director)
    assert not Product.objects.visible_to(fresh(goods.helper)).exists()


def test_a_product_that_moves_away_takes_its_consultant_from_it(scene: Scene, goods: Goods) -> None:
    Membership.objects.filter(user=goods.helper.user).update(valid_from=today() - dt.timedelta(days=9))
    goods.mine.holdings.update(valid_from=today() - dt.timedelta(days=90))
    _row, _code = invite_member(producer=scene.producer, name="A (ví dụ)", login="0912 345 678", by=scene.director,
                                role=MemberRole.CONSULTANT, member_from=today(), member_to=LAST, product=goods.mine)
    move_product(product=goods.mine, to=scene.other, on=today(), by=scene.commune_officer)
    for model in (Product, Dossier, Paper):
        assert not model.objects.visible_to(fresh(goods.helper)).exists(), model
    assert Membership.objects.get(user=goods.helper.user).valid_to == today() - dt.timedelta(days=1)
    assert Invitation.objects.get().withdrawn_at is not None
    # Held by others it is not theirs, even while the day they were named for has not come to its end.
    Membership.objects.filter(user=goods.helper.user).update(valid_to=LAST)
    assert not Product.objects.visible_to(fresh(goods.helper)).exists()
    mine_there = named(scene, Product.objects.get(pk=goods.mine.pk), "Ma Văn Cần (ví dụ)")
    assert list(Product.objects.visible_to(mine_there)) == [goods.mine]


def test_a_former_holders_papers_and_dossiers_stay_with_it(scene: Scene, goods: Goods) -> None:
    old = paper(scene, scene.director, product=goods.mine)
    goods.mine.holdings.update(valid_from=today() - dt.timedelta(days=90))
    moved = move_product(product=goods.mine, to=scene.other, on=today(), by=scene.commune_officer)
    named_by_new = named(scene, moved, "Ma Văn Cần (ví dụ)")
    # Somebody both producers trust with a product each does not see the first's papers of what went to the second.
    add_member(producer=scene.producer, user=named_by_new.user, role=MemberRole.CONSULTANT, product=goods.other,
               valid_from=LONG_AGO, valid_to=LAST, by=scene.commune_officer)
    assert not Paper.objects.visible_to(fresh(named_by_new)).filter(pk=old.pk).exists()


def test_a_merging_is_followed_and_its_undoing_too(scene: Scene, goods: Goods) -> None:
    dossier = open_dossier(product=goods.mine, by=goods.helper)
    merger = merge_producers(old=scene.producer, into=scene.other, reason="Một chủ thể (ví dụ)",
                             by=scene.commune_officer)
    paper_of_other = add_paper(producer=scene.other, kind=PaperKind.REGISTRATION, title="Giấy (ví dụ)", upload=pdf(),
                               by=scene.stranger).paper
    helper = fresh(goods.helper)
    assert list(Product.objects.visible_to(helper)) == [goods.mine]
    assert may_write(helper, Dossier.objects.get(pk=dossier.pk))
    assert list(Paper.objects.visible_to(helper)) == [paper_of_other]
    undo_merge(merger=merger, by=scene.commune_officer)
    helper = fresh(goods.helper)
    assert list(Product.objects.visible_to(helper)) == [goods.mine] and not Paper.objects.visible_to(helper).exists()


def test_a_product_read_under_another_is_followed_where_one_producer_holds_both(scene: Scene, goods: Goods) -> None:
    Product.objects.filter(pk=goods.mine.pk).update(head=goods.other)
    assert set(Product.objects.visible_to(fresh(goods.helper))) == {goods.mine, goods.other}
    Product.objects.filter(pk=goods.other.pk).update(producer=scene.other)
    assert list(Product.objects.visible_to(fresh(goods.helper))) == [goods.mine]


@pytest.mark.parametrize("role", [MemberRole.DIRECTOR, MemberRole.STAFF])
def test_who_represents_or_works_there_covers_the_whole_producer(scene: Scene, goods: Goods, role: str) -> None:
    person = user("Hoàng Thị Tư (ví dụ)")
    call: dict[str, Any] = {"producer": scene.producer, "role": role, "product": goods.mine, "by": scene.director}
    assert code_of(add_member, user=person, valid_from=today(), valid_to=LAST, **call) == "member-product"
    assert code_of(invite_member, name="A", login="0912 345 678", member_from=today(), member_to=LAST,
                   **call) == "member-product"
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(producer=scene.producer, user=person, role=role, product=goods.mine,
                                  valid_from=today(), valid_to=LAST)


def test_a_product_of_another_producer_names_nobody(scene: Scene, goods: Goods) -> None:
    call: dict[str, Any] = {"user": user("A (ví dụ)"), "role": MemberRole.CONSULTANT, "valid_from": today(),
                            "valid_to": LAST, "by": scene.commune_officer}
    assert code_of(add_member, producer=scene.other, product=goods.mine, **call) == "member-product"
    assert code_of(add_member, producer=scene.producer, product=goods.mine, **{**call, "valid_to": None}) == (
        "consultant-period")


def test_one_person_is_named_for_two_products_but_for_neither_twice(scene: Scene, goods: Goods) -> None:
    call: dict[str, Any] = {"producer": scene.producer, "user": goods.helper.user, "role": MemberRole.CONSULTANT,
                            "valid_from": LONG_AGO, "valid_to": LAST, "by": scene.director}
    assert code_of(add_member, product=goods.mine, **call) == "member-already"
    add_member(product=goods.other, **call)
    assert set(Product.objects.visible_to(fresh(goods.helper))) == {goods.mine, goods.other}
    add_member(**call)
    assert Producer.objects.visible_to(fresh(goods.helper)).get() == scene.producer
    third = register_product(producer=scene.producer, name="Chè sen (ví dụ)", product_set=scene.tea, by=scene.director)
    assert code_of(add_member, product=third, **call) == "member-already"


def test_an_invitation_for_one_product_gives_that_product(scene: Scene, goods: Goods) -> None:
    person = user("Hứa Văn Ba (ví dụ)")
    call: dict[str, Any] = {"producer": scene.producer, "name": "Hứa Văn Ba (ví dụ)", "login": person.email,
                            "role": MemberRole.CONSULTANT, "member_from": today(), "member_to": LAST,
                            "by": scene.director}
    first, _code = invite_member(product=goods.mine, **call)
    second, _code = invite_member(product=goods.other, **call)
    first.refresh_from_db()
    assert first.withdrawn_at is None, "each for a product of its own"
    again, _code = invite_member(product=goods.mine, **call)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    accept_invitation(invitation=again, by=actor_for(person))
    assert list(Product.objects.visible_to(actor_for(person))) == [goods.mine]
    goods.other.producer = scene.other
    goods.other.save()
    assert code_of(accept_invitation, invitation=second, by=actor_for(person)) == "invitation-product"


def test_an_officer_who_helps_with_one_product_judges_nothing_of_that_producer(scene: Scene, goods: Goods) -> None:
    stage = filed(scene, "Chè xanh (ví dụ)")
    both = officer("Bàn Thị Năm (ví dụ)", Role.COMMUNE_OFFICER, scene.commune)
    assert may_handle(both, stage)
    add_member(producer=scene.producer, user=both.user, role=MemberRole.CONSULTANT, product=goods.mine,
               valid_from=LONG_AGO, valid_to=LAST, by=scene.director)
    assert not may_handle(fresh(both), stage)


def test_the_person_reads_for_which_product_they_were_named(scene: Scene, goods: Goods) -> None:
    rows = {one.key: one.rows for one in everything_held(goods.helper.user)}["memberships"]
    assert [row["product"] for row in rows] == [goods.mine.name]
