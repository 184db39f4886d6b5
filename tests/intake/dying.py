"""An import that dies while it is written: run as `python -m tests.intake.dying STEP` on a database of its own."""

import json
import os
import signal
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first

from ocop.recognition.models import Certificate, Listing  # noqa: E402
from ocop.registry.models import Product  # noqa: E402


def die(after: str) -> None:
    """From now on the process is gone as soon as rows of this table were inserted (one nothing points at)."""
    from ocop.intake import certifying

    real = certifying.insert_leaves

    def insert_leaves(rows: Any) -> None:
        real(rows)
        if rows and type(rows[0]).__name__ == after:
            os.kill(os.getpid(), signal.SIGKILL)

    certifying.insert_leaves = insert_leaves


def main() -> None:
    """`build`, or `apply` (killed after the table named in DIE_AFTER); each that lives tells what stands."""
    from ocop.intake.actions import apply_import
    from ocop.intake.models import ImportFile
    from tests.intake.books import book, row
    from tests.intake.stage import lay_ground

    step = sys.argv[1]
    if step == "build":
        call_command("migrate", verbosity=0)
        lay_ground().read(book(row(1, "Chè"), row(2, "Bún"), row(3, "Mì", decision="")))
    elif step == "apply":
        if "DIE_AFTER" in os.environ:
            die(os.environ["DIE_AFTER"])
        from ocop.accounts.models import User
        from ocop.accounts.queries import actor_for

        apply_import(file=ImportFile.objects.get(), by=actor_for(User.objects.get(name="Lê Thị Hòa")))
    state = ImportFile.objects.get().state
    print(json.dumps([state, Product.objects.count(), Certificate.objects.count(), Listing.objects.count()]))


if __name__ == "__main__":
    main()
