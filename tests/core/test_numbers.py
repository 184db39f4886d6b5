"""Number series: no gap, no double."""

import threading

import pytest
from django.db import connection, connections, transaction

from ocop.core.models import NumberSeries
from ocop.core.numbers import next_number


@pytest.mark.django_db
def test_each_unit_kind_and_year_counts_from_one() -> None:
    given = [next_number(1, "decision", 2026), next_number(1, "decision", 2026), next_number(2, "decision", 2026)]
    assert [*given, next_number(1, "minutes", 2026), next_number(1, "decision", 2027)] == [1, 2, 1, 1, 1]


@pytest.mark.django_db
def test_a_rolled_back_verb_gives_its_number_back() -> None:
    next_number(1, "decision", 2026)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number(1, "decision", 2026)
        raise ZeroDivisionError
    assert next_number(1, "decision", 2026) == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number(1, "decision", 2026)
    assert NumberSeries.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the in-memory SQLite of tests has one connection")
def test_writers_at_the_same_time_get_each_number_once() -> None:
    start, given = threading.Barrier(8), []

    def write() -> None:
        start.wait()
        for _ in range(5):
            with transaction.atomic():
                given.append(next_number(1, "decision", 2026))
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 41))
