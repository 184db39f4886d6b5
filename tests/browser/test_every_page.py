"""Every page of the living example in a real browser: for everybody, at every width, in both languages, and light."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served
from tests.browser.sample import choose, more

# Not inside a transaction of the test's own: the server reads and writes beside it. So one test walks everything.
pytestmark = pytest.mark.django_db(transaction=True)
MEASURES = (Path(__file__).parent / "measure.js").read_text()
PAGE_LIMIT, HOME_LIMIT = 120_000, 60_000
AXE = Axe().axe_script
ASK = """() => axe.run(document, {resultTypes: ["violations"]}).then((all) => all.violations.flatMap((one) =>
    one.nodes.slice(0, 2).map((node) => {
      const why = (node.any[0] || {}).message || "";
      return `${one.id}: ${node.html.slice(0, 160)} [${why}]`;
    })))"""
_URL = re.compile(r'url\("?([^")#][^")]*)"?\)')


@pytest.fixture(autouse=True)
def own_files() -> None:
    """The sample's files serve every test here."""


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
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", color_scheme="light",
                                      reduced_motion="reduce")
        context.add_cookies(served.cookies(reader, language))  # type: ignore[arg-type]  # plain dictionaries
        page = context.new_page()
        for address in addresses:
            page.goto(served.url + address)
            yield f"{reader or 'a passer-by'} at {address} ({language})", page
        context.close()


def judged(page: Page) -> list[str]:
    """What axe finds on the page as it is drawn now; the page already holds axe (`page.evaluate(AXE)`)."""
    return list(page.evaluate(ASK))


@cache
def weight_of(path: str) -> int:
    """A static file as it is sent: text compressed, with the pictures a stylesheet draws."""
    name = path.removeprefix("/static/")
    where = finders.find(name)
    assert where, f"no file for {path}"
    data = Path(where).read_bytes()
    if not name.endswith((".css", ".svg", ".js", ".ico")):
        return len(data)
    drawn = {beside(name) + one for one in _URL.findall(data.decode())} if name.endswith(".css") else set()
    return len(gzip.compress(data)) + sum(weight_of(one) for one in drawn if not one.startswith("data:"))


def beside(name: str) -> str:
    """The folder a stylesheet's own addresses start from."""
    return "/static/" + name.rpartition("/")[0] + ("/" if "/" in name else "")


def too_heavy(page: Page, served: Served) -> list[str]:
    """Everything a first visit takes: the page, its styles, scripts and pictures, also those further down."""
    names = page.evaluate("() => [...new Set([...document.images].map(one => one.currentSrc || one.src)"
                          ".concat([...document.querySelectorAll('link[rel~=stylesheet],link[rel~=icon]')]"
                          ".map(one => one.href), [...document.scripts].map(one => one.src)))].filter(Boolean)")
    # The page as it is drawn is a little longer than the page as it was sent, never shorter.
    total = len(gzip.compress(page.content().encode()))
    for path in {urlsplit(name).path for name in names}:
        total += weight_of(path) if path.startswith("/static/") else 0
    home = page.url.removeprefix(served.url) == "/"
    return [f"weighs {total} bytes"] if total > (HOME_LIMIT if home else PAGE_LIMIT) else []


def faults_of(browser: Browser, served: Served, rows: list[tuple[str, str, str]], language: str) -> list[str]:
    """Everything wrong with the pages in a language."""
    faults: list[str] = []
    for where, page in visits(browser, served, rows, language):
        said = [*page.evaluate(MEASURES, {"language": language}), *too_heavy(page, served)]
        page.evaluate(AXE)
        said += [f"360 px: {one}" for one in judged(page)]
        page.set_viewport_size({"width": 320, "height": 740})
        said += page.evaluate("() => window.tooWide()")
        page.set_viewport_size({"width": 1280, "height": 800})
        said += page.evaluate("() => window.tooWide()")
        said += [f"1280 px: {one}" for one in judged(page)]
        page.set_viewport_size({"width": 360, "height": 740})
        faults += [f"{where}: {one}" for one in said]
    return faults


def test_no_page_breaks_and_each_can_be_read_and_touched_by_everybody_and_is_light(
    browser: Browser, served: Served
) -> None:
    chosen, broken = choose()
    rows = [*chosen, *more()]
    faults = [f"breaks: {one}" for one in broken]
    for language in ("vi", "en"):
        faults += faults_of(browser, served, rows, language)
    assert not faults, "\n".join([f"{len(faults)} faults", *faults])
