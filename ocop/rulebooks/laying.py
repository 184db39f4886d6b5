"""Laying a checked rulebook file down as rows of a draft edition; called by the verbs that load, copy and upload."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from ocop.places.enums import Level as PlaceLevel
from ocop.places.models import AdminUnit
from ocop.rulebooks.models import (
    ClockRule,
    Criterion,
    CriterionMap,
    Edition,
    EditionFile,
    EditionLevel,
    EvidenceKind,
    Exclusion,
    OfficialWording,
    Option,
    OptionWeight,
    ProductGroup,
    ProductSet,
    StarBand,
    TransitionRule,
)
from ocop.rulebooks.rules import rubric
from ocop.rulebooks.rules.reading import Data, has_criteria, read_bands, read_rubric, words_of

# How the files say a unit -> the key of ClockUnit.
UNITS = {"working": "working_day", "day": "day", "month": "month"}


def head_of(data: Data) -> dict[str, Any]:
    """The columns of the edition itself."""
    edition = data["edition"]
    in_force = edition["in_force"]
    scope = edition.get("scope", {})
    until = in_force.get("to")
    return {
        "key": edition["id"],
        "number": _number(edition),
        "name": edition["vi"],
        "name_en": edition["en"],
        "scope_code": scope.get("code", ""),
        "scope_unit": _unit(scope.get("code", ""), in_force["from"]),
        "in_force_from": in_force["from"],
        "in_force_to": until if isinstance(until, dt.date) else None,
        "complete": edition.get("complete", True),
        "transcript_gaps": edition.get("transcript_gaps", []),
        "forward_when": edition.get("forward_when", "stars"),
        "acts": [
            {"number": act["number"], "issued": act["issued"].isoformat(), "role": act["role"]}
            for act in edition["decisions"]
        ],
        "parts": [
            {"key": key, "name": part["vi"], "name_en": part["en"], "max": part["max"]}
            for key, part in _mapping(edition, "parts").items()
        ],
    }


def _number(edition: Data) -> str:
    base = [act["number"] for act in edition["decisions"] if act["role"] == "base"]
    return str((base or [edition["decisions"][0]["number"]])[0])


def _mapping(data: Data, key: str) -> dict[str, Any]:
    """A part of the file that may be "unknown"."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _unit(code: str, on: dt.date) -> AdminUnit | None:
    """The province an edition is limited to, where its unit is loaded."""
    return AdminUnit.objects.on(on).filter(level=PlaceLevel.PROVINCE, code=code).first() if code else None


def wipe(edition: Edition) -> None:
    """Take away the rows of a draft, in the order of their foreign keys."""
    criteria = Criterion.objects.filter(product_set__edition=edition)
    OfficialWording.objects.filter(Q(criterion__in=criteria) | Q(option__criterion__in=criteria)).delete()
    OptionWeight.objects.filter(option__criterion__in=criteria).delete()
    CriterionMap.objects.filter(Q(old__in=criteria) | Q(new__in=criteria)).delete()
    for part in (Option, Exclusion, Criterion):
        part.objects.filter(**{part.EDITION: edition}).delete()
    ProductSet.objects.filter(edition=edition).delete()
    ProductGroup.objects.filter(edition=edition, parent__isnull=False).delete()
    for plain in (ProductGroup, EvidenceKind, ClockRule, StarBand, EditionLevel, TransitionRule):
        plain.objects.filter(edition=edition).delete()


def keep_text(edition: Edition, text: str) -> None:
    """Keep the text that a draft is laid down from."""
    EditionFile.objects.update_or_create(edition=edition, defaults={"text": text})


def lay(edition: Edition, data: Data) -> None:
    """Write every row of the edition from the file."""
    _lay_procedure(edition, data["edition"])
    if not has_criteria(data):
        return
    StarBand.objects.bulk_create(
        StarBand(
            edition=edition,
            star=band.star,
            from_points=band.from_points,
            below_points=band.below_points,
            level=band.level,
            certificate=band.certificate,
        )
        for band in read_bands(data)
    )
    EvidenceKind.objects.bulk_create(
        EvidenceKind(edition=edition, key=key, words=words_of(kind).vi, words_en=words_of(kind).en)
        for key, kind in _mapping(data, "evidence").items()
    )
    groups = _lay_groups(edition, data)
    for position, entry in enumerate(data["sets"], 1):
        group = groups[".".join(entry["group"].split(".")[:2])]
        _lay_set(_set_row(data, entry, group=group, position=position), read_rubric(data, entry))


def _lay_procedure(edition: Edition, head: Data) -> None:
    EditionLevel.objects.bulk_create(
        EditionLevel(
            edition=edition,
            level=rule["level"],
            evaluates=rule["evaluates"],
            valid_from=rule.get("from"),
            valid_to=rule.get("to"),
            article=rule["article"],
        )
        for rule in head.get("level_rules", ())
    )
    ClockRule.objects.bulk_create(_clock(edition, rule) for rule in head.get("process_rules", ()))
    TransitionRule.objects.bulk_create(
        TransitionRule(
            edition=edition,
            old_key=rule["from"],
            kind=kind,
            filed_before=rule["filed_before"],
            finish_within_days=rule["finish_within_days"],
            article=rule["article"],
        )
        for rule in head.get("transitions", ())
        for kind in rule["kinds"]
    )


def _clock(edition: Edition, rule: Data) -> ClockRule:
    if "opens" in rule:
        unit = "window"
    else:
        unit = "month_day" if "request_before" in rule else UNITS[rule["unit"]]
    return ClockRule(
        edition=edition,
        key=rule["key"],
        level=rule.get("level", ""),
        unit=unit,
        value=rule.get("days", rule.get("months")),
        opens=rule.get("opens"),
        closes=rule.get("closes"),
        request_before=rule.get("request_before", ""),
        decide_before=rule.get("decide_before", ""),
        counts_from=rule["from"],
        article=rule["article"],
    )


def _lay_groups(edition: Edition, data: Data) -> dict[str, ProductGroup]:
    """The product tree: groups, then their sub-groups."""
    found: dict[str, ProductGroup] = {}
    for key, group in data["edition"]["groups"].items():
        top = ProductGroup.objects.create(
            edition=edition, key=key, name=group["vi"], name_en=group["en"], position=len(found) + 1
        )
        found[key] = top
        for sub, name in group["sub"].items():
            found[sub] = ProductGroup.objects.create(
                edition=edition, key=sub, name=name, parent=top, position=len(found) + 1
            )
    return found


def _set_row(data: Data, entry: Data, *, group: ProductGroup, position: int) -> ProductSet:
    rows = read_rubric(data, entry).sections
    return ProductSet.objects.create(
        edition=group.edition,
        key=entry["id"],
        name=entry["vi"],
        name_en=entry["en"],
        group=group,
        group_code=entry["group"],
        position=position,
        leads=[{"key": key, "name": data["ministries"][key]} for key in entry.get("lead", ())],
        sample_required=entry.get("sample_required", True),
        sections=[
            {"key": row.key, "part": row.part, "name": row.name.vi, "name_en": row.name.en, "max": row.max}
            for row in rows
        ],
    )


def _lay_set(row: ProductSet, sheet: rubric.Rubric) -> None:
    rows = {one.key: _criterion(row, one) for one in sheet.criteria}
    Criterion.objects.bulk_create(rows.values())
    Option.objects.bulk_create(option for one in sheet.criteria for option in _options(rows[one.key], one))
    Exclusion.objects.bulk_create(
        Exclusion(
            product_set=row,
            criterion=rows[one.covers[0]] if one.covers else None,
            covers=list(one.covers),
            key=one.key,
            effect=one.effect,
            position=position,
            words=one.words.vi,
            words_en=one.words.en,
        )
        for position, one in enumerate(sheet.exclusions, 1)
    )


def _criterion(row: ProductSet, one: rubric.Criterion) -> Criterion:
    heading = one.heading
    return Criterion(
        product_set=row,
        key=one.key,
        part=one.part,
        section=one.section,
        position=one.position,
        kind=one.kind,
        max=one.max,
        block=one.block,
        name=one.name.vi,
        name_en=one.name.en,
        conditional_on=one.conditional_on or "",
        heading_star=one.heading_star,
        heading={"key": heading.key, "name": heading.name.vi, "name_en": heading.name.en, "max": heading.max}
        if heading
        else None,
        branches=[{"vi": branch.vi, "en": branch.en} for branch in one.branches],
        evidence=[kind.key for kind in one.evidence],
        hints=[{"vi": hint.vi, "en": hint.en} for hint in one.hints],
    )


def _options(row: Criterion, one: rubric.Criterion) -> Iterator[Option]:
    for option in one.options:
        yield Option(
            criterion=row,
            branch=option.branch,
            no=option.no,
            points=option.points,
            star=option.star,
            words=option.words.vi,
            words_en=option.words.en,
        )
