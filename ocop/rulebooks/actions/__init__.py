"""Verbs of the law: load, publish, draft, and what a province writes beside it."""

from ocop.rulebooks.actions.beside import set_option_weight, write_help, write_official_wording
from ocop.rulebooks.actions.drafting import amend_wording, copy_edition, upload_edition
from ocop.rulebooks.actions.forms import lay_form, load_form
from ocop.rulebooks.actions.loading import (
    Loaded,
    load_edition,
    load_file,
    load_holidays,
    load_map,
    publish_edition,
    review_map,
)

__all__ = [
    "Loaded",
    "amend_wording",
    "copy_edition",
    "lay_form",
    "load_edition",
    "load_file",
    "load_form",
    "load_holidays",
    "load_map",
    "publish_edition",
    "review_map",
    "set_option_weight",
    "upload_edition",
    "write_help",
    "write_official_wording",
]
