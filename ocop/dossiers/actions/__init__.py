"""Verbs of the dossiers."""

from ocop.dossiers.actions.filing import close_dossier, submit_dossier, withdraw_dossier
from ocop.dossiers.actions.handling import (
    accept_dossier,
    ask_supplement,
    forward_dossier,
    record_desk_finding,
    record_local_finding,
    return_dossier,
    send_up,
)
from ocop.dossiers.actions.proving import attach_file, attach_link, attach_paper, detach_evidence
from ocop.dossiers.actions.writing import answer_item, open_dossier, save_answer

__all__ = [
    "accept_dossier",
    "answer_item",
    "ask_supplement",
    "attach_file",
    "attach_link",
    "attach_paper",
    "close_dossier",
    "detach_evidence",
    "forward_dossier",
    "open_dossier",
    "record_desk_finding",
    "record_local_finding",
    "return_dossier",
    "save_answer",
    "send_up",
    "submit_dossier",
    "withdraw_dossier",
]
