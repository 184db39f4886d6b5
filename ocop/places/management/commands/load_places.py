"""Lay the units typed in the house; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from ocop.places.actions import load_facts


class Command(BaseCommand):
    help = "Nạp các đơn vị hành chính có sẵn trong mã nguồn (chạy lại được)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        for part in load_facts():
            self.stdout.write(f"{part.what}: +{part.added} ~{part.changed} ={part.passed} ({part.after})")
