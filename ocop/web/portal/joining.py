"""`/dang-ky/`: a producer registers by itself, in two steps; `/loi-moi/`: a colleague or consultant takes an invitation
up. Both work on a phone without script."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.names import fold
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit, AdminUnitQuerySet
from ocop.places.queries import today_units, unit_by_slug
from ocop.registry.actions import NewAccount, accept_invitation, join_by_invitation, sign_up_producer
from ocop.registry.actions.inviting import is_for, still_open
from ocop.registry.consents import current_text
from ocop.registry.models import Invitation, Producer
from ocop.registry.queries import open_consent
from ocop.web.portal.joining_forms import JoinForm, TakeUpForm
from ocop.web.portal.reading import line
from ocop.web.shared.access import get_or_404, public
from ocop.web.shared.limits import too_many
from ocop.web.shared.phones import masked_name
from ocop.web.shared.request import Request
from ocop.web.shared.views import enter

# One address may send so many registrations or codes a minute (L05); a village hall with one line needs no more.
MOST_A_MINUTE = 5
# Communes listed where only a name was typed.
MOST_FOUND = 30
FIELDS = {
    "producer-name": "name", "producer-kind": "kind", "producer-twice": "name", "tax-code-shape": "tax_code",
    "tax-code-taken": "tax_code", "person-name": "person", "sign-in-name-missing": "login", "phone-wrong": "login",
    "sign-in-name-taken": "login", "password-weak": "password", "consent-missing": "consent", "code-wrong": "code",
}
REGISTRARS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)


@public
@never_cache
@sensitive_post_parameters("password", "tax_code", "login")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request) -> HttpResponseBase:
    """Register one's own producer: first where it stands, then who it is and who signs in."""
    if request.actor.holds(*REGISTRARS):
        return redirect("officer_producer_add")
    slug = line(request.GET.get("xa", ""), 80)
    unit = unit_by_slug(slug, request.actor.today) if slug else None
    if unit is None or unit.level != Level.COMMUNE or not unit.in_force:
        return _choose_place(request, lost=bool(slug))
    form = JoinForm(request.POST or None, known=request.actor.signed_in, agreed=_agreed(request.actor))
    status = 200
    if request.method == "POST":
        if too_many(request, "sign-up", most=MOST_A_MINUTE):
            return render(request, "errors/429.html", status=429)
        status = 422
        if form.is_valid():
            try:
                producer = _register(request, form, unit)
            except Refusal as refused:
                status = _beside(form, refused)
            else:
                return _in(request, producer)
    here = f"{reverse('join')}?{urlencode({'xa': unit.slug})}"
    context = {"form": form, "unit": unit, "province": unit.today_province, "consent": _words(form),
               "sign_in": f"{settings.LOGIN_URL}?{urlencode({'next': here})}"}
    return render(request, "portal/join.html", context, status=status)


def _agreed(actor: Actor) -> bool:
    """Whether this person stands by the words in use already."""
    return actor.signed_in and open_consent(actor.user, current_text().version) is not None


def _words(form: JoinForm | TakeUpForm) -> list[tuple[str, str]]:
    """The words to agree to, where a tick is asked for."""
    return current_text().lines(settings.SITE_OFFICE) if "consent" in form.fields else []


def _register(request: Request, form: JoinForm, unit: AdminUnit) -> Producer:
    """Send the form to its verb; the sign-in name is the producer's contact until it names another."""
    data = form.cleaned_data
    email, phone = data.get("login") or (request.actor.user.email or "", request.actor.user.phone or "")
    account = None if request.actor.signed_in else NewAccount(data["person"], data["password"], email, phone)
    consent = form.agreed if "consent" in form.fields else current_text().version
    return sign_up_producer(
        unit=unit, consent=consent, by=request.actor, account=account, name=data["name"], kind=data["kind"],
        detail=data["detail"], tax_code=data["tax_code"], phone=phone, email=email,
    )


def _in(request: Request, producer: Producer) -> HttpResponseBase:
    """To the desk: the person just made signs in with it."""
    if request.actor.signed_in:
        return redirect("producer_own_page", producer.pid)
    assert producer.entered_by is not None
    return enter(request, producer.entered_by)


def _beside(form: JoinForm | TakeUpForm, refusal: Refusal) -> int:
    """Put a refusal beside its field; the status of the page."""
    if refusal.kind == "forbidden":
        raise refusal
    field = FIELDS.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal.words))
    return 409 if refusal.kind == "conflict" else 422


def _choose_place(request: Request, *, lost: bool) -> HttpResponse:
    """The first step: a province, then its communes; or a commune's name, with or without marks."""
    code, name = line(request.GET.get("tinh", ""), 10), line(request.GET.get("ten", ""), 80)
    provinces = list(today_units(Level.PROVINCE, day=request.actor.today))
    chosen = next((one for one in provinces if one.code == code), None)
    found = _communes(request.actor, chosen, name)
    context = {"provinces": provinces, "chosen": chosen, "name": name, "found": found, "lost": lost,
               "asked": bool(chosen or name), "most": MOST_FOUND if len(found) == MOST_FOUND and not chosen else 0}
    return render(request, "portal/join_place.html", context, status=404 if lost else 200)


def _communes(actor: Actor, province: AdminUnit | None, name: str) -> list[AdminUnit]:
    """The communes of today that fit: all of a province, of the whole country only by name and the first ones."""
    if province is None and not fold(name):
        return []
    rows: AdminUnitQuerySet = today_units(day=actor.today).select_related("today_province")
    if province is not None:
        rows = rows.filter(today_province=province)
    for word in fold(name).split():
        rows = rows.filter(name_folded__contains=word)
    return list(rows if province is not None else rows[:MOST_FOUND])


@public
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, pid: str) -> HttpResponseBase:
    """Take up an invitation: one press for whoever is signed in by the name it is bound to, else code and password."""
    row = get_or_404(Invitation.objects.select_related("producer", "product"), pid=pid)
    if not still_open(row):
        return render(request, "portal/invitation_over.html", {"row": row}, status=410)
    form = TakeUpForm(request.POST or None)
    status, actor = 200, request.actor
    if request.method == "POST":
        if too_many(request, "invitation", most=MOST_A_MINUTE):
            return render(request, "errors/429.html", status=429)
        answer = _taken_up(request, row, form)
        if isinstance(answer, HttpResponseBase):
            return answer
        status = answer
    sign_in = f"{settings.LOGIN_URL}?{urlencode({'next': reverse('invitation', args=[pid])})}"
    context: dict[str, Any] = {
        "row": row, "form": form, "mine": is_for(row, actor.user), "signed_in": actor.signed_in,
        "login": masked_name(row.email, row.phone), "sign_in": sign_in, "consent": _words(form),
    }
    return render(request, "portal/invitation.html", context, status=status)


def _taken_up(request: Request, row: Invitation, form: TakeUpForm) -> HttpResponseBase | int:
    """Send the press or the form to its verb: where it leads, or the status of the page to show again."""
    if request.actor.signed_in:
        accept_invitation(invitation=row, by=request.actor)
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not form.is_valid():
        return 422
    try:
        membership = join_by_invitation(invitation=row, code=form.cleaned_data["code"],
                                        password=form.cleaned_data["password"], consent=form.agreed)
    except Refusal as refused:
        return _beside(form, refused)
    return enter(request, membership.user)
