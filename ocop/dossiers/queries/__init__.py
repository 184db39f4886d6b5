"""Reads of the dossiers: scores and gaps, clocks, the way of a dossier, inbox and list of things to do."""

from ocop.dossiers.queries.clocks import Clock, stage_clock, stage_clocks
from ocop.dossiers.queries.desk import InboxRow, Todo, inbox, todo
from ocop.dossiers.queries.gaps import Checklist, ChecklistRow, checklist
from ocop.dossiers.queries.progress import Milestone, timeline
from ocop.dossiers.queries.scores import Blocker, SelfScore, pick_of, picks_of, self_score

__all__ = [
    "Blocker",
    "Checklist",
    "ChecklistRow",
    "Clock",
    "InboxRow",
    "Milestone",
    "SelfScore",
    "Todo",
    "checklist",
    "inbox",
    "pick_of",
    "picks_of",
    "self_score",
    "stage_clock",
    "stage_clocks",
    "timeline",
    "todo",
]
