"""Two editions side by side, for one set: criterion by criterion, what was added, dropped or changed."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Words
from ocop.rulebooks import telling
from ocop.rulebooks.actions import review_map
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import CriterionMap, ProductSet
from ocop.rulebooks.queries import compare_sets, rubric_of, successor_of
from ocop.rulebooks.rules.compare import CHANGED, Change, OptionChange, compare_exclusions
from ocop.rulebooks.rules.mapping import ASSUMED, DROPPED, NEW, SAME
from ocop.rulebooks.rules.rubric import Criterion
from ocop.web.desk.law.place import crumbs, edition_at, editor_only, law_page, set_at
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words

# What changed -> how the pill looks and what it says.
MARKS: dict[str, tuple[str, Words]] = {
    NEW: ("wait", gettext_lazy("thêm mới")), DROPPED: ("bad", gettext_lazy("bỏ")),
    CHANGED: ("warn", gettext_lazy("đổi")), SAME: ("ok", gettext_lazy("giữ nguyên")),
}


@dataclasses.dataclass(frozen=True)
class Pair:
    """A criterion of either edition beside its counterpart, ready to be shown."""

    what: str
    mark: tuple[str, Words]
    old: tuple[str, str, int] | None
    new: tuple[str, str, int] | None
    differences: list[str]
    options: list[tuple[str, str]]
    assumed: bool
    name: str


@require_http_methods(["GET", "HEAD", "POST"])
def law_compare(request: Request, *, key: str, product_set: str, other: str) -> HttpResponse:
    """The set of an edition beside the one that takes its place in another; `?het=1` also what stayed.

    An editor confirms an assumed pair here by posting the code of the old criterion.
    """
    old = set_at(request.actor, key, product_set)
    edition = edition_at(request.actor, other)
    new = successor_of(old, edition)
    if request.method == "POST":
        return _confirm(request, old, new)
    whole = request.GET.get("het") == "1"
    pairs = [pair_of(one) for one in compare_sets(old, new)] if new is not None else []
    context = {
        "old": old, "new": new, "edition": old.edition, "other": edition, "whole": whole,
        "pairs": [pair for pair in pairs if whole or pair.what != SAME or pair.assumed],
        "counts": [(kind, words, sum(pair.what == what for pair in pairs)) for what, (kind, words) in MARKS.items()],
        "assumed": sum(pair.assumed for pair in pairs), "may_confirm": may_edit_rulebooks(request.actor),
        "exclusions": _exclusions(old, new) if new is not None else [],
        "crumbs": crumbs(old.edition, old, _("So với %(number)s") % {"number": edition.number}),
    }
    return law_page(request, "compare", context)


def _confirm(request: Request, old: ProductSet, new: ProductSet | None) -> HttpResponse:
    editor_only(request.actor)
    if new is None:
        raise Http404
    rows = CriterionMap.objects.filter(old__product_set=old, new__product_set=new)
    pair = get_or_404(rows, old__key=request.POST.get("old", ""))
    review_map(pair=pair, by=request.actor)
    messages.success(request, _("Đã rà soát cặp tiêu chí %(key)s.") % {"key": request.POST["old"]})
    return redirect("law_compare", old.edition.key, old.key, new.edition.key)


def _facts(one: Criterion | None) -> tuple[str, str, int] | None:
    return (one.key, telling.said(one.name), one.max) if one else None


def pair_of(change: Change) -> Pair:
    """One line of the comparison."""
    paired = change.old is not None and change.new is not None
    return Pair(
        what=change.what, mark=MARKS[change.what], old=_facts(change.old), new=_facts(change.new),
        differences=_differences(change) if paired else [],
        options=[_option(one) for one in change.options if paired and _differs(one)],
        assumed=paired and change.review == ASSUMED, name=change.old.key if change.old else "",
    )


def _differences(change: Change) -> list[str]:
    found = []
    if change.max:
        found.append(_("Điểm tối đa %(old)s → %(new)s.") % {"old": change.max[0], "new": change.max[1]})
    if change.gates:
        before, after = (_gates(marks) for marks in change.gates)
        found.append(_("Mức tối thiểu: %(old)s → %(new)s.") % {"old": before, "new": after})
    return found


def _gates(marks: tuple[tuple[int, str], ...]) -> str:
    told = ", ".join(_("%(stars)s ở mức %(option)s") % {"stars": stars_words(star), "option": option}
                     for star, option in marks)
    return told or _("không có")


def _differs(one: OptionChange) -> bool:
    return bool(one.old is None or one.new is None or one.points or one.star or one.words)


def _option(one: OptionChange) -> tuple[str, str]:
    """An option of both editions: as it was, as it is."""
    return _said(one.old), _said(one.new)


def _said(option: Any) -> str:
    return f"{option.points} · {telling.said(option.words)}" if option else _("không có mức tương ứng")


def _exclusions(old: ProductSet, new: ProductSet) -> list[tuple[tuple[str, Words], str]]:
    """Conditions that came or went, in words."""
    before, after = rubric_of(old), rubric_of(new)
    found = compare_exclusions(before, after)
    told = [(MARKS[NEW], telling.said(after.exclusion_by_key[key].words)) for key in found.new]
    return told + [(MARKS[DROPPED], telling.said(before.exclusion_by_key[key].words)) for key in found.dropped]


