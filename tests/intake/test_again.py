"""Starting the demonstration over: only while it is one, and never over real rows."""

import pytest
from django.conf import LazySettings
from django.db import connection

from ocop.accounts.models import User
from ocop.core.append_only import drop_triggers
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.core.seals import verify_audit
from ocop.intake.samples.again import reset
from ocop.registry.models import Producer
from tests.journeys.world import World, build_world
from tests.people import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def test_real_work_is_never_emptied(settings: LazySettings, world: World) -> None:
    settings.DEMO = True
    world.producer.entered_by = user("Cán bộ có thật")
    world.producer.save()
    with pytest.raises(Refusal) as refused:
        reset(lambda line: None)
    assert (refused.value.kind, Producer.objects.count()) == ("conflict", 1)


def test_without_the_demonstration_flag_nothing_starts_over(settings: LazySettings, world: World) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal) as refused:
        reset(lambda line: None)
    assert (refused.value.kind, Producer.objects.count()) == ("forbidden", 1)


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_starts_over_with_a_whole_sample_and_a_clean_trail(settings: LazySettings) -> None:
    settings.DEMO = True
    world = build_world()
    User.objects.filter(name="Quản trị").update(name="Quản trị (ví dụ)")
    world.producer.name = "Hợp tác xã cũ (ví dụ)"
    world.producer.save()
    told: list[str] = []
    reset(told.append)
    # Tests run without the append-only triggers, which starting over puts back: their tables must be emptied again.
    drop_triggers(connection)
    assert Producer.objects.filter(name=world.producer.name).count() == 0
    assert (bool(told), verify_audit().clean, AuditEntry.objects.exists()) == (True, True, True)
