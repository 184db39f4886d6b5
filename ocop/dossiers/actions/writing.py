"""Verbs of writing a dossier: open it, answer a criterion, answer what was asked for."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.accounts.models import User
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.carrying import carry_over
from ocop.dossiers.actions.shared import (
    lock_for_writing,
    must_be_of_criterion,
    must_be_of_set,
    prose,
    province_id,
)
from ocop.dossiers.enums import DossierKind, FilledBy
from ocop.dossiers.guards import may_open
from ocop.dossiers.models import Answer, Dossier, Occasion, SupplementItem
from ocop.registry.enums import MemberRole, ProductState
from ocop.registry.guards import works_on
from ocop.registry.models import Product
from ocop.registry.queries import memberships_of, placement_in
from ocop.rulebooks.models import Criterion, Edition, Option, ProductSet
from ocop.rulebooks.queries import edition_for


def open_dossier(*, product: Product, by: Actor, kind: str = DossierKind.FIRST,
                 occasion: Occasion | None = None) -> Dossier:
    """Begin a dossier under the edition in force today (pinned at first filing), answers carried over from the last.

    Refuses (`forbidden`) strangers, (`conflict`) a second open dossier, a first one for a product whose certificate
    runs, an upgrade or re-evaluation outside its occasion (26/2026 art. 7.6: 180 to 120 days before the last day), and
    (`invalid`) a product placed in no set of that edition.
    """
    if not may_open(by, product):
        raise Refusal("open-forbidden", _("Bạn không có quyền lập hồ sơ cho sản phẩm này."), kind="forbidden")
    if kind not in DossierKind.values:
        raise Refusal("dossier-kind", _("Hãy chọn loại hồ sơ."))
    edition = edition_for(kind, by.today)
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        _refuse_second(fresh)
        occasion = _occasion(fresh, kind, given=occasion, by=by)
        dossier = Dossier.objects.create(
            product=fresh, producer=fresh.producer, kind=kind, edition=edition,
            product_set=_set_of(fresh, edition), occasion=occasion,
            based_on=occasion.base_version if occasion else None, filled_by=_filled_by(fresh, by),
            filled_by_user=_user(by),
        )
        if dossier.based_on is not None:
            carry_over(dossier, dossier.based_on)
        audit.record("open_dossier", dossier, by=by, province_id=province_id(dossier.producer),
                     body={"product": fresh.pk, "kind": kind, "edition": edition.key, "occasion": dossier.occasion_id,
                           "filled_by": dossier.filled_by})
    return dossier


def save_answer(*, dossier: Dossier, criterion: Criterion, option: Option | None, by: Actor, text: str = "",
                rev: int = 0) -> Answer:
    """Save the self-score on one criterion; option None says "none of these". Also confirms a carried-over answer.

    `rev` is the revision the person saw, 0 for none yet. Refuses (`forbidden`) who may not write, (`invalid`) a
    criterion of another set or an option of another criterion, (`conflict`) an answer saved meanwhile elsewhere.
    """
    with transaction.atomic():
        fresh = lock_for_writing(dossier, by=by)
        must_be_of_set(fresh, [criterion])
        must_be_of_criterion(option, criterion)
        answer = Answer.objects.filter(dossier=fresh, criterion=criterion).first()
        if rev != (answer.rev if answer else 0):
            raise Refusal("answer-stale",
                          _("Câu trả lời này vừa được lưu ở một cửa sổ khác. Hãy tải lại trang để xem bản mới, rồi sửa "
                            "tiếp."), kind="conflict")
        answer = answer or Answer(dossier=fresh, criterion=criterion, rev=0)
        answer.option, answer.text, answer.rev = option, prose(text), answer.rev + 1
        answer.confirmed_on = by.today
        answer.save()
        audit.record("save_answer", answer, by=by, province_id=province_id(fresh.producer),
                     body={"dossier": fresh.pk, "criterion": criterion.key, "option": option.pk if option else None,
                           "rev": answer.rev})
    return answer


def answer_item(*, item: SupplementItem, answer: str, by: Actor) -> SupplementItem:
    """Say what was done about one thing that was asked for (B07)."""
    with transaction.atomic():
        supplement = item.supplement
        fresh = lock_for_writing(supplement.stage.dossier, by=by)
        if supplement.answered_in_id is not None:
            raise Refusal("supplement-answered", _("Yêu cầu bổ sung này đã được trả lời."), kind="conflict")
        item.answer = prose(answer)
        item.save(update_fields=["answer"])
        audit.record("answer_item", item, by=by, body={"supplement": supplement.pk},
                     province_id=province_id(fresh.producer))
    return item


def _refuse_second(product: Product) -> None:
    if product.state == ProductState.CLOSED:
        raise Refusal("product-closed", _("Sản phẩm đã ngừng sản xuất nên không lập hồ sơ được."), kind="conflict")
    if Dossier.objects.open().filter(product=product).exists():
        raise Refusal("dossier-open", _("Sản phẩm đang có một hồ sơ chưa có kết quả. Hãy mở hồ sơ đó."),
                      kind="conflict")


def _occasion(product: Product, kind: str, *, given: Occasion | None, by: Actor) -> Occasion | None:
    """The occasion an upgrade or re-evaluation is filed on; None for a first dossier."""
    of_product = Occasion.objects.filter(product=product)
    if kind == DossierKind.FIRST:
        if of_product.filter(base_valid_to__gte=by.today).exists():
            raise Refusal("certificate-runs",
                          _("Sản phẩm đang có chứng nhận còn hạn. Hãy chọn nâng hạng hoặc phân hạng lại."),
                          kind="conflict")
        return None
    begun = Q(opens_on__isnull=True) | Q(opens_on__lte=by.today)
    not_over = Q(closes_on__isnull=True) | Q(closes_on__gte=by.today)
    now = of_product.filter(begun, not_over, kind=kind)
    if given is not None:
        now = now.filter(pk=given.pk)
    found = now.order_by("-pk").first()
    if found is None:
        raise _not_now(of_product.filter(kind=kind).order_by("-pk").first())
    return found


def _not_now(occasion: Occasion | None) -> Refusal:
    """The refusal outside a window, naming its days where they are known."""
    if occasion is None or occasion.opens_on is None or occasion.closes_on is None:
        return Refusal("occasion-none", _("Sản phẩm chưa có lượt công nhận để nâng hạng hoặc phân hạng lại."),
                       kind="conflict")
    words = _("Chỉ nộp được hồ sơ này từ %(opens)s đến hết %(closes)s.") % {
        "opens": f"{occasion.opens_on:%-d/%-m/%Y}", "closes": f"{occasion.closes_on:%-d/%-m/%Y}"}
    return Refusal("occasion-window", words, kind="conflict")


def _set_of(product: Product, edition: Edition) -> ProductSet:
    """The set the product stands in under the edition."""
    placement = placement_in(product, edition)
    if placement is None or placement.product_set is None:
        raise Refusal("product-unplaced",
                      _("Sản phẩm chưa được xếp vào bộ sản phẩm nào của %(number)s. Hãy chọn bộ sản phẩm trước.") % {
                          "number": edition.number})
    return placement.product_set


def _filled_by(product: Product, by: Actor) -> FilledBy:
    """Who holds the pen: the producer, its consultant, or an officer."""
    if not works_on(by, product.producer, product.pk):
        return FilledBy.OFFICER
    roles = memberships_of(by).get(product.producer.head_id or 0, frozenset())
    return FilledBy.CONSULTANT if roles == {MemberRole.CONSULTANT} else FilledBy.PRODUCER


def _user(by: Actor) -> User | None:
    """The signed-in person, as a row to point to."""
    return by.user if isinstance(by.user, User) else None
