"""Triggers that make the trail append-only on both engines: what was written cannot be changed by any query."""

from django.db.backends.base.base import BaseDatabaseWrapper

# Nothing may change or go.
FROZEN = ("core_auditentry", "core_auditseal", "core_auditleaf", "core_opening")
# Only its body may be emptied, for a person's request (product.md 8).
ERASABLE = "core_auditpayload"
_KEPT = ("id", "entry_id", "salt", "digest")

_FUNCTION = """
CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $body$
"""


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every table of the trail that exists; safe to run twice.

    A later migration that rebuilds one of these tables on SQLite drops its triggers and must call this again.
    """
    drop_triggers(connection)
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in (*FROZEN, ERASABLE):
            if table in present:
                for statement in make(table):
                    cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off again: for tests, whose tables must be emptied, and for undoing the migration."""
    with connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
        for table in (*FROZEN, ERASABLE):
            for deed in ("update", "delete", "truncate"):
                if connection.vendor != "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
                elif table in present:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed} ON {table}")


def _condition(table: str, differs: str) -> str:
    """When an update is refused: always, but for the payload only if it does more than empty the body."""
    if table != ERASABLE:
        return ""
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _KEPT)
    return f"WHEN (NEW.body IS NOT NULL OR {changed})"


def _sqlite(table: str) -> list[str]:
    """The triggers of one table in SQLite's words."""
    abort = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_condition(table, 'IS NOT')} {abort}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {abort}",
    ]


def _postgresql(table: str) -> list[str]:
    """The triggers of one table in PostgreSQL's words; TRUNCATE is a third way to lose rows there."""
    call = "EXECUTE FUNCTION core_append_only()"
    condition = _condition(table, "IS DISTINCT FROM")
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {condition} {call}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]
