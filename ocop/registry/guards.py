"""Who may do what in the registry. Deeds need no query but the actor's own memberships, asked once."""

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.places.models import AdminUnit, Placed
from ocop.registry.enums import PaperKind, ProducerState, RequestKind, RequestState
from ocop.registry.models import (
    DataRequest,
    Paper,
    PaperDraft,
    Producer,
    Product,
    named_products,
    producers_of,
    tied_producers,
)
from ocop.registry.queries import directs

OFFICERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)


def answers_for_unit(actor: Actor, unit: AdminUnit | None) -> bool:
    """Whether the actor is the commune's officer there, or an officer of its province today, or the administrator."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    if unit is None:
        return False
    if unit.today_id is not None and unit.today_id in actor.units(Role.COMMUNE_OFFICER):
        return True
    provinces = {grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER}
    return unit.today_province_id is not None and unit.today_province_id in provinces


def answers_for(actor: Actor, placed: Placed) -> bool:
    """The same, for a producer or product: where it was settled, else where it was written."""
    return answers_for_unit(actor, placed.settled_unit or placed.unit)


def may_settle(actor: Actor, placed: Placed) -> bool:
    """Whether the actor may say in which commune a thing lies: an officer of its province today, the administrator.

    The province's, since a split commune belongs to none of the communes it went into.
    """
    if actor.holds(Role.ADMINISTRATOR):
        return True
    unit = placed.settled_unit or placed.unit
    home = unit.today_province_id if unit else None
    return home is not None and any(
        grant.role == Role.PROVINCE_OFFICER and grant.province_id == home for grant in actor.grants)


def works_for(actor: Actor, producer: Producer) -> bool:
    """Whether the actor is one of the producer's people today; who was named for one product is not (`works_on`)."""
    return producer.head_id is not None and producer.head_id in producers_of(actor)


def tied_to(actor: Actor, producer: Producer) -> bool:
    """Whether the actor works for the producer today, be it for one product: such a person judges nothing of it."""
    return producer.head_id is not None and producer.head_id in tied_producers(actor)


def works_on(actor: Actor, producer: Producer, product_id: int | None) -> bool:
    """Whether the actor is one of the producer's people, or was named for this product of it (P01)."""
    if works_for(actor, producer):
        return True
    return product_id is not None and named_products(actor).get(product_id, 0) == producer.head_id


def may_register_producer(actor: Actor, unit: AdminUnit) -> bool:
    """An officer registers inside the own area; a person without office registers for themselves and waits."""
    if not actor.signed_in:
        return False
    return answers_for_unit(actor, unit) if actor.grants else True


def may_act_for(actor: Actor, producer: Producer) -> bool:
    """The producer's own people, and the officers who answer for its place and may fill in for it."""
    return works_for(actor, producer) or (actor.signed_in and answers_for(actor, producer))


def may_fill(actor: Actor, product: Product) -> bool:
    """Whoever may act for its producer, and the consultant who was named for this product."""
    return may_act_for(actor, product.producer) or works_on(actor, product.producer, product.pk)


def may_file(actor: Actor, producer: Producer, *, kind: str, product: Product | None) -> bool:
    """Whoever may act for the producer; who was named for a product adds papers of it, and of none what every dossier
    of the producer uses, such as its registration, but no scan of a dossier that does not say whose it was."""
    if may_act_for(actor, producer):
        return True
    if product is not None:
        return works_on(actor, producer, product.pk)
    return kind != PaperKind.LAST_DOSSIER and producer.head_id in named_products(actor).values()


def may_renew(actor: Actor, paper: Paper) -> bool:
    """As filing it; `paper.product` is loaded where there is one."""
    return may_file(actor, paper.producer, kind=paper.kind, product=paper.product)


def may_close_paper(actor: Actor, paper: Paper) -> bool:
    """Whoever may act for the producer; who was named for a product takes papers of it alone out of use."""
    return may_act_for(actor, paper.producer) or works_on(actor, paper.producer, paper.product_id)


def may_begin_pages(actor: Actor, producer: Producer, paper: Paper | None) -> bool:
    """As adding a paper whose kind is not said yet, or the next issue of `paper`."""
    if paper is not None:
        return may_renew(actor, paper)
    return may_act_for(actor, producer) or producer.head_id in named_products(actor).values()


def may_bind(actor: Actor, draft: PaperDraft) -> bool:
    """Whoever may act for the producer; who was named for a product works on the pages they took in themselves."""
    if may_act_for(actor, draft.producer):
        return True
    return draft.added_by_id == actor.user_id and may_begin_pages(actor, draft.producer, draft.paper)


def may_approve(actor: Actor, producer: Producer) -> bool:
    """An officer of the producer's commune or province, never its own people."""
    return actor.signed_in and answers_for(actor, producer) and not tied_to(actor, producer)


def may_amend_producer(actor: Actor, producer: Producer) -> bool:
    """Contact and address: the director, and the officers of the place."""
    return may_manage_members(actor, producer)


def may_amend_identity(actor: Actor, producer: Producer) -> bool:
    """Name, form, tax code, registration: the officers of the place; the director only until the producer is let in,
    so that nobody is approved under one name and goes on under another."""
    return may_approve(actor, producer) or (producer.state != ProducerState.ACTIVE and directs(actor, producer))


def may_change_form(actor: Actor, producer: Producer) -> bool:
    """Another legal form from a day on: the officers of the place, who have seen the new registration paper."""
    return may_approve(actor, producer)


def may_manage_members(actor: Actor, producer: Producer) -> bool:
    """The director, and the officers of the place."""
    return directs(actor, producer) or (actor.signed_in and answers_for(actor, producer))


def may_move_product(actor: Actor, product: Product) -> bool:
    """A product changes hands through an officer who answers for where it stands now."""
    return actor.signed_in and answers_for(actor, product)


def may_see_representative(actor: Actor, producer: Producer) -> bool:
    """Sex, ethnic group, disability of the representative: the director, the officers of the place (product.md 8)."""
    return may_manage_members(actor, producer)


def may_merge(actor: Actor, one: Producer, other: Producer) -> bool:
    """An officer who answers for the places of both and works for neither: merging is no matter of the two alone."""
    return all(actor.signed_in and answers_for(actor, each) and not tied_to(actor, each) for each in (one, other))


def may_answer_request(actor: Actor, request: DataRequest) -> bool:
    """The provincial office of the request's province, and the administrator; nobody answers their own."""
    if not actor.signed_in or request.asker_id == actor.user_id:
        return False
    if actor.holds(Role.ADMINISTRATOR):
        return True
    provinces = {grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER}
    return (request.unit.today_province_id or request.unit_id) in provinces


def may_erase_person(actor: Actor, user: User) -> bool:
    """The office that holds the person's own open request to erase: nobody is erased unasked."""
    asked = DataRequest.objects.filter(asker=user, kind=RequestKind.ERASE, state=RequestState.OPEN)
    return any(may_answer_request(actor, one) for one in asked.select_related("unit"))
