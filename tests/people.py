"""The standing characters of the tests: who they are, made through the verbs of their rooms."""

import datetime as dt

from ocop.accounts.actions import grant_role
from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor, Grant
from ocop.places.models import AdminUnit

LONG_AGO = dt.date(2026, 1, 1)


def user(name: str) -> User:
    """A person with an e-mail made of the name."""
    handle = "".join(ch for ch in name.lower() if ch.isascii() and ch.isalpha())
    count = User.objects.count()
    return User.objects.create_user(name=name, email=f"{handle}{count}@vidu.vn", password="mat-khau-vi-du")


def root(today: dt.date | None = None) -> Actor:
    """The administrator who sets a scene up."""
    person = User.objects.filter(name="Quản trị").first() or user("Quản trị")
    day = today or actor_for(person).today
    return Actor(user=person, today=day, grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),))


def officer(name: str, role: str, unit: AdminUnit) -> Actor:
    """Somebody holding a role at a unit, in force since the beginning of the year."""
    person = user(name)
    grant_role(user=person, role=role, unit=unit, valid_from=LONG_AGO, by=root())
    return actor_for(person)


def fresh(actor: Actor) -> Actor:
    """The same person at their next request (what was asked once is asked again)."""
    return actor_for(actor.user, today=actor.today)
