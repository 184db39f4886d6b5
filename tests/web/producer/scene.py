"""What the tests of the producer's desk put into the world."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from ocop.core.dates import today
from ocop.dossiers.actions import ask_supplement, submit_dossier
from ocop.dossiers.models import Dossier, Supplement
from ocop.registry.actions import add_paper
from ocop.registry.models import PaperVersion, Product
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from tests.factories.sheets import top_picks
from tests.journeys.world import World, draft_dossier, pdf


def full_draft(world: World, name: str = "Chè shan tuyết (ví dụ)") -> Dossier:
    """A dossier that could be filed as it is."""
    picks = {key: pick for key, pick in top_picks(rubric_of(world.tea)).items() if pick}
    return draft_dossier(world, picks, name=name)


def asked(world: World, dossier: Dossier) -> Supplement:
    """The dossier filed and asked about one criterion and one thing besides."""
    submit_dossier(dossier=dossier, by=world.director)
    label = Criterion.objects.get(product_set=world.tea, key="2.3")
    items: list[tuple[Criterion | None, str]] = [(label, "Ảnh nhãn mặt sau."), (None, "Giấy an toàn thực phẩm.")]
    return ask_supplement(stage=dossier.stages.get(level="commune"), items=items, due_on=today() + dt.timedelta(days=9),
                          by=world.commune_officer)


def paper(world: World, **fields: Any) -> PaperVersion:
    """A test report in the vault."""
    wanted = {"kind": "tests", "title": "Phiếu kiểm nghiệm", "upload": pdf(), **fields}
    return add_paper(producer=world.producer, by=world.director, **wanted)


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def only_product(name: str) -> Product:
    return Product.objects.get(name=name)


def page(client: Client, name: str, *args: object) -> str:
    """The words of a page that must open."""
    response = client.get(address(name, *args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()
