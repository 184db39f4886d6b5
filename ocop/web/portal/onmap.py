"""Places in the catalogue's address that are no unit of today: read on the map of a date, split, or not yet known."""

import datetime as dt
from collections.abc import Sequence

from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit
from ocop.web.shared.onmap import day_words, gone_words


def notes(units: Sequence[AdminUnit], day: dt.date | None) -> list[str]:
    """What to say of the map of an address, and of its units that are no more: where they lie today."""
    if day is not None:
        return [day_words(day)]
    gone = [unit for unit in units if not unit.in_force]
    ends = successors_today([unit for unit in gone if unit.today_id is None])
    return [gone_words(unit, ends.get(unit.pk, [])) for unit in gone]
