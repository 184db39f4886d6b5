"""Writing a plan down: all rows of an import in few statements, inside the caller's transaction.

Products that are new and have one recognition go in bulk, with the certificate, occasions, listing and counts that
`recognition.issuing` and `recognition.listing` would write one by one (a test compares). A product with a history goes
through `issue_certificate` itself, in the order of the decisions.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ocop.core.actor import Actor
from ocop.core.dates import UNKNOWN_START
from ocop.core.models import NumberSeries
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Occasion
from ocop.intake.following import listing_of, occasions_of
from ocop.intake.known import Maker, chunks
from ocop.intake.lawbook import LawBook
from ocop.intake.planning import Line, Past, Plan, Recognised
from ocop.places.enums import Level
from ocop.recognition.actions import place_words
from ocop.recognition.codes import number_key
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, Origin
from ocop.recognition.facets import changes_of
from ocop.recognition.issuing import issue_certificate
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    PastResult,
    Recognition,
)
from ocop.registry.enums import CodeSource
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement

M = TypeVar("M", bound=models.Model)
BATCH = 500
_LEVELS: dict[str, str] = {
    Level.NATION: StageLevel.NATION,
    Level.PROVINCE: StageLevel.PROVINCE,
    Level.DISTRICT: StageLevel.DISTRICT,
}
_EVER = 0
_PLACES = (
    "producer__unit__today",
    "producer__unit__today_province",
    "unit__today",
    "unit__today_province",
    "settled_unit__today",
    "settled_unit__today_province",
)


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Insert rows in batches; each comes back with its id."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    return rows


@dataclasses.dataclass
class Writer:
    """Writes one plan; `made` collects the ids of all it wrote, by kind, for undoing."""

    plan: Plan
    by: Actor
    law: LawBook = dataclasses.field(default_factory=LawBook)
    made: dict[str, list[Any]] = dataclasses.field(default_factory=dict)

    def write(self) -> dict[str, list[Any]]:
        """Write everything; the ids by kind. The serials of certificates, which others wait for, come last."""
        lines = [line for line in self.plan.lines if line.good and line.status in {"created", "updated"}]
        makers = {line.maker for line in lines if line.maker}
        producers = self._producers(makers)
        products = self._products([line for line in lines if line.status == "created"], producers)
        self._past_results(lines)
        self._codes(lines, products)
        self._recognitions([line for line in lines if isinstance(line.outcome, Recognised)], products)
        return self.made

    def _note(self, kind: str, rows: Iterable[models.Model]) -> None:
        self.made.setdefault(kind, []).extend(row.pk for row in rows)

    def _producers(self, makers: Iterable[Maker]) -> dict[int, Producer]:
        """New producers, each its own head, with the first row of their legal form; known ones by id."""
        fresh = sorted((maker for maker in makers if maker.pk is None), key=lambda one: (one.name, one.unit_text))
        rows = []
        for maker in fresh:
            row = Producer(
                kind=maker.kind,
                unit=maker.unit,
                unit_text=maker.unit_text,
                detail=maker.detail,
                tax_code=maker.tax,
                tax_code_sealed=maker.tax_sealed,
                entered_by=self.by.user,
            )
            row.set_name(maker.name)
            rows.append(row)
        insert(rows)
        for maker, row in zip(fresh, rows, strict=True):
            maker.pk = row.pk
            row.head_id = row.pk
        self._be_own_heads(Producer, rows)
        insert([ProducerForm(producer=row, kind=row.kind, name=row.name, valid_from=UNKNOWN_START) for row in rows])
        self._note("producers", rows)
        made = {row.pk for row in rows}
        known = [maker.pk for maker in makers if maker.pk and maker.pk not in made]
        found = {row.pk: row for row in rows}
        for some in chunks(known):
            found |= {
                row.pk: row
                for row in Producer.objects.filter(pk__in=some).select_related("unit__today", "unit__today_province")
            }
        return found

    @staticmethod
    def _be_own_heads(model: type[Producer] | type[Product], rows: Sequence[Any]) -> None:
        for some in chunks([row.pk for row in rows]):
            model._default_manager.filter(pk__in=some).update(head=F("pk"))

    def _products(self, lines: Sequence[Line], producers: dict[int, Producer]) -> dict[int, Product]:
        """New products with who holds them since when, and the words of their group; by id."""
        rows, held, placed = [], [], []
        # Places in words come from the units of today: read them once, not a row at a time.
        units = {unit.pk: unit for line in lines if line.good and (unit := line.good.unit)}
        for some in chunks(list(units.values())):
            models.prefetch_related_objects(list(some), "today", "today_province")
        for line in lines:
            good, maker = _must(line.good), _must(line.maker)
            row = Product(
                producer=producers[maker.pk or 0], unit=good.unit, unit_text=good.unit_text, detail=good.detail
            )
            row.set_name(good.name)
            rows.append(row)
        insert(rows)
        for line, row in zip(lines, rows, strict=True):
            good = _must(line.good)
            good.pk = row.head_id = row.pk
            # What an old list tells began before anybody here knew of it.
            held.append(ProductHolding(product=row, producer=row.producer, valid_from=UNKNOWN_START))
            edition = self.law.edition_on(self.by.today)
            if good.group and edition:
                placed.append(ProductPlacement(product=row, edition=edition, group_text=good.group))
        self._be_own_heads(Product, rows)
        insert(held)
        insert(placed)
        self._note("products", rows)
        return {row.pk: row for row in rows}

    def _past_results(self, lines: Sequence[Line]) -> None:
        rows = []
        for line in lines:
            told = line.outcome
            if isinstance(told, Past):
                edition = self.law.edition_on(told.on) if told.on else None
                rows.append(
                    PastResult(
                        product_id=_must(_must(line.good).pk),
                        level=told.level,
                        edition=edition,
                        stars=told.stars,
                        score_text=told.score_text,
                        on=told.on,
                        source=told.source,
                    )
                )
        self._note("past", insert(rows))

    def _codes(self, lines: Sequence[Line], products: dict[int, Product]) -> None:
        rows = []
        for line in lines:
            if line.new_code and line.facts:
                good = _must(line.good)
                day = line.facts.signed_on or line.facts.day or self.by.today
                rows.append(
                    ProductCode(
                        product_id=_must(good.pk),
                        code=line.new_code,
                        unit=good.unit,
                        year=day.year,
                        given_on=min(day, self.by.today),
                        source=CodeSource.IMPORTED,
                    )
                )
        self._note("codes", insert(rows))

    def _recognitions(self, lines: Sequence[Line], products: dict[int, Product]) -> None:
        """Decisions, then recognitions in bulk, then certificates: in bulk where no history asks for care."""
        decisions = self._decisions(lines)
        known = [pk for line in lines if (pk := _must(line.good).pk) and pk not in products]
        for some in chunks(sorted(set(known))):
            found = Product.objects.filter(pk__in=some).select_related(*_PLACES)
            products |= {row.pk: row for row in found}
        rows = [self._recognition(line, decisions, products) for line in lines]
        insert(rows)
        self._note("recognitions", rows)
        times = Counter(row.product_id for row in rows)
        bulk: list[tuple[Line, Recognition]] = []
        careful: list[tuple[Line, Recognition]] = []
        for line, row in zip(lines, rows, strict=True):
            alone = times[row.product_id] == 1 and not _must(line.good).has_certificate
            (bulk if alone else careful).append((line, row))
        self._keep_occasions([row.product_id for _line, row in careful])
        self._careful(careful)
        self._bulk(bulk, products)

    def _decisions(self, lines: Sequence[Line]) -> dict[tuple[str, tuple[str, int]], Decision]:
        """The papers of these rows: entered before under this authority, else new."""
        wanted = {
            (told.authority.code, told.key): told for line in lines if isinstance(told := line.outcome, Recognised)
        }
        found: dict[tuple[str, tuple[str, int]], Decision] = {}
        for some in chunks(sorted({told.number for told in wanted.values()})):
            entered = Decision.objects.filter(number__in=some, origin=Origin.IMPORTED).select_related("authority")
            for row in entered.order_by("-pk"):
                key = (row.authority.code, (_spelled(row.number), row.year or 0))
                if key in wanted and row.level == _LEVELS[wanted[key].authority.level]:
                    found[key] = row
        fresh = [(key, told) for key, told in wanted.items() if key not in found]
        now = timezone.now()
        rows = insert(
            [
                Decision(
                    authority=told.authority,
                    level=_LEVELS[told.authority.level],
                    kind=DecisionKind.RECOGNISE,
                    number=told.number,
                    signed_on=told.signed_on,
                    year=told.signed_on.year,
                    state=DecisionState.ISSUED,
                    origin=Origin.IMPORTED,
                    issued_at=now,
                )
                for _key, told in fresh
            ]
        )
        self._note("decisions", rows)
        return found | {key: row for (key, _told), row in zip(fresh, rows, strict=True)}

    def _recognition(
        self, line: Line, decisions: dict[tuple[str, tuple[str, int]], Decision], products: dict[int, Product]
    ) -> Recognition:
        told, facts, good = line.outcome, _must(line.facts), _must(line.good)
        assert isinstance(told, Recognised)
        product = products[_must(good.pk)]
        return Recognition(
            decision=decisions[told.authority.code, told.key],
            product=product,
            producer=product.producer,
            edition=self.law.edition_on(told.signed_on),
            stars=_must(facts.stars),
            kind=facts.dossier_kind,
            product_name=facts.name,
            producer_name=facts.producer,
            place_name=place_words(product if product.unit else product.producer)[:300],
            score_text=facts.score_text,
            basis=Basis.IMPORTED,
        )

    def _keep_occasions(self, products: Sequence[int]) -> None:
        """Windows that a later certificate closes, as they were: undoing opens them again."""
        for some in chunks(sorted(set(products))):
            rows = Occasion.objects.filter(product__in=some).values_list("pk", "closes_on", "base_valid_to")
            self.made.setdefault("occasions_before", []).extend(
                [pk, *(day.isoformat() if day else None for day in days)] for pk, *days in rows
            )

    def _careful(self, rows: Sequence[tuple[Line, Recognition]]) -> None:
        """Products with a history: one after the other, oldest decision first."""
        terms = self.law.terms_on(self.by.today)
        ids = []
        for line, row in sorted(rows, key=lambda pair: (_signed(pair[1]), pair[1].pk)):
            told, facts = line.outcome, _must(line.facts)
            assert isinstance(told, Recognised)
            ids.append(
                issue_certificate(
                    row, number=facts.certificate, issued_on=told.signed_on, terms=terms, valid_to=told.valid_to
                ).pk
            )
        for some in chunks(ids):
            self._note(
                "events", CertificateEvent.objects.filter(Q(certificate__in=some) | Q(replaced_by__in=some)).distinct()
            )

    def _bulk(self, rows: Sequence[tuple[Line, Recognition]], products: dict[int, Product]) -> None:
        """Certificates, occasions, listings and counts of products that have nothing else."""
        terms = self.law.terms_on(self.by.today)
        certificates = []
        for (line, row), serial in zip(rows, self._serials([row for _line, row in rows]), strict=True):
            told, facts = line.outcome, _must(line.facts)
            assert isinstance(told, Recognised)
            window = terms.window(told.valid_to) if terms else None
            certificates.append(
                Certificate(
                    recognition=row,
                    number=facts.certificate,
                    number_key=number_key(facts.certificate),
                    serial=serial,
                    issued_on=told.signed_on,
                    valid_to=told.valid_to,
                    expiring_on=window.opens if window else None,
                )
            )
        insert(certificates)
        occasions: list[Occasion] = []
        listings = []
        for (line, row), certificate in zip(rows, certificates, strict=True):
            if terms:
                window = terms.window(certificate.valid_to)
                occasions += occasions_of(
                    row, certificate, top=terms.top, window=(window.opens, window.closes) if window else None
                )
            listings.append(listing_of(line, row, certificate))
        insert(occasions)
        insert(listings)
        sums: Counter[Any] = Counter()
        for listing in listings:
            for key, count in changes_of(listing):
                sums[key] += count
        insert(
            [
                FacetChange(facet=facet, value=value, part=part, day=day, count=count)
                for (facet, value, part, day), count in sums.items()
                if count
            ]
        )

    def _serials(self, rows: Sequence[Recognition]) -> list[int]:
        """A block of serials for each authority, in the order of the rows; the series are locked as late as this."""
        owners = [int(code) if (code := row.decision.authority.code).isdigit() else 0 for row in rows]
        following: dict[int, int] = {}
        for owner, count in sorted(Counter(owners).items()):
            NumberSeries.objects.get_or_create(owner_unit_id=owner, kind="certificate_serial", year=_EVER)
            series = NumberSeries.objects.select_for_update().get(
                owner_unit_id=owner, kind="certificate_serial", year=_EVER
            )
            following[owner] = series.last
            series.last += count
            series.save(update_fields=["last"])
        found = []
        for owner in owners:
            following[owner] += 1
            found.append(following[owner])
        return found


def _must(value: Any) -> Any:
    """What a line of this kind always has."""
    assert value is not None
    return value


def _spelled(number: str) -> str:
    return "".join(number.upper().split())


def _signed(row: Recognition) -> dt.date:
    return row.decision.signed_on or UNKNOWN_START
