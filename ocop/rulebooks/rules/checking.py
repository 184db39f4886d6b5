"""Whether a rulebook file may be trusted: every check returns the list of what is wrong, in the file's own terms.

A flaw that the file declares among its `anomalies` is known: the edition is loaded as the source has it and says so.
"""

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ocop.rulebooks.rules.reading import SCHEMA, Data, has_criteria, nfc, uses_of
from ocop.rulebooks.rules.rubric import BRANCH, FLAG, REJECT, REQUIRE, SINGLE, STOP

KINDS = {SINGLE, BRANCH, FLAG, "sum"}
EFFECTS = {REJECT, STOP, REQUIRE}
_STARS = range(1, 6)
# An option that says so repeats the one right before it in its list.
AS_ABOVE = ("như trên", "as above")


@dataclasses.dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: `code` for machines, where (block, or set and criterion), what was found."""

    code: str
    where: str
    found: str
    declared: bool = False


def check(data: Data) -> list[Flaw]:
    """Every flaw of a file. A file without criteria is only asked for its head."""
    flaws = list(check_head(data))
    return flaws if flaws or not has_criteria(data) else _check_criteria(data)


def _check_criteria(data: Data) -> list[Flaw]:
    """Every check in turn. One that stumbles over what an earlier one has named says nothing more."""
    checks: tuple[Callable[[Data], Iterator[Flaw]], ...] = (
        check_names,
        check_blocks,
        check_references,
        check_gates,
        check_conditions,
        check_bands,
        check_sets,
        check_sums,
    )
    flaws: list[Flaw] = []
    stumbled: list[Flaw] = []
    for one in checks:
        try:
            flaws += one(data)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            # The file is YAML but not of this schema: what stumbled over it is the best hint there is.
            stumbled.append(Flaw("shape", "file", repr(error)))
    return flaws if any(not flaw.declared for flaw in flaws) else flaws + stumbled[:1]


def undeclared(data: Data) -> list[Flaw]:
    """The flaws that stop a file from being loaded."""
    return [flaw for flaw in check(data) if not flaw.declared]


def check_head(data: Data) -> Iterator[Flaw]:
    """Schema, id, names, decisions and dates are there."""
    if data.get("schema") != SCHEMA:
        yield Flaw("schema", "schema", str(data.get("schema")))
    edition = data.get("edition")
    if not isinstance(edition, dict):
        yield Flaw("missing", "edition", "")
        return
    for key in ("id", "vi", "en", "decisions", "in_force"):
        if not edition.get(key):
            yield Flaw("missing", f"edition.{key}", "")
    for key in ("blocks", "sets"):
        if key not in data:
            yield Flaw("missing", key, "")


def check_names(data: Data) -> Iterator[Flaw]:
    """Ids of sets are unique; blocks, sections, evidence, hints, groups and ministries that are named exist."""
    for name, times in Counter(entry["id"] for entry in data["sets"]).items():
        if times > 1:
            yield Flaw("twice", name, f"{times}")
    for name, block in data["blocks"].items():
        for kind in ("evidence", "hints"):
            for key in block.get(kind, ()):
                if key not in data.get(kind, {}):
                    yield Flaw("unknown-name", name, f"{kind} {key}")
        for child in block.get("children", {}).values():
            if child not in data["blocks"]:
                yield Flaw("unknown-name", name, f"block {child}")
    groups = data["edition"]["groups"]
    for entry in data["sets"]:
        yield from _names_of_set(data, entry, groups)


def _names_of_set(data: Data, entry: Data, groups: Data) -> Iterator[Flaw]:
    top, _, rest = entry["group"].partition(".")
    sub = ".".join([top, rest.split(".")[0]])
    if top not in groups or sub not in groups[top]["sub"]:
        yield Flaw("unknown-name", entry["id"], f"group {entry['group']}")
    for ministry in entry.get("lead", ()):
        if ministry not in data["ministries"]:
            yield Flaw("unknown-name", entry["id"], f"ministry {ministry}")
    for part, sections in entry["parts"].items():
        if part not in data["edition"]["parts"]:
            yield Flaw("unknown-name", entry["id"], f"part {part}")
        for section in sections:
            if section["section"] not in data["sections"]:
                yield Flaw("unknown-name", entry["id"], f"section {section['section']}")
            for block in section["use"].values():
                if block not in data["blocks"]:
                    yield Flaw("unknown-name", entry["id"], f"block {block}")


def option_lists(block: Data) -> list[list[Data]]:
    """The option lists of a block: one, or one a branch; none for a flag or a heading."""
    if block["kind"] == BRANCH:
        return [branch.get("options") or [] for branch in block.get("branches") or ()]
    return [block.get("options") or []] if block["kind"] == SINGLE else []


def check_blocks(data: Data) -> Iterator[Flaw]:
    """Points are whole, at least 0 and rise; the top one is the maximum; star marks rise; headings add up."""
    for name, block in data["blocks"].items():
        if block["kind"] not in KINDS:
            yield Flaw("kind", name, block["kind"])
            continue
        if block["kind"] == "sum":
            children = [data["blocks"][child] for child in block["children"].values() if child in data["blocks"]]
            if any(child["kind"] == "sum" for child in children):
                yield Flaw("nested-sum", name, "")
                continue
            total = sum(child["max"] for child in children)
            if total != block["max"]:
                yield Flaw("heading-sum", name, f"{total}, not {block['max']}")
        lists = option_lists(block)
        if block["kind"] in {SINGLE, BRANCH} and not (lists and all(lists)):
            yield Flaw("no-options", name, "")
            continue
        for options in lists:
            yield from _options(data, name, options)
        if lists and max(option["p"] for options in lists for option in options) != block["max"]:
            yield Flaw("top-option", name, f"max {block['max']}")


def _options(data: Data, name: str, options: list[Data]) -> Iterator[Flaw]:
    points = [option["p"] for option in options]
    if not all(isinstance(p, int) and not isinstance(p, bool) and p >= 0 for p in points):
        yield Flaw("points", name, str(points))
        return
    if any(low >= high for low, high in itertools.pairwise(points)):
        yield Flaw("order", name, str(points), declared=_order_declared(data, name))
    stars = [option["star"] for option in options if "star" in option]
    if any(star not in _STARS for star in stars):
        yield Flaw("star", name, str(stars))
        return
    if any(low >= high for low, high in itertools.pairwise(stars)):
        yield Flaw("star-order", name, str(stars))


def _order_declared(data: Data, block: str) -> bool:
    """Whether an anomaly names the criterion wherever this block stands."""
    places = [(entry["id"], use.key) for entry in data["sets"] for use in uses_of(data, entry) if use.block == block]
    named = {(anomaly["set"], anomaly.get("code")) for anomaly in data.get("anomalies", ())}
    return bool(places) and all(place in named or ("*", place[1]) in named for place in places)


def check_references(data: Data) -> Iterator[Flaw]:
    """"As above" has an option above it; what a criterion hangs on does not hang on it in turn."""
    blocks = data["blocks"]
    for name, block in blocks.items():
        for options in option_lists(block):
            first = f"{options[0].get('vi', '')} {options[0].get('en', '')}".lower() if options else ""
            if any(words in first for words in AS_ABOVE):
                yield Flaw("as-above", name, first)
        seen = [name]
        while (condition := blocks.get(seen[-1], {}).get("applies_if")) is not None:
            if condition in seen:
                yield Flaw("cycle", name, " → ".join([*seen, condition]))
                break
            seen.append(condition)


def check_gates(data: Data) -> Iterator[Flaw]:
    """Exclusions exist and have a known effect; no gate stands on a branch criterion."""
    known = data.get("gates", {})
    for key, gate in known.items():
        if gate.get("effect") not in EFFECTS:
            yield Flaw("effect", key, str(gate.get("effect")))
    for name, block in data["blocks"].items():
        for key in block.get("gates", ()):
            if key not in known:
                yield Flaw("unknown-gate", name, key)
        marked = any("star" in option for options in option_lists(block) for option in options)
        if "heading_star" in block and block["kind"] not in {SINGLE, BRANCH}:
            yield Flaw("gate-on-nothing", name, str(block["heading_star"]))
        if block["kind"] == BRANCH and (marked or "heading_star" in block):
            yield Flaw("gate-on-branch", name, "")
    yield from _check_reject_if(data, known)


def _check_reject_if(data: Data, known: Data) -> Iterator[Flaw]:
    for entry in data["sets"]:
        for key in entry.get("reject_if", ()):
            if key not in known:
                yield Flaw("unknown-gate", entry["id"], key)
            elif known[key].get("effect") == REQUIRE:
                yield Flaw("require-on-nothing", entry["id"], key)


def check_conditions(data: Data) -> Iterator[Flaw]:
    """What a criterion hangs on is a criterion of the same set."""
    for entry in data["sets"]:
        here = {use.block for use in uses_of(data, entry)}
        for use in uses_of(data, entry):
            condition = data["blocks"][use.block].get("applies_if")
            if condition is not None and condition not in here:
                yield Flaw("condition", f"{entry['id']} {use.key}", condition)


def check_bands(data: Data) -> Iterator[Flaw]:
    """Five bands that begin at 0, rise with the star and leave no gap where their end is printed half-open."""
    bands = sorted(data["edition"]["stars"], key=lambda band: int(band["star"]))
    if [band["star"] for band in bands] != [1, 2, 3, 4, 5]:
        yield Flaw("bands", "edition.stars", str([band["star"] for band in bands]))
        return
    starts = [band["from"] for band in bands]
    if starts[0] != 0 or any(low >= high for low, high in itertools.pairwise(starts)):
        yield Flaw("bands", "edition.stars", str(starts))
    for low, high in itertools.pairwise(bands):
        if "below" in low and low["below"] != high["from"]:
            yield Flaw("bands", "edition.stars", f"{low['below']}, {high['from']}")


def check_sets(data: Data) -> Iterator[Flaw]:
    """Printed codes are unique in their set, and each begins with the number of its section."""
    for entry in data["sets"]:
        uses = list(uses_of(data, entry))
        for key, times in Counter(use.key for use in uses).items():
            if times > 1:
                yield Flaw("twice", f"{entry['id']} {key}", f"{times}")
        for use in uses:
            if use.key != use.section and not use.key.startswith(f"{use.section}."):
                yield Flaw("code", f"{entry['id']} {use.key}", f"section {use.section}")


def check_sums(data: Data) -> Iterator[Flaw]:
    """Criteria add up to their section, sections to the part, parts to the total."""
    edition = data["edition"]
    for entry in data["sets"]:
        for what, found, wanted in _sums(data, entry):
            if found != wanted:
                yield Flaw("sum", f"{entry['id']} {what}", str(found), declared=_sum_declared(data, entry["id"], found))
        total = sum(data["blocks"][use.block]["max"] for use in uses_of(data, entry))
        top = max(band["from"] for band in edition["stars"])
        if total < top:
            yield Flaw("unreachable", f"{entry['id']} total", f"{total} < {top}")
        if total != edition["total"]:
            declared = _sum_declared(data, entry["id"], total)
            yield Flaw("sum", f"{entry['id']} total", str(total), declared=declared)


def _sums(data: Data, entry: Data) -> Iterator[tuple[str, int, int]]:
    """What was added up, what it comes to, what is printed: each section, then its part."""
    for part, sections in entry["parts"].items():
        points = [sum(data["blocks"][name]["max"] for name in section["use"].values()) for section in sections]
        for section, found in zip(sections, points, strict=True):
            yield f"section {section['sec']}", found, section["max"]
        yield f"part {part}", sum(points), data["edition"]["parts"][part]["max"]


def _sum_declared(data: Data, entry: str, found: int) -> bool:
    """A wrong sum is declared where an anomaly of the set tells the very figure that was found."""
    anomalies = [anomaly for anomaly in data.get("anomalies", ()) if anomaly["set"] == entry and "code" not in anomaly]
    return any(str(found) in nfc(anomaly["what"]).replace(",", " ").split() for anomaly in anomalies)


def unresolved(data: Data) -> list[Mapping[str, Any]]:
    """The doubts about the source that are left as they are."""
    return [anomaly for anomaly in data.get("anomalies", ()) if anomaly.get("unresolved")]
