"""Writing a plan down: all rows of an import in few statements, inside the caller's transaction.

Products go in by the thousand with all that hangs on them, and are let go again, so that memory does not grow with the
file. Products without an earlier certificate get theirs in bulk (`certifying`); one with a history goes through
`issue_certificate` itself, in the order of the decisions. What others may wait for comes last, in this order: tax
codes that must be unique, products with a history, serials of certificates.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from ocop.core.actor import Actor
from ocop.core.dates import UNKNOWN_START
from ocop.core.documents import PRODUCER, PRODUCT, add_documents, write_documents
from ocop.core.inserting import insert, insert_values, refresh_statistics
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Occasion
from ocop.intake.certifying import Certifier
from ocop.intake.known import Good, Maker, chunks
from ocop.intake.lawbook import LawBook
from ocop.intake.planning import Line, Past, Plan, Recognised
from ocop.places.enums import Level
from ocop.places.models import Placed
from ocop.recognition.actions import place_words
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, EventKind, Origin
from ocop.recognition.issuing import issue_certificate
from ocop.recognition.models import Certificate, CertificateEvent, Decision, Listing, PastResult, Recognition
from ocop.registry.enums import CodeSource
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement

# So many products are in memory at once.
CHUNK = 2000
# The ground of a revocation that only a list tells of; a record, the same in any language.
_TOLD = "Theo danh sách nhập"
_LEVELS: dict[str, str] = {
    Level.NATION: StageLevel.NATION,
    Level.PROVINCE: StageLevel.PROVINCE,
    Level.DISTRICT: StageLevel.DISTRICT,
}
_PLACES = (
    "producer__unit__today",
    "producer__unit__today_province",
    "unit__today",
    "unit__today_province",
    "settled_unit__today",
    "settled_unit__today_province",
)
# A paper as the plan names it: code of the authority, number as it is compared, year.
_Paper = tuple[str, tuple[str, int]]


@dataclasses.dataclass
class Writer:
    """Writes one plan; `made` collects the ids of all it wrote, by kind, for undoing."""

    plan: Plan
    by: Actor
    law: LawBook = dataclasses.field(default_factory=LawBook)
    made: dict[str, list[Any]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self._certifier = Certifier(self.law.terms_on(self.by.today))
        self._edition = self.law.edition_on(self.by.today)
        self._producers: dict[int, Producer] = {}
        self._decisions: dict[_Paper, Decision] = {}
        self._history: list[tuple[Line, Recognition]] = []
        self._words: dict[int, str] = {}

    def write(self) -> dict[str, list[Any]]:
        """Write everything; the ids by kind. Raises IntegrityError where a tax code was entered meanwhile."""
        lines = [line for line in self.plan.lines if line.good and line.status in {"created", "updated"}]
        self._know_places(lines)
        fresh = self._write_producers({line.maker for line in lines if line.maker})
        self._write_decisions(lines)
        goods: dict[Good, list[Line]] = {}
        for line in lines:
            goods.setdefault(_must(line.good), []).append(line)
        for some in chunks(list(goods), CHUNK):
            self._write_goods({good: goods.pop(good) for good in some})
        self._certifier.write_counts()
        _be_own_heads(Producer, fresh)
        self._write_documents(lines)
        if connection.features.has_select_for_update:
            # References are proved now, not while the serials below are held.
            connection.check_constraints()
        self._write_history()
        self._certifier.give_serials()
        for kind, ids in self._certifier.made.items():
            self.made.setdefault(kind, []).extend(ids)
        self._write_revocations(lines)
        return self.made

    def _write_revocations(self, lines: Sequence[Line]) -> None:
        """What our own export says was revoked; the certificate's last day is told already."""
        told = {
            (_must(_must(line.good).pk), line.outcome.key): line.facts.revoked_on
            for line in lines
            if isinstance(line.outcome, Recognised) and line.facts and line.facts.revoked_on
        }
        rows = []
        for some in chunks(sorted({product for product, _paper in told})):
            found = Certificate.objects.filter(recognition__product__in=some).select_related("recognition__decision")
            for certificate in found.order_by("pk"):
                row = certificate.recognition
                on = told.get((row.product_id, (_spelled(row.decision.number), row.decision.year or 0)))
                if on is not None:
                    event = CertificateEvent(certificate=certificate, kind=EventKind.REVOKED, on=on, ground=_TOLD)
                    rows.append(event)
        self._note("events", insert(rows))

    def _write_documents(self, lines: Sequence[Line]) -> None:
        """What the search finds them by; products with a history are brought in step once more with their listing."""
        if len(lines) > CHUNK:
            refresh_statistics(Producer, ProducerForm, Product, ProductPlacement, ProductCode)
            refresh_statistics(Decision, Recognition, Certificate, Listing)
        for kind, ids, name in (
            (PRODUCER, {line.maker.pk for line in lines if line.maker}, "producers"),
            (PRODUCT, {line.good.pk for line in lines if line.good}, "products"),
        ):
            fresh = self.made.get(name, [])
            add_documents(kind, fresh)
            write_documents(kind, ids.difference(fresh))

    def _note(self, kind: str, rows: Iterable[models.Model]) -> None:
        self.made.setdefault(kind, []).extend(row.pk for row in rows)

    @staticmethod
    def _know_places(lines: Sequence[Line]) -> None:
        """Places in words come from the units of today: read them once, not a row at a time."""
        things = [thing for line in lines for thing in (line.good, line.maker) if thing]
        units = {unit.pk: unit for thing in things if (unit := thing.unit)}
        for some in chunks(list(units.values())):
            models.prefetch_related_objects(list(some), "today", "today_province")

    def _write_producers(self, makers: Iterable[Maker]) -> list[int]:
        """New producers with the first row of their legal form; their ids. They become their own heads at the end."""
        known = [maker.pk for maker in makers if maker.pk]
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
            maker.pk = row.head_id = row.pk
            self._producers[row.pk] = row
        insert_values(
            ProducerForm,
            ["producer_id", "kind", "name", "valid_from"],
            [(row.pk, row.kind, row.name, UNKNOWN_START) for row in rows],
        )
        self._note("producers", rows)
        for some in chunks(known):
            found = Producer.objects.filter(pk__in=some).select_related("unit__today", "unit__today_province")
            self._producers |= {row.pk: row for row in found}
        return [row.pk for row in rows]

    def _write_goods(self, goods: Mapping[Good, Sequence[Line]]) -> None:
        """Some products, new or known, with everything their rows say."""
        lines = [line for told in goods.values() for line in told]
        products = self._write_products([good for good in goods if good.pk is None])
        known = sorted({good.pk for good in goods if good.pk} - products.keys())
        for some in chunks(known):
            rows = Product.objects.filter(pk__in=some).select_related(*_PLACES)
            products |= {row.pk: row for row in rows}
        self._write_past_results(lines)
        self._write_codes(lines)
        self._write_recognitions(goods, products)

    def _write_products(self, goods: Sequence[Good]) -> dict[int, Product]:
        """New products with who holds them since when, and the words of their group; by id."""
        rows = []
        for good in goods:
            row = Product(
                producer=self._producers[good.maker.pk or 0],
                unit=good.unit,
                unit_text=good.unit_text,
                detail=good.detail,
            )
            row.set_name(good.name)
            rows.append(row)
        insert(rows)
        for good, row in zip(goods, rows, strict=True):
            good.pk = row.head_id = row.pk
        _be_own_heads(Product, [row.pk for row in rows])
        # What an old list tells began before anybody here knew of it.
        insert_values(
            ProductHolding,
            ["product_id", "producer_id", "valid_from"],
            [(row.pk, row.producer_id, UNKNOWN_START) for row in rows],
        )
        if self._edition:
            insert_values(
                ProductPlacement,
                ["product_id", "edition_id", "group_text"],
                [(good.pk, self._edition.pk, good.group) for good in goods if good.group],
            )
        self._note("products", rows)
        return {row.pk: row for row in rows}

    def _write_past_results(self, lines: Sequence[Line]) -> None:
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

    def _write_codes(self, lines: Sequence[Line]) -> None:
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

    def _write_decisions(self, lines: Sequence[Line]) -> None:
        """The papers of these rows: entered before under this authority, else new."""
        wanted: dict[_Paper, Recognised] = {
            (told.authority.code, told.key): told for line in lines if isinstance(told := line.outcome, Recognised)
        }
        for some in chunks(sorted({told.number for told in wanted.values()})):
            entered = Decision.objects.filter(number__in=some, origin=Origin.IMPORTED).select_related("authority")
            for row in entered.order_by("-pk"):
                key = (row.authority.code, (_spelled(row.number), row.year or 0))
                if key in wanted and row.level == _LEVELS[wanted[key].authority.level]:
                    self._decisions[key] = row
        fresh = {key: told for key, told in wanted.items() if key not in self._decisions}
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
                for told in fresh.values()
            ]
        )
        self._note("decisions", rows)
        self._decisions |= dict(zip(fresh, rows, strict=True))

    def _write_recognitions(self, goods: Mapping[Good, Sequence[Line]], products: Mapping[int, Product]) -> None:
        """Recognitions in bulk, and certificates where no earlier one asks for care."""
        found = {
            good: [(line, self._recognition(line, products[_must(good.pk)])) for line in told]
            for good, lines in goods.items()
            if (told := [line for line in lines if isinstance(line.outcome, Recognised)])
        }
        rows = [row for told in found.values() for _line, row in told]
        insert(rows)
        self._note("recognitions", rows)
        self._history += [one for good, told in found.items() if good.has_certificate for one in told]
        self._certifier.certify([told for good, told in found.items() if not good.has_certificate])

    def _recognition(self, line: Line, product: Product) -> Recognition:
        told, facts = line.outcome, _must(line.facts)
        assert isinstance(told, Recognised)
        edition = self.law.edition_on(told.signed_on)
        return Recognition(
            decision=self._decisions[told.authority.code, told.key],
            product=product,
            producer_id=product.producer_id,
            edition_id=edition.pk if edition else None,
            stars=_must(facts.stars),
            kind=facts.dossier_kind,
            product_name=facts.name,
            producer_name=facts.producer,
            place_name=self._place_words(product),
            score_text=facts.score_text,
            basis=Basis.IMPORTED,
        )

    def _place_words(self, product: Product) -> str:
        """Where the product lies, else its producer; worked out once a unit."""
        thing: Placed = product if product.unit_id else product.producer
        if thing.unit_id is None or thing.settled_unit_id is not None:
            return place_words(thing)[:300]
        if thing.unit_id not in self._words:
            self._words[thing.unit_id] = place_words(thing)[:300]
        return self._words[thing.unit_id]

    def _write_history(self) -> None:
        """Certificates of products that had one: one after the other, oldest decision first."""
        self._keep_occasions([row.product_id for _line, row in self._history])
        terms = self.law.terms_on(self.by.today)
        ids = []
        for line, row in sorted(self._history, key=lambda pair: (_signed(pair[1]), pair[1].pk)):
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

    def _keep_occasions(self, products: Sequence[int]) -> None:
        """Windows that a later certificate closes, as they were: undoing opens them again."""
        for some in chunks(sorted(set(products))):
            rows = Occasion.objects.filter(product__in=some).values_list("pk", "closes_on", "base_valid_to")
            self.made.setdefault("occasions_before", []).extend(
                [pk, *(day.isoformat() if day else None for day in days)] for pk, *days in rows
            )


def _be_own_heads(model: type[Producer] | type[Product], ids: Sequence[int]) -> None:
    for some in chunks(ids):
        model._default_manager.filter(pk__in=some).update(head=F("pk"))


def _must(value: Any) -> Any:
    """What a line of this kind always has."""
    assert value is not None
    return value


def _spelled(number: str) -> str:
    return "".join(number.upper().split())


def _signed(row: Recognition) -> dt.date:
    return row.decision.signed_on or UNKNOWN_START
