"""Papers of a council: the minutes of a session and score sheets, blank and filled (D06, P03). Always Vietnamese."""

import datetime as dt
from typing import Any

from django.utils import timezone, translation

from ocop.core.models import AuditSeal
from ocop.core.seals import NO_ROOT
from ocop.core.typesetting import typeset
from ocop.councils.enums import SeatRole, SessionMode
from ocop.councils.models import Conflict, Council, Docket, ExclusionFinding, GateFinding, ScoreSheet, Seat, Session
from ocop.councils.queries.marks import pick_of
from ocop.councils.queries.seal import DOCKET_WITH, Sitting, Standing, sitting_of, standings
from ocop.dossiers.enums import StageLevel
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Criterion, Rubric


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _long_day(day: dt.date) -> str:
    """As an administrative paper writes it (Decree 30/2020): days and months 1 and 2 with a nought."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _person(seat: Seat) -> dict[str, str]:
    return {"person": seat.person, "agency": seat.agency, "role": str(SeatRole(seat.role).label)}


def minutes_content(session: Session) -> dict[str, Any]:
    """The minutes as data: who was there, conflicts with reasons, and for each product sheets, mean, stars, gates.

    Frozen when drawn up. It names the last root of the audit trail, against which a trail cut off can be told.
    """
    with translation.override("vi"):
        sitting = sitting_of(session)
        session = sitting.session
        council = session.council
        rows = Docket.objects.filter(session=session).select_related(*DOCKET_WITH).order_by("position", "pk")
        known = list(standings(rows).values())
        quorum = sitting.quorum()
        seal = AuditSeal.objects.order_by("-number").first()
        return {
            "council": council.name,
            "decision": f"{council.decision_no}, {_long_day(council.decided_on)}",
            "agency": _agency(council),
            "on": _long_day(session.on),
            "place": session.place,
            "mode": str(SessionMode(session.mode).label),
            "opened_at": _time(session.opened_at),
            "closed_at": _time(session.closed_at),
            "present": [_person(seat) for seat in sitting.seats if seat.pk in sitting.present],
            "absent": [_person(seat) for seat in sitting.seats if seat.pk not in sitting.present],
            "quorum": f"{quorum.present}/{quorum.seats} thành viên, cần ít nhất {quorum.needed}",
            "conflicts": _conflicts(known),
            "products": [_product(one) for one in known],
            "head": _first(sitting, SeatRole.CHAIR, SeatRole.DEPUTY),
            "secretary": _first(sitting, SeatRole.SECRETARY),
            "trail": seal.root if seal else NO_ROOT,
        }


def _agency(council: Council) -> str:
    """The authority that set the council up, as the head of a paper names it."""
    if council.level == StageLevel.NATION:
        return "Bộ Nông nghiệp và Môi trường"
    return f"Ủy ban nhân dân {council.unit.full_name[:1].lower()}{council.unit.full_name[1:]}"


def _first(sitting: Sitting, *roles: str) -> str:
    """The person present with the first of these roles: the deputy stands in for a chair who is away."""
    here = [seat for role in roles for seat in sitting.seats if seat.role == role and seat.pk in sitting.present]
    return here[0].person if here else ""


def _time(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local:%H} giờ {local:%M}, {_long_day(local.date())}"


def _conflicts(known: list[Standing]) -> list[dict[str, str]]:
    found = []
    for one in known:
        here = {seat.pk for seat in one.sitting.seats}
        ties = Conflict.objects.filter(seat__in=one.tied & here, state="standing").select_related("seat")
        dossier = one.docket.stage.dossier
        for tie in ties.order_by("seat", "pk"):
            if tie.dossier_id == dossier.pk or tie.producer_id is not None:
                found.append({"person": tie.seat.person, "product": dossier.product.name, "basis": tie.basis})
    return found


def _product(one: Standing) -> dict[str, Any]:
    stage, tally = one.docket.stage, one.tally
    line: dict[str, Any] = {
        "name": stage.dossier.product.name,
        "producer": stage.dossier.producer.name,
        "set": stage.dossier.product_set.name,
        "turn": one.docket.turn,
        "version": stage.version.sha256,
        "sheets": tally.sheets if tally else 0,
        "mean": tally.result.get("mean_shown", "") if tally else "",
        "stars": tally.stars if tally else None,
        "stars_words": _stars(tally.stars, tally.rejected) if tally else "Không chấm (hồ sơ đã rút)",
        "missed": [], "changed": [], "excluded": [],
    }
    if tally is None:
        return line
    rubric = rubric_of(stage.dossier.product_set)
    line["missed"] = [
        f"{gate['criterion']} {rubric.by_key[gate['criterion']].name.vi}: mức tối thiểu của hạng {gate['star']} sao"
        for gate in tally.result.get("missed", ())
    ]
    gates = GateFinding.objects.filter(tally=tally, by__isnull=False).select_related("criterion", "option", "proposed")
    line["changed"] = [
        f"{gate.criterion.key} {gate.criterion.name}: mức {pick_of(gate.proposed) or 'không tích'} thành "
        f"mức {pick_of(gate.option) or 'không tích'}. {gate.note}".strip()
        for gate in gates.order_by("criterion__position") if gate.option_id != gate.proposed_id
    ]
    holds = ExclusionFinding.objects.filter(tally=tally, holds=True).select_related("exclusion")
    line["excluded"] = [f"{row.exclusion.words}. {row.note}".strip() for row in holds.order_by("exclusion__position")]
    return line


def _stars(stars: int | None, rejected: bool) -> str:
    return "Không xếp hạng (bị loại)" if rejected or stars is None else f"{stars} sao"


def minutes_pdf(content: dict[str, Any]) -> bytes:
    """The minutes as PDF, from their frozen content."""
    return typeset("councils/print/minutes.typ", content)


def blank_sheet_pdf(docket: Docket, seat: Seat) -> bytes:
    """The blank sheet of a member for a product: the criteria set is itself the score sheet (26/2026 annex)."""
    return _sheet_pdf(docket, seat, None)


def filled_sheet_pdf(sheet: ScoreSheet) -> bytes:
    """A member's sheet as saved or signed; the caller has asked `sheets_visible_to`."""
    return _sheet_pdf(sheet.docket, sheet.seat, sheet)


def _sheet_pdf(docket: Docket, seat: Seat, sheet: ScoreSheet | None) -> bytes:
    full = Docket.objects.select_related(*DOCKET_WITH).get(pk=docket.pk)
    dossier = full.stage.dossier
    rubric = rubric_of(dossier.product_set)
    data = {
        "council": full.session.council.name,
        "agency": _agency(full.session.council),
        "edition": dossier.product_set.edition.number,
        "set": rubric.name.vi,
        "product": dossier.product.name,
        "producer": dossier.producer.name,
        "place": dossier.producer.place_words,
        "number": full.position,
        "on": _day(full.session.on),
        "turn": sheet.turn if sheet else full.turn,
        "person": seat.person,
        "seat_agency": seat.agency,
        "parts": _parts(rubric, sheet),
        "total": str(sheet.total) if sheet else "",
        "max": rubric.max,
        "opinion": sheet.opinion if sheet else "",
        "signed": _time(sheet.signed_at) if sheet else "",
        "digest": sheet.digest if sheet else "",
    }
    return typeset("councils/print/sheet.typ", data)


def _parts(rubric: Rubric, sheet: ScoreSheet | None) -> list[dict[str, Any]]:
    return [
        {
            "key": part.key,
            "name": part.name.vi,
            "max": part.max,
            "criteria": [_criterion(one, sheet) for one in rubric.criteria if one.part == part.key],
        }
        for part in rubric.parts
    ]


def _criterion(criterion: Criterion, sheet: ScoreSheet | None) -> dict[str, Any]:
    pick = sheet.picks.get(criterion.key) if sheet else None
    return {
        "key": criterion.key,
        "name": criterion.name.vi,
        "max": criterion.max,
        "note": sheet.notes.get(criterion.key, "") if sheet else "",
        "options": [
            {
                "id": option.id,
                "words": option.words.vi,
                "points": option.points,
                "star": option.star,
                "branch": criterion.branches[option.branch - 1].vi
                if option.branch and option.no == 1 and len(criterion.branches) >= option.branch else "",
                "ticked": option.id == pick,
            }
            for option in criterion.options
        ],
    }
