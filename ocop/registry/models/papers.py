"""Papers: filed once, each issue a version that never changes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid
from ocop.registry.enums import PaperKind
from ocop.registry.models.producers import Producer, named_products, producers_of, seen_places
from ocop.registry.models.products import Product


def own_papers(actor: Actor) -> Q:
    """Papers a person uses in their own work: all of a producer's they work for as a whole.

    Who was named for one product needs what proves it: papers of that product, and those that are of no product at all;
    never another product's, and no scan of a dossier that does not say whose it was.
    """
    rows, named = Q(producer__head__in=producers_of(actor)), named_products(actor)
    if not named:
        return rows
    of_product = Q(product__in=named, producer__head=F("product__producer__head"))
    of_none = Q(product__isnull=True, producer__head__in=frozenset(named.values())) & ~Q(kind=PaperKind.LAST_DOSSIER)
    return rows | of_product | of_none


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers, by who may see them."""

    def visible_to(self, actor: Actor) -> "PaperQuerySet":
        """A producer's vault is its own, and its officers'; who was named for one product sees a part of it."""
        if not actor.signed_in:
            return self.none()
        return self.filter(own_papers(actor) | seen_places(actor, "producer__"))


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


def own_drafts(actor: Actor) -> Q:
    """Pages that are the person's own work. A draft does not say yet which product it is for."""
    rows, named = Q(producer__head__in=producers_of(actor)), named_products(actor)
    return rows | Q(producer__head__in=frozenset(named.values()), added_by=actor.user) if named else rows


class PaperDraftQuerySet(models.QuerySet["PaperDraft"]):
    """Pages being put in order, by who may see them."""

    def visible_to(self, actor: Actor) -> "PaperDraftQuerySet":
        """As the vault they are meant for; who was named for one product sees the pages they took in themselves."""
        if not actor.signed_in:
            return self.none()
        return self.filter(own_drafts(actor) | seen_places(actor, "producer__"))


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
    # Pages left alone for `PAGES_KEPT_DAYS` go (`registry.tasks`).
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PaperDraftQuerySet.as_manager()

    @property
    def kept_until(self) -> dt.date:
        """The last day the photos are kept where nobody touches them."""
        return timezone.localdate(self.changed_at) + dt.timedelta(days=settings.PAGES_KEPT_DAYS)

    def __str__(self) -> str:
        return f"{len(self.pages)} pages for {self.producer_id}"
