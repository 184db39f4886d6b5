"""A living plan to try the screens on: Thái Nguyên 2026. Every target is an example and says so."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.queries import unit_by_code
from ocop.programme.actions import LineFacts, add_line, approve_plan, draft_plan
from ocop.programme.enums import Indicator, Target
from ocop.programme.models import Plan

SLUG, YEAR, PROVINCE = "thai-nguyen", 2026, "19"
SOURCE = "Ví dụ: mọi chỉ tiêu của kế hoạch này do người viết phần mềm đặt ra để dùng thử."
_OFFICE = "Văn phòng điều phối Nông thôn mới tỉnh (ví dụ)"
_PRODUCTS = "sản phẩm"

LINES = (
    LineFacts("cong-nhan-moi", "Sản phẩm công nhận mới từ 3 sao (ví dụ)", indicator=Indicator.RECOGNISED,
              filters={"kind": ["first"]}, low=12, counted_in=_PRODUCTS, lead=_OFFICE),
    LineFacts("len-4-sao", "Nâng lên 4 sao (ví dụ)", indicator=Indicator.RAISED, filters={"stars": [4]}, low=2,
              counted_in=_PRODUCTS, lead=_OFFICE),
    LineFacts("trinh-5-sao", "Trình Trung ương đánh giá 5 sao (ví dụ)", indicator=Indicator.FORWARDED, low=1,
              counted_in=_PRODUCTS, lead=_OFFICE),
    LineFacts("danh-gia-lai", "Đánh giá, phân hạng lại (ví dụ)", indicator=Indicator.RECOGNISED,
              filters={"kind": ["reevaluation"]}, target=Target.EXACTLY, low=4, counted_in=_PRODUCTS, lead=_OFFICE),
    LineFacts("tai-co-cau", "Tái cơ cấu tổ chức kinh tế (ví dụ)", indicator=Indicator.RESTRUCTURED,
              target=Target.RANGE, low=2, high=4, counted_in="tổ chức", lead="Sở Nông nghiệp và Môi trường (ví dụ)"),
    LineFacts("tap-huan", "Lớp tập huấn cho chủ thể (ví dụ)", indicator=Indicator.ACTIVITIES,
              filters={"kind": ["training"]}, target=Target.EXACTLY, low=3, counted_in="lớp", lead=_OFFICE),
    LineFacts("diem-ban", "Điểm bán hàng OCOP (ví dụ)", indicator=Indicator.SALES_POINTS, low=2, counted_in="điểm",
              lead="Sở Công Thương (ví dụ)"),
    LineFacts("trung-tam", "Trung tâm giới thiệu sản phẩm (ví dụ)", indicator=Indicator.CENTRES,
              target=Target.EXACTLY, low=1, counted_in="trung tâm", lead="Sở Công Thương (ví dụ)"),
)


def sample_plan_2026(by: Actor) -> Plan:
    """The example plan of Thái Nguyên 2026, approved; made once, then given back. `by` runs the year of the province.

    Refuses `places-missing` where the units were not loaded.
    """
    standing = Plan.objects.select_related("cycle__unit").filter(slug=SLUG, year=YEAR).first()
    if standing is not None:
        return standing
    province = unit_by_code(Level.PROVINCE, PROVINCE, today())
    if province is None:
        raise Refusal("places-missing", _("Chưa có danh mục đơn vị hành chính. Hãy chạy load_places trước."))
    with transaction.atomic():
        version = draft_plan(authority=province, year=YEAR, slug=SLUG, title="Thái Nguyên 2026 (ví dụ)",
                             source=SOURCE, by=by)
        for facts in LINES:
            add_line(version=version, facts=facts, by=by)
        approve_plan(version=version, decision="01/KH-UBND (ví dụ)", decided_on=dt.date(2026, 1, 15), by=by)
    return version.plan
