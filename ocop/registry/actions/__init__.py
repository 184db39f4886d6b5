"""Verbs of the registry."""

from ocop.registry.actions.papers import add_paper, close_paper, renew_paper
from ocop.registry.actions.producers import (
    add_member,
    approve_producer,
    close_producer,
    end_member,
    name_representative,
    register_producer,
    reopen_producer,
)
from ocop.registry.actions.products import amend_product, move_product, register_product

__all__ = [
    "add_member",
    "add_paper",
    "amend_product",
    "approve_producer",
    "close_paper",
    "close_producer",
    "end_member",
    "move_product",
    "name_representative",
    "register_producer",
    "register_product",
    "renew_paper",
    "reopen_producer",
]
