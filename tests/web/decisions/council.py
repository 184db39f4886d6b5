"""What a council does to a dossier before a decision, through the verbs."""

from collections.abc import Mapping

from ocop.core.dates import today
from ocop.councils.actions import (
    call_session,
    close_session,
    close_tally,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    sign_minutes,
    sign_sheet,
    tally_docket,
)
from ocop.councils.models import Seat, Tally
from ocop.dossiers.models import Dossier, Stage
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import seven_sheets
from tests.journeys.world import World
from tests.people import fresh

WEAK: list[dict[str, str | None]] = [{"1.1": "1"}] * 7


def sheets_of(world: World, *, stars: int) -> list[Mapping[str, str | None]]:
    """Seven sheets whose result is one, four or five stars."""
    if stars == 1:
        return list(WEAK)
    missed = 5 if stars == 4 else None
    return list(seven_sheets(rubric_of(world.tea), total=638, missed_star=missed)[0])


def judged(world: World, dossiers: Mapping[Dossier, int], *, signed: bool = True) -> dict[int, Tally]:
    """One session over accepted dossiers, each with the stars it comes to; tallies by dossier."""
    secretary = world.secretary
    session = call_session(council=world.council, on=today(), by=fresh(secretary))
    dockets = {
        dossier: put_on_docket(session=session, stage=Stage.objects.get(dossier=dossier, level="province"),
                               by=fresh(secretary))
        for dossier in dossiers
    }
    note_attendance(session=session, present=Seat.objects.filter(council=world.council), by=fresh(secretary))
    open_session(session=session, by=fresh(secretary))
    found = {}
    for dossier, stars in dossiers.items():
        for member, picks in zip(world.members, sheets_of(world, stars=stars), strict=True):
            save_sheet(docket=dockets[dossier], picks=dict(picks), by=fresh(member))
            sign_sheet(docket=dockets[dossier], by=fresh(member))
        tally = tally_docket(docket=dockets[dossier], by=fresh(secretary))
        found[dossier.pk] = close_tally(tally=tally, by=fresh(secretary))
        assert found[dossier.pk].stars == stars
    close_session(session=session, by=fresh(secretary))
    if signed:
        sign_minutes(session=session, by=fresh(secretary))
        sign_minutes(session=session, by=fresh(world.chair))
    return found
