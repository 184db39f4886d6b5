"""The four heads of form 03 beside what the producer claims about each in its dossier."""

import dataclasses
import re

from ocop.dossiers.enums import LocalHead
from ocop.dossiers.models import Answer, Dossier, Evidence, EvidenceUse

# Which criteria speak of a head, by the shared block they are made of: "material-origin-4" is "material-origin".
# 26/2026 art. 7.2 names the heads, the criteria tables the blocks; this is our reading.
BLOCKS: dict[int, frozenset[str]] = {
    LocalHead.MATERIAL: frozenset({"local-origin", "material-origin"}),
    LocalHead.LABOUR: frozenset({"local-labour"}),
    LocalHead.IDEA: frozenset({"idea-origin", "tour-idea"}),
    LocalHead.IDENTITY: frozenset({"story-identity", "tour-heritage"}),
}
_NUMBER = re.compile(r"-\d+$")


@dataclasses.dataclass(frozen=True)
class Claim:
    """What the producer says about one head: its answers there, and what proves them."""

    head: LocalHead
    answers: tuple[Answer, ...]
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """The claim as form 03 keeps it."""
        said = [(one.criterion.title, one.option.text if one.option else "–", one.text) for one in self.answers]
        return "\n".join(f"{title}: {option} {text}".strip() for title, option, text in said)


def head_of(block: str) -> int | None:
    """The head a criterion's block speaks of; None for most."""
    bare = _NUMBER.sub("", block)
    return next((head for head, blocks in BLOCKS.items() if bare in blocks), None)


def claims_of(dossier: Dossier) -> list[Claim]:
    """The four heads in order, each with its answers and evidence: two queries."""
    answers: dict[int, list[Answer]] = {head: [] for head in LocalHead.values}
    evidence: dict[int, dict[int, Evidence]] = {head: {} for head in LocalHead.values}
    rows = dossier.answers.select_related("criterion", "option").order_by("criterion__position")
    for answer in rows:
        head = head_of(answer.criterion.block)
        if head is not None:
            answers[head].append(answer)
    uses = EvidenceUse.objects.filter(evidence__dossier=dossier).select_related("evidence", "criterion")
    for use in uses.order_by("evidence_id"):
        head = head_of(use.criterion.block)
        if head is not None:
            evidence[head][use.evidence_id] = use.evidence
    return [Claim(head, tuple(answers[head]), tuple(evidence[head].values())) for head in LocalHead]
