"""Verbs of recognition: what they write, whom they refuse, and that a refusal leaves nothing."""

import datetime as dt
from typing import Any

import pytest

from ocop.core.dates import add_months, today
from ocop.core.models import AuditEntry, AuditLeaf, Blob
from ocop.core.refusal import Refusal
from ocop.dossiers.models import Dossier, Occasion, Stage
from ocop.recognition.actions import (
    count_scan,
    discard_draft,
    draft_decision,
    extend_certificate,
    record_decision,
    revoke_certificate,
    score_text,
    send_result,
)
from ocop.recognition.enums import CertificateStatus, DecisionKind, RevocationGround
from ocop.recognition.listing import build_listing, rebuild_listings, same
from ocop.recognition.models import Certificate, CertificateEvent, Decision, Listing, PastResult, Recognition, ScanDay
from ocop.recognition.queries import check, revocation_due, waiting_for
from ocop.registry.models import Product, ProductCode
from tests.factories.recognition import PDF, Scene, certificate, judged, make_product, pdf

DAY = dt.timedelta(days=1)


def draft(scene: Scene, *tallies: Any, kind: str = DecisionKind.RECOGNISE, by: Any = None) -> Decision:
    return draft_decision(authority=scene.province, kind=kind, tallies=tallies, by=by or scene.officer)


def record(decision: Decision, *, by: Any, **how: Any) -> Decision:
    values = {"number": "2026/QĐ-UBND", "signed_on": today(), "signer": "Nguyễn Văn An (ví dụ)", "upload": pdf(), **how}
    return record_decision(decision=decision, by=by, **values)


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> tuple[str, str]:
    return refused.value.code, refused.value.kind


def revocation(scene: Scene, number: str = "99/QĐ-UBND") -> Decision:
    return record(draft(scene, kind=DecisionKind.REVOKE), by=scene.officer, number=number)


def test_a_draft_holds_names_as_printed_and_nothing_public(scene: Scene) -> None:
    decision = draft(scene, judged(scene))
    row = Recognition.objects.get(decision=decision)
    assert (row.stars, row.score_text, row.product_name) == (4, "91,14", "Chè shan tuyết (ví dụ)")
    assert row.place_name == "Xã Tân Cương, Tỉnh Thái Nguyên"
    assert Certificate.objects.count() == Listing.objects.count() == 0
    assert AuditEntry.objects.filter(verb="draft_decision").count() == 1


@pytest.mark.parametrize("who", ["clerk", "commune_officer", "stranger", "ministry"])
def test_only_the_officer_of_the_province_drafts(scene: Scene, who: str) -> None:
    with pytest.raises(Refusal) as refused:
        draft(scene, judged(scene), by=getattr(scene, who))
    assert code_of(refused) == ("draft-forbidden", "forbidden")
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(("how", "code"), [
    ({"closed_at": None, "stars": None}, "tally-open"),
    ({"session_state": "closed"}, "minutes-unsigned"),
    ({"stars": 5}, "stars-do-not-fit"),
    ({"stars": 2}, "stars-do-not-fit"),
    ({"stars": None}, "stars-do-not-fit"),
    ({"level": "nation", "stars": 5}, "stars-do-not-fit"),
])
def test_a_tally_that_is_not_ready_or_does_not_fit_is_refused(scene: Scene, how: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        draft(scene, judged(scene, **how))
    assert refused.value.code == code
    assert Decision.objects.count() == Recognition.objects.count() == 0


def test_a_province_may_rely_on_the_ministrys_tally_below_five_stars(scene: Scene) -> None:
    assert draft(scene, judged(scene, level="nation", stars=4)).recognitions.get().stars == 4


def test_a_tally_in_a_draft_is_not_drafted_twice_until_the_draft_is_discarded(scene: Scene) -> None:
    tally = judged(scene)
    first = draft(scene, tally)
    with pytest.raises(Refusal) as refused:
        draft(scene, tally)
    assert code_of(refused) == ("tally-decided", "conflict")
    discard_draft(decision=first, by=scene.officer)
    assert Decision.objects.count() == 0
    assert draft(scene, tally).recognitions.count() == 1


def test_a_recorded_decision_is_not_discarded_nor_recorded_again(scene: Scene) -> None:
    decision = draft(scene, judged(scene))
    with pytest.raises(Refusal) as refused:
        discard_draft(decision=decision, by=scene.clerk)
    assert refused.value.kind == "forbidden"
    record(decision, by=scene.officer)
    for again in (lambda: discard_draft(decision=decision, by=scene.officer),
                  lambda: record(decision, by=scene.officer, number="2027/QĐ-UBND")):
        with pytest.raises(Refusal) as refused:
            again()
        assert refused.value.kind == "conflict"
    assert Certificate.objects.count() == 1


def test_recording_issues_certificate_code_occasions_listing_and_closes_the_dossier(scene: Scene) -> None:
    record(draft(scene, judged(scene)), by=scene.clerk)
    made = Certificate.objects.get()
    assert (made.number, made.issued_on) == (f"01/GCN-OCOP-19-{today().year}", today())
    assert made.valid_to == add_months(today(), 36)
    assert ProductCode.objects.get().code == f"19-05503-1-{today().year}"
    upgrade = Occasion.objects.get(kind="upgrade")
    assert (upgrade.base_stars, upgrade.opens_on, upgrade.origin_ref) == (4, today(), made.pid)
    again = Occasion.objects.get(kind="reevaluation")
    assert (again.opens_on, again.closes_on) == (made.valid_to - 180 * DAY, made.valid_to - 120 * DAY)
    assert again.base_version == Stage.objects.get(level="province").version
    listing = Listing.objects.get()
    assert (listing.stars, listing.valid_from, listing.valid_to) == (4, made.issued_on, made.valid_to)
    assert Dossier.objects.get().state == "closed"
    assert Stage.objects.get(level="province").state == "done"
    assert AuditEntry.objects.filter(leaf=None).count() == 0
    entry = AuditEntry.objects.get(verb="record_decision")
    assert AuditEntry.objects.get(verb="close_dossier").parent == entry
    assert AuditLeaf.objects.filter(entry=entry).count() == 1


@pytest.mark.parametrize("who", ["commune_officer", "stranger", "ministry"])
def test_others_may_not_record(scene: Scene, who: str) -> None:
    decision = draft(scene, judged(scene))
    with pytest.raises(Refusal) as refused:
        record(decision, by=getattr(scene, who))
    assert code_of(refused) == ("record_decision-forbidden", "forbidden")


@pytest.mark.parametrize(("how", "code"), [
    ({"number": "  "}, "number-missing"),
    ({"number": "1" * 61}, "number-too-long"),
    ({"signer": ""}, "signer-missing"),
    ({"signed_on": today() + DAY}, "signed-in-future"),
    ({"signed_on": today() - 11 * DAY}, "signed-before-session"),
    ({"upload": pdf(content=b"<html></html>")}, "file-kind"),
    ({"upload": pdf(content=PDF[:-6])}, "file-damaged"),
])
def test_a_paper_that_cannot_be_is_refused_and_leaves_nothing(scene: Scene, how: dict[str, Any], code: str) -> None:
    decision = draft(scene, judged(scene))
    before = AuditEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        record(decision, by=scene.officer, **how)
    assert refused.value.code == code
    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.document) == ("draft", "", None)
    assert Certificate.objects.count() == ProductCode.objects.count() == Occasion.objects.count() == 0
    assert (AuditEntry.objects.count(), Blob.objects.count()) == (before, 0)
    assert Dossier.objects.get().state == "accepted"


def test_a_number_stands_once_a_year(scene: Scene) -> None:
    record(draft(scene, judged(scene)), by=scene.officer)
    other = draft(scene, judged(scene, "Miến dong (ví dụ)"))
    with pytest.raises(Refusal) as refused:
        record(other, by=scene.officer, number=" 2026/QĐ-UBND ")
    assert code_of(refused) == ("number-taken", "conflict")
    record(other, by=scene.officer, number="2027/QĐ-UBND")
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [
        f"01/GCN-OCOP-19-{today().year}", f"02/GCN-OCOP-19-{today().year}"]
    assert sorted(ProductCode.objects.values_list("serial", flat=True)) == [1, 2]


def test_a_failure_at_the_second_product_takes_back_the_first(scene: Scene) -> None:
    decision = draft(scene, judged(scene), judged(scene, "Miến dong (ví dụ)"))
    Dossier.objects.filter(product__name__startswith="Miến").update(state="withdrawn", submitted_at=None)
    with pytest.raises(Refusal):
        record(decision, by=scene.officer)
    assert Certificate.objects.count() == Listing.objects.count() == CertificateEvent.objects.count() == 0
    assert Dossier.objects.filter(state="accepted").count() == 1


def test_a_product_without_a_settled_commune_is_named_before_anything_is_written(scene: Scene) -> None:
    product = make_product(scene, unit=None)
    decision = draft(scene, judged(scene, product=product))
    with pytest.raises(Refusal) as refused:
        record(decision, by=scene.officer)
    assert refused.value.kind == "incomplete"
    assert [missing.where for missing in refused.value.missing] == [f"product:{product.pid}"]


def test_five_stars_are_forwarded_without_certificate_code_or_public_star(scene: Scene) -> None:
    record(draft(scene, judged(scene, stars=5), kind=DecisionKind.FORWARD), by=scene.officer)
    assert Recognition.objects.get().stars == 5
    assert Certificate.objects.count() == ProductCode.objects.count() == Listing.objects.count() == 0
    assert Stage.objects.get(level="nation").state == "received"
    assert Dossier.objects.get().state == "accepted"


def test_the_ministry_recognises_five_stars_and_no_upgrade_opens(scene: Scene) -> None:
    decision = draft_decision(authority=scene.nation, kind=DecisionKind.RECOGNISE,
                              tallies=[judged(scene, level="nation", stars=5)], by=scene.ministry)
    record(decision, by=scene.ministry, number="2361/QĐ-BNNMT")
    assert Certificate.objects.get().number == f"01/GCN-OCOP-VN-{today().year}"
    assert list(Occasion.objects.values_list("kind", flat=True)) == ["reevaluation"]


def test_36_months_from_29_february_end_on_28_february(scene: Scene) -> None:
    made = certificate(scene, issued_on=dt.date(2028, 2, 29))
    assert made.valid_to == dt.date(2031, 2, 28)


def test_a_new_certificate_replaces_the_living_one_and_keeps_the_communes_serial(scene: Scene) -> None:
    old = certificate(scene, issued_on=today() - 400 * DAY, stars=3)
    ProductCode.objects.create(product=old.recognition.product, code=f"19-05503-7-{today().year - 1}",
                               unit=scene.commune, serial=7, year=today().year - 1, given_on=old.issued_on,
                               source="issued")
    record(draft(scene, judged(scene, product=old.recognition.product)), by=scene.officer)
    event = CertificateEvent.objects.get()
    new = Certificate.objects.latest("pk")
    assert (event.certificate, event.kind, event.on, event.replaced_by) == (old, "replaced", today(), new)
    assert old.status_on(today()) == CertificateStatus.REPLACED
    assert Listing.objects.get().certificate == new
    assert new.recognition.product.codes.latest("pk").code == f"19-05503-7-{today().year}"
    assert Occasion.objects.get(kind="upgrade", origin_ref=old.pid).closes_on == today() - DAY


def test_an_older_certificate_that_arrives_late_is_replaced_at_once_and_opens_nothing(scene: Scene) -> None:
    new = certificate(scene, issued_on=dt.date(2026, 6, 15))
    late = certificate(scene, issued_on=dt.date(2025, 1, 10), product=new.recognition.product)
    assert late.events.get().replaced_by == new
    assert Listing.objects.get().certificate == new
    assert Occasion.objects.filter(origin_ref=late.pid).count() == 0


@pytest.mark.parametrize("stars", [None, 1, 2])
def test_a_result_without_recognition_closes_the_dossier(scene: Scene, stars: int | None) -> None:
    tally = judged(scene, stars=stars, points=200)
    result = send_result(tally=tally, by=scene.officer)
    assert (result.stars, result.score_text, result.level) == (stars, "28,57", "province")
    assert Dossier.objects.get().state == "closed"
    with pytest.raises(Refusal) as refused:
        send_result(tally=tally, by=scene.officer)
    assert code_of(refused) == ("tally-decided", "conflict")
    assert PastResult.objects.count() == 1


def test_a_result_with_stars_needs_a_decision_and_a_stranger_sends_nothing(scene: Scene) -> None:
    with pytest.raises(Refusal) as refused:
        send_result(tally=judged(scene, stars=3), by=scene.officer)
    assert refused.value.code == "result-needs-decision"
    with pytest.raises(Refusal) as refused:
        send_result(tally=judged(scene, "Miến (ví dụ)", stars=1), by=scene.stranger)
    assert refused.value.kind == "forbidden"


def test_a_revocation_shows_at_the_next_request_and_ends_the_occasions(scene: Scene) -> None:
    made = certificate(scene, issued_on=today() - 30 * DAY)
    decision = revocation(scene)
    revoke_certificate(certificate=made, decision=decision, ground=RevocationGround.MISUSE, on=today(),
                       by=scene.officer)
    answer = check(made.pid, today())
    assert (answer.status, answer.stars, answer.was_stars, answer.since) == ("revoked", None, 4, today())
    assert answer.ground == RevocationGround.MISUSE.label
    assert check(made.pid, today() - DAY).status == CertificateStatus.VALID
    listing = Listing.objects.get()
    assert (listing.stars_on(today() - DAY), listing.stars_on(today())) == (4, None)
    assert set(Occasion.objects.values_list("closes_on", "base_valid_to")) == {(today() - DAY, today() - DAY)}
    with pytest.raises(Refusal) as refused:
        revoke_certificate(certificate=made, decision=decision, ground=RevocationGround.MISUSE, on=today(),
                           by=scene.officer)
    assert code_of(refused) == ("certificate-not-live", "conflict")


def test_a_revocation_needs_its_decision_a_ground_of_the_law_a_possible_day_and_the_right_office(scene: Scene) -> None:
    made = certificate(scene, issued_on=today() - 30 * DAY)
    unsigned = draft(scene, kind=DecisionKind.REVOKE)
    signed = revocation(scene)
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("ground-unknown", {"ground": "because"}),
        ("revocation-no-decision", {"decision": unsigned}),
        ("revocation-no-decision", {"decision": made.recognition.decision}),
        ("revocation-day", {"on": today() - DAY}),
        ("revocation-day", {"on": today() + DAY}),
        ("certificate-forbidden", {"by": scene.stranger}),
        ("certificate-forbidden", {"by": scene.clerk}),
    ]
    for code, how in attempts:
        values = {"decision": signed, "ground": RevocationGround.STOPPED, "on": today(), "by": scene.officer, **how}
        with pytest.raises(Refusal) as refused:
            revoke_certificate(certificate=made, **values)
        assert refused.value.code == code
    assert CertificateEvent.objects.count() == 0
    assert revocation_due(scene.edition, dt.date(2026, 11, 1)) == dt.date(2026, 11, 16)


def test_a_certificate_runs_on_at_most_180_days(scene: Scene) -> None:
    made = certificate(scene, issued_on=add_months(today(), -36) + 5 * DAY)
    for code, until in (("extension-too-short", made.valid_to), ("extension-too-long", made.valid_to + 181 * DAY)):
        with pytest.raises(Refusal) as refused:
            extend_certificate(certificate=made, until=until, ground="Đang phân hạng lại", by=scene.officer)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        extend_certificate(certificate=made, until=made.valid_to + DAY, ground=" ", by=scene.officer)
    until = made.valid_to + 180 * DAY
    extend_certificate(certificate=made, until=until, ground="Đang phân hạng lại", by=scene.officer)
    made.refresh_from_db()
    assert made.status_on(made.valid_to + DAY) == CertificateStatus.EXTENDED
    assert made.status_on(until + DAY) == CertificateStatus.EXPIRED
    assert Listing.objects.get().valid_to == until


def test_rebuilding_the_catalogue_gives_what_the_verbs_stored(scene: Scene) -> None:
    record(draft(scene, judged(scene), judged(scene, "Miến dong (ví dụ)", stars=3)), by=scene.officer)
    old = certificate(scene, name="Gạo nếp (ví dụ)", issued_on=today() - 300 * DAY)
    revoke_certificate(certificate=old, decision=revocation(scene), ground=RevocationGround.LAW, on=today(),
                       by=scene.officer)
    rows = list(Listing.objects.select_related("product"))
    assert [same(row, build_listing(row.product)) for row in rows] == [True, True, True]
    assert rebuild_listings() == 0
    Listing.objects.filter(name__startswith="Gạo").update(stars=5)
    assert rebuild_listings() == 1


def test_a_merged_product_is_listed_under_its_head_and_its_code_still_answers(scene: Scene) -> None:
    kept = certificate(scene, issued_on=today() - 400 * DAY, stars=3)
    merged = make_product(scene, "Chè shan (ví dụ)")
    head = kept.recognition.product
    Product.objects.filter(pk=merged.pk).update(head=head)
    merged.refresh_from_db()
    new = certificate(scene, product=merged, issued_on=today() - 10 * DAY)
    assert [(row.product, row.certificate, row.stars) for row in Listing.objects.all()] == [(head, new, 4)]
    for pid in (head.pid, merged.pid):
        answer = check(pid, today())
        assert (answer.certificate, len(answer.history)) == (new, 2)
    assert rebuild_listings() == 0


def test_what_waits_for_a_decision_leaves_the_list_once_it_is_drafted_or_told(scene: Scene) -> None:
    four, five, two = (judged(scene, f"Chè {stars}", stars=stars) for stars in (4, 5, 2))
    judged(scene, "Chè chưa ký", session_state="closed")
    central = judged(scene, "Chè trung ương", stars=3, level="nation")
    kinds = {one.tally: one.kind for one in waiting_for(scene.province)}
    assert kinds == {four: "recognise", five: "forward", two: "", central: "recognise"}
    assert waiting_for(scene.nation) == []
    draft(scene, four)
    draft(scene, five, kind=DecisionKind.FORWARD)
    send_result(tally=two, by=scene.officer)
    assert [one.tally for one in waiting_for(scene.province)] == [central]


def test_checks_are_counted_by_code_and_day(scene: Scene) -> None:
    for day in (today(), today(), today() - DAY):
        count_scan(code="ABCDEFGHJK", day=day)
    assert sorted(ScanDay.objects.values_list("day", "count")) == [(today() - DAY, 1), (today(), 2)]


def test_a_mean_is_shown_with_two_decimals_and_never_reaches_a_band_it_misses(scene: Scene) -> None:
    assert [score_text(judged(scene, f"Chè {points}", points=points, sheets=sheets)) for points, sheets in (
        (638, 7), (90, 1), (179, 8), (89999, 1000))] == ["91,14", "90,00", "22,38", "89,99"]
