"""The expiry radar: whose stars lapse when, whether the window of re-evaluation is open, and who has not moved."""

import dataclasses
import datetime as dt
import enum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind, DossierState
from ocop.dossiers.models import Dossier, Occasion
from ocop.places.maps import Pair, PlaceMap
from ocop.places.models import AdminUnit
from ocop.recognition.enums import EventKind
from ocop.recognition.models import CertificateEvent, Listing, ListingQuerySet
from ocop.recognition.queries.terms import Terms, terms_of
from ocop.registry.enums import ProductState
from ocop.rulebooks.queries import edition_for

# What an office still looks at: stars that went out a while ago, and what comes well before its window opens.
LOOK_BACK, LOOK_AHEAD = 60, 300
_PROVINCIAL = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR)
READERS = (Role.COMMUNE_OFFICER, *_PROVINCIAL, Role.MINISTRY_OFFICER)
_FIELDS = ("product_id", "product__pid", "name", "name_key", "producer_name", "stars", "valid_to", "product__unit_id",
           "product__settled_unit_id", "certificate__pid", "certificate__valid_to", "product__producer__head__pid")


class WindowState(enum.StrEnum):
    """Where a day lies against the window of re-evaluation (26/2026 art. 7.6) and the end of the stars."""

    LAPSED = "lapsed"
    MISSED = "missed"
    OPEN = "open"
    AHEAD = "ahead"


class Movement(enum.StrEnum):
    """What the producer has done about it: nothing, writing, sent back for a supplement, filed."""

    NONE = "none"
    WRITING = "writing"
    RETURNED = "returned"
    FILED = "filed"


_MOVED: dict[str, Movement] = {DossierState.DRAFT: Movement.WRITING, DossierState.RETURNED: Movement.RETURNED}


@dataclasses.dataclass(frozen=True)
class Expiry:
    """A product whose stars end near `day`. `ends` is the last day they live, an extension counted in.

    The window is that of the paper's last day; both its ends are days one may file, None where no edition knows one.
    `commune` and `province` are those of the map it was read on, `pair` the units it was written under and settled in.
    `dossier` is the open dossier that will renew the stars, by re-evaluation or by upgrade; `seen` whether this actor
    may open it.
    """

    day: dt.date
    pid: str
    name: str
    name_key: str
    producer: str
    producer_name: str
    stars: int
    ends: dt.date
    certificate: str
    printed_end: dt.date
    pair: Pair
    commune: AdminUnit | None
    province: AdminUnit | None
    opens_on: dt.date | None
    closes_on: dt.date | None
    dossier: Dossier | None
    seen: bool

    @property
    def left(self) -> int:
        """Days until the last day of its stars; negative once they are out."""
        return (self.ends - self.day).days

    @property
    def extended(self) -> bool:
        """Whether it runs on beyond the day printed on the paper."""
        return self.ends > self.printed_end

    @property
    def state(self) -> WindowState:
        """Lapsed, window closed, window open, or still ahead."""
        if self.left < 0:
            return WindowState.LAPSED
        if self.closes_on is not None and self.closes_on < self.day:
            return WindowState.MISSED
        return WindowState.OPEN if self.opens_on is not None and self.opens_on <= self.day else WindowState.AHEAD

    @property
    def movement(self) -> Movement:
        """What has been done about it."""
        return _MOVED.get(self.dossier.state, Movement.FILED) if self.dossier else Movement.NONE

    @property
    def filed_on(self) -> dt.date | None:
        """The day the open dossier was filed."""
        filed = self.dossier.submitted_at if self.dossier else None
        return localdate(filed) if filed else None

    @property
    def must_act(self) -> bool:
        """The window is open and nothing has been done."""
        return self.state == WindowState.OPEN and self.dossier is None


@dataclasses.dataclass(frozen=True)
class Radar:
    """What an office sees, the soonest end first; `window` is (180, 120) under 26/2026, None where no rule is known;
    `on` the map its places were read on."""

    rows: list[Expiry]
    window: tuple[int, int] | None
    on: PlaceMap


def expiring(actor: Actor, day: dt.date, *, map_day: dt.date | None = None) -> Radar:
    """Products whose stars end from LOOK_BACK days before `day` to LOOK_AHEAD after it, within the actor's own scope.

    A commune sees its own, a province all of it, the ministry everything; whoever holds none of `READERS` nothing.
    What was revoked or replaced, and what is no longer made, is not there. The window is read from the Occasion written
    with the certificate, else reckoned by the rule of the edition in force. `map_day` is the day of the map places are
    read on (None: today's); who sees what hangs on today's. The number of queries does not grow.
    """
    terms = _terms(day)
    rows = _scoped(actor, day)
    found = list(rows.order_by("valid_to", "name_key", "pk").values(*_FIELDS))
    heads = rows.values("product")
    windows = {
        occasion.origin_ref: occasion
        for occasion in Occasion.objects.filter(kind=DossierKind.REEVALUATION, product__head__in=heads)
    }
    open_now = Dossier.objects.open().filter(
        product__head__in=heads, kind__in=[DossierKind.REEVALUATION, DossierKind.UPGRADE])
    may_see = set(open_now.filter(pk__in=Dossier.objects.visible_to(actor)).values_list("pk", flat=True))
    dossiers = {row.product.head_id: row for row in open_now.select_related("product")}
    on = PlaceMap({_pair(row) for row in found}, map_day)
    ids = {pk for row in found for pk in (on.commune(_pair(row)), on.province(_pair(row))) if pk}
    units = {unit.pk: unit for unit in AdminUnit.objects.filter(pk__in=ids).select_related("district")}
    made = [
        _expiry(row, day=day, window=_window(row, windows.get(row["certificate__pid"]), terms),
                dossier=dossiers.get(row["product_id"]), may_see=may_see,
                places=(units.get(on.commune(_pair(row)) or 0), units.get(on.province(_pair(row)) or 0)))
        for row in found
    ]
    return Radar(made, _span(terms), on)


def _pair(row: dict[str, Any]) -> Pair:
    return row["product__unit_id"], row["product__settled_unit_id"]


def _scoped(actor: Actor, day: dt.date) -> ListingQuerySet:
    """The rows of the catalogue that end near the day, in the actor's places."""
    gone = CertificateEvent.objects.filter(
        certificate=OuterRef("certificate"), kind__in=[EventKind.REVOKED, EventKind.REPLACED], on__lte=day)
    near = Listing.objects.decided_by(day).filter(
        valid_from__lte=day, valid_to__range=(day - dt.timedelta(days=LOOK_BACK), day + dt.timedelta(days=LOOK_AHEAD)),
        product__state=ProductState.ACTIVE, product__head=F("product"),
    ).exclude(Exists(gone))
    if actor.holds(Role.MINISTRY_OFFICER):
        return near
    provinces = {grant.province_id for grant in actor.grants if grant.role in _PROVINCIAL}
    return near.filter(Q(province_id__in=provinces) | Q(commune_id__in=actor.units(Role.COMMUNE_OFFICER)))


def _terms(day: dt.date) -> Terms | None:
    """The figures a re-evaluation filed on the day follows; None before any edition."""
    try:
        return terms_of(edition_for(DossierKind.REEVALUATION, day))
    except Refusal:
        return None


def _span(terms: Terms | None) -> tuple[int, int] | None:
    """Days before the end at which the window opens and closes."""
    rule = terms.rules.get("reevaluation_window") if terms else None
    if rule is None or rule.opens is None or rule.closes is None:
        return None
    return -rule.opens, -rule.closes


def _window(row: dict[str, Any], occasion: Occasion | None, terms: Terms | None) -> tuple[dt.date | None, ...]:
    """First and last day to file: as written with the certificate, else as the rule in force reckons it."""
    if occasion is not None:
        return occasion.opens_on, occasion.closes_on
    window = terms.window(row["certificate__valid_to"]) if terms else None
    return (window.opens, window.closes) if window else (None, None)


def _expiry(
    row: dict[str, Any], *, day: dt.date, window: tuple[dt.date | None, ...], dossier: Dossier | None,
    may_see: set[int], places: tuple[AdminUnit | None, AdminUnit | None],
) -> Expiry:
    opens_on, closes_on = window
    return Expiry(
        day=day, pid=row["product__pid"], name=row["name"], name_key=row["name_key"],
        producer=row["product__producer__head__pid"], producer_name=row["producer_name"], stars=row["stars"],
        ends=row["valid_to"], certificate=row["certificate__pid"], printed_end=row["certificate__valid_to"],
        pair=_pair(row), commune=places[0], province=places[1], opens_on=opens_on, closes_on=closes_on,
        dossier=dossier, seen=dossier is not None and dossier.pk in may_see,
    )
