"""Verbs of a product's business plan: begin a version, write, send, take it or give it back (A09)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.shared import answer, keep_body, may_be_written, prose, province_id, take_away
from ocop.dossiers.enums import BusinessPlanState
from ocop.dossiers.flow import PLAN_FLOW
from ocop.dossiers.guards import may_write_plan
from ocop.dossiers.models import BusinessPlan
from ocop.registry.enums import ProductState
from ocop.registry.models import Product
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.models import FormTemplate
from ocop.rulebooks.queries import form_for
from ocop.rulebooks.rules.forms import read_body

_OPEN = (BusinessPlanState.DRAFT, BusinessPlanState.SENT, BusinessPlanState.RETURNED)


def begin_business_plan(*, product: Product, by: Actor) -> BusinessPlan:
    """Begin the next version of a product's plan, with what the last one says where the form still asks for it.

    Refuses (`forbidden`) others than the holder's people, (`conflict`) a version under way and a product that stopped.
    """
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        if not may_write_plan(by, fresh):
            raise Refusal("plan-forbidden", _("Chỉ người của chủ thể viết được phương án cho sản phẩm của mình."),
                          kind="forbidden")
        versions = BusinessPlan.objects.filter(product=fresh)
        if fresh.state == ProductState.CLOSED:
            raise Refusal("product-closed", _("Sản phẩm đã ngừng sản xuất nên không lập phương án được."),
                          kind="conflict")
        if versions.filter(state__in=_OPEN).exists():
            raise Refusal("plan-open", _("Sản phẩm đang có một phương án viết dở hoặc chờ trả lời. Hãy mở phương án "
                                         "đó."), kind="conflict")
        last = versions.order_by("-no").first()
        form = form_for(FormKind.PLAN, fresh.province_today, by.today)
        plan = BusinessPlan.objects.create(
            product=fresh, producer=fresh.producer, form=form, no=last.no + 1 if last else 1, written_by=by.user,
            body=_carried(last, form),
        )
        audit.record("begin_business_plan", plan, by=by, province_id=province_id(plan.producer),
                     body={"product": fresh.pk, "no": plan.no, "form": str(form)})
    return plan


def _carried(last: BusinessPlan | None, form: FormTemplate) -> dict[str, str]:
    """The answers of the last version that stand under the new form as well."""
    return read_body(form.parts, last.body, whole=False)[0] if last else {}


def write_business_plan(*, plan: BusinessPlan, body: Mapping[str, str], rev: int, by: Actor) -> BusinessPlan:
    """Keep what was written; it may lack anything. Refuses as `write_idea` does."""
    with transaction.atomic():
        fresh = may_be_written(plan, rev=rev, by=by)
        keep_body(fresh, body)
        fresh.save()
        audit.record("write_business_plan", fresh, by=by, province_id=province_id(fresh.producer),
                     body={"rev": fresh.rev})
    return fresh


def send_business_plan(*, plan: BusinessPlan, by: Actor) -> BusinessPlan:
    """Send a plan to the office of the producer's commune. Refuses (`incomplete`) with every field that lacks."""
    with transaction.atomic():
        fresh = PLAN_FLOW.begin("send_business_plan", plan, by=by)
        fresh.sent_at = timezone.now()
        answer(fresh, "", by=None)
        fresh.save()
        audit.record("send_business_plan", fresh, by=by, province_id=province_id(fresh.producer),
                     body={"rev": fresh.rev})
    return fresh


def accept_business_plan(*, plan: BusinessPlan, by: Actor, note: str = "") -> BusinessPlan:
    """Take a plan; the version that stood until now is superseded. Refuses as the flow does."""
    with transaction.atomic():
        # Two versions of one product are settled one after the other.
        Product.objects.select_for_update().get(pk=plan.product_id)
        fresh = PLAN_FLOW.begin("accept_business_plan", plan, by=by)
        entry = audit.record("accept_business_plan", fresh, by=by, reason=prose(note),
                             province_id=province_id(fresh.producer), body={"no": fresh.no})
        for old in BusinessPlan.objects.select_for_update().filter(
                product_id=fresh.product_id, state=BusinessPlanState.ACCEPTED):
            old.state = BusinessPlanState.SUPERSEDED
            old.save(update_fields=["state"])
            audit.record("supersede_business_plan", old, by=by, province_id=province_id(old.producer), parent=entry,
                         body={"by_no": fresh.no})
        answer(fresh, prose(note), by=by)
        fresh.save()
    return fresh


def return_business_plan(*, plan: BusinessPlan, reason: str, by: Actor) -> BusinessPlan:
    """Give a plan back with the reason; it may be mended and sent again."""
    if not prose(reason):
        raise Refusal("return-reason", _("Hãy ghi lý do trả lại để chủ thể biết phải sửa gì."))
    with transaction.atomic():
        fresh = PLAN_FLOW.begin("return_business_plan", plan, by=by)
        answer(fresh, prose(reason), by=by)
        fresh.save()
        audit.record("return_business_plan", fresh, by=by, reason=prose(reason),
                     province_id=province_id(fresh.producer))
    return fresh


def withdraw_business_plan(*, plan: BusinessPlan, by: Actor) -> BusinessPlan:
    """Take a plan away before it was accepted; the version stays to be read, and the next may begin."""
    with transaction.atomic():
        fresh = PLAN_FLOW.begin("withdraw_business_plan", plan, by=by)
        take_away(fresh)
        audit.record("withdraw_business_plan", fresh, by=by, province_id=province_id(fresh.producer))
    return fresh
