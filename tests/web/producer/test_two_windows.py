"""Two windows on one criterion: the late one is told what the other saved, and chooses."""

from django.test import Client

from ocop.dossiers.models import Answer
from tests.journeys.world import World
from tests.web.producer.scene import address, full_draft


def _saved(dossier: object) -> tuple[int, int, str]:
    row = Answer.objects.get(dossier=dossier, criterion__key="2.3")
    return row.rev, row.option.no, row.text


def test_the_late_window_sees_what_was_saved_and_may_save_its_own_over_it(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    url = address("producer_criterion", dossier.pid, "2.3")
    assert mai.post(url, {"rev": "1", "option": "1", "text": "Cửa sổ một."}).status_code == 302
    late = mai.post(url, {"rev": "1", "option": "2", "text": "Cửa sổ hai."})
    words = late.content.decode()
    assert late.status_code == 409
    assert "Mô tả: “Cửa sổ một.”" in words
    assert "Cửa sổ hai.</textarea>" in words
    assert 'name="rev" value="2"' in words
    assert 'value="2" checked' in words
    assert _saved(dossier) == (2, 1, "Cửa sổ một.")
    assert mai.post(url, {"rev": "2", "option": "2", "text": "Cửa sổ hai."}).status_code == 302
    assert _saved(dossier) == (3, 2, "Cửa sổ hai.")


def test_saving_what_stands_already_changes_nothing(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    before = _saved(dossier)
    answer = {"rev": "1", "option": str(before[1]), "text": f"{before[2]}\r\n"}
    assert mai.post(address("producer_criterion", dossier.pid, "2.3"), answer).status_code == 302
    assert _saved(dossier) == before
