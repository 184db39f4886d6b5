"""`flows`: print the drawing of every state machine, as Mermaid, for the READMEs."""

from typing import Any

from django.core.management.base import BaseCommand

from ocop.core.rooms import flows


class Command(BaseCommand):
    help = "In sơ đồ trạng thái của mọi quy trình."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for place, flow in flows():
            self.stdout.write(f"%% {place}\n{flow.drawing()}\n")
