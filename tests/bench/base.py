"""Temporary databases, one an engine, and the environment the measured processes run in."""

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


@dataclasses.dataclass(frozen=True)
class Base:
    """A database of the bench: the engine's name and the environment that leads to it."""

    engine: str
    env: dict[str, str]

    def do(self, step: str, **told: Any) -> Any:
        """Run a step of `tests.bench.steps` in its own process; what it printed last, as JSON."""
        command = [sys.executable, "-m", "tests.bench.steps", step, json.dumps(told)]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.engine} {step}: {done.stderr[-3000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])


def environment(folder: Path, url: str) -> dict[str, str]:
    """What the processes see: the database, their own files, no demonstration."""
    return {
        **os.environ, "DATABASE_URL": url, "OCOP_VAR_DIR": str(folder / "var"), "OCOP_DEMO": "0",
        "OCOP_HOSTS": "127.0.0.1,testserver", "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONWARNINGS": "ignore",
    }


@contextlib.contextmanager
def sqlite(folder: Path) -> Iterator[Base]:
    """A file in the folder."""
    yield Base("sqlite", environment(folder, f"sqlite:///{folder}/bench.sqlite3"))


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Base | None]:
    """A database that is made and dropped; None where no server answers."""
    import psycopg

    parsed = urlparse(POSTGRES)
    name = f"ocop_bench_{os.getpid()}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING \'UTF8\'')
        try:
            yield Base("postgresql", environment(folder, parsed._replace(path=f"/{name}").geturl()))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
