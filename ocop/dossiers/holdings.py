"""What dossiers answer to the rooms before: products that two producers to be read as one are both filing, and whose
name stands on what was filed."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from ocop.core.refusal import Missing
from ocop.dossiers.models import BusinessPlan, Dossier, Idea
from ocop.registry.models import Producer


def clashes(*, old: Producer, into: Producer) -> list[Missing]:
    """Product names under which both have a dossier without a result: one of the two must be withdrawn first."""
    rows = Dossier.objects.open().filter(producer__head__in=[old.head_id, into.head_id])
    sides: dict[str, set[int | None]] = defaultdict(set)
    names: dict[str, str] = {}
    found = rows.order_by("pk").values_list("product__name_folded", "product__name", "producer__head")
    for folded, name, head in found:
        sides[folded].add(head)
        names.setdefault(folded, name)
    return [
        Missing(
            "open-dossiers",
            _("Cả hai đang có hồ sơ chưa có kết quả cho “%(name)s”. Hãy rút một hồ sơ trước.")
            % {"name": names[folded]},
        )
        for folded in sorted(sides)
        if len(sides[folded]) > 1
    ]


def named(*, producers: Collection[int]) -> set[int]:
    """Those of these producers that have filed a dossier, or sent an idea or a plan that an office answered: papers
    with their name on them, signed or answered, that stay as they were."""
    filed = Dossier.objects.filter(submitted_at__isnull=False, producer__in=producers)
    answered = [
        rows.filter(answered_at__isnull=False, producer__in=producers) for rows in (Idea.objects, BusinessPlan.objects)
    ]
    return {pk for rows in (filed, *answered) for pk in rows.values_list("producer_id", flat=True)}
