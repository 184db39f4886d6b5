"""What the search finds units by: their names of today, and the names of what went into them."""

from collections.abc import Sequence

from django.db.models import F, Q

from ocop.core.dates import UNKNOWN_START
from ocop.core.documents import Draft, Source
from ocop.places.enums import WORDS, Level
from ocop.places.models import AdminUnit, AdminUnitQuerySet


def _findable() -> AdminUnitQuerySet:
    """Units in force, and those that are no more and became no single other (split communes, districts).

    What went wholly into another unit is found under that one, by its old name.
    """
    return AdminUnit.objects.exclude(level=Level.NATION).filter(Q(today=F("pk")) | Q(today__isnull=True))


def _ids() -> list[int]:
    return list(_findable().order_by("pk").values_list("pk", flat=True))


def _build(ids: Sequence[int]) -> list[Draft]:
    rows = (
        _findable()
        .filter(pk__in=ids)
        .values_list("pk", "name", "kind", "code", "today_province", "province__name", "today_province__name")
    )
    drafts = {
        pk: Draft(
            pk,
            [name, f"{WORDS[kind]} {name}".strip()],
            words=[code, home or "", now or ""],
            public_from=UNKNOWN_START,
            province_id=province,
        )
        for pk, name, kind, code, province, home, now in rows
    }
    before = AdminUnit.objects.filter(today__in=list(drafts)).exclude(today=F("pk")).order_by("-valid_from", "pk")
    for today, name, kind, code in before.values_list("today", "name", "kind", "code"):
        draft = drafts[today or 0]
        draft.names += [name, f"{WORDS[kind]} {name}".strip()]
        draft.words.append(code)
    return list(drafts.values())


PLACES = Source(_ids, _build)
