"""The drawings of the leader's page (design.md, "Target chart", "Split bar"): SVG in percent, words beside it."""

from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ocop.places.enums import UnitKind
from ocop.programme.rules import Bounds
from ocop.reports.shown import LineView, Split, UnitCell, Verdict

# Ends of a scale that read well; above the last, its powers of ten.
_ENDS = (2, 4, 5, 8, 10, 16, 20)
# What is met lies in the green field, so a lower bound leaves at least so much of the track to it.
_ROOM = {"at_least": 0.70, "range": 0.9, "exactly": 0.9, "all": 0.9}
_UNKNOWN = {Verdict.NO_DATA, Verdict.PARTIAL}
_BARS: dict[str, str] = {Verdict.MET: "c-done", Verdict.OVER: "c-done", Verdict.MISSED: "c-miss"}
# A part is never narrower than its number (percent of the bar).
_LEAST = 9.0
# Where the districts of a province lay, roughly: column and row of a tile. Ours, drawn after the map.
_PLACES: dict[str, dict[str, tuple[int, int]]] = {
    "06": {"060": (0, 0), "061": (1, 0), "062": (2, 0), "064": (0, 1), "063": (1, 1), "066": (3, 1), "058": (1, 2),
           "065": (2, 2)},
}
_COLUMNS = 4
MOST_TILES = 16


class Drawn(Protocol):
    """What a target chart is drawn of."""

    @property
    def text(self) -> str: ...
    @property
    def bounds(self) -> Bounds: ...
    @property
    def result(self) -> int | None: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def target_words(self) -> str: ...
    @property
    def pill(self) -> tuple[str, str]: ...


def scale_end(bounds: Bounds, result: int | None) -> int:
    """The right end of a track: past the target and past the result."""
    most = max((bounds.high or bounds.low or 1) / _ROOM.get(bounds.kind, 0.9), (result or 0) / 0.95)
    power = 1
    while True:
        for end in _ENDS:
            if end * power >= most:
                return end * power
        power *= 10


def target_chart(line: Drawn) -> SafeString:
    """A line as track, result and marks; `role=img` with the sentence it shows."""
    bounds, result = line.bounds, line.result
    end = scale_end(bounds, result)

    def at(value: float) -> str:
        return f"{100 * value / end:.1f}%"

    low, high = bounds.low or 0, bounds.high
    pieces = [SafeString('<rect class="c-track" y="14" width="100%" height="16"/>')]
    if bounds.kind == "at_least":
        pieces.append(_rect("c-zone", at(low), at(end - low), tall=True))
    if bounds.kind == "range" and high:
        pieces.append(_rect("c-zone", at(low), at(high - low), tall=True))
    if line.verdict in _UNKNOWN:
        done = result or 0
        pieces.append(_rect("c-none", at(done), at(end - done)))
    if result is not None:
        pieces.append(_rect(_BARS.get(line.verdict, "c-part"), "0%", at(result) if result else "4"))
    pieces += [_mark(at(one)) for one in (low, high) if one]
    middle = (low + high) / 2 if high else low
    pieces.append(format_html('<text class="soft" x="{}" y="52" text-anchor="middle">{}</text>', at(middle),
                              mark_words(bounds)))
    said = _("%(what)s: chỉ tiêu %(target)s, kết quả %(result)s") % {
        "what": line.text, "target": line.target_words,
        "result": line.pill[1] if result is None else f"{result}, {line.pill[1]}"}
    return format_html('<svg class="chart" height="58" role="img" aria-label="{}">{}</svg>', said,
                       format_html_join("", "{}", ((one,) for one in pieces)))


def mark_words(bounds: Bounds) -> str:
    """What stands under the mark: "ít nhất 25", "10–15", "16"."""
    if bounds.kind == "at_least":
        return _("ít nhất %(low)s") % {"low": bounds.low}
    return f"{bounds.low}–{bounds.high}" if bounds.high else str(bounds.low)


def _rect(kind: str, left: str, width: str, *, tall: bool = False) -> SafeString:
    y, height = ("10", "24") if tall else ("14", "16")
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', kind, left, y, width, height)


def _mark(left: str) -> SafeString:
    return format_html('<line class="c-mark" x1="{}" x2="{}" y1="8" y2="36"/>', left, left)


# Ground and ink of the parts of a split, by the tail of the figure's key; else by their place.
_PARTS = {"5": ("c-gold", "c-ongold"), "4": ("c-gold", "c-ongold"), "3": ("c-gold3", "c-ongold"),
          "duoi-3": ("c-faint", "")}
_ROW = (("c-done", "c-onrice"), ("c-part", "c-ongold"), ("c-faint", ""), ("c-track", ""))


def split_chart(split: Split) -> SafeString:
    """A whole in its parts, in proportion, their figures inside; the words stand below as text."""
    shares = _shares([part.count for part in split.parts])
    left, pieces = 0.0, []
    for place, (part, share) in enumerate(zip(split.parts, shares, strict=True)):
        ground, ink = _look(part.key, place, len(split.parts))
        if place:
            pieces.append(format_html('<line x1="{0}%" x2="{0}%" y2="54" stroke="var(--paper)" stroke-width="3"/>',
                                      f"{left:.2f}"))
        pieces.append(format_html(
            '<rect class="{}" x="{}%" width="{}%" height="54"/><text class="{}" x="{}%" y="35" text-anchor="middle" '
            'font-size="22">{}</text>', ground, f"{left:.2f}", f"{share:.2f}", ink, f"{left + share / 2:.2f}",
            part.count))
        left += share
    # The lines between parts lie over the grounds: written after them.
    pieces.sort(key=lambda one: one.startswith("<line"))
    words = ", ".join(f"{part.count} {part.words}" for part in split.parts)
    said = _("%(whole)s %(words)s gồm %(parts)s") % {"whole": split.whole.count, "words": split.whole.words,
                                                     "parts": words}
    return format_html('<svg class="chart" height="54" role="img" aria-label="{}">{}</svg>', said,
                       format_html_join("", "{}", ((one,) for one in pieces)))


def _look(key: str, place: int, count: int) -> tuple[str, str]:
    """Stars in gold, the rest from green to grey; of two parts the second is what is still to do."""
    tail = key.rpartition(".")[2]
    stars = _PARTS.get(tail) or _PARTS.get(tail.rpartition("-")[2] if tail.startswith("cong-nhan-") else "")
    if stars:
        return stars
    return _ROW[2] if place and count == 2 else _ROW[min(place, len(_ROW) - 1)]


def _shares(counts: list[int]) -> list[float]:
    """Percents in proportion, none too narrow for its number; they add up to 100."""
    whole = sum(counts) or 1
    floor = min(_LEAST, 100 / max(len(counts), 1))
    exact = [100 * count / whole for count in counts]
    small = [share < floor for share in exact]
    rest = sum(share for share, tiny in zip(exact, small, strict=True) if not tiny) or 1
    room = 100 - floor * sum(small)
    return [floor if tiny else share * room / rest for share, tiny in zip(exact, small, strict=True)]


def tile_chart(line: LineView, authority_code: str) -> SafeString:
    """The units under a line as tiles roughly in place: green where it is met, hatched where nothing is known."""
    places = _PLACES.get(authority_code, {})
    known = all(cell.unit.code in places for cell in line.cells)
    tiles = []
    for order, cell in enumerate(line.cells):
        column, row = places[cell.unit.code] if known else (order % _COLUMNS, order // _COLUMNS)
        tiles.append(_tile(cell, column, row))
    rows = 1 + (max((places[cell.unit.code][1] for cell in line.cells), default=0) if known
                else (len(line.cells) - 1) // _COLUMNS)
    return format_html('<svg class="chart" height="{}" role="img" aria-label="{}">{}</svg>', rows * 44,
                       tile_words(line), format_html_join("", "{}", ((one,) for one in tiles)))


def tile_words(line: LineView) -> str:
    """The sentence of the tiles."""
    groups = ((_("Đạt"), True), (_("Chưa đạt"), False), (_("Chưa có số liệu"), None))
    parts = [f"{words}: " + ", ".join(cell.unit.name for cell in line.cells if cell.met is met)
             for words, met in groups if any(cell.met is met for cell in line.cells)]
    return ". ".join(parts)


def _tile(cell: UnitCell, column: int, row: int) -> SafeString:
    x, y = column * 25, row * 44
    ground, ink = ("c-done", "c-onrice") if cell.met else ("c-track", "")
    hatch = format_html('<rect class="c-none" x="{}%" y="{}" width="24%" height="40" opacity=".35"/>', x, y)
    city = cell.unit.kind == UnitKind.PROVINCIAL_CITY
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="24%" height="40"/>{}<text class="{}" x="{}%" y="{}" '
        'text-anchor="middle">{}</text>', ground, x, y, hatch if cell.met is None else "", ink, x + 12, y + 25,
        f"TP {cell.unit.name}" if city else cell.unit.name)
