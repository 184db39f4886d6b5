"""The state table of a decision. A certificate has no states: they are dates and events (models.Certificate)."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.recognition.enums import DecisionState
from ocop.recognition.guards import may_discard, may_record, missing_for_recording

# The end of the drawing: a discarded draft leaves no row, only its audit entry.
GONE = "[*]"

DECISION_FLOW = Flow(
    "state",
    Step(
        "record_decision", (DecisionState.DRAFT,), DecisionState.ISSUED, _("Ghi nhận quyết định đã ký"),
        may=may_record, needs=missing_for_recording,
        forbidden=_("Chỉ cán bộ cơ quan tham mưu hoặc văn thư của cơ quan ban hành được ghi nhận quyết định."),
    ),
    Step(
        "discard_draft", (DecisionState.DRAFT,), GONE, _("Bỏ dự thảo"), may=may_discard,
        forbidden=_("Chỉ cán bộ cơ quan tham mưu của cơ quan ban hành được bỏ dự thảo."),
    ),
)
