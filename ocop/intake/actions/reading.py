"""Reading a register into rows; nothing of the registers is touched."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.inserting import insert
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.intake.enums import FileKind, RowStatus
from ocop.intake.guards import may_import, own_provinces
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.queries import known_columns, raw_of
from ocop.intake.reading import ReadRow, read_register
from ocop.registry.taxcodes import HASHED, store_tax_code


def read_file(*, data: bytes, name: str, by: Actor) -> ImportFile:
    """Read a register and keep its rows, not its bytes.

    Refuses (`forbidden`) others than officers of a province, the ministry and the administrator, and (`invalid`) every
    file that cannot be opened safely or holds no product list; then nothing is kept.
    """
    if not may_import(by):
        raise Refusal(
            "import-forbidden", _("Chỉ cán bộ tỉnh hoặc trung ương nhập được danh sách cũ vào sổ."), kind="forbidden"
        )
    reading = read_register(data, name, known=known_columns())
    seal_tax(reading.rows)
    provinces = own_provinces(by)
    with transaction.atomic():
        file = ImportFile.objects.create(
            name=nfc(name.rpartition("/")[2])[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            province_id=min(provinces) if provinces else None,
            kind=FileKind.COUNTS if reading.counts else FileKind.PRODUCTS,
            period=reading.period,
            read_by=by.user,
            sheets=[
                {
                    "name": one.name,
                    "titles": one.titles,
                    "unknown": one.unknown,
                    "header": one.header_row,
                    "measures": one.measures,
                }
                for one in reading.sheets
            ],
        )
        insert(
            [
                ImportRow(file=file, no=no, sheet=read.sheet, row=read.row, raw=raw_of(read), status=_first(read))
                for no, read in enumerate(reading.rows, start=1)
            ]
        )
        audit.record(
            "read_import",
            file,
            by=by,
            province_id=file.province_id,
            body={"name": file.name, "sha256": file.sha256, "rows": len(reading.rows)},
        )
    return file


def _first(read: ReadRow) -> str:
    return RowStatus.SKIPPED if read.skipped else RowStatus.UNCHANGED


def seal_tax(rows: Iterable[ReadRow]) -> None:
    """A household's personal number is sealed before anything is stored (product.md 8)."""
    for read in rows:
        code = read.cells.get("tax")
        if code:
            try:
                stored = store_tax_code(code)
            except Refusal:
                continue
            if stored.unique.startswith(HASHED):
                read.cells["tax"], read.cells["tax_sealed"] = stored.unique, stored.sealed
