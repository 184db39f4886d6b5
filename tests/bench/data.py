"""Generated rows for the bench: a country of products, written in bulk and marked as generated."""

import datetime as dt
import itertools
from collections import Counter

from django.db import connection
from django.utils import timezone

from ocop.core.dates import UNKNOWN_START, add_months, today
from ocop.core.names import fold, name_key
from ocop.places.actions import load_facts
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.recognition.codes import number_key
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, Origin
from ocop.recognition.facets import changes_of
from ocop.recognition.listing import build_listing, same
from ocop.recognition.models import Certificate, Decision, FacetChange, Listing, Recognition
from ocop.registry.enums import CodeSource, ProducerKind
from ocop.registry.models import Producer, Product, ProductCode
from ocop.rulebooks.actions import load_edition
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.rules.shelf import DATA

MARK = "(dữ liệu sinh)"
# As many as the country has (1/7/2025).
COMMUNES = 3321
WORDS = ("Chè", "Gạo", "Miến", "Mật ong", "Rượu", "Trà", "Bún", "Thịt gác bếp", "Tinh nghệ", "Nấm", "Cam", "Hồng")
PLACES = ("shan tuyết", "nếp", "dong", "bạc hà", "men lá", "hoa vàng", "khô", "xông khói", "vàng", "hương", "sành")
KINDS = tuple(kind.value for kind in ProducerKind)
DAY = dt.timedelta(days=1)


def country() -> tuple[list[AdminUnit], list[ProductSet]]:
    """The provinces of today with generated communes up to the country's number, and the sets of 26/2026."""
    load_facts()
    load_edition(path=DATA / "vn-ocop-26-2026.yaml", publish=True)
    day = today()
    provinces = list(AdminUnit.objects.provinces().on(day).order_by("code"))
    missing = COMMUNES - AdminUnit.objects.communes().on(day).count()
    made = [
        AdminUnit(level=Level.COMMUNE, kind=UnitKind.COMMUNE, code=f"G{number:04d}", name=f"Sinh {number}",
                  name_folded=f"sinh {number}", name_key=name_key(f"Sinh {number}"), province=province, parent=province,
                  today_province=province, valid_from=dt.date(2025, 7, 1), basis=MARK)
        for number, province in zip(range(missing), itertools.cycle(provinces), strict=False)
    ]
    AdminUnit.objects.bulk_create(made, batch_size=500)
    for unit in made:
        unit.today_id = unit.pk
    AdminUnit.objects.bulk_update(made, ["today"], batch_size=300)
    communes = AdminUnit.objects.communes().on(day).filter(today_id__isnull=False, today_province__isnull=False)
    sets = ProductSet.objects.select_related("group", "edition").order_by("position")
    return list(communes.select_related("today_province", "province").order_by("pk")), list(sets)


def products(count: int) -> None:
    """So many recognised products with certificates and rows of the catalogue, one in eight expired."""
    communes, sets = country()
    producers = [
        Producer(name=f"Chủ thể {number} {MARK}", kind=KINDS[number % len(KINDS)],
                 name_folded=fold(f"Chủ thể {number}"), name_key=name_key(f"Chủ thể {number}"),
                 unit=communes[number % len(communes)])
        for number in range(count // 5)
    ]
    Producer.objects.bulk_create(producers, batch_size=500)
    table = connection.ops.quote_name(Producer._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET head_id = id")
    made = [_product(number, producers[number % len(producers)]) for number in range(count)]
    Product.objects.bulk_create(made, batch_size=500)
    table = connection.ops.quote_name(Product._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET head_id = id")
    decisions = [_decision(number, communes[number].today_province) for number in range(100)]
    Decision.objects.bulk_create(decisions)
    recognitions = [_recognition(number, one, decisions[number % 100], sets) for number, one in enumerate(made)]
    Recognition.objects.bulk_create(recognitions, batch_size=500)
    certificates = [_certificate(number, row) for number, row in enumerate(recognitions)]
    Certificate.objects.bulk_create(certificates, batch_size=500)
    listings = [_listing(row) for row in certificates]
    Listing.objects.bulk_create(listings, batch_size=500)
    _codes(made)
    for row in listings[:: count // 20]:
        fresh = Product.objects.get(pk=row.product_id)
        assert same(row, build_listing(fresh)), "the generator writes what the builder would write"
    lay_counts()


def _product(number: int, producer: Producer) -> Product:
    name = f"{WORDS[number % len(WORDS)]} {PLACES[number % len(PLACES)]} {number} {MARK}"
    return Product(pid=f"BE{number:08d}", name=name, name_folded=fold(name), name_key=name_key(name),
                   producer=producer, unit=producer.unit)


def _decision(number: int, province: AdminUnit | None) -> Decision:
    """A decision of a day in the last four years."""
    assert province is not None
    signed = today() - (30 + number * 13) * DAY
    return Decision(pid=f"BD{number:08d}", authority=province, level="province", kind=DecisionKind.RECOGNISE,
                    number=f"{number}/QĐ-UBND {MARK}", signed_on=signed, year=signed.year, state=DecisionState.ISSUED,
                    origin=Origin.IMPORTED, issued_at=timezone.now())


def _recognition(number: int, product: Product, decision: Decision, sets: list[ProductSet]) -> Recognition:
    chosen = sets[number % len(sets)]
    return Recognition(
        decision=decision, product=product, producer=product.producer, edition=chosen.edition, product_set=chosen,
        stars=(3, 3, 3, 4, 4, 5)[number % 6], kind="first", product_name=product.name,
        producer_name=product.producer.name, place_name=product.unit.full_name if product.unit else "",
        basis=Basis.IMPORTED,
    )


def _certificate(number: int, row: Recognition) -> Certificate:
    signed = row.decision.signed_on
    assert signed is not None
    last = add_months(signed, 36)
    text = f"{number}/GCN-OCOP-{row.decision.authority.code}-{signed.year}"
    return Certificate(pid=f"CE{number:08d}", recognition=row, number=text, number_key=number_key(text), serial=number,
                       issued_on=signed, valid_to=last, expiring_on=last - 180 * DAY)


def _listing(shown: Certificate) -> Listing:
    row = shown.recognition
    unit, group = row.product.unit, row.product_set.group if row.product_set else None
    words = [row.product_name, row.product.name, row.producer_name, row.producer.name, row.place_name,
             _code(row.product)]
    return Listing(
        product=row.product, certificate=shown, decided_on=row.decision.signed_on, stars=row.stars,
        valid_from=shown.issued_on, valid_to=shown.valid_to, name=row.product_name,
        name_folded=" ".join(dict.fromkeys(fold(" ".join(words)).split()))[:1000],
        name_key=name_key(row.product_name), producer_name=row.producer_name, place_name=row.place_name,
        commune_id=unit.pk if unit else None, province_id=unit.today_province_id if unit else None,
        set_key=row.product_set.key if row.product_set else "", group_key=group.key[:10] if group else "",
        producer_kind=row.producer.kind,
    )


def _code(product: Product) -> str:
    return f"99-{product.pid[2:]}-1-2026"


def _codes(made: list[Product]) -> None:
    ProductCode.objects.bulk_create([
        ProductCode(product=one, code=_code(one), unit=one.unit, year=2026, given_on=today(),
                    source=CodeSource.IMPORTED)
        for one in made
    ], batch_size=500)


def copies(times: int) -> None:
    """Copy products and catalogue rows so many times, in the database itself."""
    product, listing = (connection.ops.quote_name(model._meta.db_table) for model in (Product, Listing))
    own = _columns(Product, skip={"id", "pid", "head_id", "name", "name_key"})
    shown = _columns(Listing, skip={"id", "product_id", "name", "name_key"})
    with connection.cursor() as cursor:
        for number in range(1, times + 1):
            pid = f"replace(pid, 'BE0', 'BE{number}')"
            cursor.execute(
                f"INSERT INTO {product} (pid, name, name_key, {own}) SELECT {pid}, name || ' {number}', "
                f"name_key || '{number}', {own} FROM {product} WHERE pid LIKE 'BE0%'"
            )
            cursor.execute(
                f"INSERT INTO {listing} (product_id, name, name_key, {shown}) SELECT n.id, l.name || ' {number}', "
                f"l.name_key || '{number}', {', '.join(f'l.{name}' for name in shown.split(', '))} FROM {listing} l "
                f"JOIN {product} p ON p.id = l.product_id JOIN {product} n ON n.pid = "
                f"replace(p.pid, 'BE0', 'BE{number}') WHERE p.pid LIKE 'BE0%'"
            )
    lay_counts()


def _columns(model: type[Product] | type[Listing], *, skip: set[str]) -> str:
    return ", ".join(str(field.column) for field in model._meta.concrete_fields if field.column not in skip)


def lay_counts() -> None:
    """The kept counts of all rows, folded as the day's work leaves them."""
    FacetChange.objects.all().delete()
    sums: Counter[tuple[str, str, str, dt.date]] = Counter()
    for row in Listing.objects.iterator(2000):
        for (facet, value, part, day), count in changes_of(row):
            sums[facet, value, part, UNKNOWN_START if day < today() - DAY else day] += count
    FacetChange.objects.bulk_create([
        FacetChange(facet=facet, value=value, part=part, day=day, count=count)
        for (facet, value, part, day), count in sums.items() if count
    ], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
