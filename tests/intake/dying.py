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

from ocop.programme.models import PeriodReturn  # noqa: E402 - as above
from ocop.recognition.models import Certificate, Listing  # noqa: E402 - as above
from ocop.registry.models import Product  # noqa: E402 - as above


def die(after: str) -> None:
    """From now on the process is gone as soon as rows of this table were inserted (one nothing points at)."""
    from ocop.intake import certifying

    real = certifying.insert_leaves

    def insert_leaves(rows: Any) -> None:
        real(rows)
        if rows and type(rows[0]).__name__ == after:
            os.kill(os.getpid(), signal.SIGKILL)

    certifying.insert_leaves = insert_leaves


def die_after_a_return() -> None:
    """From now on the process is gone as soon as the figures of one unit were written."""
    from ocop.intake import returning

    real = returning.record_return

    def record_return(**facts: Any) -> Any:
        real(**facts)
        os.kill(os.getpid(), signal.SIGKILL)

    returning.record_return = record_return


def main() -> None:
    """`build`, `build-counts`, or `apply` (killed after the table in DIE_AFTER); each that lives tells what stands."""
    from ocop.intake.actions import apply_import
    from ocop.intake.enums import FileKind
    from ocop.intake.models import ImportFile
    from tests.intake.books import book, row
    from tests.intake.stage import lay_ground

    step = sys.argv[1]
    if step == "build":
        call_command("migrate", verbosity=0)
        lay_ground().read(book(row(1, "Chè"), row(2, "Bún"), row(3, "Mì", decision="")))
    elif step == "build-counts":
        from tests.intake.offices import made
        from tests.intake.test_counts import FIRST, SECOND, report

        call_command("migrate", verbosity=0)
        lay_ground().read(*made("xlsx", report(FIRST, SECOND)))
    elif step == "apply":
        after = os.environ.get("DIE_AFTER")
        if after == "PeriodReturn":
            die_after_a_return()
        elif after:
            die(after)
        from ocop.accounts.models import User
        from ocop.accounts.queries import actor_for

        apply_import(file=ImportFile.objects.get(), by=actor_for(User.objects.get(name="Lê Thị Hòa")))
    file = ImportFile.objects.get()
    if file.kind == FileKind.COUNTS:
        print(json.dumps([file.state, PeriodReturn.objects.count()]))
        return
    print(json.dumps([file.state, Product.objects.count(), Certificate.objects.count(), Listing.objects.count()]))


if __name__ == "__main__":
    main()
