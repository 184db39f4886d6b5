"""What the verbs of a dossier have in common."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.dossiers.enums import IdeaState
from ocop.dossiers.guards import EDITABLE, may_send_form, may_write
from ocop.dossiers.models import BusinessPlan, Dossier, Idea
from ocop.registry.models import Producer
from ocop.rulebooks import forming
from ocop.rulebooks.models import Criterion, Option
from ocop.rulebooks.rules.forms import read_body

F = TypeVar("F", Idea, BusinessPlan)
# The words are those of both tables.
_WRITABLE = (IdeaState.DRAFT.value, IdeaState.RETURNED.value)


def lock_for_writing(dossier: Dossier, *, by: Actor) -> Dossier:
    """Lock a dossier whose answers or evidence are about to change, inside the caller's transaction.

    Refuses (`forbidden`) who may not write it, (`conflict`) when it is not in the producer's hands.
    """
    fresh = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if not may_write(by, fresh):
        raise Refusal("write-forbidden", _("Bạn không có quyền sửa hồ sơ này."), kind="forbidden")
    if fresh.state not in EDITABLE:
        raise Refusal("not-editable", _("Hồ sơ đã nộp nên không sửa được. Hãy chờ yêu cầu bổ sung, hoặc rút hồ sơ."),
                      kind="conflict")
    return fresh


def must_be_of_set(dossier: Dossier, criteria: Iterable[Criterion]) -> list[Criterion]:
    """The criteria, none twice. Refuses one of another product set, and an empty list."""
    found = list({criterion.pk: criterion for criterion in criteria}.values())
    if not found:
        raise Refusal("criteria-none", _("Hãy chọn ít nhất một tiêu chí mà minh chứng này dùng cho."))
    if any(criterion.product_set_id != dossier.product_set_id for criterion in found):
        raise Refusal("criterion-foreign", _("Tiêu chí không thuộc bộ sản phẩm của hồ sơ này. Hãy tải lại trang."))
    return found


def must_be_of_criterion(option: Option | None, criterion: Criterion) -> None:
    """Refuse an option of another criterion."""
    if option is not None and option.criterion_id != criterion.pk:
        raise Refusal("option-foreign", _("Mức được chọn không thuộc tiêu chí %(key)s. Hãy tải lại trang.") % {
            "key": criterion.key})


def prose(text: str) -> str:
    """Text of several lines as it is stored: composed letters, no blank ends."""
    return unicodedata.normalize("NFC", text).strip()


def province_id(producer: Producer) -> int | None:
    """Today's province of the producer, for the trail."""
    province = producer.province_today
    return province.pk if province else None


def may_be_written(filled: F, *, rev: int, by: Actor) -> F:
    """Lock a form that is about to be written on. Refuses strangers, one at an office, one saved elsewhere since."""
    fresh: F = type(filled)._default_manager.select_for_update().get(pk=filled.pk)
    if not may_send_form(by, fresh):
        raise Refusal("form-forbidden", _("Chỉ người của chủ thể mới làm được việc này."), kind="forbidden")
    if fresh.state not in _WRITABLE:
        raise Refusal("form-not-editable", _("Phiếu đã gửi hoặc đã xong nên không sửa được. Hãy tải lại trang."),
                      kind="conflict")
    if rev != fresh.rev:
        raise Refusal("form-stale", _("Phiếu này vừa được lưu ở một cửa sổ khác. Những gì bạn vừa nhập vẫn còn ở dưới; "
                                      "hãy chép lại chỗ cần rồi mở bản mới để sửa tiếp."), kind="conflict")
    return fresh


def keep_body(filled: Idea | BusinessPlan, body: Mapping[str, str], *, needs: Iterable[str] = ()) -> None:
    """Put what was typed on a form, a revision on. Refuses (`incomplete`) what is wrong or lacks of `needs`."""
    kept, _wrongs = read_body(filled.form.parts, body, whole=False)
    wrong = forming.missing_in(filled.form, body, whole=False)
    wrong += [Missing("form-empty", _("Hãy điền mục này."), f"field:{key}") for key in needs
              if key not in kept and f"field:{key}" not in {one.where for one in wrong}]
    if wrong:
        raise Refusal("form-wrong", _("Chưa lưu được. Hãy sửa những chỗ dưới đây; những gì đã nhập vẫn còn."),
                      kind="incomplete", missing=wrong)
    filled.body, filled.rev = kept, filled.rev + 1


def answer(filled: Idea | BusinessPlan, words: str, *, by: Actor | None) -> None:
    """Stamp what an office said, or with `by` None wipe it: the form waits anew."""
    filled.answer = words
    filled.answered_at = timezone.now() if by else None
    filled.answered_by = by.user if by else None


def take_away(filled: Idea | BusinessPlan) -> None:
    """Stamp a form its maker has taken back."""
    filled.withdrawn_at = timezone.now()
    filled.answered_at, filled.answered_by = None, None
    filled.save()
