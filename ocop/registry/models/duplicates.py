"""What officers found out about rows that look alike: two that are two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.registry.models.producers import Producer


class KeptApart(models.Model):
    """Two producers that look alike and are two: an officer looked, so the pair is not shown again.

    `first` is the one entered earlier, so that a pair stands once whichever way it was looked at.
    """

    first = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
