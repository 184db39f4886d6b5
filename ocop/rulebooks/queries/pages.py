"""What the pages of the law show: an edition's file, checks and doubts, two editions side by side, roads, help."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from ocop.places.models import AdminUnit
from ocop.rulebooks import sourcing, telling, workbook
from ocop.rulebooks.enums import MapState
from ocop.rulebooks.models import (
    Criterion,
    CriterionHelp,
    CriterionMap,
    Edition,
    EvidenceKind,
    OfficialWording,
    OptionWeight,
    ProductSet,
)
from ocop.rulebooks.queries.law import bands_of, rubric_of
from ocop.rulebooks.rules import helping, mapping, shelf, sources
from ocop.rulebooks.rules.compare import Change, compare
from ocop.rulebooks.rules.mapping import Line, OptionLine, SetMap
from ocop.rulebooks.rules.reasons import why_not
from ocop.rulebooks.rules.road import Road, default_weights, roads
from ocop.rulebooks.rules.rubric import Picks, Rubric
from ocop.rulebooks.rules.scoring import Result, next_star


def data_of(edition: Edition) -> Mapping[str, Any]:
    """The content an edition was laid down from, kept in the process. Refuses as `sourcing.text_of` does."""
    return _data(edition.pk, edition.checksum)


@functools.lru_cache(maxsize=16)
def _data(pk: int, version: str) -> Mapping[str, Any]:
    return shelf.parse(sourcing.text_of(Edition.objects.get(pk=pk)))


def export_edition_yaml(edition: Edition) -> bytes:
    """The edition's own file, byte for byte as it was loaded."""
    return sourcing.text_of(edition)


def export_edition_xlsx(edition: Edition) -> bytes:
    """The same content as an Excel file, which can be edited and uploaded again."""
    return workbook.edition_xlsx(data_of(edition))


def findings_of(edition: Edition) -> list[sourcing.Finding]:
    """Every check of an edition's content, also what its file declares itself; with the line of its file."""
    return sourcing.findings_in(sources.read_yaml(sourcing.text_of(edition)))


@dataclasses.dataclass(frozen=True)
class Doubt:
    """A doubt about the source that the file records: about which set ("*" = all) and line, what was found and done."""

    set: str
    code: str
    what: str
    action: str
    likely: str
    unresolved: bool


def doubts_of(edition: Edition, set_key: str | None = None) -> list[Doubt]:
    """The doubts recorded in an edition's file, of one set or of all."""
    anomalies = data_of(edition).get("anomalies") or ()
    return [
        Doubt(
            set=str(one["set"]),
            code=str(one.get("code", "")),
            what=str(one["what"]),
            action=str(one.get("action", "")),
            likely=str(one.get("likely", "")),
            unresolved=bool(one.get("unresolved", False)),
        )
        for one in anomalies
        if set_key is None or one["set"] in {set_key, "*"}
    ]


def set_map(old: ProductSet, new: ProductSet) -> SetMap:
    """How the criteria of two sets answer to each other: the map in the tables as people have reviewed it since, else
    by ids (a draft and what it was copied from).
    """
    rows = list(
        CriterionMap.objects.filter(old__product_set=old)
        .filter(Q(new=None) | Q(new__product_set=new))
        .select_related("old", "new")
        .order_by("old__position")
    )
    before, after = rubric_of(old), rubric_of(new)
    if not any(row.new_id for row in rows):
        return mapping.by_ids(before, after)
    lines = [_line(row, before.by_key[row.old.key], after.by_key[row.new.key] if row.new else None) for row in rows]
    known = {line.old for line in lines}, {line.new for line in lines}
    lines += [mapping.only(one, None) for one in before.criteria if one.key not in known[0]]
    lines += [mapping.only(None, one) for one in after.criteria if one.key not in known[1]]
    return SetMap(old.key, new.key, tuple(lines))


def _line(row: CriterionMap, old: Any, new: Any) -> Line:
    """A row of the table as a line; the state of a row holds for all its options."""
    if new is None:
        return mapping.only(old, None)
    review = mapping.REVIEWED if row.state == MapState.REVIEWED else mapping.ASSUMED
    twins = dict(row.option_pairs)
    options = [mapping.pair(one, new.by_id.get(twins.get(one.id, "")), review) for one in old.options]
    answered = set(twins.values())
    options += [OptionLine(None, one.id, mapping.NEW, review) for one in new.options if one.id not in answered]
    return mapping.line(old.key, new.key, options)


def successor_of(product_set: ProductSet, edition: Edition) -> ProductSet | None:
    """The set that takes a set's place in another edition: by the map, else of the same key; None if there is none."""
    rows = CriterionMap.objects.filter(old__product_set=product_set, new__product_set__edition=edition)
    mapped = rows.values_list("new__product_set", flat=True).first()
    found = ProductSet.objects.select_related("edition").filter(edition=edition)
    return found.filter(Q(pk=mapped) if mapped else Q(key=product_set.key)).first()


def compare_sets(old: ProductSet, new: ProductSet) -> list[Change]:
    """Two sets side by side, criterion by criterion."""
    return compare(rubric_of(old), rubric_of(new), set_map(old, new))


def weights_for(product_set: ProductSet, unit: AdminUnit | None = None) -> dict[tuple[str, str], int]:
    """Months per option: ours by kind of criterion, over them those the province has set."""
    weights = default_weights(rubric_of(product_set))
    if unit is not None:
        rows = OptionWeight.objects.filter(scope_unit=unit, option__criterion__product_set=product_set)
        for row in rows.select_related("option__criterion"):
            weights[row.option.criterion.key, row.option.key_in_criterion] = row.months
    return weights


def roads_for(
    product_set: ProductSet, picks: Picks, *, unit: AdminUnit | None = None, disqualified: Iterable[str] = ()
) -> dict[int, tuple[Road, ...]]:
    """The three roads to each star above the one held. Raises ScoringError on unknown names."""
    return roads(
        rubric_of(product_set),
        picks,
        bands=bands_of(product_set.edition),
        weights=weights_for(product_set, unit),
        disqualified=disqualified,
    )


def reasons_for(product_set: ProductSet, result: Result, star: int | None = None) -> list[str]:
    """Why a result is not `star` stars (default: the next one), a sentence each; empty at the top."""
    bands, sheet = bands_of(product_set.edition), rubric_of(product_set)
    goal = star if star is not None else next_star(result, bands=bands)
    if goal is None:
        return []
    return [telling.reason_words(sheet, one) for one in why_not(sheet, result, bands=bands, star=goal)]


def official_words(product_set: ProductSet, unit: AdminUnit | None = None) -> dict[tuple[str, str], OfficialWording]:
    """The official words pasted over a set: (criterion, "" or option id) -> wording; a province's own first."""
    here = Q(scope_unit=None) | (Q(scope_unit=unit) if unit else Q(pk=None))
    rows = OfficialWording.objects.filter(
        here & (Q(criterion__product_set=product_set) | Q(option__criterion__product_set=product_set))
    ).select_related("criterion", "option__criterion")
    found: dict[tuple[str, str], OfficialWording] = {}
    for row in sorted(rows, key=lambda one: one.scope_unit_id is not None):
        if row.option is None:
            found[row.criterion.key if row.criterion else "", ""] = row
        else:
            found[row.option.criterion.key, row.option.key_in_criterion] = row
    return found


@dataclasses.dataclass(frozen=True)
class HelpLine:
    """A kind of evidence: its name in the edition and, in our words, what proves the criterion."""

    kind: str
    name: str
    words: str


@dataclasses.dataclass(frozen=True)
class Help:
    """Help beside a criterion: what proves it, and the province's own words ("" where it has written none).

    `borrowed` where the edition names no kinds of evidence and those of its successor are shown.
    """

    lines: tuple[HelpLine, ...]
    own: str
    borrowed: bool


def help_beside(rubric: Rubric, key: str, unit_id: int | None) -> Help:
    """Help where one fills or scores: as `help_for`, from the rubric at hand, in one query (the own words)."""
    one = rubric.by_key[key]
    lines = tuple(HelpLine(kind.key, telling.said(kind.words), telling.said(helping.words_for(kind.key)))
                  for kind in one.evidence)
    own = CriterionHelp.objects.filter(scope_unit_id=unit_id, edition_key=rubric.edition, block=one.block).first()
    return Help(lines, own.text if own else "", False)


def help_for(criterion: Criterion, unit: AdminUnit | None = None) -> Help:
    """What proves a criterion (product.md 1: help stands beside each criterion). Load it with its set and edition."""
    edition = criterion.product_set.edition
    keys, source = list(criterion.evidence), edition
    if not keys:
        twin = (
            CriterionMap.objects.filter(old=criterion, new__isnull=False)
            .select_related("new__product_set__edition")
            .first()
        )
        if twin is not None and twin.new is not None:
            keys, source = list(twin.new.evidence), twin.new.product_set.edition
    names = {row.key: row.text for row in EvidenceKind.objects.filter(edition=source, key__in=keys)}
    lines = tuple(HelpLine(key, names.get(key, key), telling.said(helping.words_for(key))) for key in keys)
    own = CriterionHelp.objects.filter(scope_unit=unit, edition_key=edition.key, block=criterion.block).first()
    return Help(lines, own.text if own else "", bool(keys) and source != edition)
