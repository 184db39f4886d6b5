"""`/diem-ban/`: where OCOP goods are shown and sold, by place; and the nearest ones for a product's page."""

import dataclasses
from collections import Counter
from collections.abc import Collection, Sequence

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.names import name_key
from ocop.places.maps import PlaceMap, pairs_of, summed
from ocop.places.models import AdminUnit
from ocop.recognition.models import Listing
from ocop.support.enums import PointKind
from ocop.support.models import SalesPoint
from ocop.web.portal.reading import line, words_of
from ocop.web.shared.access import public
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.lying import RowsOnMap, rows_on_map, unit_words
from ocop.web.shared.onmap import OnMap, read_on_map
from ocop.web.shared.request import Request

NEAR = 3


@dataclasses.dataclass(frozen=True)
class Stall:
    """A point of sale or a centre, and where it lies on the map; `goods` products of that commune with living stars."""

    point: SalesPoint
    commune: AdminUnit | None
    province: AdminUnit | None
    goods: int = 0

    @property
    def place(self) -> str:
        """Commune, its district on an old map, and province in words."""
        known = unit_words(self.commune) if self.commune else _("Chưa xác định xã")
        return f"{known}, {self.province.full_name}" if self.province else known


COLUMNS: tuple[Column[Stall], ...] = (
    Column(gettext_lazy("Tên"), lambda one: one.point.name, width=44),
    Column(gettext_lazy("Loại"), lambda one: one.point.get_kind_display(), width=34),
    Column(gettext_lazy("Địa chỉ"), lambda one: one.point.detail, width=36),
    Column(gettext_lazy("Xã, phường"), lambda one: unit_words(one.commune), width=24),
    Column(gettext_lazy("Nơi ghi trong hồ sơ"), lambda one: one.point.place_words, width=24),
    Column(gettext_lazy("Tỉnh, thành phố"), lambda one: one.province.full_name if one.province else "", width=24),
    Column(gettext_lazy("Giờ mở cửa"), lambda one: one.point.hours, width=24),
    Column(gettext_lazy("Nơi phụ trách"), lambda one: one.point.keeper, width=30),
    Column(gettext_lazy("Mở từ ngày"), lambda one: one.point.opened_on, width=13),
    Column(gettext_lazy("Sản phẩm có sao của xã"), lambda one: one.goods, width=12),
)


@public
@require_safe
def sales_points(request: Request) -> HttpResponseBase:
    """Points and centres open today, by place; `?q=` without marks, `?loai=`; `?xa=`, `?tinh=` on the map of `?ngay=`;
    `?xuat=xlsx` as a file."""
    query, kind = line(request.GET.get("q", "")), request.GET.get("loai", "")
    kind = kind if kind in PointKind.values else ""
    asked = read_on_map(request.GET, today=request.actor.today)
    on, every = _stalls(request.actor, kind, asked)
    stalls = _matching(every, query)
    if wants_sheet(request):
        said = [f"“{query}”" if query else "", str(PointKind(kind).label) if kind else "", asked.words]
        return sheet_response(_("Điểm bán sản phẩm OCOP"), COLUMNS, stalls, filters=", ".join(filter(None, said)))
    context = {"places": _by_place(stalls), "count": len(stalls), "query": query, "kind": kind,
               "kinds": PointKind.choices, "narrowed": bool(query or kind or asked.narrows), "on": on}
    return render(request, "portal/sales.html", context)


def _stalls(actor: Actor, kind: str, asked: OnMap) -> tuple[RowsOnMap, list[Stall]]:
    """Open points on the map, in the order of their places, centres first: the same number of queries for any many."""
    rows = SalesPoint.objects.visible_to(actor).open_on(actor.today)
    if kind:
        rows = rows.filter(kind=kind)
    on = rows_on_map(rows, asked)
    points = list(on.narrow(rows).select_related("unit", "settled_unit").order_by("name_key", "pk"))
    goods = _goods(actor, {here.pk for point in points if (here := on.of(point))}, asked)
    stalls = [Stall(point, here, on.province_of(point), goods[here.pk if here else None])
              for point in points for here in (on.of(point),)]
    return on, sorted(
        stalls, key=lambda one: (_key(one.province), _key(one.commune), one.point.kind != PointKind.CENTRE))


def _goods(actor: Actor, communes: Collection[int], asked: OnMap) -> Counter[int | None]:
    """Products with living stars by commune of the map, for communes where something is sold."""
    living = Listing.objects.starred_on(actor.today)
    if asked.day is None:
        return Counter(living.filter(commune_id__in=communes).values_list("commune_id", flat=True))
    pairs = pairs_of(living, "product__")
    return Counter({unit: count for unit, count in summed(pairs, PlaceMap(pairs, asked.day)).items()
                    if unit in communes})


def _key(unit: AdminUnit | None) -> str:
    """Vietnamese order; what is not known comes last."""
    return name_key(unit.name) if unit else "\uffff"


def _matching(stalls: Sequence[Stall], query: str) -> list[Stall]:
    """Those in whose name or place every word stands, marks left out."""
    wanted = words_of(query)
    return [one for one in stalls
            if all(word in " ".join(words_of(f"{one.point.name} {one.point.detail} {one.place}")) for word in wanted)]


def _by_place(stalls: Sequence[Stall]) -> list[tuple[str, list[Stall]]]:
    """The stalls under the place they stand in."""
    found: dict[str, list[Stall]] = {}
    for one in stalls:
        found.setdefault(one.place, []).append(one)
    return list(found.items())


def near(actor: Actor, *, commune: int | None, province: int | None) -> list[SalesPoint]:
    """A few open points for a product's page: of its commune first, then of its province. One query."""
    if not province:
        return []
    rows = SalesPoint.objects.visible_to(actor).open_on(actor.today).filter(unit__today_province=province)
    found = list(rows.select_related("unit").order_by("name_key", "pk"))
    return sorted(found, key=lambda one: one.unit is None or one.unit.today_id != commune)[:NEAR]
