"""Grade cases of a file of JSON lines under another edition, without touching the database."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.core.refusal import Refusal
from ocop.rulebooks import sourcing, workbook
from ocop.rulebooks.management.commands.score import lines_of
from ocop.rulebooks.rules.mapping import map_between
from ocop.rulebooks.rules.reading import Book, read_book
from ocop.rulebooks.rules.regrade import answer_lines, book_named
from ocop.rulebooks.rules.scoring import ScoringError
from ocop.rulebooks.rules.shelf import shipped_books


class Command(BaseCommand):
    help = (
        "Chấm lại các hồ sơ trong tệp JSON từng dòng (- là đầu vào chuẩn) theo văn bản khác; không dùng cơ sở dữ liệu."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The two editions (an id, a number, or the path of a file), the cases, and where a table should go."""
        parser.add_argument("file")
        parser.add_argument("--from", dest="old", required=True, help="văn bản cũ: mã, số hiệu hoặc tệp YAML, Excel")
        parser.add_argument("--to", dest="new", required=True, help="văn bản mới: mã, số hiệu hoặc tệp YAML, Excel")
        parser.add_argument("--xlsx", type=Path, help="ghi thêm bảng kết quả ra tệp Excel")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write an answer a line, the table if asked; end with code 2 when a line was wrong."""
        old, new = _book(options["old"]), _book(options["new"])
        rows = []
        failed = False
        for told in answer_lines(lines_of(options["file"]), old, new, pairs=map_between(old, new)):
            failed = failed or "error" in told
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            if options["xlsx"]:
                rows.append(told)
        if options["xlsx"]:
            options["xlsx"].write_bytes(workbook.regraded_xlsx(rows))
        if failed:
            sys.exit(2)


def _book(name: str) -> Book:
    """An edition on the shelf, or one read from its file."""
    if Path(name).is_file():
        try:
            return read_book(sourcing.read_path(Path(name)).data)
        except Refusal as refusal:
            found = [f"{refusal.words}", *(f"  {lack.words}" for lack in refusal.missing)]
            raise CommandError("\n".join(found)) from refusal
    try:
        return book_named(name, shipped_books())
    except ScoringError as error:
        raise CommandError(error.words) from error
