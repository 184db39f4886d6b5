"""Verb: lay down a version of a form from its file, for the country or as a province's own."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.rulebooks import forming, sourcing
from ocop.rulebooks.guards import may_write_beside
from ocop.rulebooks.models import Edition, FormTemplate
from ocop.rulebooks.rules import forms, shelf
from ocop.rulebooks.rules.reading import words_of
from ocop.rulebooks.rules.sources import Source


def load_form(*, path: Path, by: Actor | None = None) -> tuple[FormTemplate, bool]:
    """Lay a form down from its file; gives it and whether it is new. `by` None is the installation.

    Refuses as `lay_form` does, and (`invalid`) a file that cannot be read.
    """
    return lay_form(source=sourcing.source_at(path), name=path.name, by=by)


def lay_form(
    *,
    source: Source,
    name: str,
    by: Actor | None,
    province: AdminUnit | None = None,
) -> tuple[FormTemplate, bool]:
    """Lay down what a file holds, once: the same version again changes nothing, and a version never changes.

    `province` is whose own form it becomes, where the file names none. Refuses (`forbidden`) others than the editors of
    the law and, for a province's own form, its officer; (`invalid`) a definition with flaws, each with its line;
    (`conflict`) a version that was loaded with other words.
    """
    sound = forming.sound(source, name)
    head, checksum = sound.data["form"], shelf.checksum(sound.text)
    unit = _province(sound, head) or province
    if by is not None and not may_write_beside(by, unit):
        raise Refusal(
            "form-forbidden",
            _("Mẫu chung do người soạn bộ tiêu chí nạp; mẫu riêng của tỉnh do cán bộ tỉnh đó nạp."),
            kind="forbidden",
        )
    with transaction.atomic():
        held = FormTemplate.objects.filter(key=head["id"], version=str(head["version"])).first()
        if held is not None:
            return _same(held, checksum, unit), False
        row = FormTemplate.objects.create(
            kind=head["kind"],
            key=head["id"],
            version=str(head["version"]),
            unit=unit,
            edition=_edition(sound, head),
            sections=sound.data["sections"],
            checksum=checksum,
            valid_from=_first_day(head),
            valid_to=forms.day_of(head.get("valid_to")),
            loaded_by=by.user if by else None,
            source=str(head.get("source", "")),
            **_said(head),
        )
        audit.record(
            "load_form",
            row,
            by=by,
            province_id=unit.pk if unit else None,
            body={"key": row.key, "version": row.version, "checksum": checksum},
        )
    return row, True


def _same(held: FormTemplate, checksum: str, unit: AdminUnit | None) -> FormTemplate:
    if held.checksum != checksum or held.unit_id != (unit.pk if unit else None):
        raise Refusal(
            "form-version-taken",
            _("Bản %(version)s của mẫu này đã nạp với nội dung khác và không đổi được. Hãy ghi số bản mới.")
            % {"version": held.version},
            kind="conflict",
        )
    return held


def _said(head: dict[str, Any]) -> dict[str, str]:
    """Title and preface in both languages."""
    title, note = words_of(head["title"]), words_of(head.get("note") or {})
    return {"title": title.vi[:200], "title_en": title.en[:200], "note": note.vi, "note_en": note.en}


def _first_day(head: dict[str, Any]) -> dt.date:
    """The first day in force; the checks have seen it."""
    day = forms.day_of(head["valid_from"])
    assert day is not None
    return day


def _province(source: Source, head: dict[str, Any]) -> AdminUnit | None:
    """The province the file names by its code."""
    code = str(head.get("province") or "")
    if not code:
        return None
    found = AdminUnit.objects.filter(level=Level.PROVINCE, code=code).order_by("-valid_from").first()
    if found is None:
        raise _unknown(source, "province", code)
    return found


def _edition(source: Source, head: dict[str, Any]) -> Edition | None:
    """The edition the form goes with."""
    key = str(head.get("edition") or "")
    if not key:
        return None
    found = Edition.objects.filter(key=key).first()
    if found is None:
        raise _unknown(source, "edition", key)
    return found


def _unknown(source: Source, field: str, found: str) -> Refusal:
    line = source.places.get(("form", field), "")
    words = _("dòng %(line)s: không có “%(found)s” trong hệ thống.") % {"line": line, "found": found}
    return Refusal(
        "form-flawed",
        _("Mẫu có lỗi, chưa nạp. Hãy sửa những chỗ dưới đây rồi nạp lại."),
        missing=[Missing(f"form-{field}", words, f"form.{field}")],
    )
