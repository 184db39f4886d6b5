"""People of a producer: coming in by oneself, invitations, consultants through time, sensitive facts."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from ocop.accounts.codes import digest_of, fits, new_code, shown_code
from ocop.accounts.models import User
from ocop.accounts.queries import actor_for, user_by_login
from ocop.core.actor import Actor, nobody
from ocop.core.dates import today
from ocop.core.models import AuditEntry, AuditPayload, Opening
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import open_dossier
from ocop.dossiers.enums import FilledBy
from ocop.dossiers.guards import may_write
from ocop.dossiers.models import Dossier
from ocop.registry.actions import (
    NewAccount,
    accept_invitation,
    add_member,
    close_producer,
    end_member,
    invite_member,
    join_by_invitation,
    look_at_representatives,
    name_representative,
    register_product,
    sign_up_producer,
    withdraw_invitation,
)
from ocop.registry.actions.inviting import INVITATION_DAYS, INVITATION_TRIES, still_open
from ocop.registry.consents import TEXTS, current_text
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.guards import may_amend_identity, may_change_form
from ocop.registry.models import Consent, Invitation, Membership, Paper, Producer, Product
from tests.people import LONG_AGO, fresh, officer, root, user
from tests.registry.scene import Scene

WORDS = "mot cau dai de nho"
AGREED = current_text().version
PHONE = "+84912345678"


def refusal(verb: Callable[..., Any], **call: Any) -> Refusal:
    """What the verb says when it refuses."""
    with pytest.raises(Refusal) as told:
        verb(**call)
    return told.value


def sign_up(scene: Scene, **more: Any) -> Producer:
    """A household that registers itself."""
    facts: dict[str, Any] = {
        "unit": scene.commune, "name": "Hộ Lò Thị Ba (ví dụ)", "kind": ProducerKind.HOUSEHOLD, "consent": AGREED,
        "by": nobody(today()), "account": NewAccount("Lò Thị Ba (ví dụ)", WORDS, phone="0912 345 678"),
        "phone": "0912 345 678", **more,
    }
    return sign_up_producer(**facts)


def invite(scene: Scene, *, by: Actor | None = None, **more: Any) -> tuple[Invitation, str]:
    """An invitation of a member of staff."""
    facts: dict[str, Any] = {"producer": scene.producer, "name": "Nông Văn A (ví dụ)", "login": "0912 345 678",
                             "role": MemberRole.STAFF, "member_from": today(), **more}
    return invite_member(**facts, by=by or scene.director)


def test_a_producer_signs_up_with_account_and_consent_in_one_breath_and_waits(scene: Scene) -> None:
    producer = sign_up(scene)
    person = user_by_login("0912345678")
    assert person is not None and person.check_password(WORDS)
    assert (producer.state, producer.entered_by, producer.phone) == (ProducerState.WAITING, person, PHONE)
    assert Membership.objects.get(producer=producer).role == MemberRole.DIRECTOR
    assert Consent.objects.get(user=person).text_version == AGREED
    bodies = str(list(AuditPayload.objects.filter(entry__verb__in=["sign_up_user", "give_consent"]).values("body")))
    assert "Lò Thị Ba" not in bodies and "912345678" not in bodies and WORDS not in bodies


@pytest.mark.parametrize(("more", "code"), [
    ({"consent": ""}, "consent-missing"), ({"consent": "1999-1"}, "consent-missing"), ({"name": " "}, "producer-name"),
    ({"kind": "club"}, "producer-kind"), ({"tax_code": "12"}, "tax-code-shape"),
    ({"account": None}, "sign-in-name-missing"),
    ({"account": NewAccount("A", "ngan", phone="0912345678")}, "password-weak"),
    ({"account": NewAccount(" ", WORDS, phone="0912345678")}, "person-name"),
    ({"account": NewAccount("A", WORDS)}, "sign-in-name-missing"),
    ({"account": NewAccount("A", WORDS, phone="12")}, "phone-wrong"),
])
def test_a_wrong_sign_up_leaves_neither_account_nor_producer_nor_consent(scene: Scene, more: Any, code: str) -> None:
    before = User.objects.count(), Producer.objects.count(), AuditEntry.objects.count()
    assert refusal(lambda **call: sign_up(scene, **call), **more).code == code
    assert (User.objects.count(), Producer.objects.count(), AuditEntry.objects.count()) == before
    assert not Consent.objects.exists()


def test_a_sign_in_name_in_use_is_told_and_nothing_else_of_its_owner(scene: Scene) -> None:
    sign_up(scene)
    again = refusal(lambda **call: sign_up(scene, **call), name="Hộ khác (ví dụ)")
    assert (again.code, again.kind) == ("sign-in-name-taken", "conflict")
    assert "Ba" not in str(again.words) and Producer.objects.filter(state="waiting").count() == 1


def test_a_place_that_is_no_more_and_a_province_take_nobody_in(scene: Scene) -> None:
    assert refusal(lambda **call: sign_up(scene, **call), unit=scene.province).code == "producer-unit"
    scene.commune.today = None
    assert refusal(lambda **call: sign_up(scene, **call)).code == "producer-unit"


def test_who_is_signed_in_registers_another_producer_once_and_an_officer_none(scene: Scene) -> None:
    call: dict[str, Any] = {"by": scene.director, "account": None, "name": "Hộ Mai (ví dụ)"}
    second = sign_up(scene, **call)
    assert second.entered_by == scene.director.user and second.state == ProducerState.WAITING
    twice = refusal(lambda **more: sign_up(scene, **more), **{**call, "name": "ho mai (vi du)"})
    assert (twice.code, twice.kind) == ("producer-twice", "conflict")
    assert Consent.objects.filter(user=scene.director.user).count() == 1
    refused = refusal(lambda **more: sign_up(scene, **more), by=scene.commune_officer, account=None)
    assert (refused.code, refused.kind) == ("sign-up-officer", "forbidden")


def test_the_words_of_a_consent_never_change_under_one_version() -> None:
    with translation.override("vi"):
        digests = {
            one.version: hashlib.sha256("\n".join(f"{head}: {words}" for head, words in one.rows).encode()).hexdigest()
            for one in TEXTS
        }
    assert digests == {"2026-1": "4448e97d65dc8257f1d50c60b66dce6a19659f18c1a3766c957d24457bbad2f1"}


@given(st.from_regex(r"[0-9A-HJKMNP-TV-Z]{8}", fullmatch=True), st.integers(0, 7))
def test_a_code_is_read_as_people_write_it_and_opens_only_its_own_door(code: str, place: int) -> None:
    kept = digest_of("ABC", code)
    typed = shown_code(code).lower().replace("0", "o").replace("1", "l")
    assert fits(kept, "ABC", typed) and fits(kept, "ABC", f" {code} ")
    assert not fits(kept, "ABD", code)
    other = "2" if code[place] != "2" else "3"
    assert not fits(kept, "ABC", code[:place] + other + code[place + 1:])


def test_codes_are_drawn_of_eight_signs() -> None:
    assert {len(new_code()) for _no in range(50)} == {8}
    assert len({new_code() for _no in range(50)}) == 50


def test_a_new_person_takes_an_invitation_up_with_its_code_and_a_password(scene: Scene) -> None:
    row, code = invite(scene)
    assert code.replace("-", "") not in str(Invitation.objects.values().get()) and row.phone == PHONE
    membership = join_by_invitation(invitation=row, code=code.lower(), password=WORDS, consent=AGREED)
    assert membership.user.phone == PHONE and membership.role == MemberRole.STAFF
    assert Producer.objects.visible_to(actor_for(membership.user)).get() == scene.producer
    row.refresh_from_db()
    assert row.accepted_by == membership.user and not still_open(row)
    again = refusal(join_by_invitation, invitation=row, code=code, password=WORDS, consent=AGREED)
    assert (again.code, again.kind) == ("invitation-over", "conflict")
    assert refusal(withdraw_invitation, invitation=row, by=scene.director).code == "invitation-over"
    bodies = str(list(AuditPayload.objects.filter(entry__verb__contains="invit").values("body")))
    assert code[:4] not in bodies and "Nông" not in bodies and "912345678" not in bodies


def test_a_wrong_code_is_counted_and_five_end_the_invitation(scene: Scene) -> None:
    row, code = invite(scene)
    for _no in range(INVITATION_TRIES):
        wrong = refusal(join_by_invitation, invitation=row, code="00000000", password=WORDS, consent=AGREED)
        assert wrong.code == "code-wrong"
    over = refusal(join_by_invitation, invitation=row, code=code, password=WORDS, consent=AGREED)
    assert over.code == "invitation-over" and not User.objects.filter(phone=PHONE).exists()


def test_a_weak_password_or_no_consent_costs_no_try(scene: Scene) -> None:
    row, code = invite(scene)
    for password, consent, said in (("ngan", AGREED, "password-weak"), (WORDS, "", "consent-missing")):
        refused = refusal(join_by_invitation, invitation=row, code=code, password=password, consent=consent)
        assert refused.code == said
    row.refresh_from_db()
    assert row.tries == 0 and not User.objects.filter(phone=PHONE).exists()


def test_the_code_never_opens_an_account_that_is_there(scene: Scene) -> None:
    boss = User.objects.create_user(name="Cán bộ (ví dụ)", phone=PHONE, password="mat-khau-cua-can-bo")
    row, code = invite(scene)
    taken = refusal(join_by_invitation, invitation=row, code=code, password=WORDS, consent=AGREED)
    assert (taken.code, taken.kind) == ("sign-in-name-taken", "conflict")
    boss.refresh_from_db()
    assert boss.check_password("mat-khau-cua-can-bo")
    membership = accept_invitation(invitation=row, by=actor_for(boss))
    assert membership.user == boss


def test_only_the_person_it_names_accepts_with_one_press(scene: Scene) -> None:
    row, _code = invite(scene, login=f" {scene.stranger.user.email.upper()} ")
    for other in (scene.director, scene.consultant, scene.commune_officer, nobody(today())):
        assert refusal(accept_invitation, invitation=row, by=other).kind == "forbidden"
    accept_invitation(invitation=row, by=scene.stranger)
    assert set(Producer.objects.visible_to(fresh(scene.stranger))) == {scene.producer, scene.other}
    assert refusal(accept_invitation, invitation=row, by=fresh(scene.stranger)).code == "invitation-over"


def test_strangers_invite_nobody_and_withdraw_nothing(scene: Scene) -> None:
    row, _code = invite(scene)
    strangers = (scene.consultant, scene.stranger, scene.neighbour_officer, scene.far_officer, nobody(today()))
    for stranger in strangers:
        assert refusal(lambda **call: invite(scene, **call), by=stranger).kind == "forbidden"
        assert refusal(withdraw_invitation, invitation=row, by=stranger).kind == "forbidden"
    invite(scene, by=scene.commune_officer, login="b@vidu.vn")
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(("more", "code"), [
    ({"login": "12"}, "phone-wrong"), ({"login": "a@"}, "email-wrong"), ({"name": " "}, "person-name"),
    ({"role": "king"}, "member-role"), ({"role": MemberRole.CONSULTANT}, "consultant-period"),
    ({"member_to": dt.date(2020, 1, 1), "member_from": dt.date(2019, 1, 1)}, "member-period"),
    ({"member_to": dt.date(2020, 1, 1)}, "member-period"),
])
def test_a_wrong_invitation_is_refused(scene: Scene, more: Any, code: str) -> None:
    assert refusal(lambda **call: invite(scene, **call), **more).code == code
    assert not Invitation.objects.exists()


def test_another_invitation_to_the_same_name_withdraws_the_one_before(scene: Scene) -> None:
    first, code = invite(scene)
    invite(scene)
    over = refusal(join_by_invitation, invitation=first, code=code, password=WORDS, consent=AGREED)
    assert over.code == "invitation-over"


def test_who_is_there_already_is_not_invited_to_the_same_role(scene: Scene) -> None:
    email = scene.director.user.email
    again = refusal(lambda **call: invite(scene, **call), login=email, role=MemberRole.DIRECTOR)
    assert (again.code, again.kind) == ("member-already", "conflict")


def test_an_invitation_runs_out_is_withdrawn_and_ends_with_its_period(scene: Scene) -> None:
    old, _code = invite(scene)
    Invitation.objects.filter(pk=old.pk).update(valid_until=timezone.now() - dt.timedelta(seconds=1))
    old.refresh_from_db()
    taken_back, _other = invite(scene, login="b@vidu.vn")
    taken_back = withdraw_invitation(invitation=taken_back, by=scene.director)
    short, _third = invite(scene, login="c@vidu.vn", member_to=today())
    assert still_open(short) and (short.valid_until - short.invited_at).days == INVITATION_DAYS
    short.member_to = today() - dt.timedelta(days=1)
    assert [still_open(row) for row in (old, taken_back, short)] == [False, False, False]


def test_invitations_are_seen_by_the_producers_people_and_the_offices_of_its_place(scene: Scene) -> None:
    invite(scene)
    seen = {name: Invitation.objects.visible_to(actor).count() for name, actor in {
        "director": scene.director, "commune": scene.commune_officer, "province": scene.province_officer,
        "stranger": scene.stranger, "neighbour": scene.neighbour_officer, "far": scene.far_officer,
        "nobody": nobody(today())}.items()}
    assert seen == {"director": 1, "commune": 1, "province": 1, "stranger": 0, "neighbour": 0, "far": 0, "nobody": 0}


def test_a_consultant_comes_for_a_time_only(scene: Scene) -> None:
    add: dict[str, Any] = {
        "producer": scene.producer, "user": user("Tư vấn hai (ví dụ)"), "role": MemberRole.CONSULTANT,
        "valid_from": today(), "by": scene.director,
    }
    assert refusal(add_member, **add).code == "consultant-period"
    assert add_member(**add, valid_to=today()).valid_to == today()


def test_the_day_after_the_last_day_a_consultant_sees_and_writes_nothing(scene: Scene) -> None:
    product = register_product(producer=scene.producer, name="Chè (ví dụ)", product_set=scene.tea, by=scene.director)
    last = Membership.objects.get(user=scene.consultant.user).valid_to
    assert last is not None
    on, after = (actor_for(scene.consultant.user, today=day) for day in (last, last + dt.timedelta(days=1)))
    dossier = open_dossier(product=product, by=on)
    assert (dossier.filled_by, dossier.filled_by_user) == (FilledBy.CONSULTANT, scene.consultant.user)
    assert may_write(on, dossier) and Dossier.objects.visible_to(on).exists()
    for rows in (Producer, Product, Paper, Dossier, Invitation):
        assert not rows.objects.visible_to(after).exists(), rows.__name__
    assert not may_write(after, dossier)
    # Who filled it in stays on the dossier.
    assert Dossier.objects.get().filled_by_user == scene.consultant.user


def test_the_last_who_represents_a_producer_at_work_cannot_go(scene: Scene) -> None:
    mine = Membership.objects.get(user=scene.director.user)
    alone = refusal(end_member, membership=mine, last_day=today(), by=scene.commune_officer)
    assert (alone.code, alone.kind) == ("member-last-director", "conflict")
    heir = add_member(producer=scene.producer, user=user("Kế nhiệm (ví dụ)"), role=MemberRole.DIRECTOR,
                      valid_from=LONG_AGO, valid_to=today() + dt.timedelta(days=30), by=scene.director)
    # The other goes after thirty days, so the first may go now but not later than that.
    late = refusal(end_member, membership=mine, last_day=today() + dt.timedelta(days=30), by=scene.director)
    assert late.code == "member-last-director"
    end_member(membership=mine, last_day=today(), by=scene.director)
    assert refusal(end_member, membership=mine, last_day=today(), by=scene.commune_officer).code == "member-ended"
    last = refusal(end_member, membership=heir, last_day=today(), by=scene.commune_officer)
    assert last.code == "member-last-director"
    close_producer(producer=scene.producer, by=scene.commune_officer)
    assert end_member(membership=heir, last_day=today(), by=scene.commune_officer).valid_to == today()


def test_strangers_end_nobody_and_a_day_before_the_first_is_refused(scene: Scene) -> None:
    row = Membership.objects.get(user=scene.consultant.user)
    for stranger in (scene.consultant, scene.stranger, scene.neighbour_officer, scene.far_officer, nobody(today())):
        assert refusal(end_member, membership=row, last_day=today(), by=stranger).kind == "forbidden"
    early = refusal(end_member, membership=row, last_day=LONG_AGO - dt.timedelta(days=1), by=scene.director)
    assert early.code == "member-period"


def test_invitations_of_whoever_goes_end_with_them(scene: Scene) -> None:
    boss = add_member(producer=scene.producer, user=user("Phó (ví dụ)"), role=MemberRole.DIRECTOR, valid_from=LONG_AGO,
                      by=scene.director)
    row, _code = invite(scene, by=actor_for(boss.user))
    kept, _other = invite(scene, login="b@vidu.vn")
    end_member(membership=boss, last_day=today(), by=scene.director)
    row.refresh_from_db()
    assert not still_open(row) and still_open(kept)


def test_sensitive_facts_are_shown_to_few_and_each_sight_is_noted(scene: Scene) -> None:
    name_representative(producer=scene.producer, name="Nông Thị Mai (ví dụ)", valid_from=LONG_AGO, sex="female",
                        ethnic_group="Tày", disability=False, by=scene.director)
    for stranger in (scene.consultant, scene.stranger, scene.neighbour_officer, scene.far_officer, nobody(today())):
        assert refusal(look_at_representatives, producer=scene.producer, by=stranger).kind == "forbidden"
    assert not Opening.objects.exists()
    for reader in (scene.director, scene.commune_officer, scene.province_officer, root()):
        assert [row.ethnic_group for row in look_at_representatives(producer=scene.producer, by=reader)] == ["Tày"]
    assert Opening.objects.filter(kind="representative").count() == 4
    assert set(Opening.objects.values_list("actor", flat=True)) >= {scene.director.user_id}


def test_who_is_nobody_special_is_not_noted_where_nothing_sensitive_stands(scene: Scene) -> None:
    name_representative(producer=scene.producer, name="Nông Thị Mai (ví dụ)", valid_from=LONG_AGO, by=scene.director)
    assert len(look_at_representatives(producer=scene.producer, by=scene.director)) == 1
    assert not Opening.objects.exists()


def test_an_officer_who_works_for_a_producer_does_not_decide_about_it(scene: Scene) -> None:
    boss = officer("Cán bộ kiêm (ví dụ)", "commune_officer", scene.commune)
    assert may_change_form(boss, scene.producer) and may_amend_identity(boss, scene.producer)
    row, _code = invite(scene, login=boss.user.email)
    accept_invitation(invitation=row, by=boss)
    assert not may_change_form(fresh(boss), scene.producer) and not may_amend_identity(fresh(boss), scene.producer)
