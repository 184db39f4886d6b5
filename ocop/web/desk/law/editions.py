"""`/lam-viec/van-ban/`: the editions; one with its levels, bands, limits, sets and doubts; its file."""

import dataclasses
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from ocop.dossiers.enums import DossierKind
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import (
    ClockRule,
    Edition,
    EditionLevel,
    ProductSet,
    StarBand,
    TransitionRule,
    in_tongue,
)
from ocop.rulebooks.queries import export_edition_xlsx, export_edition_yaml
from ocop.web.desk.law.place import crumbs, doubts, edition_at, law_page
from ocop.web.desk.law.words import clock_counts_from, clock_measure, clock_name
from ocop.web.shared.exports import KIND
from ocop.web.shared.request import Request


@dataclasses.dataclass(frozen=True)
class Group:
    """A branch of the product tree with its sets: (set, its doubts) pairs."""

    name: str
    sets: list[tuple[ProductSet, int]]


@require_safe
def law_editions(request: Request) -> HttpResponse:
    """Every edition, the newest first, with its dates, basis, state and what its transcript lacks."""
    rows = Edition.objects.visible_to(request.actor).annotate(set_count=Count("sets")).select_related("scope_unit")
    context = {
        "editions": [(row, vars(row)["set_count"], gaps_of(row)) for row in rows.order_by("-in_force_from", "-pk")],
        "may_draft": may_edit_rulebooks(request.actor),
        "may_see_change": bool(request.actor.grants),
    }
    return law_page(request, "editions", context)


def gaps_of(edition: Edition) -> list[str]:
    """What the transcript lacks, in the reader's language."""
    return [in_tongue(gap["vi"], gap.get("en", "")) for gap in edition.transcript_gaps]


@require_safe
def law_edition(request: Request, key: str) -> HttpResponse:
    """One edition as a whole."""
    edition = edition_at(request.actor, key)
    found = doubts(edition)
    context = {
        "edition": edition, "crumbs": crumbs(edition), "gaps": gaps_of(edition), "doubts": found,
        "levels": EditionLevel.objects.filter(edition=edition).order_by("pk"),
        "bands": StarBand.objects.filter(edition=edition), "clocks": _clocks(edition),
        "transitions": transitions(edition), "groups": _groups(edition, [one.set for one in found]),
        "parts": [(part["key"], in_tongue(part["name"], part["name_en"]), part["max"]) for part in edition.parts],
        "may_draft": may_edit_rulebooks(request.actor),
    }
    return law_page(request, "edition", context)


def _clocks(edition: Edition) -> list[dict[str, Any]]:
    return [
        {"row": row, "name": clock_name(row.key), "measure": clock_measure(row), "from": clock_counts_from(row)}
        for row in ClockRule.objects.filter(edition=edition).order_by("pk")
    ]


def transitions(edition: Edition, old_key: str = "") -> list[tuple[str, str, TransitionRule]]:
    """The transition rules of an edition (26/2026 art. 12): kind of dossier, the old edition's number, the rule."""
    rules = TransitionRule.objects.filter(edition=edition).order_by("pk")
    rows = list(rules.filter(old_key=old_key) if old_key else rules)
    names = dict(Edition.objects.filter(key__in=[row.old_key for row in rows]).values_list("key", "number"))
    kinds = dict(DossierKind.choices)
    return [(str(kinds.get(row.kind, row.kind)), names.get(row.old_key, row.old_key), row) for row in rows]


def _groups(edition: Edition, doubted: list[str]) -> list[Group]:
    """The sets under their branch of the tree, as printed."""
    found: dict[int, Group] = {}
    for row in ProductSet.objects.filter(edition=edition).select_related("group__parent").order_by("position"):
        branch = row.group
        names = [part.title for part in (branch.parent, branch) if part is not None]
        group = found.setdefault(branch.pk, Group(f"{branch.key} {' · '.join(dict.fromkeys(names))}", []))
        group.sets.append((row, doubted.count(row.key)))
    return list(found.values())


@require_safe
def law_file(request: Request, key: str, kind: str) -> HttpResponse:
    """The edition as a file: its own YAML byte for byte, or Excel that can be edited and uploaded again."""
    edition = edition_at(request.actor, key)
    if kind == "yaml":
        response = HttpResponse(export_edition_yaml(edition), content_type="application/yaml; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(export_edition_xlsx(edition), content_type=KIND)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{edition.key}.{kind}"'
    return response
