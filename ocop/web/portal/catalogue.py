"""`/san-pham/`: the catalogue with its filters. What an address says wrongly is passed over, and said."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.places.models import AdminUnit
from ocop.recognition.codes import read_code
from ocop.recognition.facets import ENDED, PENDING
from ocop.recognition.models import Listing
from ocop.recognition.queries import PAGE_SIZE
from ocop.recognition.queries.onmap import rows_there
from ocop.registry.enums import ProducerKind
from ocop.web.portal import onmap, shelf, tree
from ocop.web.portal.marking import marked
from ocop.web.portal.pictures import card_photos
from ocop.web.portal.reading import line, whole
from ocop.web.shared.access import public
from ocop.web.shared.days import read_day
from ocop.web.shared.lying import unit_words
from ocop.web.shared.onmap import UNKNOWN, OnMap
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words, vn_date

Words = str | Promise
# Filters of the address, in the order they are shown.
KEYS = ("sao", "nhom", "bo", "tinh", "xa", "loai", "han")
# Values of one filter that are read; more is nobody's wish.
MOST_VALUES = 40
# Communes offered before "all of them" is asked for.
FEW_PLACES = 8
LIFE = {shelf.ALIVE: gettext_lazy("Còn hiệu lực"), shelf.GONE: gettext_lazy("Đã hết hạn, thu hồi")}
ORDERS = {
    "ten": gettext_lazy("tên, theo vần"),
    "sao": gettext_lazy("số sao"),
    "moi": gettext_lazy("mới công nhận"),
}


@dataclasses.dataclass(frozen=True)
class Choice:
    """One box of a filter: its value, its words, how many products it leaves."""

    value: str
    words: Words
    count: int
    checked: bool
    stars: int = 0


@dataclasses.dataclass(frozen=True)
class Facet:
    """A filter with its boxes; `more` is the address that shows all of them."""

    key: str
    title: Words
    choices: list[Choice]
    open: bool = False
    more: str = ""
    more_words: str = ""


@dataclasses.dataclass(frozen=True)
class Chip:
    """An active filter and the address without it."""

    words: Words
    href: str


@dataclasses.dataclass(frozen=True)
class Card:
    """A product as the catalogue shows it; `stars` lit while they live, else hollow (`gone`)."""

    row: Listing
    stars: int
    gone: bool
    name: SafeString | str
    photo: str = ""

    @property
    def href(self) -> str:
        """The product's page."""
        return reverse("product", args=[self.row.product.pid])


@dataclasses.dataclass(frozen=True)
class Asked:
    """An address as understood: the wish, the values as written by filter, and what was passed over."""

    wish: shelf.Wish
    values: dict[str, list[str]]
    units: dict[str, AdminUnit]
    unknown: tuple[str, ...]
    notes: tuple[str, ...] = ()
    # What the filter's form carries on, since no box of it stands for these places.
    kept: tuple[tuple[str, str], ...] = ()
    on: OnMap = dataclasses.field(default_factory=OnMap)

    @property
    def filtered(self) -> bool:
        """Whether any filter holds."""
        return any(self.values.values())


@public
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """A page of the catalogue."""
    day = request.actor.today
    asked = read_address(request.GET, day)
    every = request.GET.get("them") == "xa"
    counts = shelf.count(asked.wish, day, few=None if every else FEW_PLACES)
    rows, number = shelf.page_of(asked.wish, day, total=counts.total)
    photos = card_photos(rows)
    context = {
        "asked": asked,
        "wish": asked.wish,
        "total": counts.total,
        "cards": [card(row, asked.wish.q, photos.get(row.product_id, "")) for row in rows],
        "page": Paginator(range(counts.total), PAGE_SIZE).page(number),
        "facets": facets(asked, counts, request.GET),
        "chips": chips(asked, request.GET),
        "orders": [(key, words, key == asked.wish.order) for key, words in ORDERS.items()],
        "all": address(request.GET, drop=KEYS),
        "keep": [(key, value) for key, values in request.GET.lists() if key not in {"ngay", "trang"}
                 for value in values[:MOST_VALUES]],
        "code": read_code(asked.wish.q) if asked.wish.q and not counts.total else None,
    }
    # The form stands twice in the page, folded for phones and open for desks: drawn once.
    context["facet_form"] = render_to_string("portal/facets.html", context, request)
    return render(request, "portal/catalogue.html", context)


def card(row: Listing, q: str = "", photo: str = "") -> Card:
    """A row as a card; `standing` was annotated by the shelf, `photo` is the address of its small picture."""
    standing = getattr(row, "standing", 0)
    stars = standing if standing > 0 else row.stars or 0
    return Card(row, 0 if standing == PENDING else stars, standing == ENDED, marked(row.name, q), photo)


def read_address(query: QueryDict, today: dt.date) -> Asked:
    """Understand the filters of an address; unknown values are left out and named.

    Places are units of today or old ones, which lead to where they lie today; `ngay=30/6/2025` reads them on the map
    of that date.
    """
    day, problem = read_day(query.get("ngay", ""), today=today)
    day = None if day == today else day
    written = {key: list(dict.fromkeys(line(value) for value in query.getlist(key)[:MOST_VALUES])) for key in KEYS}
    written = {key: [value for value in values if value] for key, values in written.items()}
    units = shelf.units_named([*written["tinh"], *written["xa"]], day)
    known = _known(units)
    values = {key: [value for value in written[key] if known[key](value)] for key in KEYS}
    unknown = tuple(value for key in KEYS for value in written[key] if value not in values[key])
    page = query.get("trang", "")
    number = whole(page, most=10**6)
    if page and number is None:
        unknown = (*unknown, line(page, 20))
    order = query.get("xep", "ten")
    wish = shelf.Wish(
        q=line(query.get("q", "")),
        stars=frozenset(int(value) for value in values["sao"]),
        groups=frozenset(value.upper() for value in values["nhom"]),
        sets=frozenset(value.lower() for value in values["bo"]),
        **_places(values, units, today=today, day=day),
        map_day=day,
        kinds=frozenset(values["loai"]),
        life=values["han"][0] if len(values["han"]) == 1 else "",
        order=order if order in ORDERS else "ten",
        page=number or 1,
    )
    return Asked(
        wish, values, units, tuple(line(value, 40) for value in unknown), _notes(values, units, day),
        (("ngay", vn_date(day)),) if day else _kept(values) if wish.only else (),
        OnMap(day, line(query.get("ngay", ""), 20), problem),
    )


def _places(values: dict[str, list[str]], units: dict[str, AdminUnit], *, today: dt.date,
            day: dt.date | None) -> dict[str, frozenset[int]]:
    """The place filters of the wish: units of today, or the very rows where that is not enough."""
    provinces = [units[slug.lower()] for slug in values["tinh"]]
    communes = [units.get(slug.lower()) for slug in values["xa"]]
    unknown = frozenset({0} if None in communes else ())
    if day is not None and (provinces or communes):
        return {"only": rows_there(provinces, communes, seen_on=today, day=day), "provinces": _ids(provinces),
                "communes": _ids(communes) | unknown}
    if any(unit is not None and unit.today_id is None for unit in communes):
        return {"only": rows_there(provinces, communes, seen_on=today, day=day)}
    return {"provinces": _ids(unit.today_province for unit in provinces),
            "communes": _ids(unit.today for unit in communes if unit) | unknown}


def _notes(values: dict[str, list[str]], units: dict[str, AdminUnit], day: dt.date | None) -> tuple[str, ...]:
    named = [unit for key in ("tinh", "xa") for slug in values[key] if (unit := units.get(slug.lower()))]
    return tuple(onmap.notes(named, day)) if named or day else ()


def _kept(values: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key in ("tinh", "xa") for value in values[key])


def _known(units: dict[str, AdminUnit]) -> dict[str, Callable[[str], bool]]:
    """Which values each filter understands."""
    return {
        "sao": lambda value: value in {str(star) for star in shelf.STARS},
        "nhom": lambda value: bool(tree.group_title(value.upper())),
        "bo": lambda value: tree.knows_set(value.lower()),
        "tinh": lambda slug: _province(units.get(slug.lower())) is not None,
        "xa": lambda slug: slug == UNKNOWN or _commune(units.get(slug.lower())) is not None,
        "loai": lambda value: value in ProducerKind.values,
        "han": lambda value: value in LIFE,
    }


def _province(unit: AdminUnit | None) -> AdminUnit | None:
    """Today's province of what was named: the old Bắc Kạn leads to where it lies now."""
    return unit.today_province if unit is not None and unit.level == "province" else None


def _commune(unit: AdminUnit | None) -> AdminUnit | None:
    """The commune that was named, of today or an old one; None for any other unit."""
    return unit if unit is not None and unit.level == "commune" else None


def _ids(units: Iterable[AdminUnit | None]) -> frozenset[int]:
    return frozenset(unit.pk for unit in units if unit is not None)


def address(query: QueryDict, *, drop: Iterable[str] = (), one: tuple[str, str] | None = None, **put: str) -> str:
    """The address of the catalogue with some filters dropped (or one value of one), others put."""
    changed = query.copy()
    for key in (*drop, "trang"):
        changed.pop(key, None)
    if one is not None:
        changed.setlist(one[0], [value for value in changed.getlist(one[0]) if line(value) != one[1]])
    for key, value in put.items():
        changed[key] = value
    for key in [key for key, values in changed.lists() if not any(values)]:
        changed.pop(key)
    query_words = changed.urlencode()
    return f"{reverse('catalogue')}?{query_words}" if query_words else reverse("catalogue")


def chips(asked: Asked, query: QueryDict) -> list[Chip]:
    """The filters that hold, each with the address that drops it."""
    words: dict[str, Callable[[str], Words]] = {
        "sao": lambda value: stars_words(int(value)),
        "nhom": lambda value: tree.group_title(value.upper()),
        "bo": lambda value: tree.set_title(value.lower()),
        "tinh": lambda slug: asked.units[slug.lower()].full_name,
        "xa": lambda slug: asked.units[slug.lower()].full_name if slug != UNKNOWN else _("Chưa xác định xã"),
        "loai": lambda value: ProducerKind(value).label,
        "han": lambda value: LIFE[value],
    }
    return [
        Chip(words[key](value), address(query, one=(key, value))) for key in KEYS for value in asked.values[key]
    ]


def facets(asked: Asked, counts: shelf.Counts, query: QueryDict) -> list[Facet]:
    """The filters with their counts; a filter with one choice and nothing chosen is left out."""
    wish = asked.wish
    stars = [
        Choice(str(star), stars_words(star), counts.stars[star], star in wish.stars, stars=star)
        for star in shelf.STARS
    ]
    groups = [
        Choice(group.key, group.title, counts.groups[group.key], group.key in wish.groups) for group in tree.groups()
    ]
    sets = [
        Choice(key, tree.set_title(key), number, key in wish.sets)
        for key, number in sorted(counts.sets.items())
        if (number or key in wish.sets) and tree.knows_set(key)
    ]
    kinds = [
        Choice(kind.value, kind.label, counts.kinds[kind.value], kind.value in wish.kinds)
        for kind in ProducerKind
        if counts.kinds[kind.value] or kind.value in wish.kinds
    ]
    life = [Choice(key, words, counts.life[key], key == wish.life) for key, words in LIFE.items()]
    found = [
        Facet("sao", _("Số sao"), stars, open=True),
        Facet("nhom", _("Nhóm sản phẩm"), groups, open=True),
        Facet("bo", _("Bộ sản phẩm"), sets, open=bool(wish.sets)),
        *_place_facets(asked, counts, query),
        Facet("loai", _("Loại chủ thể"), kinds, open=bool(wish.kinds)),
        Facet("han", _("Giấy chứng nhận"), life, open=bool(wish.life)),
    ]
    return [facet for facet in found if len(facet.choices) > 1 or asked.values[facet.key]]


def _place_facets(asked: Asked, counts: shelf.Counts, query: QueryDict) -> list[Facet]:
    """Provinces, and the communes with the most products; names in one query."""
    wish = asked.wish
    provinces = {pk: number for pk, number in counts.provinces.items() if pk and (number or pk in wish.provinces)}
    communes = {pk: number for pk, number in counts.communes.items() if pk and (number or pk in wish.communes)}
    ranked = sorted(communes, key=lambda pk: (pk not in wish.communes, -communes[pk], pk))
    shown = ranked if query.get("them") == "xa" else ranked[: max(FEW_PLACES, len(wish.communes))]
    units = AdminUnit.objects.filter(pk__in=[*provinces, *shown]).select_related("district").order_by("name_key")
    names = {unit.pk: unit for unit in units}
    lost = [Choice(UNKNOWN, _("Chưa xác định xã"), counts.communes[0], 0 in wish.communes)]
    hidden = counts.communes_found - len(shown)
    more = address(query, them="xa") if hidden else ""
    words = _("Xem cả %(count)s xã, phường") % {"count": counts.communes_found} if hidden else ""
    return [
        Facet("tinh", _("Tỉnh, thành phố"), [
            Choice(unit.slug, unit.full_name, provinces[pk], pk in wish.provinces)
            for pk, unit in names.items() if pk in provinces
        ], open=bool(wish.provinces)),
        Facet("xa", _("Xã, phường"), [
            *(Choice(names[pk].slug, unit_words(names[pk]), communes[pk], pk in wish.communes)
              for pk in shown if pk in names),
            *(lost if counts.communes[0] or 0 in wish.communes else ()),
        ], open=True, more=more, more_words=words),
    ]
