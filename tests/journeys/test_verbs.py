"""The whole way of the law through the verbs: a village tea, seven sheets whose mean is 638/7, and its stars."""

import datetime as dt
from typing import Any

import pytest

from ocop.core.dates import add_months, today
from ocop.core.refusal import Refusal
from ocop.councils.actions import (
    call_session,
    close_session,
    close_tally,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    settle_gate,
    sign_minutes,
    sign_sheet,
    tally_docket,
)
from ocop.councils.models import Docket, Seat, Tally
from ocop.dossiers.actions import accept_dossier, record_local_finding, send_up, submit_dossier
from ocop.dossiers.enums import DossierState
from ocop.dossiers.models import Dossier
from ocop.recognition.actions import draft_decision, record_decision, send_result
from ocop.recognition.enums import CertificateStatus, DecisionKind
from ocop.recognition.models import Certificate, Listing, Recognition
from ocop.recognition.queries import check
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import seven_sheets
from tests.journeys.world import World, build_world, draft_dossier, option, pdf
from tests.people import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def bring_to_council(world: World, dossier: Dossier) -> Docket:
    """Submit, check at the commune, accept at the province, call the session and open it."""
    submit_dossier(dossier=dossier, by=world.director)
    stage = dossier.stages.get(level="commune")
    for head in (1, 2, 3, 4):
        record_local_finding(stage=stage, head=head, finding="Đúng như chủ thể khai (ví dụ).", by=world.commune_officer)
    upper = send_up(stage=stage, request_no="12/TTr-UBND (ví dụ)", by=world.commune_officer)
    accept_dossier(stage=upper, by=world.province_officer)
    upper.refresh_from_db()
    session = call_session(council=world.council, on=today(), by=fresh(world.secretary))
    docket = put_on_docket(session=session, stage=upper, by=fresh(world.secretary))
    note_attendance(session=session, present=Seat.objects.filter(council=world.council), by=fresh(world.secretary))
    open_session(session=session, by=fresh(world.secretary))
    return docket


def score(world: World, docket: Docket, sheets: list[dict[str, str]]) -> Tally:
    """Seven members save and sign; the secretary counts."""
    for member, picks in zip(world.members, sheets, strict=True):
        save_sheet(docket=docket, picks=picks, by=fresh(member))
        sign_sheet(docket=docket, by=fresh(member))
    return tally_docket(docket=docket, by=fresh(world.secretary))


def finish_session(world: World, docket: Docket) -> None:
    """Close the session and sign its minutes."""
    session = docket.session
    close_session(session=session, by=fresh(world.secretary))
    sign_minutes(session=session, by=fresh(world.secretary))
    sign_minutes(session=session, by=fresh(world.chair))


def decide(world: World, tally: Tally, kind: str) -> Any:
    """Draft the decision and record it as signed today."""
    draft = draft_decision(authority=world.province, kind=kind, tallies=[tally], by=world.province_officer)
    assert Certificate.objects.count() == 0
    return record_decision(decision=draft, number="2026/QĐ-UBND (ví dụ)", signed_on=today(),
                           signer="Nguyễn Văn Chủ Tịch (ví dụ)", upload=pdf("quyet-dinh.pdf"),
                           by=world.province_officer)


def test_a_mean_of_638_sevenths_with_one_five_star_gate_missed_is_four_stars_and_lives_36_months(world: World) -> None:
    sheets, weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0]))
    tally = score(world, docket, sheets)
    assert (tally.sum_points, tally.sheets) == (638, 7)
    tally = close_tally(tally=tally, by=fresh(world.secretary))
    assert tally.stars == 4
    assert {missed["criterion"] for missed in tally.result["missed"] if missed["star"] == 5} == {weak}
    product = docket.stage.dossier.product
    assert Listing.objects.filter(product=product, stars__isnull=False).count() == 0
    finish_session(world, docket)
    decide(world, tally, DecisionKind.RECOGNISE)
    certificate = Certificate.objects.get()
    assert certificate.issued_on == today()
    assert certificate.valid_to == add_months(today(), 36)
    assert certificate.status_on(today()) == CertificateStatus.VALID
    assert certificate.status_on(certificate.valid_to + dt.timedelta(days=1)) == CertificateStatus.EXPIRED
    assert product.codes.get().code == f"19-05503-1-{today().year}"
    assert check(certificate.pid, today()).status == CertificateStatus.VALID
    assert Listing.objects.get(product=product).stars == 4
    dossier = Dossier.objects.get()
    assert dossier.state == DossierState.CLOSED


def test_the_same_sheets_with_one_four_star_gate_finding_lowered_are_three_stars(world: World) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0]))
    tally = score(world, docket, sheets)
    label = Criterion.objects.get(product_set=world.tea, key="2.3")
    settle_gate(tally=tally, criterion=label, option=option(label, "2"), note="Chưa có mã truy xuất (ví dụ).",
                by=fresh(world.secretary))
    assert close_tally(tally=tally, by=fresh(world.secretary)).stars == 3


def test_all_gates_reached_is_forwarded_without_certificate_or_public_star(world: World) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=None)
    docket = bring_to_council(world, draft_dossier(world, sheets[0]))
    tally = close_tally(tally=score(world, docket, sheets), by=fresh(world.secretary))
    assert tally.stars == 5
    finish_session(world, docket)
    with pytest.raises(Refusal):
        draft_decision(authority=world.province, kind=DecisionKind.RECOGNISE, tallies=[tally],
                       by=world.province_officer)
    decide(world, tally, DecisionKind.FORWARD)
    assert Certificate.objects.count() == 0
    assert Listing.objects.filter(stars__isnull=False).count() == 0
    assert Dossier.objects.get().stages.get(level="nation").state == "received"


def test_a_tally_stands_in_one_decision_only(world: World) -> None:
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0]))
    tally = close_tally(tally=score(world, docket, sheets), by=fresh(world.secretary))
    finish_session(world, docket)
    decide(world, tally, DecisionKind.RECOGNISE)
    with pytest.raises(Refusal) as refused:
        draft_decision(authority=world.province, kind=DecisionKind.RECOGNISE, tallies=[tally],
                       by=world.province_officer)
    assert refused.value.kind == "conflict"
    assert Recognition.objects.count() == 1


def test_below_three_stars_there_is_a_result_letter_and_no_certificate(world: World) -> None:
    sheets = [{"1.1": "1"}] * 7
    docket = bring_to_council(world, draft_dossier(world, {"1.1": "1"}))
    tally = close_tally(tally=score(world, docket, sheets), by=fresh(world.secretary))
    assert tally.stars == 1
    finish_session(world, docket)
    result = send_result(tally=tally, by=world.province_officer)
    assert result.stars == 1
    assert Dossier.objects.get().state == DossierState.CLOSED
    assert Certificate.objects.count() == 0
