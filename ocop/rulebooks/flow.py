"""The states of an edition."""

from django.utils.translation import gettext_lazy as _

from ocop.core.flow import Flow, Step
from ocop.rulebooks.enums import EditionState
from ocop.rulebooks.guards import may_publish, missing_for_publishing

FLOW = Flow(
    "state",
    Step(
        "publish_edition",
        (EditionState.DRAFT,),
        EditionState.PUBLISHED,
        label=_("Ban hành văn bản"),
        may=may_publish,
        needs=missing_for_publishing,
        forbidden=_("Chỉ người soạn bộ tiêu chí hoặc quản trị hệ thống được ban hành văn bản."),
    ),
)
