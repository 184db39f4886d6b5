"""The verb that erases what is held about a person, on their own request; what the law keeps stays and is named."""

import json
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models import Case, DateField, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.accounts.models import RoleGrant, SignInCode, User
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry, AuditPayload, Notice
from ocop.core.pids import new_pid
from ocop.core.refusal import Refusal
from ocop.registry.documents import index_producer
from ocop.registry.guards import may_erase_person
from ocop.registry.holdings import (
    forgettable_households,
    invitations_to,
    nameless_households,
    representatives_of,
    ties_of,
)
from ocop.registry.models import (
    Consent,
    DataRequest,
    Invitation,
    Membership,
    Producer,
    ProducerForm,
    Representative,
)
from ocop.registry.naming import ERASED_HOUSEHOLD

# Stands where a name stood. Not translated: it is stored, not shown in the reader's language.
ERASED_NAME = "Người đã xóa dữ liệu"
# RFC 2606: mail to `.invalid` goes nowhere. It keeps the account's one sign-in name, which nobody can use.
_NOWHERE = "da-xoa-{code}@khong-con.invalid"


def erase_person(*, user: User, by: Actor) -> User:
    """Erase what is held about a person who asked for it: sign-in, contact, consents, sensitive facts, notices, bodies
    of the trail (their digests stay, ADR 4). The account is closed and signed out everywhere.

    Papers as signed (decisions, minutes, certificates, filed dossiers) keep names; `kept_words` says which and why.
    Refuses (`forbidden`) others than the office that holds the person's open request to erase, (`incomplete`) while the
    person holds an office, sits on a council or is the only one to represent a producer: what to do first is named.
    """
    if not may_erase_person(by, user):
        raise Refusal(
            "erase-forbidden",
            _("Chỉ xóa theo yêu cầu của chính người đó, do cơ quan nhận yêu cầu thực hiện."),
            kind="forbidden",
        )
    with transaction.atomic():
        fresh = User.objects.select_for_update().get(pk=user.pk)
        missing = ties_of(fresh, by.today)
        if missing:
            raise Refusal(
                "erase-tied",
                _("Chưa xóa được. Hãy xử lý những việc dưới đây trước."),
                kind="incomplete",
                missing=missing,
            )
        counts = _erase_rows(fresh, by=by)
        _close_account(fresh)
        audit.record("erase_person", fresh, by=by, body=counts)
    return fresh


def _erase_rows(user: User, *, by: Actor) -> dict[str, int]:
    """Everything beside the account itself; how many rows of each kind."""
    households, nameless = forgettable_households(user), nameless_households(user)
    # The trail first: it is found by the sign-in names that go away below.
    counts = {"payloads": _erase_trail(user, households)}
    counts["representatives"] = representatives_of(user).update(sex="", ethnic_group="", disability=None)
    counts["invitations"] = _erase_invitations(user)
    counts["households"] = Producer.objects.filter(pk__in=[row.pk for row in households]).update(
        tax_code="", tax_code_sealed="", phone="", email=""
    )
    counts["names"] = _erase_names(nameless)
    counts["contacts"] = _erase_contacts(user)
    standing = Consent.objects.filter(user=user, withdrawn_at__isnull=True)
    counts["consents"] = standing.update(withdrawn_at=timezone.now())
    counts["notices"] = Notice.objects.filter(to=user).update(params={})
    DataRequest.objects.filter(asker=user).update(text="", answer="")
    running = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=by.today), user=user)
    last_day = Greatest(F("valid_from"), Value(by.today, output_field=DateField()))
    counts["memberships"] = running.update(valid_to=last_day)
    return counts


def _erase_invitations(user: User) -> int:
    """Names and sign-in names in invitations; those still open are withdrawn, since nobody can take them up."""
    rows = invitations_to(user)
    ids = list(rows.values_list("pk", flat=True))
    now = timezone.now()
    return Invitation.objects.filter(pk__in=ids).update(
        name=ERASED_NAME,
        email=_NOWHERE.format(code="loi-moi"),
        phone="",
        withdrawn_at=Case(
            When(accepted_at__isnull=True, withdrawn_at__isnull=True, then=Value(now)), default=F("withdrawn_at")
        ),
    )


def _erase_names(households: list[Producer]) -> int:
    """The names, numbers and house addresses of households nobody knows in public, wherever the register has them."""
    for row in households:
        row.set_name(ERASED_HOUSEHOLD)
        row.registration_no, row.registered_on, row.detail = "", None, ""
        row.save(update_fields=["name", "name_folded", "name_key", "registration_no", "registered_on", "detail"])
    ids = [row.pk for row in households]
    ProducerForm.objects.filter(producer__in=ids).update(name=ERASED_HOUSEHOLD)
    Representative.objects.filter(producer__in=ids).update(name=ERASED_NAME, position="")
    if households:
        index_producer(*households)
    return len(households)


def _erase_contacts(user: User) -> int:
    """The person's own e-mail and phone where a producer named them as its contact."""
    done = 0
    if user.email:
        done += Producer.objects.filter(email__iexact=user.email).update(email="")
    if user.phone:
        done += Producer.objects.filter(phone=user.phone).update(phone="")
    return done


def _erase_trail(user: User, households: Iterable[Producer]) -> int:
    """Bodies about the person: of entries on their own rows, and wherever their sign-in names are written."""
    own = Q(entry__in=AuditEntry.objects.filter(_entries_on(user, households)))
    text = AuditPayload.objects.annotate(text=Cast("body", TextField()))
    named = Q()
    for word in filter(None, [user.email, user.phone]):
        # A whole value of the body, in its quotes: "n@vidu.vn" must not reach into "lan@vidu.vn". SQLite keeps JSON
        # with \\u escapes, PostgreSQL as it is; sign-in names have plain letters in both.
        named |= Q(text__icontains=json.dumps(word))
    found = text.filter(own | named) if named else text.filter(own)
    return audit.erase_payloads(AuditPayload.objects.filter(pk__in=list(found.values_list("pk", flat=True))))


def _entries_on(user: User, households: Iterable[Producer]) -> Q:
    """Entries whose object is a row of the person."""

    def on(model: type[models.Model], ids: Iterable[int]) -> Q:
        return Q(object_type=model._meta.label, object_id__in=list(ids))

    def of(model: type[models.Model], **which: object) -> Q:
        return on(model, model._default_manager.filter(**which).values_list("pk", flat=True))

    return (
        on(User, [user.pk])
        | of(Membership, user=user)
        | of(SignInCode, user=user)
        | of(RoleGrant, user=user)
        | of(DataRequest, asker=user)
        | of(Consent, user=user)
        | on(Invitation, invitations_to(user).values_list("pk", flat=True))
        | on(Representative, representatives_of(user).values_list("pk", flat=True))
        | on(Producer, [row.pk for row in households])
        | of(ProducerForm, producer__in=households)
    )


def _close_account(user: User) -> None:
    """Nobody signs in by it again: an unusable password also ends every open session (its hash is in them)."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SignInCode.objects.filter(user=user, used_at__isnull=True).update(valid_until=timezone.now())
    user.name, user.email, user.phone = ERASED_NAME, _NOWHERE.format(code=new_pid().lower()), None
    user.demo_key = user.demo_words = user.demo_where = ""
    user.last_login, user.is_active = None, False
    user.set_unusable_password()
    user.save()
