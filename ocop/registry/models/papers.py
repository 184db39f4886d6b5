"""Papers: filed once, each issue a version that never changes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid
from ocop.registry.enums import PaperKind
from ocop.registry.models.producers import Producer, producers_of, seen_places
from ocop.registry.models.products import Product


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


class PaperDraftQuerySet(models.QuerySet["PaperDraft"]):
    """Pages being put in order, by who may see them."""

    def visible_to(self, actor: Actor) -> "PaperDraftQuerySet":
        """As the vault they are meant for."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(producer__head__in=producers_of(actor)) | seen_places(actor, "producer__"))


class PaperDraft(models.Model):
    """Photos of the pages of a paper, being put in order; the row goes once they are filed as one PDF.

    `pages` are `{key, blob, small, turn}` in order: ids of two Blobs and a turn clockwise in degrees. `blob` is the PDF
    made of them, empty again once a page is changed. `paper` where they are to be the next issue of one.
    """

    pid = Pid()
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    pages = models.JSONField(default=list)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PaperDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{len(self.pages)} pages for {self.producer_id}"
