"""A province with one commune, a small edition, products that a signed session has judged: rows written directly."""

import dataclasses
import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.councils.models import Council, Docket, Regulation, Session, Tally
from ocop.dossiers.models import Dossier, DossierVersion, Stage
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, Origin
from ocop.recognition.issuing import issue_certificate
from ocop.recognition.models import Certificate, Decision, Recognition
from ocop.recognition.queries import terms_of
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product
from ocop.rulebooks.models import ClockRule, Edition, EditionLevel, ProductGroup, ProductSet, StarBand
from tests.factories.places import make_unit, reckon
from tests.people import officer

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
SESSION_DAYS_AGO = 10


def pdf(name: str = "quyet-dinh.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@dataclasses.dataclass
class Scene:
    """Everything a decision needs, by name."""

    nation: AdminUnit
    province: AdminUnit
    commune: AdminUnit
    edition: Edition
    tea: ProductSet
    producer: Producer
    officer: Actor
    clerk: Actor
    ministry: Actor
    commune_officer: Actor
    stranger: Actor


def scene() -> Scene:
    """Thái Nguyên with Tân Cương, a neighbour province with its own officer, the law in force in short."""
    nation = make_unit("VN", "Việt Nam", level=Level.NATION, kind=UnitKind.NATION)
    province = make_unit("19", "Thái Nguyên", level=Level.PROVINCE, kind=UnitKind.PROVINCE)
    neighbour = make_unit("08", "Tuyên Quang", level=Level.PROVINCE, kind=UnitKind.PROVINCE)
    commune = make_unit("05503", "Tân Cương", province=province, parent=province)
    reckon(nation, province, neighbour, commune)
    edition, tea = make_edition()
    producer = make_producer("Hợp tác xã Bản Mới (ví dụ)", commune)
    return Scene(
        nation=nation, province=province, commune=commune, edition=edition, tea=tea, producer=producer,
        officer=officer("Lê Thị Hòa", Role.PROVINCE_OFFICER, province),
        clerk=officer("Vi Thị Lan", Role.DOCUMENT_CLERK, province),
        ministry=officer("Phạm Văn Trung", Role.MINISTRY_OFFICER, nation),
        commune_officer=officer("Trần Văn Bình", Role.COMMUNE_OFFICER, commune),
        stranger=officer("Đỗ Văn Lạ", Role.PROVINCE_OFFICER, neighbour),
    )


def make_edition(key: str = "vn-ocop-26-2026") -> tuple[Edition, ProductSet]:
    """An edition with what certificates need: levels, bands, clocks, one group and one set."""
    edition = Edition.objects.create(name="Bộ tiêu chí OCOP 2026", key=key, number="26/2026/QĐ-TTg",
                                     in_force_from=dt.date(2026, 5, 22), checksum="0" * 64)
    for star, start, level in ((5, 90, "national"), (4, 70, "province"), (3, 50, "province"), (2, 30, "none"),
                               (1, 0, "none")):
        StarBand.objects.create(edition=edition, star=star, from_points=start, level=level, certificate=star > 2)
    for level in ("province", "national"):
        EditionLevel.objects.create(edition=edition, level=level, evaluates=True, article="7")
    clocks: list[dict[str, Any]] = [
        {"key": "certificate", "unit": "month", "value": 36, "counts_from": "issued", "article": "4"},
        {"key": "reevaluation_window", "unit": "window", "opens": -180, "closes": -120, "counts_from": "valid_to",
         "article": "7.6"},
        {"key": "late_reevaluation", "unit": "day", "value": 180, "counts_from": "valid_to", "article": "12"},
        {"key": "revocation", "unit": "day", "value": 15, "counts_from": "conclusion", "article": "8"},
    ]
    for clock in clocks:
        ClockRule.objects.create(edition=edition, **clock)
    group = ProductGroup.objects.create(edition=edition, key="I.5", name="Chè", position=1)
    tea = ProductSet.objects.create(edition=edition, key="s11", name="Chè tươi, chè chế biến", group=group,
                                    group_code="I.5.a", position=1)
    return edition, tea


def make_producer(name: str, commune: AdminUnit) -> Producer:
    """An active producer, its own head."""
    producer = Producer.objects.create(name=name, kind=ProducerKind.COOPERATIVE, unit=commune)
    producer.head = producer
    producer.save()
    return producer


def make_product(scene: Scene, name: str = "Chè shan tuyết (ví dụ)", **fields: Any) -> Product:
    """A product of the scene's producer."""
    values = {"unit": scene.commune, "producer": scene.producer, **fields}
    product = Product.objects.create(name=name, **values)
    product.head = product
    product.save()
    return product


def judged(scene: Scene, name: str = "Chè shan tuyết (ví dụ)", **how: Any) -> Tally:
    """A closed tally of a signed session: `stars`, `points`, `sheets`, `level`, `product`, `session_state`, `on`."""
    now = timezone.now()
    level = how.get("level", "province")
    unit = scene.nation if level == "nation" else scene.province
    dossier = _accepted(scene, how.get("product") or make_product(scene, name))
    version = DossierVersion.objects.create(dossier=dossier, no=1, reason="submit", content={}, sha256="0" * 64)
    for stage_level, stage_unit in _way(scene, level):
        stage = Stage.objects.create(dossier=dossier, level=stage_level, unit=stage_unit, version=version,
                                     state="checked", received_on=today(), handled_at=now)
    council = Council.objects.create(level=level, unit=unit, name="Hội đồng OCOP (ví dụ)", decided_on=today(),
                                     decision_no=f"{Council.objects.count() + 1}/QĐ", valid_from=today())
    state = how.get("session_state", "signed")
    session = Session.objects.create(
        council=council, regulation=Regulation.objects.create(council=council, valid_from=today()),
        on=how.get("on", today() - dt.timedelta(days=SESSION_DAYS_AGO)), state=state, opened_at=now,
        closed_at=None if state == "open" else now,
    )
    docket = Docket.objects.create(session=session, stage=stage, position=1)
    return Tally.objects.create(docket=docket, turn=1, sum_points=how.get("points", 638), sheets=how.get("sheets", 7),
                                spread=4, counted_at=now, closed_at=how.get("closed_at", now),
                                stars=how.get("stars", 4), rejected=how.get("stars", 4) is None,
                                result=how.get("result", {"missed": []}))


def _way(scene: Scene, level: str) -> list[tuple[str, AdminUnit]]:
    way = [("commune", scene.commune), ("province", scene.province)]
    return [*way, ("nation", scene.nation)] if level == "nation" else way


def _accepted(scene: Scene, product: Product) -> Dossier:
    return Dossier.objects.create(product=product, producer=scene.producer, kind="first", edition=scene.edition,
                                  product_set=scene.tea, state="accepted", submitted_at=timezone.now())


def certificate(scene: Scene, **how: Any) -> Certificate:
    """A certificate from an old register: `product`, `stars`, `issued_on`, `signed_on`, `valid_to`, `number`."""
    product = how.get("product") or make_product(scene, how.get("name", "Chè shan tuyết (ví dụ)"))
    issued_on = how.get("issued_on", dt.date(2026, 6, 15))
    signed_on = how.get("signed_on", issued_on)
    decision = Decision.objects.create(
        authority=how.get("authority", scene.province), level="province", kind=DecisionKind.RECOGNISE,
        number=how.get("decision_no", f"{Decision.objects.count() + 1}/QĐ-UBND"), signed_on=signed_on,
        year=signed_on.year, signer="Nguyễn Văn An (ví dụ)", state=how.get("state", DecisionState.ISSUED),
        origin=Origin.IMPORTED, issued_at=timezone.now(),
    )
    recognition = Recognition.objects.create(
        decision=decision, product=product, producer=product.producer, edition=scene.edition, product_set=scene.tea,
        stars=how.get("stars", 4), kind="first", product_name=product.name, producer_name=product.producer.name,
        place_name="Xã Tân Cương, Tỉnh Thái Nguyên", basis=Basis.IMPORTED,
    )
    return issue_certificate(recognition, number=how.get("number", ""), issued_on=issued_on,
                             terms=terms_of(scene.edition), valid_to=how.get("valid_to"))
