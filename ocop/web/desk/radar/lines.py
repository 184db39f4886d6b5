"""The radar's rows for eyes: what each says, by which filters it is shown, how places are counted."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.core.names import name_key
from ocop.dossiers.enums import DossierKind
from ocop.places.models import AdminUnit
from ocop.recognition.queries.radar import Expiry, Movement, WindowState
from ocop.web.shared.templatetags.ocop import vn_date

# The spans an office plans by (F05).
SPANS = (30, 90, 180)


@dataclasses.dataclass(frozen=True)
class Lane:
    """A place with its products, the soonest end first."""

    unit: AdminUnit | None
    rows: list[Expiry]

    @property
    def name(self) -> str:
        """Its name, as short as one knows it there."""
        return self.unit.full_name if self.unit else _("Chưa xác định")

    @property
    def above(self) -> str:
        """The district of a commune of an old map: names repeat within a province."""
        return self.unit.district.full_name if self.unit and self.unit.district else ""

    @property
    def lapsed(self) -> int:
        """Stars that are out."""
        return sum(row.state == WindowState.LAPSED for row in self.rows)

    @property
    def within(self) -> list[tuple[int, int]]:
        """How many end within each span of days from today."""
        return [(days, sum(0 <= row.left <= days for row in self.rows)) for days in SPANS]

    @property
    def still(self) -> int:
        """Whose window is open and who has done nothing."""
        return sum(row.must_act for row in self.rows)


@dataclasses.dataclass(frozen=True)
class Line:
    """One product of the list."""

    row: Expiry
    calls: bool

    @property
    def late(self) -> bool:
        """Its stars are out."""
        return self.row.state == WindowState.LAPSED

    @property
    def left_words(self) -> str:
        """What is left in words: calendar days, as the law counts here."""
        left = self.row.left
        if left == 0:
            return _("hôm nay là ngày cuối")
        if left < 0:
            return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -left) % {"days": -left}
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", left) % {"days": left}

    @property
    def pill(self) -> tuple[str, str]:
        """Kind and words: what has been done, else how the window stands."""
        return moved_pill(self.row) if self.row.dossier else still_pill(self.row)

    @property
    def act(self) -> tuple[str, str]:
        """What this office does next: words and address, which is empty where it only looks on."""
        row = self.row
        if row.dossier is not None and row.movement != Movement.WRITING:
            return _("Xem hồ sơ"), reverse("officer_dossier", args=[row.dossier.pid]) if row.seen else ""
        words = _("Hỏi: nộp muộn hay ngừng") if self.late else _("Gọi chủ thể")
        if row.state == WindowState.AHEAD:
            words = _("Báo trước cho chủ thể")
        return words, reverse("officer_producer", args=[row.producer]) if self.calls else ""


def moved_pill(row: Expiry) -> tuple[str, str]:
    """What the producer has done."""
    if row.movement == Movement.WRITING:
        return "wait", _("đang viết hồ sơ")
    if row.movement == Movement.RETURNED:
        return "wait", _("đang bổ sung hồ sơ")
    upgrade = row.dossier is not None and row.dossier.kind == DossierKind.UPGRADE
    words = _("xin nâng hạng, nộp %(day)s") if upgrade else _("đã nộp %(day)s")
    return "ok", words % {"day": vn_date(row.filed_on)}


def still_pill(row: Expiry) -> tuple[str, str]:
    """How the window stands for somebody who has done nothing."""
    if row.state == WindowState.LAPSED:
        return "bad", _("đã hết hạn")
    if row.state == WindowState.MISSED:
        return "bad", _("trễ cửa sổ nộp")
    if row.state == WindowState.OPEN:
        left = (row.closes_on - row.day).days if row.closes_on else 0
        if left == 0:
            return "warn", _("cửa sổ đóng hôm nay")
        return "warn", ngettext("cửa sổ còn %(days)s ngày", "cửa sổ còn %(days)s ngày", left) % {"days": left}
    return "", _("mở ngày %(day)s") % {"day": vn_date(row.opens_on)} if row.opens_on else _("chưa đến kỳ")


def lanes_of(rows: Iterable[Expiry], *, by_province: bool) -> list[Lane]:
    """Places in Vietnamese order; what lies in no known place comes last."""
    found: dict[int, Lane] = {}
    for row in rows:
        unit = row.province if by_province else row.commune
        found.setdefault(unit.pk if unit else 0, Lane(unit, [])).rows.append(row)
    return sorted(found.values(), key=lambda lane: (lane.unit is None, name_key(lane.unit.name if lane.unit else "")))


def heading(rows: Sequence[Expiry]) -> str:
    """The first line of the page: how many are in their window."""
    count = sum(row.state == WindowState.OPEN for row in rows)
    if not count:
        return _("Hạn sao: không có sản phẩm nào đang trong cửa sổ nộp")
    return ngettext("Hạn sao: %(count)s sản phẩm đang trong cửa sổ nộp",
                    "Hạn sao: %(count)s sản phẩm đang trong cửa sổ nộp", count) % {"count": count}


def sum_words(rows: Sequence[Expiry]) -> str:
    """One sentence: of those who have done nothing, how many are out, late, or due now."""
    still = [row for row in rows if row.dossier is None]
    counts = [sum(row.state == state for row in still)
              for state in (WindowState.LAPSED, WindowState.MISSED, WindowState.OPEN)]
    words = (_("%(count)s đã hết hạn"), _("%(count)s trễ cửa sổ"), _("%(count)s phải nộp ngay"))
    said = [one % {"count": count} for one, count in zip(words, counts, strict=True) if count]
    return f"{', '.join(said)}." if said else ""
