"""What dossiers answer to the rooms before: products that two producers to be read as one are both filing."""

from collections import defaultdict

from django.utils.translation import gettext as _

from ocop.core.refusal import Missing
from ocop.dossiers.models import Dossier
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
