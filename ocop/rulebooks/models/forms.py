"""Forms the law leaves to those who run the programme: idea and business plan, as dated data with versions."""

import datetime as dt
import functools
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.models.edition import Edition, in_tongue
from ocop.rulebooks.rules.forms import FormField, FormSection, fields_of, sections_of


class FormTemplateQuerySet(models.QuerySet["FormTemplate"]):
    """Forms, by day and sight."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody may read what will be asked."""
        return self

    def on(self, day: dt.date) -> Self:
        """Those in force on a day; `valid_to` is the last valid day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class FormTemplate(models.Model):
    """A version of a form; it never changes once it is loaded, since what was filled in keeps to it.

    `unit` None is for the whole country, else a province's own; `edition` None goes with every edition.
    """

    kind = models.CharField(max_length=10, choices=FormKind.choices)
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    source = models.TextField(blank=True)
    # The sections as the file has them (`rules.forms.sections_of`).
    sections = models.JSONField()
    checksum = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FormTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="form_template_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="form_template_period"
            ),
        ]

    @functools.cached_property
    def parts(self) -> tuple[FormSection, ...]:
        """The sections, ready to show and to check."""
        return sections_of(self.sections)

    @property
    def fields(self) -> list[FormField]:
        """All fields in order."""
        return fields_of(self.parts)

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return in_tongue(self.title, self.title_en)

    @property
    def preface(self) -> str:
        """What stands above the form, in the reader's language."""
        return in_tongue(self.note, self.note_en)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
