"""A set as the printed score sheet: parts, sections, criteria, options, gates, rejections, evidence, help."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.rulebooks import telling
from ocop.rulebooks.enums import Effect
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import CriterionHelp, CriterionMap, Edition, EvidenceKind, OfficialWording, ProductSet
from ocop.rulebooks.queries import official_words, rubric_of
from ocop.rulebooks.rules import helping, shelf
from ocop.rulebooks.rules.rubric import Criterion, Exclusion, Rubric
from ocop.web.desk.law.place import (
    crumbs,
    doubts,
    law_page,
    may_write_for_province,
    own_province,
    reading_units,
    set_at,
)
from ocop.web.shared.errors import anchor
from ocop.web.shared.request import Request

PRINT = "in"


@dataclasses.dataclass(frozen=True)
class OptionLine:
    """An option as printed; `short` is our wording where official words stand over it."""

    id: str
    points: int
    words: str
    gate: int | None
    short: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A criterion as printed, with what stands beside it. `evidence` are (name, what proves it)."""

    key: str
    anchor: str
    name: str
    short: str
    source: str
    max: int
    heading: str
    hints: list[str]
    branches: list[tuple[str, list[OptionLine]]]
    rejections: list[tuple[str, str]]
    evidence: list[tuple[str, str]]
    own_help: list[str]
    our_reading: bool
    hangs_on: str
    doubted: bool


@dataclasses.dataclass(frozen=True)
class Head:
    """A section; `part` is set where a new part begins."""

    name: str
    max: int
    lines: list[Line]
    part: str = ""


@dataclasses.dataclass(frozen=True)
class _Beside:
    """What lies beside a sheet, asked for all its criteria at once."""

    official: Mapping[tuple[str, str], OfficialWording]
    own_help: Mapping[str, list[str]]
    borrowed: Mapping[str, list[str]]
    names: Mapping[str, str]
    doubted: frozenset[str]


@require_safe
def law_set(request: Request, key: str, product_set: str) -> HttpResponse:
    """The sheet; `?in=1` with everything unfolded, for the printer."""
    actor = request.actor
    row = set_at(actor, key, product_set)
    rubric, found = rubric_of(row), doubts(row.edition, row.key)
    beside = _beside(actor, row, rubric, doubted=frozenset(one.code for one in found))
    context = {
        "row": row, "edition": row.edition, "crumbs": crumbs(row.edition, row), "heads": _heads(rubric, beside),
        "total": rubric.max, "doubts": found, "printing": request.GET.get(PRINT) == "1",
        "on_set": [(told_effect(one), telling.said(one.words)) for one in rubric.exclusions if not one.covers],
        "borrowed": bool(beside.borrowed), "leads": [lead["name"] for lead in row.leads],
        "may_word": may_edit_rulebooks(actor) or may_write_for_province(actor),
        "may_help": may_write_for_province(actor), "on_shelf": row.edition.key in shelf.shipped_books(),
        "others": Edition.objects.visible_to(actor).exclude(pk=row.edition_id).filter(
            Exists(ProductSet.objects.filter(edition=OuterRef("pk")))).order_by("-in_force_from", "-pk"),
    }
    return law_page(request, "set", context)


def told_effect(one: Exclusion) -> str:
    """What follows when a condition holds."""
    return str(Effect(one.effect).label)


def _beside(actor: Actor, row: ProductSet, rubric: Rubric, *, doubted: frozenset[str]) -> _Beside:
    own: dict[str, list[str]] = defaultdict(list)
    helps = CriterionHelp.objects.visible_to(actor).filter(
        scope_unit__in=reading_units(actor), edition_key=row.edition.key)
    for help_row in helps:
        own[help_row.block].append(help_row.text)
    borrowed: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    if not any(one.evidence for one in rubric.criteria):
        borrowed, names = _borrowed(row)
    unit = own_province(actor) if may_write_for_province(actor) else None
    return _Beside(official_words(row, unit), own, borrowed, names, doubted)


def _borrowed(row: ProductSet) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Kinds of evidence of the successor, where this edition names none: by criterion, and their names."""
    pairs = CriterionMap.objects.filter(old__product_set=row, new__isnull=False)
    found = {old: list(kinds) for old, kinds in pairs.values_list("old__key", "new__evidence") if kinds}
    if not found:
        return {}, {}
    keys = {kind for kinds in found.values() for kind in kinds}
    return found, {kind.key: kind.text for kind in EvidenceKind.objects.filter(key__in=keys)}


def _heads(rubric: Rubric, beside: _Beside) -> list[Head]:
    parts = {part.key: part for part in rubric.parts}
    found, last = [], ""
    for section in rubric.sections:
        part = parts[section.part]
        words = "" if section.part == last else _("Phần %(key)s. %(name)s (tối đa %(max)s điểm)") % {
            "key": part.key, "name": telling.said(part.name), "max": part.max}
        last = section.part
        lines = [_line(rubric, one, beside) for one in rubric.in_section(section.key) if one.part == section.part]
        found.append(Head(f"{section.key}. {telling.said(section.name)}", section.max, lines, words))
    return found


def _line(rubric: Rubric, one: Criterion, beside: _Beside) -> Line:
    over = beside.official.get((one.key, ""))
    short = telling.said(one.name)
    return Line(
        key=one.key, anchor=anchor(f"criterion:{one.key}"), name=over.words if over else short,
        short=short if over else "", source=_source(one, beside), max=one.max,
        heading=f"{one.heading.key} {telling.said(one.heading.name)}" if one.heading else "",
        hints=[telling.said(hint) for hint in one.hints], branches=_branches(one, beside),
        rejections=[
            (told_effect(bar), telling.said(bar.words)) for bar in rubric.exclusions if one.key in bar.covers],
        evidence=_evidence(one, beside), own_help=list(beside.own_help.get(one.block, ())),
        our_reading=one.heading_star is not None, hangs_on=one.conditional_on or "",
        doubted=one.key in beside.doubted,
    )


def _source(one: Criterion, beside: _Beside) -> str:
    """Where the official words of a line were read, each source once."""
    return "; ".join(dict.fromkeys(row.source for (key, _option), row in beside.official.items() if key == one.key))


def _branches(one: Criterion, beside: _Beside) -> list[tuple[str, list[OptionLine]]]:
    gates = {gate.option.id: gate.star for gate in one.gates}
    found: dict[int, list[OptionLine]] = {}
    for option in one.options:
        over, short = beside.official.get((one.key, option.id)), telling.said(option.words)
        found.setdefault(option.branch, []).append(
            OptionLine(option.id, option.points, over.words if over else short, gates.get(option.id),
                       short if over else ""))
    return [(telling.said(one.branches[branch - 1]) if branch else "", lines) for branch, lines in found.items()]


def _evidence(one: Criterion, beside: _Beside) -> list[tuple[str, str]]:
    if one.evidence:
        pairs: list[tuple[str, str]] = [(kind.key, telling.said(kind.words)) for kind in one.evidence]
    else:
        pairs = [(key, beside.names.get(key, key)) for key in beside.borrowed.get(one.key, ())]
    return [(name, telling.said(helping.words_for(key))) for key, name in pairs]
