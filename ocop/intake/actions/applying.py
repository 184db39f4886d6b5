"""Preview and apply: the same plan, once shown and once written."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import NumberSeries
from ocop.core.refusal import Refusal
from ocop.intake.enums import Work
from ocop.intake.flow import FLOW
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.planning import Plan, plan_import
from ocop.intake.queries import sheets_of
from ocop.intake.writing import Writer, insert

COLUMNS = (
    "sheet",
    "row",
    "status",
    "name",
    "producer",
    "commune",
    "district",
    "province",
    "stars",
    "score",
    "decision",
    "date",
    "message",
)


def preview_import(*, file: ImportFile, by: Actor) -> ImportFile:
    """Work out what each row becomes and keep it beside the row; no row of a register is written.

    May be asked again and again until the import is applied. Refuses `forbidden` strangers, `conflict` after applying.
    """
    rows = list(file.rows.order_by("no"))
    plan = plan_import(sheets_of(file, rows), by=by)
    with transaction.atomic():
        fresh = FLOW.begin("preview_import", file, by=by)
        _keep(fresh, rows, plan)
        fresh.counts = plan.counts
        fresh.save(update_fields=["state", "counts"])
        audit.record("preview_import", fresh, by=by, province_id=fresh.province_id, body=plan.counts)
    return fresh


def _keep(file: ImportFile, rows: Sequence[ImportRow], plan: Plan) -> None:
    """Write rows anew with their outcome: far quicker than changing each."""
    file.rows.all().delete()
    for row, line in zip(rows, plan.lines, strict=True):
        row.pk = None
        row._state.adding = True
        row.status, row.message, row.parsed = line.status, line.message, line.shown
    insert(rows)


def apply_import(*, file: ImportFile, by: Actor) -> ImportFile:
    """Write the previewed rows into the registers: all or nothing, in one transaction. Rows in error stay out.

    Refuses `forbidden` strangers, `conflict` when it was applied already, and when the registers have changed since the
    preview so that a row would become something else than was shown.
    """
    with transaction.atomic():
        fresh = FLOW.begin("apply_import", file, by=by)
        _one_at_a_time()
        rows = list(fresh.rows.order_by("no"))
        plan = plan_import(sheets_of(fresh, rows), by=by)
        if [str(line.status) for line in plan.lines] != [row.status for row in rows]:
            raise Refusal(
                "import-stale",
                _("Sổ đã thay đổi từ lúc đối chiếu nên chưa ghi gì. Hãy bấm “Đối chiếu lại” rồi xem và ghi."),
                kind="conflict",
            )
        fresh.made = Writer(plan, by).write()
        fresh.applied_at, fresh.work, fresh.work_error = timezone.now(), Work.NONE, ""
        fresh.save(update_fields=["state", "made", "applied_at", "work", "work_error"])
        audit.record(
            "apply_import",
            fresh,
            by=by,
            province_id=fresh.province_id,
            body={"counts": plan.counts, "sha256": fresh.sha256, "decisions": fresh.made.get("decisions", [])},
        )
    return fresh


def _one_at_a_time() -> None:
    """Two imports at once would both find a producer missing: the second waits for the first."""
    NumberSeries.objects.get_or_create(owner_unit_id=0, kind="import", year=0)
    NumberSeries.objects.select_for_update().get(owner_unit_id=0, kind="import", year=0)


def report_of(rows: Iterable[tuple[str, int, str, dict[str, str], str]], to: IO[str]) -> None:
    """Write the report (product.md 4); a row is (sheet, row, status, shown, message)."""
    writer = csv.writer(to, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sheet, no, status, shown, message in rows:
        writer.writerow([sheet, no, status, *(shown.get(column, "") for column in COLUMNS[3:-1]), message])
