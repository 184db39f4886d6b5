"""The records a plan's numbers are counted from: each table read once, however many products there are.

Every number and the rows it opens come from the same lists, so they cannot differ.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from ocop.core.dates import UNKNOWN_START
from ocop.core.names import name_key
from ocop.dossiers.models import Dossier
from ocop.places.enums import WORDS, Level
from ocop.places.maps import Pair
from ocop.places.models import AdminUnit
from ocop.places.queries import units_within
from ocop.programme.enums import BELOW
from ocop.programme.models import CohortMember, Enrolment, Plan
from ocop.programme.queries import units_of
from ocop.recognition.enums import CertificateStatus, DecisionKind, DecisionState
from ocop.recognition.models import Certificate, CertificateEvent, Listing, PastResult, Recognition
from ocop.support.enums import ActivityKind
from ocop.support.models import Activity, SalesPoint

LEAST_RECOGNISED = 3


@dataclasses.dataclass(frozen=True)
class Row:
    """One counted thing, ready to be shown: what it is, where, since when, by what source.

    `kind` and `pid` say what to link to (product, producer, activity, point, dossier, unit); `listed` that a product
    has a public page. `homes` are ids of the units it lies in (as written, its district, its province, as of today),
    `pair` the unit it was written under and the one it was settled in, by which it is found on any map.
    """

    kind: str
    id: int
    name: str
    pid: str = ""
    detail: str = ""
    place: str = ""
    day: dt.date | None = None
    source: str = ""
    stars: int | None = None
    listed: bool = False
    homes: frozenset[int] = frozenset()
    pair: Pair = (None, None)

    @property
    def link(self) -> str:
        """The public address (product.md 4); empty where the thing has no public page."""
        return f"/san-pham/{self.pid}/" if self.kind == "product" and self.listed else ""


@dataclasses.dataclass(frozen=True)
class Result:
    """An evaluation of a product: a recognition, or a result without one. `year` stands in where no day is known."""

    product: int
    row: Row
    stars: int | None
    day: dt.date | None
    year: int | None
    kind: str = ""
    forwarded: bool = False
    certificate: Certificate | None = None
    producer: Row | None = None
    producer_kind: str = ""

    @property
    def when(self) -> dt.date:
        """For order only: a result without a day counts at the end of its year."""
        return self.day or (dt.date(self.year, 12, 31) if self.year else UNKNOWN_START)


@dataclasses.dataclass(frozen=True)
class Enrolled:
    """A product in the cycle, with its holder."""

    product: int
    row: Row
    origin: str
    producer: Row
    producer_kind: str


@dataclasses.dataclass(frozen=True)
class Done:
    """A finished activity and whom it was for."""

    row: Row
    kind: str
    to_form: str
    products: frozenset[int]
    producers: tuple[Row, ...]


def _place_fields(prefix: str) -> tuple[str, ...]:
    """What is read of a Placed to know where it lies."""
    names = ("unit_id", "unit_text", "unit__name", "unit__kind", "unit__district_id", "unit__province_id",
             "unit__today_id", "unit__today_province_id", "settled_unit_id", "settled_unit__today_id",
             "settled_unit__today_province_id")
    return tuple(prefix + name for name in names)


def _thing_fields(prefix: str) -> tuple[str, ...]:
    return (*(prefix + name for name in ("id", "pid", "name", "head_id")), *_place_fields(prefix))


def _place(found: Mapping[str, Any], prefix: str) -> str:
    name = found[f"{prefix}unit__name"]
    return f"{WORDS[found[f'{prefix}unit__kind']]} {name}".strip() if name else found[f"{prefix}unit_text"]


def _homes(found: Mapping[str, Any], prefix: str) -> frozenset[int]:
    names = ("unit_id", "unit__district_id", "unit__province_id", "unit__today_id", "unit__today_province_id",
             "settled_unit__today_id", "settled_unit__today_province_id")
    return frozenset(found[prefix + name] for name in names if found[prefix + name] is not None)


def _pair(found: Mapping[str, Any], prefix: str) -> Pair:
    return found[f"{prefix}unit_id"], found[f"{prefix}settled_unit_id"]


def _row(kind: str, found: Mapping[str, Any], prefix: str, **more: Any) -> Row:
    """The row of a producer, product or dossier found under a prefix; merged things are their head."""
    return Row(kind=kind, id=found[f"{prefix}head_id"] or found[f"{prefix}id"], name=found[f"{prefix}name"],
               pid=found[f"{prefix}pid"], place=_place(found, prefix), homes=_homes(found, prefix),
               pair=_pair(found, prefix), **more)


def sorted_rows(rows: Iterable[Row]) -> list[Row]:
    """Each thing once, in Vietnamese order of names; of two rows of one thing the later day stands."""
    found: dict[tuple[str, int], Row] = {}
    for row in sorted(rows, key=lambda row: (row.day or UNKNOWN_START, row.id)):
        found[row.kind, row.id] = row
    return sorted(found.values(), key=lambda row: (name_key(row.name), row.id))


class Records:
    """All that one plan can count on one day. Each list is read when first needed, in one query."""

    def __init__(self, plan: Plan, day: dt.date) -> None:
        self.plan = plan
        self.day = day
        self.first = plan.counts_from
        self.last = plan.last_day(day)

    def _area(self, field: str = "unit") -> Q:
        """Rows that lie in the authority's area through time; the nation holds everything."""
        authority = self.plan.authority
        if authority.level == Level.NATION:
            return Q()
        inside = units_within(authority).values("pk")
        settled = field.removesuffix("unit") + "settled_unit"
        return Q(**{f"{field}__in": inside}) | Q(**{f"{settled}__in": inside})

    def within(self, day: dt.date | None) -> bool:
        """Whether a day lies in the counted period."""
        return day is not None and self.first <= day <= self.last

    @cached_property
    def units(self) -> list[AdminUnit]:
        """The units "each unit" means."""
        return units_of(self.plan)

    @cached_property
    def enrolled(self) -> list[Enrolled]:
        """What takes part in the plan's cycle on the last counted day."""
        listed = Exists(Listing.objects.filter(product=OuterRef("product")))
        rows = Enrolment.objects.filter(cycle=self.plan.cycle_id).on(self.last).annotate(listed=listed)
        found = rows.values("origin", "enrolled_on", "source", "listed", "product__producer__kind",
                            *_thing_fields("product__"), *_thing_fields("product__producer__"))
        return [self._enrolled(one) for one in found.order_by("pk")]

    def _enrolled(self, one: Mapping[str, Any]) -> Enrolled:
        producer = _row("producer", one, "product__producer__")
        row = _row("product", one, "product__", day=one["enrolled_on"], source=one["source"], listed=one["listed"],
                   detail=producer.name)
        return Enrolled(row.id, row, one["origin"], producer, one["product__producer__kind"])

    @cached_property
    def cohorts(self) -> dict[int, list[Row]]:
        """The members of the cycle's frozen lists, by list."""
        found: dict[int, list[Row]] = {}
        for one in self._members:
            row = _row("product", one, "product__", listed=one["listed"], source=one["cohort__source"],
                       detail=one["product__producer__name"], day=one["cohort__frozen_on"])
            found.setdefault(one["cohort_id"], []).append(row)
        return found

    @cached_property
    def cohort_heads(self) -> dict[int, tuple[str, str, str, dt.date]]:
        """Key, name, source and day of each list, in the order they were frozen."""
        heads = {}
        for one in self._members:
            heads[one["cohort_id"]] = (one["cohort__key"], one["cohort__name"], one["cohort__source"],
                                       one["cohort__frozen_on"])
        return heads

    @cached_property
    def _members(self) -> list[dict[str, Any]]:
        listed = Exists(Listing.objects.filter(product=OuterRef("product")))
        rows = CohortMember.objects.filter(cohort__cycle=self.plan.cycle_id).annotate(listed=listed)
        return list(rows.values(
            "cohort_id", "cohort__key", "cohort__name", "cohort__source", "cohort__frozen_on", "listed",
            "product__producer__name", *_thing_fields("product__"),
        ).order_by("cohort_id", "pk"))

    @cached_property
    def results(self) -> dict[int, list[Result]]:
        """Every evaluation known by the last counted day, by product, the oldest first."""
        found: dict[int, list[Result]] = {}
        for result in sorted([*self.recognitions, *self._past], key=lambda one: one.when):
            found.setdefault(result.product, []).append(result)
        return found

    @cached_property
    def recognitions(self) -> list[Result]:
        """Recognitions and forwards decided by the last counted day, with their certificates, in one query."""
        rows = Recognition.objects.filter(
            self._area("product__unit"), decision__state=DecisionState.ISSUED, decision__signed_on__lte=self.last,
            decision__kind__in=[DecisionKind.RECOGNISE, DecisionKind.FORWARD],
        ).annotate(listed=Exists(Listing.objects.filter(product=OuterRef("product"))))
        found = rows.values(
            "id", "stars", "kind", "product_name", "producer_name", "listed", "decision__kind", "decision__number",
            "decision__signed_on", "producer__kind", *_thing_fields("product__"), *_thing_fields("producer__"),
            *(f"certificates__{name}" for name in ("id", "issued_on", "valid_to", "expiring_on")),
            *(f"certificates__events__{name}" for name in ("id", "kind", "on", "until")),
        ).order_by("decision__signed_on", "id", "certificates__issued_on", "certificates__id",
                   "certificates__events__id")
        return list(_recognitions(found))

    @cached_property
    def _past(self) -> list[Result]:
        rows = PastResult.objects.filter(self._area("product__unit")).filter(
            Q(on__lte=self.last) | Q(on__isnull=True, cycle__year__lte=self.plan.year)
            | Q(on__isnull=True, cycle__isnull=True)
        ).annotate(listed=Exists(Listing.objects.filter(product=OuterRef("product"))))
        found = rows.values("stars", "on", "source", "cycle__year", "listed", "product__producer__name",
                            *_thing_fields("product__")).order_by("pk")
        return [
            Result(one["product__head_id"] or one["product__id"],
                   _row("product", one, "product__", day=one["on"], source=one["source"], stars=one["stars"],
                        listed=one["listed"], detail=one["product__producer__name"]),
                   one["stars"], one["on"], one["cycle__year"])
            for one in found
        ]

    def in_period(self, result: Result) -> bool:
        """Whether an evaluation belongs to the plan's period: by its day, else by its year."""
        return self.within(result.day) if result.day else result.year == self.plan.year

    def before(self, result: Result) -> bool:
        """Whether it was known before the period began."""
        return result.day < self.first if result.day else (result.year or 0) < self.plan.year

    def stars_before(self, product: int) -> Result | None:
        """The last evaluation before the period; None where nothing is known."""
        earlier = [one for one in self.results.get(product, ()) if self.before(one) and not one.forwarded]
        return earlier[-1] if earlier else None

    @cached_property
    def done(self) -> list[Done]:
        """Activities finished in the period."""
        rows = Activity.objects.finished_within(self.first, self.last)
        if self.plan.authority.level != Level.NATION:
            rows = rows.filter(unit__in=units_within(self.plan.authority).values("pk"))
        found = rows.values(
            "id", "pid", "kind", "title", "agency", "ends_on", "to_form", "source", "unit_id", "unit__name",
            "unit__kind", "unit__district_id", "unit__province_id", "unit__today_id", "unit__today_province_id",
            "targets__product__id", "targets__product__head_id",
            *_thing_fields("targets__producer__"),
        ).order_by("id", "targets__id")
        groups: dict[int, list[dict[str, Any]]] = {}
        for one in found:
            groups.setdefault(one["id"], []).append(one)
        return [_done(group) for group in groups.values()]

    @cached_property
    def points(self) -> list[tuple[str, Row]]:
        """Points and centres opened in the period and still open on the last counted day, with their kind."""
        rows = SalesPoint.objects.filter(self._area(), opened_on__gte=self.first).open_on(self.last)
        found = rows.values("id", "pid", "name", "kind", "detail", "opened_on", "basis", *_place_fields(""))
        return [
            (one["kind"], Row("point", one["id"], one["name"], pid=one["pid"], detail=one["detail"],
                              place=_place(one, ""), day=one["opened_on"], source=one["basis"],
                              homes=_homes(one, ""), pair=_pair(one, "")))
            for one in found.order_by("pk")
        ]

    @cached_property
    def dossiers(self) -> list[tuple[str, str, Row]]:
        """Dossiers first submitted in the period: state, kind, row."""
        rows = Dossier.objects.filter(
            self._area("product__unit"), submitted_at__date__gte=self.first, submitted_at__date__lte=self.last
        )
        found = rows.values("id", "pid", "state", "kind", "submitted_at", "producer__name",
                            *_thing_fields("product__")).order_by("pk")
        return [
            (one["state"], one["kind"],
             Row("dossier", one["id"], one["product__name"], pid=one["pid"], detail=one["producer__name"],
                 place=_place(one, "product__"), day=one["submitted_at"].date(), homes=_homes(one, "product__"),
                 pair=_pair(one, "product__")))
            for one in found
        ]

    @cached_property
    def certified(self) -> dict[int, Result]:
        """The newest certificate of each product by the last counted day."""
        found: dict[int, Result] = {}
        for one in self.recognitions:
            if one.certificate is not None and one.certificate.issued_on <= self.last:
                before = found.get(one.product)
                if before is None or not _newer(before.certificate, one.certificate):
                    found[one.product] = one
        return found

    def status(self, result: Result) -> CertificateStatus:
        """The state of a result's certificate on the last counted day."""
        assert result.certificate is not None
        return result.certificate.status_on(self.last)


def star_class(stars: int | None) -> int | str:
    """How a result counts: its stars from three up, else `below` (1 and 2 stars are ranks without certificate)."""
    return stars if stars is not None and stars >= LEAST_RECOGNISED else BELOW


def _newer(one: Certificate | None, other: Certificate | None) -> bool:
    return one is not None and other is not None and (one.issued_on, one.pk) > (other.issued_on, other.pk)


def _recognitions(found: Iterable[Mapping[str, Any]]) -> Iterable[Result]:
    """Group the joined rows: one recognition, its newest certificate, that one's events."""
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for one in found:
        groups.setdefault(one["id"], []).append(one)
    for group in groups.values():
        one = group[-1]
        # A province's five stars are nobody's stars until the centre decides (product.md 3).
        forwarded = one["decision__kind"] == DecisionKind.FORWARD
        yield Result(
            one["product__head_id"] or one["product__id"],
            _row("product", one, "product__", day=one["decision__signed_on"], source=one["decision__number"],
                 stars=None if forwarded else one["stars"], listed=one["listed"], detail=one["producer_name"]),
            one["stars"], one["decision__signed_on"], None, kind=one["kind"],
            forwarded=forwarded, certificate=_certificate(group),
            producer=_row("producer", one, "producer__"), producer_kind=one["producer__kind"],
        )


def _certificate(group: list[Mapping[str, Any]]) -> Certificate | None:
    """The last certificate of a recognition with its events at hand."""
    newest = group[-1]
    if newest["certificates__id"] is None:
        return None
    certificate = Certificate(id=newest["certificates__id"], issued_on=newest["certificates__issued_on"],
                              valid_to=newest["certificates__valid_to"],
                              expiring_on=newest["certificates__expiring_on"])
    certificate.told = [
        CertificateEvent(id=one["certificates__events__id"], kind=one["certificates__events__kind"],
                         on=one["certificates__events__on"], until=one["certificates__events__until"])
        for one in group
        if one["certificates__id"] == newest["certificates__id"] and one["certificates__events__id"] is not None
    ]
    return certificate


def _done(group: list[dict[str, Any]]) -> Done:
    one = group[0]
    names = ("unit_id", "unit__district_id", "unit__province_id", "unit__today_id", "unit__today_province_id")
    homes = frozenset(one[name] for name in names if one[name])
    row = Row("activity", one["id"], one["title"], pid=one["pid"], detail=str(ActivityKind(one["kind"]).label),
              place=f"{WORDS[one['unit__kind']]} {one['unit__name']}".strip(), day=one["ends_on"],
              source=one["source"] or one["agency"], homes=homes, pair=(one["unit_id"], None))
    products = frozenset(each["targets__product__head_id"] or each["targets__product__id"] for each in group
                         if each["targets__product__id"] is not None)
    producers = tuple(_row("producer", each, "targets__producer__", day=one["ends_on"], detail=one["title"],
                           source=row.source)
                      for each in group if each["targets__producer__id"] is not None)
    return Done(row, one["kind"], one["to_form"], products, producers)


__all__ = ["Done", "Enrolled", "Records", "Result", "Row", "sorted_rows", "star_class"]
