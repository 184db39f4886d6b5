"""The address of the places desk, as understood: the day of the map and the province."""

from django.http import Http404, QueryDict

from ocop.core.actor import Actor
from ocop.places.enums import Level
from ocop.places.queries import unit_by_slug
from ocop.reports.byplace import nationwide
from ocop.web.shared.days import read_day
from ocop.web.shared.onmap import OnMap

# In the address where a unit would stand: the rows of the whole scope.
ALL = "tat-ca"


def read_asked(query: QueryDict, actor: Actor) -> OnMap:
    """Understand `?ngay=` and `?tinh=`; a day that cannot be read or is to come leaves today's map, and says so.

    404 for a province that did not exist then. Only a nationwide office chooses one.
    """
    day, problem = read_day(query.get("ngay", ""), today=actor.today)
    province, slug = None, query.get("tinh", "")[:80]
    if slug and nationwide(actor):
        province = unit_by_slug(slug, day or actor.today)
        if province is None or province.level != Level.PROVINCE:
            raise Http404
    return OnMap(None if day == actor.today else day, query.get("ngay", "")[:40], problem, province)
