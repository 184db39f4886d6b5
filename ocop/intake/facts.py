"""A row's cells turned into what they say of a product, with the words for what is wrong or worth knowing."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from ocop.core.dates import add_months
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind, StageLevel
from ocop.intake.reading.places import Address, spelled_out, split_address, split_producer
from ocop.intake.reading.titles import title_decision
from ocop.intake.reading.values import (
    Day,
    DecisionText,
    key,
    last_day,
    past_day,
    read_day,
    read_decision,
    read_score,
    read_stars,
    read_year,
    told_last_day,
    told_term,
)
from ocop.intake.reading.verbatim import unquoted
from ocop.places.enums import Level
from ocop.registry.taxcodes import HASHED, store_tax_code

LONGEST_NAME = 300
_NATION = re.compile(r"BNN|BNNMT|BNNPTNT|TTG", re.IGNORECASE)
# A result without recognition in our own export (`exporting`); read back word for word.
OLD_LEVELS = {
    "cấp xã": StageLevel.COMMUNE,
    "cấp huyện": StageLevel.DISTRICT,
    "cấp tỉnh": StageLevel.PROVINCE,
    "trung ương": StageLevel.NATION,
}
OLD_RESULT = re.compile(rf"Kết quả cũ, ({'|'.join(OLD_LEVELS)})\. Nguồn: (.+)")
_REVOKED = re.compile(r"; thu hồi từ (\d{2}/\d{2}/\d{4})")
# A withdrawal a note tells with its day ("Đã thu hồi theo Quyết định số 5/QĐ-UBND ngày 2/3/2024").
_WITHDRAWN = re.compile(r"thu hồi\b(.*)", re.IGNORECASE | re.DOTALL)
_DISTRICT_OFFICE = re.compile(r"(uy ban nhan dan|ubnd) (huyen|quan|thi xa)")


@dataclasses.dataclass(frozen=True)
class SheetContext:
    """What the lines above the header say for every row: a decision, a rank, where, whose decision."""

    decision: DecisionText = dataclasses.field(default_factory=DecisionText)
    stars: int | None = None
    words: str = ""
    by_district: bool = False
    several: bool = False


def context_of(name: str, titles: Sequence[str]) -> SheetContext:
    """Read a sheet's name and title lines. Two ranks in the titles name none."""
    decision, several = title_decision(titles)
    told = [read_stars(text) for text in (*titles, name) if "sao" in key(text).split()]
    ranks = {one.value for one in told if one.value and not one.wrong}
    clear = len(ranks) == 1 and not any(one.potential or "không rõ" in one.said for one in told)
    words = key(" ".join((*titles, name)))
    rank = ranks.pop() if clear else None
    return SheetContext(decision, rank, words, bool(_DISTRICT_OFFICE.search(words)), several)


@dataclasses.dataclass
class Facts:
    """One product of a register, read: names as written, stars and points, the decision, the place in words."""

    name: str = ""
    producer: str = ""
    kind: str = ""
    tax: str = ""
    tax_sealed: str = ""
    group: str = ""
    stars: int | None = None
    potential: bool = False
    score: Decimal | None = None
    score_text: str = ""
    year: int | None = None
    number: str = ""
    signed_on: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""
    code: str = ""
    certificate: str = ""
    # Where a result of our own export comes from, word for word.
    source: str = ""
    # The day a certificate was revoked, as our own export says it.
    revoked_on: dt.date | None = None
    # The place is named by the map of today, whatever the day of the decision.
    present: bool = False
    level: str = StageLevel.PROVINCE
    dossier_kind: str = DossierKind.FIRST
    proposed: bool = False
    address: Address = dataclasses.field(default_factory=Address)
    errors: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)

    @property
    def day(self) -> dt.date | None:
        """The day whose map the place is read by: of the decision, else the last of the year told; None for today."""
        if self.present:
            return None
        return self.signed_on or (dt.date(self.year, 12, 31) if self.year else None)

    @property
    def decided(self) -> bool:
        """Whether number and day of a decision of recognition are known."""
        return bool(self.number and self.signed_on)


def facts_of(cells: Mapping[str, str], context: SheetContext, *, today: dt.date) -> Facts:
    """Interpret the cells of a row. Never refuses: what is wrong stands in `errors`."""
    facts = Facts(
        name=_one_line(cells.get("name", "")),
        group=_one_line(cells.get("group") or cells.get("above_group", "")),
        kind=cells.get("kind", ""),
        note=_one_line(cells.get("note", "")),
        code=_one_line(cells.get("code", ""))[:40],
        certificate=_one_line(cells.get("certificate", ""))[:60],
    )
    facts.producer, tail = split_producer(cells.get("producer", ""))
    facts.producer = _one_line(facts.producer)
    today_unit = unquoted(cells.get("commune", ""))
    facts.present = today_unit is not None
    facts.address = _address({**cells, "commune": today_unit} if today_unit is not None else cells, tail)
    if facts.group.isdecimal():
        # A bare figure is somebody's guess of the group, not the words of a register.
        facts.group = ""
    _names(facts)
    _tax(facts, cells)
    _stars(facts, cells, context)
    _score(facts, cells)
    _old_result(facts, cells)
    _decision(facts, cells, context=context, today=today)
    _valid_to(facts, cells, today=today)
    if not facts.source:
        _event(facts, context)
        _withdrawal(facts, today)
    return facts


def _withdrawal(facts: Facts, today: dt.date) -> None:
    """The day a recognition was withdrawn, as our export or a note says it; a withdrawal without a day is told only."""
    ours = _REVOKED.search(facts.note)
    told = ours or (None if facts.proposed else _WITHDRAWN.search(facts.note))
    if told is None:
        return
    facts.revoked_on = past_day(read_day(told[1]), today).on
    if facts.revoked_on and facts.signed_on and facts.revoked_on < facts.signed_on:
        facts.revoked_on = None
    if not facts.revoked_on:
        facts.notes.append(
            _("ghi chú “%(text)s” không có ngày thu hồi: chưa thu hồi trong sổ, hãy xem lại")
            % {"text": facts.note[:80]}
        )


def _one_line(text: str) -> str:
    return nfc(text)


def _names(facts: Facts) -> None:
    if not facts.name:
        facts.errors.append(_("Thiếu tên sản phẩm"))
    if not facts.producer:
        facts.errors.append(_("Thiếu chủ thể: sản phẩm phải có chủ thể mới vào sổ được"))
    if len(facts.name) > LONGEST_NAME or len(facts.producer) > LONGEST_NAME:
        facts.errors.append(_("Tên dài quá %(most)s chữ") % {"most": LONGEST_NAME})


def _tax(facts: Facts, cells: Mapping[str, str]) -> None:
    """A tax code of wrong shape is told and left out; it never stops a row."""
    text = cells.get("tax", "")
    if text.startswith(HASHED):
        facts.tax, facts.tax_sealed = text, cells.get("tax_sealed", "")
    elif text:
        try:
            facts.tax = store_tax_code(text).unique
        except Refusal:
            facts.notes.append(_("mã số thuế không đúng dạng, để trống"))


def _stars(facts: Facts, cells: Mapping[str, str], context: SheetContext) -> None:
    told = read_stars(cells.get("stars", ""))
    facts.stars, facts.potential = told.value, told.potential
    if told.wrong:
        facts.errors.append(told.wrong)
    if told.said:
        facts.notes.append(told.said)
    if not cells.get("stars") and context.stars:
        facts.stars = context.stars
        facts.notes.append(_("hạng %(stars)s sao lấy từ tiêu đề") % {"stars": context.stars})


def _score(facts: Facts, cells: Mapping[str, str]) -> None:
    text = cells.get("score", "")
    facts.score, wrong = read_score(text)
    if wrong:
        # A range ("từ 78,66 - 83,54 điểm") is words; a number above the scale is a mistake.
        (facts.errors if re.fullmatch(r"[\d.,\s/]+", text) else facts.notes).append(wrong)
    if facts.score is not None:
        facts.score_text = text[:20]


def _decision(facts: Facts, cells: Mapping[str, str], *, context: SheetContext, today: dt.date) -> None:
    own = read_decision(cells.get("decision", ""))
    day = read_day(cells.get("date", ""))
    facts.number = own.number or context.decision.number
    told = own.day if own.day.on or own.day.wrong else day
    if not told.on and not told.wrong and facts.number == context.decision.number:
        told = context.decision.day
    if cells.get("date") and not day.on and not day.wrong and not told.on:
        facts.notes.append(_("không hiểu ngày “%(text)s”") % {"text": cells["date"]})
    told = past_day(told, today)
    if told.wrong:
        facts.errors.append(told.wrong)
    facts.signed_on = told.on
    if cells.get("decision") and not own.number and not context.decision.number:
        facts.notes.append(_("không thấy số quyết định trong “%(text)s”") % {"text": _one_line(cells["decision"])[:80]})
    if context.several and not own.number:
        facts.notes.append(_("tiêu đề nêu nhiều quyết định, không rõ quyết định nào"))
    facts.year = told.on.year if told.on else read_year(cells.get("year", ""))
    if facts.year and facts.year > today.year:
        facts.errors.append(_("Năm %(year)s ở tương lai") % {"year": facts.year})
        facts.year = None
    if len(facts.number) > 60:
        facts.errors.append(_("Số quyết định quá dài"))


def _valid_to(facts: Facts, cells: Mapping[str, str], *, today: dt.date) -> None:
    """The column for it, else what the note says."""
    text = cells.get("valid_to", "")
    told = told_last_day(text or ("" if facts.source else facts.note))
    term = told_term(text)
    if term and facts.signed_on:
        told = Day(add_months(facts.signed_on, term))
    if text and not told.on:
        told = told if told.wrong else read_day(text)
    told = last_day(told, today)
    if told.wrong:
        facts.errors.append(told.wrong)
    elif told.on and facts.signed_on and told.on < facts.signed_on:
        facts.errors.append(_("Ngày hết hạn trước ngày quyết định"))
    else:
        facts.valid_to = told.on


def decided_by_ministry(number: str) -> bool:
    """Whether the signs of a decision are those of the ministry or the prime minister."""
    return bool(_NATION.search(number.partition("/")[2]))


def _event(facts: Facts, context: SheetContext) -> None:
    """What kind of result it is: the note says it, the signs of the decision, the office in the title."""
    note = key(facts.note)
    facts.proposed = note.startswith(("de nghi", "dang ky", "du kien", "de xuat"))
    if decided_by_ministry(facts.number) or "quoc gia" in note:
        facts.level = StageLevel.NATION
    elif "cap huyen" in note or context.by_district:
        facts.level = StageLevel.DISTRICT
    if "nang hang" in note and not facts.proposed:
        facts.dossier_kind = DossierKind.UPGRADE
    elif any(words in note for words in ("cap lai", "danh gia lai", "phan hang lai")):
        facts.dossier_kind = DossierKind.REEVALUATION


def _old_result(facts: Facts, cells: Mapping[str, str]) -> None:
    """A result without recognition as our export writes it: level, source and points as they stood."""
    told = OLD_RESULT.fullmatch(facts.note)
    if told:
        facts.level, facts.source = OLD_LEVELS[told[1]], told[2]
        facts.score_text = cells.get("score", "")[:20]


def judged_in_district(facts: Facts) -> bool:
    """A district's own evaluation ("đánh giá cấp huyện", "danh mục cấp huyện"): no recognition by itself."""
    note = key(facts.note)
    return "cap huyen" in note and not note.startswith("cong nhan")


def _address(cells: Mapping[str, str], tail: str) -> Address:
    """The place in words: own columns first, then the address, what stands after the subject's name, group rows."""
    told = split_address(cells.get("address", "")) if cells.get("address") else Address()
    behind = split_address(tail) if tail else Address()
    found = {}
    for level in (Level.COMMUNE.value, Level.DISTRICT.value, Level.PROVINCE.value):
        own = _one_line(cells.get(level, ""))
        within = split_address(own) if "," in own else Address()
        found[level] = (
            getattr(within, level)
            or spelled_out(own)
            or getattr(told, level)
            or getattr(behind, level)
            or cells.get(f"above_{level}", "")
        )
    return Address(**found, rest=told.rest or behind.rest, wider=told.wider or behind.wider)
