"""Councils, the regulation each works by, and the seats people hold on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.councils.enums import (
    SeatRole,
)
from ocop.dossiers.enums import StageLevel
from ocop.places.models import AdminUnit

# Offices that see a council of their own unit and what it came to, once the seal is open.
OFFICES = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.MINISTRY_OFFICER, Role.LEADER, Role.INSPECTOR)


def seats_of(actor: Actor) -> dict[int, "Seat"]:
    """The actor's seats today: council id to seat, so that a guard knows the role; asked once per request."""
    user_id = actor.user_id
    if user_id is None:
        return {}
    return actor.once(
        "councils.seats",
        lambda: {
            seat.council_id: seat
            for seat in Seat.objects.filter(valid_on(actor.today), user_id=user_id).order_by("valid_from", "pk")
        },
    )


def seat_ids(actor: Actor) -> list[int]:
    """Ids of the actor's seats today."""
    return [seat.pk for seat in seats_of(actor).values()]


class CouncilQuerySet(models.QuerySet["Council"]):
    """Councils, by who may see them."""

    def visible_to(self, actor: Actor) -> "CouncilQuerySet":
        """Those who sit on it, and the office of its unit."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(pk__in=list(seats_of(actor))) | Q(unit__in=actor.units(*OFFICES)))


class Council(models.Model):
    """A council set up by a decision at a level (26/2026 art. 7.3b)."""

    level = models.CharField(max_length=10, choices=StageLevel.choices)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    decision_no = models.CharField(max_length=60)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "decision_no", "decided_on"], name="council_once")]

    def __str__(self) -> str:
        return self.name


class Regulation(models.Model):
    """What the law leaves to the council: quorum, spread, re-scoring (26/2026 does not fix them; product.md 8)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="regulations")
    valid_from = models.DateField()
    quorum_num = models.IntegerField(default=2)
    quorum_den = models.IntegerField(default=3)
    quorum_needs_head = models.BooleanField(default=True)
    spread_points = models.IntegerField(default=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "valid_from"], name="regulation_once")]

    def __str__(self) -> str:
        return f"{self.council_id} from {self.valid_from}"


class Seat(models.Model):
    """A place on a council, held for a time by a person of an agency."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=150)
    agency = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    scores = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user", "valid_from"], name="seat_once", condition=Q(user__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.person
