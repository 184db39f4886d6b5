"""Wrong input on the council's pages: a sentence, a 4xx, nothing changed, what was entered is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ocop.councils.actions import close_session, close_tally, save_sheet, tally_docket
from ocop.councils.models import Attendance, Docket, ScoreSheet, Seat, Session, Tally
from tests.factories.councils import Picks, Scene, make_docket, make_session, make_stage, sign_all, start
from tests.people import fresh
from tests.web.council.hands import browser, open_session_with, seen, words

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"


@pytest.fixture
def docket(scene: Scene) -> Docket:
    return open_session_with(scene)[1][0]


@pytest.fixture
def member(scene: Scene) -> Client:
    return browser(scene.members[3])


def criterion(docket: Docket, key: str = "2.3") -> str:
    """The address of a criterion."""
    return reverse("sheet_criterion", args=[docket.pid, key])


def checked(response: HttpResponse, value: str) -> bool:
    """Whether a radio of this value stands ticked."""
    return f'value="{value}" checked' in response.content.decode()


@pytest.mark.parametrize("option", ["9", "b1", "hai", "2; DROP TABLE"])
def test_an_unknown_option_is_named_and_nothing_is_saved(docket: Docket, member: Client, option: str) -> None:
    answer = member.post(criterion(docket), {"option": option, "note": "Nhãn mờ", "rev": "0"})
    assert answer.status_code == 422
    seen(answer, "Tiêu chí 2.3 không có mức", "Chưa có gì được ghi.", "Nhãn mờ")
    assert ScoreSheet.objects.count() == 0


def test_a_criterion_of_another_set_is_no_page(docket: Docket, member: Client) -> None:
    assert member.get(criterion(docket, "99.1")).status_code == 404
    assert member.post(criterion(docket, "99.1"), {"option": "1", "rev": "0"}).status_code == 404
    answer = member.post(reverse("sheet_whole", args=[docket.pid]), {"o-99.1": "1", "o-2.3": "2", "rev": "0"})
    assert answer.status_code == 422
    seen(answer, "không có tiêu chí '99.1'")
    assert checked(answer, "2")
    assert ScoreSheet.objects.count() == 0


def test_a_note_without_a_tick_is_asked_for_one(docket: Docket, member: Client) -> None:
    answer = member.post(criterion(docket), {"note": "Nhãn mờ", "rev": "0"})
    assert answer.status_code == 422
    seen(answer, "Hãy chọn một mức, hoặc ô 0 điểm", "Nhãn mờ")
    skipped = member.post(criterion(docket), {"note": "", "rev": "0"})
    assert skipped.status_code == 302
    assert ScoreSheet.objects.count() == 0


def test_two_tabs_on_a_criterion_show_what_happened_and_keep_what_was_entered(docket: Docket, member: Client) -> None:
    assert member.post(criterion(docket), {"option": "1", "note": "", "rev": "0"}).status_code == 302
    stale = member.post(criterion(docket), {"option": "2", "note": "Tab cũ", "rev": "0"})
    assert stale.status_code == 409
    seen(stale, "Phiếu này đã được lưu ở một cửa sổ khác.", "Đang lưu ở cửa sổ kia: 1 điểm", "Tab cũ")
    assert checked(stale, "2")
    assert ScoreSheet.objects.get().picks == {"2.3": "1"}
    assert 'name="rev" value="1"' in stale.content.decode()
    assert member.post(criterion(docket), {"option": "2", "note": "Tab cũ", "rev": "1"}).status_code == 302
    assert ScoreSheet.objects.get().picks == {"2.3": "2"}


@pytest.mark.parametrize("rev", ["", "x", "-1", "9" * 30, "٣"])
def test_a_revision_that_is_none_counts_as_stale(docket: Docket, member: Client, rev: str) -> None:
    assert member.post(criterion(docket), {"option": "1", "note": "", "rev": rev}).status_code == 409
    assert ScoreSheet.objects.count() == 0


def test_two_tabs_on_the_whole_sheet_name_what_differs(scene: Scene, docket: Docket, member: Client) -> None:
    save_sheet(docket=docket, picks={"1.1": "1", "2.3": "3"}, by=fresh(scene.members[3]))
    stale = member.post(reverse("sheet_whole", args=[docket.pid]), {"o-1.1": "1", "o-2.3": "2", "rev": "0"})
    assert stale.status_code == 409
    seen(stale, "Khác với phiếu đang lưu ở cửa sổ kia", "đang lưu 3 điểm")
    assert checked(stale, "2")
    assert ScoreSheet.objects.get().picks == {"1.1": "1", "2.3": "3"}


def test_a_sheet_changed_since_the_page_was_read_is_not_signed(scene: Scene, docket: Docket, member: Client) -> None:
    save_sheet(docket=docket, picks={"1.1": "1"}, by=fresh(scene.members[3]))
    save_sheet(docket=docket, picks={"1.1": "2"}, by=fresh(scene.members[3]))
    path = reverse("sheet_sign", args=[docket.pid])
    answer = member.post(path, {"rev": "1"})
    assert answer.status_code == 409
    seen(answer, "Phiếu đã thay đổi từ khi bạn mở trang này.")
    assert ScoreSheet.objects.get().state == "open"
    seen(member.get(path), "tiêu chí tính 0 điểm vì không tích mức nào")


def test_an_empty_sheet_cannot_be_signed(docket: Docket, member: Client) -> None:
    path = reverse("sheet_sign", args=[docket.pid])
    seen(member.get(path), "Bạn chưa chấm sản phẩm này.")
    answer = member.post(path, {"rev": "0"})
    assert answer.status_code == 422
    seen(answer, "Hãy tích ít nhất một mức rồi ký.")


def test_a_signed_sheet_takes_nothing_more(scene: Scene, docket: Docket, member: Client, good: Picks) -> None:
    sign_all(scene, docket, [good] * 7)
    before = ScoreSheet.objects.get(docket=docket, seat=scene.seat(scene.members[3]))
    for path, data in ((criterion(docket), {"option": "1", "rev": str(before.rev)}),
                       (reverse("sheet_whole", args=[docket.pid]), {"o-1.1": "1", "rev": str(before.rev)}),
                       (reverse("sheet_sign", args=[docket.pid]), {"rev": str(before.rev)})):
        answer = member.post(path, data)
        assert answer.status_code == 409
        seen(answer, "Phiếu này đã ký nên không sửa được nữa.")
    assert ScoreSheet.objects.get(pk=before.pk).picks == before.picks
    assert member.get(reverse("sheet_whole", args=[docket.pid])).status_code == 302
    seen(member.get(criterion(docket)), "Phiếu đã ký và niêm phong.", "bạn đã chọn")


def test_a_session_that_is_not_open_takes_no_sheet(scene: Scene, member: Client, good: Picks) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session)
    early = member.post(criterion(docket), {"option": "1", "note": "", "rev": "0"})
    assert early.status_code == 409
    seen(early, "Phiên họp chưa mở hoặc đã đóng phần chấm điểm.")
    seen(member.get(criterion(docket)), "Phiên họp chưa mở phần chấm điểm.")
    start(scene, session)
    sign_all(scene, docket, [good] * 7)
    close_tally(tally=tally_docket(docket=docket, by=fresh(scene.secretary)), by=fresh(scene.secretary))
    close_session(session=session, by=fresh(scene.secretary))
    assert member.post(criterion(docket), {"option": "1", "note": "", "rev": "2"}).status_code == 409


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("on", "31/02/2027", "Ngày này không có trong lịch."),
    ("on", "", "Hãy nhập ngày họp."),
    ("on", "05/04/2025", "Ngày họp phải nằm trong nhiệm kỳ của hội đồng."),
    ("mode", "zoom", "Hãy chọn họp hoặc lấy ý kiến."),
    ("council", "999", "Hãy chọn một hội đồng trong danh sách."),
])
def test_a_session_called_wrongly_is_not_called(scene: Scene, field: str, value: str, sentence: str) -> None:
    data = {"council": scene.council.pk, "on": "28/11/2026", "mode": "meeting", "place": "Nhà A", field: value}
    answer = browser(scene.secretary).post(reverse("call_session"), data)
    assert answer.status_code == 422
    seen(answer, sentence)
    assert "Nhà A" in answer.content.decode()
    assert Session.objects.count() == 0


def test_a_session_without_roll_or_agenda_does_not_open(scene: Scene) -> None:
    session, client = make_session(scene), browser(scene.secretary)
    path = reverse("session_open", args=[session.pid])
    seen(client.get(path), "Chưa có sản phẩm nào trong chương trình họp.", "cần ít nhất 6 người")
    answer = client.post(path)
    assert answer.status_code == 422
    seen(answer, "Chưa đủ điều kiện", "Chưa có sản phẩm nào trong chương trình họp.")
    session.refresh_from_db()
    assert session.state == "called"


def test_the_roll_takes_no_stranger(scene: Scene) -> None:
    session, client = make_session(scene), browser(scene.secretary)
    other = Seat.objects.create(council=scene.council, person="Người cũ (ví dụ)", agency="Sở", role="member",
                                valid_from=scene.council.valid_from, valid_to=scene.council.valid_from)
    for seat in (str(other.pk), "999", "x"):
        answer = client.post(reverse("session_attendance", args=[session.pid]), {"seat": [seat]})
        assert answer.status_code == 422
        seen(answer, "Có người không phải thành viên hội đồng trong ngày họp.")
    assert Attendance.objects.count() == 0


def test_the_agenda_takes_all_the_ticked_dossiers_or_none(scene: Scene) -> None:
    session, client = make_session(scene), browser(scene.secretary)
    stage = make_stage(scene)
    path = reverse("session_agenda", args=[session.pid])
    assert client.post(path).status_code == 422
    assert client.post(path, {"stage": [stage.pk, 9999]}).status_code == 409
    assert Docket.objects.count() == 0
    assert client.post(path, {"stage": [stage.pk]}).status_code == 302
    off = reverse("docket_off", args=[Docket.objects.get().pid])
    assert client.post(off, {"reason": ""}).status_code == 422
    assert client.post(off, {"reason": "Thiếu mẫu (ví dụ)"}).status_code == 302
    assert Docket.objects.count() == 0


def test_counting_too_early_names_who_owes(scene: Scene, docket: Docket) -> None:
    answer = browser(scene.secretary).post(reverse("docket_tally", args=[docket.pid]))
    assert answer.status_code == 422
    seen(answer, "Chưa kiểm phiếu được", "Ủy viên C (ví dụ) chưa ký phiếu đánh giá.")
    assert Tally.objects.count() == 0
    for name in ("docket_close",):
        assert browser(scene.secretary).post(reverse(name, args=[docket.pid])).status_code == 409
    early = browser(scene.secretary).post(reverse("docket_turn", args=[docket.pid]), {"reason": "x"})
    assert early.status_code == 409


def test_findings_need_a_known_level_and_a_reason(scene: Scene, docket: Docket, good: Picks) -> None:
    sign_all(scene, docket, [good] * 7)
    tally = tally_docket(docket=docket, by=fresh(scene.secretary))
    client = browser(scene.secretary)
    finding = next(one for one in tally.gate_findings.select_related("criterion", "option") if one.option)
    gate = reverse("docket_gate", args=[docket.pid, finding.criterion.key])
    for data, sentence in (({"option": "77"}, "Hãy chọn một mức của tiêu chí này"), ({}, "Hãy chọn một mức"),
                           ({"option": ""}, "Kết luận khác mức đề xuất thì phải ghi lý do.")):
        answer = client.post(gate, {**data, "note": ""})
        assert answer.status_code == 422
        seen(answer, sentence)
    assert client.get(reverse("docket_gate", args=[docket.pid, "99.1"])).status_code == 404
    assert client.post(gate, {"option": "", "note": "Không có giấy (ví dụ)"}).status_code == 302
    page = words(client.get(reverse("docket_page", args=[docket.pid])))
    assert "chưa đạt mức nào (0 điểm)" in page
    assert "Không có giấy (ví dụ)" in page
    exclusion = tally.exclusion_findings.select_related("exclusion").first()
    if exclusion is not None:
        path = reverse("docket_exclusion", args=[docket.pid, exclusion.exclusion.key])
        assert client.post(path, {"holds": "co", "note": ""}).status_code == 422
        assert client.post(path, {"holds": "la"}).status_code == 422
        assert client.post(path, {"holds": "co", "note": "Có biên bản (ví dụ)"}).status_code == 302


def test_a_closed_result_moves_only_by_another_turn_with_a_reason(scene: Scene, docket: Docket, good: Picks) -> None:
    sign_all(scene, docket, [good] * 7)
    tally = tally_docket(docket=docket, by=fresh(scene.secretary))
    key = tally.gate_findings.select_related("criterion").first().criterion.key
    close_tally(tally=tally, by=fresh(scene.secretary))
    client = browser(scene.secretary)
    assert client.post(reverse("docket_gate", args=[docket.pid, key]), {"option": "", "note": "x"}).status_code == 409
    assert client.post(reverse("docket_close", args=[docket.pid])).status_code == 409
    assert client.get(reverse("docket_gate", args=[docket.pid, key])).status_code == 302
    turn = reverse("docket_turn", args=[docket.pid])
    assert client.post(turn, {"reason": " "}).status_code == 422
    seen(client.post(turn, {"reason": "Lệch quá quy chế (ví dụ)"}, follow=True), "Đã mở lần chấm 2", "lần chấm 2",
         "Phiếu còn niêm phong")
    seen(browser(scene.members[0]).get(reverse("council_queue")), "Chấm tiếp", "lần chấm 2")


def test_minutes_are_not_signed_before_the_close_nor_twice(scene: Scene, docket: Docket, good: Picks) -> None:
    path, client = reverse("minutes_sign", args=[docket.session.pid]), browser(scene.secretary)
    assert client.post(path).status_code == 409
    seen(client.get(reverse("session_minutes", args=[docket.session.pid])), "Chưa có biên bản")
    sign_all(scene, docket, [good] * 7)
    close_tally(tally=tally_docket(docket=docket, by=fresh(scene.secretary)), by=fresh(scene.secretary))
    close_session(session=docket.session, by=fresh(scene.secretary))
    assert client.post(path).status_code == 302
    again = client.post(path)
    assert again.status_code == 409
    seen(again, "Bạn đã ký biên bản này.")


def test_a_paper_sheet_is_entered_with_its_scan_and_confirmed_by_a_second_person(scene: Scene, docket: Docket) -> None:
    seat = scene.seat(scene.members[5])
    path, client = reverse("paper_enter", args=[docket.pid, seat.pk]), browser(scene.secretary)
    lacking = client.post(path, {"o-2.3": "2"})
    assert lacking.status_code == 422
    seen(lacking, "Hãy chọn bản quét của phiếu giấy.")
    assert checked(lacking, "2")
    bad = client.post(path, {"o-2.3": "2", "scan": SimpleUploadedFile("phieu.pdf", b"MZ not a paper at all")})
    assert bad.status_code == 422
    assert ScoreSheet.objects.count() == 0
    assert client.post(path, {"o-2.3": "2", "scan": SimpleUploadedFile("phieu.pdf", PDF)}).status_code == 302
    confirm = reverse("paper_confirm", args=[docket.pid, seat.pk])
    own = client.post(confirm)
    assert own.status_code == 403
    seen(own, "người thứ hai")
    member = browser(scene.members[5])
    seen(member.get(confirm), "Xác nhận phiếu giấy", "2.3 Phong cách, ghi nhãn hàng hóa: 2")
    assert member.post(confirm).status_code == 302
    assert ScoreSheet.objects.get().state == "signed"
