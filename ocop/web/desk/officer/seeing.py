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


def producer_of(actor: Actor, pid: str) -> Producer:
    """One of them, else 404."""
    return get_or_404(seen_producers(actor), pid=pid)
