"""Verbs: load an edition or the days off from a file, publish an edition."""

import dataclasses
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.rulebooks import laying
from ocop.rulebooks.enums import EditionState
from ocop.rulebooks.flow import FLOW
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import Edition, Holiday, frozen
from ocop.rulebooks.rules import checking, holidays, reading, shelf


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What loading a file did: the thing's name, and whether anything was written."""

    what: str
    changed: bool


def load_edition(*, path: Path, by: Actor | None = None, publish: bool = False) -> Edition:
    """Lay an edition down from its file; a second time changes nothing. `by` None is the installation itself.

    A draft whose file changed is laid anew; a published edition whose file changed is refused (`conflict`). Refuses
    (`invalid`) a file that does not stand the checks, naming each flaw it does not declare itself.
    """
    _check_editor(by)
    content, data = _read(path)
    flaws = checking.undeclared(data)
    if flaws:
        raise Refusal(
            "rulebook-flawed",
            _("Tệp bộ tiêu chí có lỗi, chưa nạp. Hãy sửa những chỗ dưới đây rồi nạp lại."),
            missing=[Missing(flaw.code, f"{flaw.where}: {flaw.code} {flaw.found}", flaw.where) for flaw in flaws],
        )
    with transaction.atomic():
        edition, changed = _lay(data, shelf.checksum(content))
        if changed:
            audit.record("load_edition", edition, by=by, body={"key": edition.key, "checksum": edition.checksum})
        if publish and not edition.is_published:
            _stamp(edition, by=by)
    return edition


def _check_editor(by: Actor | None) -> None:
    if by is not None and not may_edit_rulebooks(by):
        raise Refusal(
            "load-forbidden",
            _("Chỉ người soạn bộ tiêu chí hoặc quản trị hệ thống được nạp văn bản."),
            kind="forbidden",
        )


def _read(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        content = path.read_bytes()
        return content, shelf.parse(content)
    except (OSError, ValueError) as error:
        raise Refusal(
            "rulebook-unreadable",
            format_lazy(_("Không đọc được tệp {name}. Hãy kiểm tra đường dẫn và định dạng YAML."), name=path.name),
        ) from error


def _lay(data: reading.Data, checksum: str) -> tuple[Edition, bool]:
    """The edition of the file, and whether rows were written."""
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
    _check_editor(by)
    data = _read(path)[1]
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


def load_file(*, path: Path, by: Actor | None = None, publish: bool = True) -> Loaded:
    """Load whatever the file is, by its schema: an edition or days off."""
    if _read(path)[1].get("schema") == holidays.SCHEMA:
        return Loaded(path.name, bool(load_holidays(path=path, by=by)))
    before = set(Edition.objects.values_list("key", "checksum", "state"))
    edition = load_edition(path=path, by=by, publish=publish)
    return Loaded(edition.key, (edition.key, edition.checksum, edition.state) not in before)
