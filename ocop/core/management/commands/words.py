"""`words`: gather the words into `locale/en`; `words --check` tells what is missing, fuzzy, unused or not NFC."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ocop.core import words


class Command(BaseCommand):
    help = "Gom câu chữ vào locale/en; --check chỉ kiểm tra."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, sai thì thoát với mã 1")

    def handle(self, *args: Any, **options: Any) -> None:
        found = words.extract(settings.BASE_DIR / "ocop")
        path = words.english()
        catalog = words.read(path)
        if options["check"]:
            told = words.faults(found, catalog)
            self.stdout.write("\n".join([*told, f"{len(found)} câu, {len(told)} lỗi."]))
            if told:
                sys.exit(1)
            return
        words.write(words.update(found, catalog), path)
        self.stdout.write(f"Đã ghi {len(found)} câu vào {path.relative_to(settings.BASE_DIR)}.")
