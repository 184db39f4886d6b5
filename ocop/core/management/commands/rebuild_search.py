"""`rebuild_search`: build what the search finds anew, and say how many documents were not in step."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from ocop.core.documents import KINDS, rebuild_documents
from ocop.core.fulltext import install


class Command(BaseCommand):
    help = "Dựng lại chỉ mục tìm kiếm từ sổ; báo số mục đã lệch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=KINDS, action="append", help="chỉ dựng lại loại này")
        parser.add_argument("--index", action="store_true", help="dựng lại cả chỉ mục toàn văn")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["index"]:
            install(connection)
        differed = rebuild_documents(options["kind"] or KINDS)
        self.stdout.write(f"Đã dựng lại chỉ mục tìm kiếm; {differed} mục đã lệch.")
