"""What every room stands on: files by content, the audit trail, number series, notices."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.core.names import fold, name_key, nfc
from ocop.core.pids import new_pid


class Pid(models.CharField[str, str]):
    """A column holding a public id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 10, "unique": True, "editable": False, "default": new_pid, **kwargs})


class Named(models.Model):
    """A thing with a Vietnamese name: as written, as searched, as sorted; set in one place (model.md 1.7)."""

    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=300, editable=False)
    name_key = models.CharField(max_length=600, editable=False, db_index=True)

    class Meta:
        abstract = True

    def set_name(self, name: str) -> None:
        """Give the name and its two derived forms."""
        self.name = nfc(name)
        self.name_folded = fold(self.name)
        self.name_key = name_key(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Blob(models.Model):
    """A file, stored once by its content. Served only through the row that owns it."""

    class Scan(models.TextChoices):
        PENDING = "pending"
        CLEAN = "clean"
        INFECTED = "infected"

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.PENDING)
    stored_at = models.DateTimeField(auto_now_add=True)

    @property
    def path(self) -> str:
        """Where the bytes lie in the storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256}"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.kind})"


class AuditEntry(models.Model):
    """One verb that happened. Written unlinked, append-only; sealed later into a Merkle root (product.md 8)."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    province_id = models.BigIntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}#{self.object_id}"


class AuditPayload(models.Model):
    """What the verb changed, beside its entry: it may be erased for a person's request, the digest stays."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=32)
    body = models.JSONField(null=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class AuditSeal(models.Model):
    """A batch of entries under one Merkle root, linked to the seal before it."""

    number = models.BigIntegerField(unique=True)
    previous_root = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    count = models.IntegerField()
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"seal {self.number}"


class AuditLeaf(models.Model):
    """The place of an entry in a seal, with the entry's digest as it was sealed."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="leaf")
    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="leaves")
    position = models.IntegerField()
    # Kept beside the entry's own, so that an entry rewritten together with its digest is still named.
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="leaf_place")]

    def __str__(self) -> str:
        return f"leaf {self.seal_id}/{self.position}"


class Opening(models.Model):
    """Somebody looked at something sensitive; the one thing a GET may write."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type}#{self.object_id}"


class NumberSeries(models.Model):
    """The last number given of a kind in a year by a unit; the row is locked while the numbered thing is written."""

    owner_unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_unit_id", "kind", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class SearchDocument(models.Model):
    """Read model of the search: what one thing is found by, folded; `documents` writes it, `search` reads it.

    `public_from` is the day from which passers-by find it (a decision of a later date stays hidden until then), NULL
    for what only its people and offices see. Stars are stored with their dates; whether they live is asked by the day.
    The full-text tables beside it (`fulltext`) follow by trigger or as a generated column.
    """

    kind = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    # Its own names, each between bars: "| che shan tuyet | tra shan |".
    title = models.TextField()
    # What else it is found by, as words.
    body = models.TextField(blank=True)
    # Codes and numbers squeezed into one word each, to be found exactly (`documents.code_word`).
    codes = models.TextField(blank=True)
    # Words no reader can type: kind, province, set, stars, and whose it is (`documents.mark`).
    marks = models.TextField()
    name_key = models.CharField(max_length=600)
    public_from = models.DateField(null=True)
    province_id = models.BigIntegerField(null=True)
    set_key = models.CharField(max_length=40, blank=True)
    stars = models.IntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class DailyRun(models.Model):
    """A daily job that finished on a day; a job that failed leaves no row and is tried again."""

    job = models.CharField(max_length=120)
    day = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    done = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "job"], name="daily_once")]

    def __str__(self) -> str:
        return f"{self.job} on {self.day}"


class Notice(models.Model):
    """A message to a person; the words are made from kind and params when it is shown or sent."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    params = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, default="app")
    state = models.CharField(max_length=10, default="new")
    tries = models.IntegerField(default=0)
    dedupe_key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_id}"


def valid_on(day: dt.date, *, prefix: str = "") -> Q:
    """Dated rows that hold on a day; `valid_to` is the last valid day, open end is NULL."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )
