"""One product before the council: sealed, counted, or settled; the secretary counts from here."""

import dataclasses
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.actions import tally_docket
from ocop.councils.enums import SessionState
from ocop.councils.guards import may_call, may_enter_paper, may_see_board, may_tally
from ocop.councils.models import Docket, ScoreSheet, Tally, seats_of
from ocop.councils.queries import Graded, Standing, pick_of
from ocop.councils.queries.marks import graded_as_shown
from ocop.rulebooks.queries import bands_of, rubric_of
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import shown
from ocop.web.desk.council.chart import Chart, scale_for, spread_chart
from ocop.web.desk.council.place import Refused, beside, council_page, docket_at, said, sit_down
from ocop.web.desk.council.why import Outcome, counts_words, outcome_now, outcome_told
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words


@dataclasses.dataclass(frozen=True)
class GateLine:
    """A finding on a criterion that carries a gate."""

    key: str
    name: str
    gates: str
    counts: str
    proposed: str
    held: str
    settled: bool
    changed: bool
    note: str


@dataclasses.dataclass(frozen=True)
class ExclusionLine:
    """Whether an exclusion holds."""

    key: str
    words: str
    effect: str
    holds: bool
    settled: bool
    note: str


def level_words(rubric: Rubric, key: str, pick: str | None) -> str:
    """A level of a criterion in words, with its points."""
    option = rubric.by_key[key].by_id.get(pick or "")
    if option is None:
        return _("chưa đạt mức nào (0 điểm)")
    return _("%(words)s (%(points)s điểm)") % {"words": said(option.words), "points": option.points}


def gate_lines(tally: Tally, rubric: Rubric) -> list[GateLine]:
    """The findings on gates, in the order of the sheet."""
    counts = {row.criterion.key: row.counts for row in tally.criteria.select_related("criterion")}
    rows = tally.gate_findings.select_related("criterion", "option", "proposed").order_by("criterion__position")
    return [
        GateLine(
            key=row.criterion.key, name=said(rubric.by_key[row.criterion.key].name),
            gates=", ".join(stars_words(gate.star) for gate in rubric.by_key[row.criterion.key].gates),
            counts=counts_words(rubric, row.criterion.key, counts.get(row.criterion.key, {})),
            proposed=level_words(rubric, row.criterion.key, pick_of(row.proposed)),
            held=level_words(rubric, row.criterion.key, pick_of(row.option)), settled=row.by_id is not None,
            changed=row.option_id != row.proposed_id, note=row.note,
        )
        for row in rows
    ]


def exclusion_lines(tally: Tally) -> list[ExclusionLine]:
    """The exclusions of the set as the council holds them."""
    rows = tally.exclusion_findings.select_related("exclusion").order_by("exclusion__position")
    return [
        ExclusionLine(row.exclusion.key, row.exclusion.text, row.exclusion.get_effect_display(), row.holds,
                      row.by_id is not None, row.note)
        for row in rows
    ]


@dataclasses.dataclass(frozen=True)
class Case:
    """A product as the actor may see it; `marks` and `tally` are None while the seal covers them."""

    docket: Docket
    standing: Standing
    marks: Graded | None
    rubric: Rubric
    may_lead: bool

    @property
    def tally(self) -> Tally | None:
        """The tally of the turn, where the actor may see it."""
        return self.standing.tally if self.marks else None

    @property
    def closed(self) -> bool:
        """Whether the result stands."""
        return self.tally is not None and self.tally.closed_at is not None

    @property
    def outcome(self) -> Outcome | None:
        """Settled or as things stand; None while sealed."""
        if self.marks is None:
            return None
        if self.tally is not None and self.closed:
            return outcome_told(self.rubric, self.tally)
        return outcome_now(self.marks, shown(self.marks.result.mean, self.marks.bands))

    @property
    def chart(self) -> Chart:
        """The spread."""
        out, product_set = self.outcome, self.docket.stage.dossier.product_set
        totals = out.totals if out else []
        exact = Fraction(out.sum_points, out.sheets) if out else None
        scale = scale_for(bands_of(product_set.edition), totals, self.rubric.max)
        return spread_chart(scale, totals, mean=out.mean if out else "", exact=exact)


def case_of(actor: Actor, docket: Docket) -> Case:
    """How the product stands for this actor."""
    standing, marks = graded_as_shown(actor, docket)
    return Case(docket, standing, marks, rubric_of(docket.stage.dossier.product_set), may_tally(actor, standing))


@require_safe
def docket_page(request: Request, pid: str) -> HttpResponse:
    """The product: hatched while sealed, then spread, findings and stars."""
    sit_down(request.actor)
    return draw_docket(request, docket_at(request.actor, pid))


def draw_docket(request: Request, docket: Docket, refused: Refused | None = None) -> HttpResponse:
    """The page of a product, with a refusal where one was met."""
    actor = request.actor
    case = case_of(actor, docket)
    tally, session = case.tally, docket.session
    out = case.outcome
    context: dict[str, Any] = {
        "docket": docket, "session": session, "product": docket.stage.dossier.product, "case": case, "out": out,
        "producer": docket.stage.dossier.producer, "product_set": docket.stage.dossier.product_set,
        "chart": case.chart, "tally": tally, "open": session.state == SessionState.OPEN,
        "gates": gate_lines(tally, case.rubric) if tally else [], "exclusions": exclusion_lines(tally) if tally else [],
        "unsettled": unsettled_words(tally), "earlier": _earlier(docket) if case.marks else [],
        "board": may_see_board(actor, session), "may_paper": may_enter_paper(actor, case.standing),
        "own_seat": seats_of(actor).get(session.council_id), "alarm": _alarm(case),
        "may_take_off": _may_take_off(actor, case),
    }
    return council_page(request, "docket", context, current="sessions", refused=refused)


def unsettled_words(tally: Tally | None) -> str:
    """How many findings nobody has looked at; they stand as proposed."""
    if tally is None or tally.closed_at is not None:
        return ""
    left = tally.gate_findings.filter(by__isnull=True).count()
    return ngettext("%(left)s kết luận giữ theo đề xuất", "%(left)s kết luận giữ theo đề xuất", left) % {"left": left}


def _alarm(case: Case) -> str:
    limit = case.docket.session.regulation.spread_points
    if case.marks is None or case.marks.spread <= limit:
        return ""
    return _("Các phiếu lệch nhau %(spread)s điểm. Quy chế cho lệch tối đa %(limit)s điểm.") % {
        "spread": case.marks.spread, "limit": limit}


def _earlier(docket: Docket) -> list[Tally]:
    """Tallies of turns before the one under way."""
    return list(Tally.objects.filter(docket=docket, turn__lt=docket.turn).order_by("turn"))


def _may_take_off(actor: Actor, case: Case) -> bool:
    """Whether the product can still leave the agenda."""
    session = case.docket.session
    begun = ScoreSheet.objects.filter(docket=case.docket)
    state = session.state in {SessionState.CALLED, SessionState.OPEN}
    return state and may_call(actor, session.council) and not begun.exists()


@require_POST
def tally_act(request: Request, pid: str) -> HttpResponse:
    """Count the sheets of the product."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    try:
        tally = tally_docket(docket=docket, by=request.actor)
    except Refusal as refusal:
        return draw_docket(request, docket, beside(refusal))
    messages.success(request, _("Đã kiểm %(sheets)s phiếu. Tiếp theo: kết luận từng tiêu chí có mức tối thiểu rồi "
                                "chốt.") % {"sheets": tally.sheets})
    return redirect("docket_page", pid)
