"""What the lines above a table say for every row below: by which decision, and whether they name several."""

import re
from collections.abc import Sequence

from ocop.intake.reading.values import DecisionText, key, read_day, read_decision

# Lines that name other papers: on what ground, at whose proposal, to carry out what.
_GROUNDS = ("can cu", "thuc hien", "theo de nghi", "xet de nghi", "xet to trinh", "sua doi", "thay the")
_WITH = ("kem theo", "ban hanh theo", "cong nhan")
# The prime minister's decisions hold criteria; none of them recognises a product.
_CRITERIA = re.compile(r"QĐ\s*-\s*TTg", re.IGNORECASE)
_SEVERAL = re.compile(r"\d+[A-Za-z]?\s*/\s*(?:\d{4}\s*/\s*)?QĐ")


def is_ground(title: str) -> bool:
    """Whether a line cites what a decision rests on and not the decision itself."""
    return key(title).startswith(_GROUNDS)


def title_decision(titles: Sequence[str]) -> tuple[DecisionText, bool]:
    """The one decision a list is annexed to, and whether the titles name several, so that none is the one.

    The line "kèm theo Quyết định …" goes before any other; its day may stand at the head of the next line.
    """
    lines = [(place, title) for place, title in enumerate(titles) if not is_ground(title)]
    named = [(place, title) for place, title in lines if "/" in read_decision(title).number and not _only_law(title)]
    annexed = [(place, title) for place, title in named if any(words in key(title) for words in _WITH)]
    drafted = any("kem theo quyet dinh" in key(title) and _is_draft(title, titles, place) for place, title in lines)
    if drafted and not annexed:
        return DecisionText(), False
    chosen = annexed or named
    numbers = {read_decision(title).number.casefold() for _place, title in chosen}
    if len(numbers) > 1 or any(_says_several(title) for _place, title in chosen):
        return DecisionText(), True
    if not chosen:
        return DecisionText(), False
    found = [(place, read_decision(title)) for place, title in chosen]
    dated = next((told for _place, told in found if told.day.on), None)
    if dated:
        return dated, False
    place, told = found[0]
    under = titles[place + 1] if place + 1 < len(titles) else ""
    return DecisionText(told.number, read_day(under) if key(under).startswith("ngay ") else told.day), False


def _only_law(title: str) -> bool:
    """Whether the decision a line names is one of criteria."""
    return bool(_CRITERIA.search(title)) and not _says_several(title)


def _says_several(title: str) -> bool:
    """Whether a line names two decisions or more that may recognise products."""
    found = {re.sub(r"\s", "", one.group()) for one in _SEVERAL.finditer(_CRITERIA.sub("", title))}
    return len(found) > 1


def _is_draft(title: str, titles: Sequence[str], place: int) -> bool:
    """Whether the number of the decision is still open: neither the line nor the next has one."""
    under = titles[place + 1] if place + 1 < len(titles) else ""
    return not read_decision(f"{title} {under}").number
