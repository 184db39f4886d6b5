"""Settling places of several rows at once, with the catalogue in step: the registry's verbs under one entry."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit, Placed
from ocop.recognition.listing import write_listing
from ocop.registry.actions import place_row, settle_place, unsettle_place
from ocop.registry.models import Product


def settle_places(*, rows: Sequence[Placed], unit: AdminUnit, by: Actor) -> list[Placed]:
    """Say for producers, products and sales points of split communes in which unit of today they lie.

    All or none. The catalogue shows the products there at once. Refuses (`invalid`) no rows, and as `settle_place`.
    """
    _some(rows)
    with transaction.atomic():
        entry = audit.record("settle_places", unit, by=by, province_id=unit.today_province_id,
                             body={"rows": [_name(row) for row in rows]})
        return [_shown(settle_place(placed=row, unit=unit, by=by, parent=entry)) for row in rows]


def place_rows(*, rows: Sequence[Placed], unit: AdminUnit, by: Actor) -> list[Placed]:
    """Say which commune rows mean that name none the register knows. Refuses (`invalid`) no rows, and as
    `place_row`."""
    _some(rows)
    with transaction.atomic():
        entry = audit.record("place_rows", unit, by=by, province_id=unit.today_province_id,
                             body={"rows": [_name(row) for row in rows]})
        return [_shown(place_row(placed=row, unit=unit, by=by, parent=entry)) for row in rows]


def unsettle_shown(*, placed: Placed, by: Actor) -> Placed:
    """Take back where a row was said to lie; its product leaves that commune in the catalogue. Refuses as
    `unsettle_place`."""
    with transaction.atomic():
        before = placed.settled_unit
        entry = audit.record("unsettle_shown", placed, by=by, body={"rows": [_name(placed)]},
                             province_id=before.today_province_id if before else None)
        return _shown(unsettle_place(placed=placed, by=by, parent=entry))


def _some(rows: Sequence[Placed]) -> None:
    if not rows:
        raise Refusal("place-no-rows", _("Hãy chọn ít nhất một dòng."))


def _name(row: Placed) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def _shown(row: Placed) -> Placed:
    """The row, with the catalogue's row of a product brought in step."""
    if isinstance(row, Product):
        write_listing(row)
    return row
