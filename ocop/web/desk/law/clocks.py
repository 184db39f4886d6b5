"""A calculator for the time limits of an edition: what counts from when, until when, and how sure that is."""

import dataclasses
import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.rulebooks import telling
from ocop.rulebooks.enums import ClockUnit
from ocop.rulebooks.models import ClockRule, Edition
from ocop.rulebooks.queries import due_date
from ocop.rulebooks.rules.clocks import Due, Pause, next_round, window_of
from ocop.web.desk.law.forms import ClockForm
from ocop.web.desk.law.place import crumbs, edition_at, law_page
from ocop.web.desk.law.words import clock_counts_from, clock_measure, clock_name
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the calculator says: the answer in a line, how it came about, its article, and what is not sure."""

    words: str
    steps: list[str]
    article: str
    doubts: list[str]


@require_safe
def law_clock(request: Request, key: str) -> HttpResponse:
    """`?han=commune_check&tu=22/5/2026`, with `dung` and `tiep` for a pause; 422 for what is no day."""
    edition = edition_at(request.actor, key)
    rules = list(ClockRule.objects.filter(edition=edition).order_by("pk"))
    asked = "han" in request.GET or "tu" in request.GET
    form = ClockForm(request.GET if asked else None, rules=rules)
    answer, status = None, 200
    if asked and form.is_valid():
        answer = _answer(edition, next(rule for rule in rules if rule.key == form.cleaned_data["han"]),
                         form.cleaned_data)
    elif asked:
        status = 422
    table = [(rule, clock_name(rule.key), clock_measure(rule), clock_counts_from(rule)) for rule in rules]
    context = {"edition": edition, "form": form, "answer": answer, "rules": table,
               "crumbs": crumbs(edition, last=_("Tính thời hạn"))}
    return law_page(request, "clock", context, status=status)


def _answer(edition: Edition, rule: ClockRule, data: dict[str, Any]) -> Answer:
    start = data["tu"]
    if rule.unit == ClockUnit.WINDOW:
        return _window(rule, start)
    if rule.unit == ClockUnit.MONTH_DAY:
        return _round(rule, start)
    pauses = [Pause(data["dung"], data["tiep"])] if data["dung"] else []
    due = due_date(edition, rule.key, start, pauses=pauses)
    words = _("Hạn cuối: hết ngày %(day)s.") % {"day": vn_date(due.on)} if due.on else _(
        "Đồng hồ đang dừng, chưa có hạn cuối.")
    return Answer(words, [telling.step_words(step) for step in due.steps()], rule.article, doubts_of_due(due))


def doubts_of_due(due: Due) -> list[str]:
    """Why a date is not sure: years without days off, days whose act was not seen."""
    years, days = due.doubts()
    said = [_("Chưa có lịch nghỉ năm %(year)s: các ngày lễ năm ấy chưa được trừ.") % {"year": year}
            for year in sorted(years)]
    if days:
        told = ", ".join(vn_date(day) for day in sorted(days))
        said.append(_("Lịch nghỉ tạm tính, chưa thấy văn bản: %(days)s.") % {"days": told})
    return said


def _window(rule: ClockRule, end: dt.date) -> Answer:
    found = window_of(rule.as_rule(), end)
    told = {"opens": vn_date(found.opens), "closes": vn_date(found.closes)}
    words = _("Ngày %(opens)s.") % told if found.opens == found.closes else _("Từ %(opens)s đến hết %(closes)s.") % told
    steps = [_("Đếm ngược %(measure)s ngày %(day)s; tính theo ngày lịch, không trừ ngày nghỉ.")
             % {"measure": clock_measure(rule), "day": vn_date(end)}]
    return Answer(words, steps, rule.article, [])


def _round(rule: ClockRule, asked: dt.date) -> Answer:
    _rule, request, decide = next_round([rule.as_rule()], asked)
    steps = [_("Ngày trình %(day)s kịp đợt có hạn trình cuối là %(request)s.")
             % {"day": vn_date(asked), "request": vn_date(request)}]
    return Answer(_("Kết quả chậm nhất ngày %(day)s.") % {"day": vn_date(decide)}, steps, rule.article, [])
