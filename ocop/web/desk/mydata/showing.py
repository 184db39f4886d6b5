"""What is held about a person, as the page and the file show it: words for rooms, values for eyes."""

import dataclasses
import datetime as dt
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.core.holdings import Holding, pointing_at
from ocop.core.models import Opening
from ocop.core.refusal import Words
from ocop.registry.clocks import is_late, request_dues
from ocop.registry.enums import RequestState
from ocop.registry.holdings import representatives_of
from ocop.registry.models import DataRequest, Representative
from ocop.rulebooks.rules.clocks import Due
from ocop.web.shared.templatetags.ocop import days_left_words, vn_date

# What the rows of a room are, for whoever has never heard of rooms.
ROOMS: dict[str, Words] = {
    "account": gettext_lazy("Thư điện tử đăng nhập"),
    "accounts": gettext_lazy("Vai trò, mã đăng nhập"),
    "admin": gettext_lazy("Việc quản trị"),
    "core": gettext_lazy("Nhật ký, thông báo"),
    "councils": gettext_lazy("Hội đồng, phiếu, biên bản"),
    "dossiers": gettext_lazy("Hồ sơ"),
    "intake": gettext_lazy("Danh sách đã nhập"),
    "mfa": gettext_lazy("Đăng nhập hai lớp"),
    "places": gettext_lazy("Địa bàn"),
    "programme": gettext_lazy("Kế hoạch năm"),
    "recognition": gettext_lazy("Quyết định, giấy chứng nhận"),
    "registry": gettext_lazy("Chủ thể, sản phẩm, giấy tờ, yêu cầu"),
    "rulebooks": gettext_lazy("Văn bản áp dụng"),
    "support": gettext_lazy("Hỗ trợ, điểm bán"),
}
MOST_SHOWN = 10
_FACTS: dict[str, Words] = {"female": gettext_lazy("nữ"), "male": gettext_lazy("nam")}


@dataclasses.dataclass(frozen=True)
class Section:
    """A holding for the page: rows as cells of (label, text), what is not listed counted."""

    holding: Holding
    heads: list[str]
    rows: list[list[tuple[str, str]]]
    more: int


def section_of(holding: Holding) -> Section:
    """The holding with every value as text; a long one is cut short, the file has more of it."""
    rows = [[(str(words), shown(row.get(key))) for key, words in holding.columns] for row in holding.rows[:MOST_SHOWN]]
    # Rows that are sums say more than their number.
    summed = any(key == "count" for key, _words in holding.columns)
    return Section(
        holding, [str(words) for _key, words in holding.columns], rows, 0 if summed else holding.total - len(rows)
    )


def shown(value: Any) -> str:
    """A value for eyes."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dt.datetime):
        local = localtime(value)
        return f"{vn_date(local.date())} {local:%H:%M}"
    if isinstance(value, dt.date):
        return vn_date(value)
    return str(_FACTS.get(str(value), value))


def rooms_of(user: User) -> list[tuple[Words, int]]:
    """Where else the person's account is written down, and how often."""
    return [(ROOMS.get(label, label), count) for label, count in sorted(pointing_at(user).items())]


def note_sight(user: User) -> None:
    """Sensitive facts about oneself are sensitive facts: their sight is logged like any other (product.md 8)."""
    rows = [row for row in representatives_of(user) if row.sex or row.ethnic_group or row.disability is not None]
    Opening.objects.bulk_create(
        Opening(actor=user, object_type=Representative._meta.label, object_id=row.pk, kind="own_data") for row in rows
    )


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request with its clock: the pill's kind and words, the last day."""

    request: DataRequest
    due: Due
    kind: str
    words: str

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.request.state == RequestState.OPEN


def asked_ones(requests: list[DataRequest], actor: Actor) -> list[Asked]:
    """The requests with their clocks, in the order given; one query."""
    dues = request_dues(requests, actor.today)
    return [_asked(row, dues[row.pk], actor.today) for row in requests]


def _asked(row: DataRequest, due: Due, today: dt.date) -> Asked:
    late = is_late(row, due, today)
    if row.state == RequestState.OPEN:
        left = due.left(today) or 0
        return Asked(
            row,
            due,
            "bad" if late else "warn" if left <= 1 else "wait",
            _("quá hạn") if late and left == 0 else days_left_words(left),
        )
    kind = "ok" if row.state == RequestState.ANSWERED else "none"
    words = str(row.get_state_display())
    return Asked(row, due, kind, _("%(state)s, trễ hạn") % {"state": words} if late else words)
