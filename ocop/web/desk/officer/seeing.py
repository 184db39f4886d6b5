"""Which producers an officer of a place sees, for every page about them."""

from django.db.models import F, QuerySet

from ocop.core.actor import Actor
from ocop.registry.models import Producer
from ocop.web.desk.officer.doors import REGISTRARS, sit_down
from ocop.web.shared.access import get_or_404


def seen_producers(actor: Actor) -> "QuerySet[Producer]":
    """Producers the office sees, none that was merged away; 404 for whoever holds no such office."""
    sit_down(actor, *REGISTRARS)
    return (
        Producer.objects.visible_to(actor)
        .filter(head=F("pk"))
        .select_related("unit__today_province", "unit__today", "settled_unit__today_province", "settled_unit__today")
    )


def kept_pid(actor: Actor, pid: str) -> str:
    """The pid of the producer that a merged one is read under, where this office sees it; else empty.

    A page leads there for the time being only (302): a merging can be undone, and then the old address is its own.
    """
    rows = seen_producers(actor).filter(merged__pid=pid).exclude(pid=pid)
    return rows.values_list("pid", flat=True).first() or ""


def producer_of(actor: Actor, pid: str) -> Producer:
    """One of them, else 404."""
    return get_or_404(seen_producers(actor), pid=pid)
