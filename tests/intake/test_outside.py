"""Decisions signed elsewhere: entered once, with all that a certificate brings, and refused where they cannot be."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.dossiers.models import Occasion
from ocop.recognition.enums import Basis, CertificateStatus, DecisionState, Origin
from ocop.recognition.listing import build_listing, same
from ocop.recognition.models import Certificate, Decision, Listing, Recognition
from ocop.recognition.outside import OutsideRow, record_outside_decision
from ocop.recognition.queries import check
from ocop.registry.models import ProductCode
from ocop.rulebooks.models import Edition
from ocop.rulebooks.rules.clocks import add_months
from tests.factories.places import make_unit, reckon
from tests.factories.recognition import Scene, make_product
from tests.factories.recognition import scene as build_scene

DAY = dt.timedelta(days=1)
SIGNED = dt.date(2026, 6, 10)


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Scene:
    settings.VAR_DIR = tmp_path
    made = build_scene()
    # Published, as an edition must be to be in force.
    Edition.objects.filter(pk=made.edition.pk).update(state="published", published_at="2026-05-22T00:00:00Z")
    return made


def enter(scene: Scene, *rows: OutsideRow, **how: Any) -> Decision:
    values: dict[str, Any] = {"authority": scene.province, "number": "35/QĐ-UBND", "signed_on": SIGNED,
                              "signer": "Nguyễn Văn An (ví dụ)", "by": scene.officer, "source": "Danh sách (ví dụ)"}
    return record_outside_decision(rows=rows, **{**values, **how})


def row(scene: Scene, name: str = "Chè shan tuyết (ví dụ)", **how: Any) -> OutsideRow:
    return OutsideRow(product=how.pop("product", None) or make_product(scene, name), **{"stars": 3, **how})


def test_it_brings_an_issued_decision_a_recognition_without_tally_a_certificate_and_a_listing(scene: Scene) -> None:
    decision = enter(scene, row(scene, score="82,4", product_name="Chè tuyết Bản Mới (ví dụ)", code="19-05503-1-2026",
                                certificate_no="12/GCN"))
    assert (decision.origin, decision.state, decision.year, decision.level) == (
        Origin.IMPORTED, DecisionState.ISSUED, 2026, "province")
    found = Recognition.objects.get(decision=decision)
    assert (found.basis, found.tally, found.score_text, found.stars) == (Basis.IMPORTED, None, "82,4", 3)
    assert (found.product_name, found.producer_name) == ("Chè tuyết Bản Mới (ví dụ)", "Hợp tác xã Bản Mới (ví dụ)")
    certificate = Certificate.objects.get(recognition=found)
    assert (certificate.issued_on, certificate.valid_to) == (SIGNED, add_months(SIGNED, 36))
    assert check("12/GCN", today()).status == CertificateStatus.VALID
    assert ProductCode.objects.get().source == "imported"
    listing = Listing.objects.get(product=found.product)
    assert (listing.stars, listing.name) == (3, "Chè tuyết Bản Mới (ví dụ)")
    assert same(listing, build_listing(found.product))


def test_it_opens_an_upgrade_and_the_window_of_todays_law(scene: Scene) -> None:
    last = today() + dt.timedelta(days=150)
    enter(scene, row(scene, valid_to=last))
    kinds = {one.kind: (one.opens_on, one.closes_on, one.base_valid_to) for one in Occasion.objects.all()}
    assert kinds == {"upgrade": (SIGNED, last, last),
                     "reevaluation": (last - 180 * DAY, last - 120 * DAY, last)}


def test_entered_twice_it_is_one_decision_and_nothing_is_written(scene: Scene) -> None:
    first = enter(scene, row(scene))
    before = AuditEntry.objects.count()
    again = enter(scene, row(scene, "Chè khác (ví dụ)"), signed_on=SIGNED + DAY)
    assert (again.pk, Certificate.objects.count(), AuditEntry.objects.count()) == (first.pk, 1, before)
    assert AuditEntry.objects.filter(verb="record_outside_decision").get().reason == "Danh sách (ví dụ)"


def test_the_same_number_of_another_year_or_authority_is_another_decision(scene: Scene) -> None:
    enter(scene, row(scene))
    other = make_unit("06", "Bắc Kạn", level="province", kind="province")
    reckon(other)
    made = enter(scene, row(scene, "Miến (ví dụ)"), authority=other)
    old = enter(scene, row(scene, "Gạo (ví dụ)", valid_to=dt.date(2028, 1, 1)), signed_on=dt.date(2025, 1, 2))
    assert len({made.pk, old.pk, *Decision.objects.values_list("pk", flat=True)}) == 3


def test_a_later_decision_replaces_the_certificate_before(scene: Scene) -> None:
    product = make_product(scene)
    enter(scene, row(scene, product=product, valid_to=dt.date(2028, 1, 1)), signed_on=dt.date(2025, 1, 2))
    enter(scene, row(scene, product=product, stars=4), number="36/QĐ-UBND")
    states = [one.status_on(today()) for one in Certificate.objects.order_by("issued_on")]
    assert states == [CertificateStatus.REPLACED, CertificateStatus.VALID]


def test_a_certificate_may_begin_after_the_signing_and_is_pending_until_then(scene: Scene) -> None:
    enter(scene, row(scene, issued_on=today() + 5 * DAY), signed_on=today())
    assert Certificate.objects.get().status_on(today()) == CertificateStatus.PENDING


@pytest.mark.parametrize(("code", "how", "head"), [
    ("outside-stars", {"stars": 2}, {}),
    ("outside-stars", {"stars": 6}, {}),
    ("outside-future", {}, {"signed_on": dt.date(2999, 1, 1)}),
    ("outside-period", {"valid_to": SIGNED - DAY}, {}),
    ("outside-before-decision", {"issued_on": SIGNED - DAY}, {}),
    ("outside-number", {}, {"number": " "}),
    ("outside-source", {}, {"source": ""}),
    ("outside-period-unknown", {}, {"signed_on": dt.date(2018, 1, 2)}),
])
def test_what_cannot_be_is_refused_and_leaves_nothing(scene: Scene, code: str, how: Any, head: Any) -> None:
    with pytest.raises(Refusal) as refused:
        enter(scene, row(scene, "Tốt (ví dụ)", valid_to=how.get("valid_to")), row(scene, "Sai (ví dụ)", **how), **head)
    assert (refused.value.code, refused.value.kind) == (code, "invalid")
    assert (Decision.objects.count(), Recognition.objects.count(), Listing.objects.count()) == (0, 0, 0)


def test_no_row_or_a_product_twice_is_refused(scene: Scene) -> None:
    twice = row(scene)
    for rows, code in (((), "outside-empty"), ((twice, twice), "outside-twice")):
        with pytest.raises(Refusal) as refused:
            enter(scene, *rows)
        assert refused.value.code == code


@pytest.mark.parametrize("who", ["stranger", "commune_officer", "clerk"])
def test_others_than_the_office_of_the_products_are_refused(scene: Scene, who: str) -> None:
    with pytest.raises(Refusal) as refused:
        enter(scene, row(scene), by=getattr(scene, who))
    assert refused.value.kind == "forbidden"


def test_the_ministry_may_enter_a_decision_of_its_own(scene: Scene) -> None:
    decision = enter(scene, row(scene, stars=5), authority=scene.nation, by=scene.ministry)
    assert (decision.level, Listing.objects.get().stars) == ("nation", 5)


def test_a_number_of_a_decision_made_here_is_refused(scene: Scene) -> None:
    enter(scene, row(scene))
    Decision.objects.update(origin=Origin.HERE)
    with pytest.raises(Refusal) as refused:
        enter(scene, row(scene, "Chè khác (ví dụ)"))
    assert (refused.value.code, refused.value.kind) == ("outside-number-taken", "conflict")
