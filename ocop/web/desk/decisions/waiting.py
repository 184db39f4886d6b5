"""What waits for a decision: final tallies of signed sessions, by what the law does with their stars."""

import dataclasses
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.councils.enums import SessionState
from ocop.councils.models import Tally, TallyQuerySet
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Stage
from ocop.places.models import AdminUnit
from ocop.recognition.enums import DecisionKind
from ocop.recognition.models import PastResult, Recognition
from ocop.recognition.queries import Terms, terms_of

# No decision: a letter tells the result (26/2026 art. 4.1a).
LETTER = "letter"
DRAFTERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)


@dataclasses.dataclass(frozen=True)
class Waiting:
    """A result with what may be done with it, and the unit that does it."""

    tally: Tally
    kind: str
    authority_id: int


def tallies_seen(actor: Actor) -> TallyQuerySet:
    """Closed tallies of the actor's own councils, and the centre's on dossiers of the province (26/2026 art. 7.4g)."""
    units = actor.units(*DRAFTERS)
    below = Stage.objects.filter(dossier=OuterRef("docket__stage__dossier"), unit__in=units, level=StageLevel.PROVINCE)
    at_centre = Q(docket__session__council__level=StageLevel.NATION) & Exists(below)
    return Tally.objects.filter(
        Q(docket__session__council__unit__in=units) | at_centre, closed_at__isnull=False,
    ).select_related(
        "docket__session__council", "docket__stage__dossier__product", "docket__stage__dossier__producer__unit",
        "docket__stage__dossier__edition",
    )


def waiting_results(actor: Actor) -> list[Waiting]:
    """Results of signed sessions that stand in no decision and no letter, the best first."""
    rows = tallies_seen(actor).final().filter(docket__session__state=SessionState.SIGNED).exclude(
        Exists(Recognition.objects.filter(tally=OuterRef("pk")))
    ).exclude(Exists(PastResult.objects.filter(tally=OuterRef("pk"))))
    terms: dict[int, Terms] = {}
    units = actor.units(*DRAFTERS)
    found = [_sorted_out(row, terms, units=units, province=_province(actor)) for row in
             rows.order_by("-stars", "docket__stage__dossier__product__name_key", "pk")]
    return [one for one in found if one is not None]


def _province(actor: Actor) -> int | None:
    """The province this officer drafts for."""
    return next((grant.unit_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER), None)


def _sorted_out(tally: Tally, terms: dict[int, Terms], *, units: Iterable[int], province: int | None) -> Waiting | None:
    """What becomes of a result; None where another authority decides."""
    edition, council = tally.docket.stage.dossier.edition, tally.docket.session.council
    if edition.pk not in terms:
        terms[edition.pk] = terms_of(edition)
    awarded_by = terms[edition.pk].awarded_by(tally.stars) if tally.stars else ""
    here = council.unit_id in units
    if not awarded_by:
        return Waiting(tally, LETTER, council.unit_id) if here else None
    if awarded_by == council.level:
        return Waiting(tally, DecisionKind.RECOGNISE, council.unit_id) if here else None
    if awarded_by == StageLevel.NATION:
        return Waiting(tally, DecisionKind.FORWARD, council.unit_id) if here else None
    return Waiting(tally, DecisionKind.RECOGNISE, province) if province is not None else None


def authority_of(waiting: Waiting) -> AdminUnit:
    """The unit in whose name the decision is drafted."""
    return AdminUnit.objects.get(pk=waiting.authority_id)
