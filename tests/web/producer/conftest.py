"""The scene of the producer's desk: the co-operative of the journey, another producer, and a signed-in client."""

import pytest
from django.core.cache import cache
from django.test import Client

from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.registry.actions import add_member, register_producer
from ocop.registry.enums import MemberRole, ProducerKind
from tests.journeys.world import World, build_world
from tests.people import LONG_AGO, user


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """The files other tests sent a moment ago do not count against this one's limit."""
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def mai(world: World) -> Client:
    """The director's browser."""
    return signed_in(world.director)


@pytest.fixture
def rival(world: World) -> Client:
    """The browser of another producer's director, in the same commune."""
    other = register_producer(name="Hợp tác xã Bên Kia (ví dụ)", kind=ProducerKind.COOPERATIVE, unit=world.commune,
                              by=world.commune_officer)
    person = user("Lý Văn Sơn (ví dụ)")
    add_member(producer=other, user=person, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=world.commune_officer)
    return signed_in(actor_for(person))


def signed_in(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(actor.user)
    return client
