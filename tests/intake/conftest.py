"""The sample is told once for all tests of it: inside a transaction that is rolled back after the last.

So is the ground of imports laid once for a module: units, editions, people.
"""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.intake.stage import Ground, lay_ground


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the command said. Each test runs in a savepoint of this transaction."""
    home = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=home, MEDIA_ROOT=home / "files"), transaction.atomic():
        said = io.StringIO()
        call_command("seed_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Who imports, on laid ground. Each test runs in a savepoint of this transaction."""
    home = tmp_path_factory.mktemp("intake")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=home), transaction.atomic():
        yield lay_ground()
        transaction.set_rollback(True)
