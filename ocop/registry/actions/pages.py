"""Verbs on photographed pages: put in order and turned upright, then filed as one PDF."""

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import open_blob, remove_blobs, store_blob
from ocop.core.models import Blob
from ocop.core.pictures import Size, join_pages, make_picture, turned
from ocop.core.refusal import Refusal
from ocop.registry.actions.papers import add_paper, renew_paper
from ocop.registry.guards import may_begin_pages, may_bind
from ocop.registry.models import Paper, PaperDraft, PaperVersion, Producer

# Sharp enough for the small print of a page; small enough for thirty of them.
PAGE, THUMB = Size(2000, 900_000), Size(320, 40_000)
MOVES = ("up", "down", "turn", "remove")


def begin_pages(*, producer: Producer, uploads: Sequence["File[bytes]"], by: Actor,
                paper: Paper | None = None) -> PaperDraft:
    """Take in the photos of a paper's pages, in the order they were chosen; with `paper` for its next issue.

    Refuses (`forbidden`) strangers, (`invalid`) no photo, too many (`PAGES_OF_PAPER`), or one that is none: then the
    sentence says which, and nothing is kept.
    """
    _must(may_begin_pages(by, producer, paper))
    if paper is not None and (paper.producer.head_id != producer.head_id or paper.closed_on is not None):
        raise Refusal("paper-closed", _("Giấy tờ này đã thôi dùng. Hãy thêm giấy tờ mới."), kind="conflict")
    if not uploads:
        raise Refusal("pages-none", _("Hãy chọn ít nhất một ảnh."))
    _check_count(len(uploads))
    with transaction.atomic():
        draft = PaperDraft.objects.create(producer=producer, paper=paper, pages=_taken_in(uploads), added_by=by.user)
        _record("begin_pages", draft, by=by, body={"pages": len(draft.pages)})
    return draft


def add_pages(*, draft: PaperDraft, uploads: Sequence["File[bytes]"], by: Actor) -> PaperDraft:
    """Put more photos after those there are. Refuses as `begin_pages`."""
    _must(may_bind(by, draft))
    if not uploads:
        raise Refusal("pages-none", _("Hãy chọn ít nhất một ảnh."))
    with transaction.atomic():
        fresh = _lock(draft)
        _check_count(len(fresh.pages) + len(uploads))
        fresh.pages = [*fresh.pages, *_taken_in(uploads)]
        _save(fresh)
        _record("add_pages", fresh, by=by, body={"pages": len(fresh.pages)})
    return fresh


def arrange_pages(*, draft: PaperDraft, key: str, move: str, by: Actor) -> PaperDraft:
    """Move one page `up` or `down`, `turn` it a quarter clockwise, or `remove` it.

    Refuses (`forbidden`) strangers, (`invalid`) an unknown move, (`conflict`) a page that is no longer there.
    """
    _must(may_bind(by, draft))
    if move not in MOVES:
        raise Refusal("pages-move", _("Hãy dùng các nút dưới từng ảnh."))
    with transaction.atomic():
        fresh = _lock(draft)
        place = next((at for at, page in enumerate(fresh.pages) if page["key"] == key), None)
        if place is None:
            raise Refusal("page-gone", _("Ảnh này không còn trong danh sách. Hãy tải lại trang."), kind="conflict")
        fresh.pages = _moved(list(fresh.pages), place, move)
        _save(fresh)
        _record("arrange_pages", fresh, by=by, body={"move": move, "page": place + 1, "pages": len(fresh.pages)})
    return fresh


def bind_pages(*, draft: PaperDraft, by: Actor) -> PaperDraft:
    """Make one PDF of the pages as they lie, a page of A4 each. Refuses strangers and a draft without pages."""
    _must(may_bind(by, draft))
    with transaction.atomic():
        fresh = _lock(draft)
        if not fresh.pages:
            raise Refusal("pages-none", _("Chưa có ảnh nào để ghép. Hãy thêm ảnh."))
        body = join_pages(_opened(fresh.pages))
        fresh.blob = store_blob(ContentFile(body, name="giay-to.pdf"), limit=len(body))
        fresh.changed_at = timezone.now()
        fresh.save(update_fields=["blob", "changed_at"])
        _record("bind_pages", fresh, by=by, body={"pages": len(fresh.pages), "sha256": fresh.blob.sha256})
    return fresh


def file_pages(*, draft: PaperDraft, by: Actor, **facts: Any) -> PaperVersion:
    """File the PDF as a paper (or as the next issue of one); `facts` are those of `add_paper` or `renew_paper`.

    The draft goes, its PDF stays. Refuses (`conflict`) a draft whose pages were changed since they were bound.
    """
    _must(may_bind(by, draft))
    with transaction.atomic():
        fresh = _lock(draft)
        if fresh.blob is None:
            raise Refusal("pages-unbound", _("Các ảnh chưa được ghép, hoặc vừa thay đổi. Hãy ghép lại thành PDF."),
                          kind="conflict")
        count = len(fresh.pages)
        with open_blob(fresh.blob) as stored:
            upload = ContentFile(stored.read(), name=_("%(count)s trang.pdf") % {"count": count})
        if fresh.paper is not None:
            version = renew_paper(paper=fresh.paper, upload=upload, by=by, **facts)
        else:
            version = add_paper(producer=fresh.producer, upload=upload, by=by, **facts)
        _record("file_pages", fresh, by=by, body={"pages": count, "version": version.pk})
        _throw_away(fresh)
    return version


def drop_pages(*, draft: PaperDraft, by: Actor) -> None:
    """Throw the photos away before they were filed. Refuses strangers."""
    _must(may_bind(by, draft))
    with transaction.atomic():
        fresh = _lock(draft)
        _record("drop_pages", fresh, by=by, body={"pages": len(fresh.pages)})
        _throw_away(fresh)


def forget_pages(*, draft: PaperDraft, day: dt.date) -> bool:
    """Throw away photos that nobody has touched for `PAGES_KEPT_DAYS`; whether they were still there and that old."""
    with transaction.atomic():
        rows = PaperDraft.objects.select_for_update(of=("self",)).select_related("producer")
        fresh = rows.filter(pk=draft.pk).first()
        if fresh is None or fresh.kept_until >= day:
            return False
        _record("forget_pages", fresh, by=None, body={"pages": len(fresh.pages), "kept_until": fresh.kept_until})
        _throw_away(fresh)
    return True


def _throw_away(draft: PaperDraft) -> None:
    """The row, and the files that were its own: photos, thumbnails, and a PDF that was not filed."""
    files = {page[key] for page in draft.pages for key in ("blob", "small")}
    files |= {draft.blob_id} if draft.blob_id else set()
    draft.delete()
    # Pages stand in JSON, where nothing protects a photo that another draft has too.
    others = PaperDraft.objects.values_list("pages", flat=True).iterator()
    remove_blobs(files - {page[key] for pages in others for page in pages for key in ("blob", "small")})


def _taken_in(uploads: Sequence["File[bytes]"]) -> list[dict[str, Any]]:
    """Each photo as a page; a refusal says which photo it is about."""
    pages = []
    for place, upload in enumerate(uploads, 1):
        try:
            page, thumb = make_picture(upload, (PAGE, THUMB))
        except Refusal as refusal:
            if len(uploads) == 1:
                raise
            words = _("Ảnh thứ %(place)s (%(name)s): %(why)s") % {
                "place": place, "name": (upload.name or "")[:60], "why": refusal.words}
            raise Refusal(refusal.code, words, kind=refusal.kind) from refusal
        pages.append({"key": secrets.token_hex(4), "blob": store_blob(page.file("trang.jpg")).pk,
                      "small": store_blob(thumb.file("trang.jpg")).pk, "turn": 0})
    return pages


def _opened(pages: list[dict[str, Any]]) -> Iterator[tuple[BinaryIO, int]]:
    """Each photo opened while it is drawn, with its turn."""
    blobs = Blob.objects.in_bulk([page["blob"] for page in pages])
    for page in pages:
        with open_blob(blobs[page["blob"]]) as stored:
            yield cast(BinaryIO, stored), page["turn"]


def _moved(pages: list[dict[str, Any]], place: int, move: str) -> list[dict[str, Any]]:
    if move == "remove":
        return pages[:place] + pages[place + 1:]
    if move == "turn":
        pages[place] = {**pages[place], "turn": turned(pages[place]["turn"], 90)}
        return pages
    there = place - 1 if move == "up" else place + 1
    if 0 <= there < len(pages):
        pages[place], pages[there] = pages[there], pages[place]
    return pages


def _save(draft: PaperDraft) -> None:
    """The pages as they lie now; a PDF made of others is no longer theirs."""
    draft.blob, draft.changed_at = None, timezone.now()
    draft.save(update_fields=["pages", "blob", "changed_at"])


def _lock(draft: PaperDraft) -> PaperDraft:
    """The row as it stands now; refuses one that was filed or thrown away meanwhile."""
    rows = PaperDraft.objects.select_for_update(of=("self",)).select_related("producer", "paper__producer", "blob")
    fresh = rows.filter(pk=draft.pk).first()
    if fresh is None:
        raise Refusal("pages-gone", _("Các ảnh này đã được nộp hoặc đã bỏ. Hãy mở kho giấy tờ."), kind="conflict")
    return fresh


def _check_count(count: int) -> None:
    if count > settings.PAGES_OF_PAPER:
        words = _("Một giấy tờ ghép được nhiều nhất %(most)s ảnh. Hãy chia thành nhiều giấy tờ.")
        raise Refusal("pages-many", words % {"most": settings.PAGES_OF_PAPER})


def _must(may: bool) -> None:
    if not may:
        raise Refusal("paper-forbidden", _("Bạn không có quyền với giấy tờ của chủ thể này."), kind="forbidden")


def _record(verb: str, draft: PaperDraft, *, by: Actor | None, body: dict[str, Any]) -> None:
    province = draft.producer.province_today
    audit.record(verb, draft, by=by, body={"producer": draft.producer_id, **body},
                 province_id=province.pk if province else None)
