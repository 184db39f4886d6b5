"""Verbs: load an edition, the days off or a map of two editions from a file; publish an edition."""

import dataclasses
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.rulebooks import laying, sourcing, telling
from ocop.rulebooks.actions.forms import load_form
from ocop.rulebooks.enums import EditionState, MapState
from ocop.rulebooks.flow import FLOW
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import Criterion, CriterionMap, Edition, Holiday, Option, frozen
from ocop.rulebooks.queries import data_of
from ocop.rulebooks.rules import forms, helping, holidays, mapping, reading, road, shelf
from ocop.rulebooks.rules.sources import Source


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What loading a file did: the thing's name, and whether anything was written."""

    what: str
    changed: bool


def load_edition(*, path: Path, by: Actor | None = None, publish: bool = False) -> Edition:
    """Lay an edition down from its file, YAML or Excel; a second time changes nothing. `by` None is the installation.

    A draft whose file changed is laid anew; a published edition whose file changed is refused (`conflict`). Refuses
    (`invalid`) a file that does not stand the checks, naming each flaw it does not declare itself with line or cell.
    """
    check_editor(by)
    return lay_source(sourcing.read_path(path), verb="load_edition", by=by, publish=publish)


def lay_source(source: Source, *, verb: str, by: Actor | None, publish: bool = False) -> Edition:
    """Lay down a source that stands its checks, under the audit name of the verb that does it."""
    with transaction.atomic():
        edition, changed = _lay(source)
        if changed:
            audit.record(verb, edition, by=by, body={"key": edition.key, "checksum": edition.checksum})
        if publish and not edition.is_published:
            _stamp(edition, by=by)
    return edition


def check_editor(by: Actor | None) -> None:
    """Refuse whoever does not look after the rulebooks."""
    if by is not None and not may_edit_rulebooks(by):
        raise Refusal(
            "load-forbidden",
            _("Chỉ người soạn bộ tiêu chí hoặc quản trị hệ thống được nạp văn bản."),
            kind="forbidden",
        )


def _lay(source: Source) -> tuple[Edition, bool]:
    """The edition of the source, and whether rows were written."""
    data, checksum = source.data, shelf.checksum(source.text)
    found = Edition.objects.select_for_update().filter(key=data["edition"]["id"]).first()
    if found is not None and found.checksum == checksum:
        return found, False
    if found is not None and found.is_published:
        raise frozen()
    if found is not None:
        laying.wipe(found)
    edition = found or Edition()
    for field, value in laying.head_of(data).items():
        setattr(edition, field, value)
    edition.checksum = checksum
    edition.save()
    laying.keep_text(edition, source.text.decode("utf-8-sig"))
    laying.lay(edition, data)
    return edition, True


def publish_edition(*, edition: Edition, by: Actor) -> Edition:
    """Make an edition count; from then it never changes. Refuses other people and an edition already published."""
    with transaction.atomic():
        return _stamp(FLOW.begin("publish_edition", edition, by=by), by=by)


def _stamp(edition: Edition, *, by: Actor | None) -> Edition:
    edition.state = EditionState.PUBLISHED
    edition.published_at = timezone.now()
    edition.save()
    audit.record("publish_edition", edition, by=by, body={"key": edition.key, "checksum": edition.checksum})
    return edition


def load_holidays(*, path: Path, by: Actor | None = None) -> int:
    """Bring the days off up to the file; gives the number of days written, 0 when nothing changed.

    Days that the file no longer names in its years are taken away: a swap that was called off must not stay.
    """
    check_editor(by)
    data = _plain(path)
    try:
        days = {day.day: day for day in holidays.read_days(data)}
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal("holidays-flawed", _("Tệp ngày nghỉ có lỗi, chưa nạp. Hãy kiểm tra từng dòng.")) from error
    fields = ("kind", "name", "name_en", "source", "provisional")
    with transaction.atomic():
        known = {row.day: row for row in Holiday.objects.select_for_update().filter(day__year__in=data["years"])}
        changed = [
            day
            for day in days.values()
            if day.day not in known or any(getattr(known[day.day], field) != getattr(day, field) for field in fields)
        ]
        gone = [row.pk for day, row in known.items() if day not in days]
        Holiday.objects.filter(pk__in=gone).delete()
        for day in changed:
            values = {field: getattr(day, field) for field in fields}
            row, _made = Holiday.objects.update_or_create(day=day.day, defaults=values)
            audit.record("load_holiday", row, by=by, body={"day": day.day, **values})
    return len(changed) + len(gone)


def _plain(path: Path) -> dict[str, Any]:
    """A data file that is no edition. Refuses one that cannot be read, naming the line."""
    source = sourcing.source_at(path)
    if source.flaws:
        sourcing.sound(source, path.name)
    return source.data


def load_map(*, path: Path, by: Actor | None = None) -> int:
    """Write which criteria of two loaded editions answer to each other; gives the number of rows written.

    A row that people have reviewed since is left as it is. Refuses a file that does not fit both editions.
    """
    check_editor(by)
    data = _plain(path)
    editions = {row.key: row for row in Edition.objects.filter(key__in=[data.get("from"), data.get("to")])}
    if len(editions) < 2:
        raise Refusal("map-edition-missing", _("Chưa nạp đủ hai văn bản của bảng đối chiếu. Hãy nạp văn bản trước."))
    books = [reading.read_book(data_of(editions[data[end]])) for end in ("from", "to")]
    flaws = mapping.check_map(data, books[0], books[1])
    if flaws:
        raise Refusal(
            "map-flawed",
            _("Bảng đối chiếu có lỗi, chưa nạp. Hãy sửa những chỗ dưới đây rồi nạp lại."),
            missing=[Missing(flaw.code, telling.flaw_words(flaw), flaw.where) for flaw in flaws],
        )
    rows = _map_rows(mapping.read_map(data, books[0], books[1]), editions[data["from"]], editions[data["to"]])
    with transaction.atomic():
        written = _write_map(rows)
        if written:
            audit.record("load_map", editions[data["to"]], by=by, body={"from": data["from"], "rows": written})
    return written


def _map_rows(found: mapping.EditionMap, old: Edition, new: Edition) -> list[CriterionMap]:
    """The rows of a map, unsaved: one for each criterion of the old edition."""
    ids = {
        (row.product_set.key, row.key): row.pk
        for row in Criterion.objects.filter(product_set__edition=old).select_related("product_set")
    }
    goals = {
        (row.product_set.key, row.key): row.pk
        for row in Criterion.objects.filter(product_set__edition=new).select_related("product_set")
    }
    rows = []
    for pairs in found.sets.values():
        for line in pairs.lines:
            if line.old is None:
                continue
            state = MapState.REVIEWED if line.review == mapping.REVIEWED else MapState.ASSUMED
            rows.append(
                CriterionMap(
                    old_id=ids[pairs.old, line.old],
                    new_id=goals[pairs.new, line.new] if line.new is not None else None,
                    option_pairs=[[one.old, one.new] for one in line.options if one.old and one.new],
                    state=state if line.new is not None else MapState.NONE,
                )
            )
    return rows


def _write_map(rows: list[CriterionMap]) -> int:
    """Write what is missing or has changed, but nothing that was reviewed by people since."""
    known = {row.old_id: row for row in CriterionMap.objects.filter(old__in=[row.old_id for row in rows])}
    fresh = [row for row in rows if row.old_id not in known]
    changed = []
    for row in rows:
        held = known.get(row.old_id)
        if held is None or held.state == MapState.REVIEWED:
            continue
        if (held.new_id, held.option_pairs, held.state) != (row.new_id, row.option_pairs, row.state):
            held.new_id, held.option_pairs, held.state = row.new_id, row.option_pairs, row.state
            changed.append(held)
    CriterionMap.objects.bulk_create(fresh)
    CriterionMap.objects.bulk_update(changed, ["new", "option_pairs", "state"], batch_size=200)
    return len(fresh) + len(changed)


def review_map(*, pair: CriterionMap, option_pairs: list[list[str]] | None = None, by: Actor) -> CriterionMap:
    """Confirm a pair of criteria, with its options as they stand or corrected ([[old option, new option]]).

    Refuses other people, a pair without a counterpart and options that the criteria do not have.
    """
    check_editor(by)
    if pair.new_id is None:
        raise Refusal("map-no-counterpart", _("Tiêu chí này không có tiêu chí tương ứng nên không rà soát được mức."))
    with transaction.atomic():
        held = CriterionMap.objects.select_for_update().get(pk=pair.pk)
        if option_pairs is not None:
            known = [
                {row.key_in_criterion for row in Option.objects.filter(criterion=end)}
                for end in (held.old_id, held.new_id)
            ]
            if any(old not in known[0] or new not in known[1] for old, new in option_pairs):
                raise Refusal("map-option-unknown", _("Có mức không thuộc hai tiêu chí này. Hãy chọn lại."))
            held.option_pairs = option_pairs
        held.state = MapState.REVIEWED
        held.save()
        audit.record(
            "review_map", held, by=by, body={"old": held.old_id, "new": held.new_id, "pairs": held.option_pairs}
        )
    return held


def load_file(*, path: Path, by: Actor | None = None, publish: bool = True) -> Loaded:
    """Load what the file is, by its schema: an edition, days off, a map, a form; other data is read where it lies."""
    source = sourcing.source_at(path)
    schema = source.data.get("schema")
    if schema == holidays.SCHEMA:
        return Loaded(path.name, bool(load_holidays(path=path, by=by)))
    if schema == mapping.SCHEMA:
        return Loaded(path.name, bool(load_map(path=path, by=by)))
    if schema == forms.SCHEMA:
        form, fresh = load_form(path=path, by=by)
        return Loaded(str(form), fresh)
    if schema in {road.SCHEMA, helping.SCHEMA}:
        return Loaded(path.name, False)
    before = set(Edition.objects.values_list("key", "checksum", "state"))
    check_editor(by)
    edition = lay_source(sourcing.sound(source, path.name), verb="load_edition", by=by, publish=publish)
    return Loaded(edition.key, (edition.key, edition.checksum, edition.state) not in before)
