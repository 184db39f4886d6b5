"""Every address of the desk as nobody, as another producer, as an officer before the dossier is filed."""

import pytest
from django.test import Client
from django.urls import URLPattern
from django.urls.converters import IntConverter

from ocop.dossiers.actions import submit_dossier
from ocop.dossiers.models import Dossier
from ocop.registry.actions import register_product
from ocop.web.desk import files_urls
from ocop.web.desk.producer import urls
from tests.dossiers.forms import load_forms
from tests.journeys.world import World
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, full_draft, page

# Pages about no one thing: they show one's own and nothing else.
OWN = {"producer_desk", "producer_products", "producer_product_new", "producer_papers", "producer_paper_new",
       "producer_pages_new", "producer_ideas", "producer_idea_new"}
# One's own too: whoever works for one producer is led to it.
LED_ON = {"producer_own"}


@pytest.fixture
def dossier(world: World) -> Dossier:
    load_forms()
    made = full_draft(world)
    submit_dossier(dossier=made, by=world.director)
    return made


def _addresses(dossier: Dossier) -> dict[str, str]:
    """Every address of the desk and of files, for this dossier."""
    evidence = dossier.evidence.get()
    stage = dossier.stages.get()
    of_dossier = {"pid": dossier.pid, "key": "2.3", "evidence": evidence.pid, "no": 1, "name": "02", "stage": stage.pk}
    kinds = {"producer_product": dossier.product.pid, "producer_product_edit": dossier.product.pid,
             "producer_open_dossier": dossier.product.pid, "producer_certificate": dossier.product.pid,
             "producer_qr": dossier.product.pid, "evidence_file": evidence.pid}
    paper = evidence.paper_version.paper.pid
    found = {}
    for pattern in [*urls.urlpatterns, *files_urls.urlpatterns]:
        assert isinstance(pattern, URLPattern)
        name = str(pattern.name)
        values = {**of_dossier, "code": "AAAAAAAAAA"}
        values["pid"] = kinds.get(name, paper if "paper" in name else dossier.pid)
        # What is named here by nothing of the dossier is some other thing: none of the reader's either way.
        spare = {key: 1 if isinstance(kind, IntConverter) else "AAAAAAAAAA"
                 for key, kind in pattern.pattern.converters.items()}
        found[name] = address(name, *[values.get(key, some) for key, some in spare.items()])
    return found


def _open(client: Client, url: str) -> int:
    """The answer to reading it, or to sending an empty form where it answers to forms only."""
    read = client.get(url).status_code
    return client.post(url).status_code if read == 405 else read


def test_nobody_is_sent_to_the_sign_in_page_from_every_address(world: World, dossier: Dossier) -> None:
    for name, url in _addresses(dossier).items():
        for response in (Client().get(url), Client().post(url)):
            assert (name, response.status_code) == (name, 302)
            assert response["Location"].startswith("/dang-nhap/")


def test_another_producer_finds_nothing_at_every_address(world: World, dossier: Dossier, rival: Client) -> None:
    answers = {name: _open(rival, url) for name, url in _addresses(dossier).items()}
    assert answers == {name: 200 if name in OWN else 302 if name in LED_ON else 404 for name in answers}
    for name in OWN:
        assert "Chè shan tuyết (ví dụ)" not in page(rival, name)


def test_another_producer_changes_nothing_by_posting(world: World, dossier: Dossier, rival: Client) -> None:
    addresses = {name: url for name, url in _addresses(dossier).items() if name not in OWN | LED_ON}
    answers = {name: rival.post(url).status_code for name, url in addresses.items()}
    assert set(answers.values()) <= {404, 405}
    assert Dossier.objects.get().state == "submitted"


def test_a_commune_officer_sees_no_draft(world: World) -> None:
    draft = full_draft(world)
    officer = signed_in(world.commune_officer)
    for name in ("producer_dossier", "producer_submit", "producer_withdraw", "producer_supplement"):
        assert (name, officer.get(address(name, draft.pid)).status_code) == (name, 404)
    assert officer.get(address("producer_criterion", draft.pid, "2.3")).status_code == 404
    assert officer.get(address("evidence_file", draft.evidence.get().pid)).status_code == 404


def test_a_commune_officer_reads_a_filed_dossier_but_may_not_file_it(world: World, dossier: Dossier) -> None:
    officer = signed_in(world.commune_officer)
    assert "Lưu và tiếp" not in page(officer, "producer_criterion", dossier.pid, "2.3")
    for name in ("producer_submit", "producer_withdraw", "producer_supplement"):
        assert (name, officer.get(address(name, dossier.pid)).status_code) == (name, 403)
    refused = officer.post(address("producer_criterion", dossier.pid, "2.3"), {"rev": "1", "option": "1"})
    assert refused.status_code == 403


def test_a_person_of_no_producer_has_no_producer_desk(world: World) -> None:
    for name in OWN:
        assert signed_in(world.clerk).get(address(name)).status_code == 404


def test_a_filed_dossier_is_read_but_not_written(world: World, dossier: Dossier, mai: Client) -> None:
    assert "Lưu và tiếp" not in page(mai, "producer_criterion", dossier.pid, "2.3")
    late = mai.post(address("producer_criterion", dossier.pid, "2.3"), {"rev": "1", "option": "1", "text": "Muộn."})
    assert late.status_code == 422
    assert dossier.answers.get(criterion__key="2.3").rev == 1


def test_a_product_of_another_producer_has_no_code_to_download(world: World, rival: Client) -> None:
    product = register_product(producer=world.producer, name="Chè", product_set=world.tea, by=world.director)
    assert rival.get(address("producer_qr", product.pid)).status_code == 404
