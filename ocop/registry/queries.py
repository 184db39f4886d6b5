"""Reads of the registry: whom a person directs, a producer's papers and people, what is about to expire."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery

from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.registry.enums import MemberRole
from ocop.registry.models import (
    Membership,
    PaperVersion,
    Producer,
    Product,
    ProductPlacement,
    Representative,
)
from ocop.registry.taxcodes import StoredCode, masked_tax_code
from ocop.rulebooks.models import Edition


def memberships_of(actor: Actor) -> dict[int, frozenset[str]]:
    """The roles this person holds today at each producer (by head); asked once per request."""

    def ask() -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = {}
        rows = Membership.objects.filter(valid_on(actor.today), user=actor.user)
        for head, role in rows.values_list("producer__head_id", "role"):
            if head is not None:
                found.setdefault(head, set()).add(role)
        return {head: frozenset(roles) for head, roles in found.items()}

    return actor.once("registry.memberships", ask) if actor.signed_in else {}


def directs(actor: Actor, producer: Producer) -> bool:
    """Whether the actor represents the producer today."""
    return MemberRole.DIRECTOR in memberships_of(actor).get(producer.head_id or 0, ())


def producer_with_tax_code(unique: str) -> Producer | None:
    """The producer, not merged away, that holds this code in its stored form; None for an empty code."""
    return Producer.objects.filter(tax_code=unique, head=F("id")).first() if unique else None


def shown_tax_code(producer: Producer) -> str:
    """A producer's tax code for a page; a person's number is masked."""
    return masked_tax_code(StoredCode(producer.tax_code, producer.tax_code_sealed))


def representative_on(producer: Producer, day: dt.date) -> Representative | None:
    """The legal representative on a day; the caller shows name and position only."""
    return Representative.objects.filter(valid_on(day), producer=producer).order_by("-valid_from", "-pk").first()


def latest_versions(producers: Iterable[int]) -> list[PaperVersion]:
    """The newest version of every open paper of these producers (heads, merged rows included), in one query."""
    newest = PaperVersion.objects.filter(paper=OuterRef("paper")).order_by("-no").values("pk")[:1]
    rows = PaperVersion.objects.filter(
        paper__producer__head__in=list(producers), paper__closed_on__isnull=True, pk=Subquery(newest)
    )
    return list(rows.select_related("paper", "paper__producer", "blob").order_by("paper__kind", "paper__title", "pk"))


def expiring_papers(producers: Iterable[int], day: dt.date, *, within: int) -> list[PaperVersion]:
    """Newest versions whose last valid day is past or at most `within` days away, soonest first."""
    limit = day + dt.timedelta(days=within)
    found = [row for row in latest_versions(producers) if row.expires_on is not None and row.expires_on <= limit]
    return sorted(found, key=lambda row: (row.expires_on or limit, row.pk))


def placement_in(product: Product, edition: Edition) -> ProductPlacement | None:
    """Where the product stands in an edition; None when nobody placed it there."""
    return ProductPlacement.objects.filter(product=product, edition=edition).select_related("product_set").first()


def same_name(producer: Producer, folded: str) -> Product | None:
    """A product of the producer whose name differs at most in marks and case."""
    return Product.objects.held_by(producer).filter(Q(head=F("id")), name_folded=folded).first()
