"""The whole way of the law through plain pages, without script: every form is filled as it stands on its page."""

import pytest

from ocop.core.actor import Actor
from ocop.core.dates import add_months, today
from ocop.councils.models import Docket
from ocop.dossiers.models import Dossier
from ocop.recognition.models import Certificate, Listing
from ocop.registry.models import Product
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, seven_sheets
from tests.journeys.hand import Hand
from tests.journeys.test_verbs import bring_to_council, finish_session, score
from tests.journeys.world import World, build_world, draft_dossier, pdf
from tests.people import fresh

pytestmark = pytest.mark.django_db
TEA = "Chè hoa vàng Bản Mới (ví dụ)"


@pytest.fixture
def world() -> World:
    return build_world()


def day(value: object) -> str:
    """A date as the pages write it."""
    return f"{value.day}/{value.month}/{value.year}"  # type: ignore[attr-defined]  # a date


def write_dossier(world: World, picks: Picks) -> str:
    """The producer registers the product, fills every criterion with a paper beside it, and submits."""
    mai = Hand(world.director).open("/lam-viec/")
    mai.follow("Sản phẩm").follow("Thêm sản phẩm").press("Đăng ký sản phẩm", {
        "name": TEA, "product_set": "", "story": "Cây chè của bản (ví dụ)."}, status=422).reads("Hãy chọn")
    chosen = mai.choice("product_set", "Chè tươi, chè chế biến")
    mai.press("Đăng ký sản phẩm", {"product_set": chosen}).reads(TEA, "Chè tươi, chè chế biến")
    mai.press("Lập hồ sơ").reads("Tiêu chí", "0/")
    dossier = mai.at
    mai.open("/lam-viec/chu-the/giay-to/").follow("Thêm giấy tờ").press("Thêm vào kho", {
        "kind": mai.choice("kind", "đăng ký"), "title": "Giấy đăng ký hợp tác xã (ví dụ)", "issued_on": "05/04/2026",
        "upload": pdf()}).reads("5/4/2026")
    mai.open(dossier).follow("1.1")
    for key, pick in picks.items():
        mai.reads(f"{key} ")
        paper = mai.choice("papers", "Giấy đăng ký hợp tác xã")
        mai.press("Lưu và tiếp", {"option": pick or "", "text": "Mô tả của chủ thể (ví dụ).", "papers": paper})
    assert mai.at == dossier
    mai.follow("Nộp hồ sơ").reads(f"Nộp hồ sơ {TEA}?").press("Nộp hồ sơ").reads("Số tiếp nhận 01/PĐK-19-05503-")
    return dossier


def report(world: World) -> None:
    """The commune writes the four heads of form 03 and sends the dossier up."""
    binh = Hand(world.commune_officer).open("/lam-viec/").reads(TEA, "15 ngày làm việc")
    binh.follow("Kiểm tra", inside=TEA)
    agrees = {name: binh.choice(name, "Đúng") for name in binh.names(r"h\d-agrees")}
    found = dict.fromkeys(binh.names(r"h\d-finding"), "Đúng như chủ thể khai (ví dụ).")
    assert len(found) == 4
    send = next(one for one in binh.tree.xpath("//button[@name='act']") if one.get("value") == "send")
    binh.press(" ".join(send.text_content().split()), {**agrees, **found})
    binh.press("Trình", {"request_no": "12/TTr-UBND (ví dụ)"}).reads("Đã trình lên tỉnh")


def accept(world: World) -> None:
    """The province accepts."""
    hoa = Hand(world.province_officer).open("/lam-viec/can-bo/tinh/").reads(TEA)
    hoa.follow("Tiếp nhận", inside=TEA).press("Tiếp nhận")


def convene(world: World) -> str:
    """The secretary calls the session, puts the product on its agenda, calls the roll and opens scoring."""
    son = Hand(world.secretary).open("/lam-viec/hoi-dong/phien/").follow("Triệu tập phiên họp")
    son.press("Triệu tập", {"on": day(today())})
    son.press("Đưa vào chương trình", {"stage": son.choice("stage", TEA)}).follow("Về phiên họp")
    session = son.at
    son.follow("Điểm danh").press("Lưu điểm danh", {"seat": list(son.options("seat").values())})
    son.reads("đủ túc số: 8/8")
    son.follow("Mở phần chấm điểm").press("Mở phần chấm điểm").reads("Còn 7 phiếu của 7 người")
    return session


def mark(member: Actor, picks: Picks) -> None:
    """A member ticks the whole sheet, saves and signs."""
    hand = Hand(member).open("/lam-viec/").follow("Bắt đầu chấm")
    hand.follow("Chấm cả phiếu trên một trang")
    hand.press("Lưu cả phiếu", {f"o-{key}": pick or "" for key, pick in picks.items()}).reads("Đã chấm hết")
    hand.follow("Xem lại và ký").press("Ký phiếu").reads("Phiếu đã ký và niêm phong")


def count(world: World, session: str, *sentences: str) -> None:
    """The secretary counts and closes; the session ends; secretary and chair sign the minutes."""
    son = Hand(world.secretary).open(session).press("Kiểm phiếu").reads(*sentences)
    son.follow("Chốt kết quả").press("Chốt kết quả").reads("Đã chốt kết quả")
    son.open(session).follow("Đóng phần chấm điểm").press("Đóng phần chấm điểm")
    son.open(session).follow("Xem và ký biên bản").follow("Ký biên bản")
    son.press("Ký biên bản").reads("Còn chờ một chữ ký")
    chair = Hand(world.chair).open(session).follow("Xem và ký biên bản").reads(TEA)
    chair.follow("Ký biên bản").press("Ký biên bản").reads("Đã đủ chữ ký")


def decide(world: World) -> Hand:
    """An officer drafts, the clerk records what was signed on paper."""
    hoa = Hand(world.province_officer).open("/lam-viec/quyet-dinh/").reads(TEA)
    hoa.press("Lập", {"kq": hoa.choice("kq", TEA)}).press("Lập dự thảo").reads(TEA)
    assert Certificate.objects.count() == 0
    lan = Hand(world.clerk).open(hoa.at).follow("Ghi nhận")
    return lan.press("Ghi nhận", {
        "number": "2026/QĐ-UBND (ví dụ)", "signed_on": day(today()), "signer": "Nguyễn Văn Chủ Tịch (ví dụ)",
        "upload": pdf("quyet-dinh.pdf"), "checked": "on"})


def test_a_village_tea_walks_to_its_four_stars_by_plain_pages(world: World) -> None:
    sheets, weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    dossier = write_dossier(world, sheets[0])
    public = f"/san-pham/{Product.objects.get().pid}/"
    report(world)
    accept(world)
    session = convene(world)
    for member, picks in zip(world.members, sheets, strict=True):
        mark(member, picks)
    count(world, session, "91,14 điểm: dự kiến 4 sao", "Trung bình 91,14 = 638/7", f"Tiêu chí {weak}")
    assert Hand().open(public, status=404).status == 404
    decide(world).reads("Đã ghi nhận quyết định 2026/QĐ-UBND (ví dụ)")
    certificate = Certificate.objects.get()
    until = day(add_months(today(), 36))
    Hand().open(f"/xac-minh/{certificate.pid}/").reads("4 sao", "Còn hiệu lực", until, TEA)
    Hand().open("/").press("Tìm", {"q": "che hoa vang"}).follow(TEA).reads("4 sao", until)
    assert Listing.objects.get(product__pid=Product.objects.get().pid).stars == 4
    Hand(world.director).open(dossier).follow("Xem kết quả").reads("4 sao", "91,14", "Tải PDF")


def test_one_four_star_finding_lowered_on_its_page_makes_three_stars(world: World) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0], name=TEA))
    score(world, docket, sheets)
    son = Hand(world.secretary).open(f"/lam-viec/hoi-dong/san-pham/{docket.pid}/")
    son.open(f"/lam-viec/hoi-dong/san-pham/{docket.pid}/ket-luan/2.3/")
    lower = {"option": "2", "note": "Chưa có mã truy xuất (ví dụ)."}
    son.press("Ghi kết luận", lower).reads("91,14 điểm: dự kiến 3 sao")
    son.follow("Chốt kết quả").press("Chốt kết quả").reads("Đã chốt kết quả: 91,14 điểm, 3 sao.")
    finish_session(world, Docket.objects.get(pk=docket.pk))
    decide(world)
    Hand().open(f"/xac-minh/{Certificate.objects.get().pid}/").reads("3 sao", "Còn hiệu lực")


def test_all_gates_reached_is_forwarded_and_nobody_reads_a_star_in_public(world: World) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=None)
    docket = bring_to_council(world, draft_dossier(world, sheets[0], name=TEA))
    score(world, docket, sheets)
    son = Hand(world.secretary).open(f"/lam-viec/hoi-dong/san-pham/{docket.pid}/")
    son.follow("Chốt kết quả").press("Chốt kết quả").reads("5 sao")
    finish_session(world, Docket.objects.get(pk=docket.pk))
    decide(world).reads("chưa có sao nào hiện công khai")
    assert (Certificate.objects.count(), Listing.objects.filter(stars__isnull=False).count()) == (0, 0)
    product = Product.objects.get()
    Hand().open(f"/san-pham/{product.pid}/", status=404)
    Hand().open(f"/xac-minh/{product.pid}/", status=404).lacks("5 sao")
    Hand(fresh(world.director)).open(f"/lam-viec/chu-the/ho-so/{Dossier.objects.get().pid}/").reads("trình Trung ương")
