"""`/cham-thu/`: anyone ticks a score sheet and sees points, predicted stars and what is missing. Nothing is stored.

The whole sheet stands in the address (`?vb=26-2026&bo=s11&t.1.1=2&x=copycat`), so that it can be sent on.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.answers import find_book, find_rubric
from ocop.rulebooks.rules.reading import Book, nfc
from ocop.rulebooks.rules.road import default_weights, roads
from ocop.rulebooks.rules.rubric import ZERO_ANY, ZERO_HERE, Band, Criterion, Option, Rubric, Words
from ocop.rulebooks.rules.scoring import Lack, Result, ScoringError, explain, find_option, grade, next_star
from ocop.web.portal.reading import line
from ocop.web.shared.access import public
from ocop.web.shared.errors import anchor
from ocop.web.shared.pieces import Block
from ocop.web.shared.request import Request
from ocop.web.shared.roads import StarRoads, star_roads
from ocop.web.shared.scoring_words import scoring_words
from ocop.web.shared.templatetags.ocop import stars_words

TICK = "t."


def said(words: Words) -> str:
    """Words of a rulebook in the reader's language."""
    return words.said(get_language() or "vi")


@dataclasses.dataclass(frozen=True)
class Paper:
    """A sheet as filled in an address: picks that the rubric knows, exclusions ticked, what was not understood."""

    picks: dict[str, str]
    disqualified: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Whether there is anything to add up."""
        return any(self.picks.values()) or bool(self.disqualified)


@dataclasses.dataclass(frozen=True)
class Card:
    """An option as a card; `gate` is the star for which it is the least."""

    id: str
    points: int
    words: str
    gate: int | None
    checked: bool


@dataclasses.dataclass(frozen=True)
class Line:
    """A criterion on the page, its options by branch."""

    key: str
    anchor: str
    name: str
    max: int
    hints: list[str]
    branches: list[tuple[str, list[Card]]]
    none: bool
    our_reading: bool


@dataclasses.dataclass(frozen=True)
class Head:
    """A section with its criteria; `part` is set where a new part begins, with its points once there are any."""

    name: str
    lines: list[Line]
    part: str = ""


@dataclasses.dataclass(frozen=True)
class Step:
    """What lies between the sheet and one star."""

    star: int
    words: str
    lacks: list[Block]


@public
@require_safe
def trial(request: Request) -> HttpResponse:
    """Choose a set, then tick its sheet."""
    query = request.GET
    try:
        book = find_book(shelf.shipped_books(), line(query.get("vb", "")) or newest().id)
    except ScoringError as error:
        return _choose(request, newest(), fault=scoring_words(error))
    wanted = line(query.get("bo", ""), 40)
    if not wanted:
        return _choose(request, book)
    try:
        rubric = find_rubric(book, wanted)
    except ScoringError as error:
        return _choose(request, book, fault=scoring_words(error))
    return _sheet(request, book, rubric)


def _sheet(request: Request, book: Book, rubric: Rubric) -> HttpResponse:
    """The sheet with its ticks and, once there are any, what they come to; 422 where some were not understood."""
    paper = read_paper(request.GET, rubric)
    result = grade(rubric, [paper.picks], bands=book.bands, disqualified=paper.disqualified)
    context = {
        "book": book,
        "short": short(book),
        "rubric": rubric,
        "title": said(rubric.name),
        "paper": paper,
        "heads": heads(rubric, paper.picks),
        # What follows from the ticks themselves is not asked.
        "exclusions": [
            (one.key, said(one.words), one.key in paper.disqualified)
            for one in rubric.exclusions
            if one.key not in {ZERO_ANY, ZERO_HERE}
        ],
        "gaps": gaps(book),
        "result": result if paper.begun else None,
        **(outcome(result, rubric, book.bands) if paper.begun else {}),
        "stars_roads": _roads(book, rubric, paper) if paper.begun else [],
        "share": share(book, rubric, paper),
    }
    return render(request, "portal/trial.html", context, status=422 if paper.faults else 200)


def _roads(book: Book, rubric: Rubric, paper: Paper) -> list[StarRoads]:
    """The roads from this sheet to the stars above, by our own months: no province is known here."""
    found = roads(rubric, paper.picks, bands=book.bands, weights=default_weights(rubric),
                  disqualified=paper.disqualified)
    return star_roads(rubric, found, href=lambda key: f"#{_anchor(key)}")


def newest() -> Book:
    """The edition in force last: the one people mean when they name none."""
    books = shelf.shipped_books()
    return max(books.values(), key=lambda book: _from(book.id))


def _from(key: str) -> str:
    return next(
        (str(data["edition"]["in_force"]["from"]) for data in map(shelf.shipped_data, shelf.paths())
         if data.get("edition", {}).get("id") == key),
        "",
    )


def short(book: Book) -> str:
    """An edition's id in an address: "26-2026"."""
    return book.id.removeprefix("vn-ocop-")


def gaps(book: Book) -> list[str]:
    """What the transcript of an edition lacks, in the reader's language."""
    for data in map(shelf.shipped_data, shelf.paths()):
        if data.get("edition", {}).get("id") == book.id:
            return [said(Words(gap["vi"], gap.get("en", ""))) for gap in data["edition"].get("transcript_gaps", ())]
    return []


def _choose(request: Request, book: Book, *, fault: str = "") -> HttpResponse:
    """The editions and the sets of one; 404 where the address names one that does not exist."""
    books = sorted(shelf.shipped_books().values(), key=lambda one: _from(one.id), reverse=True)
    context = {
        "fault": fault,
        "editions": [(one, f"{reverse('trial')}?vb={short(one)}", one.id == book.id) for one in books],
        "book": book,
        "sets": [
            (key, said(rubric.name), f"{reverse('trial')}?{urlencode({'vb': short(book), 'bo': key})}")
            for key, rubric in book.rubrics.items()
        ],
    }
    return render(request, "portal/trial_choose.html", context, status=404 if fault else 200)


def read_paper(query: QueryDict, rubric: Rubric) -> Paper:
    """The ticks of an address; a tick the sheet does not have is left out and said."""
    picks: dict[str, str] = {}
    faults: list[str] = []
    for name in query:
        if not name.startswith(TICK):
            continue
        key, pick = nfc(line(name.removeprefix(TICK), 20)), line(str(query[name]), 10)
        try:
            option = find_option(rubric, key, pick)
        except ScoringError as error:
            faults.append(scoring_words(error))
        else:
            picks[key] = option.id if option else ""
    wanted = [line(key, 40) for key in query.getlist("x")]
    unknown = [key for key in wanted if key and key not in rubric.exclusion_by_key]
    faults += [_("Không có điều kiện loại “%(key)s”.") % {"key": key} for key in unknown[:3]]
    known = tuple(dict.fromkeys(key for key in wanted if key in rubric.exclusion_by_key))
    return Paper(picks, known, tuple(faults[:5]))


def share(book: Book, rubric: Rubric, paper: Paper) -> str:
    """The shortest address of a sheet: only what is ticked."""
    said_in = [("vb", short(book)), ("bo", rubric.set)]
    said_in += [(f"{TICK}{key}", pick) for key, pick in paper.picks.items() if pick]
    said_in += [("x", key) for key in paper.disqualified]
    return f"{reverse('trial')}?{urlencode(said_in)}"


def heads(rubric: Rubric, picks: Mapping[str, str]) -> list[Head]:
    """The sheet as printed: parts, sections, criteria."""
    parts = {part.key: part for part in rubric.parts}
    found, last = [], ""
    for section in rubric.sections:
        part = parts[section.part]
        words = "" if section.part == last else _("Phần %(key)s. %(name)s (tối đa %(max)s điểm)") % {
            "key": part.key, "name": said(part.name), "max": part.max,
        }
        last = section.part
        lines = [_line(one, picks) for one in rubric.in_section(section.key) if one.part == section.part]
        found.append(Head(f"{section.key}. {said(section.name)}", lines, words))
    return found


def _line(one: Criterion, picks: Mapping[str, str]) -> Line:
    pick = picks.get(one.key)
    gates = {gate.option.id: gate.star for gate in one.gates}
    cards: dict[int, list[Card]] = {}
    for option in one.options:
        cards.setdefault(option.branch, []).append(
            Card(option.id, option.points, said(option.words), gates.get(option.id), option.id == pick)
        )
    return Line(
        key=one.key,
        anchor=_anchor(one.key),
        name=said(one.name),
        max=one.max,
        hints=[said(hint) for hint in one.hints],
        branches=[(said(one.branches[branch - 1]) if branch else "", found) for branch, found in cards.items()],
        none=pick == "",
        our_reading=one.heading_star is not None,
    )


def _anchor(key: str) -> str:
    return anchor(f"criterion:{key}")


def outcome(result: Result, rubric: Rubric, bands: Sequence[Band]) -> dict[str, object]:
    """Points by part, the star, and what lies between the sheet and each star above it."""
    parts = [
        (_("Phần %(key)s") % {"key": part.key}, said(part.name), result.parts[0][part.key], part.max)
        for part in rubric.parts
    ]
    above = sorted(band.star for band in bands if band.star > (result.stars or 0) and band.star > 1)
    steps = [_step(result, rubric, bands, star=star) for star in above]
    following = next_star(result, bands=bands)
    nearest = next((step for step in steps if step.star == max(following or 0, 2)), None)
    return {
        "total": result.totals[0],
        "parts": parts,
        "stars": result.stars,
        "by_points": result.stars_by_points,
        "barred": [said(rubric.exclusion_by_key[key].words) for key in result.barred],
        "predicted": _("dự kiến %(stars)s") % {"stars": stars_words(result.stars)} if result.stars
        else _("không được xếp sao"),
        "steps": steps,
        "nearest": nearest,
    }


def _step(result: Result, rubric: Rubric, bands: Sequence[Band], *, star: int) -> Step:
    lacks = explain(result, bands=bands, star=star)
    count = len(lacks)
    words = ngettext("Lên %(stars)s: còn thiếu %(count)s điều", "Lên %(stars)s: còn thiếu %(count)s điều", count)
    return Step(star, words % {"stars": stars_words(star), "count": count}, [_block(lack, rubric) for lack in lacks])


def _block(lack: Lack, rubric: Rubric) -> Block:
    if lack.kind == "points":
        words = ngettext("cần thêm %(points)s điểm", "cần thêm %(points)s điểm", lack.points)
        return Block(_("Tổng điểm:"), "#ket-qua", words % {"points": lack.points})
    if lack.kind == "excluded":
        return Block(_("Điều kiện loại:"), "#dieu-kien-loai", said(rubric.exclusion_by_key[lack.exclusion].words))
    one = rubric.by_key[lack.criterion]
    option: Option = one.by_id[lack.option]
    words = _("cần ít nhất mức “%(option)s” (điều kiện %(stars)s)") % {
        "option": said(option.words), "stars": stars_words(lack.star),
    }
    return Block(f"{one.key} {said(one.name)}:", f"#{_anchor(one.key)}", words)
