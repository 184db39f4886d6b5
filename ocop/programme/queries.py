"""Reads of the year: the round a request is in time for."""

import datetime as dt

from ocop.places.models import AdminUnit
from ocop.programme.models import Round


def round_for(unit: AdminUnit, *, level: str, asked_on: dt.date) -> Round | None:
    """The first round of the unit that a request made on the day is in time for (strictly before, 26/2026 art. 7.3);
    None where no round was opened."""
    rounds = Round.objects.filter(cycle__unit=unit, level=level, request_before__gt=asked_on)
    return rounds.select_related("cycle").order_by("request_before", "no").first()


def rounds_of(unit: AdminUnit, *, year: int) -> list[Round]:
    """The rounds of a unit's year, in order."""
    rows = Round.objects.filter(cycle__unit=unit, cycle__year=year).select_related("cycle")
    return list(rows.order_by("request_before", "no"))
