"""Files brought in from elsewhere, their rows as read and as corrected, and layouts remembered."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Pid
from ocop.intake.enums import FileKind, ImportState, RowStatus, Work
from ocop.places.models import AdminUnit

# Who brings registers in: the office that keeps them.
IMPORTERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    """Files, by who may see them."""

    def visible_to(self, actor: Actor) -> "ImportFileQuerySet":
        """A province's officers see their province's files, the ministry and the administrator all."""
        if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
            return self.all()
        return self.filter(province__in=[one.province_id for one in actor.grants if one.role == Role.PROVINCE_OFFICER])


class ImportFile(models.Model):
    """A register somebody brought in. Its bytes are not kept: every product row of it is.

    `made` holds the ids of what applying it wrote, by kind; undoing takes just these away again.
    """

    pid = Pid()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    province = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=FileKind.choices, default=FileKind.PRODUCTS)
    # The period of a file of counts ("2024-06"), read from its titles or named by an officer; "" while nobody knows.
    period = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READ)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # By sheet: the lines above its header and the columns nobody knew.
    sheets = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    work = models.CharField(max_length=10, choices=Work.choices, default=Work.NONE, blank=True)
    work_since = models.DateTimeField(null=True)
    work_error = models.CharField(max_length=500, blank=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state__in=["read", "previewed"], applied_at__isnull=True, undone_at__isnull=True)
                    | Q(state="applied", applied_at__isnull=False, undone_at__isnull=True)
                    | Q(state="undone", applied_at__isnull=False, undone_at__isnull=False)
                ),
                name="import_state_stamps",
            ),
        ]

    @property
    def name_parts(self) -> list[str]:
        """The file's name cut where a narrow page may break it: people join words with strokes."""
        return re.findall(r"[^_\-. ]*[_\-. ]*", self.name)

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row of the file: cells as read (`raw`), as corrected by an officer (`fixes`), and what the import does."""

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="rows")
    no = models.IntegerField()
    sheet = models.CharField(max_length=100)
    row = models.IntegerField()
    raw = models.JSONField(default=dict)
    fixes = models.JSONField(default=dict)
    # As the report shows it: name, producer, places, stars, score, decision, date.
    parsed = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=RowStatus.choices)
    message = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "no"], name="import_row_once")]
        indexes = [models.Index(fields=["file", "status", "no"], name="import_row_status")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.status}"


class LayoutMemory(models.Model):
    """A column an officer has named once: its folded label and the field it holds, for every later file."""

    label = models.CharField(max_length=200, unique=True)
    shown = models.CharField(max_length=200)
    field = models.CharField(max_length=20, blank=True)
    named_at = models.DateTimeField(auto_now=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.shown}: {self.field}"
