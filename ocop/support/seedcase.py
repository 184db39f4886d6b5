"""The seed case, Bắc Kạn 2019, laid from typed facts (`programme/data/bac-kan-2019.yaml`, a source with each).

It writes to registry, programme and recognition, so it stands in a room after them all; `intake` may call it. Products
and producers no source names are written as rows directly: the registry's verbs rightly ask for a name and a kind.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.dates import UNKNOWN_START
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import StageLevel
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_code
from ocop.programme import actions as year
from ocop.programme import models as programme
from ocop.programme.enums import EnrolmentOrigin
from ocop.programme.guards import may_run_year
from ocop.recognition.models import PastResult
from ocop.recognition.outside import OutsideRow, record_outside_decision
from ocop.registry.enums import ProducerKind, ProducerState
from ocop.registry.models import Producer, Product, ProductHolding

FACTS = Path(programme.__file__).parent.parent / "data" / "bac-kan-2019.yaml"
# Documents of the case stay in Vietnamese whatever the reader's language: they are names, not messages.
UNKNOWN_PRODUCT = "Chưa rõ tên số {no:02d}"
UNKNOWN_PRODUCER = "Chưa rõ chủ thể"


def read_facts() -> dict[str, Any]:
    """The facts as typed; a source named in them stands under `sources`."""
    facts: dict[str, Any] = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return facts


def load_seed_case(by: Actor) -> programme.Plan:
    """Lay the year 2019 of Bắc Kạn: 76 = 45 + 31, 45 = 5 + 32 + 8, the plan, what is known of its results.

    Repeatable: what stands is given back and nothing is written; all or nothing. Refuses (`forbidden`) others than who
    runs the year (Thái Nguyên's officer today, the administrator), `places-missing` where units were not loaded.
    """
    facts = read_facts()
    standing = _standing(facts)
    if standing is not None:
        return standing
    province = unit_by_code(Level.PROVINCE, facts["province"], facts["report_on"])
    if province is None:
        raise Refusal("places-missing", _("Chưa có danh mục đơn vị hành chính. Hãy chạy load_places trước."))
    if not may_run_year(by, province):
        raise Refusal("year-forbidden", _("Chỉ cán bộ OCOP của cơ quan phụ trách năm đó làm được việc này."),
                      kind="forbidden")
    with transaction.atomic():
        # A second loader waits here for the first, then finds what it laid.
        AdminUnit.objects.select_for_update().get(pk=province.pk)
        return _standing(facts) or _Case(facts, province, by).lay()


def _standing(facts: Mapping[str, Any]) -> programme.Plan | None:
    found = programme.Plan.objects.select_related("cycle__unit").filter(slug=facts["slug"], year=facts["year"])
    return found.first()


class _Case:
    """The laying of the case, step by step."""

    def __init__(self, facts: Mapping[str, Any], province: AdminUnit, by: Actor) -> None:
        self.facts, self.province, self.by = facts, province, by
        self.unknown = self._producer(UNKNOWN_PRODUCER, kind="", unit=province, state=ProducerState.CLOSED)

    def lay(self) -> programme.Plan:
        last = year.open_cycle(unit=self.province, year=self.facts["year"] - 1, by=self.by)
        version = year.draft_plan(
            authority=self.province, year=self.facts["year"], slug=self.facts["slug"], title=self.facts["title"],
            counts_from=self.facts["counts_from"], counts_to=self.facts["counts_to"], kept_here=False,
            source=self.source(self.facts["plan"]["source"]), by=self.by,
        )
        plan = version.plan
        starred, carried = self.enrol_first(plan.cycle, last)
        cohort = self.freeze(plan.cycle, self.facts["cohort"], starred)
        named = self.facts["named"]
        self.freeze(plan.cycle, named, self._products(named["products"]))
        self.write_plan(version, cohort)
        self.enrol_new(plan.cycle)
        self.tell(plan)
        year.close_cycle(cycle=last, by=self.by)
        year.close_cycle(cycle=plan.cycle, by=self.by)
        audit.record("load_seed_case", plan, by=self.by, province_id=self.province.today_province_id,
                     reason=plan.source, body={"evaluated": len(starred), "carried": len(carried)})
        return plan

    def source(self, key: str) -> str:
        """The words of a source."""
        return str(self.facts["sources"][key])

    def enrol_first(self, cycle: programme.Cycle, last: programme.Cycle) -> tuple[list[Product], list[Product]]:
        """The 45 and the 31, without names; each of the 45 with its result of the year before."""
        groups = self.facts["evaluated"]
        evaluated, carried = sum(group["count"] for group in groups), self.facts["carried"]["count"]
        rows = self._products(UNKNOWN_PRODUCT.format(no=no) for no in range(1, evaluated + carried + 1))
        starred, rest = rows[:evaluated], rows[evaluated:]
        left = iter(starred)
        for group in groups:
            PastResult.objects.bulk_create(
                PastResult(product=next(left), cycle=last, level=StageLevel.PROVINCE, stars=group["stars"],
                           source=self.source(group["source"]))
                for _index in range(group["count"])
            )
        source = self.source(self.facts["carried"]["source"])
        for origin, products in ((EnrolmentOrigin.STARRED, starred), (EnrolmentOrigin.CARRIED, rest)):
            for product in products:
                year.enrol(cycle=cycle, product=product, origin=origin, on=self.facts["report_on"], source=source,
                           by=self.by)
        return starred, rest

    def freeze(self, cycle: programme.Cycle, facts: Mapping[str, Any], products: list[Product]) -> programme.Cohort:
        return year.freeze_cohort(cycle=cycle, key=facts["key"], name=facts["name"], products=products,
                                  frozen_on=self.facts["report_on"], source=self.source(facts["source"]), by=self.by)

    def write_plan(self, version: programme.PlanVersion, cohort: programme.Cohort) -> None:
        plan = self.facts["plan"]
        source = self.source(plan["source"])
        for line in plan["lines"]:
            about = cohort if line.get("cohort") else None
            facts = year.LineFacts(**{**line, "cohort": about, "source": source})
            year.add_line(version=version, facts=facts, by=self.by)
        year.approve_plan(version=version, decision=plan["decision"], decided_on=plan["decided_on"], by=self.by)

    def enrol_new(self, cycle: programme.Cycle) -> None:
        """The new products of 2019 whose recognition is known, with its decision and certificates."""
        known = self.facts["recognised"]
        signed_on: dt.date = known["signed_on"]
        rows = []
        for one in known["products"]:
            product = self._new_product(one, signed_on)
            year.enrol(cycle=cycle, product=product, origin=EnrolmentOrigin.NEW, on=signed_on,
                       source=self.source(one["source"]), by=self.by)
            rows.append(OutsideRow(product=product, stars=known["stars"], issued_on=signed_on,
                                   valid_to=known["valid_to"], place_name=one["place"]))
        record_outside_decision(authority=self.province, number=known["number"], signed_on=signed_on, signer="",
                                rows=rows, source=self.source(known["source"]), by=self.by)

    def tell(self, plan: programme.Plan) -> None:
        """How far the records reach, and what sources say against each other."""
        for one in self.facts["coverage"]:
            year.declare_result(plan=plan, line_key=one["line_key"], coverage=one["coverage"], as_of=one["as_of"],
                                source=self.source(one["source"]), by=self.by)
        for note in self.facts["notes"]:
            year.note_plan(plan=plan, text=note["text"], sources=[self.source(key) for key in note["sources"]],
                           by=self.by)

    def _new_product(self, facts: Mapping[str, Any], day: dt.date) -> Product:
        district = unit_by_code(Level.DISTRICT, facts["district"], day)
        if district is None:
            raise Refusal("places-missing", _("Chưa có danh mục đơn vị hành chính. Hãy chạy load_places trước."))
        producer = self._producer(facts["producer"], kind=ProducerKind.COOPERATIVE, unit=district,
                                  unit_text=facts["place"])
        return self._products([facts["name"]], producer)[0]

    def _producer(self, name: str, **fields: Any) -> Producer:
        producer = Producer(name=name, entered_by=self.by.user, **fields)
        producer.save()
        Producer.objects.filter(pk=producer.pk).update(head=F("id"))
        producer.refresh_from_db()
        return producer

    def _products(self, names: Iterable[str], producer: Producer | None = None) -> list[Product]:
        """Products of a producer, by name; of the unknown one unless told."""
        owner = producer or self.unknown
        rows = []
        for name in names:
            row = Product(producer=owner, unit=owner.unit, unit_text=owner.unit_text)
            row.set_name(name)
            rows.append(row)
        made = Product.objects.bulk_create(rows)
        Product.objects.filter(pk__in=[row.pk for row in made]).update(head=F("id"))
        for row in made:
            row.head_id = row.pk
        ProductHolding.objects.bulk_create(
            ProductHolding(product=row, producer=owner, valid_from=UNKNOWN_START) for row in made
        )
        return made
