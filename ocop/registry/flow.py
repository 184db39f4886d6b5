"""The states of a producer."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.registry.enums import ProducerState
from ocop.registry.guards import may_approve, may_manage_members

_OFFICERS_ONLY = _("Chỉ cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng mới làm được việc này.")

FLOW = Flow(
    "state",
    Step("approve_producer", (ProducerState.WAITING,), ProducerState.ACTIVE, _("Duyệt chủ thể"), may_approve,
         forbidden=_OFFICERS_ONLY),
    Step("close_producer", (ProducerState.WAITING, ProducerState.ACTIVE), ProducerState.CLOSED, _("Ngừng hoạt động"),
         may_manage_members),
    Step("reopen_producer", (ProducerState.CLOSED,), ProducerState.ACTIVE, _("Mở lại"), may_approve,
         forbidden=_OFFICERS_ONLY),
)
