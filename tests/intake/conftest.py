"""The sample is told once for all tests of it: inside a transaction that is rolled back after the last."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the command said. Each test runs in a savepoint of this transaction."""
    home = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=home, MEDIA_ROOT=home / "files"), transaction.atomic():
        said = io.StringIO()
        call_command("seed_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)
