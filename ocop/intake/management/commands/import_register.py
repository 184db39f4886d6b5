"""Bring an old register in: `import_register FILE [--dry-run] [--report FILE]` (product.md 4)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.intake.actions import apply_import, name_period, preview_import, read_file, report_of, seal_tax
from ocop.intake.enums import RowStatus
from ocop.intake.planning import Plan, plan_import
from ocop.intake.queries import known_columns
from ocop.intake.reading import read_register
from ocop.intake.reading.safety import MOST_BYTES
from ocop.intake.returning import CountPlan, plan_counts


class Command(BaseCommand):
    help = "Nhập danh sách sản phẩm OCOP cũ (.xlsx, .xls, .ods, .csv) vào sổ; chạy lại không ghi thêm gì."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whether to write, where to report."""
        parser.add_argument("file", type=Path, help="tệp danh sách")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đối chiếu, không ghi gì")
        parser.add_argument("--period", default="", help="kỳ của biểu số liệu: 2024, 2024-06, 2024-Q2, 2024-H1")
        parser.add_argument("--report", type=Path, help="tệp CSV kết quả từng dòng")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, plan, and unless asked not to, write all or nothing; a refusal becomes the command's error."""
        path: Path = options["file"]
        # Whoever may run commands on the server answers for the whole country; the trail names the system.
        by = Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError("tệp quá lớn")
            data = path.read_bytes()
            work = self._look if options["dry_run"] else self._bring_in
            rows = work(data, path.name, by, period=options["period"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Refusal as refusal:
            raise CommandError(str(refusal.words)) from refusal
        if options["report"]:
            with options["report"].open("w", encoding="utf-8", newline="") as file:
                report_of(rows, file)
        counted = {str(status): sum(1 for row in rows if row[2] == status) for status in RowStatus.values}
        self.stdout.write(" ".join(f"{status}={count}" for status, count in counted.items()))

    def _look(
        self, data: bytes, name: str, by: Actor, *, period: str
    ) -> list[tuple[str, int, str, dict[str, str], str]]:
        """The plan alone; nothing is stored, not even the rows."""
        reading = read_register(data, name, known=known_columns())
        seal_tax(reading.rows)
        plan: Plan | CountPlan = (
            plan_counts(reading.sheets, period=period or reading.period, by=by)
            if reading.counts
            else plan_import(reading.sheets, by=by)
        )
        return [(line.read.sheet, line.read.row, str(line.status), line.shown, line.message) for line in plan.lines]

    def _bring_in(
        self, data: bytes, name: str, by: Actor, *, period: str
    ) -> list[tuple[str, int, str, dict[str, str], str]]:
        file = preview_import(file=read_file(data=data, name=name, by=by), by=by)
        if period:
            file = name_period(file=file, period=period, by=by)
        file = apply_import(file=file, by=by)
        return [(row.sheet, row.row, row.status, row.parsed, row.message) for row in file.rows.order_by("no")]
