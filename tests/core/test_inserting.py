"""Rows inserted as values are the rows the ORM would have written."""

import datetime as dt

import pytest

from ocop.core.inserting import insert_leaves, insert_values
from ocop.dossiers.enums import DossierKind
from ocop.dossiers.models import Occasion
from ocop.recognition.enums import Facet
from ocop.recognition.models import FacetChange
from tests.factories.recognition import Scene, make_product, scene

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def told() -> Scene:
    return scene()


def values() -> list[tuple[object, ...]]:
    fields = [field.attname for field in Occasion._meta.concrete_fields if not field.primary_key]
    return sorted(Occasion.objects.values_list(*fields), key=str)


def test_instances_come_back_as_the_orm_writes_them(told: Scene) -> None:
    product = make_product(told, "Chè")
    rows = [
        Occasion(product=product, kind=DossierKind.UPGRADE, base_stars=3, opens_on=DAY, origin_ref='a\tb\\N, "c"'),
        Occasion(product=product, kind=DossierKind.REEVALUATION, base_stars=4, base_valid_to=DAY, origin_ref="Đà Lạt"),
    ]
    Occasion.objects.bulk_create(rows)
    wanted = values()
    Occasion.objects.all().delete()
    insert_leaves(rows)
    assert values() == wanted


def test_columns_that_are_not_named_take_their_default(db: None) -> None:
    insert_values(FacetChange, ["facet", "day", "count"], [(Facet.KIND, DAY, 1), (Facet.TREE, DAY, -1)])
    assert sorted(FacetChange.objects.values_list("facet", "value", "part", "day", "count")) == [
        ("kind", "", "", DAY, 1),
        ("tree", "", "", DAY, -1),
    ]


def test_no_rows_write_nothing_and_ask_nothing(django_assert_num_queries: object) -> None:
    insert_values(FacetChange, ["facet", "day", "count"], [])
    insert_leaves([])
    assert FacetChange.objects.count() == 0
