"""Who may open an address: signed-in people only, unless the view says otherwise."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404
from django.urls import URLPattern

from ocop.core.refusal import Refusal, Words

V = TypeVar("V", bound=Callable[..., Any])
M = TypeVar("M", bound=models.Model)


def public(view: V) -> V:
    """Open a view to passers-by. Django's own mark is used, so that the sign-in pages of allauth carry it already."""
    view.login_required = False  # type: ignore[attr-defined]  # a mark on a function, read by SignInMiddleware
    return view


def writes_on_get(view: V) -> V:
    """Allow a view to write under GET; for a package's view only, ours write what core.readonly lets pass."""
    view.writes_on_get = True  # type: ignore[attr-defined]  # a mark on a function, read by ReadOnlyGetMiddleware
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Whether passers-by may open this view."""
    return getattr(view, "login_required", True) is False


def open_to_all(patterns: Iterable[Any], *names: str) -> None:
    """Open the views of these URL patterns (of the given names; all when none is given).

    For views that a package makes and no decorator can reach, such as the operations of the API:
    `open_to_all(api.urls[0], "list_products")`.
    """
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and (not names or pattern.name in names):
            public(pattern.callback)


def get_or_404(queryset: "models.QuerySet[M]", **lookup: Any) -> M:
    """The one row of `queryset` (already narrowed by `visible_to`), else 404 without a reason."""
    if any(isinstance(value, str) and "\x00" in value for value in lookup.values()):
        # PostgreSQL refuses the sign itself; nothing of ours has it in its name.
        raise Http404
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError) as missing:
        raise Http404 from missing


def require(allowed: bool, words: Words, *, code: str = "forbidden") -> None:
    """Refuse (`forbidden`, 403) with one sentence unless allowed. For what the reader may see but not do."""
    if not allowed:
        raise Refusal(code, words, kind="forbidden")
