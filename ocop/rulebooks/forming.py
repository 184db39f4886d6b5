"""Forms in sentences: what is wrong with a definition and where, and with what was typed; answers for eyes."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Missing, Refusal, Words
from ocop.rulebooks.models import FormTemplate
from ocop.rulebooks.rules import forms, sources
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.sources import Source
from ocop.rulebooks.telling import flaw_words, place_words, said

FLAWS: Mapping[str, Words] = {
    "form-schema": _("Tệp không phải mẫu theo lược đồ ocop-form/1 (%(found)s)."),
    "form-missing": _("Thiếu mục “%(found)s”."),
    "form-unknown": _("Mục “%(found)s” không có trong lược đồ; hãy bỏ hoặc sửa tên."),
    "form-key": _("Mã “%(found)s” chưa đúng: chỉ dùng chữ thường không dấu, số, dấu gạch dưới và không quá dài."),
    "form-kind": _("Loại mẫu “%(found)s” không có; hãy ghi idea hoặc plan."),
    "form-words": _("Thiếu lời tiếng Việt (vi) của “%(found)s”."),
    "form-day": _("“%(found)s” không phải ngày; hãy ghi dạng 2026-05-22."),
    "form-period": _("Ngày hết dùng (%(found)s) trước ngày bắt đầu."),
    "form-section": _("Phần thứ %(found)s cần có tiêu đề và ít nhất một ô."),
    "form-many": _("Mẫu có quá %(found)s ô."),
    "form-name": _("Mẫu ý tưởng phải có ô chữ bắt buộc “%(found)s” ghi tên sản phẩm."),
    "form-field": _("Một ô phải ghi rõ mã, loại và lời."),
    "form-twice": _("Mã “%(found)s” bị trùng trong mẫu."),
    "form-field-kind": _("Loại ô “%(found)s” không có; hãy dùng text, long, number, money, date, choice hoặc yes-no."),
    "form-bool": _("“required” phải là true hoặc false, không phải “%(found)s”."),
    "form-limit": _("Giới hạn “%(found)s” không hợp với loại ô này."),
    "form-options": _("Ô chọn cần ít nhất hai lựa chọn; ô khác không có lựa chọn (%(found)s)."),
    "form-option": _("Lựa chọn “%(found)s” cần có mã và lời tiếng Việt."),
}
WRONGS: Mapping[str, Words] = {
    "empty": _("Hãy điền mục này."),
    "long": _("Dài quá %(bound)s chữ. Hãy viết gọn lại."),
    "number": _("Hãy ghi một số, ví dụ 1.200 hoặc 12,5."),
    "money": _("Hãy ghi số tiền bằng đồng, ví dụ 1.500.000."),
    "least": _("Số này phải từ %(bound)s trở lên."),
    "greatest": _("Số này nhiều nhất là %(bound)s."),
    "day": _("Ngày này không có trong lịch. Hãy nhập ngày/tháng/năm, ví dụ 5/4/2026."),
    "choice": _("Hãy chọn một mục trong danh sách."),
}


def sound(source: Source, name: str) -> Source:
    """The source of a form, if it stands every check; else Refusal with a finding each, named with its line."""
    flaws = list(source.flaws) or forms.check_form(source.data)
    if flaws:
        raise Refusal(
            "form-flawed",
            _("Mẫu có lỗi, chưa nạp. Hãy sửa những chỗ dưới đây rồi nạp lại."),
            missing=[Missing(flaw.code, _words(flaw, source), flaw.where) for flaw in flaws],
        )
    return source


def _words(flaw: Flaw, source: Source) -> str:
    """The sentence with the line, of the thing itself or of what it stands in."""
    place = sources.place_of(flaw, source.places)
    where = tuple(flaw.where.split("."))
    while not place and where:
        where = where[:-1]
        place = source.places.get(where, "")
    if flaw.code not in FLAWS:
        return flaw_words(flaw, place)
    sentence = str(FLAWS[flaw.code]) % {"found": flaw.found}
    return f"{place_words(place)}: {sentence}" if place else sentence


def wrong_words(wrong: forms.Wrong) -> str:
    """What is wrong with one answer."""
    bound = _grouped(wrong.bound) if wrong.code in {"least", "greatest"} else wrong.bound
    return str(WRONGS[wrong.code]) % {"bound": bound}


def wrongs_in(template: FormTemplate, body: Mapping[str, str], *, whole: bool) -> dict[str, str]:
    """What is wrong with a body under its form, by field: the words that stand beside it."""
    _kept, wrongs = forms.read_body(template.parts, body, whole=whole)
    return {one.key: wrong_words(one) for one in wrongs}


def missing_in(template: FormTemplate, body: Mapping[str, str], *, whole: bool) -> list[Missing]:
    """The same as things that lack, each named and with its field as place (`field:name`)."""
    labels = {field.key: said(field.label) for field in template.fields}
    return [
        Missing("form-answer", f"{labels[key]}: {words}", f"field:{key}")
        for key, words in wrongs_in(template, body, whole=whole).items()
    ]


def shown(field: forms.FormField, value: str) -> str:
    """A kept answer for eyes: numbers and days as they are written here, a choice by its words; "" for none."""
    if not value:
        return ""
    if field.kind in {forms.NUMBER, forms.MONEY}:
        unit = gettext("đồng") if field.kind == forms.MONEY else said(field.unit)
        return f"{typed(field, value)} {unit}".strip()
    if field.kind == forms.CHOICE:
        return next((said(words) for key, words in field.options if key == value), value)
    if field.kind == forms.YES_NO:
        return gettext("Có") if value == forms.YES else gettext("Không")
    return typed(field, value)


def typed(field: forms.FormField, value: str) -> str:
    """A kept answer as one would type it again."""
    if field.kind == forms.DATE and value:
        year, month, day = value.split("-")
        return f"{int(day)}/{int(month)}/{year}"
    return _grouped(value) if field.kind in {forms.NUMBER, forms.MONEY} and value else value


def _grouped(value: str) -> str:
    """A number with points between the thousands and a comma: 1.200,5."""
    whole, _point, part = value.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}".replace(",", ".") + (f",{part}" if part else "")
