"""Each test of the intake desk uploads as if nobody had before."""

import pytest
from django.core.cache import cache
from django.test import Client

from ocop.core.actor import Actor
from tests.intake.stage import Ground, lay_ground


@pytest.fixture(autouse=True)
def no_counts() -> None:
    """Nobody is slowed down by the uploads of another test."""
    cache.clear()


@pytest.fixture
def ground() -> Ground:
    """Who imports, on laid ground."""
    return lay_ground()


def at(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(actor.user)
    return client
