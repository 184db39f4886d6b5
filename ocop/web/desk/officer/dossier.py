"""A dossier as an office reads it: all parts, nothing to change; and its frozen versions."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.dossiers.enums import DossierState, StageState
from ocop.dossiers.flow import STAGE_FLOW
from ocop.dossiers.guards import EDITABLE, may_note_desk, may_note_reference, may_write
from ocop.dossiers.models import (
    Answer,
    DeskFinding,
    Dossier,
    DossierVersion,
    Evidence,
    EvidenceUse,
    LocalFinding,
    Stage,
)
from ocop.dossiers.queries import Milestone, plans_of, self_score, stage_clock, timeline
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules import rubric
from ocop.web.desk.filling import pill
from ocop.web.desk.officer.doors import dossier_at, joined, officer_page, own_door, stage_here
from ocop.web.desk.officer.references import references_of
from ocop.web.shared.access import get_or_404
from ocop.web.shared.pieces import TrailStep
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import days_left_words, vn_date


@dataclasses.dataclass(frozen=True)
class AnswerLine:
    """A criterion with the producer's answer, what proves it, and the advisory team's word."""

    criterion: Criterion
    answer: Answer | None
    evidence: tuple[Evidence, ...]
    finding: DeskFinding | None


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the score sheet (A, B, C) with its lines."""

    key: str
    name: str
    lines: tuple[AnswerLine, ...]
    points: int
    most: int


def parts_of(dossier: Dossier) -> list[Part]:
    """All criteria of the dossier by part: four queries whatever the size."""
    answers = {row.criterion_id: row for row in dossier.answers.select_related("option")}
    evidence: dict[int, list[Evidence]] = {}
    for use in EvidenceUse.objects.filter(evidence__dossier=dossier).select_related("evidence").order_by("evidence_id"):
        evidence.setdefault(use.criterion_id, []).append(use.evidence)
    findings = {row.criterion_id: row for row in
                DeskFinding.objects.filter(stage__dossier=dossier).select_related("option").order_by("pk")}
    lines = [
        AnswerLine(one, answers.get(one.pk), tuple(evidence.get(one.pk, ())), findings.get(one.pk))
        for one in Criterion.objects.filter(product_set=dossier.product_set_id).order_by("position")
    ]
    return [_part(part, lines) for part in rubric_of(dossier.product_set).parts]


def _part(part: rubric.Part, lines: Sequence[AnswerLine]) -> Part:
    own = tuple(line for line in lines if line.criterion.part == part.key)
    points = sum(line.answer.option.points for line in own if line.answer and line.answer.option)
    return Part(part.key, part.name.said(get_language() or "vi"), own, points=points, most=part.max)


@require_safe
def officer_dossier(request: Request, pid: str) -> HttpResponse:
    """The whole dossier, with what this office may do next on top."""
    actor = request.actor
    dossier = dossier_at(actor, pid)
    stage = stage_here(actor, dossier)
    evidence = dossier.evidence.select_related("blob", "paper_version__blob", "paper_version__paper").prefetch_related(
        Prefetch("uses", EvidenceUse.objects.select_related("criterion").order_by("criterion__position")))
    stages = list(
        dossier.stages.select_related("unit").prefetch_related("supplements__items__criterion").order_by("pk"))
    context = {
        "dossier": dossier, "stage": stage, "stages": stages, "evidence": list(evidence.order_by("pk")),
        "parts": parts_of(dossier), "score": self_score(dossier), "acts": acts_of(actor, dossier, stage),
        "clock": stage_clock(stage, actor.today) if stage and _in_hand(stage) else None,
        "trail": [trail_step(step) for step in timeline(dossier, day=actor.today)],
        "versions": list(dossier.versions.defer("content").order_by("-no")),
        "findings": list(LocalFinding.objects.filter(stage__dossier=dossier).order_by("stage_id", "head")),
        "plans": [(plan, pill(plan)) for plan in plans_of(dossier.product, actor) if plan.sent_at],
        "references": references_of(dossier), "may_refer": may_note_reference(actor, dossier),
        "now": _now_words(dossier), "filed": dossier.state != DossierState.DRAFT,
    }
    return officer_page(request, "dossier", context, current=own_door(actor))


def _in_hand(stage: Stage) -> bool:
    return stage.state in {StageState.RECEIVED, StageState.ASKING}


def _now_words(dossier: Dossier) -> tuple[str, str]:
    """The state as a pill: kind and words."""
    kinds = {DossierState.SUBMITTED: "wait", DossierState.ACCEPTED: "wait", DossierState.RETURNED: "warn",
             DossierState.CLOSED: "ok", DossierState.DRAFT: "none"}
    return kinds.get(DossierState(dossier.state), ""), dossier.get_state_display()


# Where each step of a stage is taken, the main one first. The others happen inside other verbs.
PAGES = (("send_up", "form03"), ("accept_dossier", "accept_page"), ("ask_supplement", "supplement_page"),
         ("return_dossier", "return_page"))


def acts_of(actor: Actor, dossier: Dossier, stage: Stage | None) -> list[tuple[Words, str]]:
    """Buttons for what this office may do now: words and address."""
    if dossier.state in EDITABLE and may_write(actor, dossier):
        return [(_("Viết tiếp giúp chủ thể"), reverse("producer_dossier", args=[dossier.pid]))]
    if stage is None or dossier.state not in {DossierState.SUBMITTED, DossierState.ACCEPTED}:
        return []
    offered = {step.verb: step for step in STAGE_FLOW.offers(stage, actor)}
    acts: list[tuple[Words, str]] = []
    for verb, page in PAGES:
        if verb in offered:
            words: Words = _("Kiểm tra, viết mẫu 03") if verb == "send_up" else offered[verb].label
            acts.append((words, reverse(page, args=[dossier.pid])))
    if may_note_desk(actor, stage) and stage.state in {StageState.RECEIVED, StageState.CHECKED}:
        acts.append((_("Thẩm định từng tiêu chí"), reverse("desk_findings", args=[dossier.pid])))
    return acts


def trail_step(step: Milestone) -> TrailStep:
    """A step of the way for the trail: who holds it, since when, until when."""
    small = [step.who]
    if step.state == "done":
        small.append(vn_date(step.until or step.since))
    elif step.state == "now":
        small.append(_("từ %(day)s") % {"day": vn_date(step.since)} if step.since else "")
        clock = step.clock
        if clock is not None and clock.paused:
            small.append(_("đồng hồ tạm dừng"))
        elif clock is not None and clock.due_on is not None and clock.left is not None:
            small.append(_("hạn %(day)s") % {"day": vn_date(clock.due_on)})
            small.append(days_left_words(clock.left) if step.key == "commune" else "")
    return TrailStep(step.words, joined(*small), "" if step.state == "next" else step.state)


@require_safe
def officer_version(request: Request, pid: str, no: int) -> HttpResponse:
    """A filed version, as it was frozen, with what differs from the one before."""
    dossier = dossier_at(request.actor, pid)
    version = get_or_404(dossier.versions.all(), no=no)
    before = dossier.versions.filter(no__lt=no).order_by("-no").first()
    criteria = Criterion.objects.filter(product_set=dossier.product_set_id).prefetch_related("options")
    context = {
        "dossier": dossier, "version": version, "before": before,
        "rows": _version_rows(version, before, list(criteria.order_by("position"))),
        "evidence": [_version_evidence(row, before) for row in version.content.get("evidence", [])],
    }
    return officer_page(request, "version", context, current=own_door(request.actor))


def _version_rows(version: DossierVersion, before: DossierVersion | None,
                  criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Each criterion as it was answered then; `changed` against the version before."""
    now = version.content.get("answers", {})
    then = before.content.get("answers", {}) if before else now
    return [
        {"criterion": one, "option": _option_words(one, now.get(one.key)), "text": now.get(one.key, {}).get("text", ""),
         "changed": now.get(one.key) != then.get(one.key),
         "was": _option_words(one, then.get(one.key)), "was_text": then.get(one.key, {}).get("text", "")}
        for one in criteria
    ]


def _option_words(criterion: Criterion, answer: dict[str, Any] | None) -> str:
    """The words and points of an option by its id in the criterion ("2", "b1")."""
    if not answer:
        return _("chưa trả lời")
    pick = answer.get("option")
    if not pick:
        return _("không đạt mức nào (0 điểm)")
    branch = ord(pick[0]) - ord("a") + 1 if pick[0].isalpha() else 0
    number = int(pick.lstrip("abcdefgh"))
    for option in criterion.options.all():
        if (option.branch, option.no) == (branch, number):
            return _("%(words)s (%(points)s điểm)") % {"words": option.text, "points": option.points}
    return str(pick)


def _version_evidence(row: dict[str, Any], before: DossierVersion | None) -> dict[str, Any]:
    """A piece of evidence of a version; `new` when the version before did not have it."""
    known = {old.get("pid") for old in before.content.get("evidence", [])} if before else {row.get("pid")}
    return {"title": row.get("title", ""), "criteria": ", ".join(row.get("criteria", [])), "pid": row.get("pid", ""),
            "link": row.get("link", ""), "new": row.get("pid") not in known}


