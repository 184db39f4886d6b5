"""The scene of the decisions pages."""

import pytest

from tests.journeys.world import World, build_world
from tests.web.officer.scene import Strangers, strangers


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def others(world: World) -> Strangers:
    return strangers(world)
