"""What is judged: councils and their regulation, seats, sessions, sealed sheets, tallies, findings, minutes."""

from ocop.councils.models.seats import OFFICES, Council, CouncilQuerySet, Regulation, Seat, seat_ids, seats_of
from ocop.councils.models.sessions import (
    Attendance,
    Conflict,
    Docket,
    DocketQuerySet,
    Minutes,
    MinutesSignature,
    Session,
    SessionQuerySet,
    tied_rows,
)
from ocop.councils.models.sheets import ScoreSheet, ScoreSheetQuerySet, SheetRevision, frozen
from ocop.councils.models.tallies import ExclusionFinding, GateFinding, Tally, TallyCriterion, TallyQuerySet

__all__ = [
    "OFFICES",
    "Attendance",
    "Conflict",
    "Council",
    "CouncilQuerySet",
    "Docket",
    "DocketQuerySet",
    "ExclusionFinding",
    "GateFinding",
    "Minutes",
    "MinutesSignature",
    "Regulation",
    "ScoreSheet",
    "ScoreSheetQuerySet",
    "Seat",
    "Session",
    "SessionQuerySet",
    "SheetRevision",
    "Tally",
    "TallyCriterion",
    "TallyQuerySet",
    "frozen",
    "seat_ids",
    "seats_of",
    "tied_rows",
]
