"""`/san-pham/<pid>/anh-chia-se.png`: the picture of a shared link. Drawn here, kept by its content, never from outside.

Its words are Vietnamese: the programs that fetch it carry no choice of language, and what they fetch is kept for all.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ocop.core.typesetting import typeset_png
from ocop.recognition.queries import ProductPage
from ocop.web.portal.product import find, place_words
from ocop.web.portal.verdicts import verdict_of
from ocop.web.shared.access import public
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import art_name, group_ground

PRINT = Path(__file__).resolve().parent / "print"
WIDTH, HEIGHT = 1200, 630
KEPT = 24 * 60 * 60
# No Vietnamese word is longer; in a longer one typst finds no place to break and would run over the edge.
_LONG_WORD = re.compile(r"(\S{8})(?=\S)")
_STATE_INK = {"ok": "#1e6a3b", "warn": "#714a00", "bad": "#a3301c"}


@public
@require_safe
def share_image(request: Request, pid: str) -> HttpResponse:
    """The picture of a product's page; with stars only while they live."""
    return kept(request, share_data(find(request, pid)), "share.typ", draw=typeset_png, kind="image/png")


def share_data(found: ProductPage) -> dict[str, Any]:
    """What the picture says."""
    with translation.override("vi"):
        verdict = verdict_of(found.check)
    return {
        **told(found),
        "state": verdict.short,
        "state-ink": _STATE_INK.get(verdict.kind, "#48534c"),
        "host": host(),
    }


def told(found: ProductPage) -> dict[str, Any]:
    """What picture and card both say of a product; `stars` is 0 unless they live."""
    listing, check = found.listing, found.check
    return {
        "name": breakable(check.product_name),
        "producer": breakable(check.producer_name),
        "place": breakable(place_words(found)),
        "stars": check.stars or 0,
        "ground": group_ground(listing.group_key),
        # From the folder of the rooms, where typst looks.
        "art": f"/web/static/art/{art_name(listing.set_key, check.product_name)}.svg",
    }


def breakable(words: str) -> str:
    """The words with places to break inside what has no spaces."""
    return _LONG_WORD.sub("\\1\u200b", words)


def host() -> str:
    """The host of the public address, as one would type it."""
    return settings.PUBLIC_URL.split("://")[-1]


def kept(
    request: HttpRequest, data: dict[str, Any], template: str, *,
    draw: Callable[[str, dict[str, Any]], bytes], kind: str,
) -> HttpResponse:
    """A drawn file under a tag made of what it says: 304 for who has it, else drawn once and kept for a day.

    Every reader asks again each time (`no-cache`), so that a revocation shows at the next request.
    """
    said = json.dumps(data, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(f"{template}\n{_drawing_of(template)}\n{said}".encode()).hexdigest()[:32]
    tag = f'"{digest}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        body = cache.get(f"drawn:{digest}")
        if body is None:
            body = draw(f"web/portal/print/{template}", data)
            cache.set(f"drawn:{digest}", body, KEPT)
        answer = HttpResponse(body, content_type=kind)
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-cache"
    return answer


@functools.cache
def _drawing_of(template: str) -> str:
    """A short sum of the template and its parts: a new layout makes new tags."""
    both = (PRINT / template).read_bytes() + (PRINT / "parts.typ").read_bytes()
    return hashlib.sha256(both).hexdigest()[:16]
