"""Reads of the registry: whom a person directs, a producer's papers and people, what is about to expire."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry, valid_on
from ocop.core.names import name_key
from ocop.places.models import AdminUnit
from ocop.registry.enums import MemberRole, ProducerState, RequestState
from ocop.registry.models import (
    Consent,
    DataRequest,
    Membership,
    Merger,
    Paper,
    PaperVersion,
    Producer,
    Product,
    ProductPlacement,
    Representative,
    tied_producers,
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


def live_forms() -> Q:
    """Legal forms that held for at least a day; one entered by mistake ends before it began."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def refusals_of(producers: Iterable[Producer]) -> dict[int, AuditEntry]:
    """Of these producers, by id, the entry that did not let each in, with its reason, where nothing was decided since;
    one query, none where no producer is closed."""
    closed = [one.pk for one in producers if one.state == ProducerState.CLOSED]
    if not closed:
        return {}
    verbs = ("refuse_producer", "close_producer", "approve_producer", "reopen_producer", "ask_approval")
    rows = AuditEntry.objects.filter(object_type=Producer._meta.label, object_id__in=closed, verb__in=verbs)
    last = {row.object_id: row for row in rows.order_by("pk")}
    return {pk: row for pk, row in last.items() if row.verb == "refuse_producer"}


def members_on(producer: Producer, day: dt.date) -> "QuerySet[Membership]":
    """Who works for a producer on a day or will, people of merged rows included; directors first."""
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Membership.objects.filter(running, producer__head=producer.head_id).select_related("user", "product")
    return rows.order_by("role", "valid_from", "pk")


def directs_alone(membership: Membership, last_day: dt.date) -> bool:
    """Whether nobody else who can sign in would represent the producer on the day after `last_day`."""
    after = last_day + dt.timedelta(days=1)
    others = Membership.objects.filter(valid_on(after), producer__head=membership.producer.head_id,
                                       role=MemberRole.DIRECTOR, user__is_active=True)
    return membership.role == MemberRole.DIRECTOR and not others.exclude(pk=membership.pk).exists()


def open_invitations(now: dt.datetime) -> Q:
    """Invitations that can still be taken up, tries aside."""
    return Q(accepted_at__isnull=True, withdrawn_at__isnull=True, valid_until__gt=now)


def open_consent(user: User, version: str) -> Consent | None:
    """The person's standing consent to a version of the words."""
    return Consent.objects.filter(user=user, text_version=version, withdrawn_at__isnull=True).first()


def latest_versions(producers: Iterable[int]) -> list[PaperVersion]:
    """The newest version of every open paper of these producers (heads, merged rows included), in one query."""
    return latest_of(Paper.objects.filter(producer__head__in=list(producers)))


def latest_of(papers: "QuerySet[Paper]") -> list[PaperVersion]:
    """The newest version of each of these papers that is still in use, in one query."""
    newest = PaperVersion.objects.filter(paper=OuterRef("paper")).order_by("-no").values("pk")[:1]
    rows = PaperVersion.objects.filter(paper__in=papers.filter(closed_on__isnull=True), pk=Subquery(newest))
    found = rows.select_related("paper", "paper__producer", "blob")
    return sorted(found, key=lambda row: (row.paper.kind, name_key(row.paper.title), row.pk))


def expiring_papers(papers: "QuerySet[Paper]", day: dt.date, *, within: int) -> list[PaperVersion]:
    """Newest versions of these papers whose last valid day is past or at most `within` days away, soonest first."""
    limit = day + dt.timedelta(days=within)
    found = [row for row in latest_of(papers) if row.expires_on is not None and row.expires_on <= limit]
    return sorted(found, key=lambda row: (row.expires_on or limit, row.pk))


def placement_in(product: Product, edition: Edition) -> ProductPlacement | None:
    """Where the product stands in an edition; None when nobody placed it there."""
    return ProductPlacement.objects.filter(product=product, edition=edition).select_related("product_set").first()


def same_name(producer: Producer, folded: str) -> Product | None:
    """A product of the producer whose name differs at most in marks and case."""
    return Product.objects.held_by(producer).filter(Q(head=F("id")), name_folded=folded).first()


def office_of(actor: Actor) -> AdminUnit | None:
    """The province whose office answers this person: of their producers, else of their own office; None if unknown."""
    heads = Producer.objects.filter(pk__in=tied_producers(actor)).select_related(
        "unit__today_province", "settled_unit__today_province").order_by("pk")
    found = next((province for head in heads if (province := head.province_today)), None)
    own = next((grant.province_id for grant in actor.grants if grant.province_id is not None), None)
    return found or (AdminUnit.objects.filter(pk=own).first() if own is not None else None)


def product_count() -> Coalesce:
    """For a list of producers (heads): the products each holds now, merged rows' among them, none counted twice."""
    rows = Product.objects.filter(producer__head=OuterRef("pk"), head=F("pk")).order_by().values("producer__head")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def mergers_into(producer: Producer) -> "QuerySet[Merger]":
    """Mergings that stand right under a head, the newest first."""
    rows = Merger.objects.filter(undone_at__isnull=True, into=producer)
    return rows.select_related("old", "merged_by").order_by("-merged_at", "-pk")


def open_requests(actor: Actor) -> int | None:
    """How many requests about personal data wait for this provincial office; None for whoever answers none."""
    provinces = [grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER]
    if not provinces:
        return None
    rows = DataRequest.objects.filter(state=RequestState.OPEN, unit__today_province__in=provinces)
    return rows.exclude(asker=actor.user).count()
