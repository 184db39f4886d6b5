"""Producers and their people: legal forms through time, representatives, members, invitations, merging."""

import dataclasses
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Named, Pid, valid_on
from ocop.places.models import Placed
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState

# Offices that see a whole province.
PROVINCIAL = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR)


def seen_places(actor: Actor, prefix: str) -> Q:
    """Rows an office sees by where a thing stands (through `Placed` under `prefix`): a commune its own, a province
    all of it, the ministry everything."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        # Not an empty Q: `a | Q()` is `a`, and the ministry would see nothing.
        return Q(pk__isnull=False)
    provinces = {grant.province_id for grant in actor.grants if grant.role in PROVINCIAL}
    communes = actor.units(Role.COMMUNE_OFFICER)
    written = Q(**{f"{prefix}unit__today_province__in": provinces}) | Q(**{f"{prefix}unit__today__in": communes})
    # A settled thing lies in its settled unit alone, also where that has taken another name since.
    settled = Q(**{f"{prefix}settled_unit__today_province__in": provinces}) | Q(
        **{f"{prefix}settled_unit__today__in": communes})
    return (Q(**{f"{prefix}settled_unit__isnull": True}) & written) | settled


@dataclasses.dataclass(frozen=True)
class Belonging:
    """Whom a person works for on a day: whole producers (heads), and single products a consultant was named for (P01),
    each with the producer (head) that named them."""

    producers: frozenset[int]
    products: Mapping[int, int]


def belonging_of(actor: Actor) -> Belonging:
    """Whom this person works for today; asked once per request.

    A consultant of one product has it only while the producer that named them holds it: it ends when the product moves
    away. A product read under another is followed to that one, where the same producer holds both.
    """

    def ask() -> Belonging:
        rows = Membership.objects.filter(valid_on(actor.today), user=actor.user)
        whole: set[int | None] = set()
        named: dict[int, int] = {}
        for head, product, holder, kept, kept_holder in rows.values_list(
            "producer__head",
            "product",
            "product__producer__head",
            "product__head",
            "product__head__producer__head",
        ):
            if product is None:
                whole.add(head)
            pairs = ((product, holder), (kept, kept_holder))
            named |= {pk: at for pk, at in pairs if pk is not None and at is not None and at == head}
        return Belonging(frozenset(head for head in whole if head is not None), named)

    return actor.once("registry.belonging", ask) if actor.signed_in else Belonging(frozenset(), {})


def producers_of(actor: Actor) -> frozenset[int]:
    """Ids of the producers (heads) this person works for as a whole today; all that is theirs is open to them."""
    return belonging_of(actor).producers


def named_products(actor: Actor) -> Mapping[int, int]:
    """Ids of the products this person was named for alone, each with its producer (head); they see no other."""
    return belonging_of(actor).products


def tied_producers(actor: Actor) -> frozenset[int]:
    """Ids of the producers (heads) this person works for today, be it for one product: nobody judges these."""
    own = belonging_of(actor)
    return own.producers | frozenset(own.products.values())


def own_work(actor: Actor) -> Q:
    """Rows of a producer and a product (dossiers, plans) that are the person's own work: all of a producer they work
    for, and those of a product they were named for that its holder of today has written."""
    rows, named = Q(producer__head__in=producers_of(actor)), named_products(actor)
    return rows | Q(product__in=named, producer__head=F("product__producer__head")) if named else rows


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
    """A person working for a producer, for a time; with `product` a consultant of that product alone (P01)."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="memberships")
    product = models.ForeignKey("Product", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=MemberRole.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "user", "role", "valid_from"],
                condition=Q(product__isnull=True),
                name="membership_once",
            ),
            models.UniqueConstraint(
                fields=["producer", "user", "product", "valid_from"],
                condition=Q(product__isnull=False),
                name="membership_of_product_once",
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(role=MemberRole.CONSULTANT.value, valid_to__isnull=False),
                name="membership_of_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.producer_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by who may see them."""

    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """The producer's own people, and the offices of its place."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(producer__head__in=producers_of(actor)) | seen_places(actor, "producer__"))


class Invitation(models.Model):
    """A colleague or consultant asked to join a producer; only the digest of the one-time code is kept (A04)."""

    pid = Pid()
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="invitations")
    # The one product a consultant is asked to fill in for; none is the whole producer.
    product = models.ForeignKey("Product", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=MemberRole.choices)
    name = models.CharField(max_length=150)
    # The sign-in name it is bound to: an invitation passed on to somebody else opens nothing.
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    member_from = models.DateField()
    member_to = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    tries = models.IntegerField(default=0)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="invitation_has_sign_in_name"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(member_to__isnull=True) | Q(member_to__gte=F("member_from")), name="invitation_period"
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(role=MemberRole.CONSULTANT.value, member_to__isnull=False),
                name="invitation_of_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} to {self.producer_id}"


class Merger(models.Model):
    """Two rows found to be one producer: `old` is read under `into` until undone. `moved` are the ids whose head it
    changed, so that undoing gives back just these."""

    old = models.ForeignKey(Producer, models.PROTECT, related_name="mergers")
    into = models.ForeignKey(Producer, models.PROTECT, related_name="absorbed")
    moved = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old"], condition=Q(undone_at__isnull=True), name="merger_one_open"),
            models.CheckConstraint(condition=~Q(old=F("into")), name="merger_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merger_undone_stamps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.into_id}"
