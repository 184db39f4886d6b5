"""The printed papers: they are PDF, the same each time, and say what the dossier says."""

import pytest

from ocop.dossiers import printing
from ocop.dossiers.models import Dossier
from ocop.registry.actions import name_representative
from ocop.registry.models import Producer, Product
from ocop.registry.taxcodes import store_tax_code
from tests.dossiers import scene as make
from tests.people import LONG_AGO

NAME = 'Chè "#panic()" & <b> \\ (ví dụ)'


def test_every_form_prints_the_same_bytes_twice_and_takes_names_as_they_are(scene):
    name_representative(producer=scene.producer, name="Nông Thị Mai (ví dụ)", position="Giám đốc", valid_from=LONG_AGO,
                        by=scene.director)
    stage = make.checked(scene, NAME)
    for paper in (lambda: printing.print_form_01(stage.version), lambda: printing.print_form_02(stage.version),
                  lambda: printing.print_form_03(stage), lambda: printing.print_receipt(stage)):
        first = paper()
        assert first.startswith(b"%PDF-")
        assert paper() == first


def test_form_03_prints_half_filled_and_belongs_to_the_commune(scene):
    stage = make.filed(scene)
    assert printing.print_form_03(stage).startswith(b"%PDF-")
    with pytest.raises(ValueError, match="commune"):
        printing.print_form_03(make.at_province(scene, "Chè nhài (ví dụ)"))


def test_a_personal_tax_code_stands_on_the_signed_form_and_in_no_version(scene):
    code = store_tax_code("019085001234")
    Producer.objects.filter(pk=scene.producer.pk).update(tax_code=code.unique, tax_code_sealed=code.sealed)
    version = make.filed(scene).version
    assert "019085001234" not in str(version.content)
    assert version.content["producer"]["tax_code"] == "•••••••••234"
    assert printing.print_form_01(version).startswith(b"%PDF-")


def test_a_print_tells_what_was_filed_not_what_stands_there_now(scene):
    stage = make.filed(scene)
    before = printing.print_form_02(stage.version)
    Product.objects.update(name="Tên mới (ví dụ)")
    stage = Dossier.objects.get().stages.get()
    assert printing.print_form_02(stage.version) == before
