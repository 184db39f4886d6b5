"""Where a thing lies whose unit was split, or that names no known commune: said by an officer, never guessed."""

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit, Placed
from ocop.registry.documents import index_placed
from ocop.registry.guards import may_settle

P = TypeVar("P", bound=Placed)


def settle_place(*, placed: P, unit: AdminUnit, by: Actor, parent: AuditEntry | None = None) -> P:
    """Say in which unit of today a producer, product or sales point lies whose commune was split. Said anew it changes.

    `unit` is one of those its old unit went into, through chains. The row keeps the unit it was written under. Refuses
    (`forbidden`) others than an officer of its province, (`invalid`) a unit that is no successor, (`conflict`) a row
    whose unit was not split, and saying the same twice.
    """
    with transaction.atomic():
        fresh = _locked(placed, by=by)
        own = fresh.unit
        if own is None or own.level != Level.COMMUNE:
            raise Refusal("place-unknown", _("Dòng này chưa ghi xã nào. Hãy chọn xã theo nội dung đã ghi."),
                          kind="conflict")
        if own.today_id is not None:
            raise Refusal("place-known", _("%(name)s không bị chia nên không cần xác định.") % {"name": own.full_name},
                          kind="conflict")
        ends = successors_today([own])[own.pk]
        if unit not in ends:
            words = _("%(unit)s không nhận phần nào của %(old)s. Hãy chọn: %(ends)s.") % {
                "unit": unit.full_name, "old": own.full_name, "ends": ", ".join(end.full_name for end in ends) or "–"}
            raise Refusal("place-not-successor", words)
        return _put(fresh, unit, verb="settle_place", by=by, parent=parent)


def place_row(*, placed: P, unit: AdminUnit, by: Actor, parent: AuditEntry | None = None) -> P:
    """Say which commune a row means that names none the register knows: only a district or province, or words.

    What was written stays; the commune stands beside it. Also for a commune that ended without a known successor.
    Refuses (`forbidden`) others than an officer of its province, (`invalid`) a unit that is no commune in force, or of
    another province, (`conflict`) a row whose commune is known or was split, and saying the same twice.
    """
    with transaction.atomic():
        fresh = _locked(placed, by=by)
        own = fresh.unit
        if own is not None and _has_commune(own):
            raise Refusal("place-known", _("Dòng này đã ghi %(name)s.") % {"name": own.full_name}, kind="conflict")
        if unit.level != Level.COMMUNE or not unit.in_force:
            raise Refusal("place-not-commune", _("Hãy chọn xã, phường hoặc đặc khu đang có hiệu lực."))
        if own is not None and own.level != Level.NATION and unit.today_province_id != own.today_province_id:
            home = own.today_province.full_name if own.today_province else own.full_name
            raise Refusal("place-elsewhere", _("%(unit)s không thuộc %(home)s.") % {
                "unit": unit.full_name, "home": home})
        return _put(fresh, unit, verb="place_row", by=by, parent=parent)


def unsettle_place(*, placed: P, by: Actor, parent: AuditEntry | None = None) -> P:
    """Take back what `settle_place` or `place_row` said; the row counts as not yet known again.

    Refuses (`forbidden`) others than an officer of its province, (`conflict`) a row of which nothing was said.
    """
    with transaction.atomic():
        fresh = _locked(placed, by=by)
        if fresh.settled_unit_id is None:
            raise Refusal("place-not-settled", _("Dòng này chưa được xác định xã."), kind="conflict")
        province = fresh.settled_unit.today_province_id if fresh.settled_unit else None
        before = fresh.settled_unit_id
        fresh.settled_unit, fresh.settled_by, fresh.settled_on = None, None, None
        fresh.save(update_fields=["settled_unit", "settled_by", "settled_on"])
        audit.record("unsettle_place", fresh, by=by, province_id=province, parent=parent,
                     body={"unit": fresh.unit_id, "before": before})
        index_placed(fresh)
    return fresh


def _has_commune(own: AdminUnit) -> bool:
    """Whether a written unit leads to communes of today: its own successor, or several to choose from."""
    if own.today is not None:
        return own.today.level == Level.COMMUNE
    return own.level == Level.COMMUNE and bool(successors_today([own])[own.pk])


def _locked(placed: P, *, by: Actor) -> P:
    """The row, locked and read anew, if this officer answers for it."""
    fresh = type(placed)._default_manager.select_for_update().get(pk=placed.pk)
    if not may_settle(by, fresh):
        raise Refusal("place-forbidden", _("Xã của dòng này do cán bộ OCOP của tỉnh có dòng đó xác định."),
                      kind="forbidden")
    return fresh


def _put(fresh: P, unit: AdminUnit, *, verb: str, by: Actor, parent: AuditEntry | None) -> P:
    if fresh.settled_unit_id == unit.pk:
        raise Refusal("place-settled", _("Dòng này đã được xác định thuộc %(name)s.") % {"name": unit.full_name},
                      kind="conflict")
    before = fresh.settled_unit_id
    fresh.settled_unit, fresh.settled_by, fresh.settled_on = unit, by.user, by.today
    fresh.save(update_fields=["settled_unit", "settled_by", "settled_on"])
    audit.record(verb, fresh, by=by, province_id=unit.today_province_id, parent=parent,
                 body={"unit": fresh.unit_id, "before": before, "settled_unit": unit.pk})
    index_placed(fresh)
    return fresh
