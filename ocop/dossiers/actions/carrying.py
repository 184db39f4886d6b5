"""Carry-over: an upgrade or renewal starts from the last dossier, and asks only for what changed (model.md 3)."""

import dataclasses

from ocop.core.lists import first_or_none
from ocop.dossiers.content import evidence_of
from ocop.dossiers.models import Answer, Dossier, DossierVersion, Evidence, EvidenceUse
from ocop.dossiers.queries import pick_of
from ocop.registry.models import PaperVersion
from ocop.rulebooks.enums import MapState
from ocop.rulebooks.models import Criterion, CriterionMap, Option


@dataclasses.dataclass(frozen=True)
class _Way:
    """Where an old criterion went: its new one, and old option ids with the new; None maps every id to itself."""

    criterion: Criterion
    pairs: dict[str, str] | None = None


def carry_over(dossier: Dossier, base: DossierVersion) -> None:
    """Copy answers and evidence of `base` into a new dossier, each answer marked until somebody confirms it.

    Across editions only through CriterionMap: no counterpart, no answer. A paper comes in its newest issue.
    """
    ways = _ways(base.dossier, dossier)
    options = {(option.criterion_id, pick_of(option)): option for option in
               Option.objects.filter(criterion__product_set=dossier.product_set_id)}
    for key, said in base.content.get("answers", {}).items():
        way = ways.get(key)
        if way is None:
            continue
        pick = said["option"]
        new_pick = pick if way.pairs is None or pick is None else way.pairs.get(pick)
        if pick is not None and (way.criterion.pk, new_pick) not in options:
            continue
        Answer.objects.create(
            dossier=dossier, criterion=way.criterion, option=options.get((way.criterion.pk, new_pick)),
            text=said["text"], carried_from=base,
        )
    _carry_evidence(dossier, base.dossier, ways)


def _ways(old: Dossier, new: Dossier) -> dict[str, _Way]:
    """For each printed code of the old set, where it went."""
    if old.product_set_id == new.product_set_id:
        return {one.key: _Way(one) for one in Criterion.objects.filter(product_set=new.product_set_id)}
    maps = CriterionMap.objects.exclude(state=MapState.NONE).filter(
        old__product_set=old.product_set_id, new__product_set=new.product_set_id
    )
    return {row.old.key: _Way(row.new, {old_id: new_id for old_id, new_id in row.option_pairs})
            for row in maps.select_related("old", "new") if row.new is not None}


def _carry_evidence(dossier: Dossier, old: Dossier, ways: dict[str, _Way]) -> None:
    for row in evidence_of(old):
        criteria = [ways[use.criterion.key].criterion for use in row.uses.all() if use.criterion.key in ways]
        version = _newest(row.paper_version) if row.paper_version else None
        if not criteria or (row.paper_version and version is None):
            continue
        copy = Evidence.objects.create(dossier=dossier, paper_version=version, blob=row.blob, link=row.link,
                                       title=row.title, pages=row.pages)
        EvidenceUse.objects.bulk_create([EvidenceUse(evidence=copy, criterion=one) for one in criteria])


def _newest(version: PaperVersion) -> PaperVersion | None:
    """The newest issue of the same paper; None when the paper is out of use."""
    if version.paper.closed_on is not None:
        return None
    return first_or_none(PaperVersion.objects.filter(paper=version.paper).order_by("-no")[:1])
