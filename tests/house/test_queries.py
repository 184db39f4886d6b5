"""Every list costs the same number of queries for one row and for more: the map of addresses is walked.

Lists whose rows are made by a scene of their own are proven beside their pages; here each is named with its proof.
"""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.councils.actions import call_session
from ocop.registry.actions import add_paper, register_product
from ocop.registry.enums import PaperKind
from tests.house.test_addresses import patterns
from tests.journeys.world import World, build_world, draft_dossier, pdf
from tests.people import fresh
from tests.web.council.hands import queries
from tests.web.decisions.council import judged
from tests.web.officer.scene import accepted, filed, picks_of
from tests.web.portal.stage import build_stage

pytestmark = pytest.mark.django_db
Grow = Callable[[World, int], None]


def drafts(world: World, no: int) -> None:
    """A product with a dossier being written, and a paper more in the vault."""
    draft_dossier(world, picks_of(world), name=f"Chè {no} (ví dụ)")


def papers(world: World, no: int) -> None:
    """A paper more."""
    add_paper(producer=world.producer, kind=PaperKind.TESTS, title=f"Phiếu {no} (ví dụ)", upload=pdf(text=str(no)),
              by=world.director)


def products(world: World, no: int) -> None:
    """A product more."""
    register_product(producer=world.producer, name=f"Chè {no} (ví dụ)", product_set=world.tea, by=world.director)


def at_commune(world: World, no: int) -> None:
    """A dossier more at the commune."""
    filed(world, f"Chè {no} (ví dụ)")


def at_province(world: World, no: int) -> None:
    """A dossier more at the province."""
    accepted(world, filed(world, f"Chè {no} (ví dụ)"))


def sessions(world: World, no: int) -> None:
    """A session more."""
    call_session(council=world.council, on=today(), by=fresh(world.secretary))


def results(world: World, no: int) -> None:
    """A signed result more, waiting for a decision."""
    dossier = filed(world, f"Chè {no} (ví dụ)")
    accepted(world, dossier)
    judged(world, {dossier: 4})


# Address without anything in it: who reads it, and what makes a row more.
LISTS: dict[str, tuple[str, Grow]] = {
    "producer_desk": ("director", drafts), "producer_products": ("director", products),
    "producer_papers": ("director", papers), "producer_paper_new": ("director", products),
    "commune_inbox": ("commune_officer", at_commune), "officer_producers": ("commune_officer", products),
    "province_desk": ("province_officer", at_province), "council_sessions": ("secretary", sessions),
    "call_session": ("secretary", sessions), "decisions": ("province_officer", results),
}
# Proven beside their pages: by which test.
BESIDE = {
    "home": "tests/web/portal/test_home_product.py", "catalogue": "tests/web/portal/test_catalogue.py",
    "data": "tests/web/portal/test_trial_data.py", "data_csv": "tests/web/portal/test_trial_data.py",
    "data_json": "tests/web/portal/test_trial_data.py", "council_queue": "tests/web/council/test_queries.py",
    "radar": "tests/web/radar/test_page.py", "demo": "tests/web/demo/test_demo.py",
    # Their desks are being written; their tests belong beside them.
    "programmes": "tests/web/portal/test_programme.py", "sales_points": "tests/web/portal/test_sales.py",
}
# Pages without rows: forms, sign-in, doors, what answers to a form only.
ROWLESS = {
    "desk", "producer_product_new", "officer_producer_add", "decision_draft", "account_login", "account_logout",
    "account_inactive", "account_change_password", "account_reauthenticate", "account_set_password", "admin_door",
    "one_time", "enter_demo", "set_language", "health", "parts", "robots", "check_form", "trial", "demo_reset",
}


def actor_of(world: World, who: str) -> Actor:
    """Somebody of the journey."""
    actor: Actor = getattr(world, who)
    return actor


def test_every_address_without_anything_in_it_is_a_named_list_or_has_no_rows() -> None:
    names = {str(pattern.name) for route, pattern in patterns()
             if "<" not in route and not route.startswith("api/") and not str(pattern.name).startswith("mfa_")}
    assert names - set(LISTS) - set(BESIDE) - ROWLESS == set()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_three(name: str) -> None:
    world, (who, grow) = build_world(), LISTS[name]
    client = Client()
    client.force_login(actor_of(world, who).user)
    grow(world, 1)
    once = queries(client, reverse(name))
    grow(world, 2)
    grow(world, 3)
    assert queries(client, reverse(name)) == once


@pytest.mark.parametrize("address", ["/", "/san-pham/", "/san-pham/?q=che", "/so-lieu/", "/so-lieu/san-pham.csv",
                                     "/so-lieu/san-pham.json", "/api/v1/products"])
def test_a_public_list_costs_the_same_for_one_row_and_for_thirty(address: str) -> None:
    stage = build_stage()
    stage.recognise("Chè một (ví dụ)")
    cache.clear()
    once = queries(Client(), address)
    for number in range(29):
        stage.recognise(f"Chè {number} (ví dụ)")
    cache.clear()
    assert queries(Client(), address) == once
