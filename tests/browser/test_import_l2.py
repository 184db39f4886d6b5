"""An officer brings a department's register in by clicks: upload, preview, one cell corrected, applied, taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ocop.intake.models import ImportFile
from ocop.recognition.models import Recognition
from ocop.registry.models import Product
from tests.intake.layouts import department
from tests.intake.offices import made
from tests.intake.stage import lay_ground

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "mot cau dai de nho"


@pytest.fixture
def register(tmp_path: Path) -> str:
    """L2 as .xlsx, with a star nobody has in its second row."""
    layout = department()
    wrong = next(row for row in layout.tables[0].rows if row and row[0] == 2)
    wrong[9] = "6 sao"
    path = tmp_path / "bieu-tong-hop-san-pham-ocop-con-hieu-luc-2024.xlsx"
    path.write_bytes(made("xlsx", *layout.tables)[0])
    return str(path)


def press(page: Page, words: str) -> None:
    """Press the button with these words."""
    page.get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page, words: str) -> None:
    """Follow the link with these words."""
    page.get_by_role("link", name=words, exact=True).first.click()


def test_an_officer_brings_l2_in_from_sign_in_to_undo(
    browser: Browser, site: str, register: str, tmp_path: Path
) -> None:
    person = lay_ground().officer.user
    assert person is not None
    person.email = "hoa@vidu.vn"
    person.set_password(WORDS)
    person.save()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/dang-nhap/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(WORDS)
    press(page, "Đăng nhập")
    page.goto("/lam-viec/nhap-lieu/")
    page.locator("input[type=file]").set_input_files(register)
    press(page, "Đọc và xem trước")
    main = page.locator("main")
    expect(main).to_contain_text("chưa có gì được ghi")
    expect(main).to_contain_text("1 dòng lỗi")
    expect(main).to_contain_text("Hạng “6 sao” không có")
    assert Product.objects.count() == 0
    page.screenshot(path=tmp_path / "preview-1280.png", full_page=True)
    follow(page, "Chè đinh Bản Mới")
    page.locator("[name=stars]").fill("4 sao")
    press(page, "Lưu và đối chiếu lại")
    expect(main).not_to_contain_text("dòng lỗi")
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    page.screenshot(path=tmp_path / "preview-360.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    follow(page, "Ghi vào sổ")
    press(page, "Ghi vào sổ")
    expect(main).to_contain_text("3 dòng đã vào sổ ngày")
    assert (Product.objects.count(), Recognition.objects.count()) == (3, 2)
    follow(page, "Hoàn tác")
    press(page, "Hoàn tác")
    expect(main).to_contain_text("Những gì tệp này ghi vào sổ đã được lấy ra")
    assert (Product.objects.count(), Recognition.objects.count(), ImportFile.objects.get().state) == (0, 0, "undone")
    context.close()
