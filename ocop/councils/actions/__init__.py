"""The verbs of a council, from its decision to the signed minutes."""

from ocop.councils.actions.minutes import sign_minutes
from ocop.councils.actions.seats import (
    amend_regulation,
    declare_conflict,
    end_seat,
    lift_conflict,
    seat_member,
    set_up_council,
)
from ocop.councils.actions.sessions import (
    call_session,
    close_session,
    note_attendance,
    open_session,
    put_on_docket,
    take_off_docket,
)
from ocop.councils.actions.sheets import (
    confirm_paper_sheet,
    enter_paper_sheet,
    save_pick,
    save_sheet,
    sign_sheet,
)
from ocop.councils.actions.tallies import close_tally, open_turn, settle_exclusion, settle_gate, tally_docket

__all__ = [
    "amend_regulation",
    "call_session",
    "close_session",
    "close_tally",
    "confirm_paper_sheet",
    "declare_conflict",
    "end_seat",
    "enter_paper_sheet",
    "lift_conflict",
    "note_attendance",
    "open_session",
    "open_turn",
    "put_on_docket",
    "save_pick",
    "save_sheet",
    "seat_member",
    "set_up_council",
    "settle_exclusion",
    "settle_gate",
    "sign_minutes",
    "sign_sheet",
    "take_off_docket",
    "tally_docket",
]
