"""The product and the bare references behind granian, and a client that asks them in turn.

Each of the two runs as one granian worker (WSGI, four blocking threads) on a loopback port. Processor time is that of
the server's processes and of its database connections (their PostgreSQL backends), read from /proc, so the client
and other work on the machine do not count.
"""

import contextlib
import dataclasses
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.base import ROOT, Base

TICK = os.sysconf("SC_CLK_TCK")
THREADS = 4
# Method, path, headers, body.
Ask = tuple[str, str, dict[str, str], bytes | None]


@dataclasses.dataclass
class Server:
    """One server: its port, and whose processor time is its own."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return sum(process_seconds(pid) for pid in [*_family(self.process.pid), *_backends(f"bench {self.name}")])


@dataclasses.dataclass
class Measured:
    """What one round gave."""

    asked: int
    seconds: float
    cpu: float
    bad: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.asked / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a request."""
        return 1000 * self.cpu / self.asked


def process_seconds(pid: int) -> float:
    """Processor time of a process so far, to a hundredth; 0 where it cannot be seen."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _family(pid: int) -> list[int]:
    """A process and all it started."""
    try:
        text = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return []
    return [pid, *(one for child in text.split() for one in _family(int(child)))]


_APPLICATIONS: dict[str, Callable[[], list[int]]] = {}


def _backends(name: str) -> list[int]:
    return _APPLICATIONS[name]() if name in _APPLICATIONS else []


@contextlib.contextmanager
def serve(base: Base, name: str, settings: str) -> Iterator[Server]:
    """Start a server of the settings and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**base.env, "DJANGO_SETTINGS_MODULE": settings, "PGAPPNAME": f"bench {name}"}
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port",
               str(port), "--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "error",
               "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        with _watched(base, f"bench {name}"):
            _wait(port)
            yield Server(name, port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _watched(base: Base, application: str) -> Iterator[None]:
    """On PostgreSQL: know the backends of this application."""
    if base.engine != "postgresql":
        yield
        return
    import psycopg

    with psycopg.connect(base.env["DATABASE_URL"], autocommit=True) as watcher:
        def pids() -> list[int]:
            found = watcher.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [application])
            return [row[0] for row in found]

        _APPLICATIONS[application] = pids
        try:
            yield
        finally:
            del _APPLICATIONS[application]


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def fetch(port: int, ask: Ask) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers, body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return _one(connection, ask)
    finally:
        connection.close()


def _one(connection: http.client.HTTPConnection, ask: Ask) -> tuple[int, dict[str, str], bytes]:
    method, path, headers, body = ask
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


def load(server: Server, asks: Sequence[Ask], *, seconds: float, most: int) -> Measured:
    """Ask in turn over four connections until time or number is up; an answer other than 200 or 302 is bad."""
    counts, bad = [0] * THREADS, [0] * THREADS
    begin = time.monotonic()
    end = begin + seconds
    before = server.cpu()

    def run(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        at = place
        while time.monotonic() < end and counts[place] < most // THREADS:
            status, _, _ = _one(connection, asks[at % len(asks)])
            counts[place] += 1
            bad[place] += status not in {200, 302}
            at += THREADS
        connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(sum(counts), time.monotonic() - begin, server.cpu() - before, sum(bad))


def beside(
    ours: tuple[Server, Sequence[Ask]], reference: tuple[Server, Sequence[Ask]], *, rounds: int = 5,
    seconds: float = 0.6,
) -> tuple[Measured, Measured]:
    """Measure both in turn, some rounds each after a warm-up; the sums of the rounds, rates by their median."""
    for server, asks in (ours, reference):
        load(server, asks, seconds=0.4, most=200)
    told: tuple[list[Measured], list[Measured]] = ([], [])
    for _ in range(rounds):
        for place, (server, asks) in enumerate((reference, ours)):
            told[1 - place].append(load(server, asks, seconds=seconds, most=20_000))
    return _summed(told[0]), _summed(told[1])


def _summed(rounds: list[Measured]) -> Measured:
    asked = sum(one.asked for one in rounds)
    rate = statistics.median(one.rate for one in rounds)
    return Measured(asked, asked / rate, sum(one.cpu for one in rounds), sum(one.bad for one in rounds))
