"""Inserting many rows of one kind."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
BATCH = 500


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Insert rows in batches; each comes back with its id."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    return rows


def insert_leaves(rows: Sequence[models.Model]) -> None:
    """Insert rows that nothing points at: quicker than `insert`, since no id comes back."""
    if rows:
        names = [field.attname for field in rows[0]._meta.concrete_fields if not field.primary_key]
        insert_values(type(rows[0]), names, ([getattr(row, name) for name in names] for row in rows))


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that nothing points at, given as values of these columns; no instance is made of them.

    Columns not named take their default, which must be one for all. Values are prepared by their fields, as ever.
    """
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = dict(zip(names, columns, strict=True))
    prepared = []
    for name, field in fields.items():
        column = given.get(name) or (field.get_default(),) * len(columns[0])
        # Days, kinds and foreign keys say the same few values again and again.
        known = {value: field.get_db_prep_save(value, connection) for value in set(column)}
        prepared.append([known[value] for value in column])
    _write(model, [str(field.column) for field in fields.values()], zip(*prepared, strict=True))


def refresh_statistics(*kinds: type[models.Model]) -> None:
    """Let PostgreSQL count these tables now, in the same transaction: it reads rows back as if there were none until
    its own housekeeping comes, and that cannot see them before the end. SQLite plans without."""
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(model._meta.db_table) for model in kinds]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """In the quickest way the engine has."""
    quoted = [connection.ops.quote_name(column) for column in columns]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})", list(rows))
