"""Filters and tags of every template: Vietnamese dates, numbers, words; drawings of stars, clocks and products."""

import datetime as dt
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, gettext, ngettext

from ocop.core.dates import UNKNOWN_START
from ocop.core.names import fold
from ocop.rulebooks.rules.scoring import shown
from ocop.web.shared import errors

register = template.Library()

# design.md section 9: a drawing stands in for a missing photo; the words choose among the drawings of a set.
SET_ART: dict[int, tuple[tuple[str, tuple[str, ...]], ...]] = {
    1: (("vegetable", ()), ("mandarin", ("quyt", "cam", "buoi", "chanh", "na ", "hong", "mo ", "man "))),
    2: (("fish", ()), ("meat", ("thit", "ga ", "lon ", "trau", "vit "))),
    3: (("rice", ()),),
    4: (("honey", ()), ("mushroom", ("nam ", "moc nhi"))),
    5: (("packet", ()),),
    6: (("noodles", ()), ("rice", ("gao ", "com ", "banh"))),
    7: (("bamboo-shoot", ()), ("turmeric", ("nghe",)), ("mushroom", ("nam ",))),
    8: (("meat", ()), ("honey", ("mat ong",)), ("fish", ("ca ",))),
    9: (("sauce", ()),),
    10: (("spice", ()),),
    11: (("tea", ()),),
    12: (
        ("tea-cup", ()),
        ("golden-flower", ("hoa vang",)),
        ("herb", ("gai leo", "giao co lam", "day thia canh", "la ")),
    ),
    13: (("coffee", ()),),
    14: (("spirit", ()),),
    15: (("spirit", ()),),
    16: (("water", ()),),
    17: (("water", ()),),
    18: (("medicine", ()), ("turmeric", ("nghe", "curcumin"))),
    19: (("cosmetic", ()),),
    20: (("oil", ()), ("herb", ("la ", "cao "))),
    21: (("basket", ()),),
    22: (("brocade-weave", ()),),
    23: (("flower", ()),),
    24: (("bonsai", ()),),
    25: (("bird", ()),),
    26: (("stilt-house", ()),),
}
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
ICON = {kind: f"i-{kind}" for kind in ("ok", "warn", "bad", "wait", "none", "info")} | {"void": "i-none"}


@register.filter
def vn_date(value: Any) -> str:
    """A date as 22/5/2026; an instant is read in Vietnam's time. Empty for no date."""
    if isinstance(value, dt.datetime) and is_aware(value):
        value = localtime(value)
    return f"{value.day}/{value.month}/{value.year}" if isinstance(value, dt.date) else ""


@register.simple_tag
def span_words(begins: dt.date | None, ends: dt.date | None) -> str:
    """From a day to a last day: "22/5/2026 đến 30/6/2027"; a start before our records is not told."""
    told = {"from": vn_date(begins), "to": vn_date(ends)}
    if begins is None or begins == UNKNOWN_START:
        return gettext("đến %(to)s") % told if ends else gettext("từ trước")
    return gettext("%(from)s đến %(to)s") % told if ends else gettext("từ %(from)s") % told


@register.filter
def vn_number(value: Any, places: int | None = None) -> str:
    """A number with grouping (1.234,5); no number is "chưa có số liệu", never 0."""
    if value is None or value == "":
        return gettext("chưa có số liệu")
    return number_format(value, places, use_l10n=True, force_grouping=True)


@register.filter
def score(value: Any, sheets: int | None = None) -> str:
    """A mean shown with two decimals (638/7 is 91,14) as `rules.scoring.shown` does: never lifted over a band.

    `value` is an exact fraction, an integer, text such as "638/7", or a sum with the number of sheets beside it
    (`{{ tally.sum_points|score:tally.sheets }}`). Empty for no score.
    """
    if value is None or value == "":
        return ""
    words = shown(Fraction(value) / (sheets or 1))
    return words.replace(",", ".") if (get_language() or "vi").startswith("en") else words


@register.filter
def stars_words(value: Any) -> str:
    """Stars in words: "4 sao"; nothing for none."""
    if not value:
        return gettext("chưa có sao")
    return ngettext("%(count)s sao", "%(count)s sao", int(value)) % {"count": int(value)}


@register.filter
def plain(value: Any) -> str:
    """A number without grouping: years, codes, ids."""
    return "" if value is None else str(value)


@register.filter
def days_left_words(value: Any) -> str:
    """Working days left in words: "còn 6 ngày làm việc", today, or "quá hạn 1 ngày làm việc" when negative."""
    if value is None or value == "":
        return ""
    left = int(value)
    if left == 0:
        return gettext("hạn cuối hôm nay")
    if left > 0:
        words = ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", left)
    else:
        words = ngettext("quá hạn %(days)s ngày làm việc", "quá hạn %(days)s ngày làm việc", -left)
    return words % {"days": abs(left)}


@lru_cache(maxsize=4096)
def art_name(set_key: str, name: str = "") -> str:
    """The drawing for a product of a set (`s11` or `11`); the product's name chooses where a set has several."""
    digits = "".join(ch for ch in set_key if ch.isdigit())
    choices = SET_ART.get(int(digits) if digits else 0, (("basket", ()),))
    folded = f"{fold(name)} "
    for drawing, marks in choices[1:]:
        if any(mark in folded for mark in marks):
            return drawing
    return choices[0][0]


@register.filter
def set_art(set_key: Any, name: str = "") -> str:
    """Address of the drawing that stands in for a photo: `{{ product.set_key|set_art:product.name }}`."""
    return static(f"art/{art_name(str(set_key or ''), str(name))}.svg")


@register.filter
def group_ground(group: Any) -> str:
    """Class of a picture's ground by product group (1-6, or a key such as `I.1.a` or `IV`): g1 … g6."""
    head = str(group or "").split(".")[0].strip()
    number = ROMAN.get(head) or (int(head) if head.isdigit() else 1)
    return f"g{number if 1 <= number <= 6 else 1}"


@register.simple_tag
def art(name: str) -> str:
    """Address of a drawing of ours: `{% art 'basket' %}`."""
    return static(f"art/{name}.svg")


@register.filter
def icon_of(kind: Any) -> str:
    """Id of the shape of a state; no kind is the square "ended"."""
    return ICON.get(str(kind or ""), "i-end")


@register.filter
def class_of(kind: Any) -> str:
    """CSS class of a state: the two quiet states, ended and none, have no colour of their own."""
    return str(kind) if kind in {"ok", "warn", "bad", "wait"} else ""


@register.filter
def anchor(where: str) -> str:
    """The id under which a page shows the place a refusal points to: `criterion:2.3` is `criterion-2-3`."""
    return errors.anchor(where)


@lru_cache(maxsize=16)
def _stars(count: int) -> SafeString:
    uses = "".join(
        f'<use href="#st" x="{place * 21}" class="star-{"on" if place < count else "off"}"/>' for place in range(5)
    )
    return mark_safe(f'<svg viewBox="0 0 105 20" aria-hidden="true">{uses}</svg>')


@register.simple_tag
def star_drawing(count: Any, gone: Any = False) -> SafeString:
    """Five stars, the first `count` of them gold; all hollow when the certificate no longer lives."""
    return _stars(0 if gone else max(0, min(5, int(count or 0))))


@lru_cache(maxsize=512)
def _clock(used: int, total: int) -> SafeString:
    ticks = "".join(
        f'<rect x="{tick * 9}.5" y=".5" width="7" height="10" class="{"used" if tick < used else "left"}"/>'
        for tick in range(total)
    )
    return mark_safe(
        f'<svg viewBox="0 0 {total * 9} 11" aria-hidden="true" preserveAspectRatio="none">{ticks}</svg>'
    )


@register.simple_tag
def clock_drawing(used: Any, total: Any) -> SafeString:
    """One tick per working day, those that have passed filled."""
    # A law's longest clock is 60 days; more ticks than that could not be told apart.
    days = max(1, min(90, int(total or 1)))
    return _clock(max(0, min(days, int(used or 0))), days)


@register.simple_tag
def clock_kind(used: Any, total: Any) -> str:
    """`over` once more days have passed than there were, `near` in the last three, else nothing."""
    left = int(total or 0) - int(used or 0)
    return "over" if left < 0 else "near" if left <= 3 else ""


@register.simple_tag
def clock_words(used: Any, total: Any) -> str:
    """What is left of a clock, in words."""
    return days_left_words(int(total or 0) - int(used or 0))


@register.simple_tag
def beads(total: Any, done: Any, now: Any = None) -> SafeString:
    """One bead per criterion: `done` is a count or a list of places (from 1), `now` the place at hand."""
    finished = set(done) if isinstance(done, list | tuple | set | frozenset) else set(range(1, int(done or 0) + 1))
    kinds = ["now" if place == now else "done" if place in finished else "" for place in range(1, int(total or 0) + 1)]
    return mark_safe("".join(f'<i class="{kind}"></i>' for kind in kinds))


@register.simple_tag
def dressed(field: BoundField) -> SafeString:
    """The widget of a form field in our class, tied to its hint and error for readers who do not see."""
    own = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": f"input {own}".strip(), "aria-describedby": described_by(field) or None}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs={key: value for key, value in attrs.items() if value is not None})


def described_by(field: BoundField) -> str:
    """Ids of the hint and the error of a field, in the order they are read."""
    marks = ["h"] if field.help_text else []
    marks += ["e"] if field.errors else []
    return " ".join(f"{field.auto_id}-{mark}" for mark in marks)


@register.simple_tag
def page_numbers(page: "Page[Any]") -> list[int | None]:
    """Numbers of the pages to offer; None stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def message_kind(tags: str) -> str:
    """State of a message of Django as our flashes name it."""
    for tag, kind in (("success", "ok"), ("warning", "warn"), ("error", "bad")):
        if tag in tags:
            return kind
    return "info"


@register.simple_tag
def flash_icon(kind: Any) -> SafeString:
    """The shape of a flash; information when it has no kind."""
    return format_html('<svg aria-hidden="true"><use href="#{}"/></svg>', ICON.get(str(kind or "info"), "i-info"))


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, key: str, number: int) -> str:
    """The address of another page of the list shown, with the search as it stands."""
    query = context["request"].GET.copy()
    query[key] = str(number)
    return f"?{query.urlencode()}"
