"""Fill an empty installation with the living example."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop.core.refusal import Refusal
from ocop.intake.samples.again import reset
from ocop.intake.samples.seed import is_empty, seed


class Command(BaseCommand):
    help = "Nạp dữ liệu ví dụ (Thái Nguyên, QĐ 26/2026) vào hệ thống chưa có chủ thể nào."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--if-empty`: no error where there are producers; `--reset`: a demonstration starts over."""
        parser.add_argument("--if-empty", action="store_true", help="không làm gì khi đã có chủ thể")
        parser.add_argument("--reset", action="store_true", help="bản trình diễn: xóa hết và kể lại từ đầu")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, start over, or leave what stands."""
        tell = reset if options["reset"] else seed
        if tell is seed and not is_empty():
            if options["if_empty"]:
                self.stdout.write("Đã có dữ liệu, không nạp ví dụ.")
                return
            raise CommandError("Đã có chủ thể trong hệ thống. Dữ liệu ví dụ chỉ nạp vào cơ sở dữ liệu mới.")
        try:
            tell(lambda line: self.stdout.write(f"- {line}"))
        except Refusal as refusal:
            lines = [f"{refusal.words}", *(f"  {lack.words}" for lack in refusal.missing)]
            raise CommandError("\n".join(lines)) from refusal
        self.stdout.write("Đã nạp dữ liệu ví dụ.")
