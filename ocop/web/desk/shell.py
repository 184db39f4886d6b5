"""The frame of every desk page: which desks a person has, the menu, where they sit."""

import dataclasses
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.councils.models import seats_of
from ocop.places.models import AdminUnit
from ocop.recognition.queries.radar import READERS
from ocop.registry.models import Producer, producers_of, tied_producers
from ocop.web.shared.request import Request


@dataclasses.dataclass(frozen=True)
class Door:
    """A desk: its key, its words, its address."""

    key: str
    words: str
    url: str


@dataclasses.dataclass(frozen=True)
class Desk:
    """Who works at a desk: holders of these roles, a producer's people (with `named` also who was named for one
    product), those who sit on a council."""

    key: str
    words: Words
    url_name: str
    roles: tuple[str, ...] = ()
    producers: bool = False
    named: bool = False
    seats: bool = False

    def open_to(self, actor: Actor) -> bool:
        """Whether this person works here."""
        people = tied_producers(actor) if self.named else producers_of(actor)
        return bool(
            (self.producers and people) or (self.seats and seats_of(actor)) or actor.holds(*self.roles)
        )


_OFFICES = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
_OVERSIGHT = (Role.LEADER, Role.INSPECTOR)
# In the order of the programme; the first one open to a person is where they are led.
DESKS = (
    Desk("todo", _("Việc cần làm"), "producer_desk", producers=True, named=True),
    Desk("products", _("Sản phẩm"), "producer_products", producers=True, named=True),
    Desk("papers", _("Kho giấy tờ"), "producer_papers", producers=True, named=True),
    Desk("ideas", _("Ý tưởng"), "producer_ideas", producers=True, named=True),
    Desk("own", _("Chủ thể của tôi"), "producer_own", producers=True),
    Desk("inbox", _("Hộp hồ sơ"), "commune_inbox", (Role.COMMUNE_OFFICER,)),
    Desk("province", _("Hồ sơ"), "province_desk", (*_OFFICES, Role.ADVISORY_TEAM, *_OVERSIGHT)),
    Desk("producers", _("Chủ thể"), "officer_producers", (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)),
    # A province reaches them from the producers' page: its doors fill the line.
    Desk("forms", _("Ý tưởng"), "officer_ideas", (Role.COMMUNE_OFFICER,)),
    Desk("radar", _("Hạn sao"), "radar", tuple(READERS)),
    Desk("queue", _("Phiếu của tôi"), "council_queue", seats=True),
    Desk("sessions", _("Phiên họp"), "council_sessions", _OFFICES, seats=True),
    Desk("decisions", _("Quyết định"), "decisions", (*_OFFICES, Role.DOCUMENT_CLERK, Role.LEADER)),
    # A provincial officer's nine doors fill one line at 1280 px: they come from the producers and from their desk.
    Desk("places", _("Địa bàn"), "places_desk", (Role.COMMUNE_OFFICER, Role.MINISTRY_OFFICER, *_OVERSIGHT)),
    Desk("plan", _("Kế hoạch"), "plans", (*_OFFICES, Role.DOCUMENT_CLERK, *_OVERSIGHT)),
    Desk("support", _("Hỗ trợ"), "support_activities", (Role.COMMUNE_OFFICER, *_OFFICES)),
    Desk("import", _("Nhập danh sách"), "import_files", _OFFICES),
    Desk("law", _("Văn bản"), "law_editions", tuple(Role), seats=True),
)


def doors(actor: Actor) -> list[Door]:
    """The desks this person works at, in the order of the programme."""
    return [Door(desk.key, str(desk.words), reverse(desk.url_name)) for desk in DESKS if desk.open_to(actor)]


def where(actor: Actor) -> str:
    """The place under the person's name: their unit, producer, or council seat; asked once per request."""

    def ask() -> str:
        if actor.grants:
            unit = AdminUnit.objects.filter(pk=actor.grants[0].unit_id).first()
            return unit.full_name if unit else ""
        producer = Producer.objects.filter(pk__in=tied_producers(actor)).order_by("pk").first()
        if producer:
            return producer.name
        seat = next(iter(seats_of(actor).values()), None)
        return str(seat.get_role_display()) if seat else ""

    return actor.once("desk.where", ask)


def desk_page(
    request: Request, template: str, context: dict[str, Any] | None = None, *,
    current: str = "", counts: dict[str, int] | None = None, status: int = 200,
) -> HttpResponse:
    """Render a desk page in its frame. `current` is the key of the door we stand in; `counts` the numbers on doors."""
    actor = request.actor
    numbers = counts or {}
    nav = [(door.words, door.url, numbers.get(door.key, 0), door.key == current) for door in doors(actor)]
    return render(request, template, {"nav": nav, "who_where": where(actor), **(context or {})}, status=status)
