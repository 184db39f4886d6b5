"""Words that several pages of the producer's desk share: days left, files, flashes, refusals beside a form."""

import datetime as dt
from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.core.models import Blob
from ocop.core.refusal import Refusal, Words


def days_words(left: int) -> str:
    """Calendar days left in words: "còn 6 ngày", today, or "quá hạn 2 ngày" when negative."""
    if left == 0:
        return _("hạn cuối hôm nay")
    if left > 0:
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", left) % {"days": left}
    return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -left) % {"days": -left}


def validity(expires_on: dt.date | None, day: dt.date) -> tuple[str, str]:
    """Kind and words of a paper's pill on a day: no end, long valid, near its end, nearer, run out."""
    if expires_on is None:
        return "none", _("không ghi thời hạn")
    left = (expires_on - day).days
    shown = f"{expires_on.day}/{expires_on.month}/{expires_on.year}"
    if left < 0:
        return "bad", _("đã hết hạn, đến %(day)s") % {"day": shown}
    if left <= settings.PAPER_URGENT_DAYS:
        return "warn", _("%(left)s, đến %(day)s") % {"left": days_words(left), "day": shown}
    if left <= settings.PAPER_WARNING_DAYS:
        return "warn", _("sắp hết hạn, đến %(day)s") % {"day": shown}
    return "ok", _("đến %(day)s") % {"day": shown}


def in_sentence(full_name: str) -> str:
    """A unit inside a sentence: "xã Tân Cương"."""
    return full_name[:1].lower() + full_name[1:]


def opened(words: str) -> str:
    """The words of a level as they begin a line."""
    return words[:1].upper() + words[1:]


def size_words(blob: Blob) -> str:
    """Kind and size of a file: "PDF, 1,2 MB"."""
    kilo = max(1, round(blob.size / 1024))
    size = f"{number_format(kilo, 0)} kB" if kilo < 1000 else f"{number_format(blob.size / 1024 / 1024, 1)} MB"
    return f"{blob.kind.upper()}, {size}"


def tell(request: HttpRequest, bold: Words, rest: Words = "") -> None:
    """A flash: the result in bold, then number, date, next step."""
    messages.success(request, format_html("<b>{}</b> {}", bold, rest))


def beside(form: forms.Form, refusal: Refusal, fields: Mapping[str, str] | None = None) -> None:
    """Put a refused verb's sentence beside the field it is about; who may not do it at all gets the page of refusals.

    `fields` maps codes to fields; codes of files (`file-…`) belong to `upload`.
    """
    if refusal.kind == "forbidden":
        raise refusal
    name = (fields or {}).get(refusal.code, "upload" if refusal.code.startswith("file-") else "")
    form.add_error(name if name in form.fields else None, str(refusal.words))
