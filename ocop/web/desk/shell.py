"""The frame of every desk page: which desks a person has, the menu, where they sit."""

import dataclasses
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.councils.models import seats_of
from ocop.places.models import AdminUnit
from ocop.recognition.queries.radar import READERS
from ocop.registry.models import Producer, producers_of
from ocop.web.shared.request import Request


@dataclasses.dataclass(frozen=True)
class Door:
    """A desk: its key, its words, its address."""

    key: str
    words: str
    url: str


def doors(actor: Actor) -> list[Door]:
    """The desks this person works at, the one used most first."""
    found = []
    if producers_of(actor):
        found += [
            Door("todo", _("Việc cần làm"), reverse("producer_desk")),
            Door("products", _("Sản phẩm"), reverse("producer_products")),
            Door("papers", _("Kho giấy tờ"), reverse("producer_papers")),
        ]
    if actor.holds(Role.COMMUNE_OFFICER):
        found += [Door("inbox", _("Hộp hồ sơ"), reverse("commune_inbox"))]
    if actor.holds(Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.LEADER, Role.MINISTRY_OFFICER, Role.INSPECTOR):
        found += [Door("province", _("Hồ sơ"), reverse("province_desk"))]
    if actor.holds(Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER):
        found += [Door("producers", _("Chủ thể"), reverse("officer_producers"))]
    if actor.holds(*READERS):
        found += [Door("radar", _("Hạn sao"), reverse("radar"))]
    if seats_of(actor):
        found += [Door("queue", _("Phiếu của tôi"), reverse("council_queue"))]
    if seats_of(actor) or actor.holds(Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER):
        found += [Door("sessions", _("Phiên họp"), reverse("council_sessions"))]
    if actor.holds(Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK, Role.LEADER, Role.MINISTRY_OFFICER):
        found += [Door("decisions", _("Quyết định"), reverse("decisions"))]
    if actor.holds(Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER):
        found += [Door("import", _("Nhập danh sách"), reverse("import_files"))]
    if actor.grants or seats_of(actor):
        found += [Door("law", _("Văn bản"), reverse("law_editions"))]
    if actor.holds(Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK, Role.LEADER, Role.INSPECTOR, Role.MINISTRY_OFFICER):
        found += [Door("plan", _("Kế hoạch"), reverse("plans"))]
    if actor.holds(Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER):
        found += [Door("support", _("Hỗ trợ"), reverse("support_activities"))]
    return found


def where(actor: Actor) -> str:
    """The place under the person's name: their unit, producer, or council seat; asked once per request."""

    def ask() -> str:
        if actor.grants:
            unit = AdminUnit.objects.filter(pk=actor.grants[0].unit_id).first()
            return unit.full_name if unit else ""
        producer = Producer.objects.filter(pk__in=producers_of(actor)).order_by("pk").first()
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
