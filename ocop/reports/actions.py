"""The verb of the room: keep the numbers of a plan as they were reported on a day."""

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.programme.guards import may_plan
from ocop.programme.models import Plan
from ocop.reports.models import Frozen
from ocop.reports.page import programme_page


def freeze_figures(*, plan: Plan, by: Actor) -> list[Frozen]:
    """Keep today's number of every line of a plan, null where it is not known.

    Refuses (`forbidden`) others than the office of the plan, (`conflict`) a second time on the same day.
    """
    if not may_plan(by, plan):
        raise Refusal("freeze-forbidden", _("Bạn chỉ chốt số liệu của cơ quan mình."), kind="forbidden")
    page = programme_page(plan, by.today)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        if Frozen.objects.filter(plan=plan, as_of=by.today).exists():
            raise Refusal("frozen-already", _("Hôm nay đã chốt số liệu của kế hoạch này."), kind="conflict")
        rows = Frozen.objects.bulk_create(
            Frozen(plan=plan, line_key=line.key, indicator=line.line.indicator, as_of=by.today, value=line.result)
            for line in page.targets
        )
        audit.record("freeze_figures", plan, by=by, province_id=plan.authority.today_province_id,
                     body={line.key: line.result for line in page.targets})
    return rows
