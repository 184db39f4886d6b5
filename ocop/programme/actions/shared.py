"""What the verbs of the year share."""

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.enums import CycleState
from ocop.programme.models import Cycle


def province_id(unit: AdminUnit) -> int | None:
    """Today's province of a unit, for the trail; None for the nation."""
    if unit.level == Level.NATION:
        return None
    return unit.today_province_id or unit.pk


def refuse_closed(cycle: Cycle) -> None:
    """Refuse to write into a closed year."""
    if cycle.state == CycleState.CLOSED:
        raise Refusal("cycle-closed", _("Chu trình năm %(year)s đã đóng. Hãy mở lại trước khi ghi thêm.")
                      % {"year": cycle.year}, kind="conflict")
