"""The pages for producers entered twice: found, compared, merged, given back, or noted as two."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from ocop.core.models import AuditEntry
from ocop.registry.actions import keep_apart, merge_producers, register_producer, register_product, undo_merge
from ocop.registry.enums import ProducerKind
from ocop.registry.models import KeptApart, Merger, Producer, Product
from tests.journeys.world import World, draft_dossier
from tests.people import user
from tests.web.officer.scene import Strangers, page_of, picks_of, posted, queries_of

LIST = "/lam-viec/can-bo/chu-the/"
PAIRS = f"{LIST}trung/"


@pytest.fixture
def double(world: World) -> Producer:
    """The co-operative once more, written without marks."""
    return register_producer(
        name="HTX Ban Moi (ví dụ)",
        kind=ProducerKind.COOPERATIVE,
        unit=world.commune,
        by=world.commune_officer,
        phone="0912 345 678",
    )


def side_by_side(world: World, double: Producer) -> str:
    return f"{PAIRS}{world.producer.pid}/{double.pid}/"


def test_a_pair_is_shown_with_its_reason_and_leads_to_the_comparison(
    client: Client, world: World, double: Producer
) -> None:
    page = page_of(client, world.commune_officer, PAIRS).content.decode()
    assert side_by_side(world, double) in page
    assert "tên gần giống" in page
    assert PAIRS in page_of(client, world.commune_officer, LIST).content.decode()
    compared = page_of(client, world.commune_officer, side_by_side(world, double)).content.decode()
    assert re.search(r"Người đại diện.*Nông Thị Mai", compared, re.S) or "Nông Thị Mai (ví dụ)" in compared
    assert "0912 345 678" in compared
    assert "two_codes" in compared


def test_nothing_alike_says_so_and_what_to_do(client: Client, world: World) -> None:
    page = page_of(client, world.commune_officer, PAIRS)
    assert page.status_code == 200
    assert "Không thấy cặp nào giống nhau." in page.content.decode()


def test_merging_leads_to_the_one_that_stands_with_a_way_back(client: Client, world: World, double: Producer) -> None:
    register_product(producer=double, name="Chè búp (ví dụ)", product_set=world.tea, by=world.commune_officer)
    answer = posted(
        client,
        world.commune_officer,
        side_by_side(world, double),
        {"into": world.producer.pid, "reason": "Cùng giấy đăng ký (ví dụ)"},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{world.producer.pid}/")
    merger = Merger.objects.get()
    assert (merger.old, merger.into) == (double, world.producer)
    undo = f"{LIST}gop/{merger.pk}/hoan-tac/"
    page = client.get(answer["Location"]).content.decode()
    assert page.count(undo) == 2  # in the message, and among the rows merged here
    assert "Chè búp (ví dụ)" in page
    listed = client.get(LIST).content.decode()
    assert (double.name in listed, world.producer.name in listed) == (False, True)
    assert undo in client.get(PAIRS).content.decode()
    asked = client.get(undo).content.decode()
    assert (double.name in asked, "Cùng giấy đăng ký (ví dụ)" in asked) == (True, True)
    assert Merger.objects.get().undone_at is None
    back = client.post(undo)
    assert (back.status_code, back["Location"]) == (302, f"{LIST}{double.pid}/")
    assert client.get(back["Location"]).status_code == 200
    assert client.get(undo).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy chọn chủ thể đứng tên từ nay."),
        ({"into": "khong-co", "reason": "x"}, "Hãy chọn một trong hai chủ thể."),
        ({"into": None, "reason": " "}, "Hãy ghi vì sao hai dòng là một chủ thể."),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_what_was_typed(
    client: Client, world: World, double: Producer, data: dict[str, str | None], words: str
) -> None:
    sent = {key: world.producer.pid if value is None else value for key, value in data.items()}
    answer = posted(client, world.commune_officer, side_by_side(world, double), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Merger.objects.count() == 0


def test_two_tax_codes_ask_for_a_tick_beside_the_reason(client: Client, world: World) -> None:
    rows = [
        register_producer(
            name=name, kind=ProducerKind.COOPERATIVE, unit=world.commune, tax_code=code, by=world.commune_officer
        )
        for name, code in (("HTX Suối Bên (ví dụ)", "4601234567"), ("HTX Suoi Ben (ví dụ)", "4601234574"))
    ]
    address, data = f"{PAIRS}{rows[0].pid}/{rows[1].pid}/", {"into": rows[0].pid, "reason": "Sai một số (ví dụ)"}
    answer = posted(client, world.commune_officer, address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hai mã số thuế khác nhau" in page
    assert "Sai một số (ví dụ)" in page
    assert posted(client, world.commune_officer, address, {**data, "two_codes": "on"}).status_code == 302


def test_one_product_in_two_open_dossiers_must_be_withdrawn_once_before(
    client: Client, world: World, double: Producer
) -> None:
    by = world.commune_officer
    draft_dossier(world, picks_of(world), name="Chè búp (ví dụ)")
    # The same product under the second row, its dossier filled in by the officer.
    theirs = World(**{**vars(world), "producer": double, "director": by})
    other = draft_dossier(theirs, picks_of(world), name="Che bup (ví dụ)")
    answer = posted(
        client, by, side_by_side(world, double), {"into": world.producer.pid, "reason": "Cùng giấy (ví dụ)"}
    )
    assert answer.status_code == 422
    assert "Chè búp (ví dụ)" in answer.content.decode()
    other.state = "withdrawn"
    other.save(update_fields=["state"])
    assert (
        posted(
            client, by, side_by_side(world, double), {"into": world.producer.pid, "reason": "Cùng giấy (ví dụ)"}
        ).status_code
        == 302
    )


def test_two_that_are_two_are_noted_and_not_shown_again(client: Client, world: World, double: Producer) -> None:
    address = f"{side_by_side(world, double)}khong-trung/"
    assert page_of(client, world.commune_officer, address).status_code == 405
    answer = posted(client, world.commune_officer, address, {})
    assert (answer.status_code, answer["Location"], KeptApart.objects.count()) == (302, PAIRS, 1)
    assert side_by_side(world, double) not in client.get(PAIRS).content.decode()


def test_undoing_with_a_later_merging_on_top_says_which_comes_first(
    client: Client, world: World, double: Producer
) -> None:
    third = register_producer(
        name="HTX Suối Bên (ví dụ)", kind=ProducerKind.COOPERATIVE, unit=world.commune, by=world.commune_officer
    )
    first = merge_producers(old=double, into=world.producer, reason="Một (ví dụ)", by=world.commune_officer)
    merge_producers(old=world.producer, into=third, reason="Hai (ví dụ)", by=world.commune_officer)
    answer = posted(client, world.commune_officer, f"{LIST}gop/{first.pk}/hoan-tac/", {})
    assert answer.status_code == 409
    assert third.name in answer.content.decode()


def test_strangers_find_nothing_and_change_nothing(
    client: Client, world: World, double: Producer, others: Strangers
) -> None:
    merger = merge_producers(
        old=register_producer(name="Ba (ví dụ)", kind=ProducerKind.GROUP, unit=world.commune, by=world.commune_officer),
        into=world.producer,
        reason="Một (ví dụ)",
        by=world.commune_officer,
    )
    pair, before = side_by_side(world, double), AuditEntry.objects.count()
    undo, apart = f"{LIST}gop/{merger.pk}/hoan-tac/", f"{pair}khong-trung/"
    for person in (others.other_commune, others.other_province, others.producer, world.clerk, world.ministry):
        for address in (pair, undo):
            assert page_of(client, person, address).status_code == 404
            assert posted(client, person, address, {"into": double.pid, "reason": "x"}).status_code == 404
        assert posted(client, person, apart, {}).status_code == 404
    for outsider in (others.producer, world.clerk, others.nobody_here):
        assert page_of(client, outsider, PAIRS).status_code == 404
    page = page_of(client, others.other_province, PAIRS).content.decode()
    assert double.name not in page
    client.logout()
    for address in (PAIRS, pair, undo, apart):
        assert client.post(address).headers["Location"].startswith("/dang-nhap/")
    assert AuditEntry.objects.count() == before


def test_an_officer_of_one_of_two_places_is_sent_to_the_province(
    client: Client, world: World, others: Strangers
) -> None:
    (grant,) = others.other_commune.grants
    there = register_producer(
        name="HTX Bản Mới (ví dụ)",
        kind=ProducerKind.COOPERATIVE,
        unit=type(world.commune).objects.get(pk=grant.unit_id),
        by=others.other_commune,
    )
    address = f"{PAIRS}{world.producer.pid}/{there.pid}/"
    assert page_of(client, world.commune_officer, address).status_code == 404
    page = page_of(client, world.province_officer, PAIRS).content.decode()
    assert "cùng tên, khác xã" in page
    assert page_of(client, world.province_officer, address).status_code == 200


def test_the_pages_cost_the_same_for_one_pair_and_for_many(client: Client, world: World, double: Producer) -> None:
    by, pair = world.commune_officer, side_by_side(world, double)
    merged = register_producer(name="Bốn (ví dụ)", kind=ProducerKind.GROUP, unit=world.commune, by=by)
    merge_producers(old=merged, into=world.producer, reason="Một (ví dụ)", by=by)
    once = [queries_of(client, by, address) for address in (PAIRS, pair)]
    for number in range(6):
        more = register_producer(
            name=f"HTX Ban Moi (ví dụ {number})", kind=ProducerKind.COOPERATIVE, unit=world.commune, by=by
        )
        register_product(producer=double, name=f"Chè {number} (ví dụ)", product_set=world.tea, by=by)
        if number % 2:
            merge_producers(old=more, into=world.producer, reason="Một (ví dụ)", by=by)
    assert [queries_of(client, by, address) for address in (PAIRS, pair)] == once


def test_a_list_of_odd_pages_opens(client: Client, world: World, double: Producer) -> None:
    keep_apart(one=double, other=world.producer, by=world.commune_officer)
    for odd in ("?trang=-1", "?trang=999999", "?trang=x"):
        assert page_of(client, world.commune_officer, PAIRS + odd).status_code == 200
    assert user("Ai đó (ví dụ)").is_active


def test_the_address_of_a_merged_producer_leads_to_the_kept_one_until_it_is_undone(
    client: Client, world: World, double: Producer
) -> None:
    merger = merge_producers(old=double, into=world.producer, reason="Một (ví dụ)", by=world.commune_officer)
    for person, prefix in ((world.commune_officer, LIST), (world.director, "/lam-viec/chu-the/cua-toi/")):
        answer = page_of(client, person, f"{prefix}{double.pid}/")
        assert (answer.status_code, answer["Location"]) == (302, f"{prefix}{world.producer.pid}/")
        assert page_of(client, person, answer["Location"]).status_code == 200
    undo_merge(merger=merger, by=world.commune_officer)
    assert page_of(client, world.commune_officer, f"{LIST}{double.pid}/").status_code == 200
    assert page_of(client, world.director, f"/lam-viec/chu-the/cua-toi/{double.pid}/").status_code == 404


def test_the_address_of_a_merged_producer_tells_a_stranger_nothing(
    client: Client, world: World, double: Producer, others: Strangers
) -> None:
    merge_producers(old=double, into=world.producer, reason="Một (ví dụ)", by=world.commune_officer)
    for stranger in (others.other_commune, others.other_province, others.producer):
        assert page_of(client, stranger, f"{LIST}{double.pid}/").status_code == 404
    # Where the kept one lies elsewhere, the office of the old one's place is told nothing of it either.
    Producer.objects.filter(pk=world.producer.pk).update(unit=next(iter(others.other_commune.units("commune_officer"))))
    assert page_of(client, world.commune_officer, f"{LIST}{double.pid}/").status_code == 404


def test_the_address_of_a_merged_product_leads_to_the_kept_one_until_it_stands_for_itself_again(
    client: Client, world: World
) -> None:
    kept, old = (
        register_product(producer=world.producer, name=name, product_set=world.tea, by=world.commune_officer)
        for name in ("Chè búp (ví dụ)", "Chè bup khô (ví dụ)")
    )
    Product.objects.filter(pk=old.pk).update(head=kept)
    pages = [(world.director, "producer_product"), (world.commune_officer, "officer_product")]
    for person, name in pages:
        answer = page_of(client, person, reverse(name, args=[old.pid]))
        assert (answer.status_code, answer["Location"]) == (302, reverse(name, args=[kept.pid]))
    Product.objects.filter(pk=old.pk).update(head=old)
    for person, name in pages:
        assert page_of(client, person, reverse(name, args=[old.pid])).status_code == 200
