"""The plan of Bắc Kạn 2019 built through the screens of an empty province, in a real browser: the same page of targets.

What the seed case loads from its facts, the provincial officer types here. The lines must read the same.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from ocop.accounts.enums import Role
from ocop.core.dates import today
from ocop.places.models import AdminUnit
from ocop.programme.models import Plan
from ocop.registry.models import Product
from ocop.support.seedcase import load_seed_case, read_facts
from tests.factories.places import country
from tests.factories.programme import make_producer
from tests.people import officer, root

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/chuong-trinh/bac-kan/2019/"


def lines_of(client: Client) -> list[str]:
    """The targets of the page: what, how much; then the measures."""
    page = html.fromstring(client.get(ADDRESS).content)
    words = [" ".join(one.text_content().split()) for one in page.xpath("//*[@id='chi-tieu']//li//h3 | "
             "//*[@id='chi-tieu']//li//small | //ul[@class='measures']/li")]
    each = [" ".join(one.text_content().split()) for one in page.xpath("//section/p/small[contains(., 'mỗi đơn vị')]")]
    return [*words, *each]


def expected() -> list[str]:
    """The page of the seed case, laid and taken back."""
    with transaction.atomic():
        load_seed_case(by=root())
        found = lines_of(Client())
        transaction.set_rollback(True)
    assert (Plan.objects.exists(), len(found)) == (False, 24)
    return found


def some_products() -> list[Product]:
    """Two products of one co-operative: what a list can be frozen of."""
    district = AdminUnit.objects.on(dt.date(2019, 3, 14)).get(level="district", code="066")
    maker = make_producer(district, "Hợp tác xã Bản Mới (ví dụ)")
    made = []
    for name in ("Miến dong (ví dụ)", "Tinh bột nghệ (ví dụ)"):
        product = Product(name=name, producer=maker, unit=district)
        product.save()
        product.head = product
        product.save(update_fields=["head"])
        made.append(product)
    return made


class Officer:
    """The officer at the screens."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def open(self, address: str) -> None:
        self.page.goto(self.url + address)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def choose(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"select[name={name}]").select_option(value)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()
        assert self.page.locator(".field.bad").count() == 0, self.page.locator(".field.bad").first.inner_text()


def write_line(desk: Officer, line: dict[str, Any], cohort: str) -> None:
    """One line of the plan, as its facts say."""
    desk.open("/lam-viec/ke-hoach/bac-kan/2019/chi-tieu/")
    desk.fill(line_key=line["line_key"], text=line["text"], counted_in=line.get("counted_in", ""),
              low=str(line.get("low", "")), high=str(line.get("high", "")))
    desk.choose(kind=line.get("kind", "counted"), indicator=line.get("indicator", ""), target=line["target"],
                per=line.get("per", "whole"), parent=line.get("parent", ""),
                cohort=cohort if line.get("cohort") else "")
    for star in line.get("filters", {}).get("stars", ()):
        desk.page.get_by_text("Chỉ đếm một phần").click()
        desk.page.locator(f"input[value='stars:{star}']").check()
    desk.press("Thêm vào dự thảo")


def test_the_plan_of_2019_is_built_through_the_screens_of_an_empty_province(browser: Browser) -> None:
    country()
    wanted, products = expected(), some_products()
    heir = AdminUnit.objects.on(today()).get(level="province", code="19")
    person = officer("Lê Thị Hòa", Role.PROVINCE_OFFICER, heir)
    client = Client()
    client.force_login(person.user)
    server = LiveServer("127.0.0.1")
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
        build(Officer(context.new_page(), server.url), products)
        context.close()
    finally:
        server.stop()
    assert lines_of(Client()) == wanted


def build(desk: Officer, products: list[Product]) -> None:
    """Draft, products, the frozen list, every line, the approval, what is known of the five-star line."""
    facts = read_facts()
    desk.open("/lam-viec/ke-hoach/")
    desk.page.get_by_role("link", name="Lập kế hoạch").first.click()
    former = AdminUnit.objects.on(dt.date(2019, 3, 14)).get(level="province", code="06")
    desk.choose(authority=str(former.pk))
    desk.fill(year="2019", slug="bac-kan", title="Bắc Kạn 2019", counts_from="1/1/2019", counts_to="10/1/2020",
              source=facts["sources"]["report"])
    desk.page.locator("[name=kept_here]").uncheck()
    desk.press("Lập dự thảo")
    desk.page.get_by_role("link", name="Ghi sản phẩm tham gia").click()
    for product in products:
        desk.page.get_by_label(product.name).check()
    desk.choose(origin="starred")
    desk.fill(on="14/3/2019", source=facts["sources"]["report"])
    desk.press("Ghi tham gia")
    desk.open("/lam-viec/ke-hoach/bac-kan/2019/danh-sach/")
    desk.fill(name="Đã đánh giá năm 2018", source=facts["sources"]["report"], frozen_on="14/3/2019")
    desk.choose(origin="starred")
    desk.press("Chốt danh sách")
    plan = Plan.objects.get()
    cohort = str(plan.cycle.cohorts.get().pk)
    for line in facts["plan"]["lines"]:
        write_line(desk, line, cohort)
    desk.open("/lam-viec/ke-hoach/bac-kan/2019/duyet/")
    desk.fill(decision=facts["plan"]["decision"], decided_on="14/3/2019")
    desk.press("Ghi nhận đã duyệt")
    desk.open("/lam-viec/ke-hoach/bac-kan/2019/ket-qua/len-5-sao/")
    desk.choose(coverage="complete")
    desk.fill(as_of="30/6/2021", source=facts["sources"]["five_stars"])
    desk.press("Ghi số liệu")
    desk.page.get_by_role("link", name="Xem trang kế hoạch và kết quả").click()
    assert desk.page.locator("h1").inner_text().startswith("Bắc Kạn 2019")
