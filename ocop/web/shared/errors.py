"""Answers when something does not go: each says what happened in one sentence and what to do next."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ocop.core.refusal import Missing, Refusal
from ocop.web.shared.access import public

STATUS = {"forbidden": 403, "conflict": 409, "invalid": 422, "incomplete": 422}


def anchor(where: str) -> str:
    """The id of the place a Missing points to, as pages write it: `criterion:2.3` becomes `criterion-2-3`."""
    return where.replace(":", "-").replace(".", "-")


def came_from(request: HttpRequest) -> str:
    """The page of ours this request was sent from (path and query); the request's own path when it is not known."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.path


def _way_back(request: HttpRequest, links: list[str]) -> str:
    """Where to go on from a refusal; a page that refuses to be read does not lead to itself."""
    back = came_from(request)
    if request.method not in {"GET", "HEAD"} or back.partition("?")[0] != request.path:
        return back
    return next((link for link in links if link and not link.startswith(back)), "/")


def link_of(request: HttpRequest, missing: Missing) -> str:
    """Where a lacking thing can be put right: its own address, or its place on the page the reader came from."""
    if not missing.where:
        return ""
    if missing.where.startswith("/"):
        return missing.where
    return f"{came_from(request)}#{anchor(missing.where)}"


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refused verb: 403, 409 or 422, as a page or as JSON under /api/."""
    status = STATUS.get(refusal.kind, 422)
    if request.path.startswith("/api/"):
        missing = [{"code": one.code, "message": str(one.words), "where": one.where} for one in refusal.missing]
        body = {"code": refusal.code, "message": str(refusal.words), "missing": missing}
        return JsonResponse(body, status=status)
    lacks = [(one.words, link_of(request, one)) for one in refusal.missing]
    context = {"refusal": refusal, "lacks": lacks, "back": _way_back(request, [link for _words, link in lacks])}
    response = render(request, "errors/refusal.html", context, status=status)
    if getattr(request, "htmx", False):
        # The refusal is a page, not a part: it takes the place of the whole body.
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


def _sentence(status: int) -> str:
    """What a program's author reads where nothing more is known."""
    words = {
        400: _("Yêu cầu không đọc được. Hãy xem /api/v1/openapi.json."),
        403: _("Khóa hoặc tài khoản này không được đọc dữ liệu đó. Hãy dùng khóa của người có vai trò phù hợp."),
        404: _("Không có địa chỉ này. Hãy xem các địa chỉ ở /api/v1/openapi.json."),
    }
    return words.get(status) or _("Máy chủ gặp trục trặc, lỗi đã được ghi lại. Hãy thử lại sau ít phút.")


def _json(status: int) -> JsonResponse:
    return JsonResponse({"code": f"http-{status}", "message": _sentence(status), "missing": []}, status=status)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _json(status)
    return render(request, f"errors/{status}.html", status=status)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return _page(request, 400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 of Django or a package; our own refusals carry their sentence and go through `refuse`."""
    return _page(request, 403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, without a reason: what one may not see does not exist."""
    return _page(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without context processors, since what they ask for may be what failed."""
    if request.path.startswith("/api/"):
        return _json(500)
    return HttpResponse(loader.get_template("errors/500.html").render({}), status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that lay open too long or came from another site."""
    words = _("Trang đã mở quá lâu hoặc trình duyệt chặn cookie. Hãy quay lại, tải lại trang rồi gửi lần nữa.")
    return refuse(request, Refusal("form-too-old", words, kind="forbidden"))


def conflict_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """409 for views that find by themselves that the page shown was no longer the latest."""
    return render(request, "errors/409.html", context, status=409)
