"""The pages of a consultant named for one product (P01), and the pages that name them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.dossiers.actions import submit_dossier
from ocop.dossiers.models import Dossier
from ocop.registry.actions import add_member, register_product
from ocop.registry.enums import MemberRole
from ocop.registry.models import Invitation, Membership, Product
from tests.dossiers.forms import load_forms
from tests.journeys.world import World
from tests.people import LONG_AGO, user
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, full_draft, page, paper
from tests.web.producer.test_strangers import OWN, _addresses, _open

LAST = today() + dt.timedelta(days=30)


@pytest.fixture
def dossier(world: World) -> Dossier:
    load_forms()
    made = full_draft(world)
    submit_dossier(dossier=made, by=world.director)
    return made


@pytest.fixture
def other(world: World) -> Product:
    return register_product(producer=world.producer, name="Chè nhài (ví dụ)", product_set=world.tea, by=world.director)


def named(world: World, product: Product, **more: Any) -> Actor:
    """Somebody named for this product alone."""
    person = user("Vi Thị Hạnh (ví dụ)")
    add_member(producer=world.producer, user=person, role=MemberRole.CONSULTANT, product=product, by=world.director,
               **{"valid_from": LONG_AGO, "valid_to": LAST, **more})
    return actor_for(person)


def test_a_consultant_reads_every_page_of_their_product(world: World, dossier: Dossier) -> None:
    browser = signed_in(named(world, dossier.product))
    for name, url in _addresses(dossier).items():
        if name in {"producer_dossier", "producer_product", "producer_product_edit", "producer_criterion",
                    "producer_paper", "evidence_file", "paper_file", "producer_version", "producer_print",
                    "producer_receipt", "producer_qr", "producer_withdraw"}:
            assert _open(browser, url) == 200, name
    for name in ("producer_desk", "producer_products", "producer_papers", "producer_ideas", "producer_paper_new",
                 "producer_pages_new"):
        assert browser.get(address(name)).status_code == 200, name


def test_what_is_the_producers_own_is_a_strangers_page(world: World, dossier: Dossier) -> None:
    browser = signed_in(named(world, dossier.product))
    pid = world.producer.pid
    for name, values in (("producer_own", ()), ("producer_own_page", (pid,)), ("producer_invite", (pid,)),
                         ("producer_amend", (pid,)), ("producer_representative", (pid,)), ("producer_idea_new", ()),
                         ("producer_product_new", ())):
        assert browser.get(address(name, *values)).status_code == 404, name
    desk = page(browser, "producer_desk")
    assert address("producer_own") not in desk and address("producer_product_new") not in desk
    assert address("producer_product_new") not in page(browser, "producer_products")


def test_the_consultant_of_another_product_is_a_stranger_to_this_one(
        world: World, dossier: Dossier, other: Product) -> None:
    browser = signed_in(named(world, other))
    # The vault's common papers are theirs to use; everything of the dossier and its product is not.
    common = {"producer_paper", "paper_file", "producer_paper_renew", "producer_paper_close"}
    for name, url in _addresses(dossier).items():
        if name not in OWN | common:
            assert _open(browser, url) == 404, name
    assert dossier.product.name not in page(browser, "producer_products")
    assert dossier.product.name not in page(browser, "producer_desk")
    assert browser.get(address("producer_product", other.pid)).status_code == 200


def test_another_products_paper_is_nowhere(world: World, dossier: Dossier, other: Product) -> None:
    secret = paper(world, product=other, title="Công thức ướp (ví dụ)").paper
    browser = signed_in(named(world, dossier.product))
    assert secret.title not in page(browser, "producer_papers")
    assert browser.get(address("producer_paper", secret.pid)).status_code == 404
    assert browser.get(address("paper_file", secret.pid, 1)).status_code == 404
    new = page(browser, "producer_paper_new")
    assert dossier.product.name in new and other.name not in new


def test_after_the_last_day_every_page_is_a_strangers(world: World, dossier: Dossier) -> None:
    yesterday = today() - dt.timedelta(days=1)
    browser = signed_in(named(world, dossier.product, valid_to=yesterday))
    for name, url in _addresses(dossier).items():
        assert _open(browser, url) == 404, name


def test_the_director_names_a_product_in_the_invitation_and_every_page_says_it(
        world: World, mai: Client, other: Product) -> None:
    url = address("producer_invite", world.producer.pid)
    words = "Chỉ sản phẩm “Chè nhài (ví dụ)”"
    form = mai.get(url).content.decode()
    assert words in form and "Mọi hồ sơ của chủ thể" in form
    day = f"{LAST.day}/{LAST.month}/{LAST.year}"
    data = {"name": "Vi Thị Hạnh (ví dụ)", "login": "0912 345 678", "role": "staff", "member_from": "1/1/2026",
            "member_to": day, "product": str(other.pk)}
    wrong = mai.post(url, data)
    assert wrong.status_code == 422 and "Chỉ tư vấn mới nhận riêng một sản phẩm" in wrong.content.decode()
    told = mai.post(url, {**data, "role": "consultant"}).content.decode()
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in told
    row = Invitation.objects.get()
    assert row.product == other
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in page(mai, "producer_own_page", world.producer.pid)
    taking_up = Client().get(address("invitation", row.pid)).content.decode()
    assert re.search(r"Được làm</dt><dd>chỉ sản phẩm “Chè nhài \(ví dụ\)”", taking_up)


def test_an_invitation_for_everything_says_so(world: World, mai: Client) -> None:
    data = {"name": "A (ví dụ)", "login": "0912 345 678", "role": "staff", "member_from": "1/1/2026", "member_to": "",
            "product": ""}
    assert "mọi hồ sơ của chủ thể" in mai.post(address("producer_invite", world.producer.pid), data).content.decode()


def test_an_officer_lets_a_consultant_in_for_one_product_and_the_paper_with_the_code_says_it(
        world: World, other: Product) -> None:
    browser = signed_in(world.commune_officer)
    data = {"name": "Vi Thị Hạnh (ví dụ)", "phone": "0912 345 678", "email": "", "role": "consultant",
            "product": str(other.pk), "valid_to": f"{LAST.day}/{LAST.month}/{LAST.year}"}
    url = address("officer_member_add", world.producer.pid)
    wrong = browser.post(url, {**data, "role": "director"})
    assert wrong.status_code == 422 and "Chỉ tư vấn mới nhận riêng một sản phẩm" in wrong.content.decode()
    told = browser.post(url, data).content.decode()
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in told
    row = Membership.objects.get(role=MemberRole.CONSULTANT, product=other)
    listed = page(browser, "officer_producer", world.producer.pid)
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in listed
    again = browser.post(address("officer_member_code", world.producer.pid, row.pk)).content.decode()
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in again
    ending = browser.get(address("producer_member_end", world.producer.pid, row.pk)).content.decode()
    assert "chỉ sản phẩm “Chè nhài (ví dụ)”" in ending
