"""The scene, and a field key of its own for each test."""

import pytest
from cryptography.fernet import Fernet

from tests.registry.scene import Scene, build


@pytest.fixture(autouse=True)
def field_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_FIELD_KEY", Fernet.generate_key().decode())


@pytest.fixture
def scene(db: None) -> Scene:
    return build()
