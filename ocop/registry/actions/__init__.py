"""Verbs of the registry."""

from ocop.registry.actions.amending import amend_producer, change_form, undo_form
from ocop.registry.actions.erasing import erase_person
from ocop.registry.actions.inviting import (
    accept_invitation,
    invite_member,
    join_by_invitation,
    withdraw_invitation,
)
from ocop.registry.actions.joining import NewAccount, sign_up_producer
from ocop.registry.actions.merging import keep_apart, merge_producers, undo_merge
from ocop.registry.actions.pages import (
    add_pages,
    arrange_pages,
    begin_pages,
    bind_pages,
    drop_pages,
    file_pages,
    forget_pages,
)
from ocop.registry.actions.papers import add_paper, close_paper, renew_paper
from ocop.registry.actions.people import (
    add_member,
    end_member,
    look_at_representatives,
    name_representative,
)
from ocop.registry.actions.pictures import add_picture, amend_picture, remove_picture, shift_picture
from ocop.registry.actions.placing import place_row, settle_place, unsettle_place
from ocop.registry.actions.producers import (
    approve_producer,
    ask_approval,
    close_producer,
    refuse_producer,
    register_producer,
    reopen_producer,
)
from ocop.registry.actions.products import amend_product, move_product, place_product, register_product
from ocop.registry.actions.requests import answer_request, ask_data_request, refuse_request
from ocop.registry.actions.selling import add_outlet, end_outlet, end_price, note_reference, set_price

__all__ = [
    "NewAccount",
    "accept_invitation",
    "add_member",
    "add_outlet",
    "add_pages",
    "add_paper",
    "add_picture",
    "amend_picture",
    "amend_producer",
    "amend_product",
    "answer_request",
    "approve_producer",
    "arrange_pages",
    "ask_approval",
    "ask_data_request",
    "begin_pages",
    "bind_pages",
    "change_form",
    "close_paper",
    "close_producer",
    "drop_pages",
    "end_member",
    "end_outlet",
    "end_price",
    "erase_person",
    "file_pages",
    "forget_pages",
    "invite_member",
    "join_by_invitation",
    "keep_apart",
    "look_at_representatives",
    "merge_producers",
    "move_product",
    "name_representative",
    "note_reference",
    "place_product",
    "place_row",
    "refuse_producer",
    "refuse_request",
    "register_producer",
    "register_product",
    "remove_picture",
    "renew_paper",
    "reopen_producer",
    "set_price",
    "settle_place",
    "shift_picture",
    "sign_up_producer",
    "undo_form",
    "undo_merge",
    "unsettle_place",
    "withdraw_invitation",
]
