"""Preview and apply: the same plan, once shown and once written."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.collecting import seldom_collected
from ocop.core.inserting import insert
from ocop.core.models import NumberSeries
from ocop.core.refusal import Refusal
from ocop.intake.enums import FileKind, Work
from ocop.intake.flow import FLOW
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.planning import Line, Plan, plan_import
from ocop.intake.queries import sheets_of
from ocop.intake.returning import CountLine, CountPlan, plan_counts, write_returns
from ocop.intake.writing import Writer
from ocop.programme.enums import Measure

# The constraint that lets a tax code stand once.
_TAX_CODE_ONCE = "producer_tax_code"
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


@seldom_collected()
def preview_import(*, file: ImportFile, by: Actor) -> ImportFile:
    """Work out what each row becomes and keep it beside the row; no row of a register is written.

    May be asked again and again until the import is applied. Refuses `forbidden` strangers, `conflict` after applying.
    """
    rows = list(file.rows.order_by("no"))
    plan = _plan(file, rows, by=by)
    with transaction.atomic():
        fresh = FLOW.begin("preview_import", file, by=by)
        _keep(fresh, rows, plan)
        fresh.counts = plan.counts
        fresh.save(update_fields=["state", "counts"])
        audit.record("preview_import", fresh, by=by, province_id=fresh.province_id, body=plan.counts)
    return fresh


def _keep(file: ImportFile, rows: Sequence[ImportRow], plan: Plan | CountPlan) -> None:
    """Write rows anew with their outcome: far quicker than changing each."""
    file.rows.all().delete()
    lines: Sequence[Line | CountLine] = plan.lines
    for row, line in zip(rows, lines, strict=True):
        row.pk = None
        row._state.adding = True
        row.status, row.message, row.parsed = line.status, line.message, line.shown
    insert(rows)


@seldom_collected()
def apply_import(*, file: ImportFile, by: Actor) -> ImportFile:
    """Write the previewed rows into the registers: all or nothing, in one transaction. Rows in error stay out.

    Refuses `forbidden` strangers, `conflict` when it was applied already, and when the registers have changed since the
    preview so that a row would become something else than was shown.
    """
    with transaction.atomic():
        fresh = FLOW.begin("apply_import", file, by=by)
        _one_at_a_time()
        rows = list(fresh.rows.order_by("no"))
        plan = _plan(fresh, rows, by=by)
        if [str(line.status) for line in plan.lines] != [row.status for row in rows]:
            raise _stale()
        fresh.made = _write(fresh, plan, by=by)
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


def _plan(file: ImportFile, rows: Sequence[ImportRow], *, by: Actor) -> Plan | CountPlan:
    """What the rows become: products in the registers, or figures of a period."""
    if file.kind == FileKind.COUNTS:
        return plan_counts(sheets_of(file, rows), period=file.period, by=by)
    return plan_import(sheets_of(file, rows), by=by)


def _write(file: ImportFile, plan: Plan | CountPlan, *, by: Actor) -> dict[str, list[Any]]:
    """Write a plan down; the ids of what was written."""
    if isinstance(plan, CountPlan):
        # Plain Vietnamese whatever the reader's language: it is a record.
        return dict(write_returns(plan, source=f"Tệp nhập: {file.name}", by=by))
    try:
        return Writer(plan, by).write()
    except IntegrityError as error:
        # Somebody entered one of these producers while the rows were written.
        if _TAX_CODE_ONCE in str(error):
            raise _stale() from error
        raise


def _stale() -> Refusal:
    return Refusal(
        "import-stale",
        _("Sổ đã thay đổi từ lúc đối chiếu nên chưa ghi gì. Hãy bấm “Đối chiếu lại” rồi xem và ghi."),
        kind="conflict",
    )


def _one_at_a_time() -> None:
    """Two imports at once would both find a producer missing: the second waits for the first."""
    NumberSeries.objects.get_or_create(owner_unit_id=0, kind="import", year=0)
    NumberSeries.objects.select_for_update().get(owner_unit_id=0, kind="import", year=0)


def report_of(rows: Iterable[tuple[str, int, str, dict[str, str], str]], to: IO[str]) -> None:
    """Write the report (product.md 4); a row is (sheet, row, status, shown, message)."""
    writer = csv.writer(to, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sheet, no, status, shown, message in rows:
        writer.writerow(
            [sheet, no, status, *(shown.get(column, "") for column in COLUMNS[3:-1]), _with_figures(message, shown)]
        )


def _with_figures(message: str, shown: Mapping[str, str]) -> str:
    """What is said of a row, and the figures of a row of counts, for which the report has no columns."""
    figures = ", ".join(f"{Measure(name).label} {value}" for name, value in shown.items() if name in Measure.values)
    return "; ".join(part for part in (message, figures) if part)
