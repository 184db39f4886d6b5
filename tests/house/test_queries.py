"""Every list costs the same number of queries for one row and for more: the map of addresses is walked.

Lists whose rows are made by a scene of their own are proven beside their pages; here each is named with its proof.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.councils.actions import call_session
from ocop.intake.actions import read_file
from ocop.programme.actions import LineFacts, add_line, approve_plan, draft_plan
from ocop.registry.actions import add_paper, register_product
from ocop.registry.enums import PaperKind
from ocop.rulebooks.actions import copy_edition
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from tests.house.test_addresses import patterns
from tests.intake.books import book, row
from tests.journeys.world import World, build_world, draft_dossier, pdf
from tests.people import fresh, root
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


def plans(world: World, no: int) -> None:
    """The approved plan of a year more."""
    by = world.province_officer
    version = draft_plan(authority=world.province, year=2026 + no, slug="thai-nguyen", by=by)
    add_line(version=version, facts=LineFacts("moi", "Sản phẩm mới", indicator="new_products", low=1), by=by)
    approve_plan(version=version, decision=f"0{no}/KH-UBND (ví dụ)", decided_on=today(), by=by)


def activities(world: World, no: int) -> None:
    """A support more, with its cost, for a product more."""
    product = register_product(producer=world.producer, name=f"Chè {no} (ví dụ)", product_set=world.tea,
                               by=world.director)
    record_activity(unit=world.province, by=world.province_officer, facts=ActivityFacts(
        "training", f"Lớp {no} (ví dụ)", dt.date(2026, 6, 1), products=[product], costs={"province": no}))


def points(world: World, no: int) -> None:
    """A point of sale more."""
    open_sales_point(name=f"Điểm bán {no} (ví dụ)", kind="point", unit=world.commune, opened_on=dt.date(2026, 6, 1),
                     by=world.province_officer)


def registers(world: World, no: int) -> None:
    """An old register more."""
    read_file(data=book(row(no, f"Chè {no} (ví dụ)")), name=f"ds-{no}.xlsx", by=world.province_officer)


def editions(world: World, no: int) -> None:
    """A draft of the law more."""
    copy_edition(edition=world.tea.edition, key=f"ban-{no}", name=f"Bản {no}", by=root())


# Address without anything in it: who reads it, and what makes a row more.
LISTS: dict[str, tuple[str, Grow]] = {
    "desk_search": ("director", products),
    "producer_desk": ("director", drafts), "producer_products": ("director", products),
    "producer_papers": ("director", papers), "producer_paper_new": ("director", products),
    "officer_products": ("commune_officer", products),
    "commune_inbox": ("commune_officer", at_commune), "officer_producers": ("commune_officer", products),
    "province_desk": ("province_officer", at_province), "council_sessions": ("secretary", sessions),
    "call_session": ("secretary", sessions), "decisions": ("province_officer", results),
    "plans": ("province_officer", plans), "programmes": ("province_officer", plans),
    "support_activities": ("province_officer", activities), "support_new": ("province_officer", activities),
    "support_points": ("province_officer", points), "sales_points": ("province_officer", points),
    "import_files": ("province_officer", registers), "law_editions": ("province_officer", editions),
}
# Proven beside their pages: by which test.
BESIDE = {
    "home": "tests/web/portal/test_home_product.py", "catalogue": "tests/web/portal/test_catalogue.py",
    "data": "tests/web/portal/test_trial_data.py", "data_csv": "tests/web/portal/test_trial_data.py",
    "data_json": "tests/web/portal/test_trial_data.py", "council_queue": "tests/web/council/test_queries.py",
    "radar": "tests/web/radar/test_page.py", "demo": "tests/web/demo/test_demo.py",
    "law_change": "tests/web/law/test_change.py", "producer_ideas": "tests/web/producer/test_ideas.py",
    "officer_ideas": "tests/web/officer/test_ideas.py", "search": "tests/web/portal/test_search.py",
    "places": "tests/web/places/test_public.py",
    "places_desk": "tests/web/places/test_desk.py", "places_settle": "tests/web/places/test_desk.py",
    "join": "tests/web/portal/test_joining.py", "producer_own": "tests/web/producer/test_own.py",
    "officer_duplicates": "tests/web/officer/test_merging.py",
    "officer_data_requests": "tests/web/officer/test_requests.py", "my_data": "tests/web/mydata/test_pages.py",
    "my_data_file": "tests/web/mydata/test_pages.py",
}
# Pages without rows: forms, sign-in, doors, what answers to a form only.
ROWLESS = {
    "producer_pages_new",
    "desk", "producer_product_new", "officer_producer_add", "decision_draft", "account_login", "account_logout",
    "account_inactive", "account_change_password", "account_reauthenticate", "account_set_password", "admin_door",
    "one_time", "enter_demo", "set_language", "health", "parts", "robots", "check_form", "trial", "demo_reset",
    "producer_idea_new", "export_register",
    "law_upload", "plan_new", "support_point_new", "import_column", "places_settle_confirm",
    "my_data_ask",
}


def actor_of(world: World, who: str) -> Actor:
    """Somebody of the journey."""
    actor: Actor = getattr(world, who)
    return actor


def test_every_address_without_anything_in_it_is_a_named_list_or_has_no_rows() -> None:
    names = {str(pattern.name) for route, pattern in patterns()
             if "<" not in route and not route.startswith("api/") and not str(pattern.name).startswith("mfa_")}
    assert names - set(LISTS) - set(BESIDE) - ROWLESS == set()


@pytest.mark.parametrize("name", BESIDE)
def test_a_list_proven_beside_its_page_is_proven_there(name: str) -> None:
    proof = Path(__file__).resolve().parents[2] / BESIDE[name]
    assert "queries" in proof.read_text(encoding="utf-8").lower()


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
