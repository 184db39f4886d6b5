"""Verbs that write beside the law, never into it: official wording, a province's help and its weights for the road."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.rulebooks.guards import may_write_beside
from ocop.rulebooks.models import Criterion, CriterionHelp, Edition, OfficialWording, Option, OptionWeight

_LONGEST = 5_000
_MOST_MONTHS = 120


def _check(by: Actor, unit: AdminUnit | None) -> None:
    if not may_write_beside(by, unit):
        raise Refusal(
            "beside-forbidden",
            _("Chỉ người soạn bộ tiêu chí hoặc cán bộ cấp tỉnh của chính tỉnh này được ghi."),
            kind="forbidden",
        )


def _sound(words: str) -> str:
    words = nfc(words).strip()
    if len(words) > _LONGEST:
        raise Refusal("words-too-long", _("Nội dung tối đa 5.000 ký tự. Hãy rút gọn."))
    return words


def write_official_wording(
    *,
    criterion: Criterion | None = None,
    option: Option | None = None,
    words: str,
    source: str,
    unit: AdminUnit | None = None,
    by: Actor,
) -> OfficialWording | None:
    """Show these printed words over ours on one criterion or one option, for everybody or for a province.

    The edition's own rows stay as they are, published or not. Empty words take the wording away (gives None).
    Refuses other people, a wording without its source, and anything but exactly one of criterion and option.
    """
    _check(by, unit)
    words, source = _sound(words), nfc(source).strip()
    if (criterion is None) == (option is None):
        raise Refusal("wording-of-nothing", _("Hãy chọn một tiêu chí hoặc một mức."))
    if words and not source:
        raise Refusal("wording-without-source", _("Hãy ghi lời văn này lấy từ đâu (số công báo, bản ký)."))
    thing: Criterion | Option = criterion or option  # type: ignore[assignment]  # one of them, as was just checked
    body = {"words": words, "source": source, "unit": unit.pk if unit else None}
    with transaction.atomic():
        held = OfficialWording.objects.filter(criterion=criterion, option=option, scope_unit=unit)
        if words:
            row, _made = OfficialWording.objects.update_or_create(
                criterion=criterion, option=option, scope_unit=unit, defaults={"words": words, "source": source}
            )
        else:
            held.delete()
            row = None
        audit.record("write_official_wording", thing, by=by, body=body, province_id=unit.pk if unit else None)
    return row


def write_help(
    *, edition: Edition, block: str, unit: AdminUnit, words: str, words_en: str = "", by: Actor
) -> CriterionHelp | None:
    """A province's own help beside a criterion, in every set that asks it with this block. Empty words take it away.

    Refuses other people and a block that the edition does not have.
    """
    _check(by, unit)
    words, words_en = _sound(words), _sound(words_en)
    if not Criterion.objects.filter(product_set__edition=edition, block=block).exists():
        raise Refusal("help-of-nothing", _("Văn bản không có tiêu chí này. Hãy chọn lại."))
    where: dict[str, Any] = {"scope_unit": unit, "edition_key": edition.key, "block": block}
    with transaction.atomic():
        if words:
            row, _made = CriterionHelp.objects.update_or_create(
                **where, defaults={"words": words, "words_en": words_en}
            )
        else:
            CriterionHelp.objects.filter(**where).delete()
            row = None
        body = {"block": block, "words": words, "words_en": words_en}
        audit.record("write_help", edition, by=by, body=body, province_id=unit.pk)
    return row


def set_option_weight(*, option: Option, unit: AdminUnit, months: int | None, by: Actor) -> OptionWeight | None:
    """A province's months from the option below to this one; None goes back to ours.

    Refuses other people and months that are not 0 to 120.
    """
    _check(by, unit)
    if months is not None and not 0 <= months <= _MOST_MONTHS:
        raise Refusal("weight-range", _("Số tháng phải từ 0 đến 120."))
    with transaction.atomic():
        if months is None:
            OptionWeight.objects.filter(option=option, scope_unit=unit).delete()
            row = None
        else:
            row, _made = OptionWeight.objects.update_or_create(
                option=option, scope_unit=unit, defaults={"months": months}
            )
        audit.record("set_option_weight", option, by=by, body={"months": months}, province_id=unit.pk)
    return row
