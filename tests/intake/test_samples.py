"""The living example has work on every desk, and says of everything that it is one."""

import datetime as dt
import io
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.seals import verify_audit
from ocop.councils.enums import SessionState
from ocop.councils.models import Conflict, Minutes, Seat, Session
from ocop.councils.queries import board, queue
from ocop.dossiers.enums import DossierKind, DossierState, StageLevel, StageState
from ocop.dossiers.models import Answer, BusinessPlan, DeskFinding, Dossier, Idea
from ocop.dossiers.queries import inbox, todo
from ocop.intake.models import ImportFile
from ocop.intake.samples.clock import on, real_day, working_days_ago
from ocop.intake.samples.people import DEMO
from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit
from ocop.recognition.enums import CertificateStatus, DecisionKind, DecisionState
from ocop.recognition.models import Certificate, Decision, Listing, PastResult
from ocop.recognition.queries import waiting_for
from ocop.registry.actions.products import is_gtin
from ocop.registry.clocks import request_dues
from ocop.registry.duplicates import Reason, duplicate_pairs
from ocop.registry.enums import ProducerState
from ocop.registry.models import (
    DataRequest,
    Invitation,
    Membership,
    PaperDraft,
    PaperVersion,
    Producer,
    Product,
    ProductOutlet,
    ProductPicture,
    ProductPrice,
)
from ocop.registry.queries import open_invitations
from ocop.registry.showing import holdings_of, outlets_on, prices_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def person(key: str) -> Actor:
    return actor_for(User.objects.get(demo_key=key))


def scoring() -> Session:
    return Session.objects.get(state=SessionState.OPEN)


def test_every_name_says_that_it_is_an_example_or_stands_in_the_sourced_facts_of_2019() -> None:
    facts = (settings.BASE_DIR / "ocop/programme/data/bac-kan-2019.yaml").read_text()
    names = [name for model in (User, Producer, Product, Idea) for name in model.objects.values_list("name", flat=True)]
    names += Seat.objects.values_list("person", flat=True)
    names += [*Invitation.objects.values_list("name", flat=True), *ImportFile.objects.values_list("name", flat=True)]
    real = [name for name in names if "(ví dụ)" not in name and not name.startswith("Chưa rõ")]
    assert [name for name in real if name not in facts] == []


def test_the_people_offered_at_sign_in_are_those_of_the_list_and_have_no_password() -> None:
    users = User.objects.exclude(demo_key="").order_by("pk")
    assert {user.demo_key for user in users} == {one.key for one in DEMO}
    assert [user.email for user in users if user.has_usable_password() or not user.email.endswith("@vidu.vn")] == []
    assert [user.name for user in users if not (user.demo_words and user.demo_where)] == []


def test_the_producer_has_one_of_everything_to_do() -> None:
    kinds = {one.kind for one in todo(person("mai"))}
    assert kinds == {"supplement", "returned", "draft", "reevaluate", "start", "paper", "forwarded"}
    assert {one.kind for one in todo(person("trong"))} == {"idea_returned", "reevaluate", "paper"}


def test_a_draft_is_answered_in_part_and_another_lacks_only_evidence() -> None:
    drafts = Dossier.objects.filter(state=DossierState.DRAFT).annotate(said=Count("answers")).order_by("said")
    assert [(row.said, row.filled_by) for row in drafts] == [(22, "producer"), (32, "consultant")]


def test_the_commune_has_six_dossiers_from_late_to_fresh() -> None:
    rows = inbox(person("xa"))
    assert [row.clock.left for row in rows] == [-2, 2, 8, 8, 11, 15]
    assert sorted(row.stage.state for row in rows) == ["asking"] + ["received"] * 5
    assert sorted(row.stage.local_findings.count() for row in rows) == [0, 0, 0, 0, 0, 3]
    assert [row.stage.unit.code for row in inbox(person("xa-khac"))] == ["02185"]
    assert Producer.objects.get(state=ProducerState.WAITING).unit.code == "05503"


def test_the_province_has_what_is_to_be_accepted_to_be_put_on_an_agenda_and_sent_back() -> None:
    rows = [row.stage for row in inbox(person("tinh"))]
    received = [stage for stage in rows if stage.state == StageState.RECEIVED]
    assert sorted(stage.dossier.kind for stage in received) == [DossierKind.FIRST, DossierKind.REEVALUATION]
    sat = set(Session.objects.values_list("dockets__stage", flat=True))
    free = [stage for stage in rows if stage.state == StageState.CHECKED and stage.pk not in sat]
    assert [DeskFinding.objects.filter(stage=stage).count() > 5 for stage in free] == [True, True]
    back = Dossier.objects.get(state=DossierState.RETURNED, stages__state=StageState.RETURNED)
    assert back.returned_reason.endswith("(ví dụ).")


def test_todays_session_has_a_counted_a_close_a_spread_and_two_sealed_products() -> None:
    lines = board(scoring(), person("thu-ky")).lines
    assert [(line.signed, line.expected, line.sealed) for line in lines] == [
        (7, 7, False),
        (7, 7, False),
        (7, 7, False),
        (4, 6, True),
        (2, 7, True),
    ]
    counted, close, apart = lines[:3]
    assert counted.tally is not None
    assert (counted.tally.sum_points, counted.tally.sheets, counted.tally.closed_at) == (638, 7, None)
    assert (counted.mean, counted.stars) == ("91,14", 4)
    assert (len(close.flips), close.stars, close.alarm) == (1, 4, False)
    assert apart.spread is not None and (apart.spread > 10, apart.alarm) == (True, True)
    assert sorted(lines[4].cells.values()).count("open") == 2
    assert Conflict.objects.get().seat.user == person("uy-vien-5").user


def test_every_member_still_owes_a_sheet_and_the_secretary_none() -> None:
    members = [user for user in User.objects.exclude(demo_key="") if queue(actor_for(user))]
    assert [sum(not item.done for item in queue(actor_for(user))) for user in members] == [1] * 7
    assert queue(person("thu-ky")) == []


def test_the_session_before_left_results_at_every_step() -> None:
    minutes = Minutes.objects.get()
    assert minutes.session.state == SessionState.SIGNED
    assert [one["stars"] for one in minutes.content["products"]] == [4, 3, 4, 3, 5, 2]
    province = AdminUnit.objects.on(today()).get(level="province", code="19")
    assert [one.kind for one in waiting_for(province)] == [DecisionKind.RECOGNISE]
    here = Decision.objects.filter(origin="here").values_list("kind", "state")
    assert sorted(here) == sorted(
        [
            (DecisionKind.RECOGNISE, DecisionState.DRAFT),
            (DecisionKind.RECOGNISE, DecisionState.ISSUED),
            (DecisionKind.FORWARD, DecisionState.ISSUED),
            (DecisionKind.REVOKE, DecisionState.ISSUED),
        ]
    )
    assert PastResult.objects.get(tally__isnull=False).stars == 2
    assert [row.stage.level for row in inbox(person("trung-uong"))] == [StageLevel.NATION]


def test_there_is_a_certificate_in_every_state() -> None:
    found = [row.status_on(today()) for row in Certificate.objects.with_story()]
    assert set(found) == set(CertificateStatus)
    assert found.count(CertificateStatus.EXPIRING) == 5
    assert Listing.objects.count() == len(found) - found.count(CertificateStatus.REPLACED)


def test_papers_run_out_have_run_out_and_last() -> None:
    ends = [row.expires_on for row in PaperVersion.objects.all() if row.expires_on]
    day = today()
    assert min(ends) < day < max(ends)
    soon = sorted((end - day).days for end in ends if day < end <= day + dt.timedelta(days=60))
    assert soon == [19, 30, 60, 60]
    assert {row.blob.kind for row in PaperVersion.objects.select_related("blob")} == {"pdf", "jpeg", "png"}


def test_products_are_shown_by_drawings_that_say_so() -> None:
    pictures = ProductPicture.objects.select_related("blob")
    kinds = {(row.product_id, row.kind) for row in pictures}
    assert sorted(kind for _product, kind in kinds) == ["label"] * 3 + ["packaging"] * 3 + ["photo"] * 9
    assert [row.caption for row in pictures if not row.caption.endswith("hình vẽ, không phải ảnh chụp (ví dụ)")] == []
    assert Listing.objects.filter(product__in=pictures.values("product")).count() == 9


def test_a_product_has_prices_through_time_outlets_and_a_barcode_no_company_holds() -> None:
    product = Product.objects.get(name="Chè búp Bản Mới (ví dụ)")
    pack = [row.amount for row in ProductPrice.objects.filter(product=product, per="Túi 200 g").order_by("valid_from")]
    assert pack == [110_000, 125_000, 140_000]
    assert sorted(row.amount for row in prices_on(product, today())) == [140_000, 390_000]
    assert (len(outlets_on(product, today())), ProductOutlet.objects.filter(product=product).count()) == (2, 3)
    codes = Product.objects.exclude(gtin="").values_list("gtin", flat=True)
    assert sorted(code[:3] for code in codes if is_gtin(code)) == ["952"] * 3


def test_a_product_has_changed_hands_and_name_and_is_found_by_both() -> None:
    product = Product.objects.get(name="Bún khô gạo bao thai Thung Lúa (ví dụ)")
    assert [row.producer.name.split("(")[0].strip() for row in holdings_of(product)] == [
        "Tổ hợp tác Gạo nếp Thung Lúa",
        "Hợp tác xã Miến dong Khe Vàng",
    ]
    listing = Listing.objects.get(product=product)
    assert listing.name == "Bún khô gạo bao thai Khe Vàng (ví dụ)"
    assert {"khe", "thung", "lua"} <= set(listing.name_folded.split())
    assert listing.commune_id == product.producer.unit.today_id


def test_ideas_wait_were_taken_up_and_came_back() -> None:
    assert dict(Idea.objects.values_list("state", "producer__name")) == {
        "sent": "Hợp tác xã Chè Suối Trong (ví dụ)",
        "accepted": "Hợp tác xã Bản Mới (ví dụ)",
        "returned": "Hợp tác xã Chè Suối Trong (ví dụ)",
    }
    plan = BusinessPlan.objects.get()
    assert (plan.state, plan.product) == ("sent", Idea.objects.get(state="accepted").product)
    assert Idea.objects.get(state="returned").answer.endswith("(ví dụ).")


def test_one_producer_stands_twice_with_a_name_alike_and_the_same_phone() -> None:
    pair = duplicate_pairs(Producer.objects.all())[0]
    assert pair.reasons == (Reason.PHONE, Reason.ALIKE)
    names = Producer.objects.filter(pk__in=[pair.first, pair.second]).values_list("name", flat=True)
    assert set(names) == {"Tổ hợp tác Nuôi ong Khe Hòa (ví dụ)", "Tổ nuôi ong Khe Hoà (ví dụ)"}


def test_people_are_asked_in_and_a_consultant_has_a_last_day() -> None:
    invitation = Invitation.objects.get(open_invitations(timezone.now()))
    assert invitation.producer.name == "Hợp tác xã Bản Mới (ví dụ)"
    rows = Membership.objects.filter(role="consultant").order_by("valid_to")
    assert [row.valid_to and (row.valid_to - today()).days for row in rows] == [25, 215]
    forms = Producer.objects.get(name="Hợp tác xã Dệt thổ cẩm Nà Sợi (ví dụ)").forms.order_by("valid_from")
    assert [row.kind for row in forms] == ["group", "cooperative"]


def test_a_person_asked_about_their_data_and_one_working_day_is_left() -> None:
    request = DataRequest.objects.select_related("asker").get()
    due = request_dues([request], today())[request.pk]
    assert (request.asker.demo_key, request.state, due.left(today())) == ("trong", "open", 1)


def test_a_contract_of_three_photographed_pages_is_one_paper() -> None:
    version = PaperVersion.objects.select_related("blob").get(paper__kind="linkage")
    verbs = AuditEntry.objects.filter(object_type=PaperDraft._meta.label).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["begin_pages", "arrange_pages", "bind_pages", "file_pages"]
    assert (version.file_name, version.blob.kind, PaperDraft.objects.count()) == ("3 trang.pdf", "pdf", 0)


def test_two_old_lists_were_brought_in_and_leave_rows_to_settle() -> None:
    written, waiting = ImportFile.objects.order_by("pk")
    assert (written.state, waiting.state) == ("applied", "previewed")
    assert sorted(written.rows.values_list("status", flat=True)) == ["created"] * 3 + ["skipped"]
    assert sorted(waiting.rows.values_list("status", flat=True)) == ["created", "created", "error", "skipped"]
    split = Producer.objects.get(name="Hộ kinh doanh Nem Gia Sàng (ví dụ)")
    unknown = Producer.objects.get(name="Tổ hợp tác Tương nếp Ôn Lương (ví dụ)")
    assert (split.unit_today, unknown.unit_today) == (None, None)
    assert split.unit is not None and len(successors_today([split.unit])[split.unit.pk]) == 2


def test_strangers_see_nothing_of_it() -> None:
    other = person("tinh-khac")
    assert (inbox(other), Dossier.objects.visible_to(other).count(), Producer.objects.visible_to(other).count()) == (
        [],
        0,
        0,
    )


def test_the_audit_trail_holds() -> None:
    report = verify_audit()
    assert (report.altered, report.missing, report.added, report.broken_seals) == ([], [], [], [])
    assert report.unsealed == 0


def count_rows() -> dict[str, int]:
    models: list[Any] = [model for model in apps.get_models() if model.__module__.startswith("ocop.")]
    return {model._meta.label: model.objects.count() for model in models}


def test_a_second_run_changes_nothing_and_says_so(told: str) -> None:
    assert told.splitlines()[-1] == "Đã nạp dữ liệu ví dụ."
    before, said = count_rows(), io.StringIO()
    call_command("seed_demo", if_empty=True, stdout=said)
    assert said.getvalue() == "Đã có dữ liệu, không nạp ví dụ.\n"
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert count_rows() == before


def test_stamps_stand_on_the_day_that_is_told() -> None:
    signed = Session.objects.get(state=SessionState.SIGNED)
    assert signed.opened_at is not None and signed.opened_at.astimezone().date() <= signed.on
    assert AuditEntry.objects.filter(at__date__gt=today()).count() == 0
    day = today() - dt.timedelta(days=3)
    with on(day):
        assert (today(), real_day()) == (day, day + dt.timedelta(days=3))
    assert working_days_ago(0) <= today()
    assert Answer.objects.filter(confirmed_on__gt=today()).count() == 0
