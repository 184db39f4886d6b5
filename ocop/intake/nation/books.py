"""Writing the generated nation: producers, products, eight years of decisions and certificates, and the catalogue.

The same rows the verbs would write, in bulk; a test compares listings, windows and kept counts with their builders.
"""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.dates import UNKNOWN_START
from ocop.core.documents import rebuild_documents
from ocop.core.inserting import insert
from ocop.core.pids import ALPHABET, LENGTH
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import StageLevel
from ocop.intake.nation.awards import ROUNDS, Awards, Good
from ocop.intake.nation.country import Country, group_of, lay_country
from ocop.intake.nation.stories import YEARS, Step, story
from ocop.intake.nation.words import MARK, producer_name, product_name
from ocop.places.models import AdminUnit
from ocop.places.queries import nation
from ocop.programme.enums import CycleState, EnrolmentOrigin
from ocop.programme.models import Cycle, Enrolment
from ocop.recognition.models import (
    PastResult,
)
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, ProducerForm, Product, ProductHolding, ProductPlacement

CHUNK = 2000
_BATCH = 500
_DAY = dt.timedelta(days=1)
# Kinds of producers with the words their name begins with, so many of a hundred.
_PRODUCERS: tuple[tuple[ProducerKind, str, int], ...] = (
    (ProducerKind.COOPERATIVE, "Hợp tác xã nông nghiệp", 20),
    (ProducerKind.COOPERATIVE, "Hợp tác xã", 12),
    (ProducerKind.ENTERPRISE, "Công ty TNHH", 17),
    (ProducerKind.ENTERPRISE, "Công ty cổ phần", 6),
    (ProducerKind.HOUSEHOLD, "Hộ kinh doanh", 25),
    (ProducerKind.HOUSEHOLD, "Cơ sở", 12),
    (ProducerKind.GROUP, "Tổ hợp tác", 6),
    (ProducerKind.FARM, "Trang trại", 2),
)
_GOODS_EACH = 1.9


def generate_nation(*, products: int, by: Actor, seed: int = 2026, tell: Callable[[int], None] | None = None) -> int:
    """Write a nation of so many products; the number of certificates. All or nothing, in one transaction.

    `seed` makes it repeatable; `tell` hears after each stretch how many products are written. Every name bears
    `MARK`, decisions are signed by it. Refuses (`conflict`) a register that holds anything already: a real register
    is never mixed with generated rows.
    """
    if Product.objects.exists() or Producer.objects.exists():
        raise Refusal(
            "nation-not-empty",
            _("Sổ đăng ký đã có dữ liệu. Chỉ sinh dữ liệu thử vào một cơ sở dữ liệu trống."),
            kind="conflict",
        )
    with transaction.atomic():
        rng = Random(seed)
        writer = _Writer(lay_country(rng, today=by.today), rng, by.today)
        for begun in range(0, products, CHUNK):
            writer.write(min(CHUNK, products - begun))
            if tell:
                tell(min(begun + CHUNK, products))
        writer.awards.close()
        rebuild_documents()
        place = nation()
        if place is not None:
            audit.record("generate_nation", place, by=by, body={"products": products, "seed": seed})
    return writer.awards.certificates


class _Writer:
    """Writes the nation stretch by stretch; only cycles, and what `Awards` keeps, stay in memory."""

    def __init__(self, country: Country, rng: Random, today: dt.date) -> None:
        self.country, self.rng, self.today = country, rng, today
        self.first_year = today.year - YEARS + 1
        self.cycles: dict[tuple[int, int], Cycle] = {}
        self.awards = Awards(country, today, new_pid=self._pid)

    def write(self, count: int) -> None:
        """So many products with all that belongs to them."""
        producers = self._producers(max(1, round(count / _GOODS_EACH)))
        goods = self._products(count, producers)
        recognised: list[tuple[Good, Step, dt.date]] = []
        past: list[tuple[Good, Step, dt.date]] = []
        for good in goods:
            for step in good.steps:
                day = self._day(good, step)
                if day > self.today:
                    break
                (recognised if step.stars >= 3 else past).append((good, step, day))
        self._past(past)
        self._enrolments(goods)
        self.awards.write(recognised)

    def _pid(self) -> str:
        return "".join(self.rng.choices(ALPHABET, k=LENGTH))

    def _producers(self, count: int) -> list[Producer]:
        rows = []
        for kind, head, _share in self.rng.choices(_PRODUCERS, [one[2] for one in _PRODUCERS], k=count):
            row = Producer(pid=self._pid(), kind=kind, unit=self.country.commune(self.rng))
            row.set_name(producer_name(self.rng, head))
            rows.append(row)
        _own_heads(rows)
        insert([ProducerForm(producer=row, kind=row.kind, name=row.name, valid_from=UNKNOWN_START) for row in rows])
        return rows

    def _products(self, count: int, producers: list[Producer]) -> list[Good]:
        goods: list[Good] = []
        names: set[tuple[str, str]] = set()
        for _index in range(count):
            owner, group, draw = self.rng.choice(producers), group_of(self.rng), self.rng.randrange(1000)
            unit = owner.unit
            assert unit is not None
            name = product_name(self.rng, group, unit.name)
            if (owner.pid, name) in names:
                name = product_name(self.rng, group, f"{unit.name} {draw}")
            names.add((owner.pid, name))
            row = Product(pid=self._pid(), producer=owner, unit=unit)
            row.set_name(name)
            steps = story(self.rng)
            goods.append(Good(row, group, draw, "", steps))
        _own_heads([good.row for good in goods])
        insert(
            [ProductHolding(product=good.row, producer=good.row.producer, valid_from=UNKNOWN_START) for good in goods]
        )
        insert(
            [
                ProductPlacement(product=good.row, edition=self.country.now, product_set=chosen)
                for good in goods
                if (chosen := self.country.set_on(self.country.now, good.group, good.draw))
            ]
        )
        return goods

    def _day(self, good: Good, step: Step) -> dt.date:
        """The day the round's decision was signed: the same for all products of a province."""
        unit = good.row.unit
        assert unit is not None
        month, day = ROUNDS[step.round]
        return dt.date(self.first_year + step.year, month, day) - (unit.today_province_id or 0) % 20 * _DAY

    def _past(self, rows: list[tuple[Good, Step, dt.date]]) -> None:
        insert(
            [
                PastResult(
                    product=good.row,
                    level=StageLevel.PROVINCE,
                    edition=self.country.law.edition_on(day),
                    stars=step.stars,
                    on=day,
                    source=MARK,
                )
                for good, step, day in rows
            ]
        )

    def _enrolments(self, goods: list[Good]) -> None:
        """A product takes part in the year of each evaluation; one never evaluated in the year that runs."""
        rows = []
        for good in goods:
            unit = good.row.unit
            assert unit is not None and unit.today_province is not None
            years: dict[int, str] = {}
            for step in good.steps:
                origin = EnrolmentOrigin.STARRED if years else EnrolmentOrigin.NEW
                years.setdefault(min(self.first_year + step.year, self.today.year), origin)
            for year, told in (years or {self.today.year: str(EnrolmentOrigin.NEW)}).items():
                rows.append(
                    Enrolment(
                        cycle=self._cycle(unit.today_province, year),
                        product=good.row,
                        origin=told,
                        enrolled_on=dt.date(year, 1, 15),
                        source=MARK,
                    )
                )
        insert(rows)

    def _cycle(self, province: AdminUnit, year: int) -> Cycle:
        if (province.pk, year) not in self.cycles:
            state = CycleState.OPEN if year == self.today.year else CycleState.CLOSED
            self.cycles[province.pk, year] = Cycle.objects.get_or_create(
                unit=province, year=year, defaults={"state": state}
            )[0]
        return self.cycles[province.pk, year]


def _own_heads(rows: list[Any]) -> None:
    """Insert rows that are each their own head."""
    insert(rows)
    model = type(rows[0])
    # The ids of one insert lie side by side only on SQLite: the open head tells the new ones on both.
    model._default_manager.filter(head__isnull=True).update(head=F("pk"))
    for row in rows:
        row.head_id = row.pk
