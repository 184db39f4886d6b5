"""The year 2019 of Bắc Kạn from its facts, and a small living year of a province made up for the tests."""

import dataclasses
import datetime as dt
from typing import Any

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.dossiers.enums import StageLevel
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.programme.actions import LineFacts, add_line, approve_plan, draft_plan, freeze_cohort
from ocop.programme.models import Cohort, Cycle, Plan, PlanLine, PlanVersion
from ocop.recognition.models import PastResult
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product
from ocop.support.seedcase import load_seed_case
from tests.factories.places import country, make_unit, reckon
from tests.people import officer, root

YEAR = 2026


def seed_case() -> Plan:
    """The seed case, with the units it stands on."""
    country()
    return load_seed_case(by=root())


@dataclasses.dataclass
class Year:
    """A province with two communes in 2026, its officer and a stranger."""

    province: AdminUnit
    communes: list[AdminUnit]
    officer: Actor
    stranger: Actor
    producer: Producer

    @property
    def cycle(self) -> Cycle:
        """The province's cycle of the year."""
        return Cycle.objects.get_or_create(unit=self.province, year=YEAR)[0]


def a_year() -> Year:
    """Thái Nguyên with two communes, a neighbour for strangers, one co-operative in the first commune."""
    province = make_unit("19", "Thái Nguyên", level=Level.PROVINCE, kind=UnitKind.PROVINCE)
    neighbour = make_unit("08", "Tuyên Quang", level=Level.PROVINCE, kind=UnitKind.PROVINCE)
    communes = [make_unit(code, name, province=province, parent=province)
                for code, name in (("05503", "Tân Cương"), ("05710", "Phú Xuyên"))]
    reckon(province, neighbour, *communes)
    return Year(province, communes, officer("Lê Thị Hòa", Role.PROVINCE_OFFICER, province),
                officer("Đỗ Văn Lạ", Role.PROVINCE_OFFICER, neighbour), make_producer(communes[0]))


def make_producer(unit: AdminUnit, name: str = "Hợp tác xã Bản Mới (ví dụ)", **fields: Any) -> Producer:
    """An active producer, its own head."""
    producer = Producer(**{"name": name, "kind": ProducerKind.COOPERATIVE, "unit": unit, **fields})
    producer.save()
    producer.head = producer
    producer.save(update_fields=["head"])
    return producer


def make_products(year: Year, count: int, *, producer: Producer | None = None) -> list[Product]:
    """Products of the year's producer, or of another."""
    owner = producer or year.producer
    made = []
    for no in range(count):
        product = Product(name=f"Chè {Product.objects.count() + no} (ví dụ)", producer=owner, unit=owner.unit)
        product.save()
        product.head = product
        product.save(update_fields=["head"])
        made.append(product)
    return made


def make_result(product: Product, stars: int | None, on: dt.date) -> PastResult:
    """A result without recognition on a day."""
    return PastResult.objects.create(product=product, level=StageLevel.PROVINCE, stars=stars, on=on, source="thử")


def make_plan(year: Year, *lines: LineFacts, **fields: Any) -> Plan:
    """An approved plan of the year with these lines."""
    version = draft_plan(authority=year.province, year=YEAR, slug="thai-nguyen", by=year.officer, **fields)
    for facts in lines:
        add_line(version=version, facts=facts, by=year.officer)
    approve_plan(version=version, decision="01/KH-UBND", decided_on=dt.date(2026, 1, 15), by=year.officer)
    return version.plan


def make_draft(year: Year) -> PlanVersion:
    """A draft without lines."""
    return draft_plan(authority=year.province, year=YEAR, slug="thai-nguyen", by=year.officer)


def make_line(year: Year, version: PlanVersion, key: str = "moi", **fields: Any) -> PlanLine:
    """A line that asks for at least 25 new products unless told otherwise."""
    facts = LineFacts(**{"line_key": key, "text": "Sản phẩm mới", "indicator": "new_products", "low": 25, **fields})
    return add_line(version=version, facts=facts, by=year.officer)


def make_cohort(year: Year, products: list[Product], name: str = "Danh sách chốt") -> Cohort:
    """A frozen list in the year."""
    return freeze_cohort(cycle=year.cycle, name=name, products=products, source="thử", by=year.officer)
