"""The minutes and the printed sheets."""

import pytest
from django.utils import translation

from ocop.core.files import open_blob
from ocop.core.models import AuditEntry, AuditSeal
from ocop.core.refusal import Refusal
from ocop.core.seals import NO_ROOT, verify_audit
from ocop.councils.actions import (
    close_session,
    close_tally,
    declare_conflict,
    save_sheet,
    settle_gate,
    sign_minutes,
    tally_docket,
)
from ocop.councils.flow import SESSION_FLOW, SHEET_FLOW
from ocop.councils.models import Docket, Minutes, ScoreSheet, Session
from ocop.councils.printing import blank_sheet_pdf, filled_sheet_pdf, minutes_pdf
from ocop.rulebooks.models import Criterion
from tests.factories.councils import Picks, Scene, closed_session, counted, make_session, ready_docket, sign
from tests.people import fresh


def test_the_minutes_need_the_secretary_and_a_head(scene: Scene, docket: Docket, good: Picks) -> None:
    tally = closed_session(scene, docket, [good] * 4)
    session = docket.session
    for actor in (scene.members[2], scene.office):
        with pytest.raises(Refusal) as refused:
            sign_minutes(session=session, by=fresh(actor))
        assert refused.value.kind == "forbidden"
    minutes = sign_minutes(session=session, by=fresh(scene.secretary))
    assert Session.objects.get(pk=session.pk).state == "closed"
    assert AuditSeal.objects.count() == 0
    with pytest.raises(Refusal) as refused:
        sign_minutes(session=session, by=fresh(scene.secretary))
    assert (refused.value.code, refused.value.kind) == ("minutes-signed", "conflict")
    again = sign_minutes(session=session, by=fresh(scene.chair))
    assert (again.pk, again.content) == (minutes.pk, minutes.content)
    assert Session.objects.get(pk=session.pk).state == "signed"
    assert AuditEntry.objects.filter(leaf=None).count() == 0
    assert verify_audit().clean
    with pytest.raises(Refusal) as refused:
        sign_minutes(session=session, by=fresh(scene.members[1]))
    assert refused.value.kind == "conflict"
    (line,) = minutes.content["products"]
    assert (line["sheets"], line["mean"], line["stars"]) == (4, "80,00", tally.stars)
    assert (len(minutes.content["present"]), minutes.content["absent"]) == (5, [])
    assert minutes.content["trail"] == NO_ROOT
    assert minutes.document is not None
    assert open_blob(minutes.document).read(5) == b"%PDF-"


def test_a_deputy_may_sign_for_the_chair(scene: Scene, docket: Docket, good: Picks) -> None:
    closed_session(scene, docket, [good] * 4)
    for actor in (scene.members[1], scene.secretary):
        sign_minutes(session=docket.session, by=fresh(actor))
    assert Session.objects.get().state == "signed"


def test_before_closing_there_are_no_minutes(scene: Scene, docket: Docket) -> None:
    with pytest.raises(Refusal) as refused:
        sign_minutes(session=docket.session, by=scene.secretary)
    assert refused.value.kind == "conflict"
    assert Minutes.objects.count() == 0


def test_the_minutes_carry_conflicts_gates_and_changed_findings_in_vietnamese(scene: Scene, good: Picks) -> None:
    docket = ready_docket(scene)
    tied = scene.members[3]
    declare_conflict(seat=scene.seat(tied), producer=docket.stage.dossier.producer, basis="Góp vốn", by=tied)
    for member in scene.members[:3]:
        sign(docket, member, good)
    tally = tally_docket(docket=docket, by=scene.secretary)
    label = Criterion.objects.get(product_set=scene.tea, key="2.3")
    settle_gate(tally=tally, criterion=label, option=None, note="Chưa có nhãn", by=scene.secretary)
    close_tally(tally=tally, by=scene.secretary)
    close_session(session=docket.session, by=scene.secretary)
    with translation.override("en"):
        content = sign_minutes(session=docket.session, by=scene.secretary).content
    assert content["conflicts"] == [
        {"person": tied.user.name, "product": "Chè shan tuyết (ví dụ)", "basis": "Góp vốn"}]
    assert content["present"][0]["role"] == "Chủ tịch hội đồng"
    (line,) = content["products"]
    assert (line["sheets"], len(line["changed"])) == (3, 1)
    assert line["changed"][0].startswith("2.3 ")
    assert line["changed"][0].endswith("thành mức không tích. Chưa có nhãn")
    assert any(words.startswith("2.3 ") for words in line["missed"])
    assert minutes_pdf(content).startswith(b"%PDF-")


def test_sheets_print_blank_and_filled(scene: Scene, docket: Docket, good: Picks) -> None:
    assert blank_sheet_pdf(docket, scene.seat(scene.chair)).startswith(b"%PDF-")
    save_sheet(docket=docket, picks=good, notes={"1.1": "#panic()"}, opinion="Chè ngon", by=scene.chair)
    assert filled_sheet_pdf(ScoreSheet.objects.get()).startswith(b"%PDF-")


def test_the_flows_offer_what_a_person_may_do(scene: Scene, docket: Docket, good: Picks) -> None:
    session = make_session(scene)
    assert [step.verb for step in SESSION_FLOW.offers(session, scene.chair)] == ["open_session"]
    assert SESSION_FLOW.offers(session, scene.members[2]) == []
    assert SESSION_FLOW.offers(session, scene.office) == []
    sheet = save_sheet(docket=docket, picks=good, by=scene.members[2])
    assert [step.verb for step in SHEET_FLOW.offers(sheet, scene.members[2])] == ["sign_sheet"]
    assert SHEET_FLOW.offers(sheet, scene.chair) == []


def test_the_office_sees_no_signature_step_on_a_counted_product(scene: Scene, docket: Docket, good: Picks) -> None:
    counted(scene, docket, [good] * 4)
    assert [step.verb for step in SESSION_FLOW.offers(Session.objects.get(), scene.secretary)] == ["close_session"]
