"""Verbs of the year."""

from ocop.programme.actions.enrolments import enrol, freeze_cohort, withdraw_enrolment
from ocop.programme.actions.lines import LineFacts, add_line, amend_line, declare_result, remove_line, set_share
from ocop.programme.actions.plans import amend_plan, approve_plan, discard_draft, draft_plan, note_plan
from ocop.programme.actions.returns import approve_return, record_return, send_back_return, send_return
from ocop.programme.actions.rounds import close_cycle, open_cycle, open_round, reopen_cycle

__all__ = [
    "LineFacts",
    "add_line",
    "amend_line",
    "amend_plan",
    "approve_plan",
    "approve_return",
    "close_cycle",
    "declare_result",
    "discard_draft",
    "draft_plan",
    "enrol",
    "freeze_cohort",
    "note_plan",
    "open_cycle",
    "open_round",
    "record_return",
    "remove_line",
    "reopen_cycle",
    "send_back_return",
    "send_return",
    "set_share",
    "withdraw_enrolment",
]
