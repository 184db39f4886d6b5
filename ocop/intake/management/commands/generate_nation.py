"""Write a generated nation into an empty register: `generate_nation --products N` (product.md 4)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.intake.nation.books import generate_nation


class Command(BaseCommand):
    help = "Sinh dữ liệu thử: 34 tỉnh, 3.321 xã, tám năm; mọi tên đều mang dấu “dữ liệu sinh”."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many products, and the seed that makes the same nation again."""
        parser.add_argument("--products", type=int, default=20_000, help="số sản phẩm")
        parser.add_argument("--seed", type=int, default=2026, help="cùng số này thì ra cùng dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, telling how far it is; a refusal becomes the command's error."""
        count: int = options["products"]
        if count < 1:
            raise CommandError("--products phải từ 1 trở lên")
        by = Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))
        try:
            certificates = generate_nation(products=count, by=by, seed=options["seed"], tell=self._tell)
        except Refusal as refusal:
            raise CommandError(str(refusal.words)) from refusal
        with connection.cursor() as cursor:
            # The planner knows nothing of rows written in one go.
            cursor.execute("ANALYZE")
        self.stdout.write(f"{count} sản phẩm, {certificates} giấy chứng nhận.")

    def _tell(self, done: int) -> None:
        self.stdout.write(f"  đã ghi {done} sản phẩm")
