"""Load official lists of units, and what became of them, from a file or a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.core.refusal import Refusal
from ocop.places.actions import load_lists


class Command(BaseCommand):
    help = "Nạp danh mục đơn vị hành chính và bảng chuyển đổi từ tệp CSV hoặc thư mục (chạy lại được)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: where the lists lie."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done; a refusal becomes the command's error."""
        try:
            done = load_lists(path=options["path"])
        except Refusal as refusal:
            raise CommandError(str(refusal.words)) from refusal
        for part in done:
            counts = f"+{part.added} ~{part.changed} ={part.passed} / {part.read}"
            self.stdout.write(f"{part.what}: {part.before} -> {part.after} ({counts})")
