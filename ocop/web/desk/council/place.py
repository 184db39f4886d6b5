"""What every page of the council desk asks first: which session, which product, may this person, what was refused."""

import dataclasses
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.models import OFFICES, Docket, Session, seats_of
from ocop.councils.queries.seal import DOCKET_WITH
from ocop.rulebooks.rules.rubric import Words as Tongues
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

LEADERS_ONLY = _("Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng làm được việc này.")
CALLERS_ONLY = _("Chỉ người điều hành hội đồng hoặc cơ quan tham mưu chuẩn bị được phiên họp.")


def said(words: Tongues) -> str:
    """Words of the law in the reader's language."""
    return words.said(get_language() or "vi")


def sit_down(actor: Actor) -> None:
    """404 for whoever neither sits on a council nor holds an office beside one: the desk does not exist for them."""
    if not seats_of(actor) and not actor.holds(*OFFICES):
        raise Http404


def session_at(actor: Actor, pid: str) -> Session:
    """The session the actor sees, with its council; 404 otherwise."""
    rows = Session.objects.visible_to(actor).select_related("council__unit", "regulation", "round__cycle")
    return get_or_404(rows, pid=pid)


def dockets(actor: Actor) -> "QuerySet[Docket]":
    """Products the actor sees (never one the own seat is tied to), with what every rule reads."""
    return Docket.objects.visible_to(actor).select_related(*DOCKET_WITH)


def docket_at(actor: Actor, pid: str) -> Docket:
    """The product on an agenda; 404 for whoever does not see it."""
    return get_or_404(dockets(actor), pid=pid)


@dataclasses.dataclass(frozen=True)
class Refused:
    """A refusal as it stands beside a form: its sentence, what lacks in words, and the status."""

    words: str
    lacks: tuple[str, ...] = ()
    status: int = 422


def beside(refusal: Refusal) -> Refused:
    """The refusal for the page of the form; one that says "you may not" is a page of its own."""
    if refusal.kind == "forbidden":
        raise refusal
    lacks = tuple(str(one.words) for one in refusal.missing)
    return Refused(str(refusal.words), lacks, 409 if refusal.kind == "conflict" else 422)


def wrong(form: Form) -> Refused:
    """The first sentence of a form that was not filled in rightly, for pages that draw their fields themselves."""
    words = next((str(error) for errors in form.errors.values() for error in errors), "")
    return Refused(words)


def council_page(request: Request, template: str, context: dict[str, Any], *, current: str,
                 refused: Refused | None = None, counts: dict[str, int] | None = None) -> HttpResponse:
    """A page of the council desk; with a refusal it carries the refusal's status."""
    status = refused.status if refused else 200
    return desk_page(request, f"desk/council/{template}.html", {"refused": refused, **context}, current=current,
                     counts=counts, status=status)
