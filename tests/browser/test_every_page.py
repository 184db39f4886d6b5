"""Every page of the living example in a real browser: reachable by all, at every width, in both languages, and light."""

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served
from tests.browser.sample import choose, more

pytestmark = pytest.mark.django_db
MEASURES = (Path(__file__).parent / "measure.js").read_text()
PAGE_LIMIT, HOME_LIMIT = 120_000, 60_000
_URL = re.compile(r'url\("?([^")]+)"?\)')


@pytest.fixture(autouse=True)
def own_files() -> None:
    """The sample's files serve every test here."""


@pytest.fixture(scope="module")
def found(served: Served) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The pages to look at, and those that broke on the way."""
    chosen, broken = choose()
    return [*chosen, *more()], broken


def by_reader(rows: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Addresses of each reader, in order."""
    grouped: dict[str, list[str]] = {}
    for reader, _name, address in rows:
        grouped.setdefault(reader, []).append(address)
    return grouped


def visits(browser: Browser, served: Served, rows: list[tuple[str, str, str]], language: str
           ) -> Iterator[tuple[str, Page]]:
    """Each page, loaded at 360 px for its reader."""
    for reader, addresses in by_reader(rows).items():
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", color_scheme="light")
        context.add_cookies(served.cookies(reader, language))  # type: ignore[arg-type]  # plain dictionaries
        page = context.new_page()
        for address in addresses:
            page.goto(served.url + address)
            yield f"{reader or 'a passer-by'} at {address} ({language})", page
        context.close()


def judged(page: Page) -> list[str]:
    """What axe finds."""
    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [f"{one['id']}: {node['html'][:160]} [{'; '.join(check['message'] for check in node['any'][:1])}]"
            for one in answer["violations"] for node in one["nodes"][:2]]


@lru_cache(maxsize=None)
def weight_of(path: str) -> int:
    """A static file as it is sent: text compressed, with the pictures a stylesheet draws."""
    name = path.removeprefix("/static/")
    where = finders.find(name)
    assert where, f"no file for {path}"
    data = Path(where).read_bytes()
    if not name.endswith((".css", ".svg", ".js", ".ico")):
        return len(data)
    drawn = {_URL_BASE(name) + one for one in _URL.findall(data.decode())} if name.endswith(".css") else set()
    return len(gzip.compress(data)) + sum(weight_of(one) for one in drawn if not one.startswith("data:"))


def _URL_BASE(name: str) -> str:
    return "/static/" + name.rpartition("/")[0] + ("/" if "/" in name else "")


def weight(page: Page, client: Client, address: str) -> int:
    """Everything a first visit takes: the page, its styles, scripts and pictures, also those further down."""
    names = page.evaluate("() => [...new Set([...document.images].map(one => one.currentSrc || one.src)"
                          ".concat([...document.querySelectorAll('link[rel~=stylesheet],link[rel~=icon]')]"
                          ".map(one => one.href), [...document.scripts].map(one => one.src)))].filter(Boolean)")
    total = len(gzip.compress(client.get(address).content))
    for path in {urlsplit(name).path for name in names}:
        total += weight_of(path) if path.startswith("/static/") else 0
    return total


def test_no_address_breaks_for_anybody(found: tuple[list[tuple[str, str, str]], list[str]]) -> None:
    assert found[1] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_can_be_read_and_touched_by_everybody(
    browser: Browser, served: Served, found: tuple[list[tuple[str, str, str]], list[str]], language: str
) -> None:
    faults: list[str] = []
    import time
    spent = {}
    def timed(key, call):
        t = time.time(); r = call(); spent[key] = spent.get(key, 0) + time.time() - t; return r
    t0 = time.time()
    for where, page in visits(browser, served, found[0], language):
        said = timed("measure", lambda: page.evaluate(MEASURES, {"language": language}))
        said += [f"360 px: {one}" for one in timed("axe", lambda: judged(page))]
        timed("size", lambda: page.set_viewport_size({"width": 320, "height": 740}))
        said += timed("wide", lambda: page.evaluate("() => window.tooWide()"))
        timed("size", lambda: page.set_viewport_size({"width": 1280, "height": 800}))
        said += page.evaluate("() => window.tooWide()")
        said += [f"1280 px: {one}" for one in timed("axe", lambda: judged(page))]
        faults += [f"{where}: {one}" for one in said]
    print(time.time() - t0, spent)
    assert not faults, "\n".join([f"{len(faults)} faults", *faults])


def test_every_page_is_light(
    browser: Browser, served: Served, found: tuple[list[tuple[str, str, str]], list[str]]
) -> None:
    heavy = []
    for where, page in visits(browser, served, found[0], "vi"):
        address = page.url.removeprefix(served.url)
        client = Client()
        for cookie in page.context.cookies():
            client.cookies[cookie["name"]] = cookie["value"]
        taken = weight(page, client, address)
        if taken > (HOME_LIMIT if address == "/" else PAGE_LIMIT):
            heavy.append(f"{where}: {taken} bytes")
    assert heavy == []
