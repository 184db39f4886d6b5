"""Which version of a form is filled in, by day, place and edition."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.models import FormTemplate


def form_for(
    kind: FormKind, province: AdminUnit | None, day: dt.date, *, edition_id: int | None = None
) -> FormTemplate:
    """The form in force on a day: a province's own before the country's, one for the edition before one for all, the
    newest of these. Refuses (`conflict`) where none was loaded."""
    rows = FormTemplate.objects.on(day).filter(kind=kind)
    fits = [
        row
        for row in rows
        if row.unit_id in {None, province.pk if province else None} and row.edition_id in {None, edition_id}
    ]
    if not fits:
        raise Refusal("form-none", _("Chưa có mẫu nào đang dùng. Hãy báo cán bộ tỉnh nạp mẫu."), kind="conflict")
    return max(fits, key=lambda row: (row.unit_id is not None, row.edition_id is not None, row.valid_from, row.pk))
