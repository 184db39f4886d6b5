"""What happens inside the measured database, each step in its own process: `python -m tests.bench.steps STEP JSON`."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the settings come first
from django.test import Client  # noqa: E402 - as above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - as above

from ocop.core.dates import today  # noqa: E402 - as above


def static() -> dict[str, Any]:
    """Collect the files of the pages once."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return {}


def fill(count: int) -> dict[str, Any]:
    """Migrate, then write so many products."""
    from django.core.management import call_command

    from tests.bench.data import products

    call_command("migrate", verbosity=0)
    products(count)
    return {}


def multiply(times: int) -> dict[str, Any]:
    """So many copies of every product."""
    from ocop.recognition.models import Listing
    from tests.bench.data import copies

    copies(times)
    return {"products": Listing.objects.count()}


def queries(paths: list[str]) -> dict[str, int]:
    """How many queries each address takes at its second call."""
    client = Client()
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
            b"".join(answer)
        assert answer.status_code == 200, (path, answer.status_code)
        found[path] = len(asked)
    return found


def revoke(pid: str) -> dict[str, Any]:
    """Take a certificate back through the verb, as the province's officer."""
    from django.utils import timezone

    from ocop.accounts.enums import Role
    from ocop.recognition.actions import revoke_certificate
    from ocop.recognition.enums import DecisionKind, DecisionState
    from ocop.recognition.models import Certificate, Decision
    from tests.people import officer

    made = Certificate.objects.select_related("recognition__decision__authority").get(pid=pid)
    authority = made.recognition.decision.authority
    by = officer("Cán bộ (dữ liệu sinh)", Role.PROVINCE_OFFICER, authority)
    on = max(made.issued_on, today() - dt.timedelta(days=1))
    decision = Decision.objects.create(authority=authority, level="province", kind=DecisionKind.REVOKE, number="TH",
                                       signed_on=on, year=on.year, state=DecisionState.ISSUED, issued_at=timezone.now())
    revoke_certificate(certificate=made, decision=decision, ground="stopped", on=today(), by=by)
    return {}


def counts() -> dict[str, Any]:
    """Whether the kept counts of today equal a recount from the rows."""
    from ocop.recognition.enums import Facet
    from ocop.recognition.facets import kept
    from ocop.recognition.models import Listing
    from ocop.web.portal import shelf

    fields = {Facet.STANDING: ("standing",), Facet.TREE: ("group_key", "set_key"), Facet.PROVINCE: ("province_id",),
              Facet.PLACE: ("province_id", "commune_id"), Facet.KIND: ("producer_kind",)}
    rows = shelf.on_shelf(today())
    fresh = {facet: shelf._tally(rows, names) for facet, names in fields.items()}
    return {"equal": kept(today(), Facet.values) == fresh, "products": Listing.objects.count()}


def council(judges: int) -> dict[str, Any]:
    """Migrate; a council of so many judges before one product; their sessions, and picks that fill a sheet."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from ocop.councils.actions import save_sheet
    from ocop.councils.models import ScoreSheet
    from ocop.rulebooks.queries import rubric_of
    from tests.factories.councils import make_scene, ready_docket
    from tests.people import fresh

    scene = make_scene(judges)
    _fifty(scene.province)
    docket = ready_docket(scene)
    rubric = rubric_of(scene.tea)
    picks = [{one.key: one.options[turn % len(one.options)].id for one in rubric.criteria} for turn in range(2)]
    cookies = []
    for member in scene.members:
        save_sheet(docket=docket, picks=picks[0], by=fresh(member))
        client = Client()
        client.force_login(member.user)
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return {"docket": docket.pid, "cookies": cookies, "picks": picks, "criteria": len(rubric.criteria),
            "cookie": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME,
            "sheets": list(ScoreSheet.objects.order_by("pk").values_list("pk", flat=True)),
            "revs": list(ScoreSheet.objects.order_by("pk").values_list("rev", flat=True))}


def _fifty(unit: Any) -> None:
    """Rows for the bare list."""
    from ocop.core.names import name_key
    from ocop.core.pids import new_pid
    from ocop.recognition.models import Listing
    from ocop.registry.models import Producer, Product

    producer = Producer.objects.create(name="Chủ thể (dữ liệu sinh)", kind="cooperative", unit=unit)
    made = Product.objects.bulk_create([
        Product(pid=new_pid(), name=f"Chè {number} (dữ liệu sinh)", producer=producer) for number in range(60)
    ])
    Listing.objects.bulk_create([
        Listing(product=one, decided_on=today(), name=one.name, name_folded="che", name_key=name_key(one.name),
                producer_name=producer.name, place_name="Xã (dữ liệu sinh)") for one in made
    ])


def sheets() -> dict[str, Any]:
    """What stands in the sheets, and how many queries opening and saving one takes."""
    from ocop.councils.models import Docket, ScoreSheet
    from ocop.rulebooks.queries import rubric_of
    from ocop.rulebooks.rules.scoring import score_sheet

    found = ScoreSheet.objects.select_related("version__dossier__product_set__edition", "seat__user")
    rows = list(found.order_by("pk"))
    right = all(score_sheet(rubric_of(row.version.dossier.product_set), row.picks).total == row.total for row in rows)
    client = Client()
    client.force_login(rows[0].seat.user)
    path = f"/lam-viec/hoi-dong/phieu/{Docket.objects.get().pid}/ca-phieu/"
    client.get(path)
    with CaptureQueriesContext(connection) as opening:
        client.get(path)
    form = {f"o-{key}": pick for key, pick in rows[0].picks.items()} | {"rev": rows[0].rev}
    with CaptureQueriesContext(connection) as saving:
        answer = client.post(path, form)
    assert answer.status_code == 302, answer.status_code
    return {"revs": [row.rev for row in rows], "right": right, "open": len(opening), "save": len(saving)}


def documents(count: int) -> dict[str, Any]:
    """Migrate, then write so many documents of the search."""
    from tests.bench.search import fill_documents

    return fill_documents(count)


def searches() -> dict[str, Any]:
    """The search against the engine's own query."""
    from tests.bench.search import measure_search

    return measure_search()


def bring(part: str, **told: Any) -> dict[str, Any]:
    """A part of Q7, or of the lists of units (`tests.bench.bring`)."""
    from django.core.management import call_command

    from tests.bench import bring as parts

    if part in {"lay", "lists"}:
        call_command("migrate", verbosity=0)
    done: dict[str, Any] = getattr(parts, part)(**told)
    return done


def unit_lists(folder: str) -> list[str]:
    """Generated lists of units in the folder."""
    from tests.bench.places import write_lists

    return [str(path) for path in write_lists(Path(folder))]


def walk() -> dict[str, Any]:
    """Query counts of the whole map of addresses at 1, 3 and 1,000 rows."""
    from tests.bench.walk import walked

    return walked()


STEPS = {
    step.__name__: step
    for step in (static, fill, multiply, queries, revoke, counts, council, sheets, walk, documents, searches,
                 bring, unit_lists)
}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](**json.loads(sys.argv[2]))))
