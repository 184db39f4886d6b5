"""Writing the generated nation: producers, products, eight years of decisions and certificates, and the catalogue.

The same rows the verbs would write, in bulk; a test compares listings, windows and kept counts with their builders.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.dates import UNKNOWN_START
from ocop.core.documents import rebuild_documents
from ocop.core.models import NumberSeries
from ocop.core.names import fold, name_key
from ocop.core.pids import ALPHABET, LENGTH
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import StageLevel
from ocop.intake.following import occasions_of
from ocop.intake.nation.country import Country, group_of, lay_country
from ocop.intake.nation.stories import YEARS, Step, story
from ocop.intake.nation.words import MARK, producer_name, product_name
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.places.queries import nation
from ocop.programme.enums import CycleState, EnrolmentOrigin
from ocop.programme.models import Cycle, Enrolment
from ocop.recognition.actions import place_words
from ocop.recognition.codes import number_key
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, EventKind, Origin, RevocationGround
from ocop.recognition.facets import changes_of
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    Listing,
    PastResult,
    Recognition,
)
from ocop.registry.enums import CodeSource, ProducerKind
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement
from ocop.rulebooks.models import ProductSet

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
_ROUNDS = ((6, 25), (12, 20))


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
        writer.close()
        rebuild_documents()
        place = nation()
        if place is not None:
            audit.record("generate_nation", place, by=by, body={"products": products, "seed": seed})
    return writer.certificates


@dataclasses.dataclass
class _Good:
    """A product with what its rows are made from."""

    row: Product
    group: str
    draw: int
    code: str
    steps: list[Step]


class _Writer:
    """Writes the nation stretch by stretch; only decisions, cycles and sums stay in memory."""

    def __init__(self, country: Country, rng: Random, today: dt.date) -> None:
        self.country, self.rng, self.today = country, rng, today
        self.certificates = 0
        self.first_year = today.year - YEARS + 1
        self.decisions: dict[tuple[int, int, int], Decision] = {}
        self.cycles: dict[tuple[int, int], Cycle] = {}
        self.serials: Counter[int] = Counter()
        self.counts: Counter[tuple[str, str, str, dt.date]] = Counter()
        self.number = 0
        self.terms = country.law.terms_on(today)
        self.nation = nation()

    def write(self, count: int) -> None:
        """So many products with all that belongs to them."""
        producers = self._producers(max(1, round(count / _GOODS_EACH)))
        goods = self._products(count, producers)
        recognised: list[tuple[_Good, Step, dt.date]] = []
        past: list[tuple[_Good, Step, dt.date]] = []
        for good in goods:
            for step in good.steps:
                day = self._day(good, step)
                if day > self.today:
                    break
                (recognised if step.stars >= 3 else past).append((good, step, day))
        self._past(past)
        self._enrolments(goods)
        self._certificates(recognised)

    def close(self) -> None:
        """The sums of the catalogue's filters, and the series of serials, so that the next certificate goes on."""
        yesterday = self.today - _DAY
        folded: Counter[tuple[str, str, str, dt.date]] = Counter()
        for (facet, value, part, day), count in self.counts.items():
            folded[facet, value, part, UNKNOWN_START if day < yesterday else day] += count
        _insert(
            [
                FacetChange(facet=facet, value=value, part=part, day=day, count=count)
                for (facet, value, part, day), count in folded.items()
                if count
            ]
        )
        for owner, last in self.serials.items():
            series, _made = NumberSeries.objects.get_or_create(owner_unit_id=owner, kind="certificate_serial", year=0)
            series.last = max(series.last, last)
            series.save(update_fields=["last"])

    def _pid(self) -> str:
        return "".join(self.rng.choices(ALPHABET, k=LENGTH))

    def _producers(self, count: int) -> list[Producer]:
        rows = []
        for kind, head, _share in self.rng.choices(_PRODUCERS, [one[2] for one in _PRODUCERS], k=count):
            row = Producer(pid=self._pid(), kind=kind, unit=self.country.commune(self.rng))
            row.set_name(producer_name(self.rng, head))
            rows.append(row)
        _own_heads(rows)
        _insert([ProducerForm(producer=row, kind=row.kind, name=row.name, valid_from=UNKNOWN_START) for row in rows])
        return rows

    def _products(self, count: int, producers: list[Producer]) -> list[_Good]:
        goods: list[_Good] = []
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
            goods.append(_Good(row, group, draw, "", steps))
        _own_heads([good.row for good in goods])
        _insert(
            [ProductHolding(product=good.row, producer=good.row.producer, valid_from=UNKNOWN_START) for good in goods]
        )
        _insert(
            [
                ProductPlacement(product=good.row, edition=self.country.now, product_set=chosen)
                for good in goods
                if (chosen := self.country.set_on(self.country.now, good.group, good.draw))
            ]
        )
        return goods

    def _day(self, good: _Good, step: Step) -> dt.date:
        """The day the round's decision was signed: the same for all products of a province."""
        unit = good.row.unit
        assert unit is not None
        month, day = _ROUNDS[step.round]
        return dt.date(self.first_year + step.year, month, day) - (unit.today_province_id or 0) % 20 * _DAY

    def _past(self, rows: list[tuple[_Good, Step, dt.date]]) -> None:
        _insert(
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

    def _enrolments(self, goods: list[_Good]) -> None:
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
        _insert(rows)

    def _cycle(self, province: AdminUnit, year: int) -> Cycle:
        if (province.pk, year) not in self.cycles:
            state = CycleState.OPEN if year == self.today.year else CycleState.CLOSED
            self.cycles[province.pk, year] = Cycle.objects.get_or_create(
                unit=province, year=year, defaults={"state": state}
            )[0]
        return self.cycles[province.pk, year]

    def _decision(self, good: _Good, step: Step, day: dt.date) -> Decision:
        """The decision of a round: of the province as it was then, or of the ministry for five stars."""
        unit = good.row.unit
        assert unit is not None
        national = step.stars == 5 and self.nation is not None
        authority = self.nation if national and self.nation else self.country.province_on(unit, day)
        # The ministry decides once a round, whatever the province.
        day = dt.date(day.year, *_ROUNDS[step.round]) + 5 * _DAY if national else day
        key = (authority.pk, step.year, step.round)
        if key not in self.decisions:
            number = f"{100 + len(self.decisions)}/QĐ-{'BNNMT' if national else 'UBND'}-SINH"
            self.decisions[key] = Decision.objects.create(
                pid=self._pid(),
                authority=authority,
                level=StageLevel.NATION if authority.level == Level.NATION else StageLevel.PROVINCE,
                kind=DecisionKind.RECOGNISE,
                number=number,
                signed_on=min(day, self.today),
                year=day.year,
                signer=MARK,
                state=DecisionState.ISSUED,
                origin=Origin.IMPORTED,
                issued_at=timezone.now(),
            )
        return self.decisions[key]

    def _certificates(self, rows: list[tuple[_Good, Step, dt.date]]) -> None:
        recognitions = [self._recognition(good, step, day) for good, step, day in rows]
        _insert(recognitions)
        issued = [self._certificate(row) for row in recognitions]
        _insert(issued)
        self.certificates += len(issued)
        codes, events, occasions, listings = [], [], [], []
        for stories in _by_product(rows, issued):
            codes += list(self._codes(stories))
            own = list(self._events(stories))
            events += own
            good, step, last = stories[-1]
            last.told = [event for event in own if event.certificate is last]
            if not step.revoked and self.terms:
                window = self.terms.window(last.valid_to)
                occasions += occasions_of(
                    last.recognition,
                    last,
                    top=self.terms.top,
                    window=(window.opens, window.closes) if window else None,
                )
            listings.append(self._listing(good, last))
        for made in (codes, events, occasions, listings):
            _insert(made)
        for listing in listings:
            for key, count in changes_of(listing):
                self.counts[key] += count

    def _recognition(self, good: _Good, step: Step, day: dt.date) -> Recognition:
        decision = self._decision(good, step, day)
        edition = self.country.law.edition_on(decision.signed_on or day)
        product = good.row
        score = f"{ {3: 60, 4: 75, 5: 91}[step.stars] + good.draw % 9 },{good.draw % 100:02d}"
        return Recognition(
            decision=decision,
            product=product,
            producer=product.producer,
            edition=edition,
            product_set=self.country.set_on(edition, good.group, good.draw),
            stars=step.stars,
            kind=step.kind,
            product_name=product.name,
            producer_name=product.producer.name,
            place_name=place_words(product),
            score_text=score,
            basis=Basis.IMPORTED,
        )

    def _certificate(self, row: Recognition) -> Certificate:
        decision = row.decision
        signed = decision.signed_on
        assert signed is not None
        owner = int(decision.authority.code) if decision.authority.code.isdigit() else 0
        self.serials[owner] += 1
        self.number += 1
        last = self.country.law.last_day(signed) or signed + 3 * 365 * _DAY
        window = self.terms.window(last) if self.terms else None
        number = f"{self.number}/GCN-SINH-{signed.year}"
        return Certificate(
            pid=self._pid(),
            recognition=row,
            number=number,
            number_key=number_key(number),
            serial=self.serials[owner],
            issued_on=signed,
            valid_to=last,
            expiring_on=window.opens if window else None,
        )

    def _codes(self, stories: list[tuple[_Good, Step, Certificate]]) -> Iterator[ProductCode]:
        """The product's code in the book of its commune, from its first certificate on."""
        good, _step, first = stories[0]
        unit = good.row.unit
        assert unit is not None and unit.today_province is not None
        good.code = f"{unit.today_province.code}-{unit.code}-{good.row.pk}-{first.issued_on.year}"
        yield ProductCode(
            product=good.row,
            code=good.code,
            unit=unit,
            year=first.issued_on.year,
            given_on=first.issued_on,
            source=CodeSource.IMPORTED,
        )

    def _events(self, stories: list[tuple[_Good, Step, Certificate]]) -> Iterator[CertificateEvent]:
        """A living certificate is replaced by the next one; a withdrawn one ends a year after it began."""
        for (_good, step, old), after in zip(stories, [*stories[1:], None], strict=True):
            new = after[2] if after else None
            if new is not None and old.valid_to >= new.issued_on:
                yield CertificateEvent(
                    certificate=old,
                    kind=EventKind.REPLACED,
                    on=new.issued_on,
                    decision=new.recognition.decision,
                    replaced_by=new,
                )
            elif step.revoked and (gone := old.issued_on + 365 * _DAY) <= self.today:
                yield CertificateEvent(
                    certificate=old, kind=EventKind.REVOKED, on=gone, ground=RevocationGround.STOPPED
                )

    def _listing(self, good: _Good, shown: Certificate) -> Listing:
        """The catalogue's row, as `recognition.listing.build_listing` makes it."""
        row, product = shown.recognition, good.row
        unit, until = product.unit, shown.live_until()
        assert unit is not None
        alive = until >= shown.issued_on
        chosen: ProductSet | None = row.product_set
        words = [row.product_name, product.name, row.producer_name, product.producer.name, row.place_name, good.code]
        return Listing(
            product=product,
            certificate=shown,
            decided_on=row.decision.signed_on or shown.issued_on,
            stars=row.stars if alive else None,
            valid_from=shown.issued_on if alive else None,
            valid_to=until if alive else None,
            name=row.product_name,
            name_folded=" ".join(dict.fromkeys(fold(" ".join(words)).split()))[:1000],
            name_key=name_key(row.product_name),
            producer_name=row.producer_name,
            place_name=row.place_name,
            commune_id=unit.today_id,
            province_id=unit.today_province_id,
            set_key=chosen.key if chosen else "",
            group_key=chosen.group.key[:10] if chosen and chosen.group else "",
            producer_kind=product.producer.kind,
        )


def _by_product(
    rows: list[tuple[_Good, Step, dt.date]], issued: list[Certificate]
) -> Iterator[list[tuple[_Good, Step, Certificate]]]:
    """The certificates of each product in the order they were written, which is that of its story."""
    found: list[tuple[_Good, Step, Certificate]] = []
    for (good, step, _day), certificate in zip(rows, issued, strict=True):
        if found and found[-1][0] is not good:
            yield found
            found = []
        found.append((good, step, certificate))
    if found:
        yield found


def _own_heads(rows: list[Any]) -> None:
    """Insert rows that are each their own head."""
    _insert(rows)
    model = type(rows[0])
    # The ids of one insert lie side by side only on SQLite: the open head tells the new ones on both.
    model._default_manager.filter(head__isnull=True).update(head=F("pk"))
    for row in rows:
        row.head_id = row.pk


def _insert(rows: list[Any]) -> None:
    if rows:
        model: type[models.Model] = type(rows[0])
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
