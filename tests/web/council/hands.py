"""How the tests touch pages: a browser for a person, the text of a page, the number of queries."""

import html
import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.core.actor import Actor
from ocop.councils.models import Docket, Session
from tests.factories.councils import Scene, make_docket, make_session, start


def browser(actor: Actor) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(actor.user)
    return client


def words(response: HttpResponse) -> str:
    """The text of the main part of a page, tags and spaces folded."""
    body = response.content.decode()
    main = body.split("<main", 1)[1].split("</main>", 1)[0] if "<main" in body else body
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def seen(response: HttpResponse, *sentences: str) -> None:
    """Every sentence stands on the page."""
    text = words(response)
    missing = [sentence for sentence in sentences if sentence not in text]
    assert not missing, f"{missing} not in: {text[:3000]}"


def queries(client: Client, path: str) -> int:
    """How many queries a page costs, the second time it is asked for."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


def open_session_with(scene: Scene, products: int = 1) -> tuple[Session, list[Docket]]:
    """A session open for scoring with so many products."""
    session = make_session(scene)
    dockets = [make_docket(scene, session, f"Chè {number} (ví dụ)") for number in range(1, products + 1)]
    start(scene, session)
    session.refresh_from_db()
    return session, dockets
