"""What other people do while a register is written, on two connections."""

import threading

import pytest
from django.db import connection, connections, transaction

from ocop.core.refusal import Refusal
from ocop.intake.actions import apply_import
from ocop.intake.models import ImportFile
from ocop.registry.models import Producer, Product
from tests.intake.books import HEAD, book, row
from tests.intake.stage import Ground, lay_ground

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
TAX = "4600100200"


def waiting() -> bool:
    """Whether a connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        # Inside a transaction the server shows the activity of the first look again and again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def apply(ground: Ground, file: ImportFile, told: list[Refusal]) -> None:
    try:
        apply_import(file=file, by=ground.officer)
    except Refusal as refusal:
        told.append(refusal)
    finally:
        connections.close_all()


def test_a_producer_entered_meanwhile_under_the_same_tax_code_makes_the_import_stale() -> None:
    ground = lay_ground()
    file = ground.read(book([*row(1, "Chè"), TAX], head=[*HEAD, "Mã số thuế"]))
    told: list[Refusal] = []
    thread = threading.Thread(target=apply, args=(ground, file, told))
    with transaction.atomic():
        other = Producer(name="HTX khác", kind="cooperative", tax_code=TAX)
        other.save()
        Producer.objects.filter(pk=other.pk).update(head=other)
        thread.start()
        # The import has written all it could and waits to learn whether this one stays.
        while thread.is_alive() and not waiting():
            pass
    thread.join()
    assert [(one.code, one.kind) for one in told] == [("import-stale", "conflict")]
    assert (ImportFile.objects.get().state, Product.objects.count()) == ("previewed", 0)
