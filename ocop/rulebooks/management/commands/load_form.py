"""Load a version of a form (idea, business plan) from a file: `load_form FILE [--province CODE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.queries import unit_by_code
from ocop.rulebooks import sourcing
from ocop.rulebooks.actions import lay_form


class Command(BaseCommand):
    help = "Nạp một bản mẫu phiếu (ý tưởng, phương án) từ tệp YAML; thêm --province để là mẫu riêng của tỉnh."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whose form it is."""
        parser.add_argument("file", type=Path, help="tệp YAML theo lược đồ ocop-form/1")
        parser.add_argument("--province", default="", help="mã tỉnh, ví dụ 19; bỏ trống là mẫu chung cả nước")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and say what was done; a refusal becomes the command's error, each flaw with its line."""
        path, code = options["file"], options["province"]
        province = unit_by_code(Level.PROVINCE, code, today()) if code else None
        if code and province is None:
            raise CommandError(f"không có tỉnh mã {code}")
        try:
            form, fresh = lay_form(source=sourcing.source_at(path), name=path.name, by=None, province=province)
        except Refusal as refusal:
            lines = [str(refusal.words), *(f"  {lack.words}" for lack in refusal.missing)]
            raise CommandError("\n".join(lines)) from refusal
        self.stdout.write(f"{form}: {'đã nạp' if fresh else 'không đổi'}")
