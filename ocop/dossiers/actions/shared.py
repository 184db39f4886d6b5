"""What the verbs of a dossier have in common."""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.guards import EDITABLE, may_write
from ocop.dossiers.models import Dossier
from ocop.registry.models import Producer
from ocop.rulebooks.models import Criterion, Option


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
