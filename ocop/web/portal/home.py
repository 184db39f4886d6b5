"""The front page: search first, what was newly recognised, the six groups, the check; and robots.txt."""

import dataclasses
import datetime as dt
from collections import Counter

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ocop.recognition.models import Listing
from ocop.recognition.queries import newest
from ocop.web.portal import tree
from ocop.web.portal.pictures import card_photos
from ocop.web.shared.access import public
from ocop.web.shared.context import answers
from ocop.web.shared.request import Request

NEWEST = 8
PROGRAMME = "/chuong-trinh/"
_CLOSED = ("/lam-viec/", "/quan-tri/", "/dang-nhap/", "/tai-khoan/", "/mot-lan/", "/loi-moi/")


@dataclasses.dataclass(frozen=True)
class Tile:
    """A group on the front page with the number of its products whose stars live."""

    group: tree.Group
    count: int

    @property
    def href(self) -> str:
        """The catalogue of this group, living stars only: the very rows it counts."""
        return f"{reverse('catalogue')}?nhom={self.group.key}&han=con"


@public
@require_safe
def home(request: Request) -> HttpResponse:
    """The front page; every number is counted from the rows of today."""
    day = request.actor.today
    tiles, numbers = _numbers(day)
    rows = newest(day, NEWEST)
    photos = card_photos(rows)
    context = {
        "day": day,
        "address": f"{settings.PUBLIC_URL}/",
        "place": settings.SITE_NAME.removeprefix("OCOP").strip() if settings.SITE_NAME.startswith("OCOP ") else "",
        "numbers": numbers,
        "tiles": tiles,
        "newest": [(row, photos.get(row.product_id, "")) for row in rows],
        "programme": PROGRAMME if answers(PROGRAMME) else "",
    }
    return render(request, "portal/home.html", context)


def _numbers(day: dt.date) -> tuple[list[Tile], dict[str, int]]:
    """Products with living stars by group, and in all: products, producers, communes."""
    living = Listing.objects.starred_on(day)
    by_group = Counter[str]()
    for key, count in living.order_by().values_list("group_key").annotate(n=Count("pk")):
        by_group[key.partition(".")[0]] += count
    numbers = living.aggregate(
        products=Count("pk"),
        producers=Count("product__producer__head", distinct=True),
        communes=Count("commune_id", distinct=True),
    )
    return [Tile(group, by_group[group.key]) for group in tree.groups()], numbers


@public
@require_safe
def robots(request: Request) -> HttpResponse:
    """What search engines may read: everything public; the desks are not for them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
