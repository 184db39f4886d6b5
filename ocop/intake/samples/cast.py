"""The ground and the people: units, editions, rounds, accounts with their roles, the council."""

import dataclasses
import datetime as dt

from ocop.accounts.actions import grant_role, invite_user
from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.councils.actions import seat_member, set_up_council
from ocop.councils.enums import SeatRole
from ocop.councils.models import Council, Seat
from ocop.dossiers.enums import StageLevel
from ocop.intake.samples import people
from ocop.intake.samples.clock import ahead
from ocop.intake.samples.makers import MAKERS
from ocop.places.actions import load_facts
from ocop.places.models import AdminUnit
from ocop.programme.actions import open_round
from ocop.registry.models import Producer, Product
from ocop.rulebooks.actions import load_file
from ocop.rulebooks.models import Edition
from ocop.rulebooks.queries import edition_for, rounds
from ocop.rulebooks.rules.clocks import Rule
from ocop.rulebooks.rules.holidays import SCHEMA as HOLIDAY_SCHEMA
from ocop.rulebooks.rules.reading import SCHEMA as EDITION_SCHEMA
from ocop.rulebooks.rules.shelf import form_paths, paths, shipped_data

# The roles and the council are older than anything told here.
_SINCE_DAYS = 400
_TERM_DAYS = 300


@dataclasses.dataclass
class Cast:
    """Everything of the sample that later scenes ask for, by key."""

    edition: Edition
    users: dict[str, User] = dataclasses.field(default_factory=dict)
    units: dict[str, AdminUnit] = dataclasses.field(default_factory=dict)
    producers: dict[str, Producer] = dataclasses.field(default_factory=dict)
    goods: dict[str, Product] = dataclasses.field(default_factory=dict)
    council: Council | None = None

    def actor(self, key: str) -> Actor:
        """A person at work on the day of the samples' clock, as at a new request."""
        return actor_for(self.users[key])

    def maker(self, product: Product) -> Actor:
        """The director of the product's producer."""
        key = next(key for key, one in self.producers.items() if one.pk == product.producer_id)
        return self.actor(f"director:{key}")

    def officer(self, commune: AdminUnit) -> Actor:
        """The officer of a commune."""
        return self.actor(f"commune:{commune.code}")

    def seat(self, key: str) -> Seat:
        """The council's seat of a person."""
        return Seat.objects.get(council=self.council, user=self.users[key])

    @property
    def sitting(self) -> Council:
        """The council, once it is set up."""
        assert self.council is not None
        return self.council

    @property
    def members(self) -> list[str]:
        """Keys of the seven who score."""
        return [person.key for person in people.COUNCIL if person.role != SeatRole.SECRETARY]


def lay_ground() -> Cast:
    """Units and editions, as at every start; nothing is written twice."""
    load_facts()
    for path in form_paths():
        load_file(path=path)
    for path in paths():
        # The shelf may hold other tables beside editions and days off; they are for those who read them.
        if shipped_data(path).get("schema") in {EDITION_SCHEMA, HOLIDAY_SCHEMA}:
            load_file(path=path)
    return Cast(edition=edition_for("first", today()))


def gather(cast: Cast) -> None:
    """Accounts and roles. The first administrator is the installation's own: nobody was there to invite them."""
    cast.units = {f"{unit.level}:{unit.code}": unit for unit in AdminUnit.objects.on(today())}
    first = next(person for person in people.BEYOND if person.role == Role.ADMINISTRATOR)
    user = User.objects.create_user(name=first.name, email=f"{first.key}@vidu.vn")
    own = Grant(Role.ADMINISTRATOR, cast.units[first.unit].pk, "nation", None)
    root = Actor(user=user, today=today(), grants=(own,))
    cast.users[first.key] = user
    for person in people.DEMO:
        if person is not first:
            cast.users[person.key] = invite_user(name=person.name, email=f"{person.key}@vidu.vn", by=root)
        _offer(cast.users[person.key], person)
    since = ahead(-_SINCE_DAYS)
    for person in (*people.OFFICES, *people.BEYOND):
        grant_role(user=cast.users[person.key], role=person.role, unit=cast.units[person.unit], valid_from=since,
                   by=root)
    _fill_communes(cast, root, since=since)


def _offer(user: User, person: people.Person) -> None:
    """Offer the person at sign-in while the demonstration is on."""
    user.demo_key, user.demo_words, user.demo_where = person.key, person.words, person.where
    user.save(update_fields=["demo_key", "demo_words", "demo_where"])


def _fill_communes(cast: Cast, root: Actor, *, since: dt.date) -> None:
    """An officer in each commune with a producer, and a director for each producer; most cannot be entered as."""
    known = {person.unit: person.key for person in people.OFFICES}
    for maker in MAKERS:
        place = f"commune:{maker.commune}"
        unit = cast.units[place]
        if place not in cast.users:
            key = known.get(place)
            user = cast.users[key] if key else invite_user(
                name=f"Cán bộ OCOP {unit.full_name} (ví dụ)", email=f"xa-{maker.commune}@vidu.vn", by=root)
            if not key:
                grant_role(user=user, role=Role.COMMUNE_OFFICER, unit=unit, valid_from=since, by=root)
            cast.users[place] = user
        cast.users[f"director:{maker.key}"] = cast.users.get(maker.director) or invite_user(
            name=maker.director, email=f"{maker.key}@vidu.vn", by=root)


def open_year(cast: Cast) -> None:
    """The rounds of this year and the next, on the days 26/2026 art. 7.3 and 7.4 names."""
    for level, key, place in (("province", "tinh", people.PROVINCE), ("national", "trung-uong", people.NATION)):
        by = cast.actor(key)
        for year in (today().year, today().year + 1):
            for no, rule in enumerate(_in_order(rounds(cast.edition, level)), start=1):
                asked, decided = _day(rule.request_before, year), _day(rule.decide_before, year)
                open_round(unit=cast.units[place], year=year, no=no, request_before=asked, decide_before=decided, by=by)


def _in_order(rules: list[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: rule.request_before)


def _day(month_day: str, year: int) -> dt.date:
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, day)


def seat_council(cast: Cast) -> None:
    """The council of the province: seven who score and a secretary who does not."""
    by = cast.actor("tinh")
    decided = ahead(-_TERM_DAYS)
    cast.council = set_up_council(
        level=StageLevel.PROVINCE, unit=cast.units[people.PROVINCE], by=by, decided_on=decided,
        name=f"Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Thái Nguyên {today().year} (ví dụ)",
        decision_no="100/QĐ-UBND (ví dụ)",
    )
    for person in people.COUNCIL:
        seat_member(council=cast.council, user=cast.users[person.key], person=person.name, agency=person.where,
                    role=person.role, scores=person.role != SeatRole.SECRETARY, by=by)
