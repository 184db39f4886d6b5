"""What every request passes: who acts, who may enter, nothing written by reading, refusals said in words."""

import contextlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from ocop.accounts.queries import actor_for
from ocop.core.readonly import no_writes
from ocop.core.refusal import Refusal
from ocop.web.shared.access import is_public
from ocop.web.shared.errors import refuse
from ocop.web.shared.limits import too_many

GetResponse = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"


class LanguageMiddleware(LocaleMiddleware):
    """Vietnamese unless the reader chose English here: a phone set to English must not change how numbers are read."""

    def process_request(self, request: HttpRequest) -> None:
        """Read the cookie of our own switch, never the browser's wish list."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class ActorMiddleware:
    """Gives `request.actor`: built at first use, once per request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]  # the one attribute our views add to a request
            # The lazy user of the session is unwrapped: queries and isinstance want the row itself.
            lambda: actor_for(getattr(request.user, "_wrapped", request.user) if request.user.pk else None)
        )
        return self.get_response(request)


class SignInMiddleware:
    """Nobody enters unnamed: every view asks for sign-in unless it is marked public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> HttpResponseBase | None:
        """Send a passer-by to the sign-in page and back; 401 for the API."""
        if is_public(view) or request.user.is_authenticated:
            return None
        if request.path.startswith(API_PREFIX):
            words = _("Hãy đăng nhập hoặc gửi khóa truy cập.")
            return JsonResponse({"code": "sign-in-needed", "message": words, "missing": []}, status=401)
        response = redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if getattr(request, "htmx", False):
            # A part of a page cannot show the sign-in form; the whole page must go there.
            return HttpResponseClientRedirect(response.url)
        return response


class ReadOnlyGetMiddleware:
    """Reading writes nothing: INSERT, UPDATE and DELETE are refused under GET and HEAD (core.readonly names the few
    tables that may be written)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with contextlib.ExitStack() as guard:
            request._read_only = guard  # type: ignore[attr-defined]  # handed from here to process_view below
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> None:
        """Raise the guard once the view is known."""
        if request.method in {"GET", "HEAD"} and not getattr(view, "writes_on_get", False):
            request._read_only.enter_context(no_writes())  # type: ignore[attr-defined]  # set in __call__


class UploadLimitMiddleware:
    """So many files a minute and no more (L05): a program run wild must not fill the disk. Counted by person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> HttpResponseBase | None:
        """429 before the form is read by a view; what was typed stays in the reader's browser, one step back."""
        if request.method != "POST" or request.content_type != "multipart/form-data" or not request.FILES:
            return None
        who = f"user-{request.user.pk}" if request.user.is_authenticated else ""
        if not too_many(request, "upload", most=settings.UPLOADS_A_MINUTE, who=who):
            return None
        return render(request, "errors/429_uploads.html", status=429)


class RefusalMiddleware:
    """Turns a Refusal into an answer: a page, or JSON under /api/. Http404 stays a 404 without a reason."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refusal; leave the rest to Django."""
        return refuse(request, exception) if isinstance(exception, Refusal) else None
