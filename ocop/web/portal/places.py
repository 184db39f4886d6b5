"""`/dia-ban/`: find any administrative unit, of today or an old one; `/dia-ban/<slug>/`: its story."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.places.queries import find_units, unit_by_slug
from ocop.recognition.models import Listing
from ocop.web.portal.place_story import place_address, story_of
from ocop.web.portal.reading import line
from ocop.web.shared.access import public
from ocop.web.shared.days import read_day
from ocop.web.shared.onmap import OnMap
from ocop.web.shared.request import Request

PER_PAGE = 30


@public
@require_safe
def places(request: Request) -> HttpResponse:
    """Provinces of today in Vietnamese order, the former ones, and a search over all units; `?q=` without marks."""
    query = line(request.GET.get("q", ""), 80)
    if query:
        near = ("today", "today_province", "province", "district")
        page = Paginator(find_units(query).select_related(*near), PER_PAGE).get_page(request.GET.get("trang"))
        found = [(unit, place_address(unit) if not unit.in_force else "") for unit in page.object_list]
        return render(request, "portal/places.html", {"query": query, "page": page, "found": found})
    return render(request, "portal/places.html", {"query": "", "page": None, **_provinces(request)})


def _provinces(request: Request) -> dict[str, Any]:
    """Provinces of today with their living products, the former ones with where they lie: three queries."""
    day = request.actor.today
    rows = Listing.objects.starred_on(day).order_by().values_list("province_id")
    goods = Counter(dict(rows.annotate(n=Count("pk"))))
    every = list(AdminUnit.objects.provinces().select_related("today_province").order_by("name_key", "valid_from"))
    standing = [(unit, goods[unit.pk]) for unit in every if unit.in_force]
    former = [unit for unit in every if not unit.in_force and unit.today_province
              and unit.today_province.name_folded != unit.name_folded]
    return {"standing": standing, "former": former}


@public
@require_safe
def place(request: Request, slug: str) -> HttpResponse:
    """The story of a unit; `?ngay=30/6/2025` for the unit and the map of that date. 404 for what never was."""
    day, problem = read_day(request.GET.get("ngay", ""), today=request.actor.today)
    day = None if day == request.actor.today else day
    slug = line(slug.lower(), 120)
    stood = unit_by_slug(slug, day) if day else None
    found = stood or unit_by_slug(slug)
    if found is None or found.level == Level.NATION:
        raise Http404
    unit = AdminUnit.objects.select_related("province", "district", "today", "today_province").get(pk=found.pk)
    story = story_of(unit, today=request.actor.today, day=day if stood else None)
    context = {
        "story": story, "unit": unit,
        "asked": OnMap(story.day if stood and day else None, line(request.GET.get("ngay", ""), 20), problem),
        "missed": day if stood is None else None,
        "bearers": [(one, place_address(one)) for one in story.bearers],
        "origins": [(one, place_address(one.unit)) for one in story.origins],
        "every": request.GET.get("ca") == "1",
    }
    return render(request, "portal/place.html", context)
