"""Products and papers: placed, held, moved; filed once and renewed."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.dates import UNKNOWN_START, today
from ocop.core.models import AuditPayload
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import open_dossier, withdraw_dossier
from ocop.registry.actions import (
    add_paper,
    amend_product,
    close_paper,
    move_product,
    place_product,
    register_producer,
    register_product,
    renew_paper,
)
from ocop.registry.actions.products import is_gtin
from ocop.registry.enums import PaperKind, ProducerKind
from ocop.registry.models import Paper, PaperVersion, Product, ProductHolding
from ocop.registry.queries import expiring_papers, latest_versions
from ocop.registry.showing import editions_to_place, holdings_of
from ocop.rulebooks.actions import load_edition
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.rules import shelf
from tests.people import fresh
from tests.registry.scene import pdf

DAY = dt.timedelta(days=1)


def tea(scene, *, by=None, **fields):
    facts = {"producer": scene.producer, "name": "Chè shan tuyết (ví dụ)", "product_set": scene.tea, **fields}
    return register_product(**facts, by=by or scene.director)


def test_a_product_is_its_own_head_held_from_today_and_placed(scene):
    product = tea(scene, story="Chè cổ thụ.", gtin="4006381333931")
    assert product.head_id == product.pk
    assert list(product.holdings.values_list("producer", "valid_from", "valid_to")) == [
        (scene.producer.pk, today(), None)]
    assert product.placements.get().product_set == scene.tea
    assert product.unit == scene.commune


def test_strangers_and_far_officers_register_no_product(scene):
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        with pytest.raises(Refusal) as refused:
            tea(scene, by=actor)
        assert refused.value.kind == "forbidden"
    assert Product.objects.count() == 0


def test_a_name_that_differs_in_marks_only_is_taken(scene):
    tea(scene)
    with pytest.raises(Refusal) as refused:
        tea(scene, name="che SHAN tuyet (vi du)")
    assert refused.value.kind == "conflict"


def test_an_association_takes_part_with_tourism_only(scene):
    club = register_producer(name="Hội du lịch (ví dụ)", kind=ProducerKind.ASSOCIATION, unit=scene.commune,
                             by=scene.commune_officer)
    with pytest.raises(Refusal) as refused:
        tea(scene, producer=club, by=scene.commune_officer)
    assert refused.value.code == "set-tourism-only"
    tour = tea(scene, producer=club, product_set=scene.tourism, name="Tua bản (ví dụ)", by=scene.commune_officer)
    assert tour.placements.get().product_set == scene.tourism


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"gtin": "123"}, "gtin-wrong"), ({"gtin": "4006381333930"}, "gtin-wrong"),
     ({"trace_link": "javascript:alert(1)"}, "trace-link-wrong"), ({"name": " "}, "product-name")],
)
def test_wrong_facts_are_refused(scene, facts, code):
    with pytest.raises(Refusal) as refused:
        tea(scene, **facts)
    assert refused.value.code == code


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_of_ten_last_digits_one_makes_a_barcode(body):
    assert sum(is_gtin(f"{body}{digit}") for digit in range(10)) == 1


def test_amending_keeps_what_stood_there_in_the_trail(scene):
    product = tea(scene, pack="Túi 100 g")
    amended = amend_product(product=product, name="Chè Shan (ví dụ)", pack="Hộp 200 g", by=scene.director)
    assert (amended.name, amended.name_folded, amended.pack) == ("Chè Shan (ví dụ)", "che shan (vi du)", "Hộp 200 g")
    body = AuditPayload.objects.get(entry__verb="amend_product").body
    assert body["before"] == {"pack": "Túi 100 g", "name": "Chè shan tuyết (ví dụ)"}


def test_amending_nothing_writes_nothing(scene):
    product = tea(scene, pack="Túi 100 g")
    amend_product(product=product, pack="Túi 100 g", by=scene.director)
    assert not AuditPayload.objects.filter(entry__verb="amend_product").exists()


def test_a_moved_product_has_one_open_holding_and_a_past(scene):
    product = tea(scene)
    ProductHolding.objects.filter(product=product).update(valid_from=dt.date(2026, 1, 1))
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today(), by=scene.director)
    assert refused.value.kind == "forbidden"
    move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)
    assert list(product.holdings.order_by("valid_from").values_list("producer", "valid_to")) == [
        (scene.producer.pk, today() - DAY), (scene.other.pk, None)]
    assert Product.objects.visible_to(fresh(scene.stranger)).get() == product
    assert not Product.objects.visible_to(fresh(scene.director)).exists()
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today() + DAY, by=scene.commune_officer)
    assert refused.value.kind == "conflict"


def test_a_move_begins_after_the_holding_before(scene):
    product = tea(scene)
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)
    assert refused.value.code == "move-product-day"


def test_a_move_is_not_of_a_day_to_come(scene):
    product = held_since_new_year(scene)
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today() + DAY, by=scene.commune_officer)
    assert refused.value.code == "move-product-day"
    product.refresh_from_db()
    assert product.producer == scene.producer


def test_a_product_brought_in_without_a_holding_moves_too(scene):
    product = tea(scene)
    ProductHolding.objects.filter(product=product).delete()
    move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)
    assert [(row.producer, row.valid_from, row.valid_to) for row in holdings_of(product)] == [
        (scene.other, today(), None), (scene.producer, UNKNOWN_START, today() - DAY)]


def test_a_product_does_not_move_to_one_that_has_its_name(scene):
    product = held_since_new_year(scene)
    tea(scene, producer=scene.other, by=scene.stranger, name="che SHAN tuyet (vi du)")
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)
    assert (refused.value.code, refused.value.kind) == ("move-product-name", "conflict")


def test_a_product_with_a_dossier_under_way_stays(scene):
    product = held_since_new_year(scene)
    dossier = open_dossier(product=product, by=scene.director)
    with pytest.raises(Refusal) as refused:
        move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)
    assert (refused.value.code, refused.value.kind) == ("move-product-tied", "conflict")
    withdraw_dossier(dossier=dossier, reason="Chuyển chủ thể (ví dụ).", by=scene.director)
    move_product(product=product, to=scene.other, on=today(), by=scene.commune_officer)


def test_only_an_officer_of_both_places_moves_a_product(scene):
    product = held_since_new_year(scene)
    far = register_producer(name="Hợp tác xã Xa (ví dụ)", kind=ProducerKind.GROUP, unit=scene.neighbour,
                            by=scene.neighbour_officer)
    for actor in (scene.director, scene.stranger, scene.commune_officer, scene.neighbour_officer, scene.far_officer):
        with pytest.raises(Refusal) as refused:
            move_product(product=product, to=far, on=today(), by=actor)
        assert refused.value.kind == "forbidden"
    assert move_product(product=product, to=far, on=today(), by=scene.province_officer).unit == scene.neighbour


def held_since_new_year(scene):
    """A product that was registered long enough ago to change hands."""
    product = tea(scene)
    ProductHolding.objects.filter(product=product).update(valid_from=dt.date(2026, 1, 1))
    return product


def test_a_placement_is_made_by_the_producer_and_corrected_by_an_officer(scene):
    product = tea(scene)
    other = ProductSet.objects.get(edition=scene.tea.edition, key="s12")
    with pytest.raises(Refusal) as refused:
        place_product(product=product, product_set=other, by=scene.director)
    assert (refused.value.code, refused.value.kind) == ("placement-fixed", "forbidden")
    place_product(product=product, product_set=other, by=scene.commune_officer)
    assert product.placements.get().product_set == other
    with pytest.raises(Refusal) as again:
        place_product(product=product, product_set=other, by=scene.commune_officer)
    assert (again.value.code, again.value.kind) == ("placement-same", "conflict")
    product.placements.update(product_set=None)
    place_product(product=product, product_set=scene.tea, by=scene.director)
    assert product.placements.get().product_set == scene.tea
    assert AuditPayload.objects.filter(entry__verb="place_product").order_by("-pk")[0].body["before"] is None


def test_a_placement_per_edition_leaves_those_of_others(scene):
    product = tea(scene)
    old = load_edition(path=shelf.DATA / "vn-ocop-148.yaml", publish=True)
    ours = ProductSet.objects.filter(edition=old).order_by("position").first()
    if old.in_force_to is not None and old.in_force_to < today():
        with pytest.raises(Refusal) as refused:
            place_product(product=product, product_set=ours, by=scene.director)
        assert refused.value.code == "placement-edition"
    assert [edition for edition, _row in editions_to_place(product, today())] == [scene.tea.edition]
    day = dt.date(2024, 1, 1)
    placed = place_product(product=product, product_set=ours, by=dataclasses.replace(scene.director, today=day))
    assert placed.product_set == ours
    assert product.placements.count() == 2
    assert product.placements.get(edition=scene.tea.edition).product_set == scene.tea


def test_strangers_place_nothing(scene):
    product = tea(scene)
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        with pytest.raises(Refusal) as refused:
            place_product(product=product, product_set=scene.tourism, by=actor)
        assert refused.value.kind == "forbidden"


@pytest.mark.parametrize(("code", "good"), [
    ("0902", True), ("0902.30", True), ("09023010", True), ("0902.30.10.00", True), ("090", False), ("09023", False),
    ("0902-30", False), ("٠٩٠٢", False), ("0902.30.10.00.1", False),
])
def test_an_hs_code_is_four_digits_and_up_to_three_pairs(scene, code, good):
    if good:
        assert tea(scene, hs_code=code).hs_code == code
    else:
        with pytest.raises(Refusal) as refused:
            tea(scene, hs_code=code)
        assert refused.value.code == "hs-code-wrong"


def test_two_open_holdings_cannot_stand_in_the_table(scene):
    product = tea(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductHolding.objects.create(product=product, producer=scene.other, valid_from=today() + DAY)


def paper(scene, *, by=None, **fields):
    facts = {"producer": scene.producer, "kind": PaperKind.TESTS, "title": "Phiếu kiểm nghiệm (ví dụ)",
             "upload": pdf(), **fields}
    return add_paper(**facts, by=by or scene.director)


def test_a_renewed_paper_is_a_new_version_and_the_old_one_stays(scene):
    first = paper(scene, number="12/KN", issued_on=dt.date(2026, 1, 5), expires_on=dt.date(2026, 7, 4))
    second = renew_paper(paper=first.paper, upload=pdf("mới"), number="90/KN", by=scene.director)
    assert (second.no, second.number) == (2, "90/KN")
    assert PaperVersion.objects.get(no=1).number == "12/KN"
    assert latest_versions([scene.producer.pk]) == [second]


def test_a_vault_is_closed_to_strangers(scene):
    mine = paper(scene).paper
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert not Paper.objects.visible_to(actor).exists()
        with pytest.raises(Refusal) as refused:
            paper(scene, by=actor)
        assert refused.value.kind == "forbidden"
        with pytest.raises(Refusal) as refused:
            renew_paper(paper=mine, upload=pdf("x"), by=actor)
        assert refused.value.kind == "forbidden"
    assert Paper.objects.visible_to(scene.consultant).get() == mine


def test_dates_out_of_order_and_wrong_files_are_refused_and_leave_no_paper(scene):
    with pytest.raises(Refusal) as refused:
        paper(scene, issued_on=dt.date(2026, 2, 1), expires_on=dt.date(2026, 1, 1))
    assert refused.value.code == "paper-dates"
    with pytest.raises(Refusal):
        paper(scene, upload=type(pdf())("ma.pdf", b"MZ not a paper"))
    assert Paper.objects.count() == 0


def test_a_paper_of_another_producers_product_is_refused(scene):
    product = tea(scene, producer=scene.other, by=scene.stranger)
    with pytest.raises(Refusal) as refused:
        paper(scene, product=product)
    assert refused.value.code == "paper-product"


def test_a_closed_paper_is_neither_renewed_nor_closed_again(scene):
    version = paper(scene)
    close_paper(paper=version.paper, by=scene.director)
    for verb in (lambda: close_paper(paper=version.paper, by=scene.director),
                 lambda: renew_paper(paper=version.paper, upload=pdf("x"), by=scene.director)):
        with pytest.raises(Refusal) as refused:
            verb()
        assert refused.value.kind == "conflict"


def test_papers_that_run_out_are_listed_soonest_first_in_one_query(scene, django_assert_num_queries):
    for days in (61, 60, 30, -1):
        paper(scene, title=f"Giấy {days}", upload=pdf(str(days)), expires_on=today() + DAY * days)
    paper(scene, title="Không hạn", upload=pdf("k"))
    with django_assert_num_queries(1):
        found = expiring_papers(Paper.objects.filter(producer=scene.producer), today(), within=60)
    assert [row.paper.title for row in found] == ["Giấy -1", "Giấy 30", "Giấy 60"]


def test_the_last_valid_day_is_not_yet_expired(scene):
    version = paper(scene, expires_on=today())
    assert not version.expired_on(today())
    assert version.expired_on(today() + DAY)
