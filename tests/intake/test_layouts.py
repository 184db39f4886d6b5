"""Every layout of an old register in every format an office has, read by rule and brought in from preview to undo."""

import pytest

from ocop.intake.actions import apply_import, undo_import
from ocop.intake.models import ImportFile
from ocop.recognition.models import Certificate, Listing, PastResult, Recognition
from ocop.registry.models import Producer, Product
from tests.intake.layouts import LAYOUTS, Wanted
from tests.intake.offices import FORMATS, made
from tests.intake.stage import Ground, statuses

pytestmark = pytest.mark.django_db
KINDS = (Producer, Product, Recognition, Certificate, Listing, PastResult)


def found(file: ImportFile) -> list[Wanted]:
    """The product rows of a file as the preview shows them."""
    rows = [row.parsed for row in file.rows.exclude(status="skipped").order_by("no")]
    return [
        (
            one["name"],
            one["producer"],
            one["stars"],
            one["decision"],
            ", ".join(one[level] for level in ("commune", "district", "province") if one[level]),
        )
        for one in rows
    ]


def counts() -> list[int]:
    return [kind.objects.count() for kind in KINDS]


def plain(wanted: list[Wanted], form: str) -> list[Wanted]:
    """The old fonts have no capitals with a tone: what is compared there is compared in small letters."""
    if form != "csv:tcvn3":
        return wanted
    low = str.casefold
    return [(low(a), low(b), low(c), low(d), low(e)) for a, b, c, d, e in wanted]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_brought_in_repeated_and_taken_back(ground: Ground, name: str, form: str) -> None:
    layout = LAYOUTS[name]()
    data, called = made(form, *layout.tables)
    wanted = layout.first if form.startswith("csv") else layout.wanted
    empty = counts()
    file = ground.read(data, called)
    assert (plain(found(file), form), counts()) == (plain(wanted, form), empty)
    assert set(statuses(file)) <= {"created", "updated", "skipped"}
    file = apply_import(file=file, by=ground.officer)
    full = counts()
    assert Product.objects.count() == len(wanted)
    again = ground.bring(data, called)
    assert (set(statuses(again)) <= {"unchanged", "skipped"}, counts()) == (True, full)
    undo_import(file=file, by=ground.officer)
    assert counts() == empty


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_row_that_is_no_product_is_told_with_its_reason(ground: Ground, name: str) -> None:
    layout = LAYOUTS[name]()
    file = ground.read(*made("xlsx", *layout.tables))
    skipped = file.rows.filter(status="skipped")
    assert (skipped.count(), all(row.message and row.sheet and row.row for row in skipped)) == (layout.skipped, True)
