"""`/lam-viec/van-ban/doi/`: what a change of law would do to the products already judged, before it bites."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from ocop.core.refusal import Words
from ocop.councils.models import seats_of
from ocop.rulebooks.models import CriterionMap, Edition, ProductSet
from ocop.web.desk.law.editions import transitions
from ocop.web.desk.law.forms import ChangeForm
from ocop.web.desk.law.place import crumbs, law_page
from ocop.web.desk.law.regrading import (
    DOWN,
    IN,
    NONE,
    OUT,
    SAME,
    UP,
    Move,
    by_place,
    moves_between,
    without_counterpart,
)
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words

PER_PAGE = 50
KINDS: dict[str, tuple[str, Words]] = {
    UP: ("ok", gettext_lazy("lên sao")), SAME: ("wait", gettext_lazy("giữ sao")),
    DOWN: ("warn", gettext_lazy("xuống sao")), OUT: ("bad", gettext_lazy("không còn được xếp sao")),
    IN: ("ok", gettext_lazy("được xếp sao")), NONE: ("none", gettext_lazy("không có bộ tương ứng")),
}
COLUMNS: tuple[Column[Move], ...] = (
    Column(gettext_lazy("Tỉnh, thành phố"), lambda move: move.province.full_name if move.province else "", width=22),
    Column(gettext_lazy("Bộ sản phẩm"), lambda move: move.old.title, width=36),
    Column(gettext_lazy("Sản phẩm"), lambda move: move.docket.stage.dossier.product.name, width=36),
    Column(gettext_lazy("Mã sản phẩm"), lambda move: move.docket.stage.dossier.product.pid, width=14, text=True),
    Column(gettext_lazy("Chủ thể"), lambda move: move.docket.stage.dossier.producer.name, width=36),
    Column(gettext_lazy("Điểm theo văn bản cũ"), lambda move: move.one.before.mean if move.one else None, width=10),
    Column(gettext_lazy("Sao theo văn bản cũ"), lambda move: move.one.before.stars if move.one else None, width=10),
    Column(gettext_lazy("Điểm theo văn bản mới"), lambda move: move.one.after.mean if move.one else None, width=10),
    Column(gettext_lazy("Sao theo văn bản mới"), lambda move: move.one.after.stars if move.one else None, width=10),
    Column(gettext_lazy("Thay đổi"), lambda move: KINDS[move.kind][1], width=20),
    Column(gettext_lazy("Điều kiện mới không đạt"), lambda move: "; ".join(move.missed), width=40),
    Column(gettext_lazy("Không có tiêu chí tương ứng"), lambda move: "; ".join(move.lost), width=40),
    Column(gettext_lazy("Tiêu chí mới chưa ai chấm"), lambda move: "; ".join(move.unanswered), width=40),
    Column(gettext_lazy("Minh chứng còn thiếu"), lambda move: "; ".join(move.evidence), width=40),
    Column(gettext_lazy("Dựa trên cặp suy đoán"), lambda move: move.assumed, width=12),
)


@require_safe
def law_change(request: Request) -> HttpResponseBase:
    """`?tu=vn-ocop-148&den=vn-ocop-26-2026`; `?xuat=xlsx` as a file; 422 for what is no edition."""
    actor = request.actor
    if not (actor.grants or seats_of(actor)):
        raise Http404
    editions = Edition.objects.visible_to(actor).filter(
        Exists(ProductSet.objects.filter(edition=OuterRef("pk")))).order_by("-in_force_from", "-pk")
    asked = "tu" in request.GET or "den" in request.GET
    form = ChangeForm(request.GET, editions=editions) if asked else ChangeForm(
        editions=editions, initial=_newest(list(editions[:2])))
    context: dict[str, Any] = {"form": form, "answered": False, "crumbs": crumbs(last=_("Đổi văn bản"))}
    status = 200
    if asked and form.is_valid():
        old, new = form.cleaned_data["tu"], form.cleaned_data["den"]
        moves, goals = moves_between(actor, old, new)
        if wants_sheet(request):
            words = f"{old.number} → {new.number}"
            return sheet_response(_("Đổi văn bản"), COLUMNS, moves, filters=words, day=actor.today)
        rows = {move.old.pk: move.old for move in moves}
        context |= _told(request, old, new, moves=moves) | {"apart": list(without_counterpart(goals, rows))}
    elif asked:
        status = 422
    return law_page(request, "change", context, status=status)


def _newest(editions: list[Edition]) -> dict[str, str]:
    """Before anything is asked: from the second newest edition to the newest."""
    return {"tu": editions[1].key, "den": editions[0].key} if len(editions) > 1 else {}


def _told(request: Request, old: Edition, new: Edition, *, moves: list[Move]) -> dict[str, Any]:
    """The answer as the page shows it: sums, by province and set, product by product."""
    counts = Counter(move.kind for move in moves)
    return {
        "answered": True, "old": old, "new": new, "count": len(moves),
        "sums": [(kind, words, counts[key]) for key, (kind, words) in KINDS.items() if counts[key]],
        "heads": [words for _kind, words in KINDS.values()],
        "places": [(place, [(KINDS[key][1], number) for key, number in place.moves.items()])
                   for place in by_place(moves)],
        "assumed": sum(move.assumed for move in moves), "transitions": transitions(new, old.key),
        "mapped": CriterionMap.objects.filter(old__product_set__edition=old, new__product_set__edition=new).exists(),
        "page": Paginator([Line(move) for move in moves], PER_PAGE).get_page(request.GET.get("trang")),
    }


class Line:
    """A product's line on the page."""

    def __init__(self, move: Move) -> None:
        self.move = move
        self.product = move.docket.stage.dossier.product
        self.producer = move.docket.stage.dossier.producer
        self.pill = KINDS[move.kind]
        self.worse = move.kind in {DOWN, OUT}

    @property
    def stars(self) -> str:
        """Stars before and after, in words."""
        if self.move.one is None:
            return _("không chấm lại được")
        before, after = self.move.one.before.stars, self.move.one.after.stars
        return f"{stars_words(before)} → {stars_words(after)}"

    @property
    def lists(self) -> list[tuple[str, list[str]]]:
        """What the new edition cannot be answered from, with how many; empty lists are left out."""
        move = self.move
        found = [
            (ngettext("%(count)s tiêu chí không có tương ứng", "%(count)s tiêu chí không có tương ứng",
                      len(move.lost)), move.lost),
            (ngettext("%(count)s tiêu chí mới chưa ai chấm", "%(count)s tiêu chí mới chưa ai chấm",
                      len(move.unanswered)), move.unanswered),
            (ngettext("%(count)s loại minh chứng còn thiếu", "%(count)s loại minh chứng còn thiếu",
                      len(move.evidence)), move.evidence),
        ]
        return [(words % {"count": len(some)}, some) for words, some in found if some]

    @property
    def means(self) -> tuple[Any, Any] | None:
        """The exact means of both editions."""
        return (self.move.one.before.mean, self.move.one.after.mean) if self.move.one else None
