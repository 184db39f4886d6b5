"""`docs/glossary.md` is the only dictionary: each model and each state has a row in it."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from ocop.core.rooms import flows

GLOSSARY = Path(settings.BASE_DIR) / "docs/glossary.md"
MODELS = sorted(
    model.__name__
    for model in apps.get_models()
    if model.__module__.startswith("ocop.") and not model._meta.auto_created
)
STATES = sorted(
    {str(state) for _, flow in flows() for step in flow.steps.values() for state in (*step.sources, step.target)}
)


def rows() -> list[list[str]]:
    """The cells of the table rows, without their heads and rules."""
    lines = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells for cells in table if not re.fullmatch(r"[-: ]*", "".join(cells))]


def words_of_code() -> set[str]:
    """Every word written as code (`Dossier`, `returned`) in a row."""
    return {word for cells in rows() for word in re.findall(r"`([A-Za-z_]+)`", " ".join(cells))}


@pytest.mark.parametrize(("what", "names"), [("model", MODELS), ("state", STATES)])
def test_each_model_and_each_state_has_a_row(what: str, names: list[str]) -> None:
    known = words_of_code()
    assert [name for name in names if name not in known] == [], f"each {what} has a row in docs/glossary.md"


def test_each_row_has_its_vietnamese_word_first() -> None:
    assert [cells for cells in rows() if not cells[0]] == []
