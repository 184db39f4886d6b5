"""The days off of a file, as parsed, one by one."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from ocop.rulebooks.rules.clocks import DAY, Calendar
from ocop.rulebooks.rules.reading import Data

SCHEMA = "ocop-holidays/1"
OFF, WORKED = "off", "worked"


@dataclasses.dataclass(frozen=True)
class DayOff:
    """A day off, or a day of the weekend worked for one, with its act; provisional where the act was not seen."""

    day: dt.date
    kind: str
    name: str
    name_en: str
    source: str
    provisional: bool = False


def read_days(data: Data) -> Iterator[DayOff]:
    """Each day of the file, spans written out. Raises ValueError on a wrong kind, order or year."""
    for entry in data["days"]:
        first, last = entry["day"], entry.get("to", entry["day"])
        if entry["kind"] not in {OFF, WORKED} or last < first or first.year not in data["years"]:
            raise ValueError(f"{first}: {entry['kind']}")
        for n in range((last - first).days + 1):
            yield DayOff(
                day=first + DAY * n,
                kind=entry["kind"],
                name=entry["vi"],
                name_en=entry["en"],
                source=entry["source"],
                provisional=entry.get("provisional", False),
            )


def calendar_of(data: Data) -> Calendar:
    """The calendar of a file, for the arithmetic of `clocks`."""
    days = list(read_days(data))
    return Calendar(
        off=frozenset(day.day for day in days if day.kind == OFF),
        worked=frozenset(day.day for day in days if day.kind == WORKED),
        years=frozenset(data["years"]),
        provisional=frozenset(day.day for day in days if day.provisional),
    )
