"""Real clicks at 360 px: a buyer, a producer, a member by keyboard alone, and the whole way of the law."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ocop.accounts.actions import hand_over_code
from ocop.core.dates import add_months, today
from ocop.councils.actions import (
    call_session,
    close_session,
    close_tally,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    sign_minutes,
    sign_sheet,
)
from ocop.councils.models import ScoreSheet, Seat, Session
from ocop.dossiers.actions import record_local_finding
from ocop.dossiers.models import Dossier, Stage
from ocop.recognition.models import Certificate
from ocop.rulebooks.queries import rubric_of
from tests.browser.hands import carried, follow, press
from tests.factories.councils import seven_sheets
from tests.factories.sheets import top_picks
from tests.journeys.test_verbs import bring_to_council, decide, finish_session, score
from tests.journeys.world import PDF, World, draft_dossier
from tests.people import fresh
from tests.web.officer.scene import accepted, filed

pytestmark = pytest.mark.django_db(transaction=True)
TEA = "Chè hoa vàng Bản Mới (ví dụ)"
WORDS = "mot cau dai de nho"


@pytest.fixture
def scan(tmp_path: Path) -> str:
    """A paper on the phone."""
    path = tmp_path / "giay.pdf"
    path.write_bytes(PDF)
    return str(path)


def recognised(world: World) -> Certificate:
    """A tea with four stars, through the verbs."""
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0], name=TEA))
    tally = close_tally(tally=score(world, docket, sheets), by=fresh(world.secretary))
    finish_session(world, docket)
    decide(world, tally, "recognise")
    return Certificate.objects.get()


def test_a_buyer_searches_without_marks_opens_the_product_and_checks_it(world: World, phone: BrowserContext) -> None:
    certificate = recognised(world)
    page = phone.new_page()
    page.goto("/")
    page.get_by_label("Tên sản phẩm, chủ thể hoặc xã").fill("che hoa vang")
    press(page, "Tìm")
    follow(page, TEA)
    expect(page.get_by_role("heading", level=1)).to_have_text(TEA)
    expect(page.get_by_text("4 sao").first).to_be_visible()
    page.goto("/xac-minh/")
    page.get_by_label("Mã sản phẩm hoặc số giấy chứng nhận").fill(f" {certificate.pid.lower()} ")
    press(page, "Xác minh")
    expect(page.locator("main")).to_contain_text("Còn hiệu lực")
    end = add_months(today(), 36)
    expect(page.locator("main")).to_contain_text(f"{end.day}/{end.month}/{end.year}")


def test_a_producer_comes_in_with_a_code_on_paper_and_files_a_product(
    world: World, phone: BrowserContext, scan: str
) -> None:
    director = world.director.user
    code = hand_over_code(user=director, by=world.commune_officer)
    page = phone.new_page()
    page.goto("/dang-nhap/")
    follow(page, "Quên mật khẩu, có mã một lần")
    for name, value in (("login", director.email), ("code", code), ("password", WORDS)):
        page.locator(f"[name={name}]").fill(value)
    press(page, "Đặt mật khẩu và vào")
    page.goto("/lam-viec/chu-the/san-pham/")
    follow(page, "Thêm sản phẩm")
    page.locator("[name=name]").fill(TEA)
    page.locator("[name=product_set]").select_option(str(world.tea.pk))
    press(page, "Đăng ký sản phẩm")
    press(page, "Lập hồ sơ", exact=False)
    dossier = page.url
    page.goto("/lam-viec/chu-the/giay-to/")
    follow(page, "Thêm giấy tờ", exact=False)
    page.locator("[name=kind]").select_option("registration")
    page.locator("[name=title]").fill("Giấy đăng ký (ví dụ)")
    page.locator("[name=upload]").set_input_files(scan)
    press(page, "Thêm vào kho")
    page.goto(dossier)
    page.locator("th a", has_text="1.1").first.click()
    for key, pick in top_picks(rubric_of(world.tea)).items():
        expect(page.locator("h1")).to_contain_text(key)
        page.locator(f"input[name=option][value='{pick or ''}']").check()
        page.get_by_text("Chọn từ kho giấy tờ").click()
        page.locator("[name=papers]").first.check()
        press(page, "Lưu và tiếp")
    assert page.url == dossier
    follow(page, "Nộp hồ sơ")
    press(page, "Nộp hồ sơ")
    expect(page.locator("main")).to_contain_text("Số tiếp nhận 01/PĐK-19-05503-")
    assert Dossier.objects.get().state == "submitted"


def held(world: World, names: list[str]) -> Session:
    """A session open for scoring with these products, through the verbs."""
    stages = [accepted(world, filed(world, name)) for name in names]
    session = call_session(council=world.council, on=today(), by=fresh(world.secretary))
    for stage in stages:
        stage.refresh_from_db()
        put_on_docket(session=session, stage=stage, by=fresh(world.secretary))
    note_attendance(session=session, present=Seat.objects.filter(council=world.council), by=fresh(world.secretary))
    return open_session(session=session, by=fresh(world.secretary))


def tab_to(page: Page, test: str) -> None:
    """Press Tab until the focus stands on what the test names."""
    for _step in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const here = document.activeElement; return !!({test}); }}"):
            return
    raise AssertionError(f"Tab never reaches {test} at {page.url}")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a group of options by Tab and move to the one of this value by arrows, as a keyboard does."""
    tab_to(page, f"here.name === {name!r}")
    page.keyboard.press("Space")
    for _step in range(12):
        if page.evaluate("() => document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option {value!r} in {name} at {page.url}")


def test_a_member_scores_three_products_by_keyboard_alone(world: World, browser: Browser, site: str) -> None:
    session = held(world, ["Chè một (ví dụ)", "Chè hai (ví dụ)", "Chè ba (ví dụ)"])
    picks = {key: pick or "" for key, pick in top_picks(rubric_of(world.tea)).items()}
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site)
    context.set_default_timeout(20_000)
    page = carried(context, site, world.members[3])
    page.goto("/lam-viec/hoi-dong/phieu/")
    enter(page, "Bắt đầu chấm")
    for number in range(3):
        if number == 0:
            one_by_one(page, picks)
        else:
            at_once(page, picks)
        enter(page, "Xem lại và ký")
        enter(page, "Ký phiếu")
        expect(page.locator("main")).to_contain_text("Phiếu đã ký và niêm phong")
        if number < 2:
            enter(page, "Sang sản phẩm tiếp")
    context.close()
    sheets = ScoreSheet.objects.filter(docket__session=session, state="signed")
    assert [(sheet.seat.user_id, sheet.total) for sheet in sheets] == [(world.members[3].user_id, 100)] * 3


def enter(page: Page, words: str) -> None:
    """Reach a link or button that begins so by Tab, and press Enter; the next page is waited for."""
    tab_to(page, f"here.matches('main a, main button') && here.textContent.trim().startsWith({words!r})")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def one_by_one(page: Page, picks: dict[str, str]) -> None:
    """Each criterion on its page: an option by arrows, on with Enter."""
    enter(page, "Bắt đầu chấm")
    for pick in picks.values():
        choose(page, "option", pick)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def at_once(page: Page, picks: dict[str, str]) -> None:
    """The whole sheet on one page."""
    enter(page, "Chấm cả phiếu trên một trang")
    for key, pick in picks.items():
        choose(page, f"o-{key}", pick)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_whole_way_by_real_clicks(world: World, phone: BrowserContext, site: str, scan: str) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    dossier = draft_dossier(world, sheets[0], name=TEA)
    page = carried(phone, site, world.director)
    page.goto(f"/lam-viec/chu-the/ho-so/{dossier.pid}/")
    follow(page, "Nộp hồ sơ")
    press(page, "Nộp hồ sơ")
    expect(page.locator("main")).to_contain_text("Số tiếp nhận")

    commune = dossier.stages.get(level="commune")
    for head in (1, 2, 3, 4):
        record_local_finding(stage=commune, head=head, finding="Đúng như khai (ví dụ).", by=world.commune_officer)
    page = carried(phone, site, world.commune_officer)
    page.goto(f"/lam-viec/can-bo/ho-so/{dossier.pid}/mau-03/")
    press(page, "Trình lên tỉnh")
    page.locator("[name=request_no]").fill("12/TTr-UBND (ví dụ)")
    press(page, "Trình lên tỉnh")
    expect(page.locator("main")).to_contain_text("Đã trình lên tỉnh")

    page = carried(phone, site, world.province_officer)
    page.goto(f"/lam-viec/can-bo/ho-so/{dossier.pid}/tiep-nhan/")
    press(page, "Tiếp nhận hồ sơ")
    stage = Stage.objects.get(dossier=dossier, level="province")
    assert stage.state == "checked"

    session = call_session(council=world.council, on=today(), by=fresh(world.secretary))
    docket = put_on_docket(session=session, stage=stage, by=fresh(world.secretary))
    note_attendance(session=session, present=Seat.objects.filter(council=world.council), by=fresh(world.secretary))
    open_session(session=session, by=fresh(world.secretary))
    for member, picks in zip(world.members, sheets, strict=True):
        save_sheet(docket=docket, picks=picks, by=fresh(member))
        if member is not world.members[0]:
            sign_sheet(docket=docket, by=fresh(member))
    page = carried(phone, site, world.members[0])
    page.goto(f"/lam-viec/hoi-dong/phieu/{docket.pid}/ky/")
    press(page, "Ký phiếu")
    expect(page.locator("main")).to_contain_text("Phiếu đã ký và niêm phong")

    page = carried(phone, site, world.secretary)
    page.goto(f"/lam-viec/hoi-dong/phien/{session.pid}/")
    press(page, "Kiểm phiếu", exact=False)
    expect(page.locator("main")).to_contain_text("91,14 điểm: dự kiến 4 sao")
    follow(page, "Chốt kết quả")
    press(page, "Chốt kết quả")
    expect(page.locator("main")).to_contain_text("Đã chốt kết quả")
    close_session(session=Session.objects.get(pk=session.pk), by=fresh(world.secretary))
    for signer in (world.secretary, world.chair):
        sign_minutes(session=Session.objects.get(pk=session.pk), by=fresh(signer))

    page = carried(phone, site, world.province_officer)
    page.goto("/lam-viec/quyet-dinh/")
    page.get_by_label(TEA).check()
    press(page, "Lập", exact=False)
    press(page, "Lập dự thảo", exact=False)
    follow(page, "Ghi nhận quyết định đã ký")
    day = today()
    for name, value in (("number", "2026/QĐ-UBND (ví dụ)"), ("signed_on", f"{day.day}/{day.month}/{day.year}"),
                        ("signer", "Nguyễn Văn Chủ Tịch (ví dụ)")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=upload]").set_input_files(scan)
    page.locator("[name=checked]").check()
    press(page, "Ghi nhận quyết định")
    expect(page.locator("main")).to_contain_text("Đã ghi nhận quyết định")

    phone.clear_cookies()
    page = phone.new_page()
    page.goto("/")
    follow(page, TEA)
    expect(page.get_by_role("heading", level=1)).to_have_text(TEA)
    page.goto(f"/xac-minh/{Certificate.objects.get().pid}/")
    expect(page.locator("main")).to_contain_text("4 sao")
    expect(page.locator("main")).to_contain_text("Còn hiệu lực")
