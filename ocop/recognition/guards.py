"""Who may draft, record and revoke, and what a decision lacks before it is recorded."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Missing
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.enums import DecisionKind
from ocop.recognition.models import Certificate, Decision


def may_draft(actor: Actor, unit: AdminUnit) -> bool:
    """The officer of the advisory agency drafts for its province, the ministry's officer for the nation."""
    role = Role.MINISTRY_OFFICER if unit.level == Level.NATION else Role.PROVINCE_OFFICER
    return _holds_at(actor, unit, role)


def may_record(actor: Actor, decision: Decision) -> bool:
    """Who drafts may record; so may the document clerk of that unit, who numbers and sends out."""
    return may_draft(actor, decision.authority) or _holds_at(actor, decision.authority, Role.DOCUMENT_CLERK)


def may_discard(actor: Actor, decision: Decision) -> bool:
    """Who drafts may throw a draft away."""
    return may_draft(actor, decision.authority)


def may_revoke(actor: Actor, certificate: Certificate) -> bool:
    """The office of the authority that recognised: the chair of the province takes back 3 and 4 stars, the minister 5
    (26/2026 art. 8)."""
    return may_draft(actor, certificate.recognition.decision.authority)


def missing_for_recording(decision: Decision) -> Sequence[Missing]:
    """What a draft lacks: products to recognise, and a commune of today for each code."""
    if decision.kind not in {DecisionKind.RECOGNISE, DecisionKind.FORWARD}:
        return ()
    rows = list(
        decision.recognitions.select_related("product__unit__today", "product__settled_unit__today").order_by("pk")
    )
    if not rows:
        return [Missing("no-products", _("Dự thảo chưa có sản phẩm nào."), "recognitions")]
    if decision.kind == DecisionKind.FORWARD:
        return ()
    return [
        Missing("commune-unknown", _("Sản phẩm %(name)s chưa xác định được xã hiện nay; hãy cập nhật địa chỉ.")
                % {"name": row.product_name}, f"product:{row.product.pid}")
        for row in rows
        if row.product.unit_today is None or row.product.unit_today.level != Level.COMMUNE
    ]


def _holds_at(actor: Actor, unit: AdminUnit, role: str) -> bool:
    """Whether the actor holds the role at the unit or at what it became."""
    return bool({unit.pk, unit.today_id} & actor.units(role))
