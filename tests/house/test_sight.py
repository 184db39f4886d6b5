"""Who sees what, over the whole map of addresses (product.md 7): each thing as nobody, as another producer, as an
officer of another province, as a council member tied to the producer, and as its right reader."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from ocop.core.models import AuditEntry
from ocop.councils.models import Conflict, Docket, Seat, Session
from ocop.dossiers.models import Dossier, Evidence, Stage
from ocop.recognition.models import Certificate, Decision, PastResult
from ocop.registry.models import Membership, Paper, Producer, Product
from ocop.web.shared.access import is_public
from tests.browser.sample import told
from tests.house.test_addresses import patterns

pytestmark = pytest.mark.django_db
User = get_user_model()
# One's own second factor: the rows are looked up among the reader's own by the package.
OWN = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
# What answers to a form only.
POSTED = {"docket_tally", "producer_open_dossier", "producer_registration", "producer_paper_renew",
          "officer_producer_approve", "officer_member_code"}


@dataclasses.dataclass(frozen=True)
class Thing:
    """What an address is opened with: its values, its right reader, and what that reader gets."""

    values: dict[str, Any]
    reader: str
    status: int = 200
    member_may: bool = False


def director_of(producer: Producer) -> Any:
    """Who heads a producer."""
    return Membership.objects.filter(producer=producer, role="director").select_related("user").get().user


def tied_docket() -> Docket:
    """The product before today's council that one member has declared a tie to."""
    producer = Conflict.objects.filter(producer__isnull=False).get().producer
    return Docket.objects.select_related("stage__dossier__product", "session").get(
        stage__dossier__producer=producer, session__state="open")


def at(level: str, **facts: Any) -> Dossier:
    """A dossier that lies at a level now."""
    return Stage.objects.filter(level=level, state="received", **facts).order_by("pk").first().dossier


def council() -> dict[str, Thing]:
    """The council room: a product under scoring, its session, a counted one, a signed session."""
    docket = tied_docket()
    pid, session = {"pid": docket.pid}, {"pid": docket.session.pid}
    owed = {"pid": docket.pid, "key": "2.3"}
    open_seat = Seat.objects.get(council=docket.session.council, user__demo_key="uy-vien-4")
    seat = {"pid": docket.pid, "seat": open_seat.pk}
    signed = {"pid": Session.objects.filter(state="signed").get().pid}
    counted = Docket.objects.get(session=docket.session, position=1)
    things = {name: Thing(pid, "uy-vien-4") for name in ("sheet_overview", "sheet_whole", "sheet_pdf", "declare_tie")}
    things |= {name: Thing(pid, "thu-ky") for name in ("docket_page", "docket_papers", "docket_off")}
    things |= {name: Thing(session, "thu-ky", member_may=True) for name in (
        "session_page", "session_attendance", "session_agenda", "session_close")}
    things |= {name: Thing(signed, "thu-ky", member_may=True) for name in (
        "session_minutes", "minutes_sign", "minutes_file")}
    chosen = {"pid": counted.pid}
    return things | {
        "session_open": Thing(session, "thu-ky", status=302, member_may=True),
        "sheet_criterion": Thing(owed, "uy-vien-4"), "sheet_sign": Thing(pid, "uy-vien-4"),
        "docket_tally": Thing(pid, "thu-ky", status=422),
        "docket_close": Thing(chosen, "thu-ky", member_may=True),
        "docket_turn": Thing(chosen, "thu-ky", member_may=True),
        "docket_gate": Thing({**chosen, "key": "2.3"}, "thu-ky", member_may=True),
        "docket_exclusion": Thing({**chosen, "key": "forged"}, "thu-ky", member_may=True),
        "paper_enter": Thing(seat, "thu-ky"), "paper_pdf": Thing(seat, "thu-ky"),
        "paper_confirm": Thing(seat, "thu-ky", status=404), "paper_scan": Thing(seat, "thu-ky", status=404),
    }


def producer() -> dict[str, Thing]:
    """The desk of the tied producer, whose dossier lies before the council."""
    dossier = tied_docket().stage.dossier
    product, reader = dossier.product, f"director:{dossier.producer_id}"
    evidence = Evidence.objects.filter(dossier=dossier, paper_version__isnull=False).order_by("pk").first()
    paper = evidence.paper_version.paper
    stage = dossier.stages.order_by("pk").first()
    pid, goods, sheet = {"pid": dossier.pid}, {"pid": product.pid}, {"pid": paper.pid}
    held = Certificate.objects.filter(recognition__product__producer=dossier.producer).order_by("pk").first() or \
        Certificate.objects.order_by("pk").first()
    holder = held.recognition.product
    draft = Dossier.objects.filter(state="draft", evidence__isnull=False).order_by("pk").first()
    things = {name: Thing(goods, reader) for name in ("producer_product", "producer_product_edit", "producer_qr")}
    things |= {name: Thing(sheet, reader) for name in ("producer_paper", "producer_paper_close")}
    return things | {
        "producer_open_dossier": Thing(goods, reader, status=422),
        "producer_certificate": Thing({"pid": holder.pid, "code": held.pid}, f"director:{holder.producer_id}"),
        "producer_dossier": Thing(pid, reader), "producer_criterion": Thing({**pid, "key": "2.3"}, reader),
        "producer_registration": Thing(pid, reader, status=422),
        "producer_detach": Thing({"pid": draft.pid, "evidence": draft.evidence.order_by("pk").first().pid},
                                 f"director:{draft.producer_id}"),
        "producer_submit": Thing({"pid": draft.pid}, f"director:{draft.producer_id}"),
        "producer_withdraw": Thing({"pid": draft.pid}, f"director:{draft.producer_id}"),
        "producer_supplement": Thing({"pid": Stage.objects.filter(state="asking").first().dossier.pid},
                                     f"director:{Stage.objects.filter(state='asking').first().dossier.producer_id}"),
        "producer_version": Thing({**pid, "no": 1}, reader),
        "producer_print": Thing({**pid, "no": 1, "name": "02"}, reader),
        "producer_receipt": Thing({**pid, "stage": stage.pk}, reader),
        "producer_paper_renew": Thing(sheet, reader, status=422),
        "evidence_file": Thing({"pid": evidence.pid}, reader),
        "paper_file": Thing({"pid": paper.pid, "no": evidence.paper_version.no}, reader),
    }


def offices() -> dict[str, Thing]:
    """The officers' desks and the decisions."""
    commune, province = {"pid": at("commune", unit__code="05503").pid}, {"pid": at("province").pid}
    things = {name: Thing(commune, "xa") for name in (
        "officer_dossier", "form03", "form03_send", "form02_pdf", "form03_pdf", "receipt_pdf", "supplement_page",
        "return_page")}
    people = Producer.objects.get(memberships__user__demo_key="trong")
    waiting = Producer.objects.filter(state="waiting").first() or people
    house = {"pid": people.pid}
    draft = {"pid": Decision.objects.get(state="draft").pid}
    certificate = Certificate.objects.filter(recognition__decision__origin="here").order_by("pk").first()
    issued = {"pid": certificate.recognition.decision.pid}
    member = people.memberships.get(role="director")
    return things | {
        "officer_version": Thing({**commune, "no": 1}, "xa"), "accept_page": Thing(province, "tinh"),
        "desk_findings": Thing(province, "to-giup-viec"),
        "officer_producer": Thing(house, "xa"), "officer_member_add": Thing(house, "xa"),
        "officer_product_add": Thing(house, "xa"),
        "officer_producer_approve": Thing({"pid": waiting.pid}, "xa", status=302),
        "officer_member_code": Thing({**house, "member": member.pk}, "xa"),
        "decision": Thing(draft, "tinh"), "decision_discard": Thing(draft, "tinh"),
        "decision_record": Thing(draft, "van-thu"), "decision_pdf_file": Thing(draft, "tinh"),
        "decision_word_file": Thing(draft, "tinh"), "decision_document": Thing(issued, "tinh"),
        "certificates_file": Thing(issued, "tinh"),
        "certificate_file": Thing({**issued, "code": certificate.pid}, "tinh"),
        "letter_file": Thing({"no": PastResult.objects.filter(tally__isnull=False).order_by("pk").first().pk}, "tinh"),
    }


@pytest.fixture(autouse=True)
def own_files() -> None:
    """The sample's files serve every test here."""


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: Any,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Thing]]:
    """The sample, and every address with what it is opened with."""
    with django_db_blocker.unblock(), told(tmp_path_factory.mktemp("sight")):
        yield council() | producer() | offices()


def closed_names() -> list[str]:
    """Every address that holds something and is not public."""
    return sorted({str(pattern.name) for route, pattern in patterns()
                   if "<" in route and not is_public(pattern.callback) and pattern.name not in OWN})


def client_of(who: str) -> Client:
    """The browser of somebody: a demonstration key, or the director of a producer."""
    client = Client()
    if who.startswith("director:"):
        client.force_login(director_of(Producer.objects.get(pk=int(who.partition(":")[2]))))
    elif who:
        client.force_login(User.objects.get(demo_key=who))
    return client


def other_producer(thing: Thing) -> str:
    """A producer's person who has nothing to do with the thing."""
    mine = Membership.objects.get(user__demo_key="mai", role="director").producer_id
    pid = thing.values.get("pid", "")
    owners = {*Dossier.objects.filter(pid=pid).values_list("producer", flat=True),
              *Product.objects.filter(pid=pid).values_list("producer", flat=True),
              *Paper.objects.filter(pid=pid).values_list("producer", flat=True),
              *Producer.objects.filter(pid=pid).values_list("pk", flat=True),
              *Evidence.objects.filter(pid=pid).values_list("dossier__producer", flat=True)}
    return "trong" if mine in owners else "mai"


STRANGERS: dict[str, Callable[[Thing], str]] = {
    "another producer": other_producer,
    "an officer of another province": lambda thing: "tinh-khac",
    "a member tied to the producer": lambda thing: "" if thing.member_may else "uy-vien-5",
}


def test_every_address_with_something_in_it_stands_in_the_table(table: dict[str, Thing]) -> None:
    assert sorted(table) == closed_names()


@pytest.mark.parametrize("name", closed_names())
def test_nobody_is_led_to_the_sign_in_page(table: dict[str, Thing], name: str) -> None:
    address = reverse(name, kwargs=table[name].values)
    for answer in (Client().get(address), Client().post(address, {})):
        assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize("name", closed_names())
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_neither_reads_nor_changes_it(table: dict[str, Thing], name: str, who: str) -> None:
    thing = table[name]
    key = STRANGERS[who](thing)
    if not key:
        return
    address, client = reverse(name, kwargs=thing.values), client_of(key)
    before = AuditEntry.objects.count()
    read, sent = client.get(address).status_code, client.post(address, {"reason": "x", "sure": "1"}).status_code
    assert read == (405 if name in POSTED else 404)
    assert sent in {403, 404, 405}
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", closed_names())
def test_its_right_reader_opens_it(table: dict[str, Thing], name: str) -> None:
    thing = table[name]
    address, client = reverse(name, kwargs=thing.values), client_of(thing.reader)
    answer = client.post(address, {}) if name in POSTED else client.get(address)
    assert answer.status_code == thing.status
