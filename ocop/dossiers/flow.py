"""The states of a dossier and of the stage each level has of it; those of an idea and of a business plan before it."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.dossiers.enums import BusinessPlanState, DossierState, IdeaState, StageState
from ocop.dossiers.guards import (
    may_accept,
    may_answer_form,
    may_close,
    may_forward,
    may_handle,
    may_send_form,
    may_send_up,
    may_submit,
    may_withdraw,
    missing_for_sending_up,
    missing_for_submission,
    missing_in_form,
    not_by_hand,
)

_HERE = _("Chỉ cán bộ của đơn vị đang giữ hồ sơ mới làm được việc này.")
_PLACE = _("Chỉ cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng mới làm được việc này.")
_MAKER = _("Chỉ người của chủ thể mới làm được việc này.")
_OWN = _("Chỉ người của chủ thể, hoặc cán bộ nhập giúp, mới làm được việc này.")

FLOW = Flow(
    "state",
    Step("submit_dossier", (DossierState.DRAFT, DossierState.RETURNED), DossierState.SUBMITTED, _("Nộp hồ sơ"),
         may_submit, missing_for_submission, forbidden=_OWN),
    Step("withdraw_dossier", (DossierState.DRAFT, DossierState.SUBMITTED, DossierState.RETURNED),
         DossierState.WITHDRAWN, _("Rút hồ sơ"), may_withdraw, forbidden=_OWN),
    # These follow from what a level does with its stage.
    Step("return_dossier", (DossierState.SUBMITTED, DossierState.ACCEPTED), DossierState.RETURNED, _("Trả lại"),
         not_by_hand),
    Step("accept_dossier", (DossierState.SUBMITTED,), DossierState.ACCEPTED, _("Tiếp nhận"), not_by_hand),
    Step("close_dossier", (DossierState.ACCEPTED,), DossierState.CLOSED, _("Ghi kết quả"), may_close),
)

STAGE_FLOW = Flow(
    "state",
    Step("ask_supplement", (StageState.RECEIVED,), StageState.ASKING, _("Yêu cầu bổ sung"), may_handle,
         forbidden=_HERE),
    Step("return_dossier", (StageState.RECEIVED,), StageState.RETURNED, _("Trả lại hồ sơ"), may_handle,
         forbidden=_HERE),
    Step("send_up", (StageState.RECEIVED,), StageState.SENT_UP, _("Trình cấp tỉnh"), may_send_up,
         missing_for_sending_up, forbidden=_HERE),
    Step("accept_dossier", (StageState.RECEIVED,), StageState.CHECKED, _("Tiếp nhận hồ sơ"), may_accept,
         forbidden=_HERE),
    Step("forward_dossier", (StageState.CHECKED,), StageState.SENT_UP, _("Trình Trung ương"), may_forward,
         forbidden=_HERE),
    # The producer files what was asked for; a result or a withdrawal ends what is open.
    Step("submit_dossier", (StageState.ASKING,), StageState.RECEIVED, _("Nộp bổ sung"), not_by_hand),
    Step("finish_stage", (StageState.RECEIVED, StageState.ASKING, StageState.CHECKED), StageState.DONE, _("Xong"),
         not_by_hand),
)

IDEA_FLOW = Flow(
    "state",
    Step("send_idea", (IdeaState.DRAFT, IdeaState.RETURNED), IdeaState.SENT, _("Gửi ý tưởng"), may_send_form,
         missing_in_form, forbidden=_MAKER),
    Step("accept_idea", (IdeaState.SENT,), IdeaState.ACCEPTED, _("Nhận ý tưởng"), may_answer_form, forbidden=_PLACE),
    Step("return_idea", (IdeaState.SENT,), IdeaState.RETURNED, _("Trả lại ý tưởng"), may_answer_form, forbidden=_PLACE),
    Step("withdraw_idea", (IdeaState.DRAFT, IdeaState.SENT, IdeaState.RETURNED), IdeaState.WITHDRAWN, _("Rút ý tưởng"),
         may_send_form, forbidden=_MAKER),
)

PLAN_FLOW = Flow(
    "state",
    Step("send_business_plan", (BusinessPlanState.DRAFT, BusinessPlanState.RETURNED), BusinessPlanState.SENT,
         _("Gửi phương án"), may_send_form, missing_in_form, forbidden=_MAKER),
    Step("accept_business_plan", (BusinessPlanState.SENT,), BusinessPlanState.ACCEPTED, _("Nhận phương án"),
         may_answer_form, forbidden=_PLACE),
    Step("return_business_plan", (BusinessPlanState.SENT,), BusinessPlanState.RETURNED, _("Trả lại phương án"),
         may_answer_form, forbidden=_PLACE),
    Step("withdraw_business_plan", (BusinessPlanState.DRAFT, BusinessPlanState.SENT, BusinessPlanState.RETURNED),
         BusinessPlanState.WITHDRAWN, _("Rút phương án"), may_send_form, forbidden=_MAKER),
    # The next version was accepted.
    Step("supersede_business_plan", (BusinessPlanState.ACCEPTED,), BusinessPlanState.SUPERSEDED,
         _("Thay bằng bản sau"), not_by_hand),
)
