"""`/lam-viec/tim/`: the search at the desks: what is public, and what this person's own desk holds."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.documents import PAPER, PLACE, PRODUCER, PRODUCT
from ocop.registry.documents import sight_of
from ocop.registry.models import Producer, named_products, producers_of
from ocop.web.desk.officer.doors import REGISTRARS
from ocop.web.desk.shell import desk_page
from ocop.web.shared.found import KINDS, Opens, Thing, read_question, search_page
from ocop.web.shared.request import Request


@never_cache
@require_safe
def desk_search(request: Request) -> HttpResponse:
    """What was found among public things and those this person answers for."""
    actor = request.actor
    context = search_page(read_question(request.GET), actor, opens_for(actor), sight=sight_of(actor), kinds=[*KINDS])
    return desk_page(request, "desk/search.html", context)


def opens_for(actor: Actor) -> Opens:
    """Where a hit opens for this person: at their own desk, at the office, else in public; empty where nowhere."""
    mine, office = producers_of(actor), actor.holds(*REGISTRARS)

    def of_maker(producer: Producer) -> str:
        return reverse("officer_producer", args=[producer.pid]) if office else ""

    def product(thing: Thing) -> str:
        if thing.row.producer.head_id in mine or thing.row.pk in named_products(actor):
            return reverse("producer_product", args=[thing.row.pid])
        return reverse("product", args=[thing.row.pid]) if thing.shown else of_maker(thing.row.producer)

    def producer(thing: Thing) -> str:
        if thing.row.pk in mine:
            return reverse("producer_desk")
        at_office = of_maker(thing.row) if thing.own else ""
        goods = f"{reverse('catalogue')}?{urlencode({'q': thing.row.name})}" if thing.shown else ""
        return at_office or goods

    def paper(thing: Thing) -> str:
        if thing.row.producer.head_id in mine:
            return reverse("producer_paper", args=[thing.row.pid])
        return of_maker(thing.row.producer)

    def place(thing: Thing) -> str:
        return reverse("place", args=[thing.row.slug])

    ways = {PRODUCT: product, PRODUCER: producer, PAPER: paper, PLACE: place}
    return lambda thing: ways[thing.kind](thing)
