"""The desk of the level that evaluates: the year at a glance, what is late, the sessions, then the intake."""

import dataclasses
from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.lists import attach
from ocop.councils.models import Docket, Session
from ocop.dossiers.enums import DossierState, StageLevel, StageState
from ocop.dossiers.guards import may_handle
from ocop.dossiers.models import DeskFinding, Dossier, Stage
from ocop.dossiers.queries import Clock, InboxRow, inbox, stage_clocks
from ocop.reports.byplace import READERS
from ocop.web.desk.officer.doors import ABOVE, officer_page, sit_down
from ocop.web.desk.places.waiting import count_waiting
from ocop.web.shared.request import Request

SESSIONS = 6
INTAKE, ASKING, ACCEPTED = "moi-trinh", "cho-bo-sung", "da-tiep-nhan"


@dataclasses.dataclass(frozen=True)
class Line:
    """A dossier lying here."""

    row: InboxRow
    judged: int
    session: Session | None
    mine: bool

    @property
    def stage(self) -> Stage:
        """Its stage at this level."""
        return self.row.stage

    @property
    def group(self) -> str:
        """The filter it belongs to."""
        if self.stage.state == StageState.ASKING:
            return ASKING
        return ACCEPTED if self.stage.state == StageState.CHECKED else INTAKE

    @property
    def late(self) -> bool:
        """Past the end of its round."""
        return self.row.clock.over and not self.row.clock.paused

    @property
    def pill(self) -> tuple[str, str]:
        """Kind and words."""
        if self.late:
            return "bad", _("quá hạn")
        if self.group == ASKING:
            return "none", _("chờ chủ thể bổ sung")
        if self.group == INTAKE:
            return "wait", _("chờ tiếp nhận")
        if self.session is not None:
            return "ok", _("đã xếp phiên họp")
        return "wait", _("chờ xếp phiên họp")

    @property
    def act(self) -> tuple[str, str, bool]:
        """The one button: words, address, main or not."""
        if self.group == INTAKE and self.mine:
            return _("Tiếp nhận"), reverse("accept_page", args=[self.stage.dossier.pid]), True
        return _("Xem hồ sơ"), reverse("officer_dossier", args=[self.stage.dossier.pid]), False


@dataclasses.dataclass(frozen=True)
class LateLine:
    """A dossier late somewhere below, with who holds it."""

    stage: Stage
    clock: Clock


@require_safe
def province_desk(request: Request) -> HttpResponse:
    """The year at a glance and the intake; `?tinh-trang=` narrows the list."""
    actor = request.actor
    sit_down(actor, *ABOVE)
    lines = _lines(actor)
    chosen = request.GET.get("tinh-trang", "")
    words = ((INTAKE, _("Chờ tiếp nhận")), (ASKING, _("Chờ bổ sung")), (ACCEPTED, _("Đã tiếp nhận")))
    filters = [(key, said, sum(line.group == key for line in lines)) for key, said in words]
    if chosen not in {key for key, _said, _count in filters}:
        chosen = ""
    context = {
        "year": actor.today.year, "steps": steps_of(actor), "late": _late_below(actor), "sessions": _sessions(actor),
        "lines": [line for line in lines if not chosen or line.group == chosen], "all": len(lines),
        "filters": [one for one in filters if one[2] or one[0] == chosen], "chosen": chosen,
        "intake": sum(line.group == INTAKE for line in lines), "sessions_url": _address("council_sessions"),
        "waiting": count_waiting(actor), "reads_places": actor.holds(*READERS),
    }
    return officer_page(request, "province", context, current="province")


def _lines(actor: Actor) -> list[Line]:
    """What lies here, with the desk findings and the session of each: six queries."""
    rows = [row for row in inbox(actor) if row.stage.level != StageLevel.COMMUNE]
    stages = [row.stage for row in rows]
    attach(stages, DeskFinding.objects.only("stage_id"), fk="stage", to="judged")
    attach(stages, Docket.objects.visible_to(actor).select_related("session").order_by("pk"), fk="stage", to="dockets")
    lines = [
        Line(row, len(vars(row.stage)["judged"]), _last_session(vars(row.stage)["dockets"]),
             mine=may_handle(actor, row.stage))
        for row in rows
    ]
    order = {INTAKE: 0, ASKING: 1, ACCEPTED: 2}
    return sorted(lines, key=lambda line: order[line.group])


def _last_session(dockets: Sequence[Docket]) -> Session | None:
    return dockets[-1].session if dockets else None


def _this_year(actor: Actor) -> "QuerySet[Dossier]":
    """The dossiers of the year that this office sees."""
    return Dossier.objects.visible_to(actor).filter(submitted_at__year=actor.today.year)


def steps_of(actor: Actor) -> list[tuple[str, int, str]]:
    """Dossiers of the year per step: words, how many, and which list holds them (empty where none does).

    A dossier counts once, by where it is now: three queries.
    """
    dossiers = _this_year(actor)
    by_state = dict(dossiers.values_list("state").annotate(Count("pk")))
    lying = Stage.objects.filter(dossier__in=dossiers.filter(state__in=[DossierState.SUBMITTED, DossierState.ACCEPTED]))
    at = {(level, state): count for level, state, count in lying.values_list("level", "state").annotate(Count("pk"))}
    checked = lying.filter(state=StageState.CHECKED)
    convened = Docket.objects.filter(stage__in=checked).values("stage").distinct().count()
    accepted = at.get((StageLevel.PROVINCE, StageState.CHECKED), 0) + at.get((StageLevel.NATION, StageState.CHECKED), 0)
    centre = at.get((StageLevel.NATION, StageState.RECEIVED), 0)
    return [
        (_("Ở xã"), at.get((StageLevel.COMMUNE, StageState.RECEIVED), 0), ""),
        (_("Chờ chủ thể bổ sung"), by_state.get(DossierState.RETURNED, 0), ""),
        (_("Chờ tỉnh tiếp nhận"), at.get((StageLevel.PROVINCE, StageState.RECEIVED), 0), f"?tinh-trang={INTAKE}"),
        (_("Chờ xếp phiên họp"), max(accepted - convened, 0), f"?tinh-trang={ACCEPTED}"),
        (_("Ở hội đồng, chờ quyết định"), convened, ""),
        (_("Đã trình Trung ương"), centre, ""),
        (_("Đã có kết quả"), by_state.get(DossierState.CLOSED, 0), ""),
    ]


def _late_below(actor: Actor) -> list[LateLine]:
    """What the communes of the province hold beyond their time, the latest first."""
    stages = list(
        Stage.objects.visible_to(actor)
        .filter(level=StageLevel.COMMUNE, state=StageState.RECEIVED, dossier__state=DossierState.SUBMITTED)
        .select_related("unit", "dossier__product", "dossier__producer")
    )
    clocks = stage_clocks(stages, actor.today)
    late = [LateLine(stage, clocks[stage.pk]) for stage in stages if clocks[stage.pk].over]
    return sorted(late, key=lambda line: line.clock.left or 0)


def _sessions(actor: Actor) -> list[Session]:
    """The sittings to come and the last ones, the next day first."""
    rows = Session.objects.visible_to(actor).select_related("council").annotate(products=Count("dockets"))
    return list(rows.order_by("-on", "-pk")[:SESSIONS])


def _address(name: str) -> str:
    """An address of another desk, empty while it does not stand."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
