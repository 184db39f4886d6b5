"""Figures an import has recorded, handed in, sent back and approved: all of a file, or none."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.intake.enums import FileKind, ImportState
from ocop.intake.guards import may_handle
from ocop.intake.models import ImportFile
from ocop.programme.actions import approve_return, send_back_return, send_return
from ocop.programme.enums import ReturnState
from ocop.programme.models import PeriodReturn
from ocop.programme.queries import returns_by_id


def send_figures(*, file: ImportFile, by: Actor) -> list[PeriodReturn]:
    """Hand in the returns a file recorded. Refuses `forbidden` strangers, `conflict` when none of them is open."""
    with transaction.atomic():
        return [send_return(period_return=row, by=by) for row in _rows(file, ReturnState.OPEN, by=by)]


def approve_figures(*, file: ImportFile, by: Actor) -> list[PeriodReturn]:
    """Approve the returns of a file that were handed in; they are locked from then on."""
    with transaction.atomic():
        return [approve_return(period_return=row, by=by) for row in _rows(file, ReturnState.SENT, by=by)]


def send_back_figures(*, file: ImportFile, reason: str, by: Actor) -> list[PeriodReturn]:
    """Give the returns of a file that were handed in back to be corrected, with the reason; they are open again.

    Refuses as `send_figures`, (`invalid`) no reason, (`forbidden`) others than who approves them.
    """
    with transaction.atomic():
        return [
            send_back_return(period_return=row, reason=reason, by=by) for row in _rows(file, ReturnState.SENT, by=by)
        ]


def _rows(file: ImportFile, state: str, *, by: Actor) -> list[PeriodReturn]:
    """The newest returns of the file in a state; one that was corrected since is left to its correction."""
    if not may_handle(by, file):
        raise Refusal("import-forbidden", _("Tệp này không thuộc tỉnh bạn phụ trách."), kind="forbidden")
    fresh = ImportFile.objects.select_for_update().get(pk=file.pk)
    if fresh.kind != FileKind.COUNTS or fresh.state != ImportState.APPLIED:
        raise Refusal("figures-not-applied", _("Tệp chưa ghi số liệu nào. Hãy ghi vào sổ trước."), kind="conflict")
    rows = [row for row in returns_by_id(fresh.made.get("returns", ())) if row.state == state]
    if not rows:
        raise Refusal(
            "figures-state",
            _("Không có số liệu nào ở bước này. Hãy tải lại trang để xem bước tiếp theo."),
            kind="conflict",
        )
    return rows
