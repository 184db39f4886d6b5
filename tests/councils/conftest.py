"""A council of four, and sheets to score with."""

import pytest

from ocop.councils.models import Docket
from ocop.rulebooks.queries import rubric_of
from tests.factories.councils import Picks, Scene, make_scene, ready_docket
from tests.factories.sheets import picks_totalling


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.fixture
def docket(scene: Scene) -> Docket:
    return ready_docket(scene)


@pytest.fixture
def good(scene: Scene) -> Picks:
    return picks_totalling(rubric_of(scene.tea), 80)
