"""Who acts: loaded once per request, handed to every verb and every rule of sight (model.md 1.8)."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Grant:
    """A role at a unit. `province_id` is today's province of that unit; None means the whole country."""

    role: str
    unit_id: int
    level: str
    province_id: int | None


@dataclasses.dataclass(frozen=True)
class Actor:
    """A person at work on a day: user, the user acted for (substitution), grants, today.

    `memo` keeps what a room has asked about this actor once (memberships, seats), so that `visible_to` and `may_*`
    never query per row.
    """

    user: Any
    today: dt.date
    grants: tuple[Grant, ...] = ()
    acting_for: Any = None
    memo: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> int | None:
        """Id of the signed-in user; None for a passer-by."""
        return cast("int | None", getattr(self.user, "pk", None))

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.user_id is not None

    def units(self, *roles: str) -> frozenset[int]:
        """Units at which the actor holds one of these roles today."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role in roles)

    def holds(self, *roles: str) -> bool:
        """Whether the actor holds one of these roles anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def once(self, key: str, ask: Callable[[], T]) -> T:
        """Ask the database once per actor and remember the answer."""
        if key not in self.memo:
            self.memo[key] = ask()
        return cast(T, self.memo[key])


def nobody(today: dt.date, user: "AnonymousUser | None" = None) -> Actor:
    """The passer-by: no user, no grants."""
    return Actor(user=None, today=today)
