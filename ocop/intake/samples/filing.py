"""Dossiers on their way: written, filed, checked at the commune, accepted at the province, each on its own day."""

import dataclasses
import datetime as dt

from ocop.core.actor import Actor
from ocop.dossiers.actions import (
    accept_dossier,
    ask_supplement,
    attach_file,
    attach_paper,
    open_dossier,
    record_desk_finding,
    record_local_finding,
    return_dossier,
    save_answer,
    send_up,
    submit_dossier,
)
from ocop.dossiers.enums import DossierKind, LocalHead, StageLevel
from ocop.dossiers.models import Answer, Dossier, Stage
from ocop.dossiers.queries.gaps import PANEL
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, ahead, on, working_days_ago
from ocop.intake.samples.drawings import hills
from ocop.intake.samples.sheets import Picks, sheet
from ocop.intake.samples.vault import SPENT, file_product_papers
from ocop.registry.enums import PaperKind
from ocop.registry.models import PaperVersion
from ocop.rulebooks.models import Criterion, Option
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import BRANCH_LETTERS

# Which paper of the vault proves what; the facility paper stands for the rest.
_PROVES = {
    "registration": PaperKind.REGISTRATION, "representative": PaperKind.REGISTRATION, "labour": PaperKind.REGISTRATION,
    "contracts": PaperKind.CONTRACTS, "linkage": PaperKind.CONTRACTS, "finance": PaperKind.FINANCE,
    "market": PaperKind.MARKET, "organisation": PaperKind.MARKET, "export": PaperKind.MARKET, "ip": PaperKind.IP,
    "promotion": PaperKind.PROMOTION, "label": PaperKind.LABEL, "story": PaperKind.STORY, "idea": PaperKind.STORY,
    "tests": PaperKind.TESTS, "declaration": PaperKind.TESTS,
}
_SAYS = {
    "contracts": "Nguyên liệu mua của các hộ trong xã, có hợp đồng và sổ cân (ví dụ).",
    "process": "Làm theo quy trình chín bước đã dán ở xưởng (ví dụ).",
    "linkage": "Liên kết với tổ sản xuất của xóm từ hai năm nay (ví dụ).",
    "environment": "Bã và nước rửa được gom, ủ làm phân bón (ví dụ).",
    "label": "Nhãn có đủ tên, nơi làm, ngày làm, mã truy xuất (ví dụ).",
    "labour": "Phần lớn người làm là bà con trong xã (ví dụ).",
    "finance": "Doanh thu năm ngoái cao hơn năm trước (ví dụ).",
    "market": "Bán ở chợ huyện cũ, cửa hàng thành phố và trên mạng (ví dụ).",
    "story": "Chuyện do người cao tuổi trong thôn kể, in kèm bao bì (ví dụ).",
    "tests": "Kiểm nghiệm gửi mẫu tháng trước, các chỉ tiêu đều đạt (ví dụ).",
    "qms": "Đang ghi sổ theo hướng dẫn chất lượng (ví dụ).",
    PANEL: "Mời hội đồng xem mẫu (ví dụ).",
}
_HEARD = {
    LocalHead.MATERIAL: "Đã xem vùng nguyên liệu, đúng như chủ thể khai (ví dụ).",
    LocalHead.LABOUR: "Danh sách lao động khớp với người làm tại chỗ (ví dụ).",
    LocalHead.IDEA: "Ý tưởng của chính chủ thể, xóm xác nhận (ví dụ).",
    LocalHead.IDENTITY: "Cách làm và câu chuyện gắn với địa phương (ví dụ).",
}
_DRAFT_ANSWERS = 22
_UNPROVED = 5


@dataclasses.dataclass(frozen=True)
class Way:
    """How far a dossier has come, as days before today; the self-score and the stars whose gates it claims."""

    filed: dt.date
    points: int = 78
    gates: int = 4
    sent: dt.date | None = None
    accepted: dt.date | None = None


def options_of(dossier: Dossier) -> dict[tuple[str, str], Option]:
    """The options of a dossier's set by criterion key and option id."""
    rows = Option.objects.filter(criterion__product_set=dossier.product_set_id).select_related("criterion")
    return {(row.criterion.key, _option_id(row)): row for row in rows}


def _option_id(row: Option) -> str:
    return f"{BRANCH_LETTERS[row.branch - 1]}{row.no}" if row.branch else str(row.no)


def criteria_of(dossier: Dossier) -> list[Criterion]:
    """The criteria of a dossier's set in printed order."""
    return list(Criterion.objects.filter(product_set=dossier.product_set_id).order_by("position"))


def write(cast: Cast, key: str, *, points: int, gates: int, by: Actor | None = None, answers: int = 99,
          kind: str = DossierKind.FIRST) -> tuple[Dossier, Picks]:
    """Open a dossier for a product and answer its first criteria, all of them unless told otherwise."""
    product = cast.goods[key]
    by = by or cast.maker(product)
    dossier = open_dossier(product=product, kind=kind, by=by)
    picks = sheet(rubric_of(dossier.product_set), points, gates=gates, taste=key)
    options = options_of(dossier)
    known = {answer.criterion_id: answer.rev for answer in Answer.objects.filter(dossier=dossier)}
    for criterion in criteria_of(dossier)[:answers]:
        pick = picks[criterion.key]
        words = next((_SAYS[one] for one in criterion.evidence if one in _SAYS), "")
        save_answer(dossier=dossier, criterion=criterion, option=options[criterion.key, pick] if pick else None,
                    text=words, rev=known.get(criterion.pk, 0), by=by)
    return dossier, picks


def prove(cast: Cast, dossier: Dossier, picks: Picks, *, by: Actor, without: int = 0) -> None:
    """Attach the vault's papers to what they prove, and a photo; the last `without` criteria stay bare."""
    if not dossier.product.papers.filter(kind=PaperKind.TESTS).exists():
        file_product_papers(cast, dossier.product)
    vault = _vault(dossier)
    uses: dict[str, list[Criterion]] = {PaperKind.REGISTRATION: []}
    wanting = [one for one in criteria_of(dossier) if picks[one.key] and set(one.evidence) != {PANEL}]
    for criterion in wanting[: len(wanting) - without]:
        kind: str = next((_PROVES[one] for one in criterion.evidence if one in _PROVES), PaperKind.FACILITY)
        uses.setdefault(kind, []).append(criterion)
    # A dossier without any criterion for it still carries the registration paper (26/2026 form 01).
    uses[PaperKind.REGISTRATION] = uses[PaperKind.REGISTRATION] or wanting[:1]
    for kind, criteria in uses.items():
        attach_paper(dossier=dossier, paper_version=vault[kind], criteria=criteria, by=by)
    attach_file(dossier=dossier, upload=hills(f"xưởng {dossier.product.name}", form="JPEG"), by=by,
                title="Ảnh nơi làm (ví dụ)", criteria=criteria_of(dossier)[:1])


def _vault(dossier: Dossier) -> dict[str, PaperVersion]:
    """The papers of the producer and of the product, those about to end left aside."""
    rows = PaperVersion.objects.filter(paper__producer=dossier.producer_id).select_related("paper__producer")
    own = [row for row in rows if row.paper.product_id in {None, dossier.product_id} and row.paper.kind not in SPENT]
    return {row.paper.kind: row for row in own}


def bring(cast: Cast, key: str, way: Way, *, kind: str = DossierKind.FIRST) -> Dossier:
    """File a dossier with the commune and carry it as far as its way goes."""
    with on(way.filed):
        dossier, picks = write(cast, key, points=way.points, gates=way.gates, kind=kind)
        by = cast.maker(cast.goods[key])
        prove(cast, dossier, picks, by=by)
        dossier = submit_dossier(dossier=dossier, by=cast.maker(cast.goods[key]))
    stage = dossier.stages.get(level=StageLevel.COMMUNE)
    if way.sent:
        with on(way.sent):
            hear(cast, stage)
            number = f"{10 + stage.pk}/TTr-UBND (ví dụ)"
            send_up(stage=stage, request_no=number, conclusion="Đề nghị tỉnh đánh giá (ví dụ).",
                    by=cast.officer(stage.unit))
    if way.accepted:
        with on(way.accepted):
            accept_dossier(stage=upper(dossier), by=cast.actor("tinh"))
    return dossier


def upper(dossier: Dossier) -> Stage:
    """The province's stage."""
    return Stage.objects.get(dossier=dossier, level=StageLevel.PROVINCE)


def hear(cast: Cast, stage: Stage, heads: int = 4) -> None:
    """The commune writes its first heads of form 03."""
    for head in list(LocalHead)[:heads]:
        record_local_finding(stage=stage, head=head, claim="Như hồ sơ (ví dụ).", finding=_HEARD[head],
                             by=cast.officer(stage.unit))


def drafts(cast: Cast) -> None:
    """What lies on the first producer's table: one half written, one by the consultant that lacks evidence."""
    with on(ago(6)):
        write(cast, "che-dinh", points=76, gates=4, answers=_DRAFT_ANSWERS)
    with on(ago(4)):
        by = cast.actor("tu-van")
        dossier, picks = write(cast, "bot-tra", points=66, gates=3, by=by)
        prove(cast, dossier, picks, by=by, without=_UNPROVED)


def commune_desk(cast: Cast) -> None:
    """Six dossiers at one commune, from late to fresh, and one at another."""
    bring(cast, "moc-cau", Way(working_days_ago(17), points=73, gates=3))
    bring(cast, "huong-buoi", Way(working_days_ago(13), points=80))
    asked = bring(cast, "tui-loc", Way(working_days_ago(9), points=69, gates=3))
    due = ahead(5)
    with on(working_days_ago(2)):
        criteria = {one.key: one for one in criteria_of(asked)}
        ask_supplement(stage=asked.stages.get(), due_on=due, by=cast.actor("xa"), note="Còn hai chỗ chưa rõ (ví dụ).",
                       items=[(criteria["2.3"], "Ảnh nhãn mặt sau, thấy rõ ngày sản xuất (ví dụ)."),
                              (criteria["1.5"], "Biên bản thanh lý hợp đồng liên kết năm ngoái (ví dụ).")])
    found = bring(cast, "quat-canh", Way(working_days_ago(7), points=71, gates=3))
    with on(ago(2)):
        hear(cast, found.stages.get(), heads=3)
    bring(cast, "tom-non", Way(working_days_ago(4), points=84))
    bring(cast, "tra-sen", Way(ago(0), points=75, gates=3))
    bring(cast, "banh-da", Way(working_days_ago(5), points=72, gates=3))


def province_desk(cast: Cast) -> None:
    """Two to be accepted (one a re-evaluation), two accepted with the team's notes, one sent back with a reason."""
    bring(cast, "ong-rung", Way(ago(20), points=77, sent=ago(5)))
    bring(cast, "mien-dong", Way(ago(19), points=83, sent=ago(3)), kind=DossierKind.REEVALUATION)
    for key, points in (("sanh-canh", 74), ("khan-tho-cam", 79)):
        dossier = bring(cast, key, Way(ago(33), points=points, sent=ago(18), accepted=ago(12)))
        with on(ago(8)):
            note(cast, upper(dossier))
    back = bring(cast, "sen-uop", Way(ago(30), points=68, gates=3, sent=ago(15)))
    with on(ago(9)):
        return_dossier(stage=upper(back), by=cast.actor("tinh"),
                       reason="Phiếu kiểm nghiệm ghi tên sản phẩm khác với nhãn. Hãy kiểm nghiệm lại đúng tên rồi nộp "
                              "lại (ví dụ).")


def note(cast: Cast, stage: Stage) -> None:
    """The advisory team's word on every third criterion; on one of them it sees less than the producer."""
    dossier = stage.dossier
    options = options_of(dossier)
    claims = {row.criterion.key: row.option for row in Answer.objects.filter(dossier=dossier).select_related(
        "criterion", "option")}
    by = cast.actor("to-giup-viec")
    for place, criterion in enumerate(criteria_of(dossier)[::3]):
        option, words = claims[criterion.key], "Minh chứng khớp với mức tự chấm (ví dụ)."
        if place == 1 and option is not None and option.no > 1 and not option.branch:
            option, words = options[criterion.key, str(option.no - 1)], "Minh chứng mới đủ cho mức thấp hơn (ví dụ)."
        record_desk_finding(stage=stage, criterion=criterion, option=option, note=words, by=by)
