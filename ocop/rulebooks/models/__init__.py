"""The law as rows: editions with their levels, bands, clocks, groups, sets, criteria and options; the days off.

A published edition never changes (product.md 8): its rows refuse to be saved, changed in bulk or deleted. A correction
is a new edition. What is written beside it (official wording, a province's help and weights) has tables of its own.
"""

from ocop.rulebooks.models.edition import Edition, EditionQuerySet, PartOfEdition, PartQuerySet, frozen, in_tongue
from ocop.rulebooks.models.forms import FormTemplate
from ocop.rulebooks.models.overlays import CriterionHelp, EditionFile, OfficialWording, OptionWeight
from ocop.rulebooks.models.procedure import ClockRule, EditionLevel, Holiday, StarBand, TransitionRule
from ocop.rulebooks.models.sheets import (
    Criterion,
    CriterionMap,
    EvidenceKind,
    Exclusion,
    Option,
    ProductGroup,
    ProductSet,
)

__all__ = [
    "ClockRule",
    "Criterion",
    "CriterionHelp",
    "CriterionMap",
    "Edition",
    "EditionFile",
    "EditionLevel",
    "EditionQuerySet",
    "EvidenceKind",
    "Exclusion",
    "FormTemplate",
    "Holiday",
    "OfficialWording",
    "Option",
    "OptionWeight",
    "PartOfEdition",
    "PartQuerySet",
    "ProductGroup",
    "ProductSet",
    "StarBand",
    "TransitionRule",
    "frozen",
    "in_tongue",
]
