"""Decisions: what waits, drafts, recording, certificates, letters, and the whole way by pages."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.accounts.enums import Role
from ocop.core.dates import add_months, today
from ocop.councils.models import Session, Tally
from ocop.dossiers.actions import submit_dossier
from ocop.dossiers.enums import DossierState
from ocop.dossiers.models import Dossier, Stage
from ocop.recognition.actions import draft_decision
from ocop.recognition.enums import DecisionKind, DecisionState
from ocop.recognition.models import Certificate, Decision, PastResult, Recognition
from tests.journeys.world import World, draft_dossier, pdf
from tests.people import fresh, officer
from tests.web.decisions.council import judged
from tests.web.officer.scene import Strangers, accepted, filed, page_of, picks_of, posted, queries_of
from tests.web.officer.test_dossier_pages import GOOD

LIST = "/lam-viec/quyet-dinh/"
DRAFT = f"{LIST}lap/"


def judged_one(world: World, stars: int = 4, name: str = "Chè shan tuyết (ví dụ)") -> Tally:
    """A signed result."""
    dossier = filed(world, name)
    accepted(world, dossier)
    return judged(world, {dossier: stars})[dossier.pk]


def draft_of(world: World, tally: Tally, kind: str = DecisionKind.RECOGNISE) -> Decision:
    return draft_decision(authority=world.province, kind=kind, tallies=[tally], by=world.province_officer)


def paper(**more: Any) -> dict[str, Any]:
    """What a clerk types from the signed paper."""
    day = today()
    return {"number": "2026/QĐ-UBND", "signed_on": f"{day.day}/{day.month}/{day.year}",
            "signer": "Nguyễn Văn Chủ (ví dụ)", "signer_title": "CHỦ TỊCH", "upload": pdf("qd.pdf"), "checked": "on",
            **more}


def test_results_wait_by_what_the_law_does_with_them(client: Client, world: World) -> None:
    names = {"Chè bốn sao (ví dụ)": 4, "Chè năm sao (ví dụ)": 5, "Chè một sao (ví dụ)": 1}
    dossiers = {filed(world, name): stars for name, stars in names.items()}
    for dossier in dossiers:
        accepted(world, dossier)
    judged(world, dossiers, signed=False)
    assert "Chưa có kết quả nào chờ quyết định." in page_of(client, world.province_officer, LIST).content.decode()
    Session.objects.update(state="signed")
    page = page_of(client, world.province_officer, LIST).content.decode()
    places = {key: page.index(f'id="{key}"') for key in ("recognise", "forward", "letter")}
    assert places["recognise"] < page.index("Chè bốn sao") < places["forward"] < page.index("Chè năm sao")
    assert page.index("Chè năm sao") < places["letter"] < page.index("Chè một sao")
    assert "91,14" in page


def test_the_list_and_its_count_are_seen_before_a_draft_is_made(client: Client, world: World) -> None:
    tally = judged_one(world)
    by = world.province_officer
    asked = page_of(client, by, f"{DRAFT}?loai=recognise&kq={tally.pk}").content.decode()
    assert "với 1 sản phẩm?" in asked and "Chè shan tuyết (ví dụ)" in asked and Decision.objects.count() == 0
    nothing = page_of(client, by, f"{DRAFT}?loai=recognise")
    assert nothing.status_code == 422 and "Hãy chọn ít nhất một sản phẩm." in nothing.content.decode()
    for odd in ("?loai=recognise&kq=999999", "?loai=xxx&kq=1", ""):
        assert page_of(client, by, DRAFT + odd).status_code == 404
    done = posted(client, by, DRAFT, {"loai": "recognise", "kq": [str(tally.pk)]})
    draft = Decision.objects.get()
    assert done["Location"] == f"{LIST}{draft.pid}/"
    page = client.get(f"{LIST}{draft.pid}/").content.decode()
    assert "Dự thảo: Công nhận" in page and "Phụ lục" in page and "Tải Word" in page and "1 sản phẩm" in page
    assert "Không có kết quả nào đang chờ" in client.get(LIST).content.decode()
    again = posted(client, by, DRAFT, {"loai": "recognise", "kq": [str(tally.pk)]})
    assert again.status_code == 409
    assert "đã nằm trong một quyết định hoặc dự thảo khác" in again.content.decode()
    assert Decision.objects.count() == 1


def test_a_kind_that_does_not_fit_the_stars_is_refused_and_nothing_stays(client: Client, world: World) -> None:
    tally = judged_one(world, 5)
    wrong = posted(client, world.province_officer, DRAFT, {"loai": "recognise", "kq": [str(tally.pk)]})
    assert wrong.status_code == 422 and Decision.objects.count() == 0
    letter = posted(client, world.province_officer, DRAFT, {"loai": "letter", "kq": [str(tally.pk)]})
    assert letter.status_code == 422 and PastResult.objects.count() == 0


def test_a_draft_downloads_as_word_and_pdf_and_can_be_thrown_away(client: Client, world: World) -> None:
    draft = draft_of(world, judged_one(world))
    by = world.province_officer
    word = page_of(client, by, f"{LIST}{draft.pid}/quyet-dinh.docx")
    with zipfile.ZipFile(io.BytesIO(word.content)) as archive:
        assert "word/document.xml" in archive.namelist()
    assert page_of(client, by, f"{LIST}{draft.pid}/quyet-dinh.pdf").content[:5] == b"%PDF-"
    assert client.get(f"{LIST}{draft.pid}/van-ban/").status_code == 404
    assert client.get(f"{LIST}{draft.pid}/giay-chung-nhan.pdf").status_code == 404
    assert "1 kết quả trở lại danh sách chờ" in client.get(f"{LIST}{draft.pid}/bo/").content.decode()
    assert Decision.objects.count() == 1
    assert posted(client, world.clerk, f"{LIST}{draft.pid}/bo/", {}).status_code == 403
    assert posted(client, by, f"{LIST}{draft.pid}/bo/", {})["Location"] == LIST
    assert (Decision.objects.count(), Recognition.objects.count()) == (0, 0)
    assert "Chờ quyết định công nhận" in client.get(LIST).content.decode()


@pytest.mark.parametrize(("field", "value", "words"), [
    ("signed_on", "31/02/2026", "Ngày này không có."),
    ("signed_on", "", "Hãy nhập ngày."),
    ("signed_on", "22 tháng 5", "Ngày này không có."),
    ("signed_on", "31/12/2199", "Ngày ký ở tương lai."),
    ("signed_on", "05/04/2020", "Ngày ký trước ngày họp hội đồng."),
    ("number", "", "Hãy nhập số quyết định"),
    ("number", "9" * 61, ""),
    ("signer", " ", "Hãy nhập người ký."),
    ("upload", "", "Hãy chọn tệp PDF"),
    ("upload", SimpleUploadedFile("qd.pdf", b"MZ not a pdf", content_type="application/pdf"), "Tệp này không phải PDF"),
    ("upload", SimpleUploadedFile("qd.pdf", b"", content_type="application/pdf"), "Tệp rỗng"),
    ("checked", "", "Hãy đối chiếu với văn bản"),
])
def test_wrong_facts_are_told_beside_the_field_and_nothing_changes(client: Client, world: World, field: str, value: Any,
                                                                   words: str) -> None:
    draft = draft_of(world, judged_one(world))
    if hasattr(value, "seek"):
        value.seek(0)
    answer = posted(client, world.clerk, f"{LIST}{draft.pid}/ghi-nhan/", paper(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and f'id="id_{field}-e"' in page
    if field != "number":
        assert 'value="2026/QĐ-UBND"' in page
    draft.refresh_from_db()
    assert (draft.state, draft.number, Certificate.objects.count()) == (DecisionState.DRAFT, "", 0)


def test_05_04_2026_is_the_fifth_of_april(client: Client, world: World) -> None:
    draft = draft_of(world, judged_one(world))
    Session.objects.update(on=dt.date(2026, 4, 5))
    done = posted(client, world.clerk, f"{LIST}{draft.pid}/ghi-nhan/", paper(signed_on="05/04/2026"))
    assert done.status_code == 302
    draft.refresh_from_db()
    assert draft.signed_on == dt.date(2026, 4, 5)
    assert "5/4/2026" in client.get(f"{LIST}{draft.pid}/").content.decode()


def test_a_recorded_decision_shows_its_certificates_and_prints_them(client: Client, world: World) -> None:
    tally = judged_one(world)
    draft = draft_of(world, tally)
    record = f"{LIST}{draft.pid}/ghi-nhan/"
    asked = page_of(client, world.clerk, record).content.decode()
    assert "Ghi nhận quyết định đã ký?" in asked and "1 sản phẩm được công nhận" in asked and "không sửa được" in asked
    done = posted(client, world.clerk, record, paper())
    assert done["Location"] == f"{LIST}{draft.pid}/"
    certificate = Certificate.objects.get()
    page = client.get(f"{LIST}{draft.pid}/").content.decode()
    assert "Đã ghi nhận quyết định 2026/QĐ-UBND" in page and certificate.number in page and "4 sao" in page
    end = add_months(today(), 36)
    assert f"{end.day}/{end.month}/{end.year}" in page
    one = client.get(f"{LIST}{draft.pid}/giay/{certificate.pid}.pdf")
    batch = client.get(f"{LIST}{draft.pid}/giay-chung-nhan.pdf")
    assert (one.content[:5], batch.content[:5]) == (b"%PDF-", b"%PDF-")
    signed = client.get(f"{LIST}{draft.pid}/van-ban/")
    assert signed["Content-Type"] == "application/pdf" and "default-src 'none'" in signed["Content-Security-Policy"]
    assert client.get(f"{LIST}{draft.pid}/giay/AAAAAAAAAA.pdf").status_code == 404
    assert posted(client, world.clerk, record, paper()).status_code == 409
    assert client.get(record)["Location"] == f"{LIST}{draft.pid}/"
    assert posted(client, world.province_officer, f"{LIST}{draft.pid}/bo/", {}).status_code == 409
    assert Certificate.objects.count() == 1


def test_a_number_used_twice_in_a_year_is_told_beside_the_number(client: Client, world: World) -> None:
    first = draft_of(world, judged_one(world))
    second = draft_of(world, judged_one(world, name="Chè hai (ví dụ)"))
    assert posted(client, world.clerk, f"{LIST}{first.pid}/ghi-nhan/", paper()).status_code == 302
    answer = posted(client, world.clerk, f"{LIST}{second.pid}/ghi-nhan/", paper(upload=pdf("hai.pdf")))
    assert answer.status_code == 409 and 'id="id_number-e"' in answer.content.decode()
    assert Certificate.objects.count() == 1


def test_five_stars_go_up_and_show_nothing(client: Client, world: World) -> None:
    draft = draft_of(world, judged_one(world, 5), DecisionKind.FORWARD)
    posted(client, world.clerk, f"{LIST}{draft.pid}/ghi-nhan/", paper())
    page = client.get(f"{LIST}{draft.pid}/").content.decode()
    assert "chưa có sao nào hiện công khai" in page and "In tất cả" not in page
    assert Certificate.objects.count() == 0
    assert Dossier.objects.get().stages.get(level="nation").state == "received"
    assert "Chè shan" in page_of(client, world.ministry, "/lam-viec/can-bo/tinh/").content.decode()


def test_a_result_below_three_stars_is_told_by_letter(client: Client, world: World) -> None:
    tally = judged_one(world, 1)
    by = world.province_officer
    asked = page_of(client, by, f"{DRAFT}?loai=letter&kq={tally.pk}").content.decode()
    assert "Gửi kết quả 1 sản phẩm?" in asked and PastResult.objects.count() == 0
    assert posted(client, by, DRAFT, {"loai": "letter", "kq": [str(tally.pk)]})["Location"] == LIST
    letter = PastResult.objects.get()
    assert letter.stars == 1 and Dossier.objects.get().state == DossierState.CLOSED
    page = client.get(LIST).content.decode()
    assert "Thư kết quả đã gửi" in page
    assert client.get(f"{LIST}ket-qua/{letter.pk}.pdf").content[:5] == b"%PDF-"
    assert posted(client, by, DRAFT, {"loai": "letter", "kq": [str(tally.pk)]}).status_code == 409
    assert PastResult.objects.count() == 1


@pytest.mark.parametrize("tail", ["", "lap/?loai=recognise", "{pid}/", "{pid}/bo/", "{pid}/ghi-nhan/",
                                  "{pid}/quyet-dinh.pdf",
                                  "{pid}/quyet-dinh.docx", "{pid}/giay-chung-nhan.pdf", "{pid}/van-ban/",
                                  "{pid}/giay/AAAAAAAAAA.pdf", "ket-qua/1.pdf"])
def test_decisions_are_there_for_their_office_only(client: Client, world: World, others: Strangers, tail: str) -> None:
    draft = draft_of(world, judged_one(world))
    address = LIST + tail.format(pid=draft.pid)
    assert client.get(address)["Location"].startswith("/dang-nhap/?next=")
    for person in (world.commune_officer, others.other_commune, others.producer, others.nobody_here, world.chair):
        assert page_of(client, person, address).status_code == 404
    abroad = page_of(client, others.other_province, address)
    assert abroad.status_code == (404 if "{pid}" in tail or "ket-qua" in tail else 200 if not tail else 422)
    if "{pid}" not in tail:
        assert draft.pid not in abroad.content.decode()


def test_who_reads_but_may_not_act_is_told_why(client: Client, world: World) -> None:
    tally = judged_one(world)
    draft = draft_of(world, tally)
    leader = officer("Lãnh đạo (ví dụ)", Role.LEADER, world.province)
    assert page_of(client, leader, f"{LIST}{draft.pid}/").status_code == 200
    for address in (f"{LIST}{draft.pid}/ghi-nhan/", f"{LIST}{draft.pid}/bo/", f"{DRAFT}?loai=recognise&kq={tally.pk}"):
        answer = page_of(client, leader, address)
        assert answer.status_code == 403 and "Chỉ cán bộ cơ quan tham mưu" in answer.content.decode()
    assert posted(client, world.clerk, DRAFT, {"loai": "recognise", "kq": [str(tally.pk)]}).status_code == 403


def test_another_province_cannot_decide_on_what_it_does_not_see(client: Client, world: World,
                                                                others: Strangers) -> None:
    tally = judged_one(world)
    for kind in ("recognise", "letter"):
        assert posted(client, others.other_province, DRAFT, {"loai": kind, "kq": [str(tally.pk)]}).status_code == 404
    assert (Decision.objects.count(), PastResult.objects.count()) == (0, 0)


def test_the_pages_take_the_same_queries_for_one_and_three(client: Client, world: World) -> None:
    by = world.province_officer
    judged_one(world)
    waiting = queries_of(client, by, LIST)
    judged_one(world, name="Chè hai (ví dụ)")
    judged_one(world, name="Chè ba (ví dụ)")
    assert queries_of(client, by, LIST) == waiting
    one, *rest = list(Tally.objects.order_by("pk"))
    small = draft_of(world, one)
    large = draft_decision(authority=world.province, kind=DecisionKind.RECOGNISE, tallies=rest, by=by)
    for draft, number in ((small, "1/QĐ"), (large, "2/QĐ")):
        posted(client, world.clerk, f"{LIST}{draft.pid}/ghi-nhan/", paper(number=number, upload=pdf(text=number)))
    client.get(f"{LIST}{small.pid}/")
    assert queries_of(client, by, f"{LIST}{small.pid}/") == queries_of(client, by, f"{LIST}{large.pid}/")


def test_the_whole_way_by_pages_without_script(client: Client, world: World) -> None:
    dossier = draft_dossier(world, picks_of(world))
    submit_dossier(dossier=dossier, by=fresh(world.director))
    desk = "/lam-viec/can-bo"
    inbox = page_of(client, world.commune_officer, f"{desk}/xa/").content.decode()
    form = re.search(r'<a class="button quiet" href="([^"]+mau-03/)">', inbox)
    assert form is not None
    send = posted(client, world.commune_officer, form[1], {**GOOD, "act": "send"})["Location"]
    assert posted(client, world.commune_officer, send, {"request_no": "12/TTr-UBND"}).status_code == 302
    intake = page_of(client, world.province_officer, f"{desk}/tinh/").content.decode()
    accept = re.search(r'<a class="button" href="([^"]+tiep-nhan/)">', intake)
    assert accept is not None
    assert posted(client, world.province_officer, accept[1], {}).status_code == 302
    judged(world, {dossier: 4})
    waiting = page_of(client, world.province_officer, LIST).content.decode()
    ticked = re.findall(r'name="kq" value="(\d+)"', waiting)
    made = posted(client, world.province_officer, DRAFT, {"loai": "recognise", "kq": ticked})["Location"]
    link = re.search(r'href="([^"]+ghi-nhan/)"', page_of(client, world.clerk, made).content.decode())
    assert link is not None
    assert posted(client, world.clerk, link[1], paper()).status_code == 302
    dossier.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (dossier.state, certificate.recognition.stars) == (DossierState.CLOSED, 4)
    assert Stage.objects.filter(dossier=dossier).count() == 2
    read = page_of(client, world.commune_officer, f"{desk}/ho-so/{dossier.pid}/").content.decode()
    assert "Đã có kết quả" in read
