"""What is decided: decisions, recognitions (lượt công nhận), certificates and what happened to them."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid
from ocop.councils.models import Tally
from ocop.dossiers.enums import DossierKind, StageLevel
from ocop.dossiers.models import Stage
from ocop.places.models import AdminUnit
from ocop.programme.models import Cycle
from ocop.recognition.codes import number_key
from ocop.recognition.enums import (
    Basis,
    CertificateStatus,
    DecisionKind,
    DecisionState,
    EventKind,
    Facet,
    Origin,
    RevocationGround,
)
from ocop.registry.models import Producer, Product
from ocop.rulebooks.models import Edition, ProductSet


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, by who may see them."""

    def visible_to(self, actor: Actor) -> "DecisionQuerySet":
        """Drafts belong to the office that prepares them; issued decisions too (the public sees certificates)."""
        offices = actor.units(Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK, Role.LEADER, Role.MINISTRY_OFFICER,
                              Role.INSPECTOR)
        return self.filter(Q(authority__in=offices) | Q(authority__today__in=offices))

    def issued(self) -> "DecisionQuerySet":
        """Those that count."""
        return self.filter(state=DecisionState.ISSUED)


class Decision(models.Model):
    """An act of the competent authority. Drafted here, numbered and signed outside, then recorded."""

    pid = Pid()
    authority = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=StageLevel.choices)
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    number = models.CharField(max_length=60, blank=True)
    signed_on = models.DateField(null=True)
    year = models.IntegerField(null=True)
    signer = models.CharField(max_length=150, blank=True)
    signer_title = models.CharField(max_length=150, blank=True)
    document = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    state = models.CharField(max_length=8, choices=DecisionState.choices, default=DecisionState.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HERE)
    drafted_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number", "year"], condition=~Q(number=""), name="decision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at__isnull=True)
                | (Q(state="issued", issued_at__isnull=False, signed_on__isnull=False, year__isnull=False)
                   & ~Q(number="")),
                name="decision_issued_stamp",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pid}"


class Recognition(models.Model):
    """A product in a decision (lượt công nhận), with names as printed. Drafted with it, official once it is issued."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="recognitions")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    tally = models.ForeignKey(Tally, models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    product_set = models.ForeignKey(ProductSet, models.PROTECT, null=True, related_name="+")
    stars = models.IntegerField()
    kind = models.CharField(max_length=15, choices=DossierKind.choices)
    product_name = models.CharField(max_length=300)
    producer_name = models.CharField(max_length=300)
    place_name = models.CharField(max_length=300)
    score_text = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=15, choices=Basis.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "product"], name="recognition_once"),
            models.UniqueConstraint(
                fields=["tally"], condition=Q(tally__isnull=False), name="recognition_one_per_tally"
            ),
            models.CheckConstraint(
                condition=~Q(basis="scored_here") | Q(tally__isnull=False), name="recognition_has_tally"
            ),
            models.CheckConstraint(condition=Q(stars__gte=3, stars__lte=5), name="recognition_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} {self.stars}"


class PastResult(models.Model):
    """A result without recognition: below three stars, rejected, "tiềm năng 5 sao", or evaluated elsewhere."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=StageLevel.choices)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    tally = models.OneToOneField(Tally, models.PROTECT, null=True, related_name="+")
    stars = models.IntegerField(null=True)
    score_text = models.CharField(max_length=20, blank=True)
    on = models.DateField(null=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.stars}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates are public once they are decided."""

    def visible_to(self, actor: Actor) -> "CertificateQuerySet":
        """Anyone may check a certificate; one whose decision bears a later date stays hidden until that day."""
        return self.decided_by(actor.today)

    def decided_by(self, day: dt.date) -> "CertificateQuerySet":
        """Those whose decision was issued and signed by that day (the certificate itself may begin later: pending)."""
        decision = "recognition__decision"
        return self.filter(**{f"{decision}__state": DecisionState.ISSUED, f"{decision}__signed_on__lte": day})

    def with_story(self) -> "CertificateQuerySet":
        """With names, decision and events at hand: what `status_on` and the pages read, in two queries."""
        events = CertificateEvent.objects.select_related("decision").order_by("on", "pk")
        return self.select_related("recognition__decision").prefetch_related(models.Prefetch("events", events))


class Certificate(models.Model):
    """The certificate of a recognition (36 months, 26/2026 art. 4.2). Its pid is the check code on the paper."""

    pid = Pid()
    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    # How the number is looked up: see `codes.number_key`. Numbers of old registers repeat, so it is no key.
    number_key = models.CharField(max_length=60, editable=False, db_index=True)
    # The number inside the signed QR, one series per authority's code (`issuing.next_serial`).
    serial = models.BigIntegerField(db_index=True)
    issued_on = models.DateField()
    valid_to = models.DateField()
    # From this day the page says "sắp hết hạn": the re-evaluation window of the edition opens (26/2026 art. 7.6).
    expiring_on = models.DateField(null=True)
    reissues = models.ForeignKey("self", models.PROTECT, null=True, related_name="reissued")
    reason = models.CharField(max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()
    # The events, where they were read together with the row (`lookup`); else they are asked of the database.
    told: "list[CertificateEvent] | None" = None

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("issued_on")), name="certificate_period"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_key = number_key(self.number)
        super().save(*args, **kwargs)

    def story(self) -> "list[CertificateEvent]":
        """What happened to it: as read with the row, else prefetched or asked."""
        return list(self.events.all()) if self.told is None else self.told

    def status_on(self, day: dt.date) -> CertificateStatus:
        """The certificate's state on a day, from its dates and events (prefetch `events` for lists)."""
        happened = sorted((event for event in self.story() if event.on <= day), key=lambda event: event.pk)
        ends = [event for event in happened if event.kind != EventKind.EXTENDED]
        if ends:
            return CertificateStatus(ends[-1].kind)
        if day < self.issued_on:
            return CertificateStatus.PENDING
        if day <= self.valid_to:
            near = self.expiring_on is not None and self.expiring_on <= day
            return CertificateStatus.EXPIRING if near else CertificateStatus.VALID
        until = max((event.until for event in happened if event.until), default=None)
        return CertificateStatus.EXTENDED if until is not None and day <= until else CertificateStatus.EXPIRED

    def live_until(self) -> dt.date:
        """The last day its stars live, as far as is known: extensions, revocation and replacement counted in."""
        last = max([self.valid_to, *(event.until for event in self.story() if event.until)])
        ends = [event.on - dt.timedelta(days=1) for event in self.story() if event.kind != EventKind.EXTENDED]
        return min([last, *ends])

    def __str__(self) -> str:
        return self.number


class CertificateEvent(models.Model):
    """Something that happened to a certificate: extended, revoked, replaced. Append-only."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    on = models.DateField()
    until = models.DateField(null=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=300, blank=True)
    replaced_by = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="extended") | Q(until__isnull=False), name="event_extended_until"),
            models.CheckConstraint(condition=~Q(kind="revoked") | ~Q(ground=""), name="event_revoked_ground"),
        ]

    @property
    def ground_words(self) -> str:
        """The ground for eyes: the article's words for a revocation, else as it was written."""
        known = self.kind == EventKind.REVOKED and self.ground in RevocationGround.values
        return str(RevocationGround(self.ground).label) if known else self.ground

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"


class ListingQuerySet(models.QuerySet["Listing"]):
    """The public catalogue."""

    def visible_to(self, actor: Actor) -> "ListingQuerySet":
        """Public from the day of the decision."""
        return self.decided_by(actor.today)

    def decided_by(self, day: dt.date) -> "ListingQuerySet":
        """Those whose decision was signed by that day."""
        return self.filter(decided_on__lte=day)

    def starred_on(self, day: dt.date) -> "ListingQuerySet":
        """Listings whose stars live on a day."""
        return self.filter(stars__isnull=False, valid_from__lte=day, valid_to__gte=day, decided_on__lte=day)


class Listing(models.Model):
    """Read model of the public catalogue: one row a product, dates instead of states. One builder writes it."""

    product = models.OneToOneField(Product, models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="+")
    # The day of the decision: before it nobody sees the row.
    decided_on = models.DateField()
    stars = models.IntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=1000)
    name_key = models.CharField(max_length=600)
    producer_name = models.CharField(max_length=300)
    place_name = models.CharField(max_length=300, blank=True)
    commune_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    set_key = models.CharField(max_length=40, blank=True)
    group_key = models.CharField(max_length=10, blank=True)
    producer_kind = models.CharField(max_length=20, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        # A page in Vietnamese order is read from an index, also where one place or set is asked for.
        indexes = [
            models.Index(fields=["name_key"], name="listing_order"),
            models.Index(fields=["province_id", "name_key"], name="listing_of_province"),
            models.Index(fields=["commune_id", "name_key"], name="listing_of_commune"),
            models.Index(fields=["set_key", "name_key"], name="listing_of_set"),
        ]

    def stars_on(self, day: dt.date) -> int | None:
        """The stars while they live; None before, after, and where there never were any."""
        if self.stars is None or self.valid_from is None or self.valid_to is None:
            return None
        return self.stars if self.valid_from <= day <= self.valid_to else None

    def __str__(self) -> str:
        return self.name


class FacetChange(models.Model):
    """From `day` on, `count` more products of the catalogue (or fewer) bear this value: the kept counts of its filters.

    Verbs only add rows, in the transaction that writes the `Listing` (`facets`); the day's work folds them together.
    """

    facet = models.CharField(max_length=8, choices=Facet.choices)
    value = models.CharField(max_length=20, blank=True)
    # The finer value inside: the set of a group, the commune of a province.
    part = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["facet", "day", "value", "part", "count"], name="facet_sums")]

    def __str__(self) -> str:
        return f"{self.facet} {self.value} {self.part} {self.day}: {self.count}"


class SigningKey(models.Model):
    """A public key that verifies signed QR codes, with its dates; the private key lies outside the database."""

    number = models.IntegerField(unique=True)
    public_pem = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"key {self.number}"


class ScanDay(models.Model):
    """How often a code was checked on a day from a province: counts only, no address, no device."""

    code = models.CharField(max_length=60)
    day = models.DateField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "day"], name="scan_day_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"
