"""Verbs of coming in by oneself: account, producer and consent in one breath."""

import dataclasses
from typing import Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.accounts.actions import sign_up_user
from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import fold, nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.registry.actions.amending import ProducerFacts
from ocop.registry.actions.producers import register_producer
from ocop.registry.consents import current_text
from ocop.registry.enums import ProducerState
from ocop.registry.models import Consent, Producer
from ocop.registry.queries import open_consent


@dataclasses.dataclass(frozen=True)
class NewAccount:
    """The account to be made: who, by which phone or e-mail, with which password."""

    name: str
    password: str = dataclasses.field(repr=False)
    email: str = ""
    phone: str = ""


def sign_up_producer(
    *, unit: AdminUnit, consent: str, by: Actor, account: NewAccount | None = None, **facts: Unpack[ProducerFacts]
) -> Producer:
    """Register one's own producer in a commune of today: it waits for an officer, the person represents it.

    A passer-by gives the `account` to be made, a signed-in person without office none. `consent` is the version of the
    words agreed to. All or nothing. Refuses as `register_producer` and `sign_up_user` do, and (`invalid`) no consent,
    (`forbidden`) an officer, (`conflict`) the same producer of the same person waiting already.
    """
    if by.grants:
        raise Refusal(
            "sign-up-officer",
            _("Bạn đang đăng nhập với vai trò cán bộ. Hãy đăng ký giúp chủ thể ở mục “Chủ thể”."),
            kind="forbidden",
        )
    if unit.today_id != unit.pk:
        raise Refusal("producer-unit", _("Hãy chọn xã, phường hoặc đặc khu nơi chủ thể đóng."))
    with transaction.atomic():
        person = _person(account, by=by)
        # A form sent twice at one moment: the second waits here and finds what the first wrote.
        User.objects.select_for_update().get(pk=person.user.pk)
        take_consent(person.user, consent)
        _refuse_waiting_twin(facts.get("name", ""), unit, by=person)
        producer = register_producer(
            name=facts.get("name", ""),
            kind=facts.get("kind", ""),
            unit=unit,
            by=person,
            tax_code=facts.get("tax_code", ""),
            registration_no=facts.get("registration_no", ""),
            registered_on=facts.get("registered_on"),
            phone=facts.get("phone", ""),
            email=facts.get("email", ""),
            detail=facts.get("detail", ""),
        )
    by.memo.clear()
    return producer


def take_consent(user: User, version: str) -> Consent:
    """Note that a person agrees to the words in use; a standing consent is kept. Inside the caller's transaction.

    Refuses (`invalid`) no consent, and words that are no longer in use.
    """
    if version != current_text().version:
        raise Refusal(
            "consent-missing",
            _("Hãy đọc và đánh dấu đồng ý cho xử lý dữ liệu; không đồng ý thì không mở tài khoản được."),
        )
    standing = open_consent(user, version)
    if standing is not None:
        return standing
    row = Consent.objects.create(user=user, text_version=version, given_at=timezone.now())
    audit.record("give_consent", row, by=actor_for(user), body={"text_version": version})
    return row


def _person(account: NewAccount | None, *, by: Actor) -> Actor:
    """Who registers: the signed-in person, or the one whose account is made now."""
    if by.signed_in:
        return by
    if account is None:
        raise Refusal("sign-in-name-missing", _("Hãy nhập số điện thoại hoặc thư điện tử để đăng nhập."))
    user = sign_up_user(name=account.name, password=account.password, email=account.email, phone=account.phone)
    return actor_for(user, today=by.today)


def _refuse_waiting_twin(name: str, unit: AdminUnit, *, by: Actor) -> None:
    """A form sent twice registers once."""
    rows = Producer.objects.filter(head=F("pk"), state=ProducerState.WAITING, unit=unit, name_folded=fold(nfc(name)))
    if rows.filter(memberships__user=by.user).exists():
        raise Refusal("producer-twice", _("Bạn đã đăng ký chủ thể này và đang chờ duyệt."), kind="conflict")
