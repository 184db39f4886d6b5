"""The state table: state, person, completeness, and one winner."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

from ocop.core.actor import Actor, nobody
from ocop.core.flow import Flow, Step
from ocop.core.models import Blob
from ocop.core.refusal import Missing, Refusal

TODAY = dt.date(2026, 6, 1)
FLOW = Flow(
    "scan",
    Step("clear", ("pending", "infected"), "clean", "Cho qua", may=lambda actor, blob: actor.signed_in),
    Step(
        "condemn",
        ("pending",),
        "infected",
        "Chặn",
        may=lambda actor, blob: True,
        needs=lambda blob: [Missing("kind", "Chưa rõ loại tệp.")] if not blob.kind else [],
    ),
)


class Person:
    pk = 7


def somebody() -> Actor:
    return Actor(user=Person(), today=TODAY)


def blob(state: str = "pending", kind: str = "pdf") -> Blob:
    return Blob.objects.create(sha256=f"{state}{kind}", size=1, kind=kind, scan=state)


def refusal(verb: str, obj: Blob, by: Actor) -> Refusal:
    with pytest.raises(Refusal) as refused:
        FLOW.begin(verb, obj, by=by)
    return refused.value


@pytest.mark.django_db
def test_a_step_sets_the_state_on_a_fresh_object_and_leaves_saving_to_the_verb() -> None:
    old = blob()
    fresh = FLOW.begin("clear", old, by=somebody())
    assert (fresh.scan, old.scan, Blob.objects.get().scan) == ("clean", "pending", "pending")


@pytest.mark.django_db
def test_a_stale_page_cannot_repeat_a_step() -> None:
    stale = blob()
    Blob.objects.update(scan="clean")
    refused = refusal("clear", stale, somebody())
    assert (refused.code, refused.kind) == ("clear-wrong-state", "conflict")


@pytest.mark.django_db
def test_who_may_not_is_refused_before_the_state_is_told() -> None:
    refused = refusal("clear", blob("clean"), nobody(TODAY))
    assert (refused.code, refused.kind) == ("clear-forbidden", "forbidden")


@pytest.mark.django_db
def test_what_lacks_is_named() -> None:
    refused = refusal("condemn", blob(kind=""), somebody())
    assert (refused.kind, [missing.code for missing in refused.missing]) == ("incomplete", ["kind"])


@pytest.mark.django_db
def test_offers_are_the_steps_this_person_may_take_now() -> None:
    assert [step.verb for step in FLOW.offers(blob(), somebody())] == ["clear", "condemn"]
    assert [step.verb for step in FLOW.offers(blob("infected"), somebody())] == ["clear"]
    assert [step.verb for step in FLOW.offers(blob("pending", "png"), nobody(TODAY))] == ["condemn"]


def test_the_drawing_names_each_arrow() -> None:
    assert FLOW.drawing().splitlines() == [
        "stateDiagram-v2",
        "    pending --> clean: clear",
        "    infected --> clean: clear",
        "    pending --> infected: condemn",
    ]


def test_a_verb_that_stands_twice_is_refused_at_once() -> None:
    step = FLOW.steps["clear"]
    with pytest.raises(ValueError, match="twice"):
        Flow("scan", step, step)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the in-memory SQLite of tests has one connection")
def test_of_two_people_at_once_one_takes_the_step() -> None:
    obj, start, ends = blob(), threading.Barrier(2), []

    def take() -> None:
        start.wait()
        try:
            with transaction.atomic():
                FLOW.begin("clear", obj, by=somebody()).save()
            ends.append("done")
        except Refusal as refused:
            ends.append(refused.kind)
        connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["conflict", "done"]
