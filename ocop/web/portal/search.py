"""`/tim/`: one search over products, producers and places, for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ocop.core.documents import PLACE, PRODUCT
from ocop.core.search import PASSER_BY
from ocop.recognition.codes import read_code
from ocop.recognition.queries import Check, check
from ocop.web.shared.access import public
from ocop.web.shared.found import Asked, Thing, read_question, search_page
from ocop.web.shared.request import Request

# Papers are nobody's but their producer's.
KINDS = ("san-pham", "chu-the", "noi")


@public
@require_safe
def search(request: Request) -> HttpResponse:
    """What was found, the same for everybody: a desk has its own search. A code that names nothing is explained."""
    asked = read_question(request.GET)
    context = search_page(asked, request.actor, opens, sight=PASSER_BY, kinds=KINDS)
    context["code"] = None if context["found"].count else _code(asked, request)
    return render(request, "portal/search.html", context)


def opens(thing: Thing) -> str:
    """A product's page, a unit's story, the products of a producer."""
    if thing.kind == PRODUCT:
        return reverse("product", args=[thing.row.pid])
    if thing.kind == PLACE:
        return reverse("place", args=[thing.row.slug])
    return f"{reverse('catalogue')}?{urlencode({'q': thing.row.name})}"


def _code(asked: Asked, request: Request) -> Check | None:
    """Why a text that looks like a code names nothing: mistyped, never issued, or of before or outside."""
    typed = read_code(asked.q)
    return check(asked.q, request.actor.today) if typed.looks_issued or typed.looks_foreign else None
