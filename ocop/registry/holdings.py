"""What the registry holds about a person, what ties them to a producer, and what stays by law after an erasure."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.accounts.models import User
from ocop.core.asking import ask_rooms
from ocop.core.holdings import Holding, holding
from ocop.core.models import valid_on
from ocop.core.names import fold
from ocop.core.refusal import Missing
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.models import Consent, DataRequest, Invitation, Membership, Producer, Representative

_PERIOD = (("valid_from", gettext_lazy("Từ")), ("valid_to", gettext_lazy("Đến")))


def held(*, user: User) -> list[Holding]:
    """Memberships, representative rows that name the person, invitations, consents, requests."""
    return [_memberships(user), _representatives(user), _invitations(user), _consents(user), _requests(user)]


def representatives_of(user: User) -> "QuerySet[Representative]":
    """Representative rows that are the person's: of producers they direct or directed, under their own name.

    The rows have no link to an account, so both the producer and the name must fit.
    """
    directed = Membership.objects.filter(user=user, role=MemberRole.DIRECTOR).values("producer__head")
    rows = Representative.objects.filter(producer__head__in=directed)
    own = fold(user.name)
    return rows.filter(pk__in=[pk for pk, name in rows.values_list("pk", "name") if fold(name) == own])


def invitations_to(user: User) -> "QuerySet[Invitation]":
    """Invitations the person took up, or that are bound to their sign-in name."""
    mine = Q(accepted_by=user)
    if user.email:
        mine |= Q(email__iexact=user.email)
    if user.phone:
        mine |= Q(phone=user.phone)
    return Invitation.objects.filter(mine)


def _memberships(user: User) -> Holding:
    found = Membership.objects.filter(user=user).select_related("producer", "product").order_by("valid_from", "pk")
    rows = [
        {
            "producer": row.producer.name,
            "role": str(row.get_role_display()),
            "product": row.product.name if row.product else None,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in found
    ]
    return holding(
        "memberships",
        gettext_lazy("Bạn làm việc cho chủ thể"),
        rows,
        why=gettext_lazy("Để biết ai được lập hồ sơ, nộp giấy tờ thay mặt chủ thể."),
        kept=gettext_lazy("Lâu dài, cùng hồ sơ của chủ thể."),
        columns=[
            ("producer", gettext_lazy("Chủ thể")),
            ("role", gettext_lazy("Vai trò")),
            ("product", gettext_lazy("Chỉ sản phẩm")),
            *_PERIOD,
        ],
    )


def _representatives(user: User) -> Holding:
    rows: list[dict[str, Any]] = [
        {
            "producer": row.producer.name,
            "name": row.name,
            "position": row.position,
            "sex": row.sex,
            "ethnic_group": row.ethnic_group,
            "disability": row.disability,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in representatives_of(user).select_related("producer").order_by("valid_from", "pk")
    ]
    return holding(
        "representatives",
        gettext_lazy("Người đại diện theo pháp luật mang tên bạn"),
        rows,
        why=gettext_lazy("Mẫu 02 (26/2026) hỏi; giới tính, dân tộc, khuyết tật chỉ dùng để cộng số liệu chung."),
        kept=gettext_lazy("Tên giữ cùng hồ sơ; giới tính, dân tộc, khuyết tật xóa được theo yêu cầu."),
        columns=[
            ("producer", gettext_lazy("Chủ thể")),
            ("name", gettext_lazy("Họ và tên")),
            ("position", gettext_lazy("Chức vụ")),
            ("sex", gettext_lazy("Giới tính")),
            ("ethnic_group", gettext_lazy("Dân tộc")),
            ("disability", gettext_lazy("Khuyết tật")),
            *_PERIOD,
        ],
    )


def _invitations(user: User) -> Holding:
    found = invitations_to(user).select_related("producer").order_by("invited_at", "pk")
    rows = [
        {
            "producer": row.producer.name,
            "name": row.name,
            "email": row.email,
            "phone": row.phone,
            "role": str(row.get_role_display()),
            "invited_at": row.invited_at,
            "accepted_at": row.accepted_at,
        }
        for row in found
    ]
    return holding(
        "invitations",
        gettext_lazy("Lời mời gửi cho bạn"),
        rows,
        why=gettext_lazy("Để đúng người được mời mới vào được chủ thể."),
        kept=gettext_lazy("Đến khi bạn yêu cầu xóa; sau đó chỉ còn ngày mời."),
        columns=[
            ("producer", gettext_lazy("Chủ thể")),
            ("role", gettext_lazy("Vai trò")),
            ("invited_at", gettext_lazy("Mời lúc")),
            ("accepted_at", gettext_lazy("Nhận lúc")),
        ],
    )


def _consents(user: User) -> Holding:
    found = Consent.objects.filter(user=user).order_by("given_at", "pk")
    rows = [dict(row) for row in found.values("text_version", "given_at", "withdrawn_at")]
    return holding(
        "consents",
        gettext_lazy("Bạn đã đồng ý"),
        rows,
        why=gettext_lazy("Để chứng minh bạn đã đồng ý với bản nào."),
        kept=gettext_lazy("Lâu dài; rút lại được bất cứ lúc nào."),
        columns=[
            ("text_version", gettext_lazy("Bản")),
            ("given_at", gettext_lazy("Đồng ý lúc")),
            ("withdrawn_at", gettext_lazy("Rút lại lúc")),
        ],
    )


def _requests(user: User) -> Holding:
    rows = [
        {
            "kind": str(row.get_kind_display()),
            "text": row.text,
            "asked_at": row.asked_at,
            "state": str(row.get_state_display()),
            "answer": row.answer,
            "answered_at": row.answered_at,
        }
        for row in DataRequest.objects.filter(asker=user).order_by("asked_at", "pk")
    ]
    return holding(
        "requests",
        gettext_lazy("Yêu cầu bạn đã gửi"),
        rows,
        why=gettext_lazy("Để trả lời đúng hạn và chứng minh đã trả lời."),
        kept=gettext_lazy("Lâu dài."),
        columns=[
            ("kind", gettext_lazy("Yêu cầu")),
            ("asked_at", gettext_lazy("Gửi lúc")),
            ("state", gettext_lazy("Tình trạng")),
            ("answered_at", gettext_lazy("Trả lời lúc")),
        ],
    )


def ties(*, user: User, day: dt.date) -> list[Missing]:
    """Producers that have not stopped and would be left without anybody who represents them."""
    words = _("Là người đại diện duy nhất của “%(name)s”. Hãy thêm người đại diện khác, hoặc ghi chủ thể đã ngừng.")
    return [Missing("only-director", words % {"name": head.name}) for head in _alone_at(user, day)]


def _alone_at(user: User, day: dt.date) -> list[Producer]:
    """Producers (heads) at work of which the person is the only director on the day; two queries."""
    directors = Membership.objects.filter(valid_on(day), role=MemberRole.DIRECTOR)
    mine = directors.filter(user=user).values("producer__head")
    others = directors.filter(producer__head__in=mine, user__is_active=True).exclude(user=user).values("producer__head")
    heads = Producer.objects.filter(pk__in=mine).exclude(pk__in=others).exclude(state=ProducerState.CLOSED)
    return list(heads.order_by("name_key", "pk"))


def own_households(user: User) -> list[Producer]:
    """Households that only this person ever represented: their tax number is the person's own number."""
    mine = Membership.objects.filter(user=user, role=MemberRole.DIRECTOR).values("producer")
    others = Membership.objects.filter(role=MemberRole.DIRECTOR).exclude(user=user).values("producer")
    rows = Producer.objects.filter(pk__in=mine, kind=ProducerKind.HOUSEHOLD).exclude(pk__in=others)
    return list(rows.order_by("pk"))


def forgettable_households(user: User) -> list[Producer]:
    """Those of them that have stopped and whose name stands in no decision or result."""
    rows = [row for row in own_households(user) if row.state == ProducerState.CLOSED]
    recorded = set(ask_rooms("producers.recorded", producers=[row.pk for row in rows])) if rows else set()
    return [row for row in rows if row.pk not in recorded]


def nameless_households(user: User) -> list[Producer]:
    """Those of them whose name goes too: a household's name is its owner's, unless the household itself is known in
    public (product.md 8). It was never recognised, nothing filed or answered bears it, no other row is read under it.
    """
    rows = [row for row in forgettable_households(user) if row.head_id == row.pk]
    ids = [row.pk for row in rows]
    stays = set(ask_rooms("producers.named", producers=ids)) if rows else set()
    stays |= set(Producer.objects.filter(head__in=ids).exclude(pk=F("head")).values_list("head", flat=True))
    return [row for row in rows if row.pk not in stays]


def kept(*, user: User) -> list[Missing]:
    """What stays after an erasure, each with its ground."""
    found = []
    gone = {row.pk for row in forgettable_households(user)}
    nameless = {row.pk for row in nameless_households(user)}
    for row in own_households(user):
        if row.pk not in nameless:
            words = _("Tên hộ “%(name)s” được giữ vì hộ còn hoạt động, hoặc tên đã đứng trong hồ sơ đã nộp, kết quả, "
                      "quyết định.")
            found.append(Missing("kept-name", words % {"name": row.name}))
        if row.tax_code and row.pk not in gone:
            words = _("Mã số thuế của “%(name)s” được giữ vì chủ thể còn hoạt động hoặc đã có kết quả công nhận.")
            found.append(Missing("kept-tax-code", words % {"name": row.name}))
    if Membership.objects.filter(user=user, role=MemberRole.DIRECTOR).exists():
        words = _("Tên người đại diện trong hồ sơ đã nộp, biên bản, quyết định và giấy chứng nhận giữ như bản đã ký.")
        found.append(Missing("kept-papers", words))
    return found


def ties_of(user: User, day: dt.date) -> list[Missing]:
    """What must be settled in any room before the person's data can be erased."""
    return ask_rooms("person.ties", user=user, day=day)


def kept_words(user: User) -> list[str]:
    """What stays in any room after an erasure and on which ground, a sentence each; asked before erasing."""
    return [str(one.words) for one in ask_rooms("person.kept", user=user)]


def everything_held(user: User) -> list[Holding]:
    """What every room holds about the person, in the order of rooms."""
    return ask_rooms("person.held", user=user)
