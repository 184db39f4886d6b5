"""The statements behind the check of a code, written out: the most asked question of the whole service.

Composing them through the ORM costs ten times what the database needs to answer (measured, docs of bench Q1), so the
text is made once per engine and the rows become the same model objects as elsewhere. Names of tables and columns come
from the models and so stay in step with them.
"""

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, models

from ocop.places.models import AdminUnit
from ocop.recognition.codes import Typed
from ocop.recognition.enums import DecisionState
from ocop.recognition.models import Certificate, CertificateEvent, Decision, Recognition
from ocop.recognition.signedqr import Payload
from ocop.registry.models import Product, ProductCode

M = TypeVar("M", bound=models.Model)
# What no column holds: an arm that is not asked finds nothing.
_NOTHING = "-"
_MOST_CODES = 3
_MOST_HITS = 40


class _Shape:
    """The columns of a model under an alias, and how a row becomes an object."""

    def __init__(self, model: type[models.Model], alias: str) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.names = [field.attname for field in fields]
        self.sql = ", ".join(f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in fields)
        self.readers = [(place, read) for place, field in enumerate(fields) for read in _readers(field)]

    def make(self, row: Sequence[Any]) -> models.Model | None:
        """The object of a row; None where an outer join found nothing."""
        if row[0] is None:
            return None
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)


def _readers(field: "models.Field[Any, Any]") -> list[Callable[[Any], Any]]:
    """What the engine's answers need before they are values of the field (dates of SQLite)."""
    column = field.get_col(field.model._meta.db_table)
    readers = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    return [functools.partial(_read, one, column) for one in readers]


def _read(convert: Callable[[Any, Any, Any], Any], column: Any, value: Any) -> Any:
    return convert(value, column, connection)


@functools.cache
def _shapes(vendor: str) -> tuple[_Shape, _Shape, _Shape, _Shape]:
    return _Shape(Certificate, "c"), _Shape(Recognition, "r"), _Shape(Decision, "d"), _Shape(Product, "p")


@functools.cache
def _event_shapes(vendor: str) -> tuple[_Shape, _Shape]:
    return _Shape(CertificateEvent, "e"), _Shape(Decision, "d")


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@functools.cache
def _hits_sql(vendor: str) -> str:
    """Every meaning of a code: kind, product, certificate or 0; each arm over an indexed column."""
    product, certificate, recognition = _table(Product), _table(Certificate), _table(Recognition)
    # Scalar subqueries instead of joins: planning the joins took the database longer than answering.
    owner = f"(SELECT r.product_id FROM {recognition} r WHERE r.id = c.recognition_id)"
    marks = ", ".join(["%s"] * _MOST_CODES)
    # Goods keep their code when two rows of one product are merged: it leads to all of them.
    return " UNION ALL ".join([
        f"SELECT 'product' AS found, p.id AS about, 0 AS which FROM {product} p WHERE p.pid = %s",
        f"SELECT 'product', p.id, 0 FROM {product} p WHERE p.head_id = (SELECT h.id FROM {product} h WHERE h.pid = %s)",
        f"SELECT 'product', h.id, 0 FROM {product} h WHERE h.id = (SELECT p.head_id FROM {product} p WHERE p.pid = %s)",
        f"SELECT 'certificate', {owner}, c.id FROM {certificate} c WHERE c.pid = %s",
        f"SELECT 'product_code', k.product_id, 0 FROM {_table(ProductCode)} k WHERE k.code IN ({marks})",
        f"SELECT 'number', {owner}, c.id FROM {certificate} c WHERE c.number_key = %s",
    ]) + f" LIMIT {_MOST_HITS}"


@functools.cache
def _story_sql(vendor: str) -> str:
    """Certificates with recognition, decision and product; the caller adds which products, then the day."""
    columns = ", ".join(shape.sql for shape in _shapes(vendor))
    return (
        f"SELECT {columns} FROM {_table(Certificate)} c JOIN {_table(Recognition)} r ON r.id = c.recognition_id "
        f"JOIN {_table(Decision)} d ON d.id = r.decision_id JOIN {_table(Product)} p ON p.id = r.product_id "
        "WHERE r.product_id IN ({products}) AND d.state = %s AND d.signed_on <= %s ORDER BY c.issued_on, c.id"
    )


@functools.cache
def _events_sql(vendor: str) -> str:
    event, decision = _event_shapes(vendor)
    quoted = connection.ops.quote_name("on")
    return (
        f"SELECT {event.sql}, {decision.sql} FROM {_table(CertificateEvent)} e "
        f"LEFT JOIN {_table(Decision)} d ON d.id = e.decision_id "
        f"WHERE e.certificate_id IN ({{certificates}}) ORDER BY e.{quoted}, e.id"
    )


@functools.cache
def _signed_sql(vendor: str) -> str:
    """The products of the certificates a signed payload names."""
    return (
        f"SELECT r2.product_id FROM {_table(Certificate)} c2 "
        f"JOIN {_table(Recognition)} r2 ON r2.id = c2.recognition_id "
        f"JOIN {_table(Decision)} d2 ON d2.id = r2.decision_id JOIN {_table(AdminUnit)} a ON a.id = d2.authority_id "
        "WHERE c2.serial = %s AND c2.issued_on = %s AND a.level = %s AND (%s = '' OR a.code = %s)"
    )


def hits_of(typed: Typed) -> list[tuple[str, int, int]]:
    """(kind, product, certificate or 0) for every meaning of a code, decided or not; one query."""
    pid = typed.pid or _NOTHING
    codes = [*typed.product_codes, *[_NOTHING] * _MOST_CODES][:_MOST_CODES]
    params = [pid, pid, pid, pid, *codes, typed.number or _NOTHING]
    with connection.cursor() as cursor:
        cursor.execute(_hits_sql(connection.vendor), params)
        return [(found, about, which) for found, about, which in cursor.fetchall()]


def story_of(products: Sequence[int], day: dt.date) -> list[Certificate]:
    """The certificates of products decided by the day, oldest first, with their events: two queries."""
    return _story(_marks(products), list(products), day)


def signed_story(payload: Payload, level: str, day: dt.date) -> list[Certificate]:
    """As `story_of`, for the product of the certificate that a signed payload names: two queries."""
    code = f"{payload.province:02d}" if payload.province else ""
    return _story(_signed_sql(connection.vendor), [payload.serial, payload.issued_on, level, code, code], day)


def _story(products: str, params: list[Any], day: dt.date) -> list[Certificate]:
    with connection.cursor() as cursor:
        sql = _story_sql(connection.vendor).format(products=products)
        cursor.execute(sql, [*params, DecisionState.ISSUED.value, day])
        rows = [_certificate(row) for row in cursor.fetchall()]
        if rows:
            _tell_events(cursor, {row.pk: row for row in rows})
    return rows


def _certificate(row: Sequence[Any]) -> Certificate:
    """One joined row as a certificate with what hangs on it."""
    made: list[Any] = []
    start = 0
    for shape in _shapes(connection.vendor):
        end = start + len(shape.names)
        made.append(shape.make(row[start:end]))
        start = end
    certificate, recognition, decision, product = made
    recognition.decision, recognition.product = decision, product
    certificate.recognition = recognition
    return cast(Certificate, certificate)


def _tell_events(cursor: Any, rows: dict[int, Certificate]) -> None:
    """Give each certificate its events."""
    for row in rows.values():
        row.told = []
    event, decision = _event_shapes(connection.vendor)
    cut = len(event.names)
    cursor.execute(_events_sql(connection.vendor).format(certificates=_marks(rows)), list(rows))
    for line in cursor.fetchall():
        happened = cast(CertificateEvent, event.make(line[:cut]))
        happened.decision = cast("Decision | None", decision.make(line[cut:]))
        told = rows[happened.certificate_id].told
        if told is not None:
            told.append(happened)


def _marks(things: "Sequence[int] | dict[int, Any]") -> str:
    return ", ".join(["%s"] * len(things))
