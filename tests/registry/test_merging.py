"""Merging: rows that are one producer are read under one head, and given back just as they were."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, nobody
from ocop.core.dates import today
from ocop.core.documents import PRODUCER
from ocop.core.models import AuditEntry, AuditPayload, SearchDocument
from ocop.core.refusal import Refusal
from ocop.registry.actions import (
    add_member,
    add_paper,
    keep_apart,
    merge_producers,
    move_product,
    register_producer,
    register_product,
    undo_merge,
)
from ocop.registry.duplicates import Reason, Row, duplicate_pairs, find_pairs, own_part, plain_name
from ocop.registry.enums import MemberRole, PaperKind, ProducerKind
from ocop.registry.models import KeptApart, Membership, Merger, Paper, Producer, Product, ProductHolding
from ocop.registry.queries import latest_versions, product_count
from tests.people import fresh, officer
from tests.registry.scene import Scene, pdf

WHY = "Cùng giấy đăng ký hợp tác xã số 19 (ví dụ)"


def another(scene: Scene, name: str = "HTX Ban Moi (ví dụ)", *, tax_code: str = "") -> Producer:
    """A row more in the commune."""
    return register_producer(
        name=name, kind=ProducerKind.COOPERATIVE, unit=scene.commune, tax_code=tax_code, by=scene.commune_officer
    )


def heads(*rows: Producer) -> list[int | None]:
    """The heads as stored."""
    return [Producer.objects.get(pk=row.pk).head_id for row in rows]


def refused(code: str, kind: str, **call: Any) -> Refusal:
    """The refusal of a merging or of what undoes it."""
    verb: Callable[..., Merger] = undo_merge if "merger" in call else merge_producers
    with pytest.raises(Refusal) as told:
        verb(**call)
    assert (told.value.code, told.value.kind) == (code, kind)
    return told.value


def test_a_merged_row_is_read_under_its_head_and_nothing_else_moves(scene: Scene) -> None:
    old = another(scene)
    product = register_product(producer=old, name="Chè búp (ví dụ)", product_set=scene.tea, by=scene.commune_officer)
    paper = add_paper(producer=old, kind=PaperKind.TESTS, title="Phiếu (ví dụ)", upload=pdf(), by=scene.commune_officer)
    before = [list(model.objects.order_by("pk").values()) for model in (Product, ProductHolding, Paper, Membership)]
    merger = merge_producers(old=old, into=scene.producer, reason=WHY, by=scene.commune_officer)
    assert heads(old, scene.producer) == [scene.producer.pk, scene.producer.pk]
    assert (merger.moved, merger.reason, merger.merged_by_id) == ([old.pk], WHY, scene.commune_officer.user_id)
    assert [
        list(model.objects.order_by("pk").values()) for model in (Product, ProductHolding, Paper, Membership)
    ] == before
    assert list(Product.objects.held_by(scene.producer)) == [product]
    assert [row.paper for row in latest_versions([scene.producer.pk])] == [paper.paper]
    entry = AuditEntry.objects.get(verb="merge_producers")
    assert (entry.object_id, entry.province_id) == (merger.pk, scene.province.pk)


def test_members_of_either_see_both_and_products_are_counted_once_under_the_head(scene: Scene) -> None:
    mine = register_product(producer=scene.producer, name="Chè (ví dụ)", product_set=scene.tea, by=scene.director)
    theirs = register_product(producer=scene.other, name="Miến (ví dụ)", product_set=scene.tea, by=scene.stranger)
    assert Product.objects.visible_to(fresh(scene.stranger)).get() == theirs
    merge_producers(old=scene.other, into=scene.producer, reason=WHY, by=scene.commune_officer)
    for person in (scene.director, scene.stranger):
        assert set(Product.objects.visible_to(fresh(person))) == {mine, theirs}
        assert set(Producer.objects.visible_to(fresh(person))) == {scene.producer, scene.other}
    counted = dict(Producer.objects.annotate(n=product_count()).values_list("pk", "n"))
    assert (counted[scene.producer.pk], counted[scene.other.pk]) == (2, 0)


def test_what_was_merged_before_follows_and_each_undoing_gives_back_its_own(scene: Scene) -> None:
    by, first = scene.commune_officer, another(scene)
    inner = merge_producers(old=first, into=scene.other, reason=WHY, by=by)
    outer = merge_producers(old=scene.other, into=scene.producer, reason=WHY, by=by)
    assert heads(first, scene.other) == [scene.producer.pk] * 2
    assert outer.moved == sorted([first.pk, scene.other.pk])
    told = refused("merge-later", "conflict", merger=inner, by=by)
    assert scene.other.name in str(told.words)
    assert scene.producer.name in str(told.words)
    undo_merge(merger=outer, by=by)
    assert heads(first, scene.other, scene.producer) == [scene.other.pk, scene.other.pk, scene.producer.pk]
    undone = undo_merge(merger=inner, by=by)
    assert heads(first) == [first.pk]
    assert (undone.undone_by_id, undone.undone_at is not None) == (by.user_id, True)


def test_undoing_one_leaves_the_other_rows_of_the_same_head_where_they_are(scene: Scene) -> None:
    by, first, second = scene.commune_officer, another(scene), another(scene, "HTX bản mới 2 (ví dụ)")
    merger = merge_producers(old=first, into=scene.producer, reason=WHY, by=by)
    merge_producers(old=second, into=scene.producer, reason=WHY, by=by)
    undo_merge(merger=merger, by=by)
    assert heads(first, second) == [first.pk, scene.producer.pk]
    # It may be merged again: the undone row stays as history.
    merge_producers(old=first, into=scene.producer, reason=WHY, by=by)
    assert Merger.objects.filter(old=first).count() == 2


def test_twice_itself_and_a_row_without_reason_are_refused(scene: Scene) -> None:
    by, old = scene.commune_officer, another(scene)
    refused("merge-reason", "invalid", old=old, into=scene.producer, reason="  ", by=by)
    refused("merge-itself", "invalid", old=old, into=old, reason=WHY, by=by)
    merger = merge_producers(old=old, into=scene.producer, reason=WHY, by=by)
    refused("merge-merged", "conflict", old=old, into=scene.other, reason=WHY, by=by)
    refused("merge-merged", "conflict", old=scene.other, into=old, reason=WHY, by=by)
    undo_merge(merger=merger, by=by)
    refused("merge-undone", "conflict", merger=merger, by=by)
    assert AuditEntry.objects.filter(verb__in=["merge_producers", "undo_merge"]).count() == 2


def strangers(scene: Scene) -> list[Actor]:
    """Whoever must not merge: nobody, its own people, officers elsewhere."""
    return [
        nobody(today()),
        scene.director,
        scene.stranger,
        scene.neighbour_officer,
        scene.far_officer,
        officer("Lãnh đạo (ví dụ)", Role.LEADER, scene.province),
    ]


def test_strangers_neither_merge_nor_undo_nor_keep_apart(scene: Scene) -> None:
    merger = merge_producers(old=another(scene), into=scene.producer, reason=WHY, by=scene.commune_officer)
    for person in strangers(scene):
        refused("merge-forbidden", "forbidden", old=scene.other, into=scene.producer, reason=WHY, by=person)
        refused("merge-forbidden", "forbidden", merger=merger, by=person)
        with pytest.raises(Refusal) as told:
            keep_apart(one=scene.other, other=scene.producer, by=person)
        assert told.value.kind == "forbidden"
    assert heads(scene.other) == [scene.other.pk]


def found(row: Producer) -> bool:
    """Whether the search has a document of its own for the row."""
    return SearchDocument.objects.filter(kind=PRODUCER, object_id=row.pk).exists()


def test_the_search_follows_a_merging_and_its_undoing(scene: Scene) -> None:
    old = another(scene)
    assert (found(old), found(scene.producer)) == (True, True)
    merger = merge_producers(old=old, into=scene.producer, reason=WHY, by=scene.commune_officer)
    assert (found(old), found(scene.producer)) == (False, True)
    undo_merge(merger=merger, by=scene.commune_officer)
    assert (found(old), found(scene.producer)) == (True, True)


def test_an_officer_answers_for_both_places_or_does_not_merge(scene: Scene) -> None:
    there = register_producer(
        name="HTX Bản Mới (ví dụ)", kind=ProducerKind.COOPERATIVE, unit=scene.neighbour, by=scene.neighbour_officer
    )
    for one_sided in (scene.commune_officer, scene.neighbour_officer):
        refused("merge-forbidden", "forbidden", old=there, into=scene.producer, reason=WHY, by=one_sided)
    merge_producers(old=there, into=scene.producer, reason=WHY, by=scene.province_officer)
    assert heads(there) == [scene.producer.pk]


def test_an_officer_who_works_for_one_of_them_does_not_merge(scene: Scene) -> None:
    add_member(
        producer=scene.other,
        user=scene.commune_officer.user,
        role=MemberRole.STAFF,
        valid_from=dt.date(2026, 1, 1),
        by=scene.province_officer,
    )
    refused(
        "merge-forbidden",
        "forbidden",
        old=scene.other,
        into=scene.producer,
        reason=WHY,
        by=fresh(scene.commune_officer),
    )


def test_two_tax_codes_are_two_legal_persons_unless_the_officer_says_otherwise(scene: Scene) -> None:
    one, other = another(scene, tax_code="4601234567"), another(scene, "HTX Bản Mới (ví dụ)", tax_code="4601234574")
    refused("merge-two-codes", "conflict", old=one, into=other, reason=WHY, by=scene.commune_officer)
    merge_producers(old=one, into=other, reason=WHY, two_codes=True, by=scene.commune_officer)
    body = AuditPayload.objects.get(entry__verb="merge_producers").body
    assert body == {"old": one.pk, "into": other.pk, "moved": [one.pk], "two_codes": True}


def test_one_code_and_none_are_no_two_codes(scene: Scene) -> None:
    one = another(scene, tax_code="4601234567")
    merge_producers(old=one, into=scene.producer, reason=WHY, by=scene.commune_officer)
    assert heads(one) == [scene.producer.pk]


def test_undoing_names_who_has_taken_the_tax_code_since(scene: Scene) -> None:
    one = another(scene, tax_code="4601234567")
    merger = merge_producers(old=one, into=scene.producer, reason=WHY, by=scene.commune_officer)
    taker = another(scene, "Tổ hợp tác Khác (ví dụ)", tax_code="4601234567")
    told = refused("merge-code-taken", "conflict", merger=merger, by=scene.commune_officer)
    assert taker.name in str(told.words)
    assert heads(one) == [scene.producer.pk]
    Producer.objects.filter(pk=taker.pk).update(tax_code="")
    undo_merge(merger=merger, by=scene.commune_officer)
    assert heads(one) == [one.pk]


def test_a_product_does_not_move_to_the_head_it_is_read_under(scene: Scene) -> None:
    product = register_product(producer=scene.other, name="Miến (ví dụ)", product_set=scene.tea, by=scene.stranger)
    merge_producers(old=scene.other, into=scene.producer, reason=WHY, by=scene.commune_officer)
    product.refresh_from_db()
    with pytest.raises(Refusal) as told:
        move_product(product=product, to=scene.producer, on=today() + dt.timedelta(days=1), by=scene.commune_officer)
    assert told.value.code == "move-product-target"


def test_two_found_to_be_two_are_noted_once_and_not_shown_again(scene: Scene) -> None:
    old = another(scene)
    seen = Producer.objects.visible_to(scene.commune_officer)
    assert [(pair.first, pair.second) for pair in duplicate_pairs(seen)] == [(scene.producer.pk, old.pk)]
    keep_apart(one=old, other=scene.producer, by=scene.commune_officer)
    keep_apart(one=scene.producer, other=old, by=scene.province_officer)
    note = KeptApart.objects.get()
    assert (note.first, note.second, note.noted_by_id) == (scene.producer, old, scene.commune_officer.user_id)
    assert AuditEntry.objects.filter(verb="keep_apart").count() == 1
    assert duplicate_pairs(seen) == []
    with pytest.raises(Refusal) as told:
        keep_apart(one=old, other=old, by=scene.commune_officer)
    assert told.value.code == "merge-itself"


def test_a_merged_row_is_no_pair_any_more(scene: Scene) -> None:
    old = another(scene)
    merge_producers(old=old, into=scene.producer, reason=WHY, by=scene.commune_officer)
    assert duplicate_pairs(Producer.objects.visible_to(scene.commune_officer)) == []


def reasons(*rows: Row) -> dict[tuple[int, int], list[str]]:
    """The pairs found, with their reasons."""
    return {(pair.first, pair.second): [reason.value for reason in pair.reasons] for pair in find_pairs(rows)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hợp tác xã Nông nghiệp Bản Mới", "HTX NN Bản Mới"),
        ("HTX Hòa Bình", "Hợp tác xã Hoà Bình"),
        ("Công ty TNHH Một thành viên Chè Hảo Đạt", "Cty TNHH MTV Chè Hảo Đạt"),
    ],
)
def test_one_name_written_in_two_ways_in_one_commune_is_one_name(one: str, other: str) -> None:
    assert reasons(Row(1, one, commune=5, province=19), Row(2, other, commune=5, province=19)) == {(1, 2): ["name"]}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("HTX Bản Mới", "HTX Ban Moi", ["alike"]),
        ("HTX Chè Tân Cương", "HTX Chè Tân Cươg", ["alike"]),
        ("HTX Chè Tân Cương 1", "HTX Chè Tân Cương 2", None),
        ("Hộ Nguyễn Văn An", "Hộ Trần Thị Bình", None),
        ("Hộ Tân Cương", "Công ty TNHH Một thành viên Thương mại Tân Cương", None),
    ],
)
def test_names_that_are_nearly_one_are_hinted_at_and_numbered_ones_are_not(
    one: str, other: str, found: list[str] | None
) -> None:
    pairs = reasons(Row(1, one, commune=5, province=19), Row(2, other, commune=5, province=19))
    assert pairs == ({(1, 2): found} if found else {})


def test_one_name_in_two_communes_of_a_province_is_a_weaker_reason_and_in_two_provinces_none() -> None:
    here, there = Row(1, "HTX Bản Mới", commune=5, province=19), Row(2, "HTX Bản Mới", commune=6, province=19)
    assert reasons(here, there) == {(1, 2): ["name_elsewhere"]}
    assert reasons(here, Row(2, "HTX Bản Mới", commune=7, province=8)) == {}


def test_codes_and_phones_are_reasons_wherever_the_rows_stand() -> None:
    one = Row(1, "HTX Bản Mới", commune=5, province=19, tax_code="4601234567", phone="+84912345678")
    other = Row(2, "Tổ chè Suối Bên", commune=6, province=19, registration_no="4601 234 567", phone="+84912345678")
    branch = Row(3, "Cơ sở hai", commune=9, province=8, tax_code="4601234567-001")
    assert reasons(one, other, branch) == {(1, 2): ["code", "phone"], (1, 3): ["code"], (2, 3): ["code"]}


def test_a_phone_of_very_many_is_an_offices_and_no_reason() -> None:
    rows = [Row(n, f"Tên {chr(64 + n) * 6}", commune=n, province=19, phone="+84912345678") for n in range(1, 9)]
    assert reasons(*rows) == {}


def test_the_best_founded_pair_stands_first() -> None:
    rows = [
        Row(1, "HTX Bản Mới", commune=5, province=19),
        Row(2, "HTX Ban Moi", commune=5, province=19),
        Row(3, "Tổ Suối", commune=5, province=19, tax_code="4601234567"),
        Row(4, "Cơ sở Lan", commune=6, province=19, tax_code="4601234567"),
    ]
    assert [pair.reasons[0] for pair in find_pairs(rows)] == [Reason.CODE, Reason.ALIKE]


NAMES = st.lists(
    st.sampled_from(["HTX Bản Mới", "Hợp tác xã bản mới", "HTX Ban Moi", "Tổ Suối Bên", "Hộ An", "", "1"]), max_size=12
)


@given(NAMES)
def test_a_pair_is_found_whatever_the_order_of_the_rows(names: list[str]) -> None:
    rows = [Row(n, name, commune=n % 2 or None, province=19) for n, name in enumerate(names, start=1)]
    assert reasons(*rows) == reasons(*reversed(rows))
    assert all(first < second for first, second in reasons(*rows))


@given(st.text(max_size=60))
def test_every_text_has_a_plain_name_and_an_own_part_of_it(text: str) -> None:
    plain = plain_name(text)
    assert own_part(plain) in plain
    assert plain == plain.strip()
