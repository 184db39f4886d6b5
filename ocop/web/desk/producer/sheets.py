"""The self-assessment as pages show it: parts, criteria with what lacks, the bar with what blocks the next star."""

import dataclasses
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.files import PAPERS
from ocop.dossiers.content import evidence_of
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries import Checklist, SelfScore, checklist, self_score
from ocop.dossiers.queries.gaps import ChecklistRow
from ocop.registry.models import Paper, PaperVersion
from ocop.registry.queries import latest_of
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from ocop.web.desk.producer.chores import predicted
from ocop.web.desk.producer.words import opened, size_words, validity
from ocop.web.shared.pieces import Block
from ocop.web.shared.templatetags.ocop import stars_words, vn_date


@dataclasses.dataclass(frozen=True)
class Line:
    """One criterion on the overview: what was picked, what proves it, what lacks."""

    criterion: Criterion
    href: str
    picked: str
    points: int | None
    evidence: int
    kind: str
    lack: str


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the sheet with its points so far."""

    key: str
    name: str
    points: int
    most: int
    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True)
class Bar:
    """The sticky bar."""

    total: int
    most: int
    stars: int
    predicted: str
    more: str
    blocks: list[Block]


@dataclasses.dataclass(frozen=True)
class Proof:
    """A piece of evidence as a row: its file or link, validity, what it is used for."""

    evidence: Evidence
    href: str
    small: str
    image: bool
    expired: bool
    used: str


@dataclasses.dataclass(frozen=True)
class Sheet:
    """Everything a page of one dossier shows of its self-assessment."""

    gaps: Checklist
    score: SelfScore
    parts: tuple[Part, ...]
    bar: Bar

    @property
    def of(self) -> int:
        """How many criteria the set has."""
        return len(self.gaps.rows)

    @property
    def done(self) -> list[int]:
        """Places of the criteria at which nothing lacks, for the beads."""
        return [place for place, row in enumerate(self.gaps.rows, 1) if row.done]

    @property
    def next(self) -> Criterion | None:
        """The first criterion at which something lacks."""
        return next((row.criterion for row in self.gaps.rows if not row.done), None)


def sheet_of(dossier: Dossier) -> Sheet:
    """The sheet of a dossier whose answers are loaded; the queries do not grow with the criteria."""
    gaps, score = checklist(dossier), self_score(dossier)
    tongue = get_language() or "vi"
    rubric = rubric_of(dossier.product_set)
    parts = tuple(
        Part(part.key, part.name.said(tongue), score.by_part[part.key], most=part.max,
             lines=tuple(_line(dossier, row) for row in gaps.rows if row.criterion.part == part.key))
        for part in rubric.parts
    )
    return Sheet(gaps, score, parts, bar_of(dossier, score, most=rubric.max))


def _line(dossier: Dossier, row: ChecklistRow) -> Line:
    kind, lack = lack_of(row)
    option = row.answer.option if row.answer else None
    picked = opened(option.text) if option else _("Chưa đạt mức nào") if row.answer else ""
    return Line(row.criterion, reverse("producer_criterion", args=[dossier.pid, row.criterion.key]), picked,
                points=row.points if row.answer else None, evidence=row.evidence, kind=kind, lack=lack)


def lack_of(row: ChecklistRow) -> tuple[str, str]:
    """Kind and words of what lacks at a criterion; `ok` where nothing does."""
    if not row.answered:
        return "none", _("chưa trả lời")
    if row.to_confirm:
        return "warn", _("xem lại, xác nhận")
    if row.expired:
        return "bad", _("giấy hết hạn")
    if row.needs_evidence and not row.evidence:
        return "warn", _("thiếu minh chứng")
    return "ok", _("xong")


def bar_of(dossier: Dossier, score: SelfScore, *, most: int) -> Bar:
    """The bar: total, prediction, and what stands between here and the next star, each with its criterion."""
    overview = reverse("producer_dossier", args=[dossier.pid])
    names = {one.key: one.name.said(get_language() or "vi") for one in rubric_of(dossier.product_set).criteria}
    blocks = []
    for one in score.blockers:
        href = reverse("producer_criterion", args=[dossier.pid, one.criterion]) if one.criterion else overview
        title = f"{one.criterion} {names[one.criterion]}:" if one.criterion else _("Điểm:")
        blocks.append(Block(title, href, one.words))
    more = ""
    if score.next_star:
        more = _("Còn %(count)s điều kiện lên %(stars)s") % {
            "count": len(blocks), "stars": stars_words(score.next_star)}
    return Bar(score.total, most, score.stars or 0, predicted(score) or _("chưa chấm"), more, blocks)


def proofs_of(dossier: Dossier) -> list[Proof]:
    """All evidence of a dossier with its uses: two queries."""
    return [proof_of(row) for row in evidence_of(dossier)]


def proof_of(row: Evidence) -> Proof:
    """A piece of evidence with its words; blob, paper and uses are loaded."""
    version = row.paper_version
    blob = version.blob if version else row.blob
    parts = [_("từ kho giấy tờ"), validity(version.expires_on, today())[1]] if version else []
    if blob is not None:
        parts.append(size_words(blob))
    else:
        parts.append(row.link)
    if row.pages:
        parts.append(_("trang %(pages)s") % {"pages": row.pages})
    if not version:
        parts.append(_("thêm %(day)s") % {"day": vn_date(row.added_at)})
    used = ", ".join(use.criterion.key for use in sorted(row.uses.all(), key=lambda use: use.criterion.position))
    href = reverse("evidence_file", args=[row.pid]) if blob is not None else row.link
    return Proof(row, href, " · ".join(parts), image=blob is not None and blob.kind in PAPERS - {"pdf"},
                 expired=version is not None and version.expired_on(today()), used=used)


def proofs_for(proofs: Sequence[Proof], criterion: Criterion) -> list[Proof]:
    """Those used for one criterion."""
    return [one for one in proofs if any(use.criterion_id == criterion.pk for use in one.evidence.uses.all())]


def vault_of(dossier: Dossier, actor: Actor) -> list[PaperVersion]:
    """Newest versions in the producer's vault that the actor may use here, those of other products left out."""
    rows = latest_of(Paper.objects.visible_to(actor).filter(producer__head=dossier.producer.head_id))
    return [row for row in rows if row.paper.product_id in {None, dossier.product_id}]
