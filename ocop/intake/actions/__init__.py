"""Verbs of intake: read a register, preview it, correct a cell, write it into the books, take it back."""

from ocop.intake.actions.applying import apply_import, preview_import, report_of
from ocop.intake.actions.correcting import EDITABLE, correct_cell, name_column, skip_row
from ocop.intake.actions.reading import read_file, seal_tax
from ocop.intake.actions.undoing import undo_import
from ocop.intake.actions.working import begin_work, end_work

__all__ = [
    "EDITABLE",
    "apply_import",
    "begin_work",
    "correct_cell",
    "end_work",
    "name_column",
    "preview_import",
    "read_file",
    "report_of",
    "seal_tax",
    "skip_row",
    "undo_import",
]
