"""Who makes what: producers and their people, products and their codes, papers with their dates."""

from ocop.registry.models.duplicates import KeptApart
from ocop.registry.models.papers import Paper, PaperDraft, PaperQuerySet, PaperVersion
from ocop.registry.models.producers import (
    Invitation,
    Membership,
    Merger,
    Producer,
    ProducerForm,
    ProducerQuerySet,
    Representative,
    producers_of,
    seen_places,
)
from ocop.registry.models.products import (
    OutsideNumber,
    Product,
    ProductCode,
    ProductHolding,
    ProductOutlet,
    ProductPicture,
    ProductPlacement,
    ProductPrice,
    ProductQuerySet,
    ProductReference,
)
from ocop.registry.models.requests import Consent, DataRequest, DataRequestQuerySet

__all__ = [
    "Consent",
    "DataRequest",
    "DataRequestQuerySet",
    "Invitation",
    "KeptApart",
    "Membership",
    "Merger",
    "OutsideNumber",
    "Paper",
    "PaperDraft",
    "PaperQuerySet",
    "PaperVersion",
    "Producer",
    "ProducerForm",
    "ProducerQuerySet",
    "Product",
    "ProductCode",
    "ProductHolding",
    "ProductOutlet",
    "ProductPicture",
    "ProductPlacement",
    "ProductPrice",
    "ProductQuerySet",
    "ProductReference",
    "Representative",
    "producers_of",
    "seen_places",
]
