"""Recognised products for the tests of the public pages, in every state a certificate can be in."""

import dataclasses
import datetime as dt
from pathlib import Path

from django.utils import timezone

from ocop.core.dates import add_months
from ocop.core.dates import today as vietnam_today
from ocop.places.actions import load_facts
from ocop.places.models import AdminUnit
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, EventKind
from ocop.recognition.listing import write_listing
from ocop.recognition.models import Certificate, CertificateEvent, Decision, Recognition
from ocop.registry.enums import CodeSource
from ocop.registry.models import Producer, Product, ProductCode
from ocop.rulebooks.actions import load_edition
from ocop.rulebooks.models import ProductSet

DATA = Path(__file__).resolve().parents[3] / "ocop/rulebooks/data"
PHONE, TAX = "+84912345678", "4700123456"
DAY = dt.timedelta(days=1)


@dataclasses.dataclass
class Stage:
    """The scene: units, sets, a co-operative; `recognise` puts products on it."""

    province: AdminUnit
    commune: AdminUnit
    producer: Producer
    made: int = 0

    def product(self, name: str, *, key: str = "s11", story: str = "", unit: AdminUnit | None = None) -> Product:
        """A product of the co-operative with its product code."""
        product = Product(name=name, producer=self.producer, unit=unit or self.commune, story=story)
        product.save()
        product.head = product
        product.save()
        self.made += 1
        ProductCode.objects.create(
            product=product, code=f"19-05503-{self.made}-2026", unit=self.commune, serial=self.made, year=2026,
            given_on=vietnam_today(), source=CodeSource.ISSUED,
        )
        return product

    def recognise(
        self, name: str = "Chè shan tuyết (ví dụ)", *, stars: int = 4, key: str = "s11", ago: int = 100,
        months: int = 36, signed_ago: int | None = None, number: str = "", **facts: str,
    ) -> Certificate:
        """A recognised product; issued `ago` days ago, its decision signed `signed_ago` days ago."""
        return self.certify(self.product(name, key=key, **facts), stars=stars, key=key, ago=ago, months=months,
                            signed_ago=signed_ago, number=number)

    def certify(
        self, product: Product, *, stars: int = 4, key: str = "s11", ago: int = 100, months: int = 36,
        signed_ago: int | None = None, number: str = "",
    ) -> Certificate:
        """A certificate of a product."""
        begins = vietnam_today() - ago * DAY
        signed = vietnam_today() - (ago if signed_ago is None else signed_ago) * DAY
        count = Certificate.objects.count() + 1
        decision = Decision.objects.create(
            authority=self.province, level="province", kind=DecisionKind.RECOGNISE, state=DecisionState.ISSUED,
            number=f"{count}/QĐ-UBND (ví dụ)", signed_on=signed, year=signed.year, issued_at=timezone.now(),
        )
        product_set = ProductSet.objects.get(edition__key="vn-ocop-26-2026", key=key)
        recognition = Recognition.objects.create(
            decision=decision, product=product, producer=self.producer, edition=product_set.edition,
            product_set=product_set, stars=stars, kind="first", product_name=product.name,
            producer_name=self.producer.name, place_name="Xã Tân Cương, tỉnh Thái Nguyên", score_text="91,14",
            basis=Basis.IMPORTED,
        )
        ends = add_months(begins, months)
        certificate = Certificate.objects.create(
            recognition=recognition, number=number or f"{count:02d}/GCN-OCOP-19-2026", serial=count, issued_on=begins,
            valid_to=ends, expiring_on=ends - 180 * DAY,
        )
        write_listing(product)
        return certificate

    def happens(self, certificate: Certificate, kind: str, *, ago: int = 10, **facts: object) -> None:
        """Something happens to a certificate."""
        CertificateEvent.objects.create(
            certificate=certificate, kind=kind, on=vietnam_today() - ago * DAY,
            decision=certificate.recognition.decision, **facts,
        )
        write_listing(certificate.recognition.product)

    def in_state(self, state: str, name: str = "Chè shan tuyết (ví dụ)") -> Certificate:
        """A certificate in the state named."""
        if state == "pending":
            return self.recognise(name, ago=-10, signed_ago=1)
        if state == "expiring":
            return self.recognise(name, ago=1000)
        if state == "expired":
            return self.recognise(name, ago=1200)
        if state == "extended":
            made = self.recognise(name, ago=1130)
            self.happens(made, EventKind.EXTENDED, ago=40, until=vietnam_today() + 30 * DAY)
            return made
        made = self.recognise(name)
        if state == "revoked":
            self.happens(made, EventKind.REVOKED, ground="stopped")
        if state == "replaced":
            other = self.certify(made.recognition.product, ago=10)
            self.happens(made, EventKind.REPLACED, replaced_by=other)
        return made


def build_stage() -> Stage:
    """Units, the edition in force, and a co-operative whose phone and tax code nobody may read in public."""
    load_facts()
    load_edition(path=DATA / "vn-ocop-26-2026.yaml")
    province = AdminUnit.objects.on(vietnam_today()).get(level="province", code="19")
    commune = AdminUnit.objects.on(vietnam_today()).get(level="commune", code="05503")
    producer = Producer(name="Hợp tác xã Bản Mới (ví dụ)", kind="cooperative", unit=commune, phone=PHONE,
                        tax_code=TAX, email="banmoi@vidu.vn")
    producer.save()
    producer.head = producer
    producer.save()
    return Stage(province, commune, producer)
