"""Who sees what, over the whole map of addresses (product.md 7): each thing as nobody, as another producer, as an
officer of another province, as a council member tied to the producer, and as its right reader."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.councils.models import Conflict, Docket, Seat, Session
from ocop.dossiers.actions import begin_business_plan, send_business_plan, send_idea, write_business_plan, write_idea
from ocop.dossiers.models import BusinessPlan, Dossier, Evidence, Idea, Stage
from ocop.intake.actions import preview_import, read_file
from ocop.programme.actions import amend_plan
from ocop.programme.enums import LineKind
from ocop.programme.models import Plan
from ocop.recognition.models import Certificate, Decision, PastResult
from ocop.registry.actions import (
    add_outlet,
    add_picture,
    ask_data_request,
    begin_pages,
    invite_member,
    merge_producers,
    register_producer,
    set_price,
)
from ocop.registry.models import Membership, Paper, PaperDraft, Producer, Product, ProductPicture
from ocop.rulebooks.actions import copy_edition
from ocop.rulebooks.models import Edition
from ocop.support.models import Activity, SalesPoint
from ocop.web.shared.access import is_public
from tests.browser.sample import told
from tests.dossiers.forms import IDEA, PLAN
from tests.factories.pictures import photo
from tests.house.test_addresses import patterns
from tests.intake.books import book, row

pytestmark = pytest.mark.django_db
User = get_user_model()
# One's own second factor: the rows are looked up among the reader's own by the package.
OWN = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
# What answers to a form only.
POSTED = {"import_figures", "producer_idea_link", "producer_picture_shift", "producer_price", "producer_outlet",
          "producer_pages_add",
          "producer_pages_arrange", "producer_pages_bind",
          "producer_ask_again", "producer_invitation_withdraw", "officer_producer_reopen",
          "docket_tally", "producer_open_dossier", "producer_registration", "producer_paper_renew",
          "officer_producer_approve", "officer_member_code", "officer_keep_apart", "import_preview", "import_row_skip"}


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


def own() -> dict[str, Thing]:
    """The tied producer's own page, one of its people and an open invitation."""
    row = tied_docket().stage.dossier.producer
    reader, house, head = f"director:{row.pk}", {"pid": row.pid}, director_of(row)
    by = actor_for(head)
    sent, _code = invite_member(producer=row, name="Khách (ví dụ)", login="khach@vidu.vn", role="staff",
                                member_from=by.today, by=by)
    member = Membership.objects.get(producer=row, user=head, role="director")
    things = {name: Thing(house, reader) for name in (
        "producer_own_page", "producer_amend", "producer_representative", "producer_invite")}
    return things | {
        "producer_ask_again": Thing(house, reader, status=409),
        "producer_invitation_withdraw": Thing({**house, "invitation": sent.pid}, reader, status=302),
        "producer_member_end": Thing({**house, "member": member.pk}, reader),
    }


def goods() -> dict[str, Thing]:
    """Pictures, price and outlet of the tied producer's product; photographed pages on their way into its vault."""
    dossier = tied_docket().stage.dossier
    product, reader = dossier.product, f"director:{dossier.producer_id}"
    by = actor_for(director_of(dossier.producer))
    picture = add_picture(product=product, kind="photo", upload=photo(), by=by)
    price = set_price(product=product, per="gói (ví dụ)", amount=1, valid_from=by.today, by=by)
    outlet = add_outlet(product=product, kind="shop", name="Cửa hàng (ví dụ)", address="Xóm 1", valid_from=by.today,
                        by=by)
    draft = begin_pages(producer=dossier.producer, uploads=[photo()], by=by)
    pid, shot, pages = {"pid": product.pid}, {"pid": product.pid, "picture": picture.pid}, {"pid": draft.pid}
    page = {**pages, "key": draft.pages[0]["key"]}
    things = {name: Thing(pid, reader) for name in ("producer_pictures", "producer_selling", "producer_product_place")}
    things |= {name: Thing(shot, reader) for name in ("producer_picture_caption", "producer_picture_remove")}
    things |= {name: Thing(pages, reader) for name in ("producer_pages", "producer_pages_drop")}
    return things | {
        "producer_picture_shift": Thing(shot, reader, status=302),
        "producer_price": Thing(pid, reader, status=422), "producer_outlet": Thing(pid, reader, status=422),
        "producer_price_end": Thing({**pid, "no": price.pk}, reader),
        "producer_outlet_end": Thing({**pid, "outlet_pid": outlet.pid}, reader),
        "producer_pages_add": Thing(pages, reader, status=422),
        "producer_pages_arrange": Thing(page, reader, status=422),
        "producer_pages_bind": Thing(pages, reader, status=302),
        # Nothing is bound yet: the page leads back to the photos.
        "producer_pages_file": Thing(pages, reader, status=302), "pages_pdf": Thing(pages, reader, status=404),
        "page_file": Thing(page, reader), "picture_file": Thing({"pid": picture.pid, "size": "nho"}, reader),
        "officer_product": Thing(pid, "tinh"), "officer_product_move": Thing(pid, "tinh"),
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
        "officer_producer_refuse": Thing({"pid": waiting.pid}, "xa"), "officer_producer_close": Thing(house, "xa"),
        "officer_producer_reopen": Thing(house, "xa", status=409), "officer_producer_form": Thing(house, "xa"),
        "officer_form_undo": Thing(house, "xa", status=409),
        "officer_producer_approve": Thing({"pid": waiting.pid}, "xa", status=302),
        "officer_member_code": Thing({**house, "member": member.pk}, "xa"),
        "decision": Thing(draft, "tinh"), "decision_discard": Thing(draft, "tinh"),
        "decision_record": Thing(draft, "van-thu"), "decision_pdf_file": Thing(draft, "tinh"),
        "decision_word_file": Thing(draft, "tinh"), "decision_document": Thing(issued, "tinh"),
        "certificates_file": Thing(issued, "tinh"),
        "certificate_file": Thing({**issued, "code": certificate.pid}, "tinh"),
        "letter_file": Thing({"no": PastResult.objects.filter(tally__isnull=False).order_by("pk").first().pk}, "tinh"),
    }


def somebody(key: str) -> Actor:
    """Somebody of the sample as they act now."""
    return actor_for(User.objects.get(demo_key=key))


def law() -> dict[str, Thing]:
    """The law: a published edition with its sheet, a draft made of it, the road of a dossier."""
    edition = Edition.objects.get(key="vn-ocop-26-2026")
    draft = {"key": copy_edition(edition=edition, key="ban-thu", name="Bản sửa thử", by=somebody("quan-tri")).key}
    dossier = tied_docket().stage.dossier
    key = {"key": edition.key}
    sheet = {**key, "product_set": dossier.product_set.key}
    beside = {**sheet, "criterion": "2.3"}
    return {
        "law_edition": Thing(key, "xa"), "law_file": Thing({**key, "kind": "yaml"}, "xa"),
        "law_clock": Thing(key, "xa"), "law_set": Thing(sheet, "xa"),
        "law_compare": Thing({**sheet, "other": "vn-ocop-148"}, "xa"),
        "law_wording": Thing(beside, "quan-tri"), "law_help": Thing(beside, "tinh"),
        "law_copy": Thing(key, "quan-tri"), "law_checks": Thing(draft, "quan-tri"),
        "law_publish": Thing(draft, "quan-tri"),
        "law_road": Thing({"pid": dossier.pid}, f"director:{dossier.producer_id}"),
    }


def year() -> dict[str, Thing]:
    """The plan of the year with an amendment under way, what was done for producers, where goods are sold."""
    plan = Plan.objects.get(slug="thai-nguyen")
    placed = {"kind": "sp", "pid": Product.objects.filter(unit__code="05503").order_by("pk").first().pid}
    draft = amend_plan(plan=plan, reason="Thêm vốn (ví dụ)", by=somebody("tinh"))
    here = {"slug": plan.slug, "year": plan.year}
    line = {**here, "key": draft.lines.exclude(kind=LineKind.MEASURE).order_by("pk").first().line_key}
    done, point = Activity.objects.order_by("pk").first(), SalesPoint.objects.order_by("pk").first()
    things = {name: Thing(here, "tinh") for name in (
        "plan_desk", "plan_approve", "plan_amend", "plan_discard", "plan_note", "plan_cycle", "plan_line_add",
        "plan_enrolments", "plan_enrol", "plan_freeze")}
    things |= {name: Thing(line, "tinh") for name in (
        "plan_line", "plan_line_remove", "plan_line_shares", "plan_declare")}
    things |= {name: Thing({"pid": done.pid}, "tinh") for name in (
        "support_activity", "support_finish", "support_cost")}
    return things | {
        "plan_leave": Thing({**here, "pk": plan.cycle.enrolments.order_by("pk").first().pk}, "tinh"),
        "support_point_close": Thing({"pid": point.pid}, "tinh"),
        "places_rows": Thing({"slug": "tan-cuong-05503"}, "xa"),
        "places_place_row": Thing(placed, "tinh"), "places_unsettle": Thing(placed, "tinh"),
    }


def one_producer() -> dict[str, Thing]:
    """Two rows that look alike, two that are one, and a person who asks about their own data."""
    by, people = somebody("xa"), Producer.objects.get(memberships__user__demo_key="trong")
    again, gone = (register_producer(name=name, kind=people.kind, unit=people.unit, by=by)
                   for name in ("Nhà ông Trọng (ví dụ)", "Nhà ông Trong (ví dụ)"))
    pair = {"pid": people.pid, "other": again.pid}
    merger = merge_producers(old=gone, into=again, reason="Cùng giấy đăng ký (ví dụ)", by=by)
    asked = {"pid": ask_data_request(kind="correct", text="Sửa tên (ví dụ)", by=somebody("mai")).pid}
    return {
        "officer_compare": Thing(pair, "xa"), "officer_keep_apart": Thing(pair, "xa", status=302),
        "officer_undo_merge": Thing({"no": merger.pk}, "xa"),
        **{name: Thing(asked, "tinh") for name in (
            "officer_data_request", "officer_data_answer", "officer_data_refuse")},
    }


def forms_before() -> dict[str, Thing]:
    """An idea and a business plan that lie at the commune, and a dossier other systems know."""
    house = Producer.objects.get(memberships__user__demo_key="mai")
    reader, by = f"director:{house.pk}", somebody("mai")
    idea = send_idea(idea=write_idea(producer=house, body=IDEA, by=by), by=by)
    goods = Product.objects.filter(producer=house).order_by("pk").first()
    plan = begin_business_plan(product=goods, by=by)
    plan = write_business_plan(plan=plan, body=PLAN, rev=plan.rev, by=by)
    send_business_plan(plan=plan, by=by)
    thought, meant = {"pid": idea.pid}, {"pid": plan.pid}
    things = {name: Thing(thought, reader) for name in ("producer_idea", "producer_idea_withdraw",
                                                        "producer_idea_print")}
    things |= {name: Thing(meant, reader) for name in ("producer_business_plan", "producer_business_plan_withdraw",
                                                       "producer_business_plan_print")}
    things |= {name: Thing(thought, "xa") for name in ("officer_idea", "officer_idea_return")}
    things |= {name: Thing(meant, "xa") for name in ("officer_plan", "officer_plan_return")}
    return things | {
        "producer_idea_link": Thing(thought, reader, status=404), "producer_plans": Thing({"pid": goods.pid}, reader),
        "dossier_references": Thing({"pid": at("commune", unit__code="05503").pid}, "xa"),
    }


def intake() -> dict[str, Thing]:
    """An old register brought in by the province, not yet applied."""
    by = somebody("tinh")
    file = preview_import(file=read_file(data=book(row(1, "Chè (ví dụ)")), name="ds.xlsx", by=by), by=by)
    pid = {"pid": file.pid}
    things = {name: Thing(pid, "tinh") for name in ("import_file", "import_apply", "import_undo", "import_report")}
    return things | {
        "import_period": Thing(pid, "tinh"), "import_figures": Thing(pid, "tinh", status=409),
        "import_figures_back": Thing(pid, "tinh", status=302),
        "import_preview": Thing(pid, "tinh", status=302), "import_row": Thing({**pid, "no": 1}, "tinh"),
        "import_row_skip": Thing({**pid, "no": 1}, "tinh", status=302),
    }


@pytest.fixture(autouse=True)
def own_files() -> None:
    """The sample's files serve every test here."""


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: Any,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Thing]]:
    """The sample, and every address with what it is opened with."""
    with django_db_blocker.unblock(), told(tmp_path_factory.mktemp("sight")):
        found = council() | producer() | own() | goods() | offices() | law() | year() | intake() | one_producer()
        yield found | forms_before()


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
              *Idea.objects.filter(pid=pid).values_list("producer", flat=True),
              *BusinessPlan.objects.filter(pid=pid).values_list("producer", flat=True),
              *PaperDraft.objects.filter(pid=pid).values_list("producer", flat=True),
              *ProductPicture.objects.filter(pid=pid).values_list("product__producer", flat=True),
              *Producer.objects.filter(pid=pid).values_list("pk", flat=True),
              *Evidence.objects.filter(pid=pid).values_list("dossier__producer", flat=True)}
    return "trong" if mine in owners else "mai"


STRANGERS: dict[str, Callable[[Thing], str]] = {
    "another producer": other_producer,
    "an officer of another province": lambda thing: "tinh-khac",
    "a member tied to the producer": lambda thing: "" if thing.member_may else "uy-vien-5",
}

PUBLIC_LAW = "the law is public knowledge: whoever signs in reads it, nobody changes it here"
OWN_WORDS = "a province writes beside the law for itself alone: it is led to its own words, not to another's"
# What a stranger may open all the same: by whom, and why. Reviewed like a contract.
OPEN: dict[str, tuple[tuple[str, ...], str]] = {
    **{name: (tuple(STRANGERS), PUBLIC_LAW) for name in (
        "law_edition", "law_file", "law_clock", "law_set", "law_compare")},
    **{name: (("an officer of another province",), OWN_WORDS) for name in ("law_wording", "law_help")},
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
    if not key or who in OPEN.get(name, ((), ""))[0]:
        return
    address, client = reverse(name, kwargs=thing.values), client_of(key)
    before = AuditEntry.objects.count()
    read, sent = client.get(address).status_code, client.post(address, {"reason": "x", "sure": "1"}).status_code
    assert read == (405 if name in POSTED else 404)
    assert sent in {403, 404, 405}
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, (people, _why) in OPEN.items() for who in people])
def test_what_is_open_to_a_stranger_is_read_and_not_changed(table: dict[str, Thing], name: str, who: str) -> None:
    thing = table[name]
    address, client = reverse(name, kwargs=thing.values), client_of(STRANGERS[who](thing))
    before = AuditEntry.objects.count()
    read, sent = client.get(address).status_code, client.post(address, {"reason": "x", "sure": "1"}).status_code
    assert read == 200
    assert sent in ({302, 422} if OPEN[name][1] == OWN_WORDS else {404, 405})
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", closed_names())
def test_its_right_reader_opens_it(table: dict[str, Thing], name: str) -> None:
    thing = table[name]
    address, client = reverse(name, kwargs=thing.values), client_of(thing.reader)
    answer = client.post(address, {}) if name in POSTED else client.get(address)
    assert answer.status_code == thing.status
