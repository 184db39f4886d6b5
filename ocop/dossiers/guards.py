"""Who may do what with a dossier, and what lacks. Deeds need no query but the actor's memberships, asked once.

Lists load `producer__unit` and `producer__settled_unit` (dossiers) or `dossier__producer__…` (stages) beside the rows.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.refusal import Missing, Refusal
from ocop.dossiers.enums import DossierState, FilledBy, LocalHead, StageLevel
from ocop.dossiers.models import BusinessPlan, Dossier, Evidence, Idea, Stage
from ocop.dossiers.queries import checklist
from ocop.dossiers.queries.gaps import ChecklistRow
from ocop.registry.enums import PaperKind, ProducerState
from ocop.registry.guards import answers_for, may_act_for, may_fill, tied_to, works_for, works_on
from ocop.registry.models import Producer, Product
from ocop.rulebooks import forming
from ocop.rulebooks.queries import edition_for

EDITABLE = (DossierState.DRAFT, DossierState.RETURNED)
# Who receives and checks at each level; districts did until 30/6/2025 and only exist in imported rows.
HANDLERS: dict[str, tuple[Role, ...]] = {
    StageLevel.COMMUNE: (Role.COMMUNE_OFFICER,),
    StageLevel.PROVINCE: (Role.PROVINCE_OFFICER,),
    StageLevel.NATION: (Role.MINISTRY_OFFICER,),
}


def may_open(actor: Actor, product: Product) -> bool:
    """The producer's people, the consultant named for the product, and the officers of the place who fill in."""
    return may_fill(actor, product)


def may_write(actor: Actor, dossier: Dossier) -> bool:
    """The producer's people and the consultant named for the product; the officers of the place only where the dossier
    is filled in at their desk."""
    if works_on(actor, dossier.producer, dossier.product_id):
        return True
    return dossier.filled_by == FilledBy.OFFICER and actor.signed_in and answers_for(actor, dossier.producer)


def may_print(actor: Actor, dossier: Dossier) -> bool:
    """The producer's people, the consultant named for the product, and the officers of the place."""
    return may_act_for(actor, dossier.producer) or works_on(actor, dossier.producer, dossier.product_id)


def may_print_form_01(actor: Actor, dossier: Dossier) -> bool:
    """As any form; a household's tax code on it is a person's number, and no business of a consultant of one product
    (product.md 8)."""
    if dossier.producer.tax_code_sealed:
        return may_act_for(actor, dossier.producer)
    return may_print(actor, dossier)


def may_submit(actor: Actor, dossier: Dossier) -> bool:
    """Whoever may write it; a dossier filled in by an officer is filed with the producer's signed print."""
    return may_write(actor, dossier)


def may_withdraw(actor: Actor, dossier: Dossier) -> bool:
    """Whoever may write it."""
    return may_write(actor, dossier)


def may_handle(actor: Actor, stage: Stage) -> bool:
    """An officer of the very unit the stage lies at, who is not of the producer's own people."""
    roles = HANDLERS.get(stage.level, ())
    return stage.unit_id in actor.units(*roles) and not tied_to(actor, stage.dossier.producer)


def may_send_up(actor: Actor, stage: Stage) -> bool:
    """The commune's officer (26/2026 art. 7.2)."""
    return stage.level == StageLevel.COMMUNE and may_handle(actor, stage)


def may_accept(actor: Actor, stage: Stage) -> bool:
    """The officer of the province, and of the centre for what was sent up."""
    return stage.level in {StageLevel.PROVINCE, StageLevel.NATION} and may_handle(actor, stage)


def may_note_desk(actor: Actor, stage: Stage) -> bool:
    """The advisory team and the officer of the level that evaluates."""
    if stage.level not in {StageLevel.PROVINCE, StageLevel.NATION} or tied_to(actor, stage.dossier.producer):
        return False
    return may_handle(actor, stage) or stage.unit_id in actor.units(Role.ADVISORY_TEAM)


def may_forward(actor: Actor, stage: Stage) -> bool:
    """The province's officer or clerk, with the decision that approves the result (26/2026 art. 7.3)."""
    offices = actor.units(Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK)
    return stage.level == StageLevel.PROVINCE and stage.unit_id in offices


def may_close(actor: Actor, dossier: Dossier) -> bool:
    """The officer or clerk of the province, or of the centre, who records the result."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return True
    unit = dossier.producer.settled_unit or dossier.producer.unit
    provinces = {g.province_id for g in actor.grants if g.role in {Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK}}
    return unit is not None and unit.today_province_id is not None and unit.today_province_id in provinces


def may_write_form(actor: Actor, producer: Producer) -> bool:
    """An idea is begun by the producer's own people."""
    return works_for(actor, producer)


def may_write_plan(actor: Actor, product: Product) -> bool:
    """A business plan is begun by the producer's own people and the consultant named for the product."""
    return works_on(actor, product.producer, product.pk)


def may_send_form(actor: Actor, filled: Idea | BusinessPlan) -> bool:
    """Whoever may begin one writes, sends and takes back one that is there."""
    return works_on(actor, filled.producer, filled.product_id)


def may_answer_form(actor: Actor, filled: Idea | BusinessPlan) -> bool:
    """An officer of the producer's commune or province, never its own people."""
    return actor.signed_in and answers_for(actor, filled.producer) and not tied_to(actor, filled.producer)


def may_note_reference(actor: Actor, dossier: Dossier) -> bool:
    """The officers of the producer's place, and those who hold the dossier at their unit."""
    if not actor.signed_in or tied_to(actor, dossier.producer):
        return False
    return answers_for(actor, dossier.producer) or actor.holds(Role.MINISTRY_OFFICER)


def missing_in_form(filled: Idea | BusinessPlan) -> list[Missing]:
    """What a form lacks to be sent, under the version it was begun with: each with its field (`field:name`)."""
    return forming.missing_in(filled.form, filled.body, whole=True)


def not_by_hand(actor: Actor, obj: Any) -> bool:
    """A step that happens inside another verb; nobody is offered it."""
    return False


def missing_for_submission(dossier: Dossier) -> list[Missing]:
    """What a dossier lacks to be filed (26/2026 art. 6; form 02): each with where to go, such as `criterion:2.3`."""
    return [*_about_producer(dossier), *_about_edition(dossier), *_about_criteria(dossier), *_about_papers(dossier)]


def missing_for_sending_up(stage: Stage) -> list[Missing]:
    """The heads of form 03 the commune has not reported on yet (26/2026 art. 7.2)."""
    there = set(stage.local_findings.values_list("head", flat=True))
    return [
        Missing("local-finding", _("Chưa có kết quả kiểm tra: %(head)s.") % {"head": head.label}, f"head:{head.value}")
        for head in LocalHead if head.value not in there
    ]


def _about_producer(dossier: Dossier) -> Iterator[Missing]:
    producer = dossier.producer
    # A row read under another stands or falls with it.
    standing = producer if producer.head_id == producer.pk else producer.head
    if standing is None or standing.state != ProducerState.ACTIVE:
        yield Missing("producer-waiting", _("Chủ thể chưa được cán bộ OCOP duyệt hoặc đã ngừng hoạt động."), "producer")
    unit = producer.settled_unit or producer.unit
    if unit is None or unit.today_id is None:
        yield Missing("producer-unsettled", _("Chưa rõ chủ thể nay thuộc xã, phường nào. Hãy cập nhật địa chỉ."),
                      "producer")


def _about_edition(dossier: Dossier) -> Iterator[Missing]:
    """In draft the edition is provisional; the first filing pins it, so it must be the one in force that day."""
    if dossier.submitted_at is not None:
        return
    try:
        current = edition_for(dossier.kind, today())
    except Refusal as refusal:
        yield Missing(refusal.code, refusal.words, "edition")
        return
    if current.pk != dossier.edition_id:
        words = _("Văn bản áp dụng đã đổi thành %(number)s. Hãy rút hồ sơ này và lập hồ sơ mới; giấy tờ đã nộp vẫn "
                  "dùng lại được.") % {"number": current.number}
        yield Missing("edition-changed", words, "edition")


def _about_criteria(dossier: Dossier) -> Iterator[Missing]:
    for row in checklist(dossier).rows:
        code = _lack(row)
        if code:
            words = _LACKS[code]() % {"key": row.criterion.key, "name": row.criterion.title}
            yield Missing(code, words, f"criterion:{row.criterion.key}")


# Words are made when asked, in the language of the reader.
_LACKS = {
    "answer-missing": lambda: _("Tiêu chí %(key)s (%(name)s) chưa có câu trả lời; nếu không có, hãy chọn “Không đạt "
                                "mức nào”."),
    "answer-unconfirmed": lambda: _("Tiêu chí %(key)s (%(name)s) lấy từ hồ sơ trước; hãy xem lại và xác nhận."),
    "evidence-missing": lambda: _("Tiêu chí %(key)s (%(name)s) chưa có minh chứng."),
}


def _lack(row: ChecklistRow) -> str:
    """The first thing that lacks at a criterion."""
    if not row.answered:
        return "answer-missing"
    if row.to_confirm:
        return "answer-unconfirmed"
    return "evidence-missing" if row.needs_evidence and not row.evidence else ""


def _about_papers(dossier: Dossier) -> Iterator[Missing]:
    """Papers that have run out, and the registration paper every dossier needs (form 01, form 02 part I)."""
    used = list(Evidence.objects.filter(dossier=dossier, paper_version__isnull=False)
                .select_related("paper_version__paper"))
    registered = False
    for evidence in used:
        version = evidence.paper_version
        if version is None:
            continue
        if version.expired_on(today()):
            yield Missing("paper-expired", _("“%(title)s” đã hết hạn. Hãy thêm bản còn hạn và thay minh chứng này.") % {
                "title": evidence.title}, f"evidence:{evidence.pid}")
        registered = registered or version.paper.kind == PaperKind.REGISTRATION
    if not registered:
        yield Missing("registration-missing", _("Hồ sơ chưa có giấy đăng ký kinh doanh (hoặc giấy tờ thành lập)."),
                      "papers")
