"""Finding what a page is about, always through `visible_to`; and the producers a person works for."""

from django.http import Http404

from ocop.core.actor import Actor
from ocop.dossiers.guards import EDITABLE, may_write
from ocop.dossiers.models import Dossier
from ocop.registry.models import Paper, Producer, Product, producers_of, tied_producers
from ocop.web.desk.producer.chores import load_answers
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request


def own_producers(actor: Actor) -> list[Producer]:
    """The producers the actor works for as a whole, in Vietnamese order; 404 for a person who works for none."""
    return _in_order(producers_of(actor))


def desk_producers(actor: Actor) -> list[Producer]:
    """The same, with those that named the actor for one product: whose desk this is."""
    return _in_order(tied_producers(actor))


def _in_order(heads: frozenset[int]) -> list[Producer]:
    if not heads:
        raise Http404
    rows = Producer.objects.filter(pk__in=heads).select_related("unit__today", "settled_unit__today")
    return list(rows.order_by("name_key", "pk"))


def find_dossier(request: Request, pid: str) -> Dossier:
    """A dossier this person sees, with product, producer, edition, set and answers at hand."""
    rows = Dossier.objects.visible_to(request.actor).select_related(
        "product", "producer__unit__today", "producer__settled_unit__today", "edition", "product_set__edition"
    )
    dossier = get_or_404(rows, pid=pid)
    load_answers(dossier)
    return dossier


def find_product(request: Request, pid: str) -> Product:
    """A product this person sees."""
    rows = Product.objects.visible_to(request.actor).select_related(
        "producer__unit", "producer__settled_unit", "unit__today", "settled_unit__today"
    )
    return get_or_404(rows, pid=pid)


def kept_product(request: Request, product: Product) -> Product | None:
    """The product this one is read under, where this person sees that one; None where it stands for itself."""
    if product.head_id in {None, product.pk}:
        return None
    return Product.objects.visible_to(request.actor).filter(pk=product.head_id).first()


def find_paper(request: Request, pid: str) -> Paper:
    """A paper of a vault this person sees."""
    rows = Paper.objects.visible_to(request.actor).select_related(
        "producer__unit", "producer__settled_unit", "product"
    )
    return get_or_404(rows, pid=pid)


def products_to_choose(actor: Actor, producers: list[Producer]) -> list[Product]:
    """The products these producers hold now that the actor sees, in Vietnamese order."""
    rows = Product.objects.visible_to(actor).filter(producer__head__in=[one.head_id for one in producers])
    return list(rows.order_by("name_key", "pk"))


def editable(actor: Actor, dossier: Dossier) -> bool:
    """Whether this person may write the dossier now."""
    return dossier.state in EDITABLE and may_write(actor, dossier)
