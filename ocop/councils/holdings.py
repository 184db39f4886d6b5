"""What councils hold about a person: their seats; a sitting council ties them, signed papers stay."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.accounts.models import User
from ocop.core.holdings import Holding, holding
from ocop.core.refusal import Missing
from ocop.councils.enums import SessionState
from ocop.councils.models import Seat, Session


def held(*, user: User) -> list[Holding]:
    """Seats through time; what was scored stays with its session and is counted, not shown."""
    seats = Seat.objects.filter(user=user).select_related("council").order_by("valid_from", "pk")
    rows = [
        {
            "council": seat.council.name,
            "decision": seat.council.decision_no,
            "person": seat.person,
            "agency": seat.agency,
            "role": str(seat.get_role_display()),
            "valid_from": seat.valid_from,
            "valid_to": seat.valid_to,
        }
        for seat in seats
    ]
    return [
        holding(
            "seats",
            gettext_lazy("Ghế trong hội đồng"),
            rows,
            why=gettext_lazy("Hội đồng làm việc theo quyết định thành lập, có tên từng thành viên."),
            kept=gettext_lazy("Lâu dài, cùng quyết định, phiếu và biên bản."),
            columns=[
                ("council", gettext_lazy("Hội đồng")),
                ("role", gettext_lazy("Vai trò")),
                ("agency", gettext_lazy("Cơ quan")),
                ("valid_from", gettext_lazy("Từ")),
                ("valid_to", gettext_lazy("Đến")),
            ],
        )
    ]


def ties(*, user: User, day: dt.date) -> list[Missing]:
    """Seats of councils that still sit: the seat has not ended, or a session of its time is not signed yet."""
    standing = (Q(valid_to__isnull=True) | Q(valid_to__gte=day)) & (
        Q(council__valid_to__isnull=True) | Q(council__valid_to__gte=day)
    )
    unsigned = Session.objects.filter(
        council=OuterRef("council"),
        on__gte=OuterRef("valid_from"),
        on__lte=Coalesce(OuterRef("valid_to"), F("on")),
    ).exclude(state=SessionState.SIGNED)
    seats = Seat.objects.filter(standing | Exists(unsigned), user=user).select_related("council").order_by("pk")
    return [
        Missing(
            "holds-seat",
            _("Đang là %(role)s của %(council)s. Hãy kết thúc phiên họp và thay người trước.")
            % {"role": seat.get_role_display().lower(), "council": seat.council.name},
        )
        for seat in seats
    ]


def kept(*, user: User) -> list[Missing]:
    """Sheets, minutes and the decision that set the council up stay as signed."""
    if not Seat.objects.filter(user=user).exists():
        return []
    words = _("Tên trong quyết định thành lập hội đồng, phiếu đã ký và biên bản giữ như bản đã ký.")
    return [Missing("kept-signed", words)]
