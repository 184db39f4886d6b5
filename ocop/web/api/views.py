"""The API's description: for machines as OpenAPI, for people as one page in our hand."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ocop.web.api.api import schema
from ocop.web.shared.access import public
from ocop.web.shared.request import Request


@public
@require_safe
def openapi(request: Request) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def docs(request: Request) -> HttpResponse:
    """The same, readable without script."""
    document = schema()
    calls = [
        (method.upper(), address, call)
        for address, methods in document["paths"].items()
        for method, call in methods.items()
    ]
    context: dict[str, Any] = {"calls": [_row(*call) for call in calls]}
    return render(request, "portal/api.html", context)


def _row(method: str, address: str, call: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": method,
        "address": address,
        "summary": call.get("summary", ""),
        "words": call.get("description", ""),
        "parameters": [(one["name"], one["in"], one.get("description", "")) for one in call.get("parameters", ())],
        "answers": sorted(str(status) for status in call.get("responses", {})),
    }
