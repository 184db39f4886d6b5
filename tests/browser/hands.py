"""What a person does in the browser: sits down, follows a link, presses a button."""

from playwright.sync_api import BrowserContext, Page

from ocop.core.actor import Actor
from tests.web.council.hands import browser as client_of


def carried(context: BrowserContext, site: str, person: Actor) -> Page:
    """The page of a signed-in person."""
    session = client_of(person).cookies["sessionid"].value
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context.new_page()


def press(page: Page, words: str, *, exact: bool = True) -> None:
    """Press the button with these words."""
    page.get_by_role("button", name=words, exact=exact).first.click()


def follow(page: Page, words: str, *, exact: bool = True) -> None:
    """Follow the link with these words."""
    page.get_by_role("link", name=words, exact=exact).first.click()
