"""A dossier is opened, answered and proved by its own people, and by nobody else."""

import pytest
from django.db import IntegrityError, transaction

from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import (
    attach_file,
    attach_link,
    attach_paper,
    detach_evidence,
    open_dossier,
    save_answer,
    submit_dossier,
)
from ocop.dossiers.enums import DossierKind, DossierState, FilledBy
from ocop.dossiers.models import Answer, Dossier, Evidence, Occasion
from ocop.registry.actions import add_paper, renew_paper
from ocop.registry.enums import PaperKind
from ocop.rulebooks.models import Criterion
from tests.dossiers import scene as make
from tests.dossiers.scene import DAY, criterion, option, pdf, refusal


def strangers(scene):
    return [scene.stranger, scene.commune_officer, scene.neighbour_officer, scene.province_officer, scene.far_officer]


def test_a_dossier_is_opened_under_the_edition_in_force_and_the_set_of_the_product(scene):
    dossier = make.bare(scene)
    assert (dossier.state, dossier.edition.key, dossier.product_set, dossier.filled_by) == (
        DossierState.DRAFT, "vn-ocop-26-2026", scene.tea, FilledBy.PRODUCER)
    assert AuditEntry.objects.get(verb="open_dossier").province_id == scene.province.pk


def test_who_holds_the_pen_is_written_down(scene):
    for number, (actor, pen) in enumerate([(scene.consultant, FilledBy.CONSULTANT),
                                           (scene.commune_officer, FilledBy.OFFICER)]):
        tea = make.product(scene, f"Chè {number} (ví dụ)")
        dossier = open_dossier(product=tea, by=actor)
        assert (dossier.filled_by, dossier.filled_by_user) == (pen, actor.user)


def test_strangers_open_no_dossier(scene):
    tea = make.product(scene)
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert refusal(open_dossier, product=tea, by=actor).kind == "forbidden"


def test_a_second_open_dossier_is_a_conflict_and_the_table_says_so_too(scene):
    dossier = make.bare(scene)
    assert refusal(open_dossier, product=dossier.product, by=scene.director).kind == "conflict"
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.create(product=dossier.product, producer=dossier.producer, kind="first",
                               edition=dossier.edition, product_set=dossier.product_set)


def occasion(tea, kind=DossierKind.REEVALUATION, *, opens, closes, ends=400):
    return Occasion.objects.create(product=tea, kind=kind, base_stars=3, base_valid_to=today() + DAY * ends,
                                   opens_on=today() + DAY * opens, closes_on=today() + DAY * closes, origin_ref="x:1")


def test_a_reevaluation_is_opened_on_the_first_and_the_last_day_of_its_window(scene):
    for number, (opens, closes) in enumerate([(0, 60), (-60, 0)]):
        tea = make.product(scene, f"Chè {number} (ví dụ)")
        window = occasion(tea, opens=opens, closes=closes)
        dossier = open_dossier(product=tea, kind=DossierKind.REEVALUATION, by=scene.director)
        assert dossier.occasion == window


@pytest.mark.parametrize(("opens", "closes"), [(1, 61), (-61, -1)])
def test_a_reevaluation_outside_its_window_is_refused_with_its_days(scene, opens, closes):
    tea = make.product(scene)
    window = occasion(tea, opens=opens, closes=closes)
    refused = refusal(open_dossier, product=tea, kind=DossierKind.REEVALUATION, by=scene.director)
    assert (refused.code, refused.kind) == ("occasion-window", "conflict")
    assert f"{window.opens_on.day}/{window.opens_on.month}/{window.opens_on.year}" in str(refused.words)


def test_an_upgrade_without_a_recognition_and_a_first_one_beside_a_certificate_are_refused(scene):
    tea = make.product(scene)
    assert refusal(open_dossier, product=tea, kind=DossierKind.UPGRADE, by=scene.director).code == "occasion-none"
    occasion(tea, opens=100, closes=160)
    assert refusal(open_dossier, product=tea, by=scene.director).code == "certificate-runs"


def test_the_table_holds_no_upgrade_without_its_occasion(scene):
    make.bare(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.update(kind=DossierKind.UPGRADE)


def test_an_answer_counts_its_revisions(scene):
    dossier, one = make.bare(scene), criterion(scene, "1.1")
    first = save_answer(dossier=dossier, criterion=one, option=option(one, "2"), text=" Chè của bản. ",
                        by=scene.director)
    assert (first.rev, first.text) == (1, "Chè của bản.")
    assert save_answer(dossier=dossier, criterion=one, option=None, by=scene.director, rev=1).rev == 2
    assert Answer.objects.get().option is None


def test_a_stale_revision_is_a_conflict_that_tells_of_the_other_window(scene):
    dossier, one = make.bare(scene), criterion(scene, "1.1")
    save_answer(dossier=dossier, criterion=one, option=option(one, "2"), by=scene.director)
    for rev in (0, 2):
        refused = refusal(save_answer, dossier=dossier, criterion=one, option=option(one, "1"), rev=rev,
                          by=scene.consultant)
        assert refused.kind == "conflict"
        assert "cửa sổ khác" in str(refused.words)
    assert Answer.objects.get().option.no == 2


def test_an_answer_to_another_set_or_with_another_criterions_option_is_invalid(scene):
    dossier, one = make.bare(scene), criterion(scene, "1.1")
    foreign = Criterion.objects.filter(product_set=scene.tourism).first()
    assert refusal(save_answer, dossier=dossier, criterion=foreign, option=None, by=scene.director).kind == "invalid"
    other = option(criterion(scene, "1.2"), "1")
    assert refusal(save_answer, dossier=dossier, criterion=one, option=other, by=scene.director).kind == "invalid"
    assert Answer.objects.count() == 0


def test_nobody_else_writes_a_producers_own_draft(scene):
    dossier, one = make.bare(scene), criterion(scene, "1.1")
    for actor in strangers(scene):
        assert refusal(save_answer, dossier=dossier, criterion=one, option=None, by=actor).kind == "forbidden"
        assert refusal(attach_link, dossier=dossier, link="https://vidu.vn", title="Trang", criteria=[one],
                       by=actor).kind == "forbidden"


def test_what_is_filed_is_not_written_any_more(scene):
    dossier, one = make.full(scene), criterion(scene, "1.1")
    submit_dossier(dossier=dossier, by=scene.director)
    evidence = Evidence.objects.get()
    facts = {"dossier": dossier, "criterion": one, "option": None, "rev": 1}
    assert refusal(save_answer, **facts, by=scene.director).kind == "conflict"
    assert refusal(detach_evidence, evidence=evidence, by=scene.director).kind == "conflict"


def test_evidence_is_a_paper_a_file_or_a_link(scene):
    dossier, one = make.bare(scene), criterion(scene, "1.1")
    version = make.registration(scene)
    paper = attach_paper(dossier=dossier, paper_version=version, criteria=[one], by=scene.director)
    again = attach_paper(dossier=dossier, paper_version=version, criteria=[one, criterion(scene, "1.2")],
                         by=scene.director)
    attach_file(dossier=dossier, upload=pdf("ảnh"), title="Ảnh vùng chè", criteria=[one], by=scene.director)
    attach_link(dossier=dossier, link="https://vidu.vn/che", title="Trang bán", criteria=[one], by=scene.director)
    assert again == paper
    assert paper.uses.count() == 2
    assert Evidence.objects.count() == 3
    detach_evidence(evidence=paper, by=scene.director)
    assert Evidence.objects.count() == 2
    gone = Evidence(pk=paper.pk, dossier=dossier)
    assert refusal(detach_evidence, evidence=gone, by=scene.director).kind == "conflict"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "vidu", "https://vidu.vn/" + "a" * 200])
def test_what_is_no_address_is_no_evidence(scene, link):
    dossier = make.bare(scene)
    assert refusal(attach_link, dossier=dossier, link=link, title="Trang", criteria=[criterion(scene, "1.1")],
                   by=scene.director).kind == "invalid"


def test_the_paper_of_another_producer_or_no_criterion_at_all_is_refused(scene):
    dossier = make.bare(scene)
    foreign = add_paper(producer=scene.other, kind=PaperKind.TESTS, title="Giấy của người khác", upload=pdf(),
                        by=scene.stranger)
    assert refusal(attach_paper, dossier=dossier, paper_version=foreign, criteria=[criterion(scene, "1.1")],
                   by=scene.director).code == "paper-foreign"
    assert refusal(attach_paper, dossier=dossier, paper_version=make.registration(scene), criteria=[],
                   by=scene.director).code == "criteria-none"


def test_the_table_holds_no_evidence_that_is_two_things_or_none(scene):
    dossier = make.bare(scene)
    attach_link(dossier=dossier, link="https://vidu.vn", title="Trang", criteria=[criterion(scene, "1.1")],
                by=scene.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(link="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(paper_version=make.registration(scene))


def test_a_renewal_starts_from_the_last_dossier_with_the_newest_papers(scene):
    stage = make.filed(scene)
    old = stage.dossier
    paper = old.evidence.get().paper_version.paper
    newest = renew_paper(paper=paper, upload=pdf("mới"), by=scene.director)
    Dossier.objects.filter(pk=old.pk).update(state="closed", closed_at=stage.version.made_at)
    window = occasion(old.product, opens=-1, closes=1)
    Occasion.objects.update(base_version=stage.version)
    new = open_dossier(product=old.product, kind=DossierKind.REEVALUATION, by=scene.director)
    assert (new.occasion, new.based_on) == (window, stage.version)
    pairs = [list(one.answers.order_by("criterion__position").values_list("criterion", "option", "text"))
             for one in (old, new)]
    assert pairs[0] == pairs[1]
    assert new.evidence.get().paper_version == newest
    refused = refusal(submit_dossier, dossier=new, by=scene.director)
    assert {lack.code for lack in refused.missing} == {"answer-unconfirmed"}
    for answer in new.answers.select_related("criterion", "option"):
        save_answer(dossier=new, criterion=answer.criterion, option=answer.option, text=answer.text, rev=answer.rev,
                    by=scene.director)
    assert submit_dossier(dossier=new, by=scene.director).state == DossierState.SUBMITTED


def test_a_closed_product_and_an_unplaced_one_get_no_dossier(scene):
    tea = make.product(scene)
    tea.placements.all().delete()
    assert refusal(open_dossier, product=tea, by=scene.director).code == "product-unplaced"
    type(tea).objects.filter(pk=tea.pk).update(state="closed")
    assert refusal(open_dossier, product=tea, by=scene.director).code == "product-closed"


def test_a_wrong_kind_is_invalid(scene):
    with pytest.raises(Refusal) as refused:
        open_dossier(product=make.product(scene), kind="second", by=scene.director)
    assert refused.value.kind == "invalid"
    assert Dossier.objects.count() == 0
