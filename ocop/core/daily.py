"""The day's work: one list, each job safe to run twice, a job that failed tried again (style.md 3.5)."""

import datetime as dt
import logging
from collections.abc import Sequence

from django.utils import timezone
from django.utils.module_loading import import_string

from ocop.core.dates import today as today_in_vietnam
from ocop.core.models import DailyRun

logger = logging.getLogger(__name__)

# Dotted names of functions `job(today: date) -> int` (how many things it did), run in this order. Later rooms stand
# here by name only: core imports none of them. Each job is safe to run twice on one day.
DAILY: list[str] = [
    "ocop.core.tasks.seal_daily",
    "ocop.places.tasks.reckon_daily",
    "ocop.registry.tasks.forget_daily",
    "ocop.recognition.tasks.rebuild_daily",
    "ocop.core.tasks.rebuild_search",
]


def due(day: dt.date | None = None, *, jobs: Sequence[str] | None = None) -> list[str]:
    """The jobs that have not finished on that day (default today in Vietnam), in order."""
    finished = DailyRun.objects.filter(day=day or today_in_vietnam()).values_list("job", flat=True)
    return [name for name in (DAILY if jobs is None else jobs) if name not in set(finished)]


def run_daily(
    day: dt.date | None = None, *, jobs: Sequence[str] | None = None, again: bool = False
) -> dict[str, int | None]:
    """Run the jobs of a day that have not finished yet (`again`: all of them); the count each gives, None if it failed.

    One job that fails does not stop the others; it is logged and stays due.
    """
    day = day or today_in_vietnam()
    names = list(DAILY if jobs is None else jobs) if again else due(day, jobs=jobs)
    return {name: _run(name, day) for name in names}


def _run(name: str, day: dt.date) -> int | None:
    """Run one job and remember that it finished."""
    try:
        done = int(import_string(name)(day) or 0)
    except Exception:
        # Whatever one room's job raises, the other rooms' clocks must still tick today.
        logger.exception("daily job %s failed", name)
        return None
    DailyRun.objects.update_or_create(job=name, day=day, defaults={"done": done, "at": timezone.now()})
    return done
