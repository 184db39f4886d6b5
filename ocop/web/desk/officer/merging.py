"""Producers entered twice: the pairs found, two side by side, merging them, and taking a merging back."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.core.refusal import Refusal
from ocop.dossiers.models import Dossier
from ocop.recognition.models import Certificate
from ocop.registry.actions import keep_apart, merge_producers, undo_merge
from ocop.registry.actions.merging import differing_codes
from ocop.registry.duplicates import duplicate_pairs
from ocop.registry.guards import may_merge
from ocop.registry.models import Membership, Merger, Producer, Product, Representative
from ocop.registry.queries import latest_versions, shown_tax_code
from ocop.web.desk.officer.doors import REGISTRARS, beside, officer_page, sit_down, status_of
from ocop.web.desk.officer.forms import MergeForm
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.phones import shown_phone
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

PER_PAGE = 20
FIELDS = {"merge-reason": "reason", "merge-two-codes": "two_codes"}
NOT_BOTH = gettext_lazy(
    "Bạn không phụ trách nơi đóng của cả hai chủ thể, hoặc là người của một bên. Hãy chuyển việc này cho cán bộ tỉnh."
)


def _seen(actor: Actor) -> "QuerySet[Producer]":
    """Producers the office sees, none that was merged away."""
    sit_down(actor, *REGISTRARS)
    return Producer.objects.visible_to(actor).filter(head=F("pk"))


def _placed(rows: "QuerySet[Producer]") -> "QuerySet[Producer]":
    return rows.select_related(
        "unit__today", "unit__today_province", "settled_unit__today", "settled_unit__today_province"
    )


@require_safe
def officer_duplicates(request: Request) -> HttpResponse:
    """Pairs that may be one producer, the best founded first; and the mergings of late, each with its way back."""
    actor = request.actor
    page = Paginator(duplicate_pairs(_seen(actor)), PER_PAGE).get_page(request.GET.get("trang"))
    ids = {pk for pair in page for pk in (pair.first, pair.second)}
    found = {row.pk: row for row in _placed(Producer.objects.filter(pk__in=ids))}
    rows = [(found[pair.first], found[pair.second], [reason.label for reason in pair.reasons]) for pair in page]
    context = {"page": page, "rows": rows, "mergers": list(_mergers(actor).order_by("-merged_at", "-pk")[:PER_PAGE])}
    return officer_page(request, "duplicates", context, current="producers")


def _mergers(actor: Actor) -> "QuerySet[Merger]":
    """Mergings that stand, of rows the office sees."""
    sit_down(actor, *REGISTRARS)
    seen = Producer.objects.visible_to(actor)
    return Merger.objects.filter(undone_at__isnull=True, old__in=seen, into__in=seen).select_related(
        "old__unit", "old__settled_unit", "into__unit", "into__settled_unit", "merged_by"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def officer_compare(request: Request, pid: str, other: str) -> HttpResponse:
    """Two producers side by side; merging them, with the one that stands and the reason."""
    pair = [get_or_404(_placed(_seen(request.actor)), pid=one) for one in (pid, other)]
    require(may_merge(request.actor, *pair), NOT_BOTH)
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair, codes=differing_codes(*pair))
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            into = next(one for one in pair if one.pid == data["into"])
            old = next(one for one in pair if one is not into)
            try:
                merger = merge_producers(
                    old=old, into=into, reason=data["reason"], two_codes=data["two_codes"], by=request.actor
                )
            except Refusal as refused:
                refusal = refused
                beside(form, refused, FIELDS)
            else:
                return _merged(request, merger)
        status = status_of(refusal)
    context = {"pair": pair, "lines": _lines(pair, request.actor), "form": form}
    return officer_page(request, "compare", context, current="producers", status=status)


def _merged(request: Request, merger: Merger) -> HttpResponse:
    """To the one that stands, with the way back in the message."""
    words = _("Đã gộp “%(old)s” vào “%(into)s”. Sản phẩm, giấy tờ, hồ sơ của cả hai nay nằm ở đây.") % {
        "old": merger.old.name,
        "into": merger.into.name,
    }
    undo = reverse("officer_undo_merge", args=[merger.pk])
    messages.success(request, format_html('{} <a class="link" href="{}">{}</a>', words, undo, _("Hoàn tác")))
    return redirect("officer_producer", merger.into.pid)


@require_POST
def officer_keep_apart(request: Request, pid: str, other: str) -> HttpResponse:
    """Note that the two are two."""
    one, two = (get_or_404(_seen(request.actor), pid=each) for each in (pid, other))
    keep_apart(one=one, other=two, by=request.actor)
    messages.success(
        request,
        _("Đã ghi “%(one)s” và “%(other)s” là hai chủ thể; cặp này không hiện lại.")
        % {"one": one.name, "other": two.name},
    )
    return redirect("officer_duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
def officer_undo_merge(request: Request, no: int) -> HttpResponse:
    """Ask, then give the merged rows their own head back."""
    merger = get_or_404(_mergers(request.actor), pk=no)
    require(may_merge(request.actor, merger.old, merger.into), NOT_BOTH)
    refusal = None
    if request.method == "POST":
        try:
            undo_merge(merger=merger, by=request.actor)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã hoàn tác. “%(old)s” lại là một chủ thể riêng.") % {"old": merger.old.name})
            return redirect("officer_producer", merger.old.pid)
    names = list(Producer.objects.filter(pk__in=merger.moved).order_by("name_key", "pk").values_list("name", flat=True))
    context = {"merger": merger, "names": names, "problem": refusal.words if refusal else ""}
    status = status_of(refusal) if refusal else 200
    return officer_page(request, "undo_merge", context, current="producers", status=status)


@dataclasses.dataclass(frozen=True)
class Line:
    """One fact of both: its words, the two values, whether they agree, differ, or one is missing."""

    words: str
    values: tuple[str, str]

    @property
    def verdict(self) -> tuple[str, str]:
        """The pill: kind and words; nothing where neither says anything."""
        one, other = self.values
        if not (one and other):
            return ("", "")
        return ("ok", _("giống")) if one == other else ("warn", _("khác"))


def _lines(pair: list[Producer], actor: Actor) -> list[Line]:
    """The facts of two producers beside each other; the same queries however much they have."""
    day = valid_on(actor.today)
    papers = latest_versions([one.pk for one in pair])
    found = {
        "goods": _under(pair, Product.objects.filter(head=F("pk")).order_by("name_key", "pk")),
        "filing": _under(pair, Dossier.objects.open().select_related("product").order_by("pk")),
        "people": _under(pair, Membership.objects.filter(day).select_related("user").order_by("role", "pk")),
        "heads": _under(pair, Representative.objects.filter(day).order_by("pk")),
        "certificates": _under(pair, Certificate.objects.order_by("pk"), path="recognition__product__producer__head"),
    }
    for one in pair:
        vars(one).update({key: rows.get(one.pk, []) for key, rows in found.items()})
        vars(one)["papers_now"] = [row for row in papers if row.paper.producer.head_id == one.pk]
    facts = [_facts(one) for one in pair]
    lines = [Line(words, (facts[0][words], facts[1][words])) for words in facts[0]]
    return [line for line in lines if any(line.values)]


def _under(pair: list[Producer], rows: "QuerySet[Any]", path: str = "producer__head") -> dict[int, list[Any]]:
    """The rows of each of the two, merged rows' among them: one query."""
    found: dict[int, list[Any]] = {}
    for row in rows.filter(**{f"{path}__in": [one.pk for one in pair]}).annotate(under=F(path)):
        found.setdefault(row.under, []).append(row)
    return found


def _facts(one: Any) -> dict[str, str]:
    """What is compared, by its words."""
    return {
        _("Tên"): one.name,
        _("Loại hình"): one.get_kind_display(),
        _("Tình trạng"): one.get_state_display(),
        _("Nơi đóng"): ", ".join(filter(None, [one.detail, one.place_words])),
        _("Mã số thuế"): shown_tax_code(one),
        _("Số đăng ký"): one.registration_no,
        _("Ngày đăng ký"): vn_date(one.registered_on),
        _("Điện thoại"): shown_phone(one.phone),
        _("Thư điện tử"): one.email,
        _("Người đại diện"): ", ".join(row.name for row in one.heads),
        _("Người của chủ thể"): ", ".join(f"{row.user.name} ({row.get_role_display().lower()})" for row in one.people),
        _("Sản phẩm"): ", ".join(row.name for row in one.goods),
        _("Hồ sơ chưa có kết quả"): ", ".join(row.product.name for row in one.filing),
        _("Giấy tờ"): str(len(one.papers_now) or ""),
        _("Giấy chứng nhận"): str(len(one.certificates) or ""),
    }
