"""Numbers in a row: one series per unit, kind and year, without gaps and without doubles."""

from django.db import connection, transaction

from ocop.core.models import NumberSeries


def next_number(owner_unit_id: int, kind: str, year: int) -> int:
    """Give the next number of a series, from 1; the series stays locked until the caller's transaction ends.

    A rolled-back verb gives its number back, so books show no gap. Outside a transaction the lock would hold nothing:
    raises `TransactionManagementError`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("next_number needs the caller's transaction")
    # get_or_create alone would lose the race for the first number; it makes the row, the lock below gives the number.
    NumberSeries.objects.get_or_create(owner_unit_id=owner_unit_id, kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(owner_unit_id=owner_unit_id, kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
