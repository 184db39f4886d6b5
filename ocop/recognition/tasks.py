"""Timed work of recognition: the catalogue follows units that changed and products that were merged."""

import datetime as dt

from ocop.recognition.listing import rebuild_listings


def rebuild_daily(day: dt.date) -> int:
    """Rebuild the catalogue's rows; how many were not in step. Safe to run twice."""
    return rebuild_listings()
