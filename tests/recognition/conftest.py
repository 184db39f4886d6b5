"""The scene of recognition, and a signing key of the test's own."""

from pathlib import Path

import pytest

from tests.factories.recognition import Scene
from tests.factories.recognition import scene as build_scene


@pytest.fixture(autouse=True)
def own_key(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings wrapper


@pytest.fixture
def scene(db: None) -> Scene:
    return build_scene()
