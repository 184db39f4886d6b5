"""Reads of the dossiers: scores and gaps, clocks, the way of a dossier, inbox and list of things to do."""

from ocop.dossiers.queries.clocks import Clock, stage_clock, stage_clocks
from ocop.dossiers.queries.desk import InboxRow, Todo, inbox, todo
from ocop.dossiers.queries.gaps import Checklist, ChecklistRow, checklist
from ocop.dossiers.queries.ideas import (
    FormTodo,
    Waiting,
    count_waiting,
    cycle_to_join,
    form_todo,
    own_ideas,
    plans_of,
    waiting_forms,
)
from ocop.dossiers.queries.progress import Milestone, timeline
from ocop.dossiers.queries.scores import Blocker, SelfScore, pick_of, picks_of, self_score

__all__ = [
    "Blocker",
    "Checklist",
    "ChecklistRow",
    "Clock",
    "FormTodo",
    "InboxRow",
    "Milestone",
    "SelfScore",
    "Todo",
    "Waiting",
    "checklist",
    "count_waiting",
    "cycle_to_join",
    "form_todo",
    "inbox",
    "own_ideas",
    "pick_of",
    "picks_of",
    "plans_of",
    "self_score",
    "stage_clock",
    "stage_clocks",
    "timeline",
    "todo",
    "waiting_forms",
]
