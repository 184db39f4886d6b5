"""Doors of the house: one-time code, demonstration accounts, the administrator's door, health, the page of parts."""

from typing import Any, cast

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from ocop.accounts.actions import redeem_code
from ocop.accounts.models import User
from ocop.core.refusal import Refusal
from ocop.web.shared.access import public, require
from ocop.web.shared.forms import OneTimeForm
from ocop.web.shared.pieces import Block, TodoItem, TrailStep


def enter(request: HttpRequest, user: User) -> HttpResponseBase:
    """Let a known person in: their second factor is still asked for, where they set one."""
    return cast(HttpResponseBase, perform_login(request, user, redirect_url=settings.LOGIN_REDIRECT_URL))


@public
@never_cache
@sensitive_post_parameters("password", "code")
@rate_limit(action="login")  # type: ignore[untyped-decorator]  # allauth ships no types
def one_time(request: HttpRequest) -> HttpResponseBase:
    """Set a password with a one-time code from an officer, and enter."""
    form = OneTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = redeem_code(**form.cleaned_data)
        except Refusal as refusal:
            form.add_error("password" if refusal.code == "password-weak" else "code", str(refusal.words))
        else:
            return enter(request, user)
    return render(request, "account/one_time.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_POST
def enter_demo(request: HttpRequest) -> HttpResponseBase:
    """Enter as one of the demonstration's people, without password; only while the demonstration is on."""
    key = request.POST.get("key", "")
    user = User.objects.filter(demo_key=key, is_active=True).first() if settings.DEMO and key else None
    if user is None:
        raise Http404
    return enter(request, user)


@public
# Changes nothing but the reader's own language cookie; public pages need no cookie of ours for it.
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of the pages and come back."""
    return django_set_language(request)


@public
@never_cache
def admin_door(request: HttpRequest) -> HttpResponseBase:
    """The administration signs in where everybody does; who is in but no administrator is told so."""
    require(not request.user.is_authenticated, _("Trang quản trị chỉ dành cho quản trị hệ thống."))
    return redirect_to_login(request.GET.get("next", "/quan-tri/"), settings.LOGIN_URL)


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """All parts of pages on one page, for those who build them; only in development."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "parts.html", _samples())




def _samples() -> dict[str, Any]:
    """Invented rows for the page of parts."""
    return {
        "facts": [
            (_("Chủ thể"), "HTX Bản Mới (ví dụ)"),
            (_("Nơi làm"), "Xã Tân Cương, tỉnh Thái Nguyên"),
            (_("Số giấy"), "112/GCN-OCOP"),
        ],
        "steps": [
            TrailStep("Nộp hồ sơ", "12/11/2026 · số 07/PĐK-19-05503-2026", "done"),
            TrailStep("Xã kiểm tra, chờ bổ sung", "Trần Văn Bình (ví dụ), xã Tân Cương", "now"),
            TrailStep("Tỉnh tiếp nhận", "sau khi xã trình"),
            TrailStep("Hội đồng chấm"),
        ],
        "todo": [
            TodoItem("Viết tiếp hồ sơ Chè shan tuyết", "#", "Đã xong 22/31 tiêu chí.", "Viết tiếp", stars=3,
                     when="dự kiến 3 sao"),
            TodoItem("Nộp đánh giá lại Măng khô", "#", "Cửa sổ nộp đóng 30/11/2026.", "Xem phần đổi",
                     when="còn 6 ngày"),
        ],
        "blocks": [
            Block("2.3 Ghi nhãn:", "#criterion-2-3", "cần mã truy xuất nguồn gốc điện tử"),
            Block("3.5 Sở hữu trí tuệ:", "#criterion-3-5", "cần giấy chứng nhận nhãn hiệu"),
        ],
        "crumbs": [("Việc cần làm", "#"), ("Hồ sơ lần đầu: Chè shan tuyết", "")],
        "page": Paginator(range(300), 24).page(2),
        "bad_form": _touched(OneTimeForm({"login": "0912 345 678", "code": "SAI", "password": ""})),
    }


def _touched(form: OneTimeForm) -> OneTimeForm:
    """A form that has been checked, so that its errors show."""
    form.is_valid()
    return form
