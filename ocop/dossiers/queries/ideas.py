"""Reads of ideas and business plans: what waits for an office, what a producer does next, the year an idea may join."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.dossiers.enums import BusinessPlanState, IdeaState
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.programme.enums import CycleState
from ocop.programme.models import Cycle
from ocop.registry.models import Producer, Product, own_work, tied_producers

RECENT = 10
_PLACES = ("form", "producer__unit", "producer__settled_unit")


@dataclasses.dataclass(frozen=True)
class FormTodo:
    """The next step of an idea or a plan: `kind` says where it leads, `pid` is that of the idea, plan or product."""

    kind: str
    words: str
    pid: str
    why: str = ""


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Ideas and plans at an office: those that wait, the oldest first, and those answered last."""

    ideas: list[Idea]
    plans: list[BusinessPlan]
    answered_ideas: list[Idea]
    answered_plans: list[BusinessPlan]


def waiting_forms(actor: Actor) -> Waiting:
    """What was sent to the offices of the actor's places, in four queries however much there is."""
    own = tied_producers(actor)
    ideas = Idea.objects.visible_to(actor).exclude(producer__head__in=own).select_related(*_PLACES, "product")
    plans = BusinessPlan.objects.visible_to(actor).exclude(producer__head__in=own).select_related(*_PLACES, "product")
    done = (IdeaState.ACCEPTED.value, IdeaState.RETURNED.value)
    return Waiting(
        list(ideas.filter(state=IdeaState.SENT).order_by("sent_at", "pk")),
        list(plans.filter(state=BusinessPlanState.SENT).order_by("sent_at", "pk")),
        list(ideas.filter(state__in=done).order_by("-answered_at", "-pk")[:RECENT]),
        list(plans.filter(state__in=done).order_by("-answered_at", "-pk")[:RECENT]),
    )


def count_waiting(actor: Actor) -> int:
    """How many ideas and plans wait at the actor's offices; two queries."""
    own = tied_producers(actor)
    return sum(
        rows.exclude(producer__head__in=own).filter(state="sent").count()
        for rows in (Idea.objects.visible_to(actor), BusinessPlan.objects.visible_to(actor))
    )


def own_ideas(actor: Actor) -> list[Idea]:
    """The ideas of the producers and products the actor works for, the newest first."""
    rows = Idea.objects.filter(own_work(actor))
    return list(rows.select_related("producer", "product").order_by("-created_at", "-pk"))


def plans_of(product: Product, actor: Actor) -> list[BusinessPlan]:
    """The versions of a product's plan that the actor may see, the newest first."""
    rows = BusinessPlan.objects.visible_to(actor).filter(product__head=product.head_id or product.pk)
    return list(rows.select_related("form").order_by("-no"))


def cycle_to_join(producer: Producer, day: dt.date) -> Cycle | None:
    """The open year of the producer's province, which a product may join; None where none is open."""
    province = producer.province_today
    if province is None:
        return None
    return Cycle.objects.filter(unit=province, year=day.year, state=CycleState.OPEN).select_related("unit").first()


def form_todo(actor: Actor) -> Iterator[FormTodo]:
    """Next steps in the actor's own work: what came back, what lies half written, what follows an accepted idea."""
    ideas = list(Idea.objects.filter(own_work(actor), state__in=["draft", "returned", "accepted"])
                 .select_related("product").order_by("-state", "name_key", "pk"))
    plans = list(BusinessPlan.objects.filter(own_work(actor)).exclude(state=BusinessPlanState.WITHDRAWN)
                 .select_related("product").order_by("-state", "pk"))
    yield from (_half_written("idea", idea, idea.name) for idea in ideas if idea.state != IdeaState.ACCEPTED)
    yield from (_half_written("plan", plan, plan.product.name) for plan in plans
                if plan.state in {BusinessPlanState.DRAFT, BusinessPlanState.RETURNED})
    planned = {plan.product_id for plan in plans}
    accepted = [idea for idea in ideas if idea.state == IdeaState.ACCEPTED]
    for idea in accepted:
        if idea.product is None:
            yield FormTodo("idea_product", _("Đăng ký sản phẩm cho ý tưởng “%(name)s”") % {"name": idea.name}, idea.pid)
    for idea in accepted:
        if idea.product is not None and idea.product_id not in planned:
            yield FormTodo("plan_start", _("Viết phương án cho “%(name)s”") % {"name": idea.product.name},
                           idea.product.pid)


def _half_written(kind: str, row: Idea | BusinessPlan, name: str) -> FormTodo:
    """A form in its maker's hands: one that came back says why."""
    words = {
        "idea_draft": _("Viết tiếp ý tưởng “%(name)s”"), "idea_returned": _("Sửa ý tưởng “%(name)s” theo góp ý"),
        "plan_draft": _("Viết tiếp phương án “%(name)s”"), "plan_returned": _("Sửa phương án “%(name)s” theo góp ý"),
    }
    step = f"{kind}_{row.state}"
    return FormTodo(step, words[step] % {"name": name}, row.pid, row.answer)
