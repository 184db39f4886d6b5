"""kill -9 while sheets are saved and while a decision is recorded: consistent, and there is a way on."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db


class Stage:
    """A database of its own, and processes that work on it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environment = {
            **os.environ, "DATABASE_URL": url, "OCOP_VAR_DIR": str(folder), "OCOP_AUDIT_KEY": "a key for tests",
            "OCOP_DEMO": "0", "OCOP_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def run(self, step: str, die_at: int = 0) -> subprocess.CompletedProcess[str]:
        """Run one step to its end, or to its death."""
        more = {"DIE_AT": str(die_at)} if die_at else {}
        return subprocess.run([sys.executable, "-m", "tests.unlucky.scene", step], cwd=settings.BASE_DIR, text=True,
                              env={**self.environment, **more}, capture_output=True, check=False)

    def build(self) -> None:
        """Set the scene."""
        done = self.run("build")
        assert done.returncode == 0, done.stderr
        self.environment["SCENE"] = done.stdout.splitlines()[-1]

    def look(self) -> dict[str, Any]:
        """What stands now."""
        done = self.run("look")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh database on the engine under test."""
    if connection.vendor == "sqlite":
        found = Stage(tmp_path, f"sqlite:///{tmp_path}/unlucky.sqlite3")
        found.build()
        yield found
        return
    name = f"unlucky_{os.getpid()}"
    own = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        door = f"{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}"
        found = Stage(tmp_path, f"postgres://{door}/{name}")
        found.build()
        yield found
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_kill_9_while_sheets_are_saved_and_while_the_decision_is_recorded_leaves_all_or_nothing(stage: Stage) -> None:
    died = stage.run("save", die_at=4)
    assert died.returncode == -signal.SIGKILL
    told = [int(line) for line in died.stdout.split()]
    seen = stage.look()
    assert seen["revs"] == [told[-1]], "what was told as saved is there, what was not told is not"
    assert (seen["totals_are_sums"], seen["audit_clean"]) == (True, True)

    assert stage.run("finish").returncode == 0
    for die_at in (1, 2):
        assert stage.run("decide", die_at=die_at).returncode == -signal.SIGKILL
        seen = stage.look()
        assert (seen["decision"], seen["certificates"], seen["codes"], seen["listed_stars"], seen["dossier"]) == (
            ["draft"], 0, 0, [], ["accepted"])
        assert "Dự thảo" in seen["page"], "the page says where one stands"
    again = stage.run("decide")
    assert again.returncode == 0, again.stderr
    seen = stage.look()
    assert (seen["decision"], seen["certificates"], seen["codes"], seen["listed_stars"], seen["dossier"]) == (
        ["issued"], 1, 1, [4], ["closed"])
    assert seen["audit_clean"] is True
