"""Building the actor of a request, and finding people by the name they sign in with."""

import dataclasses
import datetime as dt

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext

from ocop.accounts.models import RoleGrant, User
from ocop.core.actor import Actor, Grant, nobody
from ocop.core.dates import today as vietnam_today
from ocop.places.enums import Level


def clean_phone(text: str) -> str | None:
    """A Vietnamese phone number in E.164 form (0912 345 678 -> +84912345678); None when it is none."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def user_by_login(login: str) -> User | None:
    """The active user whose e-mail or phone this is."""
    login = login.strip()
    if "@" in login:
        return User.objects.filter(email=login.lower(), is_active=True).first()
    phone = clean_phone(login)
    return User.objects.filter(phone=phone, is_active=True).first() if phone else None


def actor_for(user: object, *, today: dt.date | None = None) -> Actor:
    """The actor of a request: the user with the grants in force today, in one query.

    A grant at a unit that has ended (1/7/2025) speaks for the unit it became, when there is one.
    """
    day = today or vietnam_today()
    if not isinstance(user, User) or not user.is_active:
        return nobody(day)
    grants = []
    for row in RoleGrant.objects.on(day).filter(user=user).select_related("unit"):
        unit = row.unit
        grants.append(Grant(
            role=row.role,
            unit_id=unit.today_id or unit.pk,
            level=unit.level,
            province_id=None if unit.level == Level.NATION else unit.today_province_id or unit.pk,
        ))
    return Actor(user=user, today=day, grants=tuple(grants))


@dataclasses.dataclass(frozen=True)
class DemoAccount:
    """One invented person of the demonstration, as offered at sign-in."""

    key: str
    name: str
    role_words: str
    where: str


def demo_accounts() -> list[DemoAccount]:
    """The demonstration's people in the order of the programme; none when the demonstration is off."""
    if not settings.DEMO:
        return []
    users = User.objects.filter(is_active=True).exclude(demo_key="").order_by("pk")
    return [
        # The words of an invented person are among ours; a name without a translation stays as it is.
        DemoAccount(user.demo_key, user.name, gettext(user.demo_words) if user.demo_words else "", user.demo_where)
        for user in users
    ]
