"""Every page of the council desk costs the same number of queries for one product and for three."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.core.actor import Actor
from ocop.councils.actions import close_session, close_tally, tally_docket
from ocop.councils.models import Docket, Session
from tests.factories.councils import Picks, Scene, make_stage, sign_all
from tests.people import fresh
from tests.web.council.hands import browser, open_session_with, queries

PAGES: list[tuple[str, str, Callable[[Session, Docket], list[str]]]] = [
    ("member", "council_queue", lambda session, docket: []),
    ("member", "sheet_overview", lambda session, docket: [docket.pid]),
    ("member", "sheet_criterion", lambda session, docket: [docket.pid, "2.3"]),
    ("member", "sheet_whole", lambda session, docket: [docket.pid]),
    ("member", "session_page", lambda session, docket: [session.pid]),
    ("secretary", "session_page", lambda session, docket: [session.pid]),
    ("secretary", "council_sessions", lambda session, docket: []),
    ("secretary", "session_agenda", lambda session, docket: [session.pid]),
    ("secretary", "session_attendance", lambda session, docket: [session.pid]),
    ("secretary", "docket_page", lambda session, docket: [docket.pid]),
    ("secretary", "docket_papers", lambda session, docket: [docket.pid]),
    ("office", "session_page", lambda session, docket: [session.pid]),
]


def person(scene: Scene, who: str) -> Actor:
    """Somebody of the scene by part."""
    return {"member": scene.members[3], "secretary": scene.secretary, "office": scene.office}[who]


@pytest.mark.parametrize(("who", "name", "about"), PAGES, ids=[f"{who}-{name}" for who, name, _about in PAGES])
def test_a_page_costs_the_same_for_one_product_and_for_three(
    scene: Scene, who: str, name: str, about: Callable[[Session, Docket], list[str]]
) -> None:
    client = browser(person(scene, who))
    costs = []
    for products in (1, 3):
        session, dockets = open_session_with(scene, products)
        for number in range(products):
            make_stage(scene, f"Chờ {products}{number} (ví dụ)")
        costs.append(queries(client, reverse(name, args=about(session, dockets[0]))))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["session_page", "session_minutes", "docket_page"])
def test_so_does_a_page_of_counted_products(scene: Scene, good: Picks, name: str) -> None:
    client = browser(scene.secretary)
    costs = []
    for products in (1, 3):
        session, dockets = open_session_with(scene, products)
        for docket in dockets:
            sign_all(scene, docket, [good] * 7)
            close_tally(tally=tally_docket(docket=docket, by=fresh(scene.secretary)), by=fresh(scene.secretary))
        if name == "session_minutes":
            close_session(session=session, by=fresh(scene.secretary))
        about = dockets[0].pid if name == "docket_page" else session.pid
        costs.append(queries(client, reverse(name, args=[about])))
    assert costs[0] == costs[1]


def test_opening_and_saving_a_criterion_take_at_most_twelve_queries_each(scene: Scene) -> None:
    _session, dockets = open_session_with(scene)
    client = browser(scene.members[3])
    path = reverse("sheet_criterion", args=[dockets[0].pid, "2.3"])
    client.post(path, {"option": "1", "note": "", "rev": "0"})
    assert queries(client, path) <= 12
    with CaptureQueriesContext(connection) as caught:
        assert client.post(path, {"option": "2", "note": "", "rev": "1"}).status_code == 302
    # The savepoint that the test's own transaction makes of the verb's is not counted.
    assert len([query for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]]) <= 12
