"""What the leader's page says of a plan in words and pictures: the sentence, the split bars, the pills, the targets."""

import dataclasses

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ocop.core.names import fold
from ocop.core.refusal import Words
from ocop.programme.enums import Indicator, LineKind, Per
from ocop.programme.models import Plan
from ocop.programme.rules import Bounds
from ocop.reports.records import Row
from ocop.reports.shown import PILLS, Figure, FrozenList, LineView, ProgrammePage, Split, Verdict
from ocop.web.portal.programme_charts import MOST_TILES, mark_words, split_chart, target_chart, tile_chart
from ocop.web.shared.templatetags.ocop import vn_date

# The two bars of a year: of one known from reports where it began, of a living one how far it is.
_BEGAN, _LIVES = "so.tham-gia", ("so.ho-so", "so.cong-nhan")
_EXAMPLE = "(ví dụ)"
# A product known by name only: the first word that fits chooses the drawing.
_DRAWINGS = (("gao", "rice", "g1"), ("mien", "noodles", "g1"), ("nghe", "turmeric", "g3"), ("che", "tea", "g1"),
             ("quyt", "mandarin", "g1"), ("mat", "honey", "g1"), ("nam", "mushroom", "g1"), ("ruou", "spirit", "g2"))


@dataclasses.dataclass(frozen=True)
class SplitView:
    """A split with its drawing and the words over it."""

    split: Split
    chart: SafeString
    words: str


@dataclasses.dataclass(frozen=True)
class PillView:
    """How many lines of one verdict; the address shows just those."""

    kind: str
    words: str
    count: int
    value: str
    current: bool


@dataclasses.dataclass(frozen=True)
class TargetView:
    """A line of the plan with its drawing; `tail` is what stands after the number."""

    line: LineView
    chart: SafeString
    tail: str
    cells: tuple[tuple[str, str, int], ...] = ()


@dataclasses.dataclass(frozen=True)
class Example:
    """A line that teaches how to read the chart; its numbers are examples."""

    text: str
    bounds: Bounds
    result: int
    verdict: Verdict
    target_words: str
    tail: str

    @property
    def pill(self) -> tuple[str, str]:
        """Kind and words of the pill."""
        return PILLS[self.verdict], str(self.verdict.label)

    @property
    def chart(self) -> SafeString:
        """The drawing."""
        return target_chart(self)


def is_example(plan: Plan) -> bool:
    """Whether the plan says of itself that it is one."""
    return _EXAMPLE in plan.title


def sentence(page: ProgrammePage) -> SafeString:
    """The page in one sentence: where a past year began and what it wanted, or how far a living one is."""
    began = next((split for split in page.splits if split.whole.key == _BEGAN), None)
    if began is not None and not page.plan.kept_here:
        return _beginning(page, began)
    counts = dict(page.counts)
    met = counts.get(Verdict.MET, 0) + counts.get(Verdict.OVER, 0)
    parts = [_("%(met)s trên %(all)s chỉ tiêu đạt") % {"met": met, "all": len(page.targets)}]
    for one, words in (
        (Verdict.DOING, _("%(count)s đang làm")), (Verdict.AT_RISK, _("%(count)s có nguy cơ không kịp")),
        (Verdict.MISSED, _("%(count)s không đạt")), (Verdict.PARTIAL, _("%(count)s chưa đủ số liệu")),
        (Verdict.NO_DATA, _("%(count)s chưa có số liệu")),
    ):
        if counts.get(one):
            parts.append(words % {"count": counts[one]})
    told = ", ".join(parts)
    if page.ended:
        return format_html("{} <b>{}</b>.", _("Kỳ đã hết:"), told)
    return format_html(_("Đến {} đã qua <b>{} % thời gian kỳ</b>: {}."), vn_date(page.last), page.elapsed_percent, told)


def _beginning(page: ProgrammePage, began: Split) -> SafeString:
    listed = next((split for split in page.splits if not split.whole.key.startswith(_LIVES)
                   and split is not began), None)
    starred = [part for part in listed.parts if not part.key.endswith(".duoi-3")] if listed else []
    reached = format_html(_(", {} đạt sao"), _link(page, ",".join(part.key for part in starred),
                                                   sum(part.count for part in starred))) if starred else ""
    wanted = [words for line in page.targets if (words := _wish(line))]
    wish = format_html(" {} {}.", _("Kế hoạch năm:"), ", ".join(wanted)) if wanted else ""
    return format_html(_("Khởi điểm ngày {}: <b>{} sản phẩm tham gia{}</b>.{}"),
                       vn_date(page.version.decided_on), _link(page, began.whole.key, began.whole.count), reached, wish)


def _wish(line: LineView) -> str:
    """The main targets in a word: "nâng cấp cả 45", "thêm ít nhất 25 sản phẩm mới"."""
    if line.parent or line.line.kind != LineKind.COUNTED:
        return ""
    words = {Indicator.IMPROVED: _("nâng cấp %(low)s"), Indicator.FINISHED: _("hoàn thiện %(low)s"),
             Indicator.NEW_PRODUCTS: _("thêm %(low)s sản phẩm mới")}.get(Indicator(line.line.indicator), "")
    low = mark_words(line.bounds)
    if line.bounds.kind == "all" and line.line.indicator == Indicator.IMPROVED:
        low = _("cả %(count)s") % {"count": low}
    return words % {"low": low} if words else ""


def _link(page: ProgrammePage, key: str, count: int) -> SafeString:
    address = reverse("programme_rows", args=[page.plan.slug, page.plan.year, key])
    return format_html('<a href="{}?ngay={}" data-count="{}">{}</a>', address, page.day.isoformat(), count, count)


def splits(page: ProgrammePage) -> tuple[list[SplitView], list[SplitView]]:
    """The two bars, and what is told in words beside them."""
    chosen = [split for split in page.splits if _is_bar(page.plan, split)]
    rest = [split for split in page.splits if split not in chosen]
    return [_split(one) for one in chosen], [_split(one) for one in rest]


def _is_bar(plan: Plan, split: Split) -> bool:
    if plan.kept_here:
        return split.whole.key in _LIVES
    return split.whole.key not in _LIVES


def _split(split: Split) -> SplitView:
    return SplitView(split, split_chart(split), _without(split.whole.words, split.whole.count))


def _without(words: Words, count: int) -> str:
    """The name without its own number in front: "45 sản phẩm đã đánh giá" beside a 45."""
    return str(words).removeprefix(f"{count} ")


def pills(page: ProgrammePage, wanted: str) -> list[PillView]:
    """Counts of the verdicts, the worst first."""
    order = (Verdict.MISSED, Verdict.AT_RISK, Verdict.MET, Verdict.OVER, Verdict.DOING, Verdict.PARTIAL,
             Verdict.NO_DATA)
    counts = dict(page.counts)
    return [PillView(PILLS[one], str(one.label), counts[one], one.value, one.value == wanted)
            for one in order if counts.get(one)]


def targets(page: ProgrammePage, wanted: str) -> list[TargetView]:
    """The lines with a number; those of each unit stand apart (`each_unit`) unless one verdict is asked for."""
    asked = wanted in Verdict.values
    lines = [line for line in page.targets if line.verdict == wanted] if asked else [
        line for line in page.targets if line.line.per != Per.EACH_UNIT]
    return [TargetView(line, target_chart(_over_units(line)), tail(line)) for line in lines]


def _over_units(line: LineView) -> LineView:
    """A line of each unit counts units: its track is as long as there are units."""
    if line.line.per != Per.EACH_UNIT or not line.total:
        return line
    return dataclasses.replace(line, bounds=Bounds("all", line.total))


def tail(line: LineView) -> str:
    """What stands behind the number: "/ 25 · 8 %", "/ 10–15 · trong khoảng"."""
    return line.result_words.removeprefix(f"{line.result} ") if line.result is not None else ""


def each_unit(page: ProgrammePage) -> list[TargetView]:
    """Lines that ask something of each unit, as tiles where these are few."""
    code = page.plan.authority.code
    return [
        TargetView(line, tile_chart(line, code) if len(line.cells) <= MOST_TILES else SafeString(""), tail(line),
                   tuple((cell.unit.full_name, cell.unit.slug, cell.result) for cell in line.cells if cell.result))
        for line in page.targets if line.line.per == Per.EACH_UNIT
    ]


def lists(page: ProgrammePage) -> list[tuple[FrozenList, list[tuple[Row, str, str]]]]:
    """Frozen lists shown by name: each row with its drawing and the drawing's ground."""
    return [(one, [(row, *_drawing(row.name)) for row in one.rows]) for one in page.lists]


def _drawing(name: str) -> tuple[str, str]:
    folded = f" {fold(name)} "
    drawing, ground = next(((drawing, ground) for word, drawing, ground in _DRAWINGS if f" {word} " in folded),
                           ("basket", "g1"))
    return static(f"art/{drawing}.svg"), ground


def late(page: ProgrammePage) -> list[LineView]:
    """What is late or was missed."""
    return [line for line in page.targets if line.verdict in {Verdict.AT_RISK, Verdict.MISSED}]


def has_units(page: ProgrammePage) -> bool:
    """Whether any number can be spread over units."""
    return any(line.line.kind == LineKind.COUNTED and line.opens for line in page.lines)


def legend() -> list[Example]:
    """How to read the chart, with numbers that are examples."""
    products, points, organisations = _("sản phẩm"), _("điểm"), _("tổ chức")
    return [
        Example(_("Ít nhất: qua vạch là đạt"), Bounds("at_least", 25), 28, Verdict.MET,
                _("ít nhất %(low)s%(in)s") % {"low": 25, "in": f" {products}"}, "/ 25 · 112 %"),
        Example(_("Đúng số: tới vạch là đạt"), Bounds("exactly", 6), 4, Verdict.DOING, f"6 {points}", "/ 6 · 67 %"),
        Example(_("Khoảng: rơi giữa hai vạch là đạt"), Bounds("range", 10, 15), 12, Verdict.MET,
                f"10–15 {organisations}", "/ 10–15 · " + _("trong khoảng")),
        Example(_("Hết kỳ mà chưa tới vạch"), Bounds("exactly", 16), 9, Verdict.MISSED, f"16 {products}",
                "/ 16 · 56 %"),
    ]


def figure_words(figures: list[Figure]) -> str:
    """The words of figures read together."""
    return ", ".join(_without(one.words, one.count) for one in figures)
