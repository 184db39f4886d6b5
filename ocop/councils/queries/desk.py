"""The member's desk: the queue of what is owed, and one sheet with all it needs (C20, Q4)."""

import dataclasses
from collections import defaultdict
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ocop.core.actor import Actor
from ocop.councils.enums import SessionMode, SessionState, SheetState
from ocop.councils.models import Attendance, Docket, ScoreSheet, Seat, Tally, seat_ids, seats_of, tied_rows
from ocop.councils.queries.seal import DOCKET_WITH
from ocop.dossiers.models import Answer, DeskFinding, Dossier, Evidence, EvidenceUse
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Rubric


@dataclasses.dataclass(frozen=True)
class QueueItem:
    """A product in the member's queue. `ticked` of `criteria` are answered ("none" is an answer too)."""

    docket: Docket
    number: int
    done: bool
    ticked: int
    criteria: int
    total: int

    @property
    def left(self) -> int:
        """Criteria without an answer."""
        return self.criteria - self.ticked


@dataclasses.dataclass(frozen=True)
class SheetPage:
    """Everything the page of a sheet shows."""

    docket: Docket
    seat: Seat
    sheet: ScoreSheet | None
    rubric: Rubric
    answers: dict[str, Answer]
    desk_findings: dict[str, DeskFinding]
    evidence: dict[str, list[Evidence]]
    may_score: bool
    before: str
    after: str

    @property
    def picks(self) -> dict[str, str | None]:
        """The picks as saved."""
        return dict(self.sheet.picks) if self.sheet else {}

    @property
    def rev(self) -> int:
        """The revision the page shows, to be sent back with a save; 0 before the first."""
        return self.sheet.rev if self.sheet else 0


@dataclasses.dataclass(frozen=True)
class ScoringPlace:
    """A seat before a product at the moment of a save: its sheet, if any, and what bars it."""

    docket: Docket
    seat: Seat | None
    sheet: ScoreSheet | None
    tied: bool
    there: bool
    counted: bool


def dossiers_on_docket(actor: Actor) -> QuerySet[Dossier]:
    """Dossiers a council member may read: those on the agenda of a council one sits on, never a tied one (C12)."""
    mine = Docket.objects.visible_to(actor).filter(session__council__in=list(seats_of(actor)))
    return Dossier.objects.filter(pk__in=mine.values("stage__dossier"))


def scoring_facts(mine: list[int], prefix: str = "") -> dict[str, Any]:
    """Annotations for one query: are these seats tied, noted as present or absent, has the turn been counted.

    `prefix` leads to the docket ("docket__" from a sheet). Asked afresh with the row, so that a save is judged by what
    is true at that moment.
    """
    noted = Attendance.objects.filter(session=OuterRef(f"{prefix}session"), seat__in=mine)
    turn = OuterRef(f"{prefix}turn")
    docket = OuterRef(f"{prefix}id")
    return {
        "is_tied": tied_rows(mine, prefix),
        "noted_present": Exists(noted.filter(present=True)),
        "noted_absent": Exists(noted.filter(present=False)),
        "is_counted": Exists(Tally.objects.filter(docket=docket, turn=turn)),
    }


def is_there(row: Any, mode: str) -> bool:
    """Whether an annotated row says the actor takes part: at a meeting if noted present, in writing unless absent."""
    return bool(row.noted_present if mode == SessionMode.MEETING else not row.noted_absent)


def _my_dockets(actor: Actor) -> "QuerySet[Docket]":
    """Products the actor's scoring seats take part in, in sessions open now."""
    scoring = [seat.council_id for seat in seats_of(actor).values() if seat.scores]
    facts = scoring_facts(seat_ids(actor))
    return (
        Docket.objects.visible_to(actor)
        .filter(session__state=SessionState.OPEN, session__council__in=scoring)
        .annotate(**facts)
        .filter(Q(session__mode=SessionMode.MEETING, noted_present=True)
                | Q(session__mode=SessionMode.WRITTEN, noted_absent=False))
        .order_by("session__on", "session", "position", "pk")
    )


def queue(actor: Actor) -> list[QueueItem]:
    """The products the actor must score now: what is owed first, in the order of the agenda; done ones sink.

    A turn already counted is done for everybody. Four queries, whatever the length.
    """
    dockets = list(_my_dockets(actor).select_related(*DOCKET_WITH))
    own = {
        sheet.docket_id: sheet
        for sheet in ScoreSheet.objects.own(actor).filter(docket__in=dockets, turn=F("docket__turn"))
    }
    items = [_item(docket, own.get(docket.pk)) for docket in dockets]
    return sorted(items, key=lambda item: item.done)


def _item(docket: Any, sheet: ScoreSheet | None) -> QueueItem:
    signed = sheet is not None and sheet.state == SheetState.SIGNED
    return QueueItem(
        docket=docket,
        number=docket.position,
        done=signed or docket.is_counted,
        ticked=len(sheet.picks) if sheet else 0,
        criteria=len(rubric_of(docket.stage.dossier.product_set).criteria),
        total=sheet.total if sheet else 0,
    )


def sheet_page(actor: Actor, docket_pid: str) -> SheetPage | None:
    """The sheet of the actor for a product, with answers, desk findings and evidence; None where it is not to be seen.

    Seven queries, whatever the size.
    """
    scoring = [seat.council_id for seat in seats_of(actor).values() if seat.scores]
    docket = (
        Docket.objects.visible_to(actor)
        .filter(pid=docket_pid, session__council__in=scoring)
        .select_related(*DOCKET_WITH)
        .annotate(**scoring_facts(seat_ids(actor)))
        .first()
    )
    if docket is None:
        return None
    seat = seats_of(actor)[docket.session.council_id]
    sheet = ScoreSheet.objects.filter(docket=docket, seat=seat, turn=docket.turn).first()
    dossier = docket.stage.dossier_id
    answers = Answer.objects.filter(dossier=dossier).select_related("criterion", "option", "carried_from")
    findings = DeskFinding.objects.filter(stage=docket.stage_id).select_related("criterion", "option")
    before, after = _neighbours(docket, seat)
    return SheetPage(
        docket=docket,
        seat=seat,
        sheet=sheet,
        rubric=rubric_of(docket.stage.dossier.product_set),
        answers={answer.criterion.key: answer for answer in answers},
        desk_findings={finding.criterion.key: finding for finding in findings},
        evidence=_evidence(dossier),
        may_score=_open_for(docket, sheet),
        before=before,
        after=after,
    )


def _open_for(docket: Any, sheet: ScoreSheet | None) -> bool:
    session = docket.session
    takes_part = session.state == SessionState.OPEN and is_there(docket, session.mode)
    return takes_part and not docket.is_counted and (sheet is None or sheet.state == SheetState.OPEN)


def _evidence(dossier_id: int) -> dict[str, list[Evidence]]:
    """Evidence by criterion key."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    uses = EvidenceUse.objects.filter(evidence__dossier=dossier_id).select_related(
        "evidence__paper_version__paper", "evidence__paper_version__blob", "evidence__blob", "criterion"
    )
    for use in uses.order_by("evidence_id"):
        found[use.criterion.key].append(use.evidence)
    return dict(found)


def _neighbours(docket: Docket, seat: Seat) -> tuple[str, str]:
    """The pids before and after it on the agenda, tied ones left out."""
    agenda = (
        Docket.objects.filter(session=docket.session_id)
        .exclude(tied_rows([seat.pk]))
        .order_by("position", "pk")
        .values_list("pid", flat=True)
    )
    pids = list(agenda)
    place = pids.index(docket.pid)
    return (pids[place - 1] if place else "", pids[place + 1] if place + 1 < len(pids) else "")


