"""The dossier as offices read it, form 03, and what an office does with a dossier."""

import datetime as dt

import pytest
from django.test import Client

from ocop.accounts.enums import Role
from ocop.dossiers.actions import submit_dossier
from ocop.dossiers.enums import DossierState, StageState
from ocop.dossiers.models import DeskFinding, Dossier, LocalFinding, Stage, Supplement
from ocop.rulebooks.models import Criterion
from tests.journeys.world import World
from tests.people import fresh, officer
from tests.web.officer.scene import (
    Strangers,
    accepted,
    filed,
    page_of,
    posted,
    queries_of,
    reported,
)

HO_SO = "/lam-viec/can-bo/ho-so"
GOOD = {f"h{head}-{field}": value for head in (1, 2, 3, 4)
        for field, value in (("agrees", "yes"), ("finding", f"Đã đối chiếu mục {head}."))}


def test_the_dossier_shows_all_its_parts_to_the_offices_that_see_it(client: Client, world: World) -> None:
    dossier = filed(world)
    for person in (world.commune_officer, world.province_officer):
        answer = page_of(client, person, f"{HO_SO}/{dossier.pid}/")
        page = answer.content.decode()
        assert answer.status_code == 200
        for words in ("Phần A", "Phần C", "Giấy chứng nhận đăng ký", "Đang ở đâu", "Người điền", "Bản 1,", "Tự chấm",
                      "/lam-viec/tep/minh-chung/"):
            assert words in page, words
    assert "Kiểm tra, viết mẫu 03" not in page
    assert "Kiểm tra, viết mẫu 03" in page_of(client, world.commune_officer, f"{HO_SO}/{dossier.pid}/").content.decode()


@pytest.mark.parametrize("tail", ["", "mau-03/", "mau-03/trinh/", "bo-sung/", "tra-lai/", "tiep-nhan/", "tham-dinh/",
                                  "mau-03.pdf", "mau-02.pdf", "giay-tiep-nhan.pdf", "ban/1/"])
def test_who_does_not_see_the_dossier_finds_no_page(client: Client, world: World, others: Strangers, tail: str) -> None:
    dossier = filed(world)
    address = f"{HO_SO}/{dossier.pid}/{tail}"
    assert client.get(address)["Location"].startswith("/dang-nhap/?next=")
    for person in (others.other_commune, others.other_province, others.producer, others.nobody_here):
        assert page_of(client, person, address).status_code == 404
    assert page_of(client, world.commune_officer, f"{HO_SO}/AAAAAAAAAA/{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["mau-03/", "mau-03/trinh/", "bo-sung/", "tra-lai/", "tiep-nhan/", "tham-dinh/"])
def test_who_sees_but_may_not_act_reads_why(client: Client, world: World, tail: str) -> None:
    dossier = filed(world)
    answer = page_of(client, world.province_officer, f"{HO_SO}/{dossier.pid}/{tail}")
    assert answer.status_code == 403
    assert "Chỉ cán bộ của đơn vị đang giữ hồ sơ" in answer.content.decode()
    leader = officer("Lãnh đạo (ví dụ)", Role.LEADER, world.province)
    reported(world, dossier)
    assert page_of(client, leader, f"{HO_SO}/{dossier.pid}/").status_code == 200
    assert page_of(client, leader, f"{HO_SO}/{dossier.pid}/{tail}").status_code == 403


def test_form_03_puts_the_claim_beside_the_finding(client: Client, world: World) -> None:
    dossier = filed(world)
    page = page_of(client, world.commune_officer, f"{HO_SO}/{dossier.pid}/mau-03/").content.decode()
    assert page.count('class="claim-find"') == 4 and page.count("Chủ thể khai") == 4
    for words in ("Nguồn nguyên liệu", "Sử dụng lao động địa phương", "Nguồn gốc ý tưởng sản phẩm"):
        assert words in page
    assert page.count("Mô tả của chủ thể (ví dụ).") >= 4
    assert "Còn 4 chỗ phải viết" in page and 'name="act" value="send"' in page


def test_a_head_is_saved_alone_and_all_together(client: Client, world: World) -> None:
    dossier, by = filed(world), world.commune_officer
    address = f"{HO_SO}/{dossier.pid}/mau-03/"
    one = posted(client, by, address, {"act": "2", "h2-agrees": "no", "h2-finding": "Chỉ 10 lao động."})
    assert (one.status_code, one["Location"]) == (302, address)
    row = LocalFinding.objects.get()
    assert (row.head, row.agrees, row.finding) == (2, False, "Chỉ 10 lao động.")
    assert "Sử dụng lao động địa phương" in row.claim
    assert posted(client, by, address, {**GOOD, "act": "all"}).status_code == 302
    assert LocalFinding.objects.count() == 4
    assert "Đã lưu 4 mục" in client.get(address).content.decode()


def test_a_head_half_written_is_told_beside_the_field_and_nothing_is_saved(client: Client, world: World) -> None:
    dossier, by = filed(world), world.commune_officer
    address = f"{HO_SO}/{dossier.pid}/mau-03/"
    wrong = posted(client, by, address, {**GOOD, "h3-finding": " ", "act": "send"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Hãy ghi xã đã kiểm tra gì" in page and "Đã đối chiếu mục 1." in page
    assert page.count('class="error"') == 1
    wrong = posted(client, by, address, {"act": "1", "h1-finding": "Đúng"})
    assert wrong.status_code == 422 and "Hãy chọn kết quả xác minh." in wrong.content.decode()
    assert posted(client, by, address, {"act": "all"}).status_code == 302
    assert LocalFinding.objects.count() == 0


def test_sending_up_asks_first_and_needs_a_number_and_four_heads(client: Client, world: World) -> None:
    dossier, by = filed(world), world.commune_officer
    address = f"{HO_SO}/{dossier.pid}/mau-03/trinh/"
    early = posted(client, by, address, {"request_no": "12/TTr"})
    assert early.status_code == 422 and "Chưa có kết quả kiểm tra" in early.content.decode()
    answer = posted(client, by, f"{HO_SO}/{dossier.pid}/mau-03/", {**GOOD, "act": "send"})
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    assert "lên tỉnh?" in page and "xã không sửa được mẫu 03" in page
    missing = posted(client, by, address, {"request_no": "  "})
    assert missing.status_code == 422 and "Hãy nhập số tờ trình của xã." in missing.content.decode()
    assert Stage.objects.count() == 1
    done = posted(client, by, address, {"request_no": "12/TTr-UBND", "conclusion": "Nhất trí."})
    assert done["Location"] == "/lam-viec/can-bo/xa/"
    assert "Đã trình lên tỉnh." in client.get("/lam-viec/can-bo/xa/").content.decode()
    below, above = Stage.objects.order_by("pk")
    assert (below.state, below.request_no, below.conclusion) == (StageState.SENT_UP, "12/TTr-UBND", "Nhất trí.")
    assert (above.level, above.state) == ("province", StageState.RECEIVED)
    again = posted(client, by, address, {"request_no": "13/TTr"})
    assert again.status_code == 409 and Stage.objects.count() == 2
    assert client.get(address)["Location"] == f"{HO_SO}/{dossier.pid}/"
    assert client.get(f"{HO_SO}/{dossier.pid}/mau-03/")["Location"] == f"{HO_SO}/{dossier.pid}/"
    late = posted(client, by, f"{HO_SO}/{dossier.pid}/mau-03/", {"act": "1", "h1-agrees": "no", "h1-finding": "Muộn."})
    assert late.status_code == 409 and not LocalFinding.objects.filter(finding="Muộn.").exists()


@pytest.mark.parametrize(("due", "words"), [
    ("31/02/2027", "Ngày này không có."), ("", "Hãy nhập ngày."), ("01/01/2020", "Hạn bổ sung phải sau ngày hôm nay."),
    ("hôm qua", "Ngày này không có."),
])
def test_a_wrong_day_for_supplements_is_told_beside_the_field(client: Client, world: World, due: str,
                                                              words: str) -> None:
    dossier = filed(world)
    answer = posted(client, world.commune_officer, f"{HO_SO}/{dossier.pid}/bo-sung/",
                    {"due_on": due, "text1": "Thêm hợp đồng", "note": "Sớm nhé"})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "Thêm hợp đồng" in page and "Sớm nhé" in page
    assert 'id="id_due_on-e"' in page
    assert Supplement.objects.count() == 0


def test_supplements_name_criteria_and_stop_the_clock(client: Client, world: World) -> None:
    dossier, by = filed(world), world.commune_officer
    address = f"{HO_SO}/{dossier.pid}/bo-sung/"
    due = by.today + dt.timedelta(days=10)
    nothing = posted(client, by, address, {"due_on": due.strftime("%d/%m/%Y")})
    assert nothing.status_code == 422 and "ít nhất một nội dung" in nothing.content.decode()
    foreign = posted(client, by, address, {"due_on": due.strftime("%d/%m/%Y"), "criterion1": "99.9", "text1": "x"})
    assert foreign.status_code == 422 and "không thuộc bộ sản phẩm" in foreign.content.decode()
    assert Supplement.objects.count() == 0
    done = posted(client, by, address, {"due_on": f"{due.day}/{due.month}/{due.year}", "criterion1": "2.3",
                                        "text1": "Ảnh nhãn mới", "text2": "Ảnh kho"})
    assert done["Location"] == f"{HO_SO}/{dossier.pid}/"
    asked = Supplement.objects.get()
    assert asked.due_on == due
    assert [(item.criterion.key if item.criterion else "", item.text) for item in asked.items.order_by("pk")] == [
        ("2.3", "Ảnh nhãn mới"), ("", "Ảnh kho")]
    page = client.get(f"{HO_SO}/{dossier.pid}/").content.decode()
    assert "Ảnh nhãn mới" in page and "đồng hồ tạm dừng" in page
    assert client.get(address)["Location"] == f"{HO_SO}/{dossier.pid}/"
    assert posted(client, by, address, {"due_on": f"{due.day}/{due.month}/{due.year}", "text1": "x"}).status_code == 409


def test_a_dossier_goes_back_with_a_reason_only(client: Client, world: World) -> None:
    dossier, by = filed(world), world.commune_officer
    address = f"{HO_SO}/{dossier.pid}/tra-lai/"
    assert "Trả lại hồ sơ Chè" in page_of(client, by, address).content.decode()
    assert posted(client, by, address, {"reason": ""}).status_code == 422
    assert Dossier.objects.get().state == DossierState.SUBMITTED
    assert posted(client, by, address, {"reason": "Sai bộ sản phẩm."}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.returned_reason) == (DossierState.RETURNED, "Sai bộ sản phẩm.")
    submit_dossier(dossier=dossier, by=fresh(world.director))
    page = page_of(client, by, f"{HO_SO}/{dossier.pid}/ban/2/").content.decode()
    assert "Bản nộp 2" in page and "như cũ" in page


def test_the_province_accepts_after_a_question(client: Client, world: World) -> None:
    dossier = filed(world)
    reported(world, dossier)
    by = world.province_officer
    desk = page_of(client, by, "/lam-viec/can-bo/tinh/").content.decode()
    assert "1 hồ sơ chờ tiếp nhận." in desk
    assert f'<a class="button" href="{HO_SO}/{dossier.pid}/tiep-nhan/">Tiếp nhận<span' in desk
    assert "được cấp số tiếp nhận" in page_of(client, by, f"{HO_SO}/{dossier.pid}/tiep-nhan/").content.decode()
    assert posted(client, by, f"{HO_SO}/{dossier.pid}/tiep-nhan/", {}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == DossierState.ACCEPTED
    assert "Đã tiếp nhận hồ sơ. Số tiếp nhận" in client.get(f"{HO_SO}/{dossier.pid}/").content.decode()
    assert posted(client, by, f"{HO_SO}/{dossier.pid}/tiep-nhan/", {}).status_code == 409


def test_the_advisory_team_proposes_an_option_with_a_note(client: Client, world: World) -> None:
    dossier = filed(world)
    stage = accepted(world, dossier)
    team = officer("Tổ tư vấn (ví dụ)", Role.ADVISORY_TEAM, world.province)
    label = Criterion.objects.get(product_set=world.tea, key="2.3")
    option = label.options.order_by("branch", "no").first()
    foreign = Criterion.objects.get(product_set=world.tea, key="1.1").options.first()
    assert option is not None and foreign is not None
    address = f"{HO_SO}/{dossier.pid}/tham-dinh/"
    assert page_of(client, team, address).status_code == 200
    for data in ({"o-2.3": str(foreign.pk)}, {"o-2.3": "x"}, {"n-2.3": "Chỉ có nhận xét"}):
        wrong = posted(client, team, address, {"o-1.1": "0", **data})
        assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.content.decode()
    assert DeskFinding.objects.count() == 0
    done = posted(client, team, address, {"o-2.3": str(option.pk), "n-2.3": "Chưa có mã truy xuất.", "o-1.1": "0"})
    assert done.status_code == 302
    assert "2 tiêu chí thay đổi" in client.get(address).content.decode()
    found = DeskFinding.objects.get(criterion=label)
    assert (found.stage, found.option, found.note) == (stage, option, "Chưa có mã truy xuất.")
    assert "Chưa có mã truy xuất." in client.get(f"{HO_SO}/{dossier.pid}/").content.decode()
    assert posted(client, world.commune_officer, address, {"o-2.3": "0"}).status_code == 403


def test_papers_print_as_pdf(client: Client, world: World) -> None:
    dossier = filed(world)
    for page in ("mau-02.pdf", "mau-03.pdf", "giay-tiep-nhan.pdf"):
        answer = page_of(client, world.commune_officer, f"{HO_SO}/{dossier.pid}/{page}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content[:5] == b"%PDF-", page
    assert client.get(f"{HO_SO}/{dossier.pid}/giay-tiep-nhan.pdf?cap=tinh").status_code == 404
    accepted(world, dossier)
    assert client.get(f"{HO_SO}/{dossier.pid}/giay-tiep-nhan.pdf?cap=tinh").status_code == 200


def test_the_year_at_a_glance_counts_each_dossier_once_and_names_the_late(client: Client, world: World,
                                                                          others: Strangers) -> None:
    late = filed(world, "Chè trễ (ví dụ)")
    Stage.objects.filter(dossier=late).update(received_on=world.commune_officer.today - dt.timedelta(days=60))
    reported(world, filed(world, "Chè trình (ví dụ)"))
    accepted(world, filed(world, "Chè nhận (ví dụ)"))
    desk = "/lam-viec/can-bo/tinh/"
    page = page_of(client, world.province_officer, desk).content.decode()
    assert "1 hồ sơ quá hạn ở xã." in page and "Quá hạn ở xã" in page and "Chè trễ" in page
    assert page.count('<p class="big-num">1</p>') + page.count("#ho-so\">1</a></p>") == 3
    narrowed = client.get(f"{desk}?tinh-trang=moi-trinh").content.decode()
    assert "Chè trình (ví dụ)</a>" in narrowed and "Chè nhận (ví dụ)</a>" not in narrowed
    for person in (world.commune_officer, others.producer, others.nobody_here):
        assert page_of(client, person, desk).status_code == 404
    assert "Chè trình" not in page_of(client, others.other_province, desk).content.decode()


def test_the_pages_take_the_same_queries_for_one_and_three(client: Client, world: World) -> None:
    first = filed(world)
    accepted(world, first)
    desk = queries_of(client, world.province_officer, "/lam-viec/can-bo/tinh/")
    read = queries_of(client, world.province_officer, f"{HO_SO}/{first.pid}/")
    for name in ("Chè hai (ví dụ)", "Chè ba (ví dụ)"):
        accepted(world, filed(world, name))
    assert queries_of(client, world.province_officer, "/lam-viec/can-bo/tinh/") == desk
    assert queries_of(client, world.province_officer, f"{HO_SO}/{first.pid}/") == read
