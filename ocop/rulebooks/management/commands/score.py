"""Grade cases of a file of JSON lines without touching the database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.rulebooks.rules.answers import answer_lines
from ocop.rulebooks.rules.shelf import shipped_books


class Command(BaseCommand):
    help = "Chấm các hồ sơ trong tệp JSON từng dòng (- là đầu vào chuẩn); không dùng cơ sở dữ liệu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: the file."""
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write an answer a line; end with code 2 when a line was wrong."""
        failed = False
        for told in answer_lines(lines_of(options["file"]), shipped_books()):
            failed = failed or "error" in told
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        if failed:
            sys.exit(2)


def lines_of(name: str) -> Iterator[str]:
    """The lines of the file, read one by one; bytes that are no UTF-8 become a line that is no JSON."""
    if name == "-":
        yield from (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        return
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            yield from file
    except OSError as error:
        raise CommandError(f"Không mở được tệp {name}.") from error
