"""Verb: the number another system knows a dossier by (P08)."""

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.shared import province_id
from ocop.dossiers.guards import may_note_reference
from ocop.dossiers.models import Dossier, DossierReference
from ocop.registry.enums import OutsideSystem

LONGEST = 80


def note_dossier_reference(*, dossier: Dossier, system: str, value: str, by: Actor) -> DossierReference | None:
    """Note the number of a system; another number ends the one before, an empty one only ends it. Gives the open row.

    Refuses (`forbidden`) others than the officers of the place and of the ministry, (`invalid`) an unknown system and a
    number too long, (`conflict`) a number that another dossier bears.
    """
    if not may_note_reference(by, dossier):
        raise Refusal("reference-forbidden", _("Chỉ cán bộ phụ trách hồ sơ ghi được số ở hệ thống khác."),
                      kind="forbidden")
    if system not in OutsideSystem.values:
        raise Refusal("reference-system", _("Hãy chọn hệ thống."))
    value = nfc(value)
    if len(value) > LONGEST:
        raise Refusal("reference-long", _("Số dài quá %(most)s ký tự.") % {"most": LONGEST})
    with transaction.atomic():
        fresh = Dossier.objects.select_for_update().get(pk=dossier.pk)
        held = DossierReference.objects.filter(dossier=fresh, system=system, ended_on__isnull=True).first()
        if (held.value if held else "") == value:
            return held
        if held is not None:
            held.ended_on = by.today
            held.save(update_fields=["ended_on"])
        row = _new(fresh, system, value, by=by) if value else None
        audit.record("note_dossier_reference", fresh, by=by, province_id=province_id(fresh.producer),
                     body={"system": system, "before": held.value if held else "", "after": value})
    return row


def _new(dossier: Dossier, system: str, value: str, *, by: Actor) -> DossierReference:
    """The open row; refuses a number of another dossier."""
    if DossierReference.objects.filter(system=system, value=value, ended_on__isnull=True).exists():
        raise Refusal("reference-taken", _("Số %(value)s đã ghi cho một hồ sơ khác. Hãy kiểm tra lại.") % {
            "value": value}, kind="conflict")
    return DossierReference.objects.create(dossier=dossier, system=system, value=value, noted_on=by.today,
                                           noted_by=by.user)
