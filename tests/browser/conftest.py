"""A real browser for the tests: Debian's chromium, found or asked for; the living example served beside it."""

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.db import connection, connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext

from tests.browser.sample import READERS, signed_in, told
from tests.journeys.world import World, build_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The chromium of this machine; without one the tests are skipped, unless OCOP_REQUIRE_BROWSER asks for it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not os.access(path, os.X_OK):
        words = f"no chromium at {path} (apt install chromium, or name one in CHROMIUM)"
        if os.environ.get("OCOP_REQUIRE_BROWSER") == "1":
            pytest.fail(words)
        pytest.skip(words)
    return {**browser_type_launch_args, "executable_path": path,
            "args": ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]}


@pytest.fixture(autouse=True)
def no_counts() -> None:
    """Nobody is slowed down by the sign-ins of another test."""
    cache.clear()


class OneAtATime(StaticFilesHandler):
    """Answers one request after another: an SQLite in memory is one connection that all threads share."""

    lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self.lock:
            return super().__call__(environ, start_response)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """A server over the test database, as pytest-django's, but one request at a time."""
    shared = {conn.alias: conn for conn in connections.all() if conn.vendor == "sqlite" and conn.is_in_memory_db()}
    for conn in shared.values():
        # Never taken back: a thread whose browser has just gone still closes its side of the connection.
        conn.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", OneAtATime, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        end_sessions()


def end_sessions() -> None:
    """End the database sessions of the server's threads: one that a browser still holds open would keep the test
    database from being dropped."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


class Served:
    """The sample behind an address, with an open session for each of its people."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sessions = {key: signed_in(key).cookies["sessionid"].value for key in READERS if key}

    def cookies(self, reader: str, language: str = "vi") -> list[dict[str, str]]:
        """What the browser of a reader carries."""
        carried = {"django_language": language}
        if reader:
            carried["sessionid"] = self.sessions[reader]
        return [{"name": name, "value": value, "url": self.url} for name, value in carried.items()]


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The living example, told once and served."""
    with django_db_blocker.unblock(), told(tmp_path_factory.mktemp("sample")):
        with serving() as url:
            yield Served(url)


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of a server over an empty database, for a test that makes its own scene."""
    with serving() as url:
        yield url


@pytest.fixture
def world(site: str) -> World:
    """The people and the law of a journey, in the database that is served."""
    return build_world()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A phone of 360 px that runs no script."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site, java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context
    context.close()
