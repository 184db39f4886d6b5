"""What bringing in costs: a register of 20,000 rows (Q7), and the lists of units. Each part runs in its own process.

Times are processor seconds of the process and of its database connection, wall seconds beside them; of several
rounds the least counts. The bare reference writes the very rows again with plain `bulk_create`, from values at hand.
"""

import dataclasses
import gc
import io
import os
import resource
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, connections, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ocop.accounts.enums import Role
from ocop.core import audit
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.core.models import SearchDocument
from ocop.core.numbers import next_number
from ocop.dossiers.models import Occasion
from ocop.intake.actions import apply_import, preview_import, read_file
from ocop.intake.enums import ImportState
from ocop.intake.models import ImportFile
from ocop.intake.reading import read_register
from ocop.places.actions import load_changes, load_facts, load_units
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.recognition.facets import changes_of
from ocop.recognition.listing import build_listing, same
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    Listing,
    PastResult,
    Recognition,
)
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement
from ocop.rulebooks.actions import load_file
from ocop.rulebooks.rules import shelf
from ocop.support.seedcase import load_seed_case
from tests.bench.register import write_register
from tests.bench.served import process_seconds

BATCH = 500
# Everything an import of a register writes, in an order in which it can be written again.
WRITTEN: tuple[type[models.Model], ...] = (
    Producer, ProducerForm, Product, ProductHolding, ProductPlacement, PastResult, ProductCode, Decision, Recognition,
    Certificate, CertificateEvent, Occasion, Listing, FacetChange, SearchDocument,
)


@dataclasses.dataclass
class Cost:
    """What a piece of work took; `cpu` counts the process and its database connection."""

    cpu: float
    wall: float

    @property
    def told(self) -> list[float]:
        """Both, for JSON."""
        return [round(self.cpu, 3), round(self.wall, 3)]


def root() -> Actor:
    """Who may bring in anything: the command's own hand."""
    return Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))


def cost_of(work: Callable[[], Any]) -> Cost:
    """Do it once and tell what it took."""
    connection.ensure_connection()
    pids = [os.getpid()]
    if connection.vendor == "postgresql":
        pids.append(connection.connection.info.backend_pid)
    gc.collect()
    before, begin = sum(map(process_seconds, pids)), time.monotonic()
    work()
    return Cost(sum(map(process_seconds, pids)) - before, time.monotonic() - begin)


def least(costs: Sequence[Cost]) -> Cost:
    """The round that was disturbed least."""
    return min(costs, key=lambda one: one.cpu)


# The register.


def lay(units: str, changes: str, path: str, rows: int) -> dict[str, Any]:
    """The ground: editions, units, serials that were given before; and the workbook."""
    for edition in sorted(shelf.DATA.glob("vn-ocop-*.yaml")):
        load_file(path=edition)
    _load(units, changes)
    with transaction.atomic():
        for code in _province_codes():
            next_number(code, "certificate_serial", 0)
    write_register(Path(path), rows)
    _settle()
    return {"units": AdminUnit.objects.count()}


def _province_codes() -> list[int]:
    return sorted({int(one) for one in AdminUnit.objects.provinces().values_list("code", flat=True)})


def reading(path: str) -> dict[str, Any]:
    """Reading the file, and previewing what was read; then what stands in the rows."""
    data = Path(path).read_bytes()
    by = root()
    opened = least([cost_of(lambda: _open(data)) for _ in range(3)])
    read = least([cost_of(lambda: read_register(data, path)) for _ in range(3)])
    file = read_file(data=data, name=path, by=by)
    costs = [cost_of(lambda: preview_import(file=file, by=by)) for _ in range(3)]
    file.refresh_from_db()
    _settle()
    return {"file": file.pk, "open": opened.told, "read": read.told, "preview": least(costs).told,
            "counts": file.counts}


def _open(data: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


@dataclasses.dataclass
class Round:
    """Applying and writing the same rows barely, once."""

    ours: Cost
    built: Cost
    bare: Cost
    rows: dict[str, int]
    right: bool


def applying(file: int, rounds: int = 2) -> dict[str, Any]:
    """Applying, against a bare `bulk_create` of the same rows; in turn, the tables emptied before each."""
    done = [_round(file) for _ in range(rounds)]
    return {"ours": least([one.ours for one in done]).told, "bare": least([one.bare for one in done]).told,
            "built": least([one.built for one in done]).told, "rows": done[-1].rows,
            "right": all(one.right for one in done)}


def _round(file: int) -> Round:
    by = root()
    _again(file)
    ours = cost_of(lambda: apply_import(file=ImportFile.objects.get(pk=file), by=by))
    right = _right()
    values: dict[type[models.Model], list[dict[str, Any]]] = {
        model: list(model._default_manager.order_by("pk").values()) for model in WRITTEN
    }
    _empty()
    made: dict[type[models.Model], list[Any]] = {}
    built = cost_of(lambda: made.update(_built(values)))
    bare = cost_of(lambda: _bare(made))
    return Round(ours, built, bare, {model.__name__: len(found) for model, found in made.items()}, right)


def _built(values: dict[type[models.Model], list[dict[str, Any]]]) -> dict[type[models.Model], list[Any]]:
    """Instances of the rows, from their values."""
    return {model: [model(**one) for one in found] for model, found in values.items()}


def _bare(made: dict[type[models.Model], list[Any]]) -> None:
    with transaction.atomic():
        for model, rows in made.items():
            model._default_manager.bulk_create(rows, batch_size=BATCH)


def _right() -> bool:
    """Whether a sample of the catalogue, and its counts, are what the one builder would write."""
    rows = list(Listing.objects.select_related("product").order_by("pk"))
    sums: dict[Any, int] = {}
    for row in rows:
        for key, count in changes_of(row):
            sums[key] = sums.get(key, 0) + count
    kept: dict[Any, int] = {}
    for change in FacetChange.objects.all():
        key = (change.facet, change.value, change.part, change.day)
        kept[key] = kept.get(key, 0) + change.count
    equal = {key: count for key, count in sums.items() if count} == {key: one for key, one in kept.items() if one}
    return equal and all(same(row, build_listing(row.product)) for row in rows[:: max(1, len(rows) // 200)])


def _empty() -> None:
    """Take away what applying wrote; the file stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [connection.ops.quote_name(model._meta.db_table) for model in reversed(WRITTEN)]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


def _again(file: int) -> None:
    """The file as it was before it was applied, and tables in good order."""
    _empty()
    ImportFile.objects.filter(pk=file).update(state=ImportState.PREVIEWED, applied_at=None, made={})
    _settle()


def _settle() -> None:
    """Statistics and free space as the database's own housekeeping leaves them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def queries(file: int) -> dict[str, int]:
    """How many statements a preview and applying take; what applying wrote is rolled back."""
    by = root()
    found = {}
    with transaction.atomic():
        for name, verb in (("preview", preview_import), ("apply", apply_import)):
            with CaptureQueriesContext(connection) as asked:
                verb(file=ImportFile.objects.get(pk=file), by=by)
            found[name] = len(asked)
        transaction.set_rollback(True)
    return found


def memory(path: str) -> dict[str, Any]:
    """Read, preview and apply in this one process: the peak above what stood before, in MB. All is rolled back."""
    data = Path(path).read_bytes()
    by = root()
    AdminUnit.objects.first()
    gc.collect()
    before = _resident()
    peaks = {}
    with transaction.atomic():
        file = read_file(data=data, name=path, by=by)
        peaks["read"] = _peak() - before
        file = preview_import(file=file, by=by)
        peaks["preview"] = _peak() - before
        apply_import(file=file, by=by)
        peaks["apply"] = _peak() - before
        transaction.set_rollback(True)
    return {name: round(kilobytes / 1024) for name, kilobytes in peaks.items()}


def _resident() -> int:
    """Kilobytes of this process in memory now."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1])


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def programme() -> dict[str, int]:
    """How many statements the page of a plan takes, and how many products there are; the plan is rolled back."""
    address = "/chuong-trinh/bac-kan/2019/"
    client = Client()
    with transaction.atomic():
        load_seed_case(by=root())
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        products = Product.objects.count()
        transaction.set_rollback(True)
    assert answer.status_code == 200, answer.status_code
    return {"sql": len(asked), "products": products}


# Other writers.


def waiting(file: int, path: str, rows: int) -> dict[str, Any]:
    """The longest wait of small verbs on other connections while the import is applied, in seconds.

    The first rows of the file are in the registers before: the import adds to producers and products others use too.
    """
    _again(file)
    by, first = root(), Path(path).with_name("first.xlsx")
    write_register(first, rows, only=400)
    small = preview_import(file=read_file(data=first.read_bytes(), name=first.name, by=by), by=by)
    apply_import(file=small, by=by)
    counts = preview_import(file=ImportFile.objects.get(pk=file), by=by).counts
    _settle()
    probes = _probes()
    over = threading.Event()
    waits: dict[str, float] = {}
    asked: dict[str, int] = {}
    threads = [threading.Thread(target=_knock, args=(name, probe, over, waits, asked)) for name, probe in probes]
    for thread in threads:
        thread.start()
    took = cost_of(lambda: apply_import(file=ImportFile.objects.get(pk=file), by=by))
    over.set()
    for thread in threads:
        thread.join()
    return {"took": took.told, "waits": {name: round(one, 3) for name, one in sorted(waits.items())},
            "asked": asked, "counts": counts}


def _knock(
    name: str, probe: Callable[[int], None], over: threading.Event, waits: dict[str, float], counts: dict[str, int]
) -> None:
    """Do the probe again and again until the import is over, each in its own transaction."""
    number = 0
    while not over.is_set():
        begin = time.monotonic()
        with transaction.atomic():
            probe(number)
        waits[name] = max(waits.get(name, 0.0), time.monotonic() - begin)
        number += 1
        time.sleep(0.02)
    counts[name] = number
    connections.close_all()


def _probes() -> list[tuple[str, Callable[[int], None]]]:
    """Small verbs as other officers do them meanwhile, on rows beside the import's and on what it counts with."""
    unit = AdminUnit.objects.communes().on(today()).filter(today_id__isnull=False).order_by("pk")[0]
    owner = Producer(name="Chủ thể bên cạnh (dữ liệu sinh)", kind="cooperative", unit=unit)
    owner.save()
    Producer.objects.filter(pk=owner.pk).update(head=owner)
    beside = Product(name="Sản phẩm bên cạnh (dữ liệu sinh)", producer=owner, unit=unit)
    beside.save()
    Product.objects.filter(pk=beside.pk).update(head=beside)
    codes = _province_codes()
    makers = list(Producer.objects.exclude(pk=owner.pk).values_list("pk", flat=True))
    goods = list(Product.objects.exclude(pk=beside.pk).values_list("pk", flat=True))
    by = root()

    def trail(number: int) -> None:
        audit.record("bench", owner, by=by, body={"number": number})

    def producer(number: int) -> None:
        row = Producer.objects.select_for_update().get(pk=owner.pk)
        row.phone = str(number)
        row.save()
        audit.record("bench", row, by=by)

    def product(number: int) -> None:
        row = Product.objects.select_for_update().get(pk=beside.pk)
        row.pack = str(number)
        row.save()
        made = Product(name=f"Sản phẩm {number} (dữ liệu sinh)", producer=owner, unit=unit)
        made.save()
        ProductHolding.objects.create(product=made, producer=owner, valid_from=today())
        audit.record("bench", made, by=by)

    def serial(number: int) -> None:
        # What recording a decision takes, of one province after the other.
        next_number(codes[number % len(codes)], "certificate_serial", 0)

    def product_code(number: int) -> None:
        serial = next_number(unit.pk, "product_code", 0)
        ProductCode.objects.create(product=beside, code=f"00-{serial}-{number}", unit=unit, serial=serial,
                                   year=today().year, given_on=today(), source="issued")

    def tax(number: int) -> None:
        # A code nobody else has; whoever enters the very code of the import must learn first which of the two stands.
        row = Producer(name=f"Chủ thể {number} (dữ liệu sinh)", kind="cooperative", unit=unit,
                       tax_code=f"{9_000_000_000 + number}")
        row.save()
        Producer.objects.filter(pk=row.pk).update(head=row)

    def facet(number: int) -> None:
        FacetChange.objects.create(facet="kind", value="cooperative", day=today(), count=1)
        FacetChange.objects.create(facet="kind", value="cooperative", day=today(), count=-1)

    def known_producer(number: int) -> None:
        Producer.objects.select_for_update().get(pk=makers[number % len(makers)])

    def known_product(number: int) -> None:
        row = Product.objects.select_for_update().get(pk=goods[number % len(goods)])
        row.pack = str(number)
        row.save()

    return [
        ("audit", trail), ("producer", producer), ("product", product), ("certificate serial", serial),
        ("product code", product_code), ("tax code", tax), ("counts", facet),
        ("a producer of the import", known_producer), ("a product of the import", known_product),
    ]


# The lists of units.


def lists(units: str, changes: str) -> dict[str, Any]:
    """Loading both lists, against a bare `bulk_create` of the same rows; then loading them again."""
    load_facts()
    facts = _unit_values()
    ours, bare, again = [], [], []
    for _ in range(2):
        _no_units()
        _bare(_built(facts))
        ours.append(cost_of(lambda: _load(units, changes)))
        again.append(cost_of(lambda: _load(units, changes)))
        values = _unit_values()
        _no_units()
        bare.append(_bare_cost(values))
    with CaptureQueriesContext(connection) as asked:
        _load(units, changes)
    return {"ours": least(ours).told, "bare": least(bare).told, "again": least(again).told, "sql": len(asked),
            "units": len(values[AdminUnit]), "successions": len(values[UnitSuccession])}


def _bare_cost(values: dict[type[models.Model], list[dict[str, Any]]]) -> Cost:
    return cost_of(lambda: _bare(_built(values)))


def _load(units: str, changes: str) -> None:
    load_units(path=Path(units))
    load_changes(path=Path(changes))


def _unit_values() -> dict[type[models.Model], list[dict[str, Any]]]:
    kinds: tuple[type[models.Model], ...] = (AdminUnit, UnitSuccession)
    return {model: list(model._default_manager.order_by("pk").values()) for model in kinds}


def _no_units() -> None:
    with transaction.atomic():
        UnitSuccession.objects.all()._raw_delete("default")
        AdminUnit.objects.all()._raw_delete("default")
