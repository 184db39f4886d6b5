"""Who makes what: producers and their people, products and their codes, papers with their dates."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Blob, Named, Pid, valid_on
from ocop.places.models import AdminUnit, Placed
from ocop.registry.enums import (
    CodeSource,
    MemberRole,
    PaperKind,
    ProducerKind,
    ProducerState,
    ProductState,
)
from ocop.rulebooks.models import Edition, ProductSet

_PROVINCIAL = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR)


def seen_places(actor: Actor, prefix: str) -> Q:
    """Rows an office sees by where a thing stands (through `Placed` under `prefix`): a commune its own, a province
    all of it, the ministry everything."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        # Not an empty Q: `a | Q()` is `a`, and the ministry would see nothing.
        return Q(pk__isnull=False)
    provinces = {grant.province_id for grant in actor.grants if grant.role in _PROVINCIAL}
    communes = actor.units(Role.COMMUNE_OFFICER)
    return (
        Q(**{f"{prefix}unit__today_province__in": provinces})
        | Q(**{f"{prefix}unit__today__in": communes})
        | Q(**{f"{prefix}settled_unit__in": communes})
    )


def producers_of(actor: Actor) -> frozenset[int]:
    """Ids of the producers (heads) this person works for today; asked once per request."""
    if not actor.signed_in:
        return frozenset()

    def ask() -> frozenset[int]:
        rows = Membership.objects.filter(valid_on(actor.today), user=actor.user)
        return frozenset(head for head in rows.values_list("producer__head", flat=True) if head is not None)

    return actor.once("registry.producers", ask)


class ProducerQuerySet(models.QuerySet["Producer"]):
    """Producers, by who may see them."""

    def visible_to(self, actor: Actor) -> "ProducerQuerySet":
        """Own producers, and those an office answers for."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(head__in=producers_of(actor)) | seen_places(actor, ""))


class Producer(Named, Placed):
    """A subject of the programme (chủ thể OCOP, 26/2026 art. 2.3). `head` is itself unless merged into another."""

    pid = Pid()
    kind = models.CharField(max_length=20, choices=ProducerKind.choices)
    # An organisation's code as it is, or `h:` and a keyed hash of a household's personal number (`taxcodes`).
    tax_code = models.CharField(max_length=80, blank=True)
    tax_code_sealed = models.CharField(max_length=200, blank=True)
    registration_no = models.CharField(max_length=60, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    head = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    state = models.CharField(max_length=10, choices=ProducerState.choices, default=ProducerState.ACTIVE)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ProducerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"], condition=~Q(tax_code="") & Q(head=F("id")), name="producer_tax_code"
            )
        ]


class ProducerForm(models.Model):
    """The legal form and name of a producer through time (restructuring must not break history)."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="forms")
    kind = models.CharField(max_length=20, choices=ProducerKind.choices)
    name = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["producer", "valid_from"], name="form_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"


class Representative(models.Model):
    """The legal representative. Sex, ethnic group and disability are sensitive: own table, own sight, logged."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="representatives")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    ethnic_group = models.CharField(max_length=60, blank=True)
    disability = models.BooleanField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person working for a producer, for a time."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=MemberRole.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["producer", "user", "role", "valid_from"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.producer_id}"


class ProductQuerySet(models.QuerySet["Product"]):
    """Products, by who may see them."""

    def visible_to(self, actor: Actor) -> "ProductQuerySet":
        """Products of one's own producers, and those an office answers for."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(producer__head__in=producers_of(actor)) | seen_places(actor, ""))

    def held_by(self, producer: Producer) -> "ProductQuerySet":
        """Products a producer holds now, merged rows included."""
        return self.filter(producer__head_id=producer.head_id)


class Product(Named, Placed):
    """A thing a village makes. Its pid is the permanent check code printed on goods.

    `producer` is the holder of today, kept by the verbs in step with the open row of ProductHolding.
    """

    pid = Pid()
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products")
    head = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    state = models.CharField(max_length=10, choices=ProductState.choices, default=ProductState.ACTIVE)
    story = models.TextField(blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    hs_code = models.CharField(max_length=12, blank=True)
    trace_link = models.URLField(blank=True)
    pack = models.CharField(max_length=120, blank=True)
    shelf_life = models.CharField(max_length=120, blank=True)
    warnings = models.TextField(blank=True)

    objects = ProductQuerySet.as_manager()


class ProductHolding(models.Model):
    """Who held the product when; one open row (P06)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="holdings")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(valid_to__isnull=True), name="holding_one_open"),
            models.UniqueConstraint(fields=["product", "valid_from"], name="holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.producer_id}"


class ProductPlacement(models.Model):
    """The official set a product stands in, per edition of the law (A05)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="placements")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    product_set = models.ForeignKey(ProductSet, models.PROTECT, null=True, related_name="+")
    group_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "edition"], name="placement_once")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.product_set_id}"


class ProductCode(models.Model):
    """An official product code (`T-X-STT-20YY`, 26/2026 art. 5; or an old one). Dated, kept, never parsed."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40, db_index=True)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    serial = models.IntegerField(null=True)
    year = models.IntegerField(null=True)
    given_on = models.DateField()
    source = models.CharField(max_length=10, choices=CodeSource.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "serial", "year"], condition=Q(source="issued"), name="product_code_serial"
            )
        ]

    def __str__(self) -> str:
        return self.code


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers, by who may see them."""

    def visible_to(self, actor: Actor) -> "PaperQuerySet":
        """A producer's vault is its own, and its officers'."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(producer__head__in=producers_of(actor)) | seen_places(actor, "producer__"))


class Paper(models.Model):
    """A paper of a producer, filed once and used in every dossier; its contents live in versions."""

    pid = Pid()
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="papers")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    title = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """One issue of a paper. It never changes: a renewed paper is a new version."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    no = models.IntegerField()
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "no"], name="paper_version_once"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="paper_version_dates",
            ),
        ]

    def expired_on(self, day: dt.date) -> bool:
        """Whether its last valid day lies before `day`."""
        return self.expires_on is not None and self.expires_on < day

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.no}"
