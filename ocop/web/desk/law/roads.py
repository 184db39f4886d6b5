"""`/lam-viec/van-ban/lo-trinh/…`: the road to the next star, from the self-score or the council's result."""

import contextlib
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.councils.queries import dossiers_on_docket
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import picks_of
from ocop.registry.guards import works_on
from ocop.rulebooks.queries import bands_of, roads_for, rubric_of
from ocop.rulebooks.rules.road import typical_picks
from ocop.rulebooks.rules.rubric import Picks
from ocop.rulebooks.rules.scoring import grade
from ocop.web.desk.law.place import PROVINCE_WITH, crumbs, law_page
from ocop.web.desk.law.regrading import judged_dockets
from ocop.web.shared.access import get_or_404
from ocop.web.shared.errors import anchor
from ocop.web.shared.request import Request
from ocop.web.shared.roads import star_roads

COUNCIL = "hoi-dong"


@require_safe
def law_road(request: Request, pid: str) -> HttpResponse:
    """Three roads to each star above; `?tu=hoi-dong` from the council's closed result, for those who may see it."""
    actor = request.actor
    dossier = _dossier(actor, pid)
    row, unit = dossier.product_set, dossier.producer.province_today
    judged = next(iter(judged_dockets(actor, dossier=dossier)), None)
    from_council = judged is not None and request.GET.get("tu") == COUNCIL
    picks: Picks = picks_of(dossier)
    disqualified: tuple[str, ...] = ()
    rubric, bands = rubric_of(row), bands_of(row.edition)
    if from_council and judged is not None:
        picks = typical_picks(rubric, judged.sheets) | dict(judged.findings)
        disqualified = judged.disqualified
    held = grade(rubric, [picks], bands=bands, disqualified=disqualified)
    found = roads_for(row, picks, unit=unit, disqualified=disqualified)
    context = {
        "dossier": dossier, "row": row, "unit": unit, "total": held.totals[0], "most": rubric.max,
        "stars": held.stars, "stars_roads": star_roads(rubric, found, href=_href(actor, dossier)),
        "judged": judged is not None, "from_council": from_council, "answered": bool(picks),
        "crumbs": [*crumbs(row.edition, row, dossier.product.name)],
    }
    return law_page(request, "road", context)


def _dossier(actor: Actor, pid: str) -> Dossier:
    """A dossier of one's own, of one's office, or before one's council; else 404."""
    with_all = ("product", "product_set__edition", *(f"producer__{path}" for path in PROVINCE_WITH))
    for rows in (Dossier.objects.visible_to(actor), dossiers_on_docket(actor)):
        with contextlib.suppress(Http404):
            return get_or_404(rows.select_related(*with_all), pid=pid)
    raise Http404


def _href(actor: Actor, dossier: Dossier) -> Callable[[str], str]:
    """A criterion on the producer's own desk, for others on the score sheet."""
    if works_on(actor, dossier.producer, dossier.product_id):
        return lambda key: reverse("producer_criterion", args=[dossier.pid, key])
    sheet = reverse("law_set", args=[dossier.product_set.edition.key, dossier.product_set.key])
    return lambda key: f"{sheet}#{anchor(f'criterion:{key}')}"
