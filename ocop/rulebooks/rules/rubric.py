"""One product set of one edition, as plain data: parts, sections, criteria, options, gates, exclusions, star bands."""

import dataclasses
from collections.abc import Mapping
from functools import cached_property

# What a member ticked: the id of an option; None or "" is "none ticked", which is 0 points and legal.
Pick = str | None
Picks = Mapping[str, Pick]

SINGLE, BRANCH, FLAG = "single", "branch", "flag"
REJECT, STOP, REQUIRE = "reject", "stop", "require"
# Exclusions that are not confirmed by the council but follow from its findings.
ZERO_ANY, ZERO_HERE = "zero-any", "zero-here"
BRANCH_LETTERS = "abcdefghij"


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """The same words in Vietnamese and English."""

    vi: str
    en: str = ""

    def said(self, language: str) -> str:
        """In this language; Vietnamese where there is no translation."""
        return self.en if language.startswith("en") and self.en else self.vi


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """A kind of paper that proves a criterion."""

    key: str
    words: Words


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """A level that can be ticked. `no` is its place in its branch from 1, never its points; branch 0 is none."""

    branch: int
    no: int
    points: int
    words: Words
    star: int | None = None

    @property
    def id(self) -> str:
        """Its id inside the criterion: "2", or "b2" in a branch criterion."""
        return f"{BRANCH_LETTERS[self.branch - 1]}{self.no}" if self.branch else str(self.no)


@dataclasses.dataclass(frozen=True, slots=True)
class Gate:
    """The least option a product must hold on a criterion to be ranked `star` stars."""

    criterion: str
    star: int
    option: Option


@dataclasses.dataclass(frozen=True)
class Heading:
    """A printed heading that adds up criteria ("6.1 Ngoại hình"); it is no criterion itself."""

    key: str
    name: Words
    max: int


@dataclasses.dataclass(frozen=True)
class Criterion:
    """One line of the score sheet. `key` is the printed code, unique in its set."""

    key: str
    part: str
    section: str
    position: int
    kind: str
    max: int
    block: str
    name: Words
    options: tuple[Option, ...]
    branches: tuple[Words, ...] = ()
    heading: Heading | None = None
    # 148 prints the mark of its intellectual-property criterion on the heading, not on an option.
    heading_star: int | None = None
    # Makes sense only with that criterion (what is judged about the story); screens warn, sums do not guess.
    conditional_on: str | None = None
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Words, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Option]:
        """The options by their id."""
        return {option.id: option for option in self.options}

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The minimums that stand on this criterion, lowest star first.

        `heading_star` is read as a gate on the lowest option: our reading, the source leaves it open.
        """
        found = [Gate(self.key, option.star, option) for option in self.options if option.star is not None]
        if self.heading_star is not None:
            found += [Gate(self.key, self.heading_star, option) for option in self.options if option.no == 1]
        return tuple(sorted(found, key=lambda gate: gate.star))


@dataclasses.dataclass(frozen=True)
class Exclusion:
    """A condition that bars a product, on the set (`covers` empty) or on the criteria it names."""

    key: str
    effect: str
    words: Words
    covers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the sheet: A, B or C."""

    key: str
    name: Words
    max: int


@dataclasses.dataclass(frozen=True)
class Section:
    """A printed section of a part; `key` is its number."""

    key: str
    part: str
    name: Words
    max: int


@dataclasses.dataclass(frozen=True)
class Band:
    """A star and the mean it begins at. Reached when mean >= from_points; the next band begins where this one ends.

    1048/781 prints inclusive bounds in whole points (70-89, 90-100) and says nothing of 89.5. Read by `from_points`
    such a mean stays in the lower band, which is also how 148 and 26/2026 settle it.
    """

    star: int
    from_points: int
    below_points: int | None = None
    level: str = ""
    certificate: bool = True


@dataclasses.dataclass(frozen=True)
class Rubric:
    """The score sheet of one product set in one edition."""

    edition: str
    set: str
    name: Words
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    exclusions: tuple[Exclusion, ...]

    @cached_property
    def by_key(self) -> dict[str, Criterion]:
        """The criteria by their printed code."""
        return {criterion.key: criterion for criterion in self.criteria}

    @cached_property
    def points(self) -> dict[str, dict[str, int]]:
        """Points by criterion and option id: what adding up a sheet looks into."""
        return {
            criterion.key: {option.id: option.points for option in criterion.options} for criterion in self.criteria
        }

    @cached_property
    def options(self) -> dict[str, dict[str, Option]]:
        """Options by criterion and option id."""
        return {criterion.key: criterion.by_id for criterion in self.criteria}

    @cached_property
    def part_of(self) -> dict[str, str]:
        """The part of each criterion."""
        return {criterion.key: criterion.part for criterion in self.criteria}

    @cached_property
    def decisive(self) -> tuple[Criterion, ...]:
        """The criteria whose finding decides something: those with a gate or watched by `zero-any`, `zero-here`."""
        watched = {key for exclusion in self.exclusions for key in self.watched_by(exclusion)}
        return tuple(criterion for criterion in self.criteria if criterion.gates or criterion.key in watched)

    def watched_by(self, exclusion: Exclusion) -> tuple[str, ...]:
        """The criteria whose finding of 0 makes an exclusion hold by itself: `zero-any` looks at its whole section."""
        if exclusion.key == ZERO_ANY:
            sections = {self.by_key[key].section for key in exclusion.covers}
            return tuple(criterion.key for criterion in self.criteria if criterion.section in sections)
        return exclusion.covers if exclusion.key == ZERO_HERE else ()

    @cached_property
    def conditional(self) -> tuple[tuple[str, str], ...]:
        """Pairs (criterion, the criterion it hangs on)."""
        return tuple((c.key, c.conditional_on) for c in self.criteria if c.conditional_on is not None)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate, in the order of the sheet."""
        return tuple(gate for criterion in self.criteria for gate in criterion.gates)

    @cached_property
    def exclusion_by_key(self) -> dict[str, Exclusion]:
        """The exclusions by their key."""
        return {exclusion.key: exclusion for exclusion in self.exclusions}

    @property
    def max(self) -> int:
        """The most a sheet can reach; 100 but for the declared gaps of the transcripts."""
        return sum(criterion.max for criterion in self.criteria)

    def in_section(self, key: str) -> tuple[Criterion, ...]:
        """The criteria of a section, in order."""
        return tuple(criterion for criterion in self.criteria if criterion.section == key)
