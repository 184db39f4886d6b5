"""Timed work of recognition: the catalogue follows units that changed and products that were merged."""

import datetime as dt

from ocop.recognition.facets import fold_changes
from ocop.recognition.listing import rebuild_listings


def rebuild_daily(day: dt.date) -> int:
    """Rebuild the catalogue's rows and fold the counts of its filters; how many rows were not in step.

    Safe to run twice.
    """
    differed = rebuild_listings()
    fold_changes(day)
    return differed
