"""What an import will do with every row, worked out in memory: the preview, and the first half of applying."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.dossiers.enums import StageLevel
from ocop.intake.enums import RowStatus
from ocop.intake.facts import Facts, SheetContext, context_of, facts_of, judged_in_district
from ocop.intake.guards import own_provinces
from ocop.intake.hints import ALIKE, near_good, why_good, why_maker
from ocop.intake.known import Good, Known, Maker, decision_key, decisions_made_here
from ocop.intake.lawbook import LawBook
from ocop.intake.naming import kind_of, producer_key, product_key
from ocop.intake.placing import PlaceBook, Spot
from ocop.intake.reading.book import SheetReading
from ocop.intake.reading.tables import ReadRow
from ocop.intake.reading.values import shown_score
from ocop.intake.titling import where_of
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.places.queries import nation
from ocop.recognition.outside import LEAST_STARS, MOST_STARS

_MOST_CHOICES = 3000
_SOURCE = 200


@dataclasses.dataclass(frozen=True)
class Recognised:
    """A recognition to enter: by which paper of whom, until when."""

    authority: AdminUnit
    number: str
    signed_on: dt.date
    valid_to: dt.date

    @property
    def key(self) -> tuple[str, int]:
        """What makes two the same paper."""
        return decision_key(self.number, self.signed_on.year)


@dataclasses.dataclass(frozen=True)
class Past:
    """A result without recognition to enter."""

    stars: int | None
    score_text: str
    source: str
    on: dt.date | None
    level: str

    @property
    def key(self) -> tuple[int | None, str, str]:
        """What makes two the same result."""
        return self.stars, self.score_text, self.source


@dataclasses.dataclass(eq=False)
class Line:
    """A row with what becomes of it."""

    read: ReadRow
    status: str = RowStatus.SKIPPED
    facts: Facts | None = None
    spot: Spot = dataclasses.field(default_factory=Spot)
    maker: Maker | None = None
    good: Good | None = None
    outcome: Recognised | Past | None = None
    new_code: str = ""
    said: list[str] = dataclasses.field(default_factory=list)

    @property
    def message(self) -> str:
        """Everything to be said of the row, as one text."""
        parts = [
            *self.read.errors.values(),
            *(self.facts.errors if self.facts else ()),
            *self.said,
            *self.read.notes,
            *(self.facts.notes if self.facts else ()),
        ]
        if self.read.skipped:
            parts.insert(0, self.read.skipped)
        return "; ".join(dict.fromkeys(part for part in parts if part))

    def fail(self, words: str) -> None:
        """Make the row an error."""
        self.said.append(words)
        self.status = RowStatus.ERROR

    @property
    def shown(self) -> dict[str, str]:
        """The row in the columns of the report."""
        facts, spot = self.facts, self.spot
        if facts is None:
            return {}
        return {
            "name": facts.name,
            "producer": facts.producer,
            # Names as written; where the row says nothing, as they were recognised.
            "commune": facts.address.commune or (spot.commune.full_name if spot.commune else ""),
            "district": facts.address.district or (spot.district.full_name if spot.district else ""),
            "province": facts.address.province or (spot.province.name if spot.province else ""),
            "stars": str(facts.stars) if facts.stars is not None else "",
            "score": shown_score(facts.score) if facts.score is not None else "",
            "decision": facts.number,
            "date": facts.signed_on.isoformat() if facts.signed_on else "",
        }


@dataclasses.dataclass
class Plan:
    """All rows of a file in order."""

    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each status."""
        return dict(Counter(str(line.status) for line in self.lines))


def plan_import(sheets: Sequence[SheetReading], *, by: Actor) -> Plan:
    """Work out what every row becomes. Reads only; the number of queries does not grow with the rows."""
    planner = _Planner(by)
    for sheet in sheets:
        planner.read_sheet(sheet)
    planner.find_makers()
    planner.find_goods()
    return Plan(planner.lines)


class _Planner:
    """The work of one plan, step by step over all rows."""

    def __init__(self, by: Actor) -> None:
        self.by, self.today = by, by.today
        self.allowed = own_provinces(by)
        self.book = PlaceBook(by.today)
        self.lines: list[Line] = []
        self.known: Known
        self.names: dict[int | None, list[str]] = {}
        self.law = LawBook()
        self.nation = nation()
        self.here: set[tuple[str, int, str]] = set()
        self.papers: dict[tuple[str, int, str], tuple[dt.date, int]] = {}
        self.own = self._own_province()

    def _own_province(self) -> AdminUnit | None:
        """The province of an officer who has just one: where rows lie that name none."""
        if self.allowed is None or len(self.allowed) != 1:
            return None
        return next((unit for unit in self.book.provinces if unit.pk in self.allowed), None)

    def read_sheet(self, sheet: SheetReading) -> None:
        """Interpret and place the rows of a sheet."""
        context = context_of(sheet.name, sheet.titles)
        where = where_of(sheet, self.book, self.own)
        context = dataclasses.replace(context, by_district=context.by_district or where.by_district)
        for read in sheet.rows:
            line = Line(read)
            self.lines.append(line)
            if not read.skipped:
                self.book.read_heading(read.cells, where.province)
                where.hand_down(read)
                self._interpret(line, context, default=where.province)

    def _interpret(self, line: Line, context: SheetContext, *, default: AdminUnit | None) -> None:
        line.facts = facts = facts_of(line.read.cells, context, today=self.today)
        facts.address = self.book.complete(facts.address, facts.day, default)
        line.spot = self.book.place(facts.address, facts.day, default)
        if line.spot.note:
            line.said.append(line.spot.note)
        if self.allowed is not None and line.spot.home not in self.allowed:
            line.fail(_("Ngoài tỉnh bạn phụ trách"))
        wrong = line.read.errors or line.facts.errors or line.status == RowStatus.ERROR
        line.status = RowStatus.ERROR if wrong else RowStatus.UNCHANGED

    def _good_lines(self) -> Iterable[tuple[Line, Facts]]:
        return ((line, line.facts) for line in self.lines if line.facts and line.status != RowStatus.ERROR)

    def find_makers(self) -> None:
        """Give each row its producer, known or new."""
        self.known = Known({line.spot.home for line, _facts in self._good_lines() if line.spot.home})
        for line, facts in self._good_lines():
            line.maker = self._maker(line, facts)
            if line.maker is not None:
                line.said.append(why_maker(facts.producer, facts.tax, line.maker))

    def _maker(self, line: Line, facts: Facts) -> Maker | None:
        if facts.tax and facts.tax in self.known.by_tax:
            return self.known.by_tax[facts.tax]
        home, key = line.spot.home, producer_key(facts.producer)
        fits = [one for one in self.known.by_name.get((home, key), ()) if not (facts.tax and one.tax)]
        here = line.spot.commune_today
        near = [
            one
            for one in fits
            if one.commune is None or here is None or one.commune == here or not Known.households(one)
        ]
        exact = [one for one in near if one.commune == here] if here else near
        found = exact if len(exact) == 1 else near
        # Two rows of the register for one name, not yet merged: the one that is written just so.
        spelled = [one for one in found if len(found) > 1 and nfc(one.name) == nfc(facts.producer)]
        found = spelled if len(spelled) == 1 else found
        if len(found) > 1:
            line.fail(_("Có %(count)s chủ thể tên này trong tỉnh; hãy ghi xã của chủ thể") % {"count": len(found)})
            return None
        if found:
            self._complete(found[0], line, facts)
            return found[0]
        return self._new_maker(line, facts, key=key)

    @staticmethod
    def _complete(maker: Maker, line: Line, facts: Facts) -> None:
        """A producer that is still to be entered takes what a later row adds."""
        if maker.pk is None and maker.commune is None and line.spot.commune:
            maker.unit, maker.commune = line.spot.commune, line.spot.commune_today
        if maker.pk is None and facts.tax and not maker.tax:
            maker.tax, maker.tax_sealed = facts.tax, facts.tax_sealed

    def _new_maker(self, line: Line, facts: Facts, *, key: str) -> Maker:
        kind, guessed = kind_of(facts.kind, facts.producer)
        spot = line.spot
        maker = Maker(
            facts.producer,
            kind,
            spot.home,
            spot.commune_today,
            unit=spot.unit,
            unit_text="" if spot.commune else spot.text[:300],
            detail=facts.address.rest[:300],
            tax=facts.tax,
            tax_sealed=facts.tax_sealed,
        )
        if guessed:
            line.said.append(_("không rõ loại hình chủ thể, ghi là hộ"))
        self._hint_maker(line, key)
        self.known.add(maker, key)
        return maker

    def _hint_maker(self, line: Line, key: str) -> None:
        """Show a producer of the province whose name is nearly this one; nothing is merged for it."""
        home = line.spot.home
        choices = (
            [name for place, name in self.known.by_name if place == home]
            if len(self.lines) <= 500
            else (self._choices(home))
        )
        if len(choices) > _MOST_CHOICES:
            return
        best = process.extractOne(key, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best and best[0] != key:
            other = self.known.by_name[home, best[0]][0]
            line.said.append(_("tên gần giống chủ thể “%(name)s”, không gộp") % {"name": other.name})

    def _choices(self, home: int | None) -> list[str]:
        """Names of a province, kept while a long file is read: those added since are not hinted at."""
        if not self.names:
            for place, name in self.known.by_name:
                self.names.setdefault(place, []).append(name)
        return self.names.get(home, [])

    def find_goods(self) -> None:
        """Give each row its product and its result, and say what that makes of the row."""
        self.known.load_goods({line.maker for line, _facts in self._good_lines() if line.maker and line.maker.pk})
        self.here = decisions_made_here({facts.number for _line, facts in self._good_lines() if facts.decided})
        for line, facts in self._good_lines():
            if line.maker is not None:
                self._settle(line, facts, line.maker)

    def _settle(self, line: Line, facts: Facts, maker: Maker) -> None:
        key = product_key(facts.name)
        good = maker.goods.get(key)
        fresh = good is None
        if good is None:
            spot = line.spot
            good = Good(
                facts.name,
                maker,
                unit=spot.unit,
                unit_text="" if spot.commune else spot.text[:300],
                detail=facts.address.rest[:300],
                group=facts.group[:300],
            )
        line.said.append(self.law.doubt(facts.stars, facts.score, facts.day))
        outcome = _told_before(facts) or self._outcome(line, facts, good)
        if line.status == RowStatus.ERROR or not self._fits(line, facts, good=good, outcome=outcome):
            return
        if fresh:
            line.said.append(near_good(key, maker))
            maker.goods[key] = good
        line.good = good
        line.said.append(why_good(facts.name, good))
        news = self._take(line, facts, good=good, outcome=outcome)
        line.status = RowStatus.CREATED if fresh else RowStatus.UPDATED if news else RowStatus.UNCHANGED
        if not fresh:
            line.said.append(_("bổ sung vào sản phẩm đã có") if news else _("đã có trong sổ, không đổi"))

    def _fits(self, line: Line, facts: Facts, *, good: Good, outcome: Recognised | Past | None) -> bool:
        """Refuse two star ratings of one product in one decision."""
        if isinstance(outcome, Recognised):
            told = good.decided.get(outcome.key)
            if told is not None and told != facts.stars:
                line.fail(
                    _("Quyết định %(number)s đã ghi sản phẩm này %(stars)s sao")
                    % {"number": outcome.number, "stars": told}
                )
                return False
        return True

    def _take(self, line: Line, facts: Facts, *, good: Good, outcome: Recognised | Past | None) -> bool:
        """Note what the row adds to its product; whether it adds anything."""
        news = False
        if isinstance(outcome, Recognised) and outcome.key not in good.decided:
            good.decided[outcome.key] = facts.stars or 0
            line.outcome, news = outcome, True
        if isinstance(outcome, Past) and outcome.key not in good.past:
            good.past.add(outcome.key)
            line.outcome, news = outcome, True
        if facts.code and facts.code not in good.codes:
            good.codes.append(facts.code)
            line.new_code, news = facts.code, True
        return news

    def _outcome(self, line: Line, facts: Facts, good: Good) -> Recognised | Past | None:
        """What the row says was decided: a recognition, a result without one, or nothing."""
        if facts.potential:
            return self._past(facts, None, facts.score_text or "tiềm năng 5 sao")
        if facts.stars is None:
            if not facts.notes:
                line.said.append(_("không có hạng sao, chỉ ghi sản phẩm"))
            return None
        if facts.proposed:
            line.said.append(_("mới là đề nghị, không ghi sao"))
            return None
        if judged_in_district(facts):
            line.said.append(_("kết quả đánh giá cấp huyện, chưa phải công nhận"))
        elif not LEAST_STARS <= facts.stars <= MOST_STARS:
            line.said.append(_("%(stars)s sao không được công nhận, ghi là kết quả cũ") % {"stars": facts.stars})
        elif not facts.number:
            line.said.append(_("không có số quyết định: ghi là kết quả cũ, chưa có giấy chứng nhận"))
        elif not facts.signed_on:
            line.said.append(_("quyết định thiếu ngày ký: ghi là kết quả cũ, chưa có giấy chứng nhận"))
        else:
            found = self._recognised(line, facts, good)
            if found or line.status == RowStatus.ERROR:
                return found
        return self._past(facts, facts.stars, facts.score_text)

    def _recognised(self, line: Line, facts: Facts, good: Good) -> Recognised | None:
        assert facts.signed_on is not None
        authority = self._authority(line, facts)
        if authority is None:
            line.said.append(_("không rõ cơ quan ra quyết định: ghi là kết quả cũ"))
            return None
        key = (*decision_key(facts.number, facts.signed_on.year), authority.code)
        if key in self.here and key[:2] not in good.decided:
            line.fail(_("Số %(number)s là của một quyết định lập trên hệ thống này") % {"number": facts.number})
            return None
        first = self.papers.setdefault(key, (facts.signed_on, line.read.row))
        if first[0] != facts.signed_on:
            line.fail(
                _("Quyết định %(number)s có ngày ký khác ở dòng %(row)s") % {"number": facts.number, "row": first[1]}
            )
            return None
        last = facts.valid_to or self.law.last_day(facts.signed_on)
        if last is None:
            line.said.append(_("không rõ thời hạn theo văn bản lúc đó: ghi là kết quả cũ"))
            return None
        return Recognised(authority, facts.number, facts.signed_on, last)

    def _authority(self, line: Line, facts: Facts) -> AdminUnit | None:
        """Whose decision it is: the ministry's by its signs, a district's by the title, else the province's."""
        if facts.level == StageLevel.NATION:
            return self.nation
        if facts.level == StageLevel.DISTRICT and line.spot.district and line.spot.district.level == Level.DISTRICT:
            return line.spot.district
        return line.spot.province

    def _past(self, facts: Facts, stars: int | None, score_text: str) -> Past:
        """The source is made of what the row says, so that the same row gives the same result in any file."""
        # Plain Vietnamese whatever the reader's language: it is a record, and it must come out the same each time.
        paper = facts.number or "không có số quyết định"
        when = str(facts.year) if facts.year and not facts.signed_on else ""
        source = ", ".join(part for part in (f"Danh sách nhập: {paper}", when, facts.note) if part)
        return Past(stars, score_text[:20], source[:_SOURCE], facts.signed_on, facts.level)


def _told_before(facts: Facts) -> Past | None:
    """A result without recognition of our own export: word for word what it was."""
    if not facts.source:
        return None
    return Past(facts.stars, facts.score_text, facts.source[:_SOURCE], facts.signed_on, facts.level)
