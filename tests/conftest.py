"""What every test stands on: no network, strict templates, quick hashing, its own files, both engines alike."""

import os
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.template.base import FilterExpression
from hypothesis import settings as hypothesis_settings

from ocop.core.append_only import drop_triggers

# Playwright keeps an event loop in the thread of the test; the ORM is used beside it, never inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Speed is measured by the bench, never by a test: a busy machine must not fail arithmetic.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

# Said before anything of ours is imported: a task keeps the backend it was declared under.
django_settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

HOUSE = Path(__file__).resolve().parent.parent / "ocop"


class UnknownVariable(Exception):
    """A template of ours names something its view does not give."""


class StrictInvalid(str):
    """Stands for `string_if_invalid`: raises in our templates, is the empty text in those of other packages."""

    __slots__ = ()

    def __bool__(self) -> bool:
        # Django asks this once, where a variable was not found; that frame knows the variable and its filters.
        frame = sys._getframe(1)
        asking = frame.f_locals.get("self")
        if isinstance(asking, FilterExpression) and "string_if_invalid" in frame.f_locals:
            origin = _origin(frame)
            said = bool(asking.filters) and asking.filters[0][0].__name__ == "default"
            if Path(origin).is_relative_to(HOUSE) and not said:
                raise UnknownVariable(f"{asking.var} in {origin}")
        return False


def _origin(frame: FrameType | None) -> str:
    """The file of the template node that is being rendered."""
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


def pytest_configure(config: pytest.Config) -> None:
    """Settings for tests; set before the first template engine or hasher is made."""
    for engine in django_settings.TEMPLATES:
        engine["OPTIONS"]["string_if_invalid"] = StrictInvalid()
    django_settings.DEMO = False
    django_settings.AUDIT_KEY = "a key for tests"
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django_settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Whitenoise warns about a folder that is made by collectstatic only.
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Any:
    """Refuse every connection that leaves the machine."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
                raise RuntimeError(f"a test wanted to reach {address[0]}")
            return real[name](self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After migrate the append-only triggers go: tables must be emptied between tests. One test proves them."""
    with django_db_blocker.unblock():
        drop_triggers(connection)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Each test has its own storage."""
    settings.MEDIA_ROOT = tmp_path / "files"
