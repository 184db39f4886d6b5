"""A council with products on its agenda, made directly on the tables of the rooms below it, and sheets for seven."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import timezone

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.councils.actions import (
    call_session,
    close_session,
    close_tally,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    seat_member,
    set_up_council,
    sign_sheet,
    tally_docket,
)
from ocop.councils.enums import SeatRole, SessionMode
from ocop.councils.models import Council, Docket, Seat, Session, Tally
from ocop.dossiers.enums import DossierKind, DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, DossierVersion, Stage
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.registry.enums import MemberRole, ProducerKind
from ocop.registry.models import Membership, Producer, Product
from ocop.rulebooks.laying import head_of, lay
from ocop.rulebooks.models import Criterion, Edition, Option, ProductSet
from ocop.rulebooks.rules.rubric import BRANCH_LETTERS, ZERO_ANY, Rubric
from ocop.rulebooks.rules.shelf import DATA, shipped_data
from tests.factories.sheets import picks_totalling
from tests.people import LONG_AGO, fresh, officer, user

Picks = dict[str, str | None]


@dataclasses.dataclass
class Scene:
    """A province, its office, and a council: chair, deputy, members, and a secretary who does not score."""

    province: AdminUnit
    tea: ProductSet
    office: Actor
    council: Council
    members: list[Actor]
    secretary: Actor

    @property
    def chair(self) -> Actor:
        """The first member."""
        return self.members[0]

    def seat(self, actor: Actor) -> Seat:
        """The seat of a person."""
        return Seat.objects.get(council=self.council, user=actor.user)


def make_tea() -> ProductSet:
    """The tea set of 26/2026 alone, laid from the shipped file."""
    data = shipped_data(DATA / "vn-ocop-26-2026.yaml")
    edition = Edition(**head_of(data), checksum="tea alone")
    edition.save()
    lay(edition, {**data, "sets": [entry for entry in data["sets"] if entry["id"] == "s11"]})
    return ProductSet.objects.select_related("edition").get(edition=edition, key="s11")


def make_province(code: str = "19", name: str = "Thái Nguyên") -> AdminUnit:
    """A province that is its own present form."""
    unit = AdminUnit(level=Level.PROVINCE, kind=UnitKind.PROVINCE, code=code, name=name, valid_from=dt.date(2025, 7, 1))
    unit.save()
    unit.today = unit.today_province = unit
    unit.save()
    return unit


def make_scene(members: int = 4) -> Scene:
    """The council of `members` scoring people and a secretary."""
    province = make_province()
    office = officer("Lê Thị Hòa (ví dụ)", Role.PROVINCE_OFFICER, province)
    council = set_up_council(level=StageLevel.PROVINCE, unit=province, name="Hội đồng OCOP (ví dụ)",
                             decision_no="100/QĐ-UBND (ví dụ)", decided_on=dt.date(2026, 6, 1), by=office)
    people = [user(f"Ủy viên {letter} (ví dụ)") for letter in "ABCDEFGHIJKLMNOPQRST"[:members]]
    roles = [SeatRole.CHAIR, SeatRole.DEPUTY] + [SeatRole.MEMBER] * members
    for person, role in zip(people, roles, strict=False):
        seat_member(council=council, user=person, person=person.name, agency="Sở (ví dụ)", role=role, by=office)
    secretary = user("Hoàng Văn Sơn (ví dụ)")
    seat_member(council=council, user=secretary, person=secretary.name, agency="Văn phòng (ví dụ)",
                role=SeatRole.SECRETARY, scores=False, by=office)
    return Scene(province=province, tea=make_tea(), office=office, council=council,
                 members=[actor_for(person) for person in people], secretary=actor_for(secretary))


def make_stage(scene: Scene, name: str = "Chè shan tuyết (ví dụ)", *, director: Actor | None = None) -> Stage:
    """An accepted dossier of a new producer's tea, at the province and checked."""
    producer = Producer(name=f"Hợp tác xã {name}", kind=ProducerKind.COOPERATIVE, unit=scene.province)
    producer.save()
    producer.head = producer
    producer.save()
    if director is not None:
        Membership.objects.create(producer=producer, user=director.user, role=MemberRole.DIRECTOR,
                                  valid_from=LONG_AGO)
    product = Product(name=name, producer=producer, unit=scene.province)
    product.save()
    product.head = product
    product.save()
    dossier = Dossier.objects.create(product=product, producer=producer, kind=DossierKind.FIRST,
                                     edition=scene.tea.edition, product_set=scene.tea, state=DossierState.ACCEPTED,
                                     submitted_at=timezone.now())
    version = DossierVersion.objects.create(dossier=dossier, no=1, reason="submitted", content={},
                                            sha256=f"{dossier.pk:064d}")
    return Stage.objects.create(dossier=dossier, level=StageLevel.PROVINCE, unit=scene.province, version=version,
                                state=StageState.CHECKED, received_on=today(), handled_at=timezone.now())


def make_session(scene: Scene, *, mode: str = SessionMode.MEETING) -> Session:
    """A session called for today."""
    return call_session(council=scene.council, on=today(), mode=mode, by=fresh(scene.secretary))


def make_docket(scene: Scene, session: Session, name: str = "Chè shan tuyết (ví dụ)", *,
                director: Actor | None = None) -> Docket:
    """A product on the agenda."""
    stage = make_stage(scene, name, director=director)
    return put_on_docket(session=session, stage=stage, by=fresh(scene.secretary))


def start(scene: Scene, session: Session, *, without: Sequence[Actor] = ()) -> Session:
    """Call the roll and open scoring."""
    away = {actor.user_id for actor in without}
    seats = [seat for seat in Seat.objects.filter(council=scene.council) if seat.user_id not in away]
    note_attendance(session=session, present=seats, by=fresh(scene.secretary))
    return open_session(session=session, by=fresh(scene.secretary))


def ready_docket(scene: Scene) -> Docket:
    """One product in a session open for scoring."""
    session = make_session(scene)
    docket = make_docket(scene, session)
    start(scene, session)
    return docket


def sign(docket: Docket, actor: Actor, picks: Picks) -> None:
    """One member saves and signs."""
    save_sheet(docket=docket, picks=picks, by=fresh(actor))
    sign_sheet(docket=docket, by=fresh(actor))


def sign_all(scene: Scene, docket: Docket, sheets: Sequence[Picks]) -> None:
    """All members save and sign."""
    for actor, picks in zip(scene.members, sheets, strict=True):
        sign(docket, actor, picks)


def counted(scene: Scene, docket: Docket, sheets: Sequence[Picks]) -> Tally:
    """All sign, the secretary counts."""
    sign_all(scene, docket, sheets)
    return tally_docket(docket=docket, by=fresh(scene.secretary))


def closed_session(scene: Scene, docket: Docket, sheets: Sequence[Picks]) -> Tally:
    """Counted, closed, and the session closed too."""
    tally = close_tally(tally=counted(scene, docket, sheets), by=fresh(scene.secretary))
    close_session(session=docket.session, by=fresh(scene.secretary))
    return tally


def option_of(criterion: Criterion, pick: str) -> Option:
    """The row of an option id."""
    branch = BRANCH_LETTERS.index(pick[0]) + 1 if pick[0].isalpha() else 0
    return criterion.options.get(branch=branch, no=int(pick.lstrip(BRANCH_LETTERS)))


def seven_sheets(rubric: Rubric, *, total: int, missed_star: int | None) -> tuple[list[Picks], str | None]:
    """Seven sheets whose totals sum exactly to `total`, with all gates reached but one.

    `missed_star` chooses the star of the one gate that every member leaves unreached; None leaves none. The second
    value is the key of that criterion. Raises ValueError where no such sheets exist.
    """
    totals = [total // 7 + (1 if place < total % 7 else 0) for place in range(7)]
    floors = _floors(rubric)
    for weak in _weak_ones(rubric, missed_star):
        at_least, below = dict(floors), {}
        if weak is not None:
            gates = rubric.by_key[weak].gates
            below = {weak: next(gate.option.id for gate in gates if gate.star == missed_star)}
            lower = [gate.option.id for gate in gates if gate.star < (missed_star or 0)]
            at_least[weak] = lower[-1] if lower else rubric.by_key[weak].options[0].id
            if at_least[weak] == below[weak]:
                continue
        try:
            return [picks_totalling(rubric, one, at_least=at_least, below=below) for one in totals], weak
        except ValueError:
            continue
    raise ValueError(f"no seven sheets of {total} points miss one gate of {missed_star} stars")


def _weak_ones(rubric: Rubric, star: int | None) -> Iterator[str | None]:
    if star is None:
        yield None
        return
    yield from (gate.criterion for gate in rubric.gates if gate.star == star)


def _floors(rubric: Rubric) -> dict[str, str]:
    """The least options that reach every gate, and some points wherever 0 would bar the product."""
    floors = {}
    for exclusion in rubric.exclusions:
        if exclusion.key == ZERO_ANY:
            sections = {rubric.by_key[key].section for key in exclusion.covers}
            for criterion in (one for section in sections for one in rubric.in_section(section)):
                floors[criterion.key] = next(option.id for option in criterion.options if option.points > 0)
    for criterion in rubric.criteria:
        if criterion.gates:
            floors[criterion.key] = criterion.gates[-1].option.id
    return floors
