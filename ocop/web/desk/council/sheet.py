"""A member's sheet: all criteria at a glance, one criterion with its evidence, or the whole sheet on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.actions import save_pick, save_sheet
from ocop.councils.enums import SessionState, SheetEntry, SheetState
from ocop.councils.models import Docket, ScoreSheet
from ocop.councils.queries import SheetPage, sheet_page
from ocop.rulebooks.queries import help_beside, rubric_of
from ocop.rulebooks.rules.rubric import Picks, Rubric
from ocop.web.desk.council.lines import known_picks, lines_of, parts_of, proofs_of, said_of
from ocop.web.desk.council.place import Refused, beside, council_page, docket_at, sit_down
from ocop.web.desk.council.queue import next_owed
from ocop.web.shared.request import Request

NOT_SCORING = gettext_lazy("Bạn không phải thành viên chấm điểm của hội đồng này nên không có phiếu.")


def page_at(actor: Actor, pid: str) -> SheetPage:
    """The actor's sheet; 404 for whoever does not see the product, 403 for whoever sees it and does not score."""
    sit_down(actor)
    page = sheet_page(actor, pid)
    if page is None:
        docket_at(actor, pid)
        raise Refusal("sheet-no-seat", NOT_SCORING, kind="forbidden")
    return page


def seen_rev(request: Request) -> int:
    """The revision the form was drawn from; what is no number is never the newest."""
    sent = request.POST.get("rev", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1


def head_of(page: SheetPage) -> dict[str, Any]:
    """What stands on top of every page of a sheet."""
    dossier = page.docket.stage.dossier
    lines = lines_of(page.rubric, page.picks, page.sheet.notes if page.sheet else {})
    open_ones = [line for line in lines if not line.answered]
    return {
        "page": page, "docket": page.docket, "product": dossier.product, "producer": dossier.producer,
        "edition": dossier.product_set.edition, "product_set": dossier.product_set,
        "lines": lines, "open": open_ones, "signed": is_signed(page.sheet),
        "done": [line.no for line in lines if line.answered], "total": page.sheet.total if page.sheet else 0,
        "left_words": left_words(len(open_ones)),
    }


def is_signed(sheet: ScoreSheet | None) -> bool:
    """Whether a sheet is signed."""
    return sheet is not None and sheet.state == SheetState.SIGNED


def left_words(left: int) -> str:
    """How many criteria wait, in words."""
    if not left:
        return _("Đã chấm hết")
    return ngettext("Còn %(left)s tiêu chí", "Còn %(left)s tiêu chí", left) % {"left": left}


def barrier_words(page: SheetPage) -> str:
    """Why nothing can be written on this sheet now."""
    state = page.docket.session.state
    if state == SessionState.CALLED:
        return _("Phiên họp chưa mở phần chấm điểm. Bạn đọc trước minh chứng được; thư ký mở phiên thì chấm.")
    if state != SessionState.OPEN:
        return _("Phiên họp đã đóng phần chấm điểm nên không ghi vào phiếu được nữa.")
    if page.sheet is not None and page.sheet.state == SheetState.VOID:
        return _("Phiếu này đã hủy vì có lợi ích liên quan.")
    if getattr(page.docket, "is_counted", False):
        return _("Lần chấm này đã kiểm phiếu xong nên không nhận thêm phiếu.")
    return _("Bạn chưa được ghi là có mặt. Hãy báo thư ký hội đồng.")


@require_safe
def sheet_overview(request: Request, pid: str) -> HttpResponse:
    """All criteria of the sheet with what was ticked; `?chua=1` only those that wait."""
    page = page_at(request.actor, pid)
    head = head_of(page)
    only_open = request.GET.get("chua") == "1" and not head["signed"]
    shown = head["open"] if only_open else head["lines"]
    following = next_owed(request.actor, pid) if head["signed"] else None
    context = {
        **head, "parts": [part for part in parts_of(page.rubric, shown) if part.lines or not only_open],
        "only_open": only_open, "following": following,
        "barrier": "" if page.may_score or head["signed"] else barrier_words(page),
        "on_paper": page.sheet is not None and page.sheet.entry == SheetEntry.FROM_PAPER,
    }
    return council_page(request, "sheet", context, current="queue")


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_criterion(request: Request, pid: str, key: str) -> HttpResponse:
    """One criterion: evidence beside, options to tick, save and go on."""
    if request.method == "POST":
        return _save_criterion(request, docket_at(request.actor, pid), key)
    page = page_at(request.actor, pid)
    return _draw_criterion(request, page, key)


def _save_criterion(request: Request, docket: Docket, key: str) -> HttpResponse:
    rubric = rubric_of(docket.stage.dossier.product_set)
    if key not in rubric.by_key:
        raise Http404
    pick, note = request.POST.get("option"), request.POST.get("note", "")
    if pick is None and not note.strip():
        # Nothing was said: the member skips this criterion.
        return redirect(_onwards(request, docket, rubric, key=key, picks=None))
    try:
        if pick is None:
            raise Refusal("sheet-no-pick", _("Hãy chọn một mức, hoặc ô 0 điểm, rồi lưu ý kiến."))
        sheet = save_pick(docket=docket, criterion_key=key, option_id=pick, note=note, rev=seen_rev(request),
                          by=request.actor)
    except Refusal as refusal:
        page = page_at(request.actor, docket.pid)
        if not page.may_score:
            raise
        return _draw_criterion(request, page, key, refusal=refusal)
    return redirect(_onwards(request, docket, rubric, key=key, picks=sheet.picks))


def _onwards(request: Request, docket: Docket, rubric: Rubric, *, key: str, picks: Picks | None) -> str:
    """The page after this criterion: the next one, or with `chua` the next that waits; at the end the whole sheet."""
    keys = [one.key for one in rubric.criteria]
    place = keys.index(key)
    only_open = request.POST.get("chua") == "1"
    if only_open:
        if picks is None:
            own = ScoreSheet.objects.own(request.actor).filter(docket=docket, turn=docket.turn).first()
            picks = own.picks if own else {}
        following = [one for one in keys[place + 1 :] + keys[:place] if one not in picks]
    else:
        following = keys[place + 1 :]
    if not following:
        return reverse("sheet_overview", args=[docket.pid])
    return reverse("sheet_criterion", args=[docket.pid, following[0]]) + ("?chua=1" if only_open else "")


def _draw_criterion(request: Request, page: SheetPage, key: str, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a criterion; after a refusal with what was entered, and what is saved beside it."""
    if key not in page.rubric.by_key:
        raise Http404
    head = head_of(page)
    saved = next(line for line in head["lines"] if line.key == key)
    line, asked = saved, request.POST if refusal else request.GET
    if refusal is not None and "option" in asked:
        entered = known_picks(page.rubric, {**page.picks, key: asked["option"]})
        line = next(one for one in lines_of(page.rubric, entered) if one.key == key)
    keys = [one.key for one in page.rubric.criteria]
    place = keys.index(key)
    context = {
        **head, "line": line, "saved": saved, "note": asked.get("note", "") if refusal else saved.note,
        "stale": refusal is not None and refusal.code == "sheet-rev",
        "proofs": proofs_of(page.evidence.get(key, []), request.GET.get("mc", "")), "said": said_of(page, key),
        "before": keys[place - 1] if place else "", "after": keys[place + 1] if place + 1 < len(keys) else "",
        "only_open": asked.get("chua") == "1", "part": next(p for p in parts_of(page.rubric, [line]) if p.lines),
        "help": help_beside(page.rubric, key, page.docket.session.council.unit_id),
        "barrier": "" if page.may_score or head["signed"] else barrier_words(page),
    }
    return council_page(request, "criterion", context, current="queue", refused=beside(refusal) if refusal else None)


def sent_picks(request: Request) -> dict[str, str | None]:
    """The ticks of a form of the whole sheet: fields `o-<criterion>`; no field, no answer."""
    return {name[2:]: str(pick) or None for name, pick in request.POST.items() if name.startswith("o-")}


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_whole(request: Request, pid: str) -> HttpResponse:
    """The whole sheet on one page, saved at once."""
    if request.method == "POST":
        return _save_whole(request, docket_at(request.actor, pid))
    page = page_at(request.actor, pid)
    if not page.may_score:
        return redirect("sheet_overview", pid)
    return _draw_whole(request, page, page.picks, opinion=page.sheet.opinion if page.sheet else "")


def _save_whole(request: Request, docket: Docket) -> HttpResponse:
    picks, opinion = sent_picks(request), request.POST.get("opinion", "")
    try:
        sheet = save_sheet(docket=docket, picks=picks, opinion=opinion, rev=seen_rev(request), by=request.actor)
    except Refusal as refusal:
        page = page_at(request.actor, docket.pid)
        if not page.may_score:
            raise
        entered = known_picks(page.rubric, picks)
        return _draw_whole(request, page, entered, opinion=opinion, refused=beside(refusal),
                           stale=refusal.code == "sheet-rev")
    left = len(rubric_of(docket.stage.dossier.product_set).criteria) - len(sheet.picks)
    messages.success(request, _("Đã lưu phiếu: %(total)s điểm. %(left)s.") % {
        "total": sheet.total, "left": left_words(left)})
    return redirect("sheet_overview", docket.pid)


def _draw_whole(request: Request, page: SheetPage, picks: Picks, *, opinion: str, refused: Refused | None = None,
                stale: bool = False) -> HttpResponse:
    head = head_of(page)
    lines = lines_of(page.rubric, picks)
    saved = {line.key: line for line in head["lines"]}
    differ = [saved[line.key] for line in lines if picks.get(line.key) != page.picks.get(line.key)] if stale else []
    context = {**head, "parts": parts_of(page.rubric, lines), "opinion": opinion, "differ": differ, "stale": stale}
    return council_page(request, "whole", context, current="queue", refused=refused)
