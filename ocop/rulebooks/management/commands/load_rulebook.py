"""Load editions, days off, maps of editions and forms from a file or a folder; safe to run at every start."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.core.refusal import Refusal
from ocop.rulebooks.actions import load_file
from ocop.rulebooks.rules import shelf


class Command(BaseCommand):
    help = "Nạp bộ tiêu chí, ngày nghỉ, mẫu phiếu từ tệp YAML hoặc thư mục; không ghi đường dẫn thì nạp dữ liệu có sẵn."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the files lie, and whether they count at once."""
        parser.add_argument("path", type=Path, nargs="?", default=shelf.DATA)
        parser.add_argument("--draft", action="store_true", help="chỉ nạp thành bản nháp, chưa ban hành")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each file and say what was done; a refusal becomes the command's error."""
        path: Path = options["path"]
        # A map is written between editions, so it comes after them.
        files = sorted(path.glob("*.yaml"), key=lambda file: (file.name.startswith("map-"), file.name))
        files += sorted(path.glob("forms/*.yaml"))
        for file in files if path.is_dir() else [path]:
            try:
                done = load_file(path=file, publish=not options["draft"])
            except Refusal as refusal:
                lines = [f"{file.name}: {refusal.words}", *(f"  {lack.words}" for lack in refusal.missing)]
                raise CommandError("\n".join(lines)) from refusal
            self.stdout.write(f"{done.what}: {'đã nạp' if done.changed else 'không đổi'}")
