"""The states of a session and of a sheet."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.councils.enums import SessionState, SheetState
from ocop.councils.guards import (
    may_confirm_paper,
    may_lead,
    may_sign_minutes,
    may_sign_sheet,
    missing_for_closing,
    missing_for_opening,
)

_LEADERS_ONLY = _("Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng làm được việc này.")

SESSION_FLOW = Flow(
    "state",
    Step("open_session", (SessionState.CALLED,), SessionState.OPEN, _("Mở phần chấm điểm"), may_lead,
         missing_for_opening, forbidden=_LEADERS_ONLY),
    Step("close_session", (SessionState.OPEN,), SessionState.CLOSED, _("Đóng phần chấm điểm"), may_lead,
         missing_for_closing, forbidden=_LEADERS_ONLY),
    Step("sign_minutes", (SessionState.CLOSED,), SessionState.SIGNED, _("Ký biên bản"), may_sign_minutes,
         forbidden=_LEADERS_ONLY),
)

SHEET_FLOW = Flow(
    "state",
    Step("sign_sheet", (SheetState.OPEN,), SheetState.SIGNED, _("Ký phiếu đánh giá"), may_sign_sheet,
         forbidden=_("Chỉ thành viên của phiếu mới ký được phiếu này.")),
    Step("confirm_paper_sheet", (SheetState.OPEN,), SheetState.SIGNED, _("Xác nhận phiếu giấy"), may_confirm_paper,
         forbidden=_("Phiếu nhập từ giấy phải do người thứ hai, không phải người nhập, xác nhận.")),
)
