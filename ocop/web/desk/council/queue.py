"""The member's queue: what I still owe first; what is signed sinks to the end."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.councils.models import seats_of
from ocop.councils.queries import QueueItem, queue
from ocop.web.desk.council.place import council_page, sit_down
from ocop.web.shared.request import Request


@require_safe
def council_queue(request: Request) -> HttpResponse:
    """My sheets; who does not score is told where their work is."""
    actor = request.actor
    sit_down(actor)
    items = queue(actor)
    owed = [item for item in items if not item.done]
    context = {
        "owed": owed, "done": [item for item in items if item.done], "first": owed[0] if owed else None,
        "later": owed[1:], "scores": scores(actor),
    }
    return council_page(request, "queue", context, current="queue", counts={"queue": len(owed)})


def scores(actor: Actor) -> bool:
    """Whether one of the actor's seats scores."""
    return any(seat.scores for seat in seats_of(actor).values())


def next_owed(actor: Actor, after: str) -> QueueItem | None:
    """The product to score after this one: the next owed on the agenda, else the first owed."""
    owed = [item for item in queue(actor) if not item.done and item.docket.pid != after]
    return owed[0] if owed else None
