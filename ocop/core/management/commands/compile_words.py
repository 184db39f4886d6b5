"""`compile_words`: turn each `.po` into the `.mo` that Django reads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ocop.core.words import compile_catalogues


class Command(BaseCommand):
    help = "Biên dịch các tệp câu chữ (.po) thành .mo."
    # Runs before the database is there.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues(Path(settings.LOCALE_PATHS[0])):
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
