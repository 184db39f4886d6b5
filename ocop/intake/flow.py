"""The state table of an imported file."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.intake.enums import ImportState
from ocop.intake.guards import may_handle

FLOW = Flow(
    "state",
    Step(
        "preview_import",
        (ImportState.READ, ImportState.PREVIEWED),
        ImportState.PREVIEWED,
        _("Đối chiếu"),
        may=may_handle,
    ),
    Step("apply_import", (ImportState.PREVIEWED,), ImportState.APPLIED, _("Ghi vào sổ"), may=may_handle),
    Step("undo_import", (ImportState.APPLIED,), ImportState.UNDONE, _("Hoàn tác"), may=may_handle),
)
