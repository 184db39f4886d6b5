"""Q9: every address that reads, asked at 1, 3 and 1,000 rows by all who may open it; query counts must not grow."""

import hashlib
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from ocop.core.dates import today
from ocop.core.names import fold, name_key
from ocop.core.pids import new_pid
from ocop.councils.models import Docket, Regulation, Session
from ocop.dossiers.enums import DossierKind, DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, DossierVersion, Stage
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, Origin
from ocop.recognition.issuing import issue_certificate
from ocop.recognition.models import Decision, Listing, Recognition
from ocop.recognition.queries import terms_of
from ocop.registry.models import Producer, Product
from tests.journeys.world import World, build_world

SIZES = (1, 3, 1000)
NOBODY = "nobody"


def patterns(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, URLPattern]]:
    """Every address but those of the back office."""
    found: list[tuple[str, URLPattern]] = []
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            found.append((route, one))
        elif getattr(one, "namespace", None) != "admin":
            found += patterns(one, route)
    return found


class Grown:
    """A world whose rows grow: products of one producer at the commune, at the council, and recognised."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        self.world: World = build_world()
        self.rows = 0
        world = self.world
        self.session = Session.objects.create(
            council=world.council, on=today(), opened_at=timezone.now(), state="open",
            regulation=Regulation.objects.get_or_create(
                council=world.council, defaults={"valid_from": today()})[0],
        )
        self.first: dict[str, str] = {}

    def grow(self, size: int) -> None:
        """Add rows of every kind until there are `size` of each."""
        more = size - self.rows
        producers = [self._producer(self.rows + number) for number in range(more)]
        for state in ("commune", "province", "recognised"):
            made = self._products(more, state)
            if state == "recognised":
                self._recognise(made)
            else:
                self._file(made, state)
        for producer in producers:
            producer.save()
            Producer.objects.filter(pk=producer.pk).update(head=producer)
        self.rows = size

    def _producer(self, number: int) -> Producer:
        name = f"Chủ thể {number} (dữ liệu sinh)"
        return Producer(name=name, kind="cooperative", unit=self.world.commune)

    def _products(self, count: int, state: str) -> list[Product]:
        names = [f"Sản phẩm {state} {self.rows + number} (dữ liệu sinh)" for number in range(count)]
        made = [Product(name=name, name_folded=fold(name), name_key=name_key(name), producer=self.world.producer,
                        unit=self.world.commune, pid=new_pid()) for name in names]
        Product.objects.bulk_create(made, batch_size=500)
        for product in made:
            product.head = product
        Product.objects.bulk_update(made, ["head"], batch_size=300)
        return made

    def _file(self, products: list[Product], state: str) -> None:
        """A submitted dossier each; at the province it is checked and on the open session's agenda."""
        at_council, tea = state == "province", self.world.tea
        dossiers = Dossier.objects.bulk_create([
            Dossier(pid=new_pid(), product=one, producer=self.world.producer, kind=DossierKind.FIRST,
                    edition=tea.edition, product_set=tea, submitted_at=timezone.now(),
                    state=DossierState.ACCEPTED if at_council else DossierState.SUBMITTED)
            for one in products
        ], batch_size=500)
        versions = DossierVersion.objects.bulk_create([
            DossierVersion(dossier=one, no=1, reason="submitted", content={},
                           sha256=hashlib.sha256(one.pid.encode()).hexdigest()) for one in dossiers
        ], batch_size=500)
        level = StageLevel.PROVINCE if at_council else StageLevel.COMMUNE
        unit = self.world.province if at_council else self.world.commune
        stages = Stage.objects.bulk_create([
            Stage(dossier=one, level=level, unit=unit, version=version, received_on=today(),
                  state=StageState.CHECKED if at_council else StageState.RECEIVED,
                  handled_at=timezone.now() if at_council else None)
            for one, version in zip(dossiers, versions, strict=True)
        ], batch_size=500)
        self.first.setdefault(f"{state} dossier", dossiers[0].pid)
        if at_council:
            dockets = Docket.objects.bulk_create([
                Docket(pid=new_pid(), session=self.session, stage=stage, position=self.rows + number + 1)
                for number, stage in enumerate(stages)
            ], batch_size=500)
            self.first.setdefault("docket", dockets[0].pid)

    def _recognise(self, products: list[Product]) -> None:
        """A decision each, with its certificate."""
        world, terms = self.world, terms_of(self.world.tea.edition)
        for number, product in enumerate(products, self.rows):
            decision = Decision.objects.create(
                authority=world.province, level="province", kind=DecisionKind.RECOGNISE, number=f"{number}/QĐ",
                signed_on=today(), year=today().year, state=DecisionState.ISSUED, origin=Origin.IMPORTED,
                issued_at=timezone.now())
            row = Recognition.objects.create(
                decision=decision, product=product, producer=world.producer, edition=world.tea.edition,
                product_set=world.tea, stars=4, kind="first", product_name=product.name,
                producer_name=world.producer.name, place_name="Xã (dữ liệu sinh)", basis=Basis.IMPORTED)
            made = issue_certificate(row, number="", issued_on=today(), terms=terms)
            self.first.setdefault("decision", decision.pid)
            self.first.setdefault("certificate", made.pid)
            self.first.setdefault("product", product.pid)

    def people(self) -> dict[str, Any]:
        """Who asks, by name; a passer-by asks unnamed."""
        world = self.world
        return {NOBODY: None, "director": world.director.user, "commune": world.commune_officer.user,
                "province": world.province_officer.user, "clerk": world.clerk.user, "ministry": world.ministry.user,
                "member": world.members[2].user, "chair": world.chair.user, "secretary": world.secretary.user}

    def arguments(self, route: str) -> list[list[str]]:
        """The arguments an address may take: the first rows of each kind that fit where it stands."""
        if "<" not in route:
            return [[]]
        if route.count("<") > 1:
            return []
        first = self.first
        own = {"phieu/": ["docket"], "hoi-dong/san-pham/": ["docket"], "quyet-dinh/": ["decision"],
               "ho-so/": ["commune dossier", "province dossier"], "san-pham/": ["product"],
               "xac-minh/": ["certificate"], "v/": ["certificate"], "certificates/": ["certificate"]}
        if "hoi-dong/phien/" in route:
            return [[self.session.pid]]
        if "can-bo/chu-the/" in route:
            return [[self.world.producer.pid]]
        for part, names in own.items():
            if part in route:
                return [[first[name]] for name in names]
        return []


def walked() -> dict[str, Any]:
    """Query counts by address and person, for each size; addresses that need rows we do not make are named."""
    grown = Grown()
    clients = {}
    for name, user in grown.people().items():
        clients[name] = Client(raise_request_exception=False)
        if user is not None:
            clients[name].force_login(user)
    counts: dict[str, list[int]] = {}
    skipped: set[str] = set()
    broken: set[str] = set()
    for place, size in enumerate(SIZES):
        with transaction.atomic():
            grown.grow(size)
        for name, path in _addresses(grown, skipped):
            for who, client in clients.items():
                # What stands before the desks is the same for everybody.
                if who != NOBODY and not name.startswith(("/lam-viec/", "/tai-khoan/")):
                    continue
                status, found = _count(client, path, warm=not place)
                if status >= 500:
                    broken.add(f"{name} by {who}")
                if status == 200:
                    counts.setdefault(f"{name} by {who}", [-1] * len(SIZES))[place] = found
    assert Listing.objects.count() == SIZES[-1]
    return {"counts": counts, "skipped": sorted(skipped), "broken": sorted(broken)}


def _addresses(grown: Grown, skipped: set[str]) -> list[tuple[str, str]]:
    found = []
    for route, pattern in patterns():
        # Files are one row each and cost a rendering; the test of their room opens them.
        if not pattern.name or "pdf" in route or "tep" in route or route.endswith((".svg", ".docx")):
            continue
        options = grown.arguments(route)
        if not options:
            skipped.add(route)
        for number, arguments in enumerate(options):
            name = f"api:{pattern.name}" if route.startswith("api/") else str(pattern.name)
            for tried in (name, str(pattern.name)):
                try:
                    path = reverse(tried, args=arguments)
                except NoReverseMatch:
                    continue
                found.append((f"/{route}{f' ({number + 1})' if number else ''}", path))
                break
    return found


def _count(client: Client, path: str, *, warm: bool) -> tuple[int, int]:
    """The status and the number of queries; with `warm` of a second call, when the law's data is at hand."""
    if warm:
        client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer)
    return answer.status_code, len(asked)
