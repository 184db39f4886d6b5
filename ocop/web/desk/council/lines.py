"""A score sheet as pages draw it: criteria with their options, what is ticked, what the dossier says."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ocop.councils.queries import SheetPage, pick_of
from ocop.dossiers.models import Answer, DeskFinding, Evidence
from ocop.rulebooks.rules.rubric import Criterion, Option, Picks, Rubric
from ocop.rulebooks.rules.scoring import counted
from ocop.web.desk.council.place import said

IMAGES = frozenset({"jpeg", "png", "webp"})


@dataclasses.dataclass(frozen=True)
class OptionLine:
    """An option as a card."""

    id: str
    points: int
    words: str
    gate: int | None
    checked: bool


@dataclasses.dataclass(frozen=True)
class BranchLines:
    """The options of a branch; `words` is empty where the criterion has none."""

    words: str
    options: tuple[OptionLine, ...]


@dataclasses.dataclass(frozen=True)
class Line:
    """A criterion on a sheet. `answered` is false until the member said something, if only "none"."""

    key: str
    no: int
    name: str
    part: str
    max: int
    answered: bool
    none: bool
    points: int
    ticked: str
    note: str
    branches: tuple[BranchLines, ...]
    hints: tuple[str, ...]

    @property
    def field(self) -> str:
        """Name of its field on the page of the whole sheet."""
        return f"o-{self.key}"

    @property
    def anchor(self) -> str:
        """Its id on a page, as a refusal points to it."""
        return f"criterion-{self.key.replace('.', '-')}"


@dataclasses.dataclass(frozen=True)
class PartLines:
    """A part of the sheet with its criteria and what they add up to."""

    key: str
    name: str
    max: int
    lines: tuple[Line, ...]
    open: int

    @property
    def points(self) -> int:
        """Points ticked in this part."""
        return sum(line.points for line in self.lines)


def lines_of(rubric: Rubric, picks: Picks, notes: Mapping[str, str] | None = None) -> list[Line]:
    """All criteria in the order of the sheet. `picks` are known options: those saved, or checked before."""
    ticked = counted(rubric, picks)
    return [
        _line(one, no, picks=picks, option=ticked.get(one.key), note=(notes or {}).get(one.key, ""))
        for no, one in enumerate(rubric.criteria, 1)
    ]


def known_picks(rubric: Rubric, picks: Picks) -> dict[str, str | None]:
    """Of what somebody sent, what this set has: so that a page can be drawn again after a refusal."""
    return {
        key: pick or None for key, pick in picks.items()
        if key in rubric.by_key and (not pick or pick in rubric.by_key[key].by_id)
    }


def _line(one: Criterion, no: int, *, picks: Picks, option: Option | None, note: str) -> Line:
    answered = one.key in picks
    return Line(
        key=one.key, no=no, name=said(one.name), part=one.part, max=one.max, answered=answered,
        none=answered and option is None, points=option.points if option else 0,
        ticked=said(option.words) if option else "", note=note, branches=_branches(one, option),
        hints=tuple(said(hint) for hint in one.hints),
    )


def _branches(one: Criterion, ticked: Option | None) -> tuple[BranchLines, ...]:
    stars = {gate.option.id: gate.star for gate in reversed(one.gates)}
    found: dict[int, list[OptionLine]] = {}
    for option in one.options:
        card = OptionLine(option.id, option.points, said(option.words), stars.get(option.id), option == ticked)
        found.setdefault(option.branch, []).append(card)
    return tuple(
        BranchLines(said(one.branches[branch - 1]) if 0 < branch <= len(one.branches) else "", tuple(cards))
        for branch, cards in found.items()
    )


def parts_of(rubric: Rubric, lines: Sequence[Line]) -> list[PartLines]:
    """The criteria by part."""
    return [
        PartLines(part.key, said(part.name), part.max, own, sum(not line.answered for line in own))
        for part in rubric.parts
        for own in [tuple(line for line in lines if line.part == part.key)]
    ]


@dataclasses.dataclass(frozen=True)
class Proof:
    """A piece of evidence beside a criterion; `kind` is image, file or link."""

    pid: str
    no: int
    title: str
    kind: str
    small: str
    link: str
    chosen: bool


def proofs_of(evidence: Sequence[Evidence], chosen: str) -> list[Proof]:
    """The evidence of a criterion; the one looked at is the chosen one, else the first picture, else the first."""
    kinds = {one.pid: _kind(one) for one in evidence}
    images = [pid for pid, kind in kinds.items() if kind == "image"]
    shown = chosen if chosen in kinds else next(iter([*images, *kinds]), "")
    return [
        Proof(one.pid, no, one.title, kinds[one.pid], _small(one), one.link, one.pid == shown)
        for no, one in enumerate(evidence, 1)
    ]


def _kind(one: Evidence) -> str:
    blob = one.paper_version.blob if one.paper_version else one.blob
    if blob is None:
        return "link"
    return "image" if blob.kind in IMAGES else "file"


def _small(one: Evidence) -> str:
    version = one.paper_version
    words = [_("trang %(pages)s") % {"pages": one.pages}] if one.pages else []
    if version and version.expires_on:
        day = version.expires_on
        words.append(_("có giá trị đến %(day)s") % {"day": f"{day.day}/{day.month}/{day.year}"})
    return " · ".join(words)


@dataclasses.dataclass(frozen=True)
class Said:
    """What the producer claims and what the advisory team found on a criterion; points None where nothing was said."""

    claim: int | None
    claim_words: str
    claim_text: str
    found: int | None
    found_words: str
    found_note: str


def said_of(page: SheetPage, key: str) -> Said:
    """Claim and desk finding of a criterion."""
    answer, finding = page.answers.get(key), page.desk_findings.get(key)
    rubric = page.rubric.by_key[key]
    return Said(
        claim=_points(answer), claim_words=_level(rubric, answer), claim_text=answer.text if answer else "",
        found=_points(finding), found_words=_level(rubric, finding), found_note=finding.note if finding else "",
    )


def _points(row: Answer | DeskFinding | None) -> int | None:
    if row is None:
        return None
    return row.option.points if row.option else 0


def _level(criterion: Criterion, row: Answer | DeskFinding | None) -> str:
    option = criterion.by_id.get(pick_of(row.option) or "") if row else None
    return said(option.words) if option else ""
