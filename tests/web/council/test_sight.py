"""Who sees which page of the council desk: 404 for what one may not see, 403 for what one may not do."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.councils.actions import close_tally, declare_conflict, tally_docket
from ocop.councils.models import Docket, Session
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, Scene, make_docket, make_province, make_session, sign, sign_all, start
from tests.factories.sheets import picks_totalling
from tests.people import fresh, officer, user
from tests.web.council.hands import browser, open_session_with, seen, words

SHEET = ("sheet_overview", "sheet_criterion", "sheet_whole", "sheet_sign", "sheet_pdf")
SESSION = ("session_page", "session_attendance", "session_agenda", "session_open", "session_close", "session_minutes",
           "minutes_sign", "minutes_file")
PRODUCT = ("docket_page", "docket_gate", "docket_exclusion", "docket_close", "docket_turn", "docket_off",
           "docket_papers", "paper_enter", "paper_confirm", "paper_scan", "paper_pdf")
LEADERS = ("session_attendance", "session_open", "session_close", "minutes_sign")


def address(name: str, session: Session, docket: Docket, seat: int = 1) -> str:
    """A page's address with what it is about."""
    if name in SESSION:
        return reverse(name, args=[session.pid])
    more = {"sheet_criterion": ["2.3"], "docket_gate": ["2.3"], "docket_exclusion": ["x"]}.get(name, [])
    if name.startswith("paper_"):
        more = [seat]
    return reverse(name, args=[docket.pid, *more])


def statuses(client: Client, names: tuple[str, ...], session: Session, docket: Docket) -> dict[str, int]:
    """The status of each page."""
    return {name: client.get(address(name, session, docket)).status_code for name in names}


@pytest.fixture
def sat(scene: Scene) -> tuple[Session, Docket]:
    session, dockets = open_session_with(scene)
    return session, dockets[0]


def test_this_list_names_every_address_of_a_session_or_product() -> None:
    with_pid = {name for name in get_resolver().reverse_dict if isinstance(name, str)
                and (name in {"docket_tally", "declare_tie"} or name.startswith(("sheet_", "session_", "minutes_",
                                                                                "docket_", "paper_")))}
    assert with_pid - {"docket_tally", "declare_tie"} - {"paper_file"} == {*SHEET, *SESSION, *PRODUCT}


def test_a_passer_by_is_led_to_the_sign_in(sat: tuple[Session, Docket]) -> None:
    found = statuses(Client(), (*SHEET, *SESSION, *PRODUCT), *sat)
    assert set(found.values()) == {302}


@pytest.mark.parametrize("who", ["producer", "other province", "commune officer"])
def test_strangers_find_nothing(scene: Scene, sat: tuple[Session, Docket], who: str) -> None:
    session, docket = sat
    if who == "producer":
        stranger = user("Nông Thị Mai (ví dụ)")
    else:
        role = Role.PROVINCE_OFFICER if who == "other province" else Role.COMMUNE_OFFICER
        stranger = officer("Vi Văn Xa (ví dụ)", role, make_province("08", "Tuyên Quang")).user
    client = browser(actor_for(stranger))
    everything = (*SHEET, *SESSION, *PRODUCT, "declare_tie")
    assert set(statuses(client, everything, session, docket).values()) == {404}
    for name in ("docket_tally", "sheet_sign", "sheet_whole", "session_open", "docket_close", "declare_tie"):
        assert client.post(address(name, session, docket)).status_code == 404


def test_the_producers_director_on_the_council_never_sees_the_own_product(scene: Scene) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session, director=scene.members[3])
    start(scene, session)
    client = browser(scene.members[3])
    assert set(statuses(client, (*SHEET, *PRODUCT), session, docket).values()) == {404}
    assert docket.stage.dossier.product.name not in words(client.get(address("session_page", session, docket)))
    assert client.post(address("sheet_whole", session, docket), {"o-2.3": "1", "rev": "0"}).status_code == 404


def test_the_secretary_reads_that_scoring_is_not_their_part(scene: Scene, sat: tuple[Session, Docket]) -> None:
    client = browser(scene.secretary)
    assert set(statuses(client, SHEET, *sat).values()) == {403}
    answer = client.post(address("sheet_whole", *sat), {"o-2.3": "1", "rev": "0"})
    assert answer.status_code == 403
    seen(answer, "Bạn không phải thành viên chấm điểm của hội đồng này")
    seen(client.get(reverse("council_queue")), "Vai trò của bạn không chấm điểm")


def test_a_member_leads_nothing_and_reads_why(scene: Scene, sat: tuple[Session, Docket]) -> None:
    session, docket = sat
    client = browser(scene.members[3])
    assert set(statuses(client, LEADERS, session, docket).values()) == {403}
    seen(client.get(address("session_open", session, docket)), "Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng")
    for name in ("docket_tally", "docket_close", "docket_turn", "session_open", "session_close", "session_attendance"):
        assert client.post(address(name, session, docket), {"reason": "x"}).status_code == 403
    page = words(client.get(address("session_page", session, docket)))
    assert "Ai đã ký phiếu nào" not in page
    assert "còn niêm phong" in page


def test_nobody_reads_a_mark_before_the_last_sheet_is_in(scene: Scene, sat: tuple[Session, Docket]) -> None:
    session, docket = sat
    picks = picks_totalling(rubric_of(scene.tea), 83)
    for member in scene.members[:-1]:
        sign(docket, member, picks)
    for actor in (scene.secretary, scene.chair, scene.office, scene.members[-1]):
        for name in ("session_page", "docket_page"):
            response = browser(actor).get(address(name, session, docket))
            assert response.status_code == 200
            assert "83" not in words(response)
            assert "c-dot" not in response.content.decode()
            assert "c-none" in response.content.decode() or actor is scene.members[-1]


def test_once_all_are_in_the_board_draws_dots_without_names(scene: Scene, sat: tuple[Session, Docket]) -> None:
    session, docket = sat
    rubric = rubric_of(scene.tea)
    sign_all(scene, docket, [picks_totalling(rubric, total) for total in (72, 73, 74, 75, 76, 77, 90)])
    board = browser(scene.secretary).get(address("session_page", session, docket))
    assert board.content.decode().count("c-dot") == 7
    seen(board, "lệch 18 điểm, vượt 10", "Cần chủ tịch quyết", "Kiểm phiếu")
    page = words(browser(scene.members[2]).get(address("docket_page", session, docket)))
    assert "Trung bình 76,71 = 537/7" in page
    assert not [member.user.name for member in scene.members if member.user.name in page]


def test_a_member_who_stayed_away_reads_no_marks(scene: Scene, good: Picks) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session)
    start(scene, session, without=[scene.members[6]])
    for member in scene.members[:6]:
        sign(docket, member, good)
    tally = tally_docket(docket=docket, by=fresh(scene.secretary))
    close_tally(tally=tally, by=fresh(scene.secretary))
    client = browser(scene.members[6])
    page = words(client.get(address("docket_page", session, docket)))
    assert "Bạn xem được sau khi ký phiếu của mình" in page
    assert "Điểm theo phần" not in page
    seen(client.get(reverse("sheet_overview", args=[docket.pid])), "Lần chấm này đã kiểm phiếu xong")


def test_the_office_prepares_and_does_not_lead(scene: Scene, sat: tuple[Session, Docket]) -> None:
    client = browser(scene.office)
    assert statuses(client, ("session_page", "session_agenda", "docket_papers"), *sat) == {
        "session_page": 200, "session_agenda": 200, "docket_papers": 200}
    assert set(statuses(client, LEADERS, *sat).values()) == {403}
    assert client.get(reverse("call_session")).status_code == 200


def test_a_declared_tie_takes_the_product_out_of_the_queue(scene: Scene, sat: tuple[Session, Docket]) -> None:
    session, docket = sat
    client, path = browser(scene.members[4]), reverse("declare_tie", args=[docket.pid])
    empty = client.post(path, {"basis": " "})
    assert empty.status_code == 422
    seen(empty, "Hãy ghi lý do liên quan.")
    asked = client.post(path, {"basis": "Em trai giám đốc (ví dụ)"})
    seen(asked, "Ghi liên quan với Hợp tác xã Chè 1 (ví dụ)?", "Em trai giám đốc (ví dụ)")
    assert client.get(address("docket_page", session, docket)).status_code == 200
    done = client.post(path, {"basis": "Em trai giám đốc (ví dụ)", "sure": "1"}, follow=True)
    seen(done, "Đã ghi lợi ích liên quan.", "Chưa có phiếu nào phải chấm")
    assert client.get(address("docket_page", session, docket)).status_code == 404
    board = browser(scene.secretary).get(address("session_page", session, docket))
    seen(board, "không chấm", "Còn 6 phiếu của 6 người")


def test_a_chair_tied_to_the_producer_cannot_count(scene: Scene, sat: tuple[Session, Docket], good: Picks) -> None:
    _session, docket = sat
    sign_all(scene, docket, [good] * 7)
    declare_conflict(seat=scene.seat(scene.chair), producer=docket.stage.dossier.producer, basis="Họ hàng (ví dụ)",
                     by=fresh(scene.chair))
    assert browser(scene.chair).post(reverse("docket_tally", args=[docket.pid])).status_code == 404
    assert browser(scene.secretary).post(reverse("docket_tally", args=[docket.pid])).status_code == 302
