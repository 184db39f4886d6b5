"""From a rulebook file, as parsed, to rubrics and star bands. Trusts its input: `checking` says whether it may."""

import dataclasses
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ocop.rulebooks.rules.rubric import (
    BRANCH,
    FLAG,
    Band,
    Criterion,
    Evidence,
    Exclusion,
    Heading,
    Option,
    Part,
    Rubric,
    Section,
    Words,
)

Data = Mapping[str, Any]
SCHEMA = "ocop-criteria/1"
LEVELS = ("district", "province", "national", "none")
# What a flag means when it is ticked; the sources print no option for it.
FLAG_WORDS = Words("có", "yes")


@dataclasses.dataclass(frozen=True)
class Book:
    """An edition as it is scored: its rubrics by set, its bands, and every exclusion it knows by key."""

    id: str
    name: Words
    numbers: tuple[str, ...]
    bands: tuple[Band, ...]
    rubrics: dict[str, Rubric]
    exclusions: dict[str, Exclusion]


@dataclasses.dataclass(frozen=True)
class Use:
    """A block in its place: under which code, in which section, below which heading."""

    key: str
    block: str
    part: str
    section: str
    heading: Heading | None = None


def nfc(text: Any) -> str:
    """The text in one spelling (NFC), so that a typed `1.đ` and a printed one are equal."""
    return unicodedata.normalize("NFC", str(text))


def words_of(data: Data) -> Words:
    """The pair vi/en of an entry."""
    return Words(nfc(data.get("vi", "")), str(data.get("en", "")))


def uses_of(data: Data, product_set: Data) -> Iterator[Use]:
    """The criteria of a set in printed order, `sum` blocks expanded to their children."""
    blocks = data["blocks"]
    for part, sections in product_set["parts"].items():
        for section in sections:
            for key, name in section["use"].items():
                block = blocks[name]
                if block["kind"] != "sum":
                    yield Use(nfc(key), name, part, str(section["sec"]))
                    continue
                heading = Heading(nfc(key), words_of(block), block["max"])
                for child, child_name in block["children"].items():
                    yield Use(nfc(child), child_name, part, str(section["sec"]), heading)


def _options(block: Data) -> tuple[Option, ...]:
    if block["kind"] == FLAG:
        return (Option(0, 1, block["max"], FLAG_WORDS),)
    lists = [branch["options"] for branch in block["branches"]] if block["kind"] == BRANCH else [block["options"]]
    first = 1 if block["kind"] == BRANCH else 0
    return tuple(
        Option(branch, no, option["p"], words_of(option), option.get("star"))
        for branch, options in enumerate(lists, first)
        for no, option in enumerate(options, 1)
    )


def _criterion(data: Data, use: Use, *, position: int, blocks_at: Mapping[str, str]) -> Criterion:
    block = data["blocks"][use.block]
    return Criterion(
        key=use.key,
        part=use.part,
        section=use.section,
        position=position,
        kind=block["kind"],
        max=block["max"],
        block=use.block,
        name=words_of(block),
        options=_options(block),
        branches=tuple(Words(nfc(b["when_vi"]), b["when_en"]) for b in block.get("branches", ())),
        heading=use.heading,
        heading_star=block.get("heading_star"),
        conditional_on=blocks_at.get(block["applies_if"]) if "applies_if" in block else None,
        evidence=tuple(Evidence(key, words_of(data["evidence"][key])) for key in block.get("evidence", ())),
        hints=tuple(words_of(data["hints"][key]) for key in block.get("hints", ())),
    )


def _covers(data: Data, product_set: Data) -> dict[str, tuple[str, ...]]:
    """Gate key -> the criteria it stands on; a gate on a heading covers the criteria below it; on the set, none."""
    found: dict[str, tuple[str, ...]] = {key: () for key in product_set.get("reject_if", ())}
    for use in uses_of(data, product_set):
        for key in data["blocks"][use.block].get("gates", ()):
            found[key] = (*found.get(key, ()), use.key)
    for sections in product_set["parts"].values():
        for section in sections:
            for name in section["use"].values():
                block = data["blocks"][name]
                if block["kind"] == "sum":
                    for key in block.get("gates", ()):
                        found[key] = (*found.get(key, ()), *map(nfc, block["children"]))
    return found


def exclusions_of(data: Data) -> dict[str, Exclusion]:
    """Every exclusion the edition declares, by key."""
    return {key: Exclusion(key, gate["effect"], words_of(gate)) for key, gate in data.get("gates", {}).items()}


def level_of(text: str) -> str:
    """The level that awards a star now; of "district until 2025-07-05, then province" the last one named."""
    return max(LEVELS, key=text.rfind)


def read_bands(data: Data) -> tuple[Band, ...]:
    """The star bands, highest first."""
    bands = [
        Band(
            star=star["star"],
            from_points=star["from"],
            below_points=star.get("below"),
            level=level_of(star["level"]),
            certificate=star.get("certificate", level_of(star["level"]) != "none"),
        )
        for star in data["edition"]["stars"]
    ]
    return tuple(sorted(bands, key=lambda band: -band.star))


def read_rubric(data: Data, product_set: Data) -> Rubric:
    """One product set of a file."""
    uses = list(uses_of(data, product_set))
    blocks_at = {use.block: use.key for use in uses}
    declared = exclusions_of(data)
    return Rubric(
        edition=data["edition"]["id"],
        set=product_set["id"],
        name=words_of(product_set),
        parts=tuple(Part(key, words_of(part), part["max"]) for key, part in data["edition"]["parts"].items()),
        sections=tuple(
            Section(str(section["sec"]), part, words_of(data["sections"][section["section"]]), section["max"])
            for part, sections in product_set["parts"].items()
            for section in sections
        ),
        criteria=tuple(
            _criterion(data, use, position=position, blocks_at=blocks_at) for position, use in enumerate(uses, 1)
        ),
        exclusions=tuple(
            dataclasses.replace(declared[key], covers=covers) for key, covers in _covers(data, product_set).items()
        ),
    )


def has_criteria(data: Data) -> bool:
    """Whether the file holds criteria at all; of 1627 only name, dates and results are known."""
    return isinstance(data.get("sets"), list) and bool(data["sets"])


def read_book(data: Data) -> Book:
    """The whole file; without criteria it has neither rubrics nor bands."""
    edition = data["edition"]
    full = has_criteria(data)
    return Book(
        id=edition["id"],
        name=words_of(edition),
        numbers=tuple(decision["number"] for decision in edition["decisions"]),
        bands=read_bands(data) if full else (),
        rubrics={entry["id"]: read_rubric(data, entry) for entry in data["sets"]} if full else {},
        exclusions=exclusions_of(data) if full else {},
    )
