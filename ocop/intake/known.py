"""What stands in the registers already: producers, products and results of the provinces an import touches."""

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from django.db.models import Q

from ocop.core.names import nfc
from ocop.intake.naming import producer_key, product_key
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.enums import DecisionKind, Origin
from ocop.recognition.models import Certificate, Decision, PastResult, Recognition
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product, ProductCode

T = TypeVar("T")
# SQLite takes no more parameters than this in one statement.
CHUNK = 900


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in slices one statement can take."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclasses.dataclass(eq=False)
class Maker:
    """A producer, known or to be entered; `home` is its province of today, `commune` one id of its commune."""

    name: str
    kind: str
    home: int | None
    commune: int | None
    unit: AdminUnit | None = None
    unit_text: str = ""
    detail: str = ""
    tax: str = ""
    tax_sealed: str = ""
    pk: int | None = None
    goods: dict[str, "Good"] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(eq=False)
class Good:
    """A product, known or to be entered, with the results it has: by decision, and those without recognition."""

    name: str
    maker: Maker
    unit: AdminUnit | None = None
    unit_text: str = ""
    detail: str = ""
    group: str = ""
    pk: int | None = None
    decided: dict[tuple[str, int], int] = dataclasses.field(default_factory=dict)
    past: set[tuple[int | None, str, str]] = dataclasses.field(default_factory=set)
    codes: list[str] = dataclasses.field(default_factory=list)
    has_certificate: bool = False


def decision_key(number: str, year: int) -> tuple[str, int]:
    """One paper, however its number is spaced or cased."""
    return "".join(nfc(number).upper().split()), year


class Known:
    """Makers by tax code and by name in a province; filled by a handful of queries."""

    def __init__(self, homes: Collection[int]) -> None:
        self.by_tax: dict[str, Maker] = {}
        self.by_name: dict[tuple[int | None, str], list[Maker]] = {}
        self.makers: dict[int, Maker] = {}
        self._load(list(homes))

    def add(self, maker: Maker, key: str) -> None:
        """Let later rows find a maker."""
        self.by_name.setdefault((maker.home, key), []).append(maker)
        if maker.tax:
            self.by_tax.setdefault(maker.tax, maker)

    def _load(self, homes: list[int]) -> None:
        place = Q(unit__today_province__in=homes) | Q(settled_unit__today_province__in=homes) | Q(unit__isnull=True)
        rows = (
            Producer.objects.filter(place)
            .order_by("pk")
            .values_list(
                "pk",
                "head_id",
                "name",
                "kind",
                "tax_code",
                "unit_id",
                "unit__level",
                "unit__today_id",
                "unit__today_province_id",
                "settled_unit__today_id",
                "settled_unit__today_province_id",
            )
        )
        for pk, head, name, kind, tax, unit, level, today, home, settled, settled_home in rows:
            own = (today or -unit) if level == Level.COMMUNE else None
            maker = self.makers.get(head or pk)
            if maker is None:
                maker = Maker(name, kind, settled_home or home, settled or own, pk=head or pk, tax=tax)
                self.makers[head or pk] = maker
            # A name that was merged away still leads to the one that stands.
            key = producer_key(name)
            if maker not in self.by_name.get((maker.home, key), ()):
                self.add(maker, key)

    def load_goods(self, makers: Collection[Maker]) -> None:
        """Products of these makers with their results, codes and certificates."""
        ids = sorted(maker.pk for maker in makers if maker.pk)
        goods: dict[int, Good] = {}
        for some in chunks(ids):
            rows = Product.objects.filter(producer__head__in=some).order_by("pk")
            for pk, head, name, owner in rows.values_list("pk", "head_id", "name", "producer__head_id"):
                maker = self.makers[owner or 0]
                good = goods.get(head or pk) or Good(name, maker, pk=head or pk)
                goods[head or pk] = goods[pk] = good
                maker.goods.setdefault(product_key(name), good)
        for some in chunks(sorted(goods)):
            _load_results(goods, some)

    @staticmethod
    def households(maker: Maker) -> bool:
        """Whether a name alone says little: companies bear a name of their own in the country, others do not."""
        return maker.kind != ProducerKind.ENTERPRISE


def sent_up_source(number: str) -> str:
    """What our own export says of a result that was sent up: no recognition, whatever stars the province gave."""
    return f"Quyết định {number}, trình Trung ương (tiềm năng 5 sao)"


def _load_results(goods: dict[int, Good], some: Sequence[int]) -> None:
    """What has been decided of these products."""
    decided = Recognition.objects.filter(product__in=some)
    for product, number, year, stars in decided.values_list(
        "product_id", "decision__number", "decision__year", "stars"
    ):
        if number and year:
            goods[product].decided[decision_key(number, year)] = stars
    sent_up = decided.filter(decision__kind=DecisionKind.FORWARD)
    for product, number, score in sent_up.values_list("product_id", "decision__number", "score_text"):
        goods[product].past.add((None, score, sent_up_source(number)))
    past = PastResult.objects.filter(product__in=some)
    for product, rank, score, source in past.values_list("product_id", "stars", "score_text", "source"):
        goods[product].past.add((rank, score, source))
    codes = ProductCode.objects.filter(product__in=some).order_by("pk")
    for product, code in codes.values_list("product_id", "code"):
        goods[product].codes.append(code)
    for product in Certificate.objects.filter(recognition__product__in=some).values_list(
        "recognition__product_id", flat=True
    ):
        goods[product].has_certificate = True


def decisions_made_here(numbers: Collection[str]) -> set[tuple[str, int, str]]:
    """Numbers, years and authority codes of decisions that were drafted in this system: no import adds to them."""
    found = set()
    for some in chunks(sorted(numbers)):
        rows = Decision.objects.filter(origin=Origin.HERE, number__in=some)
        for number, year, code in rows.values_list("number", "year", "authority__code"):
            if year:
                found.add((*decision_key(number, year), code))
    return found
