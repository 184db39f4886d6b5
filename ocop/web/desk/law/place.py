"""What every page of the law asks first: which edition, which set, who may draft, whose province is read for."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal, Words
from ocop.councils.models import Council, seats_of
from ocop.places.models import AdminUnit
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import Criterion, Edition, ProductSet
from ocop.rulebooks.queries import Doubt, doubts_of
from ocop.rulebooks.rules.reading import nfc
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

# What a producer is read with, under a prefix, so that its province costs no query.
PROVINCE_WITH = ("unit__today_province", "settled_unit__today_province")
Crumb = tuple[Words, str]


def edition_at(actor: Actor, key: str) -> Edition:
    """The edition of an address, as far as the actor sees it; else 404."""
    return get_or_404(Edition.objects.visible_to(actor), key=key)


def set_at(actor: Actor, key: str, product_set: str) -> ProductSet:
    """A set with its edition in one query; else 404."""
    rows = ProductSet.objects.visible_to(actor).select_related("edition", "group")
    found: ProductSet = get_or_404(rows, edition__key=key, key=product_set)
    return found


def criterion_at(actor: Actor, row: ProductSet, key: str) -> Criterion:
    """A line of a set by its printed code, however `đ` was typed; else 404."""
    found: Criterion = get_or_404(Criterion.objects.visible_to(actor), product_set=row, key=nfc(key))
    return found


def editor_only(actor: Actor) -> None:
    """404 for whoever does not look after the rulebooks: drafting does not exist for others."""
    if not may_edit_rulebooks(actor):
        raise Http404


def own_province(actor: Actor) -> AdminUnit | None:
    """The province for which the actor writes beside the law: that of a province officer."""
    found = [grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER and grant.province_id]
    return AdminUnit.objects.filter(pk=found[0]).first() if found else None


def may_write_for_province(actor: Actor) -> bool:
    """Whether `own_province` would find one, without asking the database."""
    return any(grant.role == Role.PROVINCE_OFFICER and grant.province_id for grant in actor.grants)


def reading_units(actor: Actor) -> Any:
    """Provinces whose own words the actor reads: of the offices held, else of the councils sat on."""
    held = {grant.province_id for grant in actor.grants if grant.province_id}
    if held or not seats_of(actor):
        return held
    return Council.objects.filter(pk__in=list(seats_of(actor))).values("unit")


def doubts(edition: Edition, set_key: str | None = None) -> list[Doubt]:
    """The doubts of the edition's file; none where the file was not kept."""
    try:
        return doubts_of(edition, set_key)
    except Refusal:
        return []


def crumbs(edition: Edition | None = None, row: ProductSet | None = None, last: Words = "") -> list[Crumb]:
    """The way to a page of the law."""
    found: list[Crumb] = [(_("Văn bản"), reverse("law_editions"))]
    if edition is not None:
        found.append((edition.number, reverse("law_edition", args=[edition.key])))
    if row is not None and edition is not None:
        found.append((row.title, reverse("law_set", args=[edition.key, row.key])))
    return [*found, (last, "")] if last else [*found[:-1], (found[-1][0], "")]


def law_page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the law behind its door."""
    return desk_page(request, f"desk/law/{template}.html", context, current="law", status=status)
