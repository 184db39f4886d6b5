"""The states of a cycle and of a version of a plan."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.programme.enums import CycleState, PlanState
from ocop.programme.guards import may_approve_plan, may_close_cycle, missing_for_approval

_OFFICE_ONLY = _("Chỉ cán bộ OCOP của cơ quan phụ trách năm đó làm được việc này.")

CYCLE_FLOW = Flow(
    "state",
    Step("close_cycle", (CycleState.OPEN,), CycleState.CLOSED, _("Đóng chu trình"), may_close_cycle,
         forbidden=_OFFICE_ONLY),
    Step("reopen_cycle", (CycleState.CLOSED,), CycleState.OPEN, _("Mở lại chu trình"), may_close_cycle,
         forbidden=_OFFICE_ONLY),
)
PLAN_FLOW = Flow(
    "state",
    Step("approve_plan", (PlanState.DRAFT,), PlanState.APPROVED, _("Ghi nhận kế hoạch đã duyệt"), may_approve_plan,
         missing_for_approval, forbidden=_OFFICE_ONLY),
    # The next version takes its place; written by `approve_plan` of that one.
    Step("supersede_plan", (PlanState.APPROVED,), PlanState.SUPERSEDED, _("Thay bằng bản sau"), may_approve_plan,
         forbidden=_OFFICE_ONLY),
)
