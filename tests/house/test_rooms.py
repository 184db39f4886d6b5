"""The house holds its own rules: no back doors between rooms, no signals, states that exist."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.fields.related import RelatedField

from ocop.core.flow import Flow
from ocop.core.rooms import flows

HOUSE = Path(settings.BASE_DIR) / "ocop"
MODELS = [model for model in apps.get_models() if model.__module__.startswith("ocop.")]
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def links() -> list[tuple[type[models.Model], RelatedField]]:
    """Links of one room's model to another room's, users apart from their own room included."""
    return [
        (model, field)
        for model in MODELS
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if isinstance(field, RelatedField)
        and field.related_model in MODELS
        and room_of(field.related_model) != room_of(model)
    ]


def test_a_link_into_another_room_leaves_no_way_back() -> None:
    wrong = [str(field) for _, field in links() if field.remote_field.related_name != "+"]
    assert wrong == [], 'a link across rooms has related_name="+"'


def test_a_link_into_another_room_protects_what_it_points_to() -> None:
    wrong = [str(field) for _, field in links() if field.many_to_one and field.remote_field.on_delete != models.PROTECT]
    assert wrong == [], "a link across rooms has on_delete PROTECT"


def test_a_link_into_another_room_names_the_class_itself() -> None:
    label = re.compile(r"(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*(?:to=)?[\"']([a-z_]+\.\w+)[\"']")
    wrong = {str(path.relative_to(HOUSE)): found for path in SOURCES if (found := label.findall(path.read_text()))}
    assert wrong == {}, "the linter sees only classes, not labels"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (r"django\.db\.models\.signals|django\.dispatch|@receiver\b", "a verb calls what follows; no signals"),
        (r"\bget_model\(", "import the class, so that the linter sees it"),
        (r"fields\s*=\s*[\"']__all__[\"']", "name the fields of a form"),
    ],
)
def test_no_source_takes_a_way_the_house_refuses(words: str, why: str) -> None:
    wrong = [str(path.relative_to(HOUSE)) for path in SOURCES if re.search(words, path.read_text())]
    assert wrong == [], why


def test_every_room_has_the_files_of_the_house_and_no_cupboard_for_odds_and_ends() -> None:
    cupboards = {"utils", "helpers", "misc", "common", "managers", "signals", "services"}
    assert [str(path.relative_to(HOUSE)) for path in SOURCES if path.stem in cupboards] == []


def _models_of(place: str) -> list[type[models.Model]]:
    """The models of the room a flow stands in."""
    return [model for model in MODELS if room_of(model) == place.split(".")[1]]


@pytest.mark.parametrize(("place", "flow"), flows(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_state_of_a_flow_is_a_state_of_a_model_of_its_room(place: str, flow: Flow) -> None:
    named = {state for step in flow.steps.values() for state in (*step.sources, step.target)}
    fields = [
        model._meta.get_field(flow.field)
        for model in _models_of(place)
        if flow.field in {field.name for field in model._meta.get_fields()}
    ]
    assert any(named <= {key for key, _ in field.flatchoices} for field in fields), (
        f"{place}: {sorted(map(str, named))} are not the choices of one `{flow.field}` in its room"
    )


@pytest.mark.parametrize(("place", "flow"), flows(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_drawing_of_every_flow_stands_in_the_readme_of_its_room(place: str, flow: Flow) -> None:
    readme = HOUSE / place.split(".")[1] / "README.md"
    assert readme.exists(), f"{readme.relative_to(HOUSE)} is missing; `./run manage flows` prints the drawing"
    assert flow.drawing() in readme.read_text(), f"the drawing of {place} is stale; `./run manage flows` prints it"


def test_every_model_with_a_public_id_or_visible_rows_says_who_sees_them() -> None:
    """A model that a view can reach by pid answers `visible_to`; else a view would have to invent it."""
    wrong = [
        model._meta.label
        for model in MODELS
        if "pid" in {field.name for field in model._meta.local_fields}
        and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert wrong == []
