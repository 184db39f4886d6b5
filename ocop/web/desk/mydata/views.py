"""One's own data: the page, the file, and asking to see, correct or erase it (Law 91/2025, Decree 356/2025)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.accounts.enums import Role
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.registry.actions import ask_data_request
from ocop.registry.clocks import request_rule
from ocop.registry.holdings import everything_held
from ocop.registry.models import DataRequest
from ocop.registry.queries import office_of
from ocop.web.desk.mydata.forms import AskForm
from ocop.web.desk.mydata.showing import asked_ones, note_sight, rooms_of, section_of
from ocop.web.desk.shell import desk_page
from ocop.web.shared.request import Request

FIELDS = {
    "data-request-kind": "kind",
    "data-request-open": "kind",
    "data-request-text": "text",
    "data-request-unit": "unit",
}
# The page has a list of its own for these, with their clock.
SHOWN_ABOVE = {"requests"}


@never_cache
@require_safe
def my_data(request: Request) -> HttpResponse:
    """Everything held about the reader, and what they have asked."""
    actor = request.actor
    note_sight(actor.user)
    held = everything_held(actor.user)
    asked = DataRequest.objects.filter(asker=actor.user).select_related("unit").order_by("-asked_at", "-pk")
    context = {
        "sections": [section_of(one) for one in held if one.total and one.key not in SHOWN_ABOVE],
        "rooms": rooms_of(actor.user),
        "empty": [one.title for one in held if not one.total and one.key not in SHOWN_ABOVE],
        "asked": asked_ones(list(asked), actor),
        "answers": actor.holds(Role.PROVINCE_OFFICER, Role.ADMINISTRATOR),
        "rule": request_rule(actor.today),
        "now": timezone.localtime(),
    }
    return desk_page(request, "desk/mydata/page.html", context)


@never_cache
@require_safe
def my_data_file(request: Request) -> HttpResponse:
    """The same as a JSON file, with every column."""
    user = request.actor.user
    note_sight(user)
    found: dict[str, Any] = {"as_of": timezone.localtime().isoformat(timespec="seconds")}
    for one in everything_held(user):
        found[one.key] = {
            "title": str(one.title),
            "why": str(one.why),
            "kept": str(one.kept),
            "total": one.total,
            "rows": list(one.rows),
        }
    found["elsewhere"] = {str(words): count for words, count in rooms_of(user)}
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="du-lieu-cua-toi-{request.actor.today:%Y-%m-%d}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def my_data_ask(request: Request) -> HttpResponse:
    """Ask to see, correct or erase one's data."""
    actor = request.actor
    known = office_of(actor)
    provinces = None if known else AdminUnit.objects.on(actor.today).provinces().order_by("name_key", "code")
    form = AskForm(request.POST if request.method == "POST" else None, provinces=provinces)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = ask_data_request(by=actor, **form.cleaned_data)
            except Refusal as refused:
                field = FIELDS.get(refused.code)
                form.add_error(field if field in form.fields else None, str(refused.words))
                status = 409 if refused.kind == "conflict" else 422
            else:
                messages.success(
                    request,
                    _("Đã gửi yêu cầu đến %(office)s. Hạn trả lời ở danh sách bên dưới.")
                    % {"office": made.unit.full_name},
                )
                return redirect("my_data")
    context = {"form": form, "office": known, "rule": request_rule(actor.today)}
    return desk_page(request, "desk/mydata/ask.html", context, status=status)
