"""What is held about a person, as plain rows for their page and their download, and the part that core holds."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from ocop.core.models import AuditEntry, Notice, Opening
from ocop.core.refusal import Words

# Long lists end here on the page and in the download; the count says how many there are.
MOST_ROWS = 200


@dataclasses.dataclass(frozen=True)
class Holding:
    """One kind of rows about a person: what they are, what for, how long; `total` counts also what is not listed.

    `columns` are (key, words) for the page; a row has a value (text, number, yes or no, date, time, None) under each of
    these keys, and may have more for the download.
    """

    key: str
    title: Words
    why: Words
    kept: Words
    columns: tuple[tuple[str, Words], ...]
    rows: Sequence[dict[str, Any]]
    total: int


def holding(
    key: str,
    title: Words,
    rows: Sequence[dict[str, Any]],
    *,
    why: Words,
    kept: Words,
    columns: Sequence[tuple[str, Words]],
    total: int | None = None,
) -> Holding:
    """A holding whose total is the number of its rows unless said otherwise."""
    return Holding(key, title, why, kept, tuple(columns), rows, len(rows) if total is None else total)


def held(*, user: AbstractBaseUser) -> list[Holding]:
    """Notices to the person, deeds in the trail (how many of each), and sensitive facts they have opened."""
    notices = Notice.objects.filter(to=user.pk)
    deeds = (
        AuditEntry.objects.filter(actor=user.pk)
        .values(year=ExtractYear("at"))
        .annotate(count=Count("pk"))
        .order_by("-year")
    )
    openings = Opening.objects.filter(actor=user.pk)
    told = [
        {"made_at": row.made_at, "kind": row.kind, "params": row.params or None}
        for row in notices.order_by("-pk")[:MOST_ROWS]
    ]
    opened = [dict(row) for row in openings.order_by("-pk").values("at", "kind", "object_type")[:MOST_ROWS]]
    return [
        holding(
            "notices",
            _("Thông báo gửi cho bạn"),
            told,
            total=notices.count(),
            why=_("Báo việc cần làm và kết quả."),
            kept=_("Đến khi bạn yêu cầu xóa."),
            columns=[("made_at", _("Lúc"))],
        ),
        holding(
            "deeds",
            _("Việc bạn đã làm trong nhật ký"),
            [dict(row) for row in deeds],
            why=_("Chứng minh ai đã làm gì với hồ sơ, điểm và quyết định."),
            kept=_("Lâu dài, không sửa được; nội dung cá nhân bên trong xóa được theo yêu cầu."),
            columns=[("year", _("Năm")), ("count", _("Số lần"))],
            total=sum(one["count"] for one in deeds),
        ),
        holding(
            "openings",
            _("Dữ liệu nhạy cảm bạn đã mở xem"),
            opened,
            total=openings.count(),
            why=_("Giám sát việc xem dữ liệu cá nhân nhạy cảm."),
            kept=_("Lâu dài, không sửa được."),
            columns=[("at", _("Lúc"))],
        ),
    ]


def pointing_at(user: AbstractBaseUser) -> dict[str, int]:
    """How many rows of each room (by app label) name the person's account; one query, rooms without one left out."""
    links = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is type(user)
    ]
    counts = {
        f"n{place}": Subquery(
            model._default_manager.filter(**{field.name: OuterRef("pk")})
            .order_by()
            .values(field.name)
            .annotate(count=Count("pk"))
            .values("count")
        )
        for place, (model, field) in enumerate(links)
    }
    found: dict[str, Any] = dict(type(user)._default_manager.filter(pk=user.pk).values(**counts).get())
    sums: dict[str, int] = {}
    for place, (model, _field) in enumerate(links):
        number = found[f"n{place}"] or 0
        if number:
            sums[model._meta.app_label] = sums.get(model._meta.app_label, 0) + number
    return sums
