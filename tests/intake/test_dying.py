"""kill -9 in the middle of an import: all of it is there or none, and the state says which."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings


def run(folder: Path, step: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One process on the database in the folder."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/import.sqlite3",
        "OCOP_VAR_DIR": str(folder),
        "OCOP_AUDIT_KEY": "a key for tests",
        "OCOP_DEBUG": "1",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.intake.dying", step],
        cwd=settings.BASE_DIR,
        text=True,
        env=environment,
        capture_output=True,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> Any:
    """State of the file, products, certificates, listings."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_an_import_killed_near_its_end_leaves_nothing_and_can_be_applied_again(tmp_path: Path) -> None:
    assert told(run(tmp_path, "build")) == ["previewed", 0, 0, 0]
    died = run(tmp_path, "apply", DIE_AFTER="Listing")
    assert died.returncode == -signal.SIGKILL, died.stderr
    with sqlite3.connect(tmp_path / "import.sqlite3") as left:
        tables = ("registry_product", "recognition_certificate", "recognition_listing")
        assert [left.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0, 0]
        assert left.execute("SELECT state FROM intake_importfile").fetchall() == [("previewed",)]
    assert told(run(tmp_path, "apply")) == ["applied", 3, 2, 2]


def test_figures_killed_between_two_units_leave_no_figure_and_can_be_written_again(tmp_path: Path) -> None:
    assert told(run(tmp_path, "build-counts")) == ["previewed", 0]
    died = run(tmp_path, "apply", DIE_AFTER="PeriodReturn")
    assert died.returncode == -signal.SIGKILL, died.stderr
    with sqlite3.connect(tmp_path / "import.sqlite3") as left:
        tables = ("programme_periodreturn", "programme_returnfigure")
        assert [left.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0]
        assert left.execute("SELECT state FROM intake_importfile").fetchall() == [("previewed",)]
    assert told(run(tmp_path, "apply")) == ["applied", 2]
