"""Filing: what lacks, what is frozen, who receives; and every step up, once, by the right office."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.dossiers.actions import (
    accept_dossier,
    answer_item,
    ask_supplement,
    attach_paper,
    close_dossier,
    detach_evidence,
    forward_dossier,
    open_dossier,
    record_desk_finding,
    record_local_finding,
    return_dossier,
    save_answer,
    send_up,
    submit_dossier,
    withdraw_dossier,
)
from ocop.dossiers.content import digest
from ocop.dossiers.enums import DossierState, StageLevel, StageState
from ocop.dossiers.models import ClockPause, DeskFinding, Dossier, DossierVersion, Evidence, LocalFinding, Stage
from ocop.programme.actions import open_round
from ocop.registry.actions import add_member, renew_paper
from ocop.registry.enums import MemberRole, PaperKind
from ocop.registry.models import Paper, PaperVersion, Producer
from tests.dossiers import scene as make
from tests.dossiers.scene import DAY, criterion, option, pdf, refusal
from tests.people import fresh, officer


def ask(scene, stage, *, by=None, days=10, items=((None, "Bổ sung ảnh vùng chè (ví dụ)."),)):
    return ask_supplement(stage=stage, items=items, due_on=today() + DAY * days, by=by or scene.commune_officer)


# --- what lacks


def test_an_empty_dossier_is_refused_with_everything_that_lacks_and_where(scene):
    dossier = make.bare(scene)
    refused = refusal(submit_dossier, dossier=dossier, by=scene.director)
    assert refused.kind == "incomplete"
    found = [(lack.code, lack.where) for lack in refused.missing]
    keys = scene.tea.criteria.order_by("position").values_list("key", flat=True)
    assert found == [*(("answer-missing", f"criterion:{key}") for key in keys), ("registration-missing", "papers")]
    assert Stage.objects.count() == DossierVersion.objects.count() == 0


def test_an_answer_with_points_wants_evidence_but_not_what_the_panel_judges(scene):
    dossier = make.full(scene)
    detach_evidence(evidence=dossier.evidence.get(), by=scene.director)
    attach_paper(dossier=dossier, paper_version=make.registration(scene), criteria=[criterion(scene, "3.1")],
                 by=scene.director)
    missing = refusal(submit_dossier, dossier=dossier, by=scene.director).missing
    wanted = {f"criterion:{answer.criterion.key}" for answer in dossier.answers.select_related("criterion", "option")
              if answer.option and answer.option.points and answer.criterion.evidence != ["panel"]
              and answer.criterion.key != "3.1"}
    assert {lack.where for lack in missing} == wanted
    assert {lack.code for lack in missing} == {"evidence-missing"}


def test_none_of_these_is_an_answer(scene):
    dossier = make.bare(scene)
    for one in scene.tea.criteria.all():
        save_answer(dossier=dossier, criterion=one, option=None, by=scene.director)
    attach_paper(dossier=dossier, paper_version=make.registration(scene), criteria=[criterion(scene, "3.1")],
                 by=scene.director)
    assert submit_dossier(dossier=dossier, by=scene.director).state == DossierState.SUBMITTED


def test_a_paper_that_has_run_out_blocks_until_its_new_issue_stands_in(scene):
    dossier = make.full(scene)
    version = dossier.evidence.get().paper_version
    PaperVersion.objects.filter(pk=version.pk).update(expires_on=today() - DAY)
    refused = refusal(submit_dossier, dossier=dossier, by=scene.director)
    assert [lack.code for lack in refused.missing] == ["paper-expired"]
    newer = renew_paper(paper=version.paper, upload=pdf("mới"), expires_on=today(), by=scene.director)
    old = dossier.evidence.get()
    criteria = [use.criterion for use in old.uses.all()]
    detach_evidence(evidence=old, by=scene.director)
    attach_paper(dossier=dossier, paper_version=newer, criteria=criteria, by=scene.director)
    assert submit_dossier(dossier=dossier, by=scene.director).state == DossierState.SUBMITTED


def test_a_producer_that_waits_may_write_but_not_file(scene):
    dossier = make.full(scene)
    Producer.objects.filter(pk=scene.producer.pk).update(state="waiting")
    refused = refusal(submit_dossier, dossier=dossier, by=scene.director)
    assert [lack.code for lack in refused.missing] == ["producer-waiting"]


def test_another_paper_is_no_registration(scene):
    dossier = make.full(scene)
    Paper.objects.update(kind=PaperKind.OTHER)
    refused = refusal(submit_dossier, dossier=dossier, by=scene.director)
    assert [lack.code for lack in refused.missing] == ["registration-missing"]


# --- filing


def test_a_filed_dossier_is_frozen_and_lies_at_its_commune_with_a_number(scene):
    stage = make.filed(scene)
    dossier = stage.dossier
    assert (dossier.state, stage.level, stage.unit, stage.state) == ("submitted", "commune", scene.commune, "received")
    assert stage.receipt_no == f"01/PĐK-19-05503-{today().year}"
    assert (stage.version.no, stage.version.sha256) == (1, digest(stage.version.content))
    assert make.filed(scene, "Chè nhài (ví dụ)").receipt_no == f"02/PĐK-19-05503-{today().year}"


def test_the_content_tells_the_whole_dossier_without_any_other_row(scene):
    stage = make.filed(scene)
    content = stage.version.content
    assert len(content["answers"]) == scene.tea.criteria.count()
    assert (content["kind"], content["edition"], content["set"]) == ("first", "vn-ocop-26-2026", "s11")
    assert content["product"]["name"] == "Chè shan tuyết (ví dụ)"
    assert (content["producer"]["name"], content["producer"]["place"]) == (
        "Hợp tác xã Bản Mới (ví dụ)", scene.commune.full_name)
    evidence = content["evidence"][0]
    assert (evidence["number"], evidence["kind"], len(evidence["sha256"])) == ("01/ĐK", "registration", 64)
    assert evidence["criteria"] == list(scene.tea.criteria.order_by("position").values_list("key", flat=True))


def test_filing_twice_is_a_conflict(scene):
    dossier = make.full(scene)
    submit_dossier(dossier=dossier, by=scene.director)
    assert refusal(submit_dossier, dossier=dossier, by=scene.director).kind == "conflict"
    assert (Stage.objects.count(), DossierVersion.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="submit_dossier").count() == 1


def test_only_the_producers_people_file_and_withdraw(scene):
    dossier = make.full(scene)
    for actor in (scene.stranger, scene.commune_officer, scene.province_officer, scene.far_officer):
        assert refusal(submit_dossier, dossier=dossier, by=actor).kind == "forbidden"
        assert refusal(withdraw_dossier, dossier=dossier, reason="x", by=actor).kind == "forbidden"
    assert submit_dossier(dossier=dossier, by=scene.consultant).state == DossierState.SUBMITTED


def test_an_officer_files_what_was_filled_in_at_the_communes_desk(scene):
    dossier = open_dossier(product=make.product(scene), by=scene.commune_officer)
    make.fill(scene, dossier, actor=scene.commune_officer)
    assert refusal(submit_dossier, dossier=dossier, by=scene.neighbour_officer).kind == "forbidden"
    assert submit_dossier(dossier=dossier, by=scene.commune_officer).state == DossierState.SUBMITTED


# --- the commune


def test_form_03_needs_four_heads_before_the_dossier_goes_up(scene):
    stage = make.filed(scene)
    for head in (1, 2, 3):
        record_local_finding(stage=stage, head=head, finding="Đúng.", by=scene.commune_officer)
    refused = refusal(send_up, stage=stage, request_no="12/TTr", by=scene.commune_officer)
    assert [(lack.code, lack.where) for lack in refused.missing] == [("local-finding", "head:4")]
    record_local_finding(stage=stage, head=4, finding="Đúng.", by=scene.commune_officer)
    record_local_finding(stage=stage, head=4, finding="Đúng một phần.", agrees=False, by=scene.commune_officer)
    assert LocalFinding.objects.get(head=4).agrees is False
    upper = send_up(stage=stage, request_no="12/TTr", by=scene.commune_officer)
    stage.refresh_from_db()
    assert (stage.state, stage.request_no) == (StageState.SENT_UP, "12/TTr")
    assert (upper.level, upper.unit, upper.state, upper.request_on, upper.version) == (
        StageLevel.PROVINCE, scene.province, StageState.RECEIVED, today(), stage.version)


def test_only_the_officer_of_the_very_commune_handles_it(scene):
    stage = make.checked(scene)
    for actor in (scene.director, scene.stranger, scene.neighbour_officer, scene.province_officer, scene.far_officer):
        for verb, facts in [(send_up, {"request_no": "1"}), (return_dossier, {"reason": "Thiếu"}),
                            (record_local_finding, {"head": 1, "finding": "x"}),
                            (ask_supplement, {"items": [(None, "x")], "due_on": make.tomorrow()})]:
            assert refusal(verb, stage=stage, by=actor, **facts).kind == "forbidden"


def test_an_officer_who_works_for_the_producer_does_not_check_it(scene):
    stage = make.checked(scene)
    add_member(producer=scene.producer, user=scene.commune_officer.user, role=MemberRole.STAFF, valid_from=today(),
               by=scene.director)
    assert refusal(send_up, stage=stage, request_no="1", by=fresh(scene.commune_officer)).kind == "forbidden"


def test_sending_up_twice_or_without_a_number_is_refused(scene):
    stage = make.checked(scene)
    assert refusal(send_up, stage=stage, request_no=" ", by=scene.commune_officer).kind == "invalid"
    send_up(stage=stage, request_no="1", by=scene.commune_officer)
    assert refusal(send_up, stage=stage, request_no="1", by=scene.commune_officer).kind == "conflict"
    assert refusal(record_local_finding, stage=stage, head=1, finding="x", by=scene.commune_officer).kind == "conflict"
    assert Stage.objects.filter(level="province").count() == 1


def test_a_request_falls_into_the_round_it_is_in_time_for(scene):
    for number, days in enumerate([0, 30, 90], 1):
        open_round(unit=scene.province, year=today().year, no=number, request_before=today() + DAY * days,
                   decide_before=today() + DAY * (days + 60), by=scene.province_officer)
    # Asked on the very day is not before it.
    assert make.at_province(scene).dossier.round.no == 2


# --- supplements and returns


def test_a_supplement_gives_the_dossier_back_and_stops_the_clock(scene):
    stage = make.filed(scene)
    supplement = ask(scene, stage, items=[(criterion(scene, "1.1"), "Hợp đồng thu mua."), (None, "  ")])
    stage.refresh_from_db()
    assert (stage.state, stage.dossier.state) == ("asking", "returned")
    assert stage.dossier.returned_reason == "Hợp đồng thu mua."
    assert supplement.items.get().criterion.key == "1.1"
    assert ClockPause.objects.get().resumed_on is None
    assert refusal(ask_supplement, stage=stage, items=[(None, "nữa")], due_on=make.tomorrow(),
                   by=scene.commune_officer).kind == "conflict"


def test_a_supplement_needs_items_of_the_set_and_a_day_to_come(scene):
    stage = make.filed(scene)
    facts = {"stage": stage, "by": scene.commune_officer}
    assert refusal(ask_supplement, items=[(None, " ")], due_on=make.tomorrow(), **facts).code == "supplement-items"
    assert refusal(ask_supplement, items=[(None, "x")], due_on=today(), **facts).code == "supplement-due"
    foreign = scene.tourism.criteria.first()
    assert refusal(ask_supplement, items=[(foreign, "x")], due_on=make.tomorrow(), **facts).code == "criterion-foreign"
    stage.refresh_from_db()
    assert stage.state == StageState.RECEIVED


def test_a_returned_dossier_can_be_submitted_again_and_goes_on_where_it_stood(scene):
    stage = make.filed(scene)
    supplement = ask(scene, stage)
    answer_item(item=supplement.items.get(), answer="Đã thêm ảnh.", by=scene.director)
    dossier = submit_dossier(dossier=stage.dossier, by=scene.director)
    stage.refresh_from_db()
    supplement.refresh_from_db()
    assert (dossier.state, dossier.returned_reason, stage.state) == ("submitted", "", "received")
    assert (stage.version.no, supplement.answered_in) == (2, stage.version)
    assert ClockPause.objects.get().resumed_on == today()
    assert Stage.objects.count() == 1


def test_a_provinces_supplement_comes_back_to_the_province(scene):
    stage = make.at_province(scene)
    ask(scene, stage, by=scene.province_officer)
    submit_dossier(dossier=stage.dossier, by=scene.director)
    stage.refresh_from_db()
    assert stage.state == StageState.RECEIVED
    assert list(Stage.objects.order_by("pk").values_list("level", "state")) == [
        ("commune", "sent_up"), ("province", "received")]


def test_a_returned_stage_is_over_and_the_dossier_begins_anew(scene):
    stage = make.filed(scene)
    assert refusal(return_dossier, stage=stage, reason=" ", by=scene.commune_officer).kind == "invalid"
    returned = return_dossier(stage=stage, reason="Sai bộ sản phẩm.", by=scene.commune_officer)
    assert (returned.state, returned.dossier.state, returned.dossier.returned_reason) == (
        "returned", "returned", "Sai bộ sản phẩm.")
    assert refusal(return_dossier, stage=stage, reason="x", by=scene.commune_officer).kind == "conflict"
    submit_dossier(dossier=stage.dossier, by=scene.director)
    assert list(Stage.objects.order_by("no").values_list("no", "state", "receipt_no")) == [
        (1, "returned", f"01/PĐK-19-05503-{today().year}"), (2, "received", f"02/PĐK-19-05503-{today().year}")]


# --- the province and the centre


def test_the_province_accepts_once_with_its_own_number(scene):
    stage = make.at_province(scene)
    for actor in (scene.director, scene.commune_officer, scene.neighbour_officer, scene.far_officer):
        assert refusal(accept_dossier, stage=stage, by=actor).kind == "forbidden"
    done = accept_dossier(stage=stage, by=scene.province_officer)
    assert (done.state, done.dossier.state, done.receipt_no) == (
        "checked", "accepted", f"01/PĐK-19-05503-{today().year}")
    assert refusal(accept_dossier, stage=stage, by=scene.province_officer).kind == "conflict"


def test_the_advisory_team_writes_and_corrects_its_word_on_a_criterion(scene):
    stage, one = make.accepted(scene), criterion(scene, "1.1")
    team = officer("Tổ tư vấn (ví dụ)", Role.ADVISORY_TEAM, scene.province)
    facts = {"stage": stage, "criterion": one}
    for actor in (scene.director, scene.commune_officer, scene.far_officer):
        assert refusal(record_desk_finding, option=None, by=actor, **facts).kind == "forbidden"
    record_desk_finding(option=option(one, "1"), by=team, **facts)
    record_desk_finding(option=option(one, "2"), note="Đủ hợp đồng.", by=team, **facts)
    assert DeskFinding.objects.get().option.no == 2
    foreign = option(criterion(scene, "1.2"), "1")
    assert refusal(record_desk_finding, option=foreign, by=team, **facts).kind == "invalid"


def test_a_forwarded_dossier_lies_at_the_centre_and_stays_accepted(scene):
    stage = make.accepted(scene)
    for actor in (scene.director, scene.commune_officer, scene.far_officer):
        assert refusal(forward_dossier, stage=stage, by=actor).kind == "forbidden"
    upper = forward_dossier(stage=stage, by=officer("Văn thư (ví dụ)", Role.DOCUMENT_CLERK, scene.province))
    assert (upper.level, upper.unit.level, upper.state, upper.dossier.state) == (
        "nation", "nation", "received", "accepted")
    assert refusal(forward_dossier, stage=stage, by=scene.province_officer).kind == "conflict"


def test_the_centre_asks_and_the_dossier_comes_back_accepted(scene):
    stage = make.at_nation(scene)
    ministry = officer("Phạm Trung (ví dụ)", Role.MINISTRY_OFFICER, stage.unit)
    ask(scene, stage, by=ministry)
    assert submit_dossier(dossier=stage.dossier, by=scene.director).state == DossierState.ACCEPTED
    assert accept_dossier(stage=stage, by=ministry).state == StageState.CHECKED


def test_a_result_closes_the_dossier_and_the_stage_that_held_it(scene):
    stage = make.accepted(scene)
    for actor in (scene.director, scene.commune_officer, scene.far_officer):
        assert refusal(close_dossier, dossier=stage.dossier, by=actor).kind == "forbidden"
    parent = AuditEntry.objects.filter(verb="accept_dossier").get()
    closed = close_dossier(dossier=stage.dossier, by=scene.province_officer, parent=parent)
    stage.refresh_from_db()
    assert (closed.state, stage.state) == (DossierState.CLOSED, StageState.DONE)
    assert AuditEntry.objects.get(verb="close_dossier").parent == parent
    assert refusal(close_dossier, dossier=closed, by=scene.province_officer).kind == "conflict"
    assert open_dossier(product=closed.product, by=scene.director).state == DossierState.DRAFT


def test_a_dossier_without_acceptance_is_not_closed(scene):
    stage = make.at_province(scene)
    assert refusal(close_dossier, dossier=stage.dossier, by=scene.province_officer).kind == "conflict"


def test_a_withdrawn_dossier_ends_the_stage_and_frees_the_product(scene):
    stage = make.filed(scene)
    ask(scene, stage)
    assert refusal(withdraw_dossier, dossier=stage.dossier, reason="", by=scene.director).kind == "invalid"
    gone = withdraw_dossier(dossier=stage.dossier, reason="Làm lại từ đầu.", by=scene.director)
    stage.refresh_from_db()
    assert (gone.state, stage.state, ClockPause.objects.get().resumed_on) == ("withdrawn", "done", today())
    assert AuditEntry.objects.get(verb="withdraw_dossier").reason == "Làm lại từ đầu."
    assert refusal(withdraw_dossier, dossier=gone, reason="x", by=scene.director).kind == "conflict"
    assert refusal(record_local_finding, stage=stage, head=1, finding="x", by=scene.commune_officer).kind == "conflict"
    assert open_dossier(product=gone.product, by=scene.director).state == DossierState.DRAFT


def test_an_accepted_dossier_is_not_withdrawn(scene):
    stage = make.accepted(scene)
    assert refusal(withdraw_dossier, dossier=stage.dossier, reason="x", by=scene.director).kind == "conflict"


# --- under it all, the table


@pytest.mark.parametrize(
    "change",
    [{"state": "submitted", "submitted_at": None}, {"state": "returned", "returned_reason": ""},
     {"state": "closed", "closed_at": None}, {"closed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}],
)
def test_the_table_holds_no_dossier_whose_state_and_stamps_differ(scene, change):
    make.filed(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.update(**change)


def test_the_table_holds_no_stage_whose_state_and_stamp_differ(scene):
    make.filed(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.update(state="checked")
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.update(handled_at=timezone.now())


def test_evidence_of_a_version_outlives_the_draft(scene):
    stage = make.filed(scene)
    ask(scene, stage)
    detach_evidence(evidence=Evidence.objects.get(), by=scene.director)
    assert len(DossierVersion.objects.get().content["evidence"]) == 1
