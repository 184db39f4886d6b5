"""Marking that a file is worked on in the background, so that a page can say so and a dead worker is noticed."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.intake.enums import Work
from ocop.intake.guards import may_handle
from ocop.intake.models import ImportFile

# A worker that has said nothing for this long is dead: what it began was rolled back, and the work may begin again.
PATIENCE = dt.timedelta(minutes=10)


def begin_work(*, file: ImportFile, work: str, by: Actor) -> ImportFile:
    """Note that work was handed to the background. Refuses `forbidden` strangers, `conflict` while one runs."""
    with transaction.atomic():
        fresh = ImportFile.objects.select_for_update().get(pk=file.pk)
        if not may_handle(by, fresh):
            raise Refusal("import-forbidden", _("Tệp này không thuộc tỉnh bạn phụ trách."), kind="forbidden")
        if fresh.work and fresh.work_since and timezone.now() - fresh.work_since < PATIENCE:
            raise Refusal("import-busy", _("Tệp đang được xử lý. Hãy đợi việc đang chạy xong."), kind="conflict")
        fresh.work, fresh.work_since, fresh.work_error = work, timezone.now(), ""
        fresh.save(update_fields=["work", "work_since", "work_error"])
        audit.record("begin_import_work", fresh, by=by, province_id=fresh.province_id, body={"work": work})
    return fresh


def end_work(*, file_id: int, error: str = "") -> None:
    """Note that the work has ended, and why it did nothing where it was refused."""
    ImportFile.objects.filter(pk=file_id).update(work=Work.NONE, work_error=error[:500])
