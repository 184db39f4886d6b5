"""The front of the desks: everyone is led to the desk they use most."""

from django.http import HttpResponse
from django.shortcuts import redirect

from ocop.web.desk.shell import desk_page, doors
from ocop.web.shared.request import Request


def front(request: Request) -> HttpResponse:
    """Lead to the first desk; who has none yet reads what to do."""
    found = doors(request.actor)
    if found:
        return redirect(found[0].url)
    return desk_page(request, "desk/nothing.html")
