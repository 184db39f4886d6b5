"""What every page of the intake desk asks first: may this person sit here, which file do they see."""

from typing import Any

from django.http import HttpResponse

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.intake.models import ImportFile
from ocop.web.desk.officer.doors import sit_down
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request


def seen_files(actor: Actor) -> Any:
    """The files an officer sees; 404 for whoever brings nothing in."""
    sit_down(actor, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)
    return ImportFile.objects.visible_to(actor).select_related("read_by")


def seen_file(request: Request, pid: str) -> ImportFile:
    """One of them, or 404."""
    found: ImportFile = get_or_404(seen_files(request.actor), pid=pid)
    return found


def import_page(request: Request, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the intake desk."""
    return desk_page(request, f"desk/intake/{name}.html", context, current="import", status=status)
