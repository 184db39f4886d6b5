"""What is read of councils. Nothing here shows a mark that the seal still covers (product.md 8)."""

from ocop.councils.queries.board import Board, DocketLine, SeatLine, board
from ocop.councils.queries.desk import QueueItem, SheetPage, dossiers_on_docket, queue, sheet_page
from ocop.councils.queries.marks import Flip, Graded, graded, pick_of, spread_of, star_flips
from ocop.councils.queries.seal import (
    Quorum,
    Sitting,
    Standing,
    is_sealed,
    owed,
    paper_sheets_to_confirm,
    results_visible_to,
    seats_in_force,
    sheets_visible_to,
    sitting_of,
    standing_of,
    standings,
)

__all__ = [
    "Board",
    "DocketLine",
    "Flip",
    "Graded",
    "QueueItem",
    "Quorum",
    "SeatLine",
    "SheetPage",
    "Sitting",
    "Standing",
    "board",
    "dossiers_on_docket",
    "graded",
    "is_sealed",
    "owed",
    "paper_sheets_to_confirm",
    "pick_of",
    "queue",
    "results_visible_to",
    "seats_in_force",
    "sheet_page",
    "sheets_visible_to",
    "sitting_of",
    "spread_of",
    "standing_of",
    "standings",
    "star_flips",
]
