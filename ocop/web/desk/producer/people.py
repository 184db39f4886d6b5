"""A producer's own page: what is said about it, its forms through time, who represents it, who works for it.

The same pages serve the officers of the place, who fill in for people that do not come to the screen.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.registry.actions import (
    amend_producer,
    ask_approval,
    end_member,
    invite_member,
    look_at_representatives,
    name_representative,
    withdraw_invitation,
)
from ocop.registry.enums import MemberRole, ProducerState
from ocop.registry.flow import FLOW
from ocop.registry.guards import (
    may_act_for,
    may_amend_identity,
    may_amend_producer,
    may_manage_members,
    may_see_representative,
    works_for,
)
from ocop.registry.models import Invitation, Membership, Producer
from ocop.registry.queries import (
    members_on,
    open_invitations,
    refusals_of,
    representative_on,
    shown_tax_code,
)
from ocop.registry.taxcodes import StoredCode, doubtful
from ocop.web.desk.officer.doors import REGISTRARS
from ocop.web.desk.producer.finding import own_producers
from ocop.web.desk.producer.people_forms import AmendForm, EndForm, InviteForm, RepresentativeForm
from ocop.web.desk.producer.words import beside
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.phones import shown_phone
from ocop.web.shared.request import Request

NOT_YOURS = gettext_lazy("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó làm được việc này.")
FIELDS = {
    "producer-name": "name", "producer-kind": "kind", "phone-wrong": "phone", "tax-code-shape": "tax_code",
    "tax-code-taken": "tax_code", "registration-no-personal": "registration_no", "registered-later": "registered_on",
    "form-tourism-only": "kind", "person-name": "name", "email-wrong": "login", "member-role": "role",
    "member-already": "role", "member-product": "product", "consultant-period": "member_to",
    "member-last-director": "last_day", "member-ended": "last_day", "representative-name": "name",
    "representative-period": "valid_from",
}
PILLS: dict[str, str] = {ProducerState.WAITING: "wait", ProducerState.ACTIVE: "ok"}


def _producer(request: Request, pid: str) -> Producer:
    """A producer this person works for or answers for; 404 for whoever only sees it from afar."""
    rows = Producer.objects.visible_to(request.actor).select_related(
        "unit__today_province", "settled_unit__today_province")
    producer = get_or_404(rows, pid=pid)
    return producer if may_act_for(request.actor, producer) else get_or_404(rows.none(), pid=pid)


def _page(request: Request, name: str, producer: Producer, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the producer, behind the door of whoever reads it, with the way back."""
    own = works_for(request.actor, producer)
    full = {"producer": producer, "own": own, "home": home_address(request.actor, producer), **context}
    return desk_page(request, f"desk/producer/{name}.html", full, current="own" if own else "producers", status=status)


def home_address(actor: Actor, producer: Producer) -> str:
    """Where this person reads about the producer: their own page, or the officers'."""
    own = works_for(actor, producer) or not actor.holds(*REGISTRARS)
    return reverse("producer_own_page" if own else "officer_producer", args=[producer.pid])


@require_safe
def own_index(request: Request) -> HttpResponse:
    """The producers one works for; whoever works for one is led to it."""
    producers = own_producers(request.actor)
    if len(producers) == 1:
        return redirect("producer_own_page", producers[0].pid)
    return desk_page(request, "desk/producer/own_list.html", {"producers": producers}, current="own")


@require_safe
def own_page(request: Request, pid: str) -> HttpResponse:
    """Everything about one producer for its own people."""
    producer, actor = _producer(request, pid), request.actor
    if producer.head_id is not None and producer.head_id != producer.pk:
        kept = Producer.objects.visible_to(actor).filter(pk=producer.head_id).first()
        if kept is not None:
            # For the time being (302): a merging can be undone.
            return redirect("producer_own_page", kept.pid)
    manage = may_manage_members(actor, producer)
    context: dict[str, Any] = {
        "pill": (PILLS.get(producer.state, ""), producer.get_state_display()),
        "tax_code": shown_tax_code(producer), "phone": shown_phone(producer.phone),
        "doubtful": doubtful(StoredCode(producer.tax_code, producer.tax_code_sealed)),
        "forms": list(producer.forms.order_by("-valid_from")),
        "representative": representative_on(producer, actor.today), "manage": manage,
        "sensitive": may_see_representative(actor, producer), "may_amend": may_amend_producer(actor, producer),
        "members": member_lines(producer, actor), "today": actor.today,
        "invitations": invitation_lines(producer) if manage else [],
        "refusal": refusals_of([producer]).get(producer.pk),
        "may_ask": "ask_approval" in {step.verb for step in FLOW.offers(producer, actor)},
    }
    return _page(request, "own", producer, **context)


def member_lines(producer: Producer, actor: Actor) -> list[tuple[Membership, str, bool]]:
    """Who works for the producer now or from a day to come, with the sign-in name and whether they may be let go."""
    rows = list(members_on(producer, actor.today))
    return [(row, shown_phone(row.user.phone or "") or row.user.email or "", may_end(row, rows)) for row in rows]


def may_end(row: Membership, rows: Sequence[Membership]) -> bool:
    """Whether the button is worth offering: the only one who represents a producer cannot go."""
    directors = [one for one in rows if one.role == MemberRole.DIRECTOR]
    return row.role != MemberRole.DIRECTOR or len(directors) > 1


def invitation_lines(producer: Producer) -> list[tuple[Invitation, str]]:
    """Invitations that nobody has taken up yet, each with the sign-in name."""
    rows = Invitation.objects.filter(open_invitations(timezone.now()), producer__head=producer.head_id)
    rows = rows.select_related("invited_by", "product").order_by("pk")
    return [(row, shown_phone(row.phone) or row.email) for row in rows]


@sensitive_post_parameters("tax_code")
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: Request, pid: str) -> HttpResponse:
    """Correct what is said about the producer."""
    producer, actor = _producer(request, pid), request.actor
    require(may_amend_producer(actor, producer), NOT_YOURS)
    identity = may_amend_identity(actor, producer)
    form = AmendForm(request.POST or None, producer=producer, identity=identity)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = amend_producer(producer=producer, by=actor, **form.facts)
            except Refusal as refused:
                status = _refused(form, refused)
            else:
                _amended(request, changed)
                return redirect(home_address(actor, producer))
    return _page(request, "own_edit", producer, form=form, identity=identity, status=status)


def _amended(request: Request, producer: Producer) -> None:
    """Say so; a code that fails its check digit is worth a second look at the paper."""
    messages.success(request, _("Đã lưu thông tin chủ thể."))
    if doubtful(StoredCode(producer.tax_code, producer.tax_code_sealed)):
        messages.warning(request, _("Mã số thuế %(code)s không khớp số kiểm tra. Vẫn lưu; hãy đối chiếu lại với giấy.")
                         % {"code": producer.tax_code})


def _refused(form: Any, refusal: Refusal) -> int:
    """Put a refusal beside its field; the status of the page."""
    fields = dict(FIELDS)
    if "login" in form.fields:
        fields["phone-wrong"] = "login"
    if "last_day" in form.fields:
        fields["member-period"] = "last_day"
    elif "member_to" in form.fields:
        fields["member-period"] = "member_to"
    beside(form, refusal, fields)
    return 409 if refusal.kind == "conflict" else 422


@require_POST
def ask_again(request: Request, pid: str) -> HttpResponse:
    """Ask the officers to look again."""
    producer = _producer(request, pid)
    ask_approval(producer=producer, by=request.actor)
    messages.success(request, _("Đã gửi đề nghị duyệt lại. Cán bộ OCOP nơi chủ thể đóng sẽ xem."))
    return redirect(home_address(request.actor, producer))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def representative(request: Request, pid: str) -> HttpResponse:
    """The legal representatives with what form 02 asks of them; whoever looks is noted."""
    producer, actor = _producer(request, pid), request.actor
    rows = look_at_representatives(producer=producer, by=actor)
    form = RepresentativeForm(request.POST or None, initial={"valid_from": actor.today})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                name_representative(producer=producer, by=actor, **form.cleaned_data)
            except Refusal as refused:
                status = _refused(form, refused)
            else:
                messages.success(request, _("Đã ghi người đại diện theo pháp luật."))
                return redirect("producer_representative", pid)
    return _page(request, "own_representative", producer, form=form, rows=rows, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, pid: str) -> HttpResponse:
    """Invite a colleague or a consultant; the answer is the paper with the code, shown once."""
    producer, actor = _producer(request, pid), request.actor
    require(may_manage_members(actor, producer), NOT_YOURS)
    form = InviteForm(request.POST or None, producer=producer, today=actor.today)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                row, code = invite_member(
                    producer=producer, name=data["name"], login=form.sign_in_name, role=data["role"],
                    member_from=data["member_from"], member_to=data["member_to"], product=data["product"],
                    by=actor)
            except Refusal as refused:
                status = _refused(form, refused)
            else:
                return _invited(request, producer, row, code=code)
    return _page(request, "own_invite", producer, form=form, status=status)


def _invited(request: Request, producer: Producer, row: Invitation, *, code: str) -> HttpResponse:
    """The paper or message to hand over. The code is kept nowhere: the page is the answer to the form itself."""
    address = request.build_absolute_uri(reverse("invitation", args=[row.pid]))
    until = timezone.localdate(row.valid_until)
    facts = {"name": row.name, "producer": producer.name, "address": address, "code": code,
             "day": f"{until.day}/{until.month}/{until.year}"}
    message = _("%(name)s được mời tham gia %(producer)s. Mở %(address)s và nhập mã %(code)s, dùng đến hết %(day)s. "
                "Không chuyển mã cho người khác.") % facts
    context: dict[str, Any] = {"row": row, "code": code, "address": address, "until": until, "message": message,
               "login": shown_phone(row.phone) or row.email}
    return _page(request, "own_invited", producer, **context)


@require_POST
def withdraw(request: Request, pid: str, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    producer = _producer(request, pid)
    rows = Invitation.objects.filter(producer__head=producer.head_id).select_related("producer")
    withdraw_invitation(invitation=get_or_404(rows, pid=invitation), by=request.actor)
    messages.success(request, _("Đã rút lời mời; mã không dùng được nữa."))
    return redirect(home_address(request.actor, producer))


@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: Request, pid: str, member: int) -> HttpResponse:
    """Ask for the last day, then end somebody's work for the producer."""
    producer, actor = _producer(request, pid), request.actor
    require(may_manage_members(actor, producer), NOT_YOURS)
    row = get_or_404(members_on(producer, actor.today).select_related("user", "producer"), pk=member)
    form = EndForm(request.POST or None, initial={"last_day": actor.today})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                end_member(membership=row, last_day=form.cleaned_data["last_day"], by=actor)
            except Refusal as refused:
                status = _refused(form, refused)
            else:
                messages.success(request, _("Đã ghi ngày cuối cùng của %(name)s.") % {"name": row.user.name})
                actor.memo.clear()
                return redirect(home_address(actor, producer) if may_act_for(actor, producer) else "desk")
    return _page(request, "own_member_end", producer, form=form, row=row, status=status)
