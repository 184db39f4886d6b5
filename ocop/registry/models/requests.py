"""What a person asks about their own data, and what they agreed to (Law 91/2025, Decree 356/2025)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Pid
from ocop.places.models import AdminUnit
from ocop.registry.enums import RequestKind, RequestState
from ocop.registry.models.producers import Producer


class Consent(models.Model):
    """A person agreed to a text about their data, by its version; taking it back ends it, the row stays."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text_version"], condition=Q(withdrawn_at__isnull=True), name="consent_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.text_version}"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests, by who may see them."""

    def visible_to(self, actor: Actor) -> "DataRequestQuerySet":
        """A person their own; the provincial office those of its province; ministry and administrator all."""
        if not actor.signed_in:
            return self.none()
        if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
            return self.all()
        provinces = [one.province_id for one in actor.grants if one.role == Role.PROVINCE_OFFICER]
        return self.filter(Q(asker=actor.user) | Q(unit__today_province__in=provinces))


class DataRequest(models.Model):
    """A person asks to see, correct or erase what is held about them; answered within two working days (P16)."""

    pid = Pid()
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    producer = models.ForeignKey(Producer, models.PROTECT, null=True, related_name="+")
    # Whose office answers: the province of the producer, else the one the person named.
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="data_request_stamps",
            ),
            # One question of a kind at a time: pressing twice asks once.
            models.UniqueConstraint(fields=["asker", "kind"], condition=Q(state="open"), name="data_request_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.asker_id}"
