"""The address of the places desk, as understood: the day of the map and the province."""

import dataclasses
import datetime as dt

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_slug
from ocop.reports.byplace import nationwide
from ocop.web.shared.days import read_day
from ocop.web.shared.templatetags.ocop import vn_date

# In the address where a unit would stand: the rows of the whole scope.
ALL = "tat-ca"


@dataclasses.dataclass(frozen=True)
class Asked:
    """The address as understood: the day of the map (None: today's), the province, what was wrong with the day."""

    day: dt.date | None = None
    written: str = ""
    problem: Words = ""
    province: AdminUnit | None = None

    @property
    def query(self) -> str:
        """The part of an address that keeps map and province."""
        parts = [f"ngay={vn_date(self.day)}" if self.day else "", f"tinh={self.province.slug}" if self.province else ""]
        return "&".join(part for part in parts if part)

    @property
    def words(self) -> str:
        """Map and province, for eyes and for the head of a file."""
        parts = [
            self.province.full_name if self.province else "",
            _("theo bản đồ ngày %(day)s") % {"day": vn_date(self.day)} if self.day else _("theo địa giới hôm nay"),
        ]
        return ", ".join(part for part in parts if part)


def read_asked(query: QueryDict, actor: Actor) -> Asked:
    """Understand `?ngay=` and `?tinh=`; a day that cannot be read or is to come leaves today's map, and says so.

    404 for a province that did not exist then. Only a nationwide office chooses one.
    """
    day, problem = read_day(query.get("ngay", ""), today=actor.today)
    province, slug = None, query.get("tinh", "")[:80]
    if slug and nationwide(actor):
        province = unit_by_slug(slug, day or actor.today)
        if province is None or province.level != Level.PROVINCE:
            raise Http404
    return Asked(None if day == actor.today else day, query.get("ngay", "")[:40], problem, province)
