"""A process that dies in the middle of its work: run as `python -m tests.unlucky.scene STEP` on its own database.

It kills itself with SIGKILL when the audit trail is written for the n-th time (DIE_AT), in the middle of a verb's
transaction, so that the moment is the same on every machine.
"""

import json
import os
import signal
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from ocop.core import audit  # noqa: E402 - the settings come first
from ocop.core.dates import today  # noqa: E402 - as above
from ocop.core.seals import verify_audit  # noqa: E402 - as above


def die_in_the_middle() -> None:
    """From now on the n-th audit entry is written, and then the process is gone before its transaction ends."""
    left = [int(os.environ.get("DIE_AT", "0"))]
    real = audit.record

    def record(*arguments: Any, **named: Any) -> Any:
        entry = real(*arguments, **named)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return entry

    audit.record = record


def build() -> dict[str, Any]:
    """Migrate and bring one product to an open session of seven."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from ocop.rulebooks.queries import rubric_of
    from tests.factories.councils import seven_sheets
    from tests.journeys.test_verbs import bring_to_council
    from tests.journeys.world import build_world, draft_dossier

    world = build_world()
    sheets, _weak = seven_sheets(rubric_of(world.tea), total=638, missed_star=5)
    docket = bring_to_council(world, draft_dossier(world, sheets[0]))
    return {"docket": docket.pk, "members": [member.user.pk for member in world.members], "sheets": sheets,
            "secretary": world.secretary.user.pk, "chair": world.chair.user.pk,
            "officer": world.province_officer.user.pk}


def actor(pk: int) -> Any:
    """The person with this id, at work today."""
    from ocop.accounts.models import User
    from ocop.accounts.queries import actor_for

    return actor_for(User.objects.get(pk=pk))


def save(scene: dict[str, Any]) -> None:
    """One member saves a sheet again and again, other picks each time, until the end comes."""
    from ocop.councils.actions import save_sheet
    from ocop.councils.models import Docket

    docket = Docket.objects.get(pk=scene["docket"])
    for count in range(20):
        sheet = save_sheet(docket=docket, picks=scene["sheets"][count % 7], by=actor(scene["members"][0]))
        print(sheet.rev, flush=True)


def finish(scene: dict[str, Any]) -> None:
    """Everything up to the draft of the decision."""
    from ocop.councils.actions import (
        close_session,
        close_tally,
        save_sheet,
        sign_minutes,
        sign_sheet,
        tally_docket,
    )
    from ocop.councils.models import Docket
    from ocop.recognition.actions import draft_decision

    docket = Docket.objects.select_related("session__council__unit").get(pk=scene["docket"])
    for member, picks in zip(scene["members"], scene["sheets"], strict=True):
        save_sheet(docket=docket, picks=picks, by=actor(member))
        sign_sheet(docket=docket, by=actor(member))
    tally = close_tally(tally=tally_docket(docket=docket, by=actor(scene["secretary"])), by=actor(scene["secretary"]))
    close_session(session=docket.session, by=actor(scene["secretary"]))
    sign_minutes(session=docket.session, by=actor(scene["secretary"]))
    sign_minutes(session=docket.session, by=actor(scene["chair"]))
    draft_decision(authority=docket.session.council.unit, kind="recognise", tallies=[tally], by=actor(scene["officer"]))


def decide(scene: dict[str, Any]) -> None:
    """Record the one draft."""
    from ocop.recognition.actions import record_decision
    from ocop.recognition.models import Decision
    from tests.journeys.world import pdf

    record_decision(decision=Decision.objects.get(), number="1/QĐ-UBND (ví dụ)", signed_on=today(),
                    signer="Người ký (ví dụ)", upload=pdf(), by=actor(scene["officer"]))


def look(scene: dict[str, Any]) -> dict[str, Any]:
    """What stands now, and what the officer's page says."""
    from django.conf import settings
    from django.test import Client

    from ocop.councils.models import ScoreSheet
    from ocop.dossiers.models import Dossier
    from ocop.recognition.models import Certificate, Decision, Listing
    from ocop.registry.models import ProductCode
    from ocop.rulebooks.queries import rubric_of
    from ocop.rulebooks.rules.scoring import score_sheet

    settings.ALLOWED_HOSTS = ["*"]
    sheets = list(ScoreSheet.objects.select_related("version__dossier__product_set__edition"))
    sums = [score_sheet(rubric_of(sheet.version.dossier.product_set), sheet.picks).total for sheet in sheets]
    client = Client()
    client.force_login(actor(scene["officer"]).user)
    return {
        "revs": [sheet.rev for sheet in sheets],
        "totals_are_sums": [sheet.total for sheet in sheets] == sums,
        "audit_clean": verify_audit().clean,
        "decision": list(Decision.objects.values_list("state", flat=True)),
        "certificates": Certificate.objects.count(),
        "codes": ProductCode.objects.count(),
        "listed_stars": list(Listing.objects.exclude(stars=None).values_list("stars", flat=True)),
        "dossier": list(Dossier.objects.values_list("state", flat=True)),
        "page": client.get("/lam-viec/quyet-dinh/").content.decode(),
    }


def main() -> None:
    """Run one step; `build` prints the scene, the others read it from the environment."""
    step = sys.argv[1]
    if step == "build":
        print(json.dumps(build()))
        return
    scene = json.loads(os.environ["SCENE"])
    if step == "look":
        print(json.dumps(look(scene)))
        return
    if "DIE_AT" in os.environ:
        die_in_the_middle()
    {"save": save, "finish": finish, "decide": decide}[step](scene)


if __name__ == "__main__":
    main()
