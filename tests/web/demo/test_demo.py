"""The guided demonstration: only while it is on, true to the rows of the sample, honest where one is missing."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.intake.samples.people import DEMO
from ocop.web.portal.demo_steps import STEPS
from tests.factories.recognition import certificate, scene
from tests.journeys.world import World, build_world, draft_dossier

ADDRESS = "/trinh-dien/"
RESET, LOCK = f"{ADDRESS}lam-lai/", "demo-reset"
WRITES = 2


@pytest.fixture
def on(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def offer(actor: Actor, key: str) -> User:
    """Make the person one of the demonstration."""
    User.objects.filter(pk=actor.user.pk).update(demo_key=key)
    return User.objects.get(pk=actor.user.pk)


def standing(answer: Any) -> list[int]:
    return [stop.no for stop in answer.context["stops"] if stop.stands]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address"), [
    ("get", ADDRESS), ("post", f"{ADDRESS}buoc/2/"), ("get", f"{ADDRESS}lam-lai/"), ("post", f"{ADDRESS}lam-lai/"),
])
def test_nothing_of_it_exists_in_real_use(client: Client, method: str, address: str) -> None:
    assert getattr(client, method)(address).status_code == 404


@pytest.mark.django_db
def test_without_the_sample_every_step_says_so(client: Client, on: None) -> None:
    answer = client.get(ADDRESS)
    assert (answer.status_code, standing(answer)) == (200, [])
    text = answer.content.decode()
    assert "Chưa có dữ liệu ví dụ." in text
    assert text.count("chưa có ví dụ") == len(STEPS)
    assert "<button" not in text.split('id="buoc"')[1].split("</ol>")[0]


@pytest.mark.django_db
def test_a_living_certificate_is_shown_to_anybody_without_signing_in(client: Client, on: None) -> None:
    star = certificate(scene())
    answer = client.get(ADDRESS)
    assert standing(answer) == [1]
    target = answer.context["stops"][0].target
    assert target.url == f"/xac-minh/{star.recognition.product.pid}/"
    assert client.get(target.url).status_code == 200


def test_one_button_signs_in_as_the_producer_and_opens_the_draft(client: Client, on: None, world: World) -> None:
    dossier = draft_dossier(world, {})
    mai = offer(world.director, "mai")
    assert standing(client.get(ADDRESS)) == [WRITES]
    answer = client.post(f"{ADDRESS}buoc/{WRITES}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/lam-viec/chu-the/ho-so/{dossier.pid}/")
    assert client.session["_auth_user_id"] == str(mai.pk)
    assert client.get(answer["Location"]).status_code == 200


def test_another_step_changes_the_account(client: Client, on: None, world: World) -> None:
    draft_dossier(world, {})
    offer(world.director, "mai")
    officer = offer(world.province_officer, "tinh")
    certificate_step = next(no for no, step in enumerate(STEPS, start=1) if step.key == "tinh")
    client.post(f"{ADDRESS}buoc/{WRITES}/")
    answer = client.post(f"{ADDRESS}buoc/{certificate_step}/", follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Ví dụ của bước này chưa có trong dữ liệu." in answer.content.decode()
    assert client.session["_auth_user_id"] != str(officer.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("no", [0, 1, 10, 11, 999])
def test_a_step_that_needs_no_account_or_does_not_exist_signs_nobody_in(client: Client, on: None, no: int) -> None:
    assert client.post(f"{ADDRESS}buoc/{no}/").status_code == 404


@pytest.mark.django_db
def test_entering_is_never_done_by_reading(client: Client, on: None) -> None:
    assert client.get(f"{ADDRESS}buoc/{WRITES}/").status_code == 405


def test_a_locked_account_is_not_entered(client: Client, on: None, world: World) -> None:
    draft_dossier(world, {})
    mai = offer(world.director, "mai")
    mai.is_active = False
    mai.save()
    client.post(f"{ADDRESS}buoc/{WRITES}/")
    assert "_auth_user_id" not in client.session


def test_the_page_asks_the_same_number_of_queries_for_one_and_three(client: Client, on: None, world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(ADDRESS).status_code == 200
        return len(seen)

    offer(world.director, "mai")
    draft_dossier(world, {}, name="Chè một (ví dụ)")
    one = asked()
    for name in ("Chè hai (ví dụ)", "Chè ba (ví dụ)"):
        draft_dossier(world, {}, name=name)
    assert asked() == one


def test_every_person_of_the_walk_is_one_of_the_sample() -> None:
    assert {step.key for step in STEPS} - {""} <= {person.key for person in DEMO}


def test_where_anything_real_lives_there_is_no_reset(client: Client, on: None, world: World) -> None:
    answer = client.get(ADDRESS)
    assert RESET not in answer.content.decode()
    assert "đã có dữ liệu thật" in answer.content.decode()
    assert (client.get(RESET).status_code, client.post(RESET).status_code) == (404, 404)


@pytest.mark.django_db
def test_the_reset_asks_before_it_empties(client: Client, on: None) -> None:
    assert RESET in client.get(ADDRESS).content.decode()
    answer = client.get(RESET)
    assert (answer.status_code, answer.content.decode().count('<form class="confirm')) == (200, 1)


@pytest.mark.django_db
def test_the_sample_is_told_anew_once_at_a_time(client: Client, on: None) -> None:
    cache.set(LOCK, True, 60)
    try:
        assert client.post(RESET).status_code == 409
    finally:
        cache.delete(LOCK)
