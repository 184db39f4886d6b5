"""Reads of recognition: checking a code, the public catalogue, what the law's figures say."""

from ocop.recognition.queries.catalogue import (
    PAGE_SIZE,
    CataloguePage,
    ProductPage,
    catalogue,
    certificate_api,
    newest,
    product_page,
    products_api,
)
from ocop.recognition.queries.checking import Check, Past, certificates_for, check, codes_of
from ocop.recognition.queries.terms import Terms, awarding_level, awards_certificate, revocation_due, terms_of
from ocop.recognition.queries.waiting import Waiting, waiting_for

__all__ = [
    "PAGE_SIZE",
    "CataloguePage",
    "Check",
    "Past",
    "ProductPage",
    "Terms",
    "Waiting",
    "awarding_level",
    "awards_certificate",
    "catalogue",
    "certificate_api",
    "certificates_for",
    "check",
    "codes_of",
    "newest",
    "product_page",
    "products_api",
    "revocation_due",
    "terms_of",
    "waiting_for",
]
