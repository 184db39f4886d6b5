"""Real clicks at 360 px, no script: a producer finds the way in, registers, waits, and is let in by its officer."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.hands import carried, follow, press
from tests.journeys.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Hợp tác xã Rừng Xanh (ví dụ)"
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def reading(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """The same phone with script, for axe alone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def looked_at(reading: BrowserContext, phone: BrowserContext, address: str) -> None:
    """The page as its reader has it: nothing to scroll sideways, nothing axe finds."""
    reading.clear_cookies()
    reading.add_cookies(phone.cookies())  # type: ignore[arg-type]  # what one context gives another takes
    page = reading.new_page()
    page.goto(address)
    assert not page.evaluate(WIDE), address
    found = Axe().run(page)
    assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    page.close()


def register(page: Page) -> None:
    """From the front page to the desk, with one mistake on the way."""
    page.goto("/")
    follow(page, "Đăng ký tham gia OCOP")
    page.get_by_label("Tên xã, phường, đặc khu").fill("tan cuong")
    press(page, "Tìm xã, phường")
    follow(page, "Xã Tân Cương")
    expect(page.locator("[name=consent]")).not_to_be_checked()
    page.get_by_label("Tên chủ thể").fill(NAME)
    page.get_by_label("Loại hình").select_option("cooperative")
    page.get_by_label("Họ và tên của bạn").fill("Lò Thị Ba (ví dụ)")
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill("0912 345 678")
    page.get_by_label("Mật khẩu").fill("mot cau dai de nho")
    press(page, "Đăng ký")
    expect(page.locator("main")).to_contain_text("Hãy đọc và đánh dấu đồng ý")
    expect(page.get_by_label("Tên chủ thể")).to_have_value(NAME)
    page.get_by_label("Mật khẩu").fill("mot cau dai de nho")
    page.locator("[name=consent]").check()
    press(page, "Đăng ký")


def test_a_producer_registers_on_a_phone_and_the_commune_lets_it_in(
    world: World, phone: BrowserContext, reading: BrowserContext, site: str
) -> None:
    page = phone.new_page()
    for address in ("/dang-ky/", "/dang-ky/?tinh=19", "/dang-ky/?xa=tan-cuong-05503"):
        looked_at(reading, phone, address)
    register(page)
    expect(page.locator("main")).to_contain_text("Chờ duyệt.")
    follow(page, "Xem chủ thể")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    own = page.url
    looked_at(reading, phone, own)
    for tail in ("sua/", "moi/", "nguoi-dai-dien/"):
        looked_at(reading, phone, own + tail)
    mine = phone.cookies()
    office = carried(phone, site, world.commune_officer)
    office.goto("/lam-viec/can-bo/chu-the/")
    follow(office, NAME, exact=False)
    expect(office.locator("main")).to_contain_text("Đối chiếu trước khi duyệt")
    looked_at(reading, phone, office.url)
    press(office, "Duyệt chủ thể")
    expect(office.locator("main")).to_contain_text("Đã duyệt")
    phone.clear_cookies()
    phone.add_cookies(mine)  # type: ignore[arg-type]  # what the context gave it takes back
    page.goto(own)
    expect(page.locator("main")).to_contain_text("Đang hoạt động")
    expect(page.locator("main")).not_to_contain_text("Chờ duyệt")
