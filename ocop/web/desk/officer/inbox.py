"""The commune's inbox: what lies here, the least time left first."""

import dataclasses
from collections.abc import Sequence

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ocop.core.lists import attach
from ocop.dossiers.enums import LocalHead, StageLevel, StageState
from ocop.dossiers.models import DossierReference, LocalFinding, Stage
from ocop.dossiers.queries import Clock, inbox
from ocop.web.desk.officer.doors import COMMUNE, officer_page, sit_down
from ocop.web.desk.sheets import INBOX
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.request import Request

HEADS = len(LocalHead)
LATE, NEW, UNDER_WAY, ASKING = "qua-han", "chua-kiem", "dang-kiem", "cho-bo-sung"
RECENT = 5


@dataclasses.dataclass(frozen=True)
class Line:
    """One dossier of the inbox as the page shows it."""

    stage: Stage
    clock: Clock
    found: int

    @property
    def pid(self) -> str:
        """Public id of the dossier."""
        return self.stage.dossier.pid

    def number_at(self, system: str) -> str:
        """The number another system knows the dossier by, as the file reads it."""
        rows = vars(self.stage.dossier).get("numbers", [])
        return next((row.value for row in rows if row.system == system), "")

    @property
    def late(self) -> bool:
        """Past the law's time; a clock that stands still is never late."""
        return self.clock.over and not self.clock.paused

    @property
    def group(self) -> str:
        """The filter it belongs to, besides being late."""
        if self.stage.state == StageState.ASKING:
            return ASKING
        return UNDER_WAY if self.found else NEW

    @property
    def pill(self) -> tuple[str, str]:
        """Kind and words of its state."""
        if self.late:
            return "bad", _("quá hạn")
        if self.group == ASKING:
            return "none", _("chờ chủ thể bổ sung")
        if self.found:
            return "wait", _("đã kiểm %(found)s/%(heads)s mục") % {"found": self.found, "heads": HEADS}
        return "wait", _("chưa kiểm") if self.clock.used else _("mới nhận")

    @property
    def act(self) -> tuple[str, str, bool]:
        """The one button: words, address, whether it is the main one."""
        if self.group == ASKING:
            return _("Xem hồ sơ"), reverse("officer_dossier", args=[self.pid]), False
        if self.found == HEADS:
            return _("Trình lên tỉnh"), reverse("form03_send", args=[self.pid]), True
        words = _("Viết tiếp mẫu 03") if self.found else _("Kiểm tra")
        return words, reverse("form03", args=[self.pid]), bool(self.found) or self.late


def lines_of(request: Request) -> list[Line]:
    """The inbox of the actor's communes, with what is found of each."""
    rows = [row for row in inbox(request.actor) if row.stage.level == StageLevel.COMMUNE]
    attach([row.stage for row in rows], LocalFinding.objects.only("stage_id"), fk="stage", to="found_heads")
    return [Line(row.stage, row.clock, len(vars(row.stage)["found_heads"])) for row in rows]


@require_safe
def commune_inbox(request: Request) -> HttpResponseBase:
    """The inbox; `?tinh-trang=` narrows it, `?xuat=xlsx` gives it as a file."""
    sit_down(request.actor, *COMMUNE)
    lines = lines_of(request)
    chosen = request.GET.get("tinh-trang", "")
    filters = _filters(lines, chosen)
    late = [line for line in lines if line.late]
    shown = [line for line in lines if not chosen or chosen == line.group or (chosen == LATE and line.late)]
    if chosen not in {key for key, *_rest in filters}:
        chosen, shown = "", lines
    if wants_sheet(request):
        in_use = DossierReference.objects.filter(ended_on__isnull=True)
        attach([line.stage.dossier for line in shown], in_use, fk="dossier", to="numbers")
        words = next((said for key, said, _count in filters if key == chosen), "")
        return sheet_response(_("Hộp hồ sơ của xã"), INBOX, shown, filters=words, day=request.actor.today)
    context = {
        "lines": shown, "all": len(lines), "filters": filters, "chosen": chosen, "late": _late_words(late),
        "recent": _recent(request), "uncertain": any(line.clock.uncertain for line in lines),
        "total": max((line.clock.total or 0 for line in lines), default=0),
    }
    return officer_page(request, "inbox", context, current="inbox")


def _filters(lines: Sequence[Line], chosen: str) -> list[tuple[str, str, int]]:
    """The filters worth offering: key, words, how many."""
    words = ((LATE, _("Quá hạn")), (NEW, _("Chưa kiểm")), (UNDER_WAY, _("Đang kiểm")), (ASKING, _("Chờ bổ sung")))
    counts = {key: sum(line.late if key == LATE else line.group == key for line in lines) for key, _words in words}
    return [(key, said, counts[key]) for key, said in words if counts[key] or key == chosen]


def _late_words(late: Sequence[Line]) -> str:
    """How many are late, and by how much at most."""
    if not late:
        return ""
    most = max(-(line.clock.left or 0) for line in late)
    dossiers = ngettext("%(count)s hồ sơ quá hạn", "%(count)s hồ sơ quá hạn", len(late)) % {"count": len(late)}
    days = ngettext("nhiều nhất %(days)s ngày làm việc.", "nhiều nhất %(days)s ngày làm việc.", most) % {"days": most}
    return f"{dossiers}, {days}"


def _recent(request: Request) -> list[Stage]:
    """What has left the desk last."""
    rows = Stage.objects.handled_by(request.actor).filter(level=StageLevel.COMMUNE, handled_at__isnull=False)
    return list(rows.select_related("dossier__product", "dossier__producer").order_by("-handled_at", "-pk")[:RECENT])
