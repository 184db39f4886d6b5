"""Lay the seed case, Bắc Kạn 2019; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.support.seedcase import load_seed_case


class Command(BaseCommand):
    help = "Nạp năm 2019 của Bắc Kạn từ dữ kiện có nguồn (chạy lại được)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load as the system itself; a refusal becomes the command's error."""
        system = Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))
        try:
            plan = load_seed_case(by=system)
        except Refusal as refusal:
            raise CommandError(str(refusal.words)) from refusal
        self.stdout.write(f"{plan.title}: {plan.address}")
