"""Products: who held them when, where they stand in each edition, their codes, pictures, prices, outlets."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.core.actor import Actor
from ocop.core.models import Blob, Named, Pid
from ocop.places.models import AdminUnit, Placed
from ocop.registry.enums import CodeSource, OutletKind, OutsideSystem, PictureKind, ProductState
from ocop.registry.models.producers import Producer, named_products, producers_of, seen_places
from ocop.rulebooks.models import Edition, ProductSet


def own_products(actor: Actor, prefix: str = "") -> Q:
    """Rows (through a product under `prefix`) of products that are the person's own work (`own_work`)."""
    rows = Q(**{f"{prefix}producer__head__in": producers_of(actor)})
    named = named_products(actor)
    return rows | Q(**{f"{prefix}pk__in": named}) if named else rows


class ProductQuerySet(models.QuerySet["Product"]):
    """Products, by who may see them."""

    def visible_to(self, actor: Actor) -> "ProductQuerySet":
        """Products of one's own producers, those one was named for, and those an office answers for."""
        if not actor.signed_in:
            return self.none()
        return self.filter(own_products(actor) | seen_places(actor, ""))

    def held_by(self, producer: Producer) -> "ProductQuerySet":
        """Products a producer holds now, merged rows included."""
        return self.filter(producer__head_id=producer.head_id)


class Product(Named, Placed):
    """A thing a village makes. Its pid is the permanent check code printed on goods.

    `producer` is the holder of today, kept by the verbs in step with the open row of ProductHolding.
    """

    pid = Pid()
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products")
    head = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    state = models.CharField(max_length=10, choices=ProductState.choices, default=ProductState.ACTIVE)
    story = models.TextField(blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    hs_code = models.CharField(max_length=16, blank=True)
    trace_link = models.URLField(blank=True)
    pack = models.CharField(max_length=120, blank=True)
    shelf_life = models.CharField(max_length=120, blank=True)
    warnings = models.TextField(blank=True)

    objects = ProductQuerySet.as_manager()


class ProductHolding(models.Model):
    """Who held the product when; one open row (P06)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="holdings")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(valid_to__isnull=True), name="holding_one_open"),
            models.UniqueConstraint(fields=["product", "valid_from"], name="holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.producer_id}"


class ProductPlacement(models.Model):
    """The official set a product stands in, per edition of the law (A05)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="placements")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    product_set = models.ForeignKey(ProductSet, models.PROTECT, null=True, related_name="+")
    group_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "edition"], name="placement_once")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.product_set_id}"


class ProductCode(models.Model):
    """An official product code (`T-X-STT-20YY`, 26/2026 art. 5; or an old one). Dated, kept, never parsed."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40, db_index=True)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    serial = models.IntegerField(null=True)
    year = models.IntegerField(null=True)
    given_on = models.DateField()
    source = models.CharField(max_length=10, choices=CodeSource.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "serial", "year"], condition=Q(source="issued"), name="product_code_serial"
            )
        ]

    def __str__(self) -> str:
        return self.code


class ProductPictureQuerySet(models.QuerySet["ProductPicture"]):
    """Pictures, by who may see them at the desk; the public sees them through the product's page."""

    def visible_to(self, actor: Actor) -> "ProductPictureQuerySet":
        """The holder's own people, and the offices of the place."""
        if not actor.signed_in:
            return self.none()
        return self.filter(own_products(actor, "product__") | seen_places(actor, "product__"))


class ProductPicture(models.Model):
    """A picture of the product, its packaging or its label: turned upright, made small, its hidden data taken out."""

    pid = Pid()
    product = models.ForeignKey(Product, models.PROTECT, related_name="pictures")
    kind = models.CharField(max_length=10, choices=PictureKind.choices)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    small = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
    width = models.IntegerField()
    height = models.IntegerField()
    position = models.IntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_on = models.DateField(null=True, blank=True)

    objects = ProductPictureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_size")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.product_id}"


class ProductPrice(models.Model):
    """What a pack costs, in đồng, from a day to a last day."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    per = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "per"], condition=Q(valid_to__isnull=True), name="price_one_open"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="price_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} / {self.per}"


class ProductOutletQuerySet(models.QuerySet["ProductOutlet"]):
    """Outlets, by who may see them at the desk; the public sees them through the product's page."""

    def visible_to(self, actor: Actor) -> "ProductOutletQuerySet":
        """The holder's own people, and the offices of the place."""
        if not actor.signed_in:
            return self.none()
        return self.filter(own_products(actor, "product__") | seen_places(actor, "product__"))


class ProductOutlet(models.Model):
    """Where the product is sold: a shop, a market, an address on the network; from a day to a last day."""

    pid = Pid()
    product = models.ForeignKey(Product, models.PROTECT, related_name="outlets")
    kind = models.CharField(max_length=12, choices=OutletKind.choices)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    link = models.URLField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ProductOutletQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(address="", link=""), name="outlet_has_a_place"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="outlet_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutsideNumber(models.Model):
    """A number another system gives something of ours, from the day it was noted; a new one ends the one before."""

    system = models.CharField(max_length=15, choices=OutsideSystem.choices)
    value = models.CharField(max_length=80)
    noted_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.system} {self.value}"


class ProductReference(OutsideNumber):
    """The number another system knows the product by: the national OCOP system, the one-stop system (P08)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="references")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "system"], condition=Q(ended_on__isnull=True), name="reference_one_open"
            ),
            models.UniqueConstraint(
                fields=["system", "value"], condition=Q(ended_on__isnull=True), name="reference_of_one"
            ),
        ]
