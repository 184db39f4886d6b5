"""The two lists people begin their day with: the officer's inbox and the producer's list of things to do."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.dossiers.enums import DossierKind, DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, Occasion, Stage, Supplement
from ocop.dossiers.queries.clocks import Clock, stage_clocks
from ocop.dossiers.queries.ideas import form_todo
from ocop.registry.enums import ProductState
from ocop.registry.models import Paper, Product, own_papers, own_products, own_work, tied_producers
from ocop.registry.queries import expiring_papers

_FAR = dt.date.max


@dataclasses.dataclass(frozen=True)
class InboxRow:
    """A stage lying at the actor's unit, with its clock."""

    stage: Stage
    clock: Clock


@dataclasses.dataclass(frozen=True)
class Todo:
    """One thing to do, or to know (`to_do` False). `pid` is that of the dossier, product, paper or form it is about."""

    kind: str
    words: str
    pid: str
    due_on: dt.date | None = None
    urgent: bool = False
    to_do: bool = True
    why: str = ""


def inbox(actor: Actor) -> list[InboxRow]:
    """Open stages of the actor's units, the fewest days left first, in four queries.

    Above the commune what is accepted still lies here, waiting for the council.
    """
    in_hand = Q(state__in=[StageState.RECEIVED, StageState.ASKING])
    accepted = Q(state=StageState.CHECKED, level__in=[StageLevel.PROVINCE, StageLevel.NATION])
    stages = list(
        Stage.objects.handled_by(actor).filter(in_hand | accepted)
        .exclude(dossier__state__in=[DossierState.CLOSED, DossierState.WITHDRAWN])
        .select_related("unit", "dossier__product", "dossier__producer__unit", "dossier__producer__settled_unit",
                        "dossier__edition", "dossier__product_set")
    )
    clocks = stage_clocks(stages, actor.today)
    rows = [InboxRow(stage, clocks[stage.pk]) for stage in stages]
    return sorted(rows, key=_urgency)


def _urgency(row: InboxRow) -> tuple[bool, int, dt.date, int]:
    """Days left, those without a limit last; then the oldest."""
    left = row.clock.left
    return left is None, left or 0, row.stage.received_on, row.stage.pk


def todo(actor: Actor) -> list[Todo]:
    """What is to do in the actor's own work, in order; a constant number of queries however much there is."""
    if not tied_producers(actor):
        return []
    dossiers = list(Dossier.objects.open().filter(own_work(actor)).select_related("product")
                    .order_by("product__name_key", "pk"))
    asked = {row.stage.dossier_id: row for row in Supplement.objects
             .filter(answered_in__isnull=True, stage__dossier__in=dossiers).select_related("stage")}
    return [
        *sorted(_returned(dossiers, asked), key=lambda one: one.due_on or _FAR),
        *_drafts(dossiers),
        *(Todo(one.kind, one.words, one.pid, why=one.why) for one in form_todo(actor)),
        *_products(actor),
        *_papers(actor),
        *_forwarded(dossiers),
    ]


def _returned(dossiers: list[Dossier], asked: dict[int, Supplement]) -> Iterator[Todo]:
    """Supplements asked for, with their day; then dossiers sent back."""
    for dossier in dossiers:
        if dossier.state != DossierState.RETURNED:
            continue
        supplement = asked.get(dossier.pk)
        name = {"name": dossier.product.name}
        if supplement is not None:
            yield Todo("supplement", _("Bổ sung hồ sơ “%(name)s” theo yêu cầu") % name, dossier.pid,
                       due_on=supplement.due_on, urgent=True)
        else:
            yield Todo("returned", _("Hồ sơ “%(name)s” bị trả lại: sửa rồi nộp lại") % name, dossier.pid, urgent=True)


def _drafts(dossiers: list[Dossier]) -> Iterator[Todo]:
    """Dossiers being written."""
    for dossier in dossiers:
        if dossier.state == DossierState.DRAFT:
            yield Todo("draft", _("Viết tiếp hồ sơ “%(name)s”") % {"name": dossier.product.name}, dossier.pid)


def _products(actor: Actor) -> Iterator[Todo]:
    """Re-evaluations whose window is open, then products that never had a dossier."""
    of_product = Dossier.objects.filter(product=OuterRef("product"))
    windows = Occasion.objects.filter(
        own_products(actor, "product__"), kind=DossierKind.REEVALUATION, opens_on__lte=actor.today,
        closes_on__gte=actor.today,
    ).exclude(Exists(of_product.open()))
    for occasion in windows.select_related("product").order_by("closes_on", "pk"):
        yield Todo("reevaluate", _("Nộp hồ sơ phân hạng lại “%(name)s”") % {"name": occasion.product.name},
                   occasion.product.pid, due_on=occasion.closes_on, urgent=True)
    product = OuterRef("pk")
    bare = Product.objects.filter(own_products(actor), state=ProductState.ACTIVE, head=F("pk")).exclude(
        Exists(Dossier.objects.filter(product=product).exclude(state=DossierState.WITHDRAWN))
    ).exclude(Exists(Occasion.objects.filter(product=product)))
    for row in bare.order_by("name_key", "pk"):
        yield Todo("start", _("Lập hồ sơ cho “%(name)s”") % {"name": row.name}, row.pid)


def _papers(actor: Actor) -> Iterator[Todo]:
    """Papers that have run out or will soon."""
    papers = Paper.objects.filter(own_papers(actor))
    for version in expiring_papers(papers, actor.today, within=settings.PAPER_WARNING_DAYS):
        left = ((version.expires_on or _FAR) - actor.today).days
        words = _("Gia hạn “%(title)s” (đã hết hạn)") if left < 0 else _("Gia hạn “%(title)s” (sắp hết hạn)")
        yield Todo("paper", words % {"title": version.paper.title}, version.paper.pid, due_on=version.expires_on,
                   urgent=left <= settings.PAPER_URGENT_DAYS)


def _forwarded(dossiers: list[Dossier]) -> list[Todo]:
    """Nothing to do: the province has sent it up."""
    up = set(Stage.objects.filter(dossier__in=dossiers, level=StageLevel.NATION)
             .exclude(state=StageState.DONE).values_list("dossier_id", flat=True))
    return [
        Todo("forwarded", _("“%(name)s”: đã trình Trung ương") % {"name": dossier.product.name}, dossier.pid,
             to_do=False)
        for dossier in dossiers if dossier.pk in up and dossier.state == DossierState.ACCEPTED
    ]
