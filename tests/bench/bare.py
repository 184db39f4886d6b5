"""The three bare references: a one-row ORM view, a 50-row list view, the save of a sheet. No middleware, no template.

They read and write the tables of the product, on the same database and behind the same server.
"""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from ocop.councils.models import ScoreSheet
from ocop.recognition.models import Certificate, Listing


def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One certificate by its code."""
    row = Certificate.objects.get(pid=pid)
    return JsonResponse({"number": row.number, "issued": row.issued_on.isoformat(), "to": row.valid_to.isoformat()})


def fifty(request: HttpRequest) -> HttpResponse:
    """The first fifty products in order."""
    rows = Listing.objects.select_related("product").order_by("name_key", "pk")[:50]
    return JsonResponse({"rows": [[row.product.pid, row.name, row.producer_name, row.stars] for row in rows]})


def save(request: HttpRequest, sheet: int) -> HttpResponse:
    """The picks of a sheet, read, replaced and written."""
    sent: Any = json.loads(request.body)
    with transaction.atomic():
        row = ScoreSheet.objects.select_for_update().get(pk=sheet)
        row.picks, row.total, row.rev = sent["picks"], sent["total"], row.rev + 1
        row.save()
    return JsonResponse({"rev": row.rev})


urlpatterns = [path("one/<str:pid>", one), path("fifty", fifty), path("save/<int:sheet>", save)]
