"""The people and dossiers of the officers' pages, made through the verbs."""

import dataclasses
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.dossiers.actions import accept_dossier, record_local_finding, send_up, submit_dossier
from ocop.dossiers.models import Dossier, Stage
from ocop.places.models import AdminUnit
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import seven_sheets
from tests.journeys.world import World, draft_dossier
from tests.people import fresh, officer, user


@dataclasses.dataclass
class Strangers:
    """Who must not get in: officers elsewhere, the producer, somebody without any work here."""

    other_commune: Actor
    other_province: Actor
    producer: Actor
    nobody_here: User


def strangers(world: World) -> Strangers:
    """The officers of another commune of the province and of another province, and two people without office."""
    elsewhere = AdminUnit.objects.on(today()).filter(level="commune", today_province=world.province).exclude(
        pk=world.commune.pk).order_by("code").first()
    provinces = AdminUnit.objects.on(today()).filter(level="province")
    abroad = provinces.exclude(pk=world.province.pk).order_by("code").first()
    assert elsewhere is not None and abroad is not None
    return Strangers(
        officer("Cán bộ xã khác (ví dụ)", Role.COMMUNE_OFFICER, elsewhere),
        officer("Cán bộ tỉnh khác (ví dụ)", Role.PROVINCE_OFFICER, abroad),
        world.director, user("Người lạ (ví dụ)"),
    )


def picks_of(world: World) -> dict[str, str]:
    """Answers of a good tea."""
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    return {key: pick for key, pick in sheets[0].items() if pick is not None}


def filed(world: World, name: str = "Chè shan tuyết (ví dụ)") -> Dossier:
    """A dossier lying at the commune."""
    dossier = draft_dossier(world, picks_of(world), name=name)
    submit_dossier(dossier=dossier, by=fresh(world.director))
    dossier.refresh_from_db()
    return dossier


def reported(world: World, dossier: Dossier) -> Stage:
    """The same, checked by the commune and sent up; the province's stage."""
    stage = dossier.stages.get(level="commune")
    for head in (1, 2, 3, 4):
        record_local_finding(stage=stage, head=head, finding="Đúng như khai (ví dụ).", by=world.commune_officer)
    return send_up(stage=stage, request_no="12/TTr-UBND", by=world.commune_officer)


def accepted(world: World, dossier: Dossier) -> Stage:
    """The same, accepted by the province."""
    return accept_dossier(stage=reported(world, dossier), by=world.province_officer)


def page_of(client: Client, person: Actor | User, address: str) -> Any:
    """The page as somebody opens it."""
    client.force_login(person.user if isinstance(person, Actor) else person)
    return client.get(address)


def posted(client: Client, person: Actor, address: str, data: dict[str, Any]) -> Any:
    """The answer to a form somebody sends."""
    client.force_login(person.user)
    return client.post(address, data)


def queries_of(client: Client, person: Actor, address: str) -> int:
    """How many queries a page takes for somebody already signed in; asked twice, so that nothing is counted once."""
    client.force_login(person.user)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
