"""Where an edition's text comes from: a path, an upload, the copy kept beside it; and what the checks find in it."""

import dataclasses
from pathlib import Path
from typing import IO, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Missing, Refusal
from ocop.rulebooks import telling, workbook
from ocop.rulebooks.models import Edition, EditionFile
from ocop.rulebooks.rules import checking, shelf, sources
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.sources import Source

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Found while the text was read, so that there is nothing to check.
_UNREADABLE = {"yaml", "too-large", "workbook"}


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing a check found; `place` a line or a cell, `declared` where the file itself tells of it."""

    code: str
    words: str
    where: str
    place: str
    declared: bool


def read_path(path: Path) -> Source:
    """A rulebook's file, sound or refused (`rulebook-unreadable`, `rulebook-flawed`), never read beyond its limit."""
    return sound(source_at(path), path.name)


def source_at(path: Path) -> Source:
    """What a file holds, unchecked. Refuses (`rulebook-unreadable`) a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            return source_in(file)
    except OSError as error:
        raise _unreadable(path.name, ()) from error


def read_upload(upload: IO[bytes] | Any) -> Source:
    """An uploaded rulebook, sound or refused."""
    return sound(source_in(upload), getattr(upload, "name", "") or "")


def source_in(file: Any) -> Source:
    """What an open file holds: YAML, or Excel by its bytes."""
    content: bytes = file.read(sources.MOST_BYTES + 1)
    if content.startswith(OLE):
        return Source({}, flaws=(Flaw("workbook", "", "xls"),))
    return workbook.read_xlsx(content) if content.startswith(ZIP) else sources.read_yaml(content)


def sound(source: Source, name: str) -> Source:
    """The source, if it stands every check but for what it declares itself; else Refusal with a finding each."""
    found = [one for one in findings_in(source) if not one.declared]
    if any(flaw.code in _UNREADABLE for flaw in source.flaws):
        raise _unreadable(name, found)
    if found:
        raise Refusal(
            "rulebook-flawed",
            _("Tệp bộ tiêu chí có lỗi, chưa nạp. Hãy sửa những chỗ dưới đây rồi nạp lại."),
            missing=_missing(found),
        )
    return source


def _missing(found: list[Finding] | tuple[Finding, ...]) -> list[Missing]:
    return [Missing(one.code, one.words, one.where) for one in found]


def _unreadable(name: str, found: list[Finding] | tuple[()]) -> Refusal:
    return Refusal(
        "rulebook-unreadable",
        format_lazy(_("Không đọc được tệp {name}. Hãy kiểm tra đường dẫn và định dạng YAML hoặc Excel."), name=name),
        missing=_missing(found),
    )


def findings_in(source: Source) -> list[Finding]:
    """Every finding of a source: those of its text, or, if it could be read, those of its content."""
    if source.flaws:
        return [_finding(flaw, sources.place_of(flaw, source.places)) for flaw in source.flaws]
    flaws = checking.check(source.data)
    places = sources.with_codes(source) if flaws else {}
    return [_finding(flaw, sources.place_of(flaw, places)) for flaw in flaws]


def _finding(flaw: Flaw, place: str) -> Finding:
    place = place or (flaw.where if flaw.where.isdigit() or "!" in flaw.where else "")
    return Finding(flaw.code, telling.flaw_words(flaw, place), flaw.where, place, flaw.declared)


def text_of(edition: Edition) -> bytes:
    """The text an edition was laid down from. Refuses (`conflict`) one whose text was not kept and does not ship."""
    kept = EditionFile.objects.filter(edition=edition).first()
    if kept is not None:
        return str(kept.text).encode()
    for path in shelf.paths():
        content = path.read_bytes()
        if shelf.checksum(content) == edition.checksum:
            return content
    raise Refusal("edition-text-gone", _("Không còn tệp gốc của văn bản này. Hãy nạp lại tệp."), kind="conflict")
