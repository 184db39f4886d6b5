"""Requests about one's own data: asked, answered in two working days, refused with a ground; erasing and what stays."""

import datetime as dt
import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from ocop.accounts.actions import end_role, hand_over_code
from ocop.accounts.enums import Role
from ocop.accounts.models import RoleGrant, User
from ocop.accounts.queries import actor_for, user_by_login
from ocop.core import audit
from ocop.core.actor import Actor, nobody
from ocop.core.dates import today
from ocop.core.holdings import Holding, pointing_at
from ocop.core.models import AuditEntry, AuditPayload, Notice
from ocop.core.refusal import Refusal
from ocop.core.seals import seal_entries, verify_audit
from ocop.councils.actions import seat_member, set_up_council
from ocop.councils.enums import SeatRole
from ocop.councils.models import Seat
from ocop.registry.actions import (
    add_member,
    answer_request,
    ask_data_request,
    erase_person,
    name_representative,
    refuse_request,
)
from ocop.registry.clocks import is_late, request_dues, request_rule
from ocop.registry.enums import MemberRole, RequestKind, RequestState
from ocop.registry.holdings import everything_held
from ocop.registry.models import Consent, DataRequest, Invitation, Membership, Representative
from ocop.rulebooks.actions import load_holidays
from ocop.rulebooks.rules import shelf
from tests.people import LONG_AGO, fresh, officer, root, user
from tests.registry.scene import Scene

PERSONAL = "019085001234"


def ask(person: Actor, kind: str = RequestKind.ERASE, **more: Any) -> DataRequest:
    """A request of a person."""
    return ask_data_request(kind=kind, by=person, **more)


def refusal(verb: Any, **call: Any) -> Refusal:
    """What the verb says when it refuses."""
    with pytest.raises(Refusal) as told:
        verb(**call)
    return told.value


def test_a_request_goes_to_the_province_of_ones_producer(scene: Scene) -> None:
    request = ask(scene.director, RequestKind.CORRECT, text="Tên tôi viết sai (ví dụ)")
    assert (request.unit, request.state, request.asker) == (scene.province, RequestState.OPEN, scene.director.user)
    entry = AuditEntry.objects.get(verb="ask_data_request")
    # What the person wrote stays out of the trail.
    assert (AuditPayload.objects.get(entry=entry).body, entry.province_id) == ({"kind": "correct"}, scene.province.pk)
    readers, others = (
        (scene.director, scene.province_officer),
        (scene.stranger, scene.far_officer, scene.commune_officer),
    )
    for person, sees in [*((one, True) for one in readers), *((one, False) for one in others)]:
        assert DataRequest.objects.visible_to(fresh(person)).exists() == sees
    assert DataRequest.objects.visible_to(root()).exists()
    assert not DataRequest.objects.visible_to(nobody(today())).exists()


def test_somebody_without_producer_names_the_province(scene: Scene) -> None:
    alone = actor_for(user("Người mới (ví dụ)"))
    assert refusal(ask_data_request, kind=RequestKind.ACCESS, by=alone).code == "data-request-unit"
    assert ask(alone, RequestKind.ACCESS, unit=scene.commune).unit == scene.province


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"kind": "sell"}, "data-request-kind"),
        ({"kind": RequestKind.CORRECT, "text": "  "}, "data-request-text"),
    ],
)
def test_what_cannot_be_asked_is_refused(scene: Scene, call: dict[str, str], code: str) -> None:
    assert refusal(ask_data_request, by=scene.director, **call).code == code
    assert DataRequest.objects.count() == 0


def test_nobody_asks_for_another_and_not_twice_at_a_time(scene: Scene) -> None:
    assert refusal(ask_data_request, kind=RequestKind.ACCESS, by=nobody(today())).kind == "forbidden"
    told = refusal(ask_data_request, kind=RequestKind.ACCESS, by=scene.director, producer=scene.other)
    assert told.code == "data-request-producer"
    first = ask(scene.director, RequestKind.ACCESS)
    assert refusal(ask_data_request, kind=RequestKind.ACCESS, by=scene.director).kind == "conflict"
    answer_request(request=first, by=scene.province_officer)
    assert ask(scene.director, RequestKind.ACCESS).pk != first.pk


def test_an_answer_to_access_says_where_the_data_is(scene: Scene) -> None:
    done = answer_request(request=ask(scene.director, RequestKind.ACCESS), by=scene.province_officer)
    assert (done.state, done.answered_by) == (RequestState.ANSWERED, scene.province_officer.user)
    assert "Dữ liệu của tôi" in done.answer


def test_a_correction_says_what_was_corrected(scene: Scene) -> None:
    request = ask(scene.director, RequestKind.CORRECT, text="Tên (ví dụ)")
    assert refusal(answer_request, request=request, by=scene.province_officer).code == "data-request-answer"
    done = answer_request(request=request, by=scene.province_officer, answer="Đã sửa tên (ví dụ).")
    assert done.answer == "Đã sửa tên (ví dụ)."


def test_a_refusal_has_its_ground_and_is_final(scene: Scene) -> None:
    request, by = ask(scene.director), scene.province_officer
    assert refusal(refuse_request, request=request, reason=" ", by=by).code == "data-request-reason"
    done = refuse_request(request=request, reason="Quyết định đã ký phải lưu (ví dụ).", by=by)
    assert (done.state, done.answer) == (RequestState.REFUSED, "Quyết định đã ký phải lưu (ví dụ).")
    for verb, words in ((answer_request, {"answer": "x"}), (refuse_request, {"reason": "x"})):
        assert refusal(verb, request=request, by=by, **words).kind == "conflict"


def test_strangers_neither_answer_nor_refuse_nor_erase(scene: Scene) -> None:
    request = ask(scene.director)
    for person in (
        nobody(today()),
        scene.director,
        scene.stranger,
        scene.commune_officer,
        scene.far_officer,
        officer("Lãnh đạo (ví dụ)", Role.LEADER, scene.province),
    ):
        assert refusal(answer_request, request=request, by=person, answer="x").kind == "forbidden"
        assert refusal(refuse_request, request=request, by=person, reason="x").kind == "forbidden"
        assert refusal(erase_person, user=scene.director.user, by=person).kind == "forbidden"
    request.refresh_from_db()
    assert request.state == RequestState.OPEN


def test_an_officer_does_not_answer_their_own(scene: Scene) -> None:
    request = ask(scene.province_officer, RequestKind.ACCESS)
    assert refusal(answer_request, request=request, by=scene.province_officer).kind == "forbidden"
    assert answer_request(request=request, by=root()).state == RequestState.ANSWERED


def test_nobody_is_erased_unasked(scene: Scene) -> None:
    assert refusal(erase_person, user=scene.director.user, by=scene.province_officer).code == "erase-forbidden"
    ask(scene.director, RequestKind.ACCESS)
    assert refusal(erase_person, user=scene.director.user, by=root()).code == "erase-forbidden"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-25T16:59:00+00:00", dt.date(2026, 11, 27)),  # Wednesday night in Hanoi: Thursday, Friday
        ("2026-11-25T17:01:00+00:00", dt.date(2026, 11, 30)),  # it is Thursday there already: Friday, Monday
        ("2026-04-29T03:00:00+00:00", dt.date(2026, 5, 5)),  # 30 April, 1 May and the weekend do not count
    ],
)
def test_two_working_days_are_counted_after_the_day_it_came(scene: Scene, asked: str, due: dt.date) -> None:
    load_holidays(path=shelf.DATA / "holidays.yaml")
    request = ask(scene.director)
    request.asked_at = dt.datetime.fromisoformat(asked)
    limit = request_dues([request], due)[request.pk]
    assert (limit.on, limit.left(due), limit.article) == (due, 0, "Nghị định 356/2025/NĐ-CP")
    assert not is_late(request, limit, due)
    assert is_late(request, limit, due + dt.timedelta(days=1))
    request.answered_at = timezone.make_aware(dt.datetime.combine(due, dt.time(17)))
    assert not is_late(request, limit, due + dt.timedelta(days=90))


def test_the_clocks_of_many_take_one_query_and_of_none_no_query(scene: Scene, django_assert_num_queries: Any) -> None:
    rows = [ask(person) for person in (scene.director, scene.consultant, scene.stranger)]
    with django_assert_num_queries(1):
        assert len(request_dues(rows, today())) == 3
    with django_assert_num_queries(0):
        assert request_dues([], today()) == {}
    assert request_rule(dt.date(2020, 1, 1)).value == request_rule(dt.date(2030, 1, 1)).value == 2


def leave(scene: Scene) -> None:
    """A second director, so that the first may go."""
    add_member(
        producer=scene.producer,
        user=user("Người kế nhiệm (ví dụ)"),
        role=MemberRole.DIRECTOR,
        valid_from=LONG_AGO,
        by=scene.commune_officer,
    )


def erased(scene: Scene, person: Actor) -> DataRequest:
    """The person asks, the office carries it out."""
    return answer_request(request=ask(person), by=scene.province_officer)


def test_an_erased_person_is_signed_out_and_nameless_and_cannot_come_back(scene: Scene, client: Client) -> None:
    leave(scene)
    person = scene.director.user
    email = person.email
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    hand_over_code(user=person, by=root())
    client.force_login(person)
    assert client.get("/lam-viec/", follow=True).status_code == 200
    done = erased(scene, scene.director)
    person.refresh_from_db()
    assert (person.is_active, person.name, person.phone, person.has_usable_password()) == (
        False,
        "Người đã xóa dữ liệu",
        None,
        False,
    )
    assert person.email.endswith("@khong-con.invalid")
    assert (user_by_login(email), EmailAddress.objects.count()) == (None, 0)
    answer = client.get("/lam-viec/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")
    assert not client.login(email=email, password="mat-khau-vi-du")
    assert Membership.objects.get(user=person).valid_to == today()
    assert (done.state, done.text) == (RequestState.ANSWERED, "")
    assert "giữ như bản đã ký" in done.answer
    assert refusal(answer_request, request=done, by=scene.province_officer).kind == "conflict"


def test_two_erased_people_keep_two_accounts_apart(scene: Scene) -> None:
    leave(scene)
    erased(scene, scene.director)
    erased(scene, scene.consultant)
    names = set(User.objects.filter(is_active=False).values_list("email", flat=True))
    assert len(names) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=scene.director.user.pk).update(email=None)


def test_sensitive_facts_consents_notices_and_invitations_go(scene: Scene) -> None:
    leave(scene)
    person = scene.director.user
    rep = name_representative(
        producer=scene.producer,
        name=person.name,
        valid_from=today(),
        sex="Nữ",
        ethnic_group="Tày",
        disability=False,
        by=scene.commune_officer,
    )
    before = Representative.objects.create(
        producer=scene.producer,
        name="Người trước (ví dụ)",
        sex="Nam",
        ethnic_group="Nùng",
        valid_from=LONG_AGO,
        valid_to=LONG_AGO,
    )
    consent = Consent.objects.create(user=person, text_version="1", given_at=timezone.now())
    Notice.objects.create(
        to=person, kind="x", object_type="x", object_id=1, params={"name": person.name}, dedupe_key="x"
    )
    other = Notice.objects.create(
        to=scene.stranger.user, kind="x", object_type="x", object_id=1, params={"a": 1}, dedupe_key="y"
    )
    facts: dict[str, Any] = {
        "producer": scene.producer,
        "role": MemberRole.STAFF,
        "member_from": today(),
        "digest": "d",
        "invited_by": scene.commune_officer.user,
        "invited_at": timezone.now(),
        "valid_until": timezone.now(),
    }
    mine = Invitation.objects.create(name=person.name, email=person.email, **facts)
    theirs = Invitation.objects.create(name="Khác (ví dụ)", email="khac@vidu.vn", **facts)
    erased(scene, scene.director)
    for row in (rep, before, consent, other, mine, theirs):
        row.refresh_from_db()
    assert (rep.sex, rep.ethnic_group, rep.disability, rep.name) == ("", "", None, "Nông Thị Mai (ví dụ)")
    assert (before.sex, before.ethnic_group, other.params) == ("Nam", "Nùng", {"a": 1})
    assert consent.withdrawn_at is not None
    assert Notice.objects.get(to=person).params == {}
    assert (mine.name, mine.withdrawn_at is not None) == ("Người đã xóa dữ liệu", True)
    assert (theirs.name, theirs.withdrawn_at) == ("Khác (ví dụ)", None)


def test_the_trail_stays_proven_and_says_how_much_was_erased(scene: Scene) -> None:
    leave(scene)
    person = scene.director.user
    about = audit.record("invite_user", person, by=root(), body={"name": person.name})
    named = audit.record("x", scene.producer, by=root(), body={"to": person.email})
    apart = audit.record("x", scene.producer, by=root(), body={"to": "khac@vidu.vn"})
    seal_entries()
    erased(scene, scene.director)
    bodies = {row.entry_id: row.body for row in AuditPayload.objects.all()}
    assert (bodies[about.pk], bodies[named.pk], bodies[apart.pk]) == (None, None, {"to": "khac@vidu.vn"})
    seal_entries()
    report = verify_audit()
    assert report.clean
    assert report.erased == sum(body is None for body in bodies.values()) >= 3
    said = json.dumps(list(AuditPayload.objects.values_list("body", flat=True)), ensure_ascii=False)
    assert person.email not in said
    counts: Any = AuditPayload.objects.get(entry__verb="erase_person").body
    assert counts["memberships"] == 1


def test_an_address_that_ends_like_mine_is_not_mine(scene: Scene) -> None:
    leave(scene)
    person = scene.director.user
    neighbour = audit.record("x", scene.producer, by=root(), body={"to": f"x{person.email}"})
    mine = audit.record("x", scene.producer, by=root(), body={"to": [person.email]})
    erased(scene, scene.director)
    bodies = {row.entry_id: row.body for row in AuditPayload.objects.all()}
    assert bodies[neighbour.pk] == {"to": f"x{person.email}"}
    assert bodies[mine.pk] is None


def test_who_holds_an_office_or_a_seat_hands_over_first(scene: Scene) -> None:
    by = scene.province_officer
    request = ask(scene.commune_officer)
    told = refusal(answer_request, request=request, by=by)
    assert [one.code for one in told.missing] == ["holds-office"]
    request.refresh_from_db()
    assert (request.state, User.objects.get(pk=request.asker_id).is_active) == (RequestState.OPEN, True)
    grant = RoleGrant.objects.get(user=scene.commune_officer.user)
    end_role(grant=grant, last_day=today() - dt.timedelta(days=1), by=root())
    council = set_up_council(
        level="province",
        unit=scene.province,
        name="Hội đồng (ví dụ)",
        decision_no="1 (ví dụ)",
        decided_on=dt.date(2026, 6, 1),
        by=by,
    )
    seat = seat_member(
        council=council, user=request.asker, person=request.asker.name, agency="Sở (ví dụ)", role=SeatRole.MEMBER, by=by
    )
    told = refusal(answer_request, request=request, by=by)
    assert ([one.code for one in told.missing], council.name in str(told.missing[0].words)) == (["holds-seat"], True)
    Seat.objects.filter(pk=seat.pk).update(valid_from=dt.date(2026, 6, 1), valid_to=today() - dt.timedelta(days=1))
    done = answer_request(request=request, by=by)
    assert "biên bản" in done.answer
    assert Seat.objects.get(pk=seat.pk).person == "Trần Văn Bình (ví dụ)"


def rows_of(person: User) -> dict[str, Holding]:
    """What is held about a person, by key."""
    return {one.key: one for one in everything_held(person)}


def test_a_person_reads_what_is_held_about_them_and_nothing_of_others(scene: Scene) -> None:
    person = scene.director.user
    name_representative(
        producer=scene.producer,
        name=person.name,
        valid_from=today(),
        sex="Nữ",
        ethnic_group="Tày",
        by=scene.commune_officer,
    )
    Consent.objects.create(user=person, text_version="1", given_at=timezone.now())
    ask(scene.director, RequestKind.CORRECT, text="Sửa tên (ví dụ)")
    ask(scene.stranger, RequestKind.CORRECT, text="Bí mật của người khác (ví dụ)")
    name_representative(
        producer=scene.other,
        name=scene.stranger.user.name,
        valid_from=today(),
        sex="Nam",
        ethnic_group="Dao",
        by=scene.commune_officer,
    )
    held = rows_of(person)
    assert held["account"].rows[0]["email"] == person.email
    assert [row["producer"] for row in held["memberships"].rows] == [scene.producer.name]
    assert [row["ethnic_group"] for row in held["representatives"].rows] == ["Tày"]
    assert [row["text"] for row in held["requests"].rows] == ["Sửa tên (ví dụ)"]
    assert (held["consents"].total, held["deeds"].total, held["seats"].total) == (1, 1, 0)
    everything = str([one.rows for one in held.values()])
    for secret in ("Bí mật", scene.stranger.user.email, scene.other.name, "Dao"):
        assert secret not in everything
    assert pointing_at(person)["registry"] == 3


def test_every_role_reads_its_own_page_of_facts(scene: Scene) -> None:
    held = rows_of(scene.province_officer.user)
    assert [row["unit"] for row in held["roles"].rows] == [scene.province.full_name]
    assert held["account"].total == 1
