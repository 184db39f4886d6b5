"""Dossiers with their answers, evidence and versions, and the stage of each level that handles them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid
from ocop.dossiers.enums import (
    OPEN_STATES,
    DossierKind,
    DossierState,
    FilledBy,
    LocalHead,
    StageLevel,
    StageState,
)
from ocop.places.models import AdminUnit
from ocop.programme.models import Round
from ocop.registry.models import OutsideNumber, PaperVersion, Producer, Product, own_work
from ocop.rulebooks.models import Criterion, Edition, Option, ProductSet

_PROVINCIAL = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR)


def stage_units(actor: Actor) -> frozenset[int]:
    """Units whose stages this actor handles or oversees: communes, the province, the nation."""
    return actor.units(Role.COMMUNE_OFFICER, Role.MINISTRY_OFFICER, *_PROVINCIAL)


class Occasion(models.Model):
    """A product may be upgraded or must be re-evaluated: written downwards by recognition when a certificate begins.

    The guard of a filing window reads it and needs nothing of recognition. Dates are days, last one inclusive.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=DossierKind.choices)
    base_stars = models.IntegerField()
    base_valid_to = models.DateField(null=True)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    base_version = models.ForeignKey("DossierVersion", models.PROTECT, null=True, related_name="+")
    origin_ref = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="first"), name="occasion_is_not_first"),
            models.UniqueConstraint(fields=["product", "kind", "origin_ref"], name="occasion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.product_id}"


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers, by who may see them."""

    def visible_to(self, actor: Actor) -> "DossierQuerySet":
        """The producer's people see their own, a consultant those of their product; an office sees what has reached it
        (and a province what lies below).

        Council members reach dossiers through their docket (councils.queries), never through this.
        """
        if not actor.signed_in:
            return self.none()
        own = own_work(actor)
        if actor.holds(Role.ADMINISTRATOR):
            return self
        handled = Q(pk__in=Stage.objects.filter(unit__in=stage_units(actor)).values("dossier"))
        provinces = {grant.province_id for grant in actor.grants if grant.role in _PROVINCIAL}
        below = Q(submitted_at__isnull=False, producer__unit__today_province__in=provinces)
        # Filled in for the producer at the commune's desk: whoever sits there goes on with it. A consultant's or
        # colleague's sight is their membership and ends with it.
        entered = Q(filled_by=FilledBy.OFFICER) & (
            Q(filled_by_user_id=actor.user_id) | Q(producer__unit__today__in=actor.units(Role.COMMUNE_OFFICER))
        )
        return self.filter(own | handled | below | entered)

    def open(self) -> "DossierQuerySet":
        """Those without a result."""
        return self.filter(state__in=OPEN_STATES)


class Dossier(models.Model):
    """A product's request to be graded (hồ sơ, 26/2026 art. 6)."""

    pid = Pid()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=DossierKind.choices)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    product_set = models.ForeignKey(ProductSet, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="dossiers")
    based_on = models.ForeignKey("DossierVersion", models.PROTECT, null=True, related_name="+")
    filled_by = models.CharField(max_length=12, choices=FilledBy.choices, default=FilledBy.PRODUCER)
    filled_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=DossierState.choices, default=DossierState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="first") | Q(occasion__isnull=False), name="dossier_has_occasion"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="dossier_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="dossier_submitted_stamp",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""), name="dossier_returned_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="dossier_closed_stamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.product_id}"


class Answer(models.Model):
    """The self-score on one criterion and its description (form 02, part III). `rev` settles two tabs."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    rev = models.IntegerField(default=1)
    carried_from = models.ForeignKey("DossierVersion", models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "criterion"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.criterion_id}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence, by who may see it."""

    def visible_to(self, actor: Actor) -> "EvidenceQuerySet":
        """Evidence of the dossiers one sees; council members reach theirs through their docket."""
        return self.filter(dossier__in=Dossier.objects.visible_to(actor))


class Evidence(models.Model):
    """Something that proves: a version of a paper, a file of this dossier, or a link; exactly one of them."""

    pid = Pid()
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="evidence")
    paper_version = models.ForeignKey(PaperVersion, models.PROTECT, null=True, related_name="+")
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    link = models.URLField(blank=True)
    title = models.CharField(max_length=200)
    pages = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paper_version__isnull=False, blob__isnull=True, link="")
                | Q(paper_version__isnull=True, blob__isnull=False, link="")
                | (Q(paper_version__isnull=True, blob__isnull=True) & ~Q(link="")),
                name="evidence_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(models.Model):
    """A piece of evidence used for a criterion (B02)."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "criterion"], name="evidence_use_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.criterion_id}"


class DossierVersion(models.Model):
    """The frozen content of a dossier at a submission: what sheets, prints and comparisons point to."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="versions")
    no = models.IntegerField()
    reason = models.CharField(max_length=40)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "no"], name="dossier_version_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.no}"


class StageQuerySet(models.QuerySet["Stage"]):
    """Stages, by who handles them."""

    def visible_to(self, actor: Actor) -> "StageQuerySet":
        """Stages of the actor's units, and of dossiers the actor sees."""
        if not actor.signed_in:
            return self.none()
        return self.filter(dossier__in=Dossier.objects.visible_to(actor))

    def handled_by(self, actor: Actor) -> "StageQuerySet":
        """The inbox: stages lying at the actor's own units."""
        return self.filter(unit__in=stage_units(actor))


class Stage(models.Model):
    """One level's handling of a dossier; each level has its own, never overwritten (model.md 3 "Two tiers")."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="stages")
    level = models.CharField(max_length=10, choices=StageLevel.choices)
    no = models.IntegerField(default=1)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StageState.choices, default=StageState.RECEIVED)
    receipt_no = models.CharField(max_length=60, blank=True)
    received_on = models.DateField()
    request_on = models.DateField(null=True)
    request_no = models.CharField(max_length=60, blank=True)
    conclusion = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level", "no"], name="stage_once"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "asking"], handled_at__isnull=True)
                | (~Q(state__in=["received", "asking"]) & Q(handled_at__isnull=False)),
                name="stage_handled_stamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} of {self.dossier_id}"


class ClockPause(models.Model):
    """A clock of a stage stands still while the producer is asked. Due dates are computed, never stored."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="pauses")
    clock_key = models.CharField(max_length=40)
    paused_on = models.DateField()
    resumed_on = models.DateField(null=True)
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.clock_key} of {self.stage_id}"


class LocalFinding(models.Model):
    """One of the four heads of form 03: what the subject claims, what the commune finds (26/2026 art. 7.2)."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="local_findings")
    head = models.IntegerField(choices=LocalHead.choices)
    claim = models.TextField(blank=True)
    finding = models.TextField()
    agrees = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "head"], name="local_finding_once")]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.head}"


class DeskFinding(models.Model):
    """The advisory team's word on a criterion before the council (C06)."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="desk_findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "criterion"], name="desk_finding_once")]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.criterion_id}"


class Supplement(models.Model):
    """One request for supplements, itemised, with its due date (B07)."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="supplements")
    due_on = models.DateField()
    note = models.TextField(blank=True)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_in = models.ForeignKey(DossierVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(answered_in__isnull=True), name="supplement_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"supplement of {self.stage_id}"


class SupplementItem(models.Model):
    """One thing asked for."""

    supplement = models.ForeignKey(Supplement, models.PROTECT, related_name="items")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:40]


class DossierReference(OutsideNumber):
    """The number another system knows the dossier by: the national OCOP system, the one-stop system (P08)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="references")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "system"], condition=Q(ended_on__isnull=True), name="dossier_reference_one_open"
            ),
            models.UniqueConstraint(
                fields=["system", "value"], condition=Q(ended_on__isnull=True), name="dossier_reference_of_one"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="dossier_reference_has_value"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("noted_on")),
                name="dossier_reference_period",
            ),
        ]
