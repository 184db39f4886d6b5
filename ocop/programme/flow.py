"""The states of a cycle, of a version of a plan and of a return."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.programme.enums import CycleState, PlanState, ReturnState
from ocop.programme.guards import (
    may_approve_plan,
    may_approve_return,
    may_close_cycle,
    may_send_return,
    missing_for_approval,
    missing_for_sending,
)

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
RETURN_FLOW = Flow(
    "state",
    Step("send_return", (ReturnState.OPEN,), ReturnState.SENT, _("Gửi số liệu"), may_send_return, missing_for_sending,
         forbidden=_("Chỉ cán bộ của đơn vị hoặc của tỉnh gửi được số liệu này.")),
    Step("send_back_return", (ReturnState.SENT,), ReturnState.OPEN, _("Trả lại để sửa"), may_approve_return,
         forbidden=_("Chỉ cán bộ OCOP của tỉnh trả lại được số liệu này.")),
    Step("approve_return", (ReturnState.SENT,), ReturnState.APPROVED, _("Duyệt số liệu"), may_approve_return,
         forbidden=_("Chỉ cán bộ OCOP của tỉnh duyệt được số liệu này.")),
)
