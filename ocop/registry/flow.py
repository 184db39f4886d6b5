"""The states of a producer, and of a request about one's own data."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.registry.enums import ProducerState, RequestState
from ocop.registry.guards import may_answer_request, may_approve, may_manage_members
from ocop.registry.queries import directs

_OFFICERS_ONLY = _("Chỉ cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng mới làm được việc này.")

FLOW = Flow(
    "state",
    Step("approve_producer", (ProducerState.WAITING,), ProducerState.ACTIVE, _("Duyệt chủ thể"), may_approve,
         forbidden=_OFFICERS_ONLY),
    Step("refuse_producer", (ProducerState.WAITING,), ProducerState.CLOSED, _("Từ chối"), may_approve,
         forbidden=_OFFICERS_ONLY),
    Step("ask_approval", (ProducerState.CLOSED,), ProducerState.WAITING, _("Đề nghị duyệt lại"), directs,
         forbidden=_("Chỉ người đại diện của chủ thể mới đề nghị duyệt lại được.")),
    Step("close_producer", (ProducerState.WAITING, ProducerState.ACTIVE), ProducerState.CLOSED, _("Ngừng hoạt động"),
         may_manage_members),
    Step("reopen_producer", (ProducerState.CLOSED,), ProducerState.ACTIVE, _("Mở lại"), may_approve,
         forbidden=_OFFICERS_ONLY),
)

_OFFICE = _("Chỉ cơ quan OCOP của tỉnh nhận yêu cầu, hoặc quản trị hệ thống, trả lời được; không ai tự trả lời mình.")
REQUEST_FLOW = Flow(
    "state",
    Step("answer_request", (RequestState.OPEN,), RequestState.ANSWERED, _("Đã thực hiện"), may_answer_request,
         forbidden=_OFFICE),
    Step("refuse_request", (RequestState.OPEN,), RequestState.REFUSED, _("Từ chối"), may_answer_request,
         forbidden=_OFFICE),
)
