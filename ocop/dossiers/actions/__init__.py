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
from ocop.dossiers.actions.ideas import (
    accept_idea,
    link_idea,
    return_idea,
    send_idea,
    withdraw_idea,
    write_idea,
)
from ocop.dossiers.actions.plans import (
    accept_business_plan,
    begin_business_plan,
    return_business_plan,
    send_business_plan,
    withdraw_business_plan,
    write_business_plan,
)
from ocop.dossiers.actions.proving import attach_file, attach_link, attach_paper, detach_evidence
from ocop.dossiers.actions.references import note_dossier_reference
from ocop.dossiers.actions.writing import answer_item, open_dossier, save_answer

__all__ = [
    "accept_business_plan",
    "accept_dossier",
    "accept_idea",
    "answer_item",
    "ask_supplement",
    "attach_file",
    "attach_link",
    "attach_paper",
    "begin_business_plan",
    "close_dossier",
    "detach_evidence",
    "forward_dossier",
    "link_idea",
    "note_dossier_reference",
    "open_dossier",
    "record_desk_finding",
    "record_local_finding",
    "return_business_plan",
    "return_dossier",
    "return_idea",
    "save_answer",
    "send_business_plan",
    "send_idea",
    "send_up",
    "submit_dossier",
    "withdraw_business_plan",
    "withdraw_dossier",
    "withdraw_idea",
    "write_business_plan",
    "write_idea",
]
