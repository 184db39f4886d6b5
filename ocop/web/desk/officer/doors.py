"""What every page of the officers' desk asks first: may this person sit here, which stage lies in their hands."""

from typing import Any

from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal, Words
from ocop.dossiers.enums import StageLevel, StageState
from ocop.dossiers.models import Dossier, Stage, stage_units
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

COMMUNE = (Role.COMMUNE_OFFICER,)
# The desk of the level that evaluates: whoever prepares, oversees or inspects there.
ABOVE = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.DOCUMENT_CLERK, Role.LEADER, Role.MINISTRY_OFFICER,
         Role.INSPECTOR)
OFFICES = (*COMMUNE, *ABOVE)
# Who answers for producers of a place.
REGISTRARS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)
NOT_HERE = _("Hồ sơ này không nằm ở đơn vị của bạn. Chỉ cán bộ của đơn vị đang giữ hồ sơ mới làm được việc này.")


def sit_down(actor: Actor, *roles: str) -> None:
    """404 for whoever holds none of these roles: a desk of others does not exist."""
    if not actor.holds(*roles):
        raise Http404


def dossier_at(actor: Actor, pid: str) -> Dossier:
    """The dossier an office sees, with what its pages read; 404 for everybody else."""
    sit_down(actor, *OFFICES)
    rows = Dossier.objects.visible_to(actor).select_related(
        "product__unit", "producer__unit__today_province", "producer__settled_unit__today_province", "edition",
        "product_set__edition", "product_set__group", "filled_by_user",
    )
    return get_or_404(rows, pid=pid)


def stage_here(actor: Actor, dossier: Dossier) -> Stage | None:
    """The newest stage of the dossier at the actor's own units; None where it never lay there."""
    row = dossier.stages.filter(unit__in=stage_units(actor)).select_related("unit").order_by("-pk").first()
    if row is not None:
        # The dossier at hand carries its producer's place, which the guards read.
        row.dossier = dossier
    return row


def stage_in_hand(actor: Actor, pid: str) -> Stage:
    """The stage this office works on; 404 for what it does not see, 403 for what lies elsewhere."""
    stage = stage_here(actor, dossier_at(actor, pid))
    if stage is None:
        raise Refusal("stage-elsewhere", NOT_HERE, kind="forbidden")
    return stage


def waiting_counts(actor: Actor) -> dict[str, int]:
    """Numbers on the doors: what lies in hand at the commune, and above it; one query."""
    rows = Stage.objects.handled_by(actor).filter(state__in=[StageState.RECEIVED, StageState.ASKING])
    counts = {"inbox": 0, "province": 0}
    for level, number in rows.values_list("level").annotate(Count("pk")):
        counts["inbox" if level == StageLevel.COMMUNE else "province"] += number
    return counts


def officer_page(request: Request, template: str, context: dict[str, Any], *, current: str = "",
                 status: int = 200) -> HttpResponse:
    """A page of the officers' desk, with the numbers on its doors."""
    counts = request.actor.once("desk.counts", lambda: waiting_counts(request.actor))
    full = {"home": home_of(request.actor), **context}
    return desk_page(request, f"desk/officer/{template}.html", full, current=current, counts=counts, status=status)


def own_door(actor: Actor) -> str:
    """The door a dossier's page stands behind."""
    return "inbox" if actor.holds(*COMMUNE) else "province"


def home_of(actor: Actor) -> tuple[str, str]:
    """The list a dossier is opened from: words and address."""
    if own_door(actor) == "inbox":
        return gettext("Hộp hồ sơ"), reverse("commune_inbox")
    return gettext("Hồ sơ"), reverse("province_desk")


def beside(form: Form, refusal: Refusal, fields: dict[str, str] | None = None) -> None:
    """Put a refusal beside the field it is about (by its code), or over the form; then the things that lack."""
    if refusal.kind == "forbidden":
        raise refusal
    field = (fields or {}).get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal.words))
    for one in refusal.missing:
        form.add_error(None, str(one.words))


def status_of(refusal: Refusal | None) -> int:
    """The status of a form page after a refusal."""
    if refusal is None:
        return 422
    return 409 if refusal.kind == "conflict" else 422


def joined(*parts: Words) -> str:
    """Small facts in a row, with dots between; empty ones left out."""
    return " · ".join(str(part) for part in parts if part)
