"""Addresses that only the tests of the frame know."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from ocop.accounts.models import User
from ocop.core.refusal import Missing, Refusal
from ocop.web.shared.access import get_or_404, public, require, writes_on_get


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"actor {request.actor.user_id}")


def desk(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã nộp hồ sơ.")
    nav = [("Việc cần làm", "/lam-viec/", 3, True), ("Hồ sơ", "/lam-viec/ho-so/", 0, False)]
    return render(request, "desk.html", {"nav": nav, "who_where": "HTX Bản Mới (ví dụ)"})


@public
def refuses(request: HttpRequest, kind: str) -> HttpResponse:
    raise Refusal(
        "not-yet", "Chưa đủ điều kiện.", kind=kind,
        missing=[Missing("label", "Thiếu mã truy xuất", "criterion:2.3"), Missing("paper", "Thiếu giấy", "/giay/")],
    )


@public
def writes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(User.objects.filter(pk=0).update(name="x")))


@public
def hidden(request: HttpRequest) -> HttpResponse:
    users: models.QuerySet[User] = User.objects.none()
    return HttpResponse(get_or_404(users, pk=1).name)


@public
def needs(request: HttpRequest) -> HttpResponse:
    require(False, "Chỉ thư ký mở được phiên.")
    return HttpResponse()


@public
def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@public
def gone(request: HttpRequest) -> HttpResponse:
    raise Http404("a reason nobody may read")


urlpatterns = [
    path("kin/", closed),
    path("ban/", desk),
    path("tu-choi/<kind>/", refuses),
    path("api/v1/tu-choi/<kind>/", refuses),
    path("api/v1/kin/", closed),
    path("ghi/", writes),
    path("ghi-duoc/", writes_on_get(public(lambda request: writes(request)))),
    path("giau/", hidden),
    path("can/", needs),
    path("cam/", denied),
    path("mat/", gone),
    path("", include("config.urls")),
]
handler403 = "ocop.web.shared.errors.forbidden"
handler404 = "ocop.web.shared.errors.not_found"
