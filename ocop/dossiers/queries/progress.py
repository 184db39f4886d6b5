"""Where a dossier is: who holds it, since when, and when the answer is due."""

import dataclasses
import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ocop.core.dates import today as vietnam_today
from ocop.dossiers.enums import DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, Stage
from ocop.dossiers.queries.clocks import Clock, stage_clocks

DONE, NOW, NEXT = "done", "now", "next"


@dataclasses.dataclass(frozen=True)
class Milestone:
    """One step of the way. `state` is done, now or next; `who` holds it; `clock` where the law sets a limit."""

    key: str
    words: str
    state: str
    who: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    clock: Clock | None = None

    @property
    def due_on(self) -> dt.date | None:
        """The last day in time, by the law's clock."""
        return self.clock.due_on if self.clock else None

    @property
    def article(self) -> str:
        """The article that sets it, such as "7.2"."""
        return self.clock.article if self.clock else ""


def timeline(dossier: Dossier, *, day: dt.date | None = None) -> list[Milestone]:
    """The way from filing to the decision, with the centre in it where the province has sent the dossier up.

    Council and decision belong to later rooms: here they are "now" once the dossier is accepted and "done" with its
    result.
    """
    stages = list(dossier.stages.select_related("unit", "dossier").order_by("pk"))
    clocks = stage_clocks(stages, day or vietnam_today())
    last = {stage.level: stage for stage in stages}
    province = last.get(StageLevel.PROVINCE)
    steps = [
        _filed(dossier),
        _handled("commune", _("Xã kiểm tra"), stage=last.get(StageLevel.COMMUNE), clocks=clocks),
        _handled("province", _("Tỉnh tiếp nhận"), stage=province, clocks=clocks),
        _council(dossier, province, clocks),
    ]
    nation = last.get(StageLevel.NATION)
    if nation is not None:
        steps.append(_at_the_centre(dossier, nation, clocks))
    return [*steps, _decided(dossier)]


def _filed(dossier: Dossier) -> Milestone:
    """The producer's own step; a returned dossier lies with the producer again."""
    with_producer = dossier.state in {DossierState.DRAFT, DossierState.RETURNED}
    since = localdate(dossier.submitted_at) if dossier.submitted_at else None
    return Milestone("filed", _("Nộp hồ sơ"), NOW if with_producer else DONE, who=dossier.producer.name,
                     since=localdate(dossier.created_at), until=None if with_producer else since)


def _handled(key: str, words: str, *, stage: Stage | None, clocks: dict[int, Clock]) -> Milestone:
    """The step of a level that receives and checks."""
    if stage is None:
        return Milestone(key, words, NEXT)
    over = stage.state not in {StageState.RECEIVED, StageState.ASKING}
    return Milestone(key, words, DONE if over else NOW, who=stage.unit.full_name, since=stage.received_on,
                     until=localdate(stage.handled_at) if stage.handled_at else None, clock=clocks[stage.pk])


def _council(dossier: Dossier, province: Stage | None, clocks: dict[int, Clock]) -> Milestone:
    """The province's council, from acceptance until its result goes up or is decided."""
    words = _("Hội đồng cấp tỉnh đánh giá")
    if province is None or province.handled_at is None or province.state == StageState.RETURNED:
        return Milestone("council", words, NEXT)
    over = province.state != StageState.CHECKED or dossier.state == DossierState.CLOSED
    return Milestone("council", words, DONE if over else NOW, who=_("Hội đồng %(unit)s") % {
        "unit": province.unit.full_name}, since=localdate(province.handled_at), clock=clocks[province.pk])


def _at_the_centre(dossier: Dossier, nation: Stage, clocks: dict[int, Clock]) -> Milestone:
    """What the producer sees of a dossier that was sent up: no star, only where it is (product.md 3)."""
    over = dossier.state == DossierState.CLOSED or nation.state == StageState.DONE
    until = localdate(nation.handled_at) if nation.handled_at and over else None
    return Milestone("nation", _("Đã trình Trung ương"), DONE if over else NOW, who=_("Hội đồng cấp trung ương"),
                     since=nation.received_on, until=until, clock=clocks[nation.pk])


def _decided(dossier: Dossier) -> Milestone:
    """The end."""
    closed = localdate(dossier.closed_at) if dossier.closed_at else None
    return Milestone("decision", _("Quyết định"), DONE if closed else NEXT, since=closed, until=closed)
