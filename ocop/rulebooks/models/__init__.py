"""The law as rows: editions with their levels, bands, clocks, groups, sets, criteria and options; the days off.

A published edition never changes (product.md 8): its rows refuse to be saved, changed in bulk or deleted. A correction
is a new edition.
"""

from ocop.rulebooks.models.edition import Edition, EditionQuerySet, PartOfEdition, PartQuerySet, frozen, in_tongue
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
    "CriterionMap",
    "Edition",
    "EditionLevel",
    "EditionQuerySet",
    "EvidenceKind",
    "Exclusion",
    "Holiday",
    "Option",
    "PartOfEdition",
    "PartQuerySet",
    "ProductGroup",
    "ProductSet",
    "StarBand",
    "TransitionRule",
    "frozen",
    "in_tongue",
]
