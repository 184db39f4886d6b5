"""What lies ready for a decision: closed tallies of signed sessions that nobody has decided yet."""

import dataclasses

from django.db.models import Exists, OuterRef, Q

from ocop.councils.enums import SessionState
from ocop.councils.models import Tally
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Stage
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.enums import DecisionKind
from ocop.recognition.models import PastResult, Recognition
from ocop.recognition.queries.terms import Terms, terms_of


@dataclasses.dataclass(frozen=True)
class Waiting:
    """A result and what is to be done with it; `kind` empty means a result letter."""

    tally: Tally
    kind: str


def waiting_for(unit: AdminUnit) -> list[Waiting]:
    """Results an authority may decide, the oldest first: recognise, forward to the ministry, or send a letter.

    A province also finds the ministry's results of its products below five stars (26/2026 art. 7.4g).
    """
    level = StageLevel.NATION if unit.level == Level.NATION else StageLevel.PROVINCE
    own = {unit.pk, unit.today_id}
    handled = Stage.objects.filter(dossier=OuterRef("docket__stage__dossier"), level=level, unit__in=own)
    decided = Q(Exists(Recognition.objects.filter(tally=OuterRef("pk")))) | Q(
        Exists(PastResult.objects.filter(tally=OuterRef("pk")))
    )
    rows = (
        Tally.objects.filter(Exists(handled), docket__session__state=SessionState.SIGNED, closed_at__isnull=False)
        .exclude(decided)
        .select_related("docket__session__council", "docket__stage__dossier__product__producer",
                        "docket__stage__dossier__edition", "docket__stage__dossier__product_set")
        .order_by("closed_at", "pk")
    )
    terms: dict[int, Terms] = {}
    found = []
    for row in rows:
        edition = row.docket.stage.dossier.edition
        if edition.pk not in terms:
            terms[edition.pk] = terms_of(edition)
        kind = _kind(row, terms[edition.pk], level)
        if kind is not None and row.turn == row.docket.turn:
            found.append(Waiting(row, kind))
    return found


def _kind(tally: Tally, terms: Terms, level: str) -> str | None:
    """What this level does with the result; None where it is another level's turn."""
    here = tally.docket.session.council.level == level
    awarded_by = terms.awarded_by(tally.stars) if tally.stars is not None else ""
    if awarded_by == level:
        return DecisionKind.RECOGNISE
    if here and awarded_by == StageLevel.NATION:
        return DecisionKind.FORWARD
    return "" if here and not awarded_by else None
