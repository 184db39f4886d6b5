"""`/xac-minh/` and `/v/<code>`: are the stars on this label alive? At most three queries, never a redirect."""

import dataclasses

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.recognition.codes import LONGEST
from ocop.recognition.models import Certificate
from ocop.recognition.queries import Past, check
from ocop.web.portal.product import MISUSE
from ocop.web.portal.reading import line
from ocop.web.portal.verdicts import PILLS, verdict_of
from ocop.web.shared.access import public
from ocop.web.shared.context import answers
from ocop.web.shared.request import Request


@dataclasses.dataclass(frozen=True)
class Other:
    """Another certificate of the product, in the list below the answer."""

    past: Past

    @property
    def certificate(self) -> Certificate:
        """The certificate itself."""
        return self.past.certificate

    @property
    def kind(self) -> str:
        """The kind of its pill."""
        return PILLS.get(self.past.status, "")


@public
@never_cache
@require_safe
def check_form(request: Request) -> HttpResponse:
    """The form; with `?ma=` the answer stands below it."""
    code = request.GET.get("ma", "")
    return answer(request, code) if code.strip() else render(request, "portal/check.html", {"code": "", "check": None})


@public
@never_cache
@require_safe
def check_code(request: Request, code: str) -> HttpResponse:
    """The answer for one code, under its long or its short address."""
    return answer(request, code.strip("/"))


def answer(request: Request, code: str) -> HttpResponse:
    """The page that says what a code means today; 404 where no certificate bears it."""
    typed = line(code, LONGEST)
    found = check(typed, request.actor.today)
    context = {
        # What stands in the field to be corrected; a scanned signature is nothing to correct by hand.
        "code": found.code if found.signed else line(typed, 60),
        "check": found,
        "verdict": verdict_of(found),
        "others": [Other(past) for past in found.history if past.certificate != found.certificate],
        "several": found.several,
        "now": timezone.localtime(),
        "misuse": MISUSE if answers(MISUSE) else "",
    }
    status = 200 if found.found or found.several else 404
    return render(request, "portal/check.html", context, status=status)
