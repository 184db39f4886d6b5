"""What a search page shows, public or at a desk: the question as read, the hits as rows, the kinds with their counts.

The index says which things; their words are read from their own tables, each through its own rule of sight, so that an
index out of step shows too little, never too much.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.core.actor import Actor
from ocop.core.documents import PAPER, PLACE, PRODUCER, PRODUCT
from ocop.core.search import LONGEST, PAGE_SIZE, Filter, Found, Hit, Sight, read_typed, search, words_unknown
from ocop.places.models import AdminUnit
from ocop.recognition.codes import plain
from ocop.recognition.models import Listing
from ocop.registry.models import Paper, Producer, Product
from ocop.web.shared.marking import marked_words

# The values of `?loai=`, in the order of the page.
KINDS = {
    "san-pham": (PRODUCT, _("Sản phẩm")),
    "chu-the": (PRODUCER, _("Chủ thể")),
    "noi": (PLACE, _("Địa bàn")),
    "giay-to": (PAPER, _("Giấy tờ")),
}
_ONE = {PRODUCT: _("Sản phẩm"), PRODUCER: _("Chủ thể"), PLACE: _("Địa bàn"), PAPER: _("Giấy tờ")}


@dataclasses.dataclass(frozen=True)
class Thing:
    """Something found: `shown` to everybody, `own` where this person's desk or office has it."""

    kind: str
    row: Any
    shown: bool = False
    own: bool = False


# Where a thing opens; empty where this reader has no page for it.
Opens = Callable[[Thing], str]


@dataclasses.dataclass(frozen=True)
class Result:
    """A hit as a row of the page: its name with the words found, where it opens, a line or two below."""

    kind: str
    name: SafeString | str
    href: str
    lines: tuple[str, ...]
    stars: int = 0
    gone: bool = False
    exact: bool = False

    @property
    def kind_words(self) -> str | Promise:
        """What it is."""
        return _ONE[self.kind]


@dataclasses.dataclass(frozen=True)
class Tab:
    """A kind to narrow to with its address, and its count (None where it was not counted)."""

    value: str
    href: str
    words: str | Promise
    count: int | None
    current: bool


@dataclasses.dataclass(frozen=True)
class Asked:
    """A question as the page reads it."""

    q: str
    text: str
    kind: str
    page: int

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return read_typed(self.text).words


def read_question(query: QueryDict) -> Asked:
    """`?q=`, `?loai=`, `?trang=`; what is no kind or page is passed over. Look-alikes are read as Latin letters."""
    seen = "".join(letter if letter.isprintable() else " " for letter in query.get("q", "")[: 8 * LONGEST])
    q = " ".join(seen.split())[:LONGEST]
    page = query.get("trang", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Asked(q, " ".join(plain(word) for word in q.split()), query.get("loai", ""), max(1, number))


def search_page(asked: Asked, actor: Actor, opens: Opens, *, sight: Sight, kinds: Sequence[str]) -> dict[str, Any]:
    """All that the page shows of a question; the same number of queries for one hit and for twenty."""
    kind = KINDS[asked.kind][0] if asked.kind in kinds else ""
    found = search(asked.text, actor.today, sight=sight, within=Filter(kind=kind), page=asked.page)
    nothing = bool(asked.words) and not found.count
    return {
        "asked": asked,
        "found": found,
        "results": results_of(found.hits, asked.words, actor=actor, opens=opens),
        "tabs": _tabs(found, asked, kinds) if asked.words else [],
        "page": Paginator(range(found.count), PAGE_SIZE).get_page(found.page),
        "elsewhere": _address(asked) if kind and nothing else "",
        "unknown": words_unknown(asked.text, actor.today, sight=sight) if nothing and len(asked.words) > 1 else [],
    }


def _tabs(found: Found, asked: Asked, kinds: Sequence[str]) -> list[Tab]:
    total = None if found.many else sum(found.kinds.values())
    every = Tab("", _address(asked), _("Tất cả"), total, asked.kind not in kinds)
    tabs = []
    for value in kinds:
        kind, words = KINDS[value]
        count = None if found.many else found.kinds.get(kind, 0)
        tabs.append(Tab(value, _address(asked, value), words, count, asked.kind == value))
    return [every, *(tab for tab in tabs if tab.count or tab.count is None or tab.current)]


def _address(asked: Asked, kind: str = "") -> str:
    """The same question narrowed to a kind, or to none."""
    return f"?{urlencode({'q': asked.q, **({'loai': kind} if kind else {})})}"


def results_of(hits: Sequence[Hit], words: Sequence[str], *, actor: Actor, opens: Opens) -> list[Result]:
    """The hits as rows, in their order; what this person may not see (any more) falls out. At most six queries."""
    ids = {kind: [hit.object_id for hit in hits if hit.kind == kind] for kind in _ONE}
    rows: dict[tuple[str, int], Result] = {}
    makers: dict[str, Callable[[Sequence[int], Actor, Opens], list[tuple[int, Result]]]] = {
        PRODUCT: _products,
        PRODUCER: _producers,
        PLACE: _places,
        PAPER: _papers,
    }
    for kind, make in makers.items():
        if ids[kind]:
            rows |= {(kind, pk): row for pk, row in make(ids[kind], actor, opens)}
    shown = [(hit, rows[hit.kind, hit.object_id]) for hit in hits if (hit.kind, hit.object_id) in rows]
    return [
        dataclasses.replace(row, name=marked_words(str(row.name), words, starts=True), exact=hit.exact)
        for hit, row in shown
    ]


def _products(ids: Sequence[int], actor: Actor, opens: Opens) -> list[tuple[int, Result]]:
    """As the catalogue shows them; those not in it with their registered names, for their people and offices."""
    day = actor.today
    listed = Listing.objects.decided_by(day).filter(product__in=ids).select_related("product__producer")
    rows = [(row.product_id, _listed(row, day, opens)) for row in listed]
    rest = set(ids) - {pk for pk, _row in rows}
    if rest and actor.signed_in:
        own = Product.objects.visible_to(actor).filter(pk__in=rest)
        for one in own.select_related("producer", "unit", "settled_unit"):
            lines = (one.producer.name, one.place_words, str(_("Chưa được công nhận")))
            rows.append((one.pk, Result(PRODUCT, one.name, opens(Thing(PRODUCT, one, own=True)), lines)))
    return rows


def _listed(row: Listing, day: dt.date, opens: Opens) -> Result:
    living = row.stars_on(day)
    begun = row.valid_from is not None and row.valid_from <= day
    href = opens(Thing(PRODUCT, row.product, shown=True))
    return Result(
        PRODUCT,
        row.name,
        href,
        (row.producer_name, row.place_name),
        stars=living or (row.stars or 0 if begun else 0),
        gone=living is None,
    )


def _producers(ids: Sequence[int], actor: Actor, opens: Opens) -> list[tuple[int, Result]]:
    """Producers with how many products of theirs are in the catalogue; without any only for their own and offices."""
    listed = Listing.objects.decided_by(actor.today).filter(product__producer__head__in=ids).order_by()
    counts = dict(listed.values_list("product__producer__head").annotate(count=Count("pk")))
    own = set(Producer.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    rows = []
    for one in Producer.objects.filter(pk__in=own | {pk for pk in counts if pk}).select_related("unit", "settled_unit"):
        count = counts.get(one.pk, 0)
        goods = (
            ngettext("%(count)s sản phẩm trong danh mục", "%(count)s sản phẩm trong danh mục", count) % {"count": count}
            if count
            else ""
        )
        lines = (str(one.get_kind_display()), one.place_words, goods)
        href = opens(Thing(PRODUCER, one, shown=bool(count), own=one.pk in own))
        rows.append((one.pk, Result(PRODUCER, one.name, href, lines)))
    return rows


def _places(ids: Sequence[int], actor: Actor, opens: Opens) -> list[tuple[int, Result]]:
    rows = []
    for one in AdminUnit.objects.filter(pk__in=ids).select_related("province", "district", "today_province"):
        above = [unit.full_name for unit in (one.district, one.province) if unit]
        now = (
            ""
            if one.in_force
            else str(_("Không còn; nay thuộc %(province)s"))
            % {"province": one.today_province.full_name if one.today_province else "–"}
        )
        href = opens(Thing(PLACE, one, shown=True))
        rows.append((one.pk, Result(PLACE, one.full_name, href, (", ".join(above), now))))
    return rows


def _papers(ids: Sequence[int], actor: Actor, opens: Opens) -> list[tuple[int, Result]]:
    found = Paper.objects.visible_to(actor).filter(pk__in=ids).select_related("producer")
    return [
        (
            one.pk,
            Result(
                PAPER, one.title, opens(Thing(PAPER, one, own=True)), (str(one.get_kind_display()), one.producer.name)
            ),
        )
        for one in found
    ]
