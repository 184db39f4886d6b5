"""Verbs of intake: read a register, preview it, correct a cell, write it into the books, take it back."""

from ocop.intake.actions.applying import apply_import, preview_import, report_of
from ocop.intake.actions.correcting import EDITABLE, correct_cell, editable, name_column, name_period, skip_row
from ocop.intake.actions.handing import approve_figures, send_back_figures, send_figures
from ocop.intake.actions.reading import read_file, seal_tax
from ocop.intake.actions.undoing import undo_import
from ocop.intake.actions.working import begin_work, end_work

__all__ = [
    "EDITABLE",
    "apply_import",
    "approve_figures",
    "begin_work",
    "correct_cell",
    "editable",
    "end_work",
    "name_column",
    "name_period",
    "preview_import",
    "read_file",
    "report_of",
    "seal_tax",
    "send_back_figures",
    "send_figures",
    "skip_row",
    "undo_import",
]
