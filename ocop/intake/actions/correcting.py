"""An officer's corrections before an import is applied: a cell, a row left out, a column named once for all."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal, Words
from ocop.intake.actions.applying import preview_import
from ocop.intake.enums import FileKind, ImportState
from ocop.intake.guards import may_handle, may_import
from ocop.intake.models import ImportFile, ImportRow, LayoutMemory
from ocop.intake.queries import cell_now
from ocop.intake.reading.synonyms import SYNONYMS
from ocop.intake.reading.values import key
from ocop.intake.returning import measures_of
from ocop.programme.enums import Measure
from ocop.programme.periods import days_of

# Cells an officer may write anew, in the order of the form, each with its words.
EDITABLE = {
    "name": _("Tên sản phẩm"),
    "producer": _("Chủ thể"),
    "kind": _("Loại hình"),
    "commune": _("Xã, phường"),
    "district": _("Huyện (trước 1/7/2025)"),
    "province": _("Tỉnh"),
    "stars": _("Hạng sao"),
    "score": _("Điểm"),
    "year": _("Năm"),
    "decision": _("Số quyết định"),
    "date": _("Ngày quyết định"),
    "valid_to": _("Ngày hết hạn"),
    "note": _("Ghi chú"),
}
_LONGEST = 500


def editable(file: ImportFile) -> Mapping[str, Words]:
    """The cells of a row that may be written anew: of a list of products, or the unit and the measures of a file of
    counts."""
    if file.kind != FileKind.COUNTS:
        return EDITABLE
    return {"unit": _("Đơn vị"), **{name: Measure(name).label for name in measures_of(file.sheets)}}


def correct_cell(*, file: ImportFile, no: int, cells: dict[str, str], by: Actor, preview: bool = True) -> ImportRow:
    """Write cells of one row anew and work the preview out again; what was read is kept beside.

    `preview` False leaves the preview to the caller (a long file). Refuses `forbidden` strangers, `invalid` fields that
    are no cells, `conflict` once the import is applied.
    """
    unknown = set(cells) - set(editable(file))
    if unknown:
        raise TypeError(f"unknown cells: {sorted(unknown)}")
    with transaction.atomic():
        row = _row(file, no, by=by)
        before = {field: cell_now(row, field) for field in cells}
        clean = {field: nfc(text[:_LONGEST].replace("\x00", "")) for field, text in cells.items()}
        changed = {field: text for field, text in clean.items() if text != before[field]}
        if changed:
            row.fixes = {**row.fixes, **changed}
            row.save(update_fields=["fixes"])
            audit.record(
                "correct_cell",
                file,
                by=by,
                province_id=file.province_id,
                body={"row": no, "before": {field: before[field] for field in changed}, "after": changed},
            )
    if preview:
        preview_import(file=file, by=by)
    return ImportRow.objects.get(file=file, no=no)


def skip_row(*, file: ImportFile, no: int, by: Actor, preview: bool = True) -> ImportRow:
    """Leave a row out of the import, or take it in again."""
    with transaction.atomic():
        row = _row(file, no, by=by)
        if row.raw.pop("_left_out", None):
            row.raw.pop("_skipped", None)
        else:
            row.raw |= {"_left_out": True, "_skipped": str(_("Cán bộ bỏ dòng này"))}
        row.save(update_fields=["raw"])
        audit.record(
            "skip_row", file, by=by, province_id=file.province_id, body={"row": no, "left_out": "_left_out" in row.raw}
        )
    if preview:
        preview_import(file=file, by=by)
    return ImportRow.objects.get(file=file, no=no)


def _row(file: ImportFile, no: int, *, by: Actor) -> ImportRow:
    """The row, locked with its file; refuses once the file is applied."""
    fresh = ImportFile.objects.select_for_update().get(pk=file.pk)
    if not may_handle(by, fresh):
        raise Refusal("import-forbidden", _("Tệp này không thuộc tỉnh bạn phụ trách."), kind="forbidden")
    if fresh.state not in {ImportState.READ, ImportState.PREVIEWED}:
        raise Refusal("import-applied", _("Tệp đã ghi vào sổ nên không sửa dòng được nữa."), kind="conflict")
    row = ImportRow.objects.filter(file=fresh, no=no).first()
    if row is None or ("_skipped" in row.raw and "_left_out" not in row.raw):
        raise Refusal("import-row", _("Dòng này không phải dòng sản phẩm nên không sửa được."))
    return row


def name_period(*, file: ImportFile, period: str, by: Actor) -> ImportFile:
    """Say which period a file of counts speaks of, and work the preview out again.

    Refuses `forbidden` strangers, `invalid` what is no period or a file of products, `conflict` after applying.
    """
    with transaction.atomic():
        fresh = ImportFile.objects.select_for_update().get(pk=file.pk)
        if not may_handle(by, fresh):
            raise Refusal("import-forbidden", _("Tệp này không thuộc tỉnh bạn phụ trách."), kind="forbidden")
        if fresh.state not in {ImportState.READ, ImportState.PREVIEWED}:
            raise Refusal("import-applied", _("Tệp đã ghi vào sổ nên không đổi kỳ được nữa."), kind="conflict")
        if fresh.kind != FileKind.COUNTS or days_of(period) is None:
            raise Refusal("import-period", _("Kỳ báo cáo chưa đúng. Hãy chọn kỳ và nhập năm có bốn chữ số, từ 2013."))
        fresh.period = period
        fresh.save(update_fields=["period"])
        audit.record("name_period", fresh, by=by, province_id=fresh.province_id, body={"period": period})
    return preview_import(file=fresh, by=by)


def name_column(*, label: str, field: str, by: Actor) -> LayoutMemory:
    """Remember what a column of unknown words holds, for every file read from now on. `field` "" means not needed.

    Refuses (`forbidden`) those who bring nothing in, (`invalid`) a field that does not exist.
    """
    if not may_import(by):
        raise Refusal(
            "import-forbidden", _("Chỉ cán bộ tỉnh hoặc trung ương đặt được nghĩa của cột."), kind="forbidden"
        )
    if field not in SYNONYMS or not key(label):
        raise Refusal("column-field", _("Hãy chọn ý nghĩa của cột trong danh sách."))
    with transaction.atomic():
        memory, _made = LayoutMemory.objects.update_or_create(
            label=key(label)[:200], defaults={"shown": label[:200], "field": field, "named_by": by.user}
        )
        audit.record("name_column", memory, by=by, body={"label": label, "field": field})
    return memory
