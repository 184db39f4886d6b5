"""How often one address may ask for something costly: a count a minute in the cache, nothing in the database."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 60


def too_many(request: HttpRequest, what: str, *, most: int, who: str = "") -> bool:
    """Whether this caller has asked more than `most` times in this minute; counts the asking.

    `who` counts a person instead of an address: a whole office may stand behind one.
    """
    key = f"limit:{what}:{who or caller(request)}:{int(time.time()) // WINDOW}"
    if cache.add(key, 1, WINDOW):
        return most < 1
    try:
        return bool(cache.incr(key) > most)
    except ValueError:
        # The minute ended between the two calls.
        return False


def caller(request: HttpRequest) -> str:
    """The address that asks; behind our proxy the one the proxy saw, which stands last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if seen:
            return seen[:60]
    return str(request.META.get("REMOTE_ADDR", ""))
