"""Until when an office must answer a request about one's own data: reckoned from the day it was asked, never stored."""

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path

from django.utils.timezone import localdate

from ocop.registry.models import DataRequest
from ocop.rulebooks.queries import CALENDAR_SLACK, calendar_between
from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.clocks import Due, Rule, due

DATA = Path(__file__).resolve().parent / "data/request_clocks.yaml"
KEY = "data_request"


@functools.cache
def _rules() -> tuple[tuple[dt.date, Rule], ...]:
    """The limits of the file with the day each holds from, the newest first."""
    rows = [row for row in shelf.parse(DATA.read_bytes())["clocks"] if row["key"] == KEY]
    rules = [
        (row["from"], Rule(KEY, row["unit"], row["article"], counts_from=row["counts_from"], value=row["value"]))
        for row in rows
    ]
    return tuple(sorted(rules, key=lambda entry: entry[0], reverse=True))


def request_rule(day: dt.date) -> Rule:
    """The limit for what is asked on a day; before the first one the first is used."""
    return next((rule for since, rule in _rules() if since <= day), _rules()[-1][1])


def request_dues(requests: Sequence[DataRequest], today: dt.date) -> dict[int, Due]:
    """When each request must be answered, by its id (Decree 356/2025); one query, none where there is no request."""
    if not requests:
        return {}
    days = {row.pk: localdate(row.asked_at) for row in requests}
    calendar = calendar_between(min(days.values()), max(today, *days.values()) + CALENDAR_SLACK)
    return {pk: due(request_rule(day), day, calendar) for pk, day in days.items()}


def is_late(request: DataRequest, limit: Due, today: dt.date) -> bool:
    """Whether it was answered, or still waits, after its last day."""
    return limit.is_late(localdate(request.answered_at) if request.answered_at else today)
