"""What comes before a dossier: the registered idea of a product, and the versions of a product's business plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ocop.core.actor import Actor
from ocop.core.models import Named, Pid
from ocop.dossiers.enums import BusinessPlanState, IdeaState
from ocop.programme.models import Cycle
from ocop.registry.models import Producer, Product, own_work, seen_places
from ocop.rulebooks.models import FormTemplate


class Filled(models.Model):
    """A form filled in by a producer and answered by an office. `rev` settles two tabs."""

    pid = Pid()
    form = models.ForeignKey(FormTemplate, models.PROTECT, related_name="+")
    # Field id to text, as `rulebooks.rules.forms` keeps it; always under the version it was begun with.
    body = models.JSONField(default=dict)
    rev = models.IntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Why it came back, or what the office said with its acceptance.
    answer = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def _stamps(name: str, *, answered: list[str]) -> list[models.BaseConstraint]:
    """The stamps of a filled form, tied to its state; `answered` are the states an office has spoken in."""
    return [
        models.CheckConstraint(
            condition=Q(state="draft", sent_at__isnull=True) | Q(state="withdrawn")
            | (~Q(state__in=["draft", "withdrawn"]) & Q(sent_at__isnull=False)),
            name=f"{name}_sent_stamp",
        ),
        models.CheckConstraint(
            condition=Q(state__in=answered, answered_at__isnull=False, answered_by__isnull=False)
            | (~Q(state__in=answered) & Q(answered_at__isnull=True, answered_by__isnull=True)),
            name=f"{name}_answered_stamp",
        ),
        models.CheckConstraint(condition=~Q(state="returned") | ~Q(answer=""), name=f"{name}_returned_reason"),
        models.CheckConstraint(
            condition=Q(state="withdrawn", withdrawn_at__isnull=False)
            | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
            name=f"{name}_withdrawn_stamp",
        ),
    ]


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Ideas, by who may see them."""

    def visible_to(self, actor: Actor) -> "IdeaQuerySet":
        """The producer's people see their own; the offices of the place what was sent to them."""
        if not actor.signed_in:
            return self.none()
        sent = Q(sent_at__isnull=False) & seen_places(actor, "producer__")
        return self.filter(own_work(actor) | sent)


class Idea(Named, Filled):
    """A product idea (ý tưởng sản phẩm, A09), before there is a product: sent to the commune, taken up or returned.

    Its name is what the form calls the product. `product` is what became of it, `cycle` the year it takes part in.
    """

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=IdeaState.choices, default=IdeaState.DRAFT)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        constraints = [
            *_stamps("idea", answered=["accepted", "returned"]),
            models.CheckConstraint(
                condition=Q(state="accepted") | Q(product__isnull=True, cycle__isnull=True), name="idea_product_taken"
            ),
            # A year means a product in it.
            models.CheckConstraint(
                condition=Q(cycle__isnull=True) | Q(product__isnull=False), name="idea_cycle_product"
            ),
        ]


class BusinessPlanQuerySet(models.QuerySet["BusinessPlan"]):
    """Business plans, by who may see them."""

    def visible_to(self, actor: Actor) -> "BusinessPlanQuerySet":
        """The holder's people see their own; the offices of the place what was sent to them."""
        if not actor.signed_in:
            return self.none()
        sent = Q(sent_at__isnull=False) & seen_places(actor, "producer__")
        return self.filter(own_work(actor) | sent)


class BusinessPlan(Filled):
    """A version of a product's business plan (phương án SXKD): accepted, it takes the place of the one before."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+")
    no = models.IntegerField()
    state = models.CharField(max_length=10, choices=BusinessPlanState.choices, default=BusinessPlanState.DRAFT)

    objects = BusinessPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            *_stamps("business_plan", answered=["accepted", "returned", "superseded"]),
            models.UniqueConstraint(fields=["product", "no"], name="business_plan_once"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state__in=["draft", "sent", "returned"]), name="business_plan_one_open"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="accepted"), name="business_plan_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.no} of {self.product_id}"
