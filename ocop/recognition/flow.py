"""The state table of a decision. A certificate has no states: they are dates and events (models.Certificate)."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.recognition.enums import DecisionState
from ocop.recognition.guards import may_discard, may_record, missing_for_recording

DECISION_FLOW = Flow(
    "state",
    Step(
        "record_decision", (DecisionState.DRAFT,), DecisionState.ISSUED, _("Ghi nhận quyết định đã ký"),
        may=may_record, needs=missing_for_recording,
        forbidden=_("Chỉ cán bộ cơ quan tham mưu hoặc văn thư của cơ quan ban hành được ghi nhận quyết định."),
    ),
    # A discarded draft reaches no other state: its row goes, its audit entry stays.
    Step(
        "discard_draft", (DecisionState.DRAFT,), DecisionState.DRAFT, _("Bỏ dự thảo"), may=may_discard,
        forbidden=_("Chỉ cán bộ cơ quan tham mưu của cơ quan ban hành được bỏ dự thảo."),
    ),
)
