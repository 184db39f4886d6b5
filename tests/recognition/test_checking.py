"""The check: every state a certificate can be in, every way to write a code, and the reasons for finding nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.dossiers.models import Occasion
from ocop.recognition.actions import draft_decision
from ocop.recognition.enums import CertificateStatus as S
from ocop.recognition.enums import DecisionKind, DecisionState, EventKind, NotFound
from ocop.recognition.models import Certificate, CertificateEvent, Decision
from ocop.recognition.queries import (
    catalogue,
    certificate_api,
    certificates_for,
    check,
    codes_of,
    newest,
    product_page,
    products_api,
)
from ocop.recognition.signedqr import sign
from ocop.registry.models import ProductCode
from tests.factories.recognition import Scene, certificate, judged, make_producer, make_product

DAY = dt.timedelta(days=1)
ISSUED = dt.date(2026, 6, 15)
LAST = dt.date(2029, 6, 15)
OPENS = LAST - 180 * DAY


def event(made: Certificate, kind: str, on: dt.date, **fields: Any) -> CertificateEvent:
    return CertificateEvent.objects.create(certificate=made, kind=kind, on=on, **fields)


@pytest.mark.parametrize(("day", "status"), [
    (ISSUED - DAY, S.PENDING), (ISSUED, S.VALID), (OPENS - DAY, S.VALID), (OPENS, S.EXPIRING), (LAST, S.EXPIRING),
    (LAST + DAY, S.EXPIRED),
])
def test_dates_alone_give_these_states(scene: Scene, day: dt.date, status: S) -> None:
    made = certificate(scene, issued_on=ISSUED, signed_on=ISSUED - 20 * DAY)
    answer = check(made.pid, day)
    assert (made.status_on(day), answer.status) == (status, status)
    assert answer.stars == (4 if status in {S.VALID, S.EXPIRING} else None)
    assert answer.was_stars == (4 if status == S.EXPIRED else None)
    assert answer.since == {S.EXPIRING: OPENS, S.EXPIRED: LAST + DAY}.get(status, ISSUED)
    assert answer.until == LAST


def test_an_extended_certificate_lives_to_the_last_day_of_its_extension(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    until = LAST + 90 * DAY
    event(made, EventKind.EXTENDED, LAST - DAY, until=until, ground="Đang phân hạng lại")
    assert check(made.pid, LAST).status == S.EXPIRING
    answer = check(made.pid, LAST + DAY)
    assert (answer.status, answer.stars, answer.since, answer.until) == (S.EXTENDED, 4, LAST + DAY, until)
    assert (check(made.pid, until).status, check(made.pid, until + DAY).status) == (S.EXTENDED, S.EXPIRED)
    assert check(made.pid, until + DAY).since == until + DAY


def test_a_revoked_certificate_stays_revoked_after_its_last_day(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    event(made, EventKind.REVOKED, ISSUED + 30 * DAY, ground="misuse")
    assert check(made.pid, ISSUED + 29 * DAY).status == S.VALID
    answer = check(made.pid, LAST + 900 * DAY)
    assert (answer.status, answer.stars, answer.was_stars) == (S.REVOKED, None, 4)
    assert (answer.since, answer.until, answer.ground) == (ISSUED + 30 * DAY, None, "Sử dụng sai nhãn hiệu OCOP")


def test_a_replaced_certificate_names_the_one_that_stands_and_the_product_code_leads_to_it(scene: Scene) -> None:
    old = certificate(scene, issued_on=ISSUED, stars=3)
    new = certificate(scene, issued_on=ISSUED + 100 * DAY, product=old.recognition.product)
    day = ISSUED + 200 * DAY
    answer = check(old.pid, day)
    assert (answer.status, answer.replaced_by, answer.was_stars) == (S.REPLACED, new, 3)
    by_product = check(old.recognition.product.pid, day)
    assert (by_product.kind, by_product.certificate, by_product.stars) == ("product", new, 4)
    assert [(past.certificate, past.status) for past in by_product.history] == [(new, S.VALID), (old, S.REPLACED)]


def test_a_revoked_and_renewed_product_shows_its_living_certificate(scene: Scene) -> None:
    old = certificate(scene, issued_on=ISSUED)
    event(old, EventKind.REVOKED, ISSUED + DAY, ground="law")
    new = certificate(scene, issued_on=ISSUED + 100 * DAY, product=old.recognition.product)
    assert old.events.filter(kind="replaced").count() == 0
    assert check(old.recognition.product.pid, ISSUED + 150 * DAY).certificate == new
    assert check(old.recognition.product.pid, ISSUED + 50 * DAY).status == S.REVOKED


@pytest.mark.parametrize("spell", [
    str, str.lower, lambda code: f" {code[:5]} {code[5:]} ", lambda code: f"{code[:5]}\u2013{code[5:]}",
    lambda code: "".join(chr(ord(ch) + 0xFEE0) for ch in code), lambda code: code.replace("0", "O").replace("1", "l"),
    lambda code: code.replace("A", "А").replace("B", "В").replace("C", "С").replace("E", "Е").replace("H", "Н"),
    lambda code: f"https://ocop.vidu.vn/v/{code}", lambda code: f"{code}\u200b",
])
def test_a_public_code_is_read_however_it_is_written(scene: Scene, spell: Any) -> None:
    made = certificate(scene)
    Certificate.objects.filter(pk=made.pk).update(pid="ABCEH01K9Z")
    assert check(spell("ABCEH01K9Z"), ISSUED).certificate == made
    assert check(spell(made.recognition.product.pid), ISSUED).kind == "product"


@pytest.mark.parametrize("typed", [
    "01/GCN-OCOP-19-2026", "01-gcn-ocop-19-2026", "o1 / GCN - OCOP - 19 - 2026",
    "01\u2215GCN\u2011OCOP\u201119\u20112026",
    "01/GСN-ОСОР-19-2026",
])
def test_a_certificate_number_is_read_with_any_sign_between(scene: Scene, typed: str) -> None:
    made = certificate(scene, number="01/GCN-OCOP-19-2026")
    answer = check(typed, ISSUED)
    assert (answer.kind, answer.certificate) == ("number", made)


@pytest.mark.parametrize(("kept", "typed"), [
    ("19-05503-1-2026", "19-05503-1-2026"), ("19-05503-1-2026", "19 – 05503 – 1 – 2026"),
    ("83-829-28780-3-2022", "83-829-28780-3-2022"), ("19-05503-1-2026", "19.05503.1.2026"),
])
def test_a_code_of_the_law_is_read_current_or_old(scene: Scene, kept: str, typed: str) -> None:
    made = certificate(scene)
    ProductCode.objects.create(product=made.recognition.product, code=kept, given_on=ISSUED, source="imported")
    answer = check(typed, ISSUED)
    assert (answer.kind, answer.certificate) == ("product_code", made)


def test_an_old_number_of_two_products_asks_which(scene: Scene) -> None:
    first = certificate(scene, number="112/GCN-OCOP")
    second = certificate(scene, number="112/GCN-OCOP", name="Miến dong (ví dụ)")
    answer = check("112/GCN-OCOP", ISSUED)
    assert (answer.found, answer.why, set(answer.several)) == (False, None, {first, second})


@pytest.mark.parametrize(("typed", "why", "office"), [
    ("", NotFound.MISTYPED, ""),
    ("ABC", NotFound.MISTYPED, ""),
    ("ABCDEFGHJK1", NotFound.MISTYPED, ""),
    ("19-0550-1-2026", NotFound.MISTYPED, ""),
    ("xin chào", NotFound.MISTYPED, ""),
    ("Z" * 5000, NotFound.MISTYPED, ""),
    ("9" * 300, NotFound.MISTYPED, ""),
    ("ABCDEFGHJK", NotFound.NEVER_ISSUED, "của tỉnh nơi sản xuất"),
    ("19-05503-999-2026", NotFound.NEVER_ISSUED, "mới tỉnh Thái Nguyên"),
    ("77/GCN-OCOP-19-2026", NotFound.NEVER_ISSUED, "mới tỉnh Thái Nguyên"),
    ("83-829-28780-3-2022", NotFound.OUTSIDE, "của tỉnh nơi sản xuất"),
    ("35/QĐ-UBND", NotFound.OUTSIDE, "của tỉnh nơi sản xuất"),
])
def test_finding_nothing_says_why_and_whom_to_ask(scene: Scene, typed: str, why: NotFound, office: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = check(typed, ISSUED)
    assert (answer.status, answer.why, answer.certificate) == (None, why, None)
    assert str(answer.ask).rstrip(".").endswith(office)
    assert len(asked) <= 3


def test_drafts_forwards_and_future_decisions_are_never_seen(scene: Scene) -> None:
    tally = judged(scene, stars=5)
    draft_decision(authority=scene.province, kind=DecisionKind.FORWARD, tallies=[tally], by=scene.officer)
    product = tally.docket.stage.dossier.product
    assert check(product.pid, today()).why == NotFound.NEVER_ISSUED
    later = certificate(scene, issued_on=ISSUED, signed_on=ISSUED, name="Miến (ví dụ)", number="9/GCN-OCOP-19-2026")
    for code in (later.pid, later.recognition.product.pid, later.number):
        assert check(code, ISSUED - DAY).why == NotFound.NEVER_ISSUED
    assert product_page(later.recognition.product.pid, ISSUED - DAY) is None
    assert catalogue(ISSUED - DAY).count == 0
    Decision.objects.filter(pk=later.recognition.decision_id).update(state=DecisionState.DRAFT, issued_at=None)
    assert check(later.pid, ISSUED).why == NotFound.NEVER_ISSUED
    assert Certificate.objects.visible_to(nobody(ISSUED)).count() == 0


def test_a_check_takes_three_queries_whatever_the_product_went_through(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    for step in range(1, 4):
        made = certificate(scene, issued_on=ISSUED + step * 100 * DAY, product=made.recognition.product)
    for code in (made.pid, made.recognition.product.pid, sign(made)):
        with CaptureQueriesContext(connection) as asked:
            answer = check(code, ISSUED + 400 * DAY)
            assert (len(answer.history), answer.replaced_by) == (4, None)
        assert len(asked) == 3


def test_the_api_speaks_the_contract(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED, number="01/GCN-OCOP-19-2026", decision_no="1450/QĐ-UBND")
    said = {
        "code": made.pid, "status": "valid", "stars": 4, "product": "Chè shan tuyết (ví dụ)",
        "producer": "Hợp tác xã Bản Mới (ví dụ)", "issued": "2026-06-15", "valid_to": "2029-06-15",
        "decision": {"number": "1450/QĐ-UBND", "date": "2026-06-15"},
        "history": [{"code": made.pid, "number": "01/GCN-OCOP-19-2026", "stars": 4, "issued": "2026-06-15",
                     "valid_to": "2029-06-15", "status": "valid",
                     "decision": {"number": "1450/QĐ-UBND", "date": "2026-06-15"}}],
    }
    assert certificate_api(made.pid, ISSUED) == said
    assert certificate_api("ABC", ISSUED)["status"] is None
    assert products_api(ISSUED) == {"count": 1, "results": [{
        "id": made.recognition.product.pid, "name": "Chè shan tuyết (ví dụ)", "stars": 4,
        "producer": "Hợp tác xã Bản Mới (ví dụ)", "commune": "Xã Tân Cương", "province": "Tỉnh Thái Nguyên",
        "group": "I.5", "certificate": {"code": made.pid, "valid_from": "2026-06-15", "valid_to": "2029-06-15",
                                        "status": "valid"}}]}


def names(**filters: Any) -> list[str]:
    return [row.name for row in catalogue(filters.pop("day", ISSUED), **filters).rows]


def test_the_catalogue_finds_without_marks_and_filters(scene: Scene) -> None:
    other = make_producer("Hợp tác xã Đồng Hỷ (ví dụ)", scene.commune)
    certificate(scene, name="Chè Đinh", issued_on=ISSUED, stars=4)
    certificate(scene, name="Bánh chưng", issued_on=ISSUED, stars=3)
    certificate(scene, product=make_product(scene, "Chè búp", producer=other), issued_on=ISSUED - DAY, stars=3)
    assert names() == ["Bánh chưng", "Chè búp", "Chè Đinh"]
    assert names(q="che") == ["Chè búp", "Chè Đinh"]
    assert names(q="CHÈ dinh") == ["Chè Đinh"]
    assert names(q="dong hy") == ["Chè búp"]
    assert names(q="%") == names(q="khong co") == []
    assert names(stars=3) == ["Bánh chưng", "Chè búp"]
    assert names(stars=3, day=LAST) == ["Bánh chưng"]
    assert names(group="I") == names(group="I.5") == names(province=scene.province.pk) == names()
    assert names(commune=scene.commune.pk, stars=4) == ["Chè Đinh"]
    assert names(group="II") == names(province=0) == []
    assert [row.name for row in newest(ISSUED, 2)] == ["Bánh chưng", "Chè Đinh"]


def test_a_page_of_the_catalogue_costs_the_same_for_one_and_for_many_rows(scene: Scene) -> None:
    counts = []
    for how_many in (1, 25):
        for index in range(how_many):
            certificate(scene, name=f"Chè {how_many} {index}", issued_on=ISSUED)
        with CaptureQueriesContext(connection) as asked:
            page = catalogue(ISSUED)
            assert {row.certificate.status_on(ISSUED) for row in page.rows if row.certificate} == {S.VALID}
        counts.append(len(asked))
    assert counts == [3, 3]
    assert (len(page.rows), page.count, page.pages) == (24, 26, 2)
    assert [len(catalogue(ISSUED, page=number).rows) for number in (0, 2, 99)] == [24, 2, 2]


def test_a_products_page_holds_its_codes_and_history(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    product = made.recognition.product
    ProductCode.objects.create(product=product, code="19-05503-1-2026", given_on=ISSUED, source="issued")
    page = product_page(product.pid.lower(), ISSUED)
    assert page is not None
    assert ([code.code for code in page.codes], page.check.stars) == (["19-05503-1-2026"], 4)
    assert [past.certificate for past in page.history] == [made]
    assert certificates_for([product], ISSUED)[product.pk][0].live
    assert codes_of(product) == page.codes
    assert product_page("ABCDEFGHJK", ISSUED) is None
    assert Occasion.objects.filter(product=product).count() == 2


def test_signs_that_cannot_be_printed_are_passed_over(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    typed = f"\x00{made.pid[:5]}\x00\ud800 {made.pid[5:]}\x1f"
    assert check(typed, ISSUED).certificate == made
    assert check("\x00", ISSUED).why == NotFound.MISTYPED


def test_the_api_shape_names_the_choices_of_a_number_of_several_products(scene: Scene) -> None:
    made = [certificate(scene, name=name, number="112/GCN-OCOP", issued_on=ISSUED) for name in ("Chè", "Gạo")]
    told = certificate_api("112/gcn-ocop", ISSUED)
    assert (told["status"], told["why"]) == (None, None)
    assert told["several"] == [
        {"code": one.pid, "product": one.recognition.product_name, "producer": scene.producer.name} for one in made
    ]
    assert certificate_api("ABC", ISSUED)["several"] == []


def test_an_expired_certificate_takes_no_more_queries_than_a_living_one(scene: Scene) -> None:
    made = certificate(scene, issued_on=ISSUED)
    for day in (ISSUED, LAST + 30 * DAY):
        with CaptureQueriesContext(connection) as asked:
            check(made.pid, day)
        assert len(asked) == 3
