"""Write the register to a file: `export_register FILE [--province SLUG] [--year YEAR]`, .xlsx or .csv by its name."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.intake.exporting import rows_of, write_csv, write_xlsx
from ocop.places.enums import Level
from ocop.places.models import AdminUnit


class Command(BaseCommand):
    help = "Xuất sổ đăng ký ra tệp .xlsx hoặc .csv mà lệnh import_register đọc lại được nguyên vẹn."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what of the register."""
        parser.add_argument("file", type=Path, help="tệp .xlsx hoặc .csv")
        parser.add_argument("--province", default="", help="tỉnh, ví dụ thai-nguyen-19; bỏ trống là cả nước")
        parser.add_argument("--year", type=int, help="chỉ kết quả quyết định trong năm này")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the rows as they are read, and say how many."""
        path: Path = options["file"]
        write = {".xlsx": write_xlsx, ".csv": write_csv}.get(path.suffix.lower())
        if write is None:
            raise CommandError("tên tệp phải kết thúc bằng .xlsx hoặc .csv")
        slug = options["province"]
        province = AdminUnit.objects.by_slug(slug) if slug else None
        if slug and (province is None or province.level != Level.PROVINCE):
            raise CommandError(f"không có tỉnh {slug}")
        # Whoever may run commands on the server answers for the whole country.
        by = Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))
        home = province.today_province or province if province else None
        try:
            with path.open("wb") as file:
                count = write(rows_of(by, province=home, year=options["year"]), file)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{count} dòng")
