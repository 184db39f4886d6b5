"""The day's work: in order, once, and again when it failed."""

import datetime as dt
from importlib import import_module

import pytest
from django.core.management import call_command

from ocop.core.audit import record
from ocop.core.daily import DAILY, due, run_daily
from ocop.core.models import AuditLeaf, Blob, DailyRun
from ocop.core.tasks import seal_audit

DAY = dt.date(2026, 6, 1)
HERE = __name__
done: list[tuple[str, dt.date]] = []


def first(today: dt.date) -> int:
    done.append(("first", today))
    return 3


def second(today: dt.date) -> int:
    done.append(("second", today))
    raise ValueError("no data today")


def third(today: dt.date) -> int:
    done.append(("third", today))
    return 0


JOBS = [f"{HERE}.first", f"{HERE}.second", f"{HERE}.third"]


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


@pytest.mark.django_db
def test_a_failed_job_stops_no_other_and_alone_runs_again() -> None:
    assert run_daily(DAY, jobs=JOBS) == {JOBS[0]: 3, JOBS[1]: None, JOBS[2]: 0}
    assert done == [("first", DAY), ("second", DAY), ("third", DAY)]
    assert due(DAY, jobs=JOBS) == [JOBS[1]]
    assert run_daily(DAY, jobs=JOBS) == {JOBS[1]: None}
    assert due(DAY + dt.timedelta(days=1), jobs=JOBS) == JOBS


@pytest.mark.django_db
def test_a_day_can_be_run_again_on_purpose() -> None:
    run_daily(DAY, jobs=JOBS[:1])
    assert run_daily(DAY, jobs=JOBS[:1]) == {}
    assert run_daily(DAY, jobs=JOBS[:1], again=True) == {JOBS[0]: 3}
    assert list(DailyRun.objects.values_list("job", "day", "done")) == [(JOBS[0], DAY, 3)]


def test_every_name_in_the_list_is_a_function_that_takes_the_day() -> None:
    for name in DAILY:
        module, function = name.rsplit(".", 1)
        assert callable(getattr(import_module(module), function)), name
    assert len(set(DAILY)) == len(DAILY)


@pytest.mark.django_db
def test_the_command_runs_the_list_twice_without_harm(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("daily")
    call_command("daily")
    assert "Mọi việc của ngày đã xong." in capsys.readouterr().out


@pytest.mark.django_db
def test_the_background_task_seals() -> None:
    record("store_blob", Blob.objects.create(sha256="0", size=1, kind="pdf"), by=None)
    assert seal_audit.call() == 1
    assert AuditLeaf.objects.count() == 1
