"""`daily`: run the day's jobs that have not finished yet; safe to run twice."""

import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ocop.core.daily import run_daily


class Command(BaseCommand):
    help = "Chạy các việc hằng ngày chưa xong trong hôm nay; chạy lại không gây hại."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=dt.date.fromisoformat, help="ngày (YYYY-MM-DD), mặc định hôm nay")
        parser.add_argument("--again", action="store_true", help="chạy lại cả việc đã xong")

    def handle(self, *args: Any, **options: Any) -> None:
        results = run_daily(options["day"], again=options["again"])
        if not results:
            self.stdout.write("Mọi việc của ngày đã xong.")
        for name, done in results.items():
            self.stdout.write(f"{name}: {'LỖI, xem nhật ký máy chủ' if done is None else done}")
        if None in results.values():
            sys.exit(1)
