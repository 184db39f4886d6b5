"""How long a level has had a dossier, and until when it may: reckoned from dates and pauses, never stored."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils.timezone import localdate

from ocop.dossiers.enums import DossierKind, StageLevel
from ocop.dossiers.models import Stage
from ocop.rulebooks.models import ClockRule
from ocop.rulebooks.queries import CALENDAR_SLACK, calendar_between
from ocop.rulebooks.rules.clocks import WORKING_DAYS, Calendar, Pause, Rule, due, next_round

COMMUNE_CHECK = "commune_check"
REEVALUATION = "reevaluation"
# The law's files call the centre "national", a stage lies at the nation.
_LAW_LEVEL: dict[str, str] = {StageLevel.NATION: "national"}


@dataclasses.dataclass(frozen=True)
class Clock:
    """A stage's time. `total`, `used` and `left` are in `unit` (working days or days); `left` is negative when late.

    `due_on` is the last day in time, None while the clock stands still or the edition sets no limit; `uncertain` says
    that the calendar of days off is not known for the whole span.
    """

    total: int | None
    used: int
    left: int | None
    due_on: dt.date | None
    over: bool
    article: str
    uncertain: bool
    unit: str = WORKING_DAYS
    paused: bool = False


def stage_clock(stage: Stage, today: dt.date) -> Clock:
    """The clock of one stage on a day (26/2026 art. 7.2: 15 working days at the commune; 7.3, 7.4: rounds)."""
    return stage_clocks([stage], today)[stage.pk]


def stage_clocks(stages: Sequence[Stage], today: dt.date) -> dict[int, Clock]:
    """The clocks of many stages by their id, in three queries at most (rules, calendar, pauses unless prefetched)."""
    if not stages:
        return {}
    rules: dict[int, list[Rule]] = {}
    for row in ClockRule.objects.filter(edition__in={stage.dossier.edition_id for stage in stages}):
        rules.setdefault(row.edition_id, []).append(row.as_rule())
    starts = [_start(stage) for stage in stages]
    calendar = calendar_between(min(starts), max(today, *starts) + CALENDAR_SLACK)
    pauses = _pauses(stages)
    return {
        stage.pk: _clock(stage, rules.get(stage.dossier.edition_id, []), today=today, calendar=calendar,
                         pauses=pauses.get(stage.pk, []))
        for stage in stages
    }


def _start(stage: Stage) -> dt.date:
    """The commune counts from receipt, the levels above from the request made to them."""
    return stage.received_on if stage.level == StageLevel.COMMUNE else stage.request_on or stage.received_on


def _pauses(stages: Sequence[Stage]) -> dict[int, list[Pause]]:
    """The pauses of each stage."""
    prefetch_related_objects(list(stages), "pauses")
    return {stage.pk: [Pause(row.paused_on, row.resumed_on) for row in stage.pauses.all()] for stage in stages}


def _clock(stage: Stage, rules: Sequence[Rule], *, today: dt.date, calendar: Calendar, pauses: list[Pause]) -> Clock:
    # What has been handled is late or not for ever: its clock stands at the day it was handled.
    until = localdate(stage.handled_at) if stage.handled_at else today
    if stage.level == StageLevel.COMMUNE:
        key = COMMUNE_CHECK
    elif stage.dossier.kind == DossierKind.REEVALUATION:
        key = REEVALUATION
    else:
        return _round(stage, rules, until=until)
    rule = next((one for one in rules if one.key == key), None)
    if rule is None or rule.value is None:
        return Clock(None, 0, None, due_on=None, over=False, article="", uncertain=True)
    limit = due(rule, _start(stage), calendar, pauses=pauses)
    used = _used(_start(stage), until, pauses=pauses, calendar=calendar if rule.unit == WORKING_DAYS else None)
    return Clock(
        total=rule.value, used=used, left=rule.value - used, due_on=limit.on, over=used > rule.value,
        article=rule.article, uncertain=limit.uncertain and limit.on is not None, unit=rule.unit,
        paused=limit.on is None,
    )


def _used(start: dt.date, until: dt.date, *, pauses: Sequence[Pause], calendar: Calendar | None) -> int:
    """Days counted after `start` through `until`, without paused days and, with a calendar, without days off."""
    days = (start + dt.timedelta(days=n) for n in range(1, (until - start).days + 1))
    return sum(
        not any(pause.holds(day) for pause in pauses) and (calendar is None or calendar.is_working(day))
        for day in days
    )


def _round(stage: Stage, rules: Sequence[Rule], *, until: dt.date) -> Clock:
    """Above the commune a first dossier or an upgrade belongs to the round its request is in time for."""
    level = _LAW_LEVEL.get(stage.level, stage.level)
    of_level = [rule for rule in rules if rule.level == level and rule.request_before]
    if not of_level:
        return Clock(None, 0, None, due_on=None, over=False, article="", uncertain=True)
    start = _start(stage)
    rule, _last_request, decide = next_round(of_level, start)
    total, used = (decide - start).days, max((until - start).days, 0)
    return Clock(total=total, used=used, left=total - used, due_on=decide, over=used > total, article=rule.article,
                 uncertain=False, unit="day")
