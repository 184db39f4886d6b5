"""Work of the places room that runs once a day."""

import datetime as dt

from ocop.places.actions import reckon_today


def reckon_daily(today: dt.date) -> int:
    """Work out again what each unit is today: a unit that ended yesterday points to its successor from now on."""
    return reckon_today(day=today)
