"""Reads of the law: rubrics and bands as the arithmetic wants them, the edition of a dossier, days and limits."""

import datetime as dt
import functools
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.core import dates
from ocop.core.refusal import Refusal
from ocop.rulebooks.enums import HolidayKind
from ocop.rulebooks.models import (
    ClockRule,
    Criterion,
    Edition,
    EditionLevel,
    EvidenceKind,
    Exclusion,
    Holiday,
    Option,
    ProductSet,
    StarBand,
    TransitionRule,
)
from ocop.rulebooks.rules import clocks, rubric

# A limit of a few working days may stretch over a long holiday; the calendar is read this far beyond its start.
CALENDAR_SLACK = dt.timedelta(days=120)


def rubric_of(product_set: ProductSet) -> rubric.Rubric:
    """The score sheet of a set, kept in the process: a published edition does not change, a reloaded draft has a new
    checksum. Load the set with `select_related("edition")` to have it without a query.
    """
    edition = product_set.edition
    return _rubric(product_set.pk, edition.key, f"{edition.checksum}:{product_set.key}")


@functools.lru_cache(maxsize=512)
def _rubric(pk: int, edition: str, version: str) -> rubric.Rubric:
    row = ProductSet.objects.select_related("edition").get(pk=pk)
    kinds = {
        kind.key: rubric.Evidence(kind.key, rubric.Words(kind.words, kind.words_en))
        for kind in EvidenceKind.objects.filter(edition=row.edition_id)
    }
    options: dict[int, list[rubric.Option]] = {}
    for option in Option.objects.filter(criterion__product_set=pk).order_by("criterion_id", "branch", "no"):
        options.setdefault(option.criterion_id, []).append(_option(option))
    criteria = Criterion.objects.filter(product_set=pk).order_by("position")
    exclusions = Exclusion.objects.filter(product_set=pk).order_by("position")
    return rubric.Rubric(
        edition=edition,
        set=row.key,
        name=rubric.Words(row.name, row.name_en),
        parts=tuple(
            rubric.Part(part["key"], rubric.Words(part["name"], part["name_en"]), part["max"])
            for part in row.edition.parts
        ),
        sections=tuple(
            rubric.Section(entry["key"], entry["part"], rubric.Words(entry["name"], entry["name_en"]), entry["max"])
            for entry in row.sections
        ),
        criteria=tuple(_criterion(one, options.get(one.pk, []), kinds) for one in criteria),
        exclusions=tuple(
            rubric.Exclusion(one.key, one.effect, rubric.Words(one.words, one.words_en), tuple(one.covers))
            for one in exclusions
        ),
    )


def _option(row: Option) -> rubric.Option:
    return rubric.Option(row.branch, row.no, row.points, words=rubric.Words(row.words, row.words_en), star=row.star)


def _criterion(row: Criterion, options: list[rubric.Option], kinds: dict[str, rubric.Evidence]) -> rubric.Criterion:
    heading = row.heading
    return rubric.Criterion(
        key=row.key,
        part=row.part,
        section=row.section,
        position=row.position,
        kind=row.kind,
        max=row.max,
        block=row.block,
        name=rubric.Words(row.name, row.name_en),
        options=tuple(options),
        branches=tuple(rubric.Words(branch["vi"], branch["en"]) for branch in row.branches),
        heading=rubric.Heading(heading["key"], rubric.Words(heading["name"], heading["name_en"]), heading["max"])
        if heading
        else None,
        heading_star=row.heading_star,
        conditional_on=row.conditional_on or None,
        evidence=tuple(kinds[key] for key in row.evidence),
        hints=tuple(rubric.Words(hint["vi"], hint["en"]) for hint in row.hints),
    )


def bands_of(edition: Edition) -> tuple[rubric.Band, ...]:
    """The star bands of an edition, highest first, kept in the process like the rubrics."""
    return _bands(edition.pk, f"{edition.key}:{edition.checksum}")


@functools.lru_cache(maxsize=64)
def _bands(pk: int, version: str) -> tuple[rubric.Band, ...]:
    return tuple(
        rubric.Band(band.star, band.from_points, band.below_points, level=band.level, certificate=band.certificate)
        for band in StarBand.objects.filter(edition=pk).order_by("-star")
    )


def edition_for(kind: str, filed_on: dt.date) -> Edition:
    """The national edition a dossier filed on that day is judged by; asked once, at first submission, then pinned.

    Where periods overlap the newest edition holds, unless its transition rule leaves this kind, filed so early, to the
    old one (26/2026 art. 12: 148 ran to 21/7/2026, but only for what was filed before 22/5/2026).
    Refuses (`invalid`) a day on which no known edition was in force.
    """
    editions = Edition.objects.published().national().in_force(filed_on).order_by("-in_force_from", "-pk")
    newest = editions.first()
    if newest is None:
        raise Refusal("edition-none", _("Không có văn bản nào có hiệu lực vào ngày nộp hồ sơ. Hãy kiểm tra lại ngày."))
    rule = _transition(newest, kind, filed_on)
    return (rule and editions.filter(key=rule.old_key).first()) or newest


def _transition(edition: Edition, kind: str, filed_on: dt.date) -> TransitionRule | None:
    return TransitionRule.objects.filter(edition=edition, kind=kind, filed_before__gt=filed_on).first()


def finish_by(edition: Edition, kind: str, filed_on: dt.date) -> dt.date | None:
    """The last day to finish a dossier that stays under this old edition; None where no newer one presses."""
    rules = TransitionRule.objects.filter(
        old_key=edition.key, kind=kind, filed_before__gt=filed_on, edition__state="published"
    )
    return min((rule.finish_by for rule in rules), default=None)


def evaluating_levels(edition: Edition, day: dt.date) -> list[str]:
    """The levels that give points under an edition on a day, in the order of the file (lowest first)."""
    rows = EditionLevel.objects.filter(edition=edition, evaluates=True).order_by("pk")
    on = rows.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))
    return [row.level for row in on]


def clock(edition: Edition, key: str) -> ClockRule:
    """A time limit of an edition. Refuses (`invalid`) one this edition does not have (of old ones little is known)."""
    rule: ClockRule | None = ClockRule.objects.filter(edition=edition, key=key).first()
    if rule is None:
        raise Refusal("clock-unknown", _("Văn bản áp dụng không quy định thời hạn này. Hãy xem lại văn bản."))
    return rule


def rounds(edition: Edition, level: str) -> list[clocks.Rule]:
    """The rounds of a level in a year, for `rules.clocks.next_round`."""
    return [row.as_rule() for row in ClockRule.objects.filter(edition=edition, level=level, unit="month_day")]


def calendar_between(start: dt.date, end: dt.date) -> clocks.Calendar:
    """The days off and worked of the years from `start` through `end`: one query, to be shared by a whole list."""
    rows = list(Holiday.objects.filter(day__year__gte=start.year, day__year__lte=end.year))
    return clocks.Calendar(
        off=frozenset(row.day for row in rows if row.kind == HolidayKind.OFF),
        worked=frozenset(row.day for row in rows if row.kind == HolidayKind.WORKED),
        years=frozenset(row.day.year for row in rows),
        provisional=frozenset(row.day for row in rows if row.provisional),
    )


def due_date(edition: Edition, key: str, start: dt.date, *, pauses: Sequence[clocks.Pause] = ()) -> clocks.Due:
    """When a limit of an edition that began on `start` runs out, with its article and whether the calendar is sure.

    For one object; a list asks `clock` and `calendar_between` once and calls `rules.clocks.due` per row.
    """
    rule = clock(edition, key).as_rule()
    paused_to = max((pause.end for pause in pauses if pause.end is not None), default=start)
    far = max(start, paused_to) + CALENDAR_SLACK + dt.timedelta(days=2 * (rule.value or 0))
    return clocks.due(rule, start, calendar_between(start, max(far, dates.today())), pauses=pauses)
