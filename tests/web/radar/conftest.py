"""A province with two communes, a neighbour, and certificates that end on chosen days."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.dates import add_months, today
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Dossier, Occasion
from ocop.places.models import AdminUnit
from ocop.recognition.models import Certificate
from ocop.registry.models import Product
from ocop.rulebooks.models import Edition
from tests.factories.places import make_unit, reckon
from tests.factories.recognition import Scene, certificate, make_producer, make_product, scene
from tests.people import officer


@dataclasses.dataclass
class Sky:
    """The scene with a second commune, and stars hung on it."""

    scene: Scene
    other_commune: AdminUnit
    other_officer: Actor
    abroad: AdminUnit

    def star(self, name: str, *, ends_in: int, unit: AdminUnit | None = None, **how: Any) -> Certificate:
        """A product whose stars end so many days from today."""
        place = unit or self.scene.commune
        producer = make_producer(f"Chủ thể của {name}", place)
        product = make_product(self.scene, name, unit=place, producer=producer)
        return self.certify(product, ends_in=ends_in, **how)

    def certify(self, product: Product, *, ends_in: int, **how: Any) -> Certificate:
        """A certificate of the product that ends so many days from today."""
        last = today() + dt.timedelta(days=ends_in)
        begun = add_months(last, -36)
        return certificate(self.scene, product=product, issued_on=begun, valid_to=last, **how)

    def moves(self, row: Certificate, *, state: str = "draft", kind: str = DossierKind.REEVALUATION) -> Dossier:
        """The producer opens a dossier on the occasion of that certificate."""
        product = row.recognition.product
        occasion = Occasion.objects.get(product=product, kind=kind)
        filed = None if state == "draft" else dt.datetime.now(dt.UTC)
        return Dossier.objects.create(
            product=product, producer=product.producer, kind=kind, edition=self.scene.edition, occasion=occasion,
            product_set=self.scene.tea, state=state, submitted_at=filed,
            returned_reason="thiếu giấy" if state == "returned" else "")


@pytest.fixture
def sky(db: None) -> Sky:
    made = scene()
    # The rule of the time must be the one in force, as a loaded rulebook is.
    Edition.objects.filter(pk=made.edition.pk).update(state="published", published_at=timezone.now())
    other = make_unit("02185", "Côn Minh", province=made.province, parent=made.province)
    neighbour = AdminUnit.objects.get(level="province", code="08")
    abroad = make_unit("00691", "Yên Sơn", province=neighbour, parent=neighbour)
    reckon(other, abroad)
    return Sky(made, other, officer("Hoàng Thị Nguyệt", Role.COMMUNE_OFFICER, other), abroad)
