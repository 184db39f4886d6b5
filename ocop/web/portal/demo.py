"""`/trinh-dien/`: the living example walked through role by role, and told anew; only while the demonstration is on."""

import dataclasses
import logging
import subprocess
import sys
from typing import cast

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.accounts.models import User
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.intake.samples.again import only_examples
from ocop.web.portal.demo_steps import STEPS, Step, Target
from ocop.web.shared.access import public
from ocop.web.shared.request import Request

# The sample takes half a minute on a small machine.
_LOCK, _PATIENCE = "demo-reset", 600
logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Stop:
    """A step with the person and the row found for it; without them the sample lacks it."""

    no: int
    step: Step
    user: User | None
    target: Target | None

    @property
    def stands(self) -> bool:
        """Whether there is something to show."""
        return self.target is not None and (self.user is not None or not self.step.key)


def while_on() -> None:
    """404 unless this is a demonstration."""
    if not settings.DEMO:
        raise Http404


def stops(passer_by: Actor) -> list[Stop]:
    """Every step with what is found for it, asked as the person of the step sees it."""
    users = {user.demo_key: user for user in User.objects.filter(is_active=True).exclude(demo_key="").order_by("-pk")}
    return [_stop(no, step, passer_by, user=users.get(step.key)) for no, step in enumerate(STEPS, start=1)]


def _stop(no: int, step: Step, passer_by: Actor, *, user: User | None) -> Stop:
    """One step; without its person nothing is looked for."""
    if not step.key:
        return Stop(no, step, None, step.find(passer_by))
    return Stop(no, step, user, step.find(actor_for(user)) if user else None)


@public
@never_cache
@require_safe
def demo(request: Request) -> HttpResponse:
    """The walk: ten stops, each with one button."""
    while_on()
    found = stops(request.actor)
    lacking = sum(not stop.stands for stop in found)
    context = {"stops": found, "lacking": lacking, "reset": only_examples(), "asking": False}
    return render(request, "portal/demo.html", context)


@public
@require_POST
def enter_step(request: Request, no: int) -> HttpResponseBase:
    """Enter as the person of a step, straight to its page; the address comes from the sample, never from the form."""
    while_on()
    if not 1 <= no <= len(STEPS) or not STEPS[no - 1].key:
        raise Http404
    step = STEPS[no - 1]
    user = User.objects.filter(is_active=True, demo_key=step.key).first()
    stop = _stop(no, step, request.actor, user=user)
    if stop.target is None or stop.user is None:
        messages.warning(request, _("Ví dụ của bước này chưa có trong dữ liệu. Hãy chọn bước khác."))
        return redirect("demo")
    return cast(HttpResponseBase, perform_login(request, stop.user, redirect_url=stop.target.url))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_demo(request: Request) -> HttpResponse:
    """Ask, then tell the sample anew; 404 as soon as anything real lives here."""
    while_on()
    if not only_examples():
        raise Http404
    if request.method != "POST":
        return render(request, "portal/demo.html", {"asking": True})
    if not cache.add(_LOCK, True, _PATIENCE):
        raise Refusal("demo-reset-running", _("Dữ liệu ví dụ đang được nạp lại. Hãy đợi một phút rồi tải lại trang."),
                      kind="conflict")
    try:
        tell_anew()
    finally:
        cache.delete(_LOCK)
    # The accounts are other rows now; nobody stays signed in as one that is gone.
    logout(request)
    messages.success(request, _("Đã nạp lại dữ liệu ví dụ. Mẫu nguyên như lúc đầu; hãy chọn một bước."))
    return redirect("demo")


def tell_anew() -> None:
    """Run `seed_demo --reset` to its end; refuses (`conflict`) when it fails, and then nothing has changed.

    A process of its own, because the sample is told on the clock of past days and this one serves other people too.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "seed_demo", "--reset"]
    try:
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, timeout=_PATIENCE, check=False)
        failed = done.stderr.decode(errors="replace") if done.returncode else ""
    except subprocess.TimeoutExpired:
        failed = "timed out"
    if failed:
        logger.error("seed_demo --reset failed: %s", failed[-2000:])
        words = _("Chưa nạp lại được dữ liệu ví dụ; mọi thứ còn nguyên. Hãy thử lại sau ít phút.")
        raise Refusal("demo-reset-failed", words, kind="conflict")
