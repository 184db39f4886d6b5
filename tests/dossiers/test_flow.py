"""The state tables: who is offered what, and the drawings in the rooms' READMEs."""

from pathlib import Path

import pytest

import ocop
from ocop.dossiers.flow import FLOW, STAGE_FLOW
from ocop.registry.flow import FLOW as PRODUCER_FLOW
from tests.dossiers import scene as make
from tests.people import fresh

HOUSE = Path(ocop.__file__).parent


@pytest.mark.parametrize(("room", "flow"), [("registry", PRODUCER_FLOW), ("dossiers", FLOW), ("dossiers", STAGE_FLOW)])
def test_the_readme_shows_the_flow_as_it_is(room, flow):
    assert flow.drawing() in (HOUSE / room / "README.md").read_text()


def offers(flow, obj, scene):
    people = {"mai": scene.director, "son": scene.stranger, "commune": scene.commune_officer,
              "neighbour": scene.neighbour_officer, "province": scene.province_officer, "far": scene.far_officer}
    found = {name: [step.verb for step in flow.offers(obj, fresh(actor))] for name, actor in people.items()}
    return {name: verbs for name, verbs in found.items() if verbs}


def test_buttons_of_a_draft_and_of_a_filed_dossier(scene):
    dossier = make.full(scene)
    assert offers(FLOW, dossier, scene) == {"mai": ["submit_dossier", "withdraw_dossier"]}
    stage = make.filed(scene, "Chè nhài (ví dụ)")
    assert offers(FLOW, stage.dossier, scene) == {"mai": ["withdraw_dossier"]}
    assert offers(STAGE_FLOW, stage, scene) == {"commune": ["ask_supplement", "return_dossier", "send_up"]}


def test_buttons_at_the_province(scene):
    stage = make.at_province(scene)
    assert offers(STAGE_FLOW, stage, scene) == {"province": ["ask_supplement", "return_dossier", "accept_dossier"]}


def test_an_accepted_stage_goes_up_or_closes_by_the_provinces_hand(scene):
    stage = make.accepted(scene)
    assert offers(STAGE_FLOW, stage, scene) == {"province": ["forward_dossier"]}
    assert offers(FLOW, stage.dossier, scene) == {"province": ["close_dossier"]}
