"""The way of three products through the council's pages, by clicks without script."""

import pytest
from django.http import HttpResponse
from django.test import Client

from ocop.councils.enums import SessionState
from ocop.councils.models import Docket, ScoreSheet, Seat, Session, Tally
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Scene, make_stage, seven_sheets
from tests.web.council.hands import browser, seen


def post(client: Client, path: str, data: dict[str, object] | None = None, *, to: str) -> HttpResponse:
    """Send a form; it leads on to a page that stands."""
    response = client.post(path, data or {})
    assert response.status_code == 302, response.content.decode()[-3000:]
    assert response["Location"] == to
    return client.get(to)


def prepare(scene: Scene, secretary: Client) -> Session:
    """Call, put three products on the agenda, the roll, open."""
    stages = [make_stage(scene, f"Chè {number} (ví dụ)") for number in (1, 2, 3)]
    assert secretary.get("/lam-viec/hoi-dong/phien/").status_code == 200
    answer = secretary.post("/lam-viec/hoi-dong/phien/moi/", {
        "council": scene.council.pk, "on": scene.secretary.today.strftime("%d/%m/%Y"), "mode": "meeting",
        "place": "Hội trường A (ví dụ)"})
    session = Session.objects.get()
    base = f"/lam-viec/hoi-dong/phien/{session.pid}/"
    assert answer["Location"] == f"{base}chuong-trinh/"
    seen(secretary.get(answer["Location"]), "Hồ sơ chờ hội đồng (3)", "Chè 1 (ví dụ)")
    page = post(secretary, f"{base}chuong-trinh/", {"stage": [stage.pk for stage in stages]}, to=f"{base}chuong-trinh/")
    seen(page, "Đã đưa 3 sản phẩm vào chương trình họp.", "Không còn hồ sơ nào chờ")
    seats = [seat.pk for seat in Seat.objects.filter(council=scene.council)]
    page = post(secretary, f"{base}diem-danh/", {"seat": seats}, to=base)
    seen(page, "đủ túc số: 8/8, có người chủ trì")
    seen(secretary.get(f"{base}mo/"), "Mở phần chấm điểm?", "3 sản phẩm trong chương trình")
    seen(post(secretary, f"{base}mo/", to=base), "Còn 21 phiếu của 7 người", "niêm phong, 0/7 phiếu")
    return session


def score_one_by_one(member: Client, docket: Docket, picks: dict[str, str | None]) -> None:
    """Criterion after criterion, as the pages lead, then the signature."""
    base = f"/lam-viec/hoi-dong/phieu/{docket.pid}/"
    address = f"{base}tieu-chi/{next(iter(picks))}/?chua=1"
    rev = 0
    for key, pick in picks.items():
        assert f"/tieu-chi/{key}/" in address
        answer = member.post(address, {"option": pick or "", "note": "", "rev": rev, "chua": "1"})
        assert answer.status_code == 302
        address = answer["Location"]
        rev += 1
    assert address == base
    seen(member.get(base), "Đã chấm hết")
    sign(member, docket)


def score_at_once(member: Client, docket: Docket, picks: dict[str, str | None]) -> None:
    """The whole sheet on one page."""
    base = f"/lam-viec/hoi-dong/phieu/{docket.pid}/"
    fields = {f"o-{key}": pick or "" for key, pick in picks.items()}
    post(member, f"{base}ca-phieu/", {**fields, "opinion": "Ngon (ví dụ).", "rev": "0"}, to=base)
    sign(member, docket)


def sign(member: Client, docket: Docket) -> None:
    """The page that asks, then the signature."""
    base = f"/lam-viec/hoi-dong/phieu/{docket.pid}/"
    rev = ScoreSheet.objects.get(docket=docket, seat__user_id=member.session["_auth_user_id"]).rev
    seen(member.get(f"{base}ky/"), "Sau khi ký, phiếu không sửa được.")
    seen(post(member, f"{base}ky/", {"rev": rev}, to=base), "Phiếu đã ký và niêm phong")


def count(secretary: Client, docket: Docket, weak: str) -> None:
    """Kiểm phiếu, a finding kept, the close."""
    base = f"/lam-viec/hoi-dong/san-pham/{docket.pid}/"
    page = post(secretary, f"{base}kiem-phieu/", to=base)
    seen(page, "91,14 điểm: dự kiến 4 sao", "Vì sao 4 sao mà không phải 5?", f"Tiêu chí {weak}")
    finding = Tally.objects.get(docket=docket).gate_findings.exclude(criterion__key=weak).first()
    assert finding is not None
    assert secretary.get(f"{base}ket-luan/{finding.criterion.key}/").status_code == 200
    seen(secretary.get(f"{base}chot/"), "Chốt kết quả", "638/7")
    seen(post(secretary, f"{base}chot/", to=base), "Đã chốt kết quả: 91,14 điểm, 4 sao.", "Trung bình 91,14 = 638/7",
         "Điểm theo phần")


def finish(scene: Scene, secretary: Client, session: Session) -> None:
    """Close the session; secretary and chair sign the minutes."""
    base, chair = f"/lam-viec/hoi-dong/phien/{session.pid}/", browser(scene.chair)
    seen(secretary.get(base), "Mọi sản phẩm đã chốt kết quả.")
    post(secretary, f"{base}dong/", to=base)
    assert secretary.get(f"{base}bien-ban/tep/")["Content-Type"] == "application/pdf"
    seen(secretary.get(f"{base}bien-ban/ky/"), "Chữ ký đầu tiên cố định nội dung biên bản")
    seen(post(secretary, f"{base}bien-ban/ky/", to=f"{base}bien-ban/"), "Đã ký biên bản. Còn chờ một chữ ký nữa.",
         "chủ tịch hoặc phó chủ tịch hội đồng")
    seen(post(chair, f"{base}bien-ban/ky/", to=f"{base}bien-ban/"), "Đã đủ chữ ký", "91,14")
    seen(browser(scene.members[3]).get(f"{base}bien-ban/"), "Đã đủ chữ ký")
    session.refresh_from_db()
    assert session.state == SessionState.SIGNED


@pytest.mark.django_db
def test_three_products_go_from_the_call_to_the_signed_minutes_by_pages_alone(scene: Scene) -> None:
    sheets, weak = seven_sheets(rubric_of(scene.tea), total=638, missed_star=5)
    secretary = browser(scene.secretary)
    session = prepare(scene, secretary)
    dockets = list(Docket.objects.filter(session=session).order_by("position"))
    first = browser(scene.members[0])
    criteria = len(sheets[0])
    seen(first.get("/lam-viec/hoi-dong/phieu/"), "Chấm tiếp: Chè 1 (ví dụ)", f"Còn {criteria} tiêu chí của {criteria}")
    score_one_by_one(first, dockets[0], sheets[0])
    seen(first.get("/lam-viec/hoi-dong/phieu/"), "Chấm tiếp: Chè 2 (ví dụ)", "Đã xong Chè 1 (ví dụ)")
    for docket in dockets[1:]:
        score_at_once(first, docket, sheets[0])
    for member, picks in zip(scene.members[1:], sheets[1:], strict=True):
        for docket in dockets:
            score_at_once(browser(member), docket, picks)
    assert {sheet.state for sheet in ScoreSheet.objects.all()} == {"signed"}
    seen(secretary.get(f"/lam-viec/hoi-dong/phien/{session.pid}/"), "Đủ phiếu", "dự kiến 4 sao")
    assert weak is not None
    for docket in dockets:
        count(secretary, docket, weak)
    finish(scene, secretary, session)
    assert list(Tally.objects.values_list("sum_points", "sheets", "stars")) == [(638, 7, 4)] * 3
