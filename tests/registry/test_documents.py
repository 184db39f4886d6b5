"""What the search finds of the registry: names of all times, codes, who sees what, nothing of a person; always in
step."""

import datetime as dt
from typing import Any

import pytest

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.documents import PAPER, PRODUCER, PRODUCT, rebuild_documents
from ocop.core.models import SearchDocument
from ocop.core.search import search
from ocop.places.models import AdminUnit
from ocop.registry.actions import (
    add_paper,
    amend_product,
    merge_producers,
    move_product,
    register_producer,
    register_product,
    renew_paper,
    undo_merge,
)
from ocop.registry.documents import forms_of, index_producer, sight_of
from ocop.registry.enums import PaperKind, ProducerKind
from ocop.registry.models import Paper, Producer, ProducerForm, Product
from tests.people import officer
from tests.registry.scene import Scene, pdf

pytestmark = pytest.mark.django_db
PERSONAL = "001099012345"


def found(text: str, actor: Actor, kind: str = "") -> list[Any]:
    """(kind, id) of what a person finds."""
    hits = search(text, actor.today, sight=sight_of(actor), size=200).hits
    return [hit.object_id if kind else (hit.kind, hit.object_id) for hit in hits if not kind or hit.kind == kind]


def text_of(kind: str, pk: int) -> str:
    """Everything a document holds."""
    row = SearchDocument.objects.get(kind=kind, object_id=pk)
    return " ".join([row.title, row.body, row.codes])


@pytest.fixture
def tea(scene: Scene) -> Product:
    return register_product(
        producer=scene.producer, name="Chè shan tuyết Bằng Phúc (ví dụ)", product_set=scene.tea, by=scene.director
    )


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Hợp tác xã Tài Hoan", ["htx tai hoan", "tai hoan"]),
        ("HTX Tài Hoan", ["hop tac xa tai hoan", "tai hoan"]),
        ("Công ty trách nhiệm hữu hạn một thành viên Thiên An", ["cty tnhh mtv thien an", "thien an"]),
        ("Công ty TNHH Thiên An", ["cty tnhh thien an", "thien an"]),
        ("Tổ hợp tác Suối Bên", ["tht suoi ben", "suoi ben"]),
        ("Hộ kinh doanh Nông Văn A", ["hkd nong van a", "nong van a"]),
        ("Tài Hoan", []),
    ],
)
def test_a_producer_is_found_by_the_ways_its_name_is_written(name: str, wanted: list[str]) -> None:
    assert [form for form in wanted if form not in forms_of(name)] == []


def test_names_of_all_times_find_the_producer(scene: Scene) -> None:
    ProducerForm.objects.create(
        producer=scene.producer,
        kind="group",
        name="Tổ hợp tác Cũ Kỹ (ví dụ)",
        valid_from=dt.date(2015, 1, 1),
        valid_to=dt.date(2018, 1, 1),
    )
    index_producer(scene.producer)
    for text in ("htx ban moi", "hop tac xa ban moi", "ban moi", "tht cu ky", "cũ kỹ"):
        assert scene.producer.pk in found(text, scene.commune_officer, PRODUCER), text


def test_an_organisation_is_found_by_its_tax_code_and_a_person_by_none(scene: Scene) -> None:
    made = register_producer(
        name="Công ty TNHH Thiên An (ví dụ)",
        kind=ProducerKind.ENTERPRISE,
        unit=scene.commune,
        tax_code="4700123456",
        phone="0912345678",
        email="thienan@vidu.vn",
        by=scene.commune_officer,
    )
    home = register_producer(
        name="Hộ Nông Văn A (ví dụ)",
        kind=ProducerKind.HOUSEHOLD,
        unit=scene.commune,
        tax_code=PERSONAL,
        registration_no="13A8001234",
        phone="0987654321",
        email="nongvana@vidu.vn",
        detail="Thôn 5, nhà ông A",
        by=scene.commune_officer,
    )
    assert found("4700 123 456", scene.commune_officer) == [(PRODUCER, made.pk)]
    for text in (PERSONAL, "0912345678", "0987654321", "thienan@vidu.vn", "nongvana", "13A8001234", "thôn 5"):
        assert found(text, scene.commune_officer) == [], text
    home.refresh_from_db()
    held = text_of(PRODUCER, home.pk) + text_of(PRODUCER, made.pk)
    secrets = (PERSONAL, "912345678", "987654321", "nongvana", "thienan", "13a8001234", home.tax_code[2:20])
    assert [secret for secret in secrets if secret in held] == []


def test_a_product_is_found_by_name_producer_place_and_barcode_and_follows_its_changes(scene: Scene) -> None:
    by = scene.director
    made = register_product(
        producer=scene.producer, name="Miến dong Tài Hoan (ví dụ)", product_set=scene.tea, by=by, gtin="4006381333931"
    )
    for text in (
        "mien dong tai hoan",
        "tai hoan",
        "htx ban moi mien",
        "mien tan cuong",
        "mien thai nguyen",
        "4006381333931",
        "0 4006381 333931",
        made.pid.lower(),
    ):
        assert made.pk in found(text, by, PRODUCT), text
    amend_product(product=made, name="Miến đao (ví dụ)", gtin="", by=by)
    assert found("mien dao", by, PRODUCT) == [made.pk]
    assert found("tai hoan", by, PRODUCT) == found("4006381333931", by, PRODUCT) == []
    assert rebuild_documents() == 0


def test_a_product_that_moves_is_found_under_its_new_producer(scene: Scene, tea: Product) -> None:
    tea.holdings.update(valid_from=dt.date(2020, 1, 1))
    move_product(product=tea, to=scene.other, on=scene.province_officer.today, by=scene.province_officer)
    assert tea.pk in found("suoi ben che", scene.stranger, PRODUCT)
    assert found("che", scene.director, PRODUCT) == []
    assert rebuild_documents() == 0


def test_merged_producers_are_one_and_two_again_when_undone(scene: Scene, tea: Product) -> None:
    by = scene.province_officer
    merger = merge_producers(old=scene.producer, into=scene.other, reason="Một giấy đăng ký (ví dụ)", by=by)
    assert found("ban moi", by, PRODUCER) == [scene.other.pk]
    assert tea.pk in found("che suoi ben", by, PRODUCT)
    assert rebuild_documents() == 0
    undo_merge(merger=merger, by=by)
    assert found("ban moi", by, PRODUCER) == [scene.producer.pk]
    assert rebuild_documents() == 0


def test_a_paper_is_found_by_title_number_and_issuer_by_its_people_and_offices_alone(scene: Scene) -> None:
    version = add_paper(
        producer=scene.producer,
        kind=PaperKind.TESTS,
        title="Phiếu kiểm nghiệm chè (ví dụ)",
        upload=pdf(),
        number="KN-0123/2026",
        issuer="Viện Kiểm nghiệm (ví dụ)",
        by=scene.director,
    )
    renew_paper(
        paper=version.paper,
        upload=pdf("2"),
        number="KN-0456/2027",
        issuer="Trung tâm Đo lường (ví dụ)",
        by=scene.director,
    )
    readers = (scene.director, scene.consultant, scene.commune_officer, scene.province_officer)
    for text in ("phieu kiem nghiem che", "KN0123/2026", "kn-0456-2027", "vien kiem nghiem", "do luong"):
        for reader in readers:
            assert found(text, reader) == [(PAPER, version.paper.pk)], text
        for stranger in (scene.stranger, scene.neighbour_officer, scene.far_officer):
            assert found(text, stranger) == [], text
        assert search(text, scene.director.today).hits == ()
    assert rebuild_documents() == 0


def test_everybody_finds_just_the_rows_their_own_rule_of_sight_lets_them_see(scene: Scene, tea: Product) -> None:
    add_paper(producer=scene.producer, kind=PaperKind.TESTS, title="Phiếu (ví dụ)", upload=pdf(), by=scene.director)
    register_product(producer=scene.other, name="Gạo nếp (ví dụ)", product_set=scene.tea, by=scene.stranger)
    far = AdminUnit.objects.get(pk=scene.elsewhere.pk)
    Producer(name="Hợp tác xã Xa (ví dụ)", kind="cooperative", unit=far).save()
    Producer.objects.filter(head=None).update(head=Producer.objects.get(name__contains="Xa (").pk)
    settled = register_product(producer=scene.producer, name="Quýt (ví dụ)", product_set=scene.tea, by=scene.director)
    Product.objects.filter(pk=settled.pk).update(settled_unit=scene.neighbour)
    rebuild_documents()
    leader = officer("Lãnh đạo (ví dụ)", Role.LEADER, scene.province)
    ministry = officer("Vụ (ví dụ)", Role.MINISTRY_OFFICER, AdminUnit.objects.get(level="nation"))
    people = [
        scene.commune_officer,
        scene.neighbour_officer,
        scene.province_officer,
        scene.far_officer,
        scene.director,
        scene.consultant,
        scene.stranger,
        leader,
        ministry,
    ]
    for who in people:
        seen = {
            (kind, pk)
            for kind, model in ((PRODUCER, Producer), (PRODUCT, Product), (PAPER, Paper))
            for pk in model.objects.visible_to(who).values_list("pk", flat=True)
        }
        hits = {hit for hit in found("vi du", who) if hit[0] != "place"}
        assert hits == seen, who.user.name
    assert search("vi du", scene.director.today).hits == ()


def test_writing_costs_the_same_for_a_producer_with_one_product_and_with_many(
    scene: Scene, tea: Product, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        register_product(
            producer=scene.producer, name=f"Chè {number} (ví dụ)", product_set=scene.tea, by=scene.director
        )
    SearchDocument.objects.all().delete()
    with django_assert_max_num_queries(36):
        index_producer(scene.producer)
