"""Lists: joining rows of later rooms in one query."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
N = TypeVar("N", bound=models.Model)


def attach(objs: Sequence[M], queryset: "models.QuerySet[N]", *, fk: str, to: str) -> Sequence[M]:
    """Put on each object, as list `to`, the rows of `queryset` whose key `fk` points to it: one query in all."""
    found: dict[int, list[N]] = {}
    if objs:
        for row in queryset.filter(**{f"{fk}__in": [obj.pk for obj in objs]}):
            found.setdefault(getattr(row, f"{fk}_id"), []).append(row)
    for obj in objs:
        setattr(obj, to, found.get(obj.pk, []))
    return objs


def first_or_none(rows: Iterable[N]) -> N | None:
    """The first row, or None."""
    return next(iter(rows), None)
