"""Verbs of a product idea: write it, send it, take it or give it back, take it away (A09)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.shared import answer, keep_body, may_be_written, prose, province_id, take_away
from ocop.dossiers.enums import IdeaState
from ocop.dossiers.flow import IDEA_FLOW
from ocop.dossiers.guards import may_send_form, may_write_form
from ocop.dossiers.models import Idea
from ocop.programme.actions import enrol
from ocop.programme.enums import EnrolmentOrigin
from ocop.programme.models import Cycle
from ocop.registry.actions import register_product
from ocop.registry.enums import ProducerState
from ocop.registry.models import Producer, Product
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.queries import form_for
from ocop.rulebooks.rules.forms import NAME

_UNDER_WAY = (IdeaState.DRAFT, IdeaState.SENT, IdeaState.RETURNED)


def write_idea(*, by: Actor, body: Mapping[str, str], producer: Producer | None = None, idea: Idea | None = None,
               rev: int = 0) -> Idea:
    """Begin an idea of a producer, or go on with one; what is kept is a draft and may lack anything but its name.

    The form's version is that of the first day and stays. `rev` is the revision the person saw. Refuses (`forbidden`)
    others than the producer's people, (`incomplete`) answers that are wrong, each beside its field, (`conflict`) an
    idea that was sent, one saved meanwhile elsewhere, one of a name that is under way, and a producer that has stopped.
    """
    with transaction.atomic():
        fresh = _begin(producer, by=by) if idea is None else may_be_written(idea, rev=rev, by=by)
        keep_body(fresh, body, needs=(NAME,))
        fresh.set_name(fresh.body[NAME])
        _refuse_same_name(fresh)
        fresh.save()
        audit.record("write_idea", fresh, by=by, province_id=province_id(fresh.producer),
                     body={"producer": fresh.producer_id, "form": str(fresh.form), "rev": fresh.rev})
    return fresh


def _begin(producer: Producer | None, *, by: Actor) -> Idea:
    """A new idea under the form in force where the producer is."""
    if producer is None or not may_write_form(by, producer):
        raise Refusal("idea-forbidden", _("Chỉ người của chủ thể đăng ký được ý tưởng của chủ thể đó."),
                      kind="forbidden")
    if producer.state == ProducerState.CLOSED:
        raise Refusal("producer-closed", _("Chủ thể đã ngừng hoạt động nên không đăng ký thêm ý tưởng."),
                      kind="conflict")
    form = form_for(FormKind.IDEA, producer.province_today, by.today)
    return Idea(producer=producer, form=form, rev=0, written_by=by.user)


def _refuse_same_name(idea: Idea) -> None:
    """One name, one idea under way: pressing twice registers once."""
    alike = Idea.objects.filter(producer__head=idea.producer.head_id, name_folded=idea.name_folded)
    if alike.filter(state__in=_UNDER_WAY).exclude(pk=idea.pk).exists():
        words = _("Chủ thể đã có ý tưởng “%(name)s” đang viết hoặc chờ trả lời. Hãy mở ý tưởng đó.")
        raise Refusal("idea-exists", words % {"name": idea.name}, kind="conflict")


def send_idea(*, idea: Idea, by: Actor) -> Idea:
    """Send an idea to the office of the producer's commune; sent again after it came back, it waits anew.

    Refuses (`incomplete`) with every field that lacks or is wrong, (`forbidden`), and (`conflict`) when it is sent
    already or the producer's commune is not known.
    """
    with transaction.atomic():
        fresh = IDEA_FLOW.begin("send_idea", idea, by=by)
        if fresh.producer.unit_today is None:
            raise Refusal("producer-unsettled", _("Chưa rõ chủ thể nay thuộc xã, phường nào. Hãy cập nhật địa chỉ."),
                          kind="conflict")
        fresh.sent_at = timezone.now()
        answer(fresh, "", by=None)
        fresh.save()
        audit.record("send_idea", fresh, by=by, province_id=province_id(fresh.producer), body={"rev": fresh.rev})
    return fresh


def accept_idea(*, idea: Idea, by: Actor, product_set: ProductSet | None = None, product: Product | None = None,
                cycle: Cycle | None = None, note: str = "") -> Idea:
    """Take an idea up. With `product_set` its product is registered under the idea's name; with `product` the idea is
    of one the producer has; with `cycle` that product takes part in the year (the officer of the year only).

    Refuses (`forbidden`) others than the officers of the place, (`conflict`) an idea that does not wait, (`invalid`)
    both kinds of product, another producer's product, a year without a product; and what those verbs refuse.
    """
    if product_set is not None and product is not None:
        raise Refusal("idea-two-products", _("Hãy chọn một: đăng ký sản phẩm mới, hoặc sản phẩm đã có."))
    with transaction.atomic():
        fresh = IDEA_FLOW.begin("accept_idea", idea, by=by)
        if product is not None:
            _must_be_of(fresh, product)
        if cycle is not None and product_set is None and product is None:
            raise Refusal("idea-cycle-product", _("Chỉ sản phẩm đã đăng ký mới tham gia chu trình. Hãy chọn bộ sản "
                                                  "phẩm hoặc sản phẩm đã có."))
        entry = audit.record("accept_idea", fresh, by=by, reason=prose(note), province_id=province_id(fresh.producer),
                             body={"product_set": product_set.pk if product_set else None,
                                   "product": product.pk if product else None, "cycle": cycle.pk if cycle else None})
        if product_set is not None:
            product = register_product(producer=fresh.producer, name=fresh.name, product_set=product_set, by=by,
                                       parent=entry)
        if product is not None and cycle is not None:
            _take_part(fresh, product, cycle, by=by, parent=entry)
        fresh.product, fresh.cycle = product, cycle
        answer(fresh, prose(note), by=by)
        fresh.save()
    return fresh


def _take_part(idea: Idea, product: Product, cycle: Cycle, *, by: Actor, parent: AuditEntry) -> None:
    """The product joins the year's cycle, with the idea as the source."""
    enrol(cycle=cycle, product=product, origin=EnrolmentOrigin.NEW, by=by, parent=parent,
          source=f"Ý tưởng {idea.pid}: {idea.name}"[:300])


def link_idea(*, idea: Idea, product: Product, by: Actor) -> Idea:
    """Say which product became of an idea that was taken up without one.

    Refuses (`forbidden`) others than the producer's people, (`invalid`) another producer's product, (`conflict`) an
    idea that was not taken up or has its product.
    """
    with transaction.atomic():
        fresh = Idea.objects.select_for_update().get(pk=idea.pk)
        if not may_send_form(by, fresh):
            raise Refusal("link-idea-forbidden", _("Chỉ người của chủ thể mới làm được việc này."), kind="forbidden")
        if fresh.state != IdeaState.ACCEPTED or fresh.product_id is not None:
            raise Refusal("link-idea-state", _("Ý tưởng này chưa được nhận, hoặc đã có sản phẩm."), kind="conflict")
        _must_be_of(fresh, product)
        fresh.product = product
        fresh.save()
        audit.record("link_idea", fresh, by=by, province_id=province_id(fresh.producer), body={"product": product.pk})
    return fresh


def _must_be_of(idea: Idea, product: Product) -> None:
    if product.producer.head_id != idea.producer.head_id:
        raise Refusal("idea-foreign-product", _("Sản phẩm này không phải của chủ thể đã đăng ký ý tưởng."))


def return_idea(*, idea: Idea, reason: str, by: Actor) -> Idea:
    """Give an idea back with the reason; it may be mended and sent again. Refuses as `accept_idea`, and no reason."""
    if not prose(reason):
        raise Refusal("return-reason", _("Hãy ghi lý do trả lại để chủ thể biết phải sửa gì."))
    with transaction.atomic():
        fresh = IDEA_FLOW.begin("return_idea", idea, by=by)
        answer(fresh, prose(reason), by=by)
        fresh.save()
        audit.record("return_idea", fresh, by=by, reason=prose(reason), province_id=province_id(fresh.producer))
    return fresh


def withdraw_idea(*, idea: Idea, by: Actor) -> Idea:
    """Take an idea away before it was taken up; it stays to be read."""
    with transaction.atomic():
        fresh = IDEA_FLOW.begin("withdraw_idea", idea, by=by)
        take_away(fresh)
        audit.record("withdraw_idea", fresh, by=by, province_id=province_id(fresh.producer))
    return fresh
