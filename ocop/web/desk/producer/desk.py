"""The front of the producer's desk: the one thing to do, the list, where the dossier is, the products."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.dossiers.enums import DossierState
from ocop.dossiers.models import Dossier
from ocop.registry.models import producers_of
from ocop.registry.queries import refusals_of
from ocop.web.desk.producer.chores import tasks
from ocop.web.desk.producer.finding import desk_producers
from ocop.web.desk.producer.ways import ProductLine, product_lines, trail
from ocop.web.desk.shell import desk_page
from ocop.web.shared.request import Request

# Which dossier the trail is about: one at an office first, then one that came back, then one being written.
_ORDER = (DossierState.RETURNED, DossierState.SUBMITTED, DossierState.ACCEPTED, DossierState.DRAFT)


@require_safe
def front(request: Request) -> HttpResponse:
    """What to do today."""
    producers = desk_producers(request.actor)
    own = [one for one in producers if one.pk in producers_of(request.actor)]
    to_do, to_know = tasks(request.actor)
    lines = product_lines(request.actor)
    followed = _followed(lines)
    refusals = refusals_of(own)
    context = {
        "producers": producers,
        "waiting": [one for one in own if one.state == "waiting"],
        "refused": [(one, refusals[one.pk]) for one in own if one.pk in refusals],
        "first": to_do[0] if to_do else None,
        "rest": [task.row for task in to_do[1:]],
        "to_know": to_know,
        "lines": lines,
        "may_add": bool(own),
        "followed": followed,
        "steps": trail(followed, request.actor.today) if followed else [],
        "heading": _heading(producers[0].kind if len(producers) == 1 else ""),
    }
    return desk_page(request, "desk/producer/front.html", context, current="todo", counts={"todo": len(to_do)})


def _followed(lines: list[ProductLine]) -> Dossier | None:
    """The dossier whose way is shown beside the list."""
    found = [line.dossier for line in lines if line.dossier is not None]
    return min(found, key=lambda one: (_ORDER.index(DossierState(one.state)), one.pk), default=None)


def _heading(kind: str) -> str:
    """Whose products: co-operatives say so themselves."""
    return _("Sản phẩm của hợp tác xã") if kind == "cooperative" else _("Sản phẩm của chủ thể")
