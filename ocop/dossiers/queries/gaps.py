"""Criterion by criterion: what is answered, what is proved, which papers have run out."""

import dataclasses
import datetime as dt

from ocop.core.dates import today as vietnam_today
from ocop.dossiers.models import Answer, Dossier, EvidenceUse
from ocop.dossiers.queries.scores import answers_of
from ocop.rulebooks.models import Criterion

# What the council judges by looking and tasting needs no paper.
PANEL = "panel"


@dataclasses.dataclass(frozen=True)
class ChecklistRow:
    """One criterion. `needs_evidence`: its picked option has points and papers can prove it."""

    criterion: Criterion
    answer: Answer | None
    evidence: int
    expired: int

    @property
    def answered(self) -> bool:
        """Whether there is an answer; "none" is one."""
        return self.answer is not None

    @property
    def points(self) -> int:
        """Points of the picked option."""
        return self.answer.option.points if self.answer and self.answer.option else 0

    @property
    def needs_evidence(self) -> bool:
        """Whether something must prove it."""
        return self.points > 0 and set(self.criterion.evidence) != {PANEL}

    @property
    def to_confirm(self) -> bool:
        """Whether the answer was carried over from the last dossier and nobody has confirmed it."""
        return bool(self.answer and self.answer.carried_from_id and not self.answer.confirmed_on)

    @property
    def done(self) -> bool:
        """Nothing lacks here."""
        proved = self.evidence > 0 or not self.needs_evidence
        return self.answered and proved and not self.expired and not self.to_confirm


@dataclasses.dataclass(frozen=True)
class Checklist:
    """All criteria of the set, in printed order."""

    rows: tuple[ChecklistRow, ...]

    @property
    def percent(self) -> int:
        """Share of criteria that are done, whole percent, rounded down so that 100 means all."""
        return 100 * sum(row.done for row in self.rows) // len(self.rows) if self.rows else 0

    @property
    def complete(self) -> bool:
        """Every criterion is done."""
        return all(row.done for row in self.rows)


def checklist(dossier: Dossier, *, day: dt.date | None = None) -> Checklist:
    """The gaps of a dossier on a day (default today), in three queries whatever the size of the set."""
    day = day or vietnam_today()
    answers = {answer.criterion_id: answer for answer in answers_of(dossier)}
    proved: dict[int, int] = {}
    expired: dict[int, int] = {}
    for use in EvidenceUse.objects.filter(evidence__dossier=dossier).select_related("evidence__paper_version"):
        proved[use.criterion_id] = proved.get(use.criterion_id, 0) + 1
        version = use.evidence.paper_version
        if version is not None and version.expired_on(day):
            expired[use.criterion_id] = expired.get(use.criterion_id, 0) + 1
    criteria = Criterion.objects.filter(product_set=dossier.product_set_id).order_by("position")
    return Checklist(tuple(
        ChecklistRow(one, answers.get(one.pk), proved.get(one.pk, 0), expired=expired.get(one.pk, 0))
        for one in criteria
    ))
