"""A council of seven with products before it, and browsers for its people."""

import pytest

from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, Scene, make_scene
from tests.factories.sheets import picks_totalling


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene(members=7)


@pytest.fixture
def good(scene: Scene) -> Picks:
    return picks_totalling(rubric_of(scene.tea), 80)
