"""The province's help stands where one fills and where one scores."""

import pytest
from django.test import Client
from django.urls import reverse

from ocop.rulebooks.actions import write_help
from tests.journeys.test_verbs import bring_to_council
from tests.journeys.world import World, build_world, draft_dossier
from tests.people import root

pytestmark = pytest.mark.django_db
WORDS = "Ở tỉnh ta: ảnh nhãn hai mặt và bản in mã truy xuất (ví dụ)."


@pytest.fixture
def world() -> World:
    made = build_world()
    write_help(edition=made.tea.edition, block=made.tea.criteria.get(key="2.3").block, unit=made.province, words=WORDS,
               by=root())
    return made


def test_the_producer_reads_it_beside_the_options(client: Client, world: World) -> None:
    dossier = draft_dossier(world, {"1.1": "1"})
    client.force_login(world.director.user)
    page = client.get(reverse("producer_criterion", args=[dossier.pid, "2.3"])).content.decode()
    assert (WORDS in page, "Giấy tờ nào chứng minh?" in page) == (True, True)
    assert WORDS not in client.get(reverse("producer_criterion", args=[dossier.pid, "1.1"])).content.decode()


def test_the_member_reads_it_beside_the_evidence(client: Client, world: World) -> None:
    docket = bring_to_council(world, draft_dossier(world, {"1.1": "1"}))
    client.force_login(world.members[2].user)
    assert WORDS in client.get(reverse("sheet_criterion", args=[docket.pid, "2.3"])).content.decode()
