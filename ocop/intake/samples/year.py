"""The year 2026 of the sample: what takes part, what was done for whom, where goods are sold. Told by the verbs."""

import datetime as dt

from ocop.intake.samples import people
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, on
from ocop.programme.actions import enrol
from ocop.programme.enums import EnrolmentOrigin
from ocop.programme.models import Plan
from ocop.programme.samples import sample_plan_2026
from ocop.recognition.models import Listing
from ocop.registry.enums import ProducerKind
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from ocop.support.enums import ActivityKind, CostSource, PointKind
from ocop.support.seedcase import load_seed_case

# Days ago it began and ended; None while it runs.
Days = tuple[int, int | None]
_OFFICE = "Văn phòng điều phối Nông thôn mới tỉnh (ví dụ)"
_SOURCE = "Danh sách đăng ký đầu năm (ví dụ)"
_MILLION = 10**6

# What was done: kind, title, days ago it began and ended (None = still running), producers by key, what came of it,
# costs in million đồng by source.
_DONE: tuple[tuple[str, str, Days, tuple[str, ...], str, dict[CostSource, int]], ...] = (
    (ActivityKind.TRAINING, "Lớp viết câu chuyện sản phẩm (ví dụ)", (150, 148), ("ban-moi", "suoi-trong"),
     "12 người dự; mỗi chủ thể có một bản thảo câu chuyện", {CostSource.PROVINCE: 28}),
    (ActivityKind.TRAINING, "Lớp ghi chép, truy xuất nguồn gốc (ví dụ)", (101, 100), ("khe-vang", "nui-xanh"),
     "9 người dự; hai chủ thể mở sổ ghi chép", {CostSource.PROVINCE: 22, CostSource.COMMUNE: 5}),
    (ActivityKind.TRAINING, "Lớp chụp ảnh, bán hàng trên mạng (ví dụ)", (12, None), ("na-soi",), "",
     {CostSource.PROVINCE: 18}),
    (ActivityKind.PACKAGING, "Làm lại túi, nhãn miến dong (ví dụ)", (120, 75), ("khe-vang",),
     "Mẫu túi mới có mã truy xuất", {CostSource.PROVINCE: 35, CostSource.OWN: 15}),
    (ActivityKind.CONSULTING, "Tư vấn sổ theo dõi chất lượng (ví dụ)", (90, 60), ("thung-lua",),
     "Bộ mẫu ghi chép dùng được ngay", {CostSource.INTEGRATED: 20}),
    (ActivityKind.PROMOTION, "Phiên chợ OCOP cuối tuần (ví dụ)", (40, 38), ("ban-moi", "suoi-trong", "lung-hoa"),
     "14 gian hàng trong ba ngày", {CostSource.PROVINCE: 60, CostSource.OWN: 12}),
    (ActivityKind.COMMUNICATION, "Chuyên mục OCOP trên loa xã (ví dụ)", (160, 10), (), "20 buổi phát", {}),
)
# Restructured: producer, days ago it began and ended, legal form before and after.
_RESTRUCTURED: tuple[tuple[str, Days, str, str], ...] = (
    ("na-soi", (140, 70), ProducerKind.GROUP, ProducerKind.COOPERATIVE),
    ("thung-lua", (130, 45), ProducerKind.HOUSEHOLD, ProducerKind.GROUP),
    ("khuoi-may", (30, None), ProducerKind.HOUSEHOLD, ProducerKind.COOPERATIVE),
)
# Points of sale: name, commune, days ago opened, address, hours, keeper.
_POINTS = (
    ("Điểm bán OCOP Tân Cương (ví dụ)", "05503", 130, "Cạnh nhà văn hóa xã (ví dụ)", "7.30–18.00, cả tuần",
     "Hợp tác xã Bản Mới (ví dụ)"),
    ("Điểm bán OCOP Bến Hồ (ví dụ)", "01933", 95, "Bến thuyền (ví dụ)", "7.00–17.00, thứ Năm nghỉ",
     "Hợp tác xã Du lịch cộng đồng Bến Hồ (ví dụ)"),
    ("Điểm bán OCOP Côn Minh (ví dụ)", "02185", 50, "Chợ trung tâm xã (ví dụ)", "6.00–11.00, ngày phiên", ""),
)


def tell_year(cast: Cast) -> Plan:
    """The plan of 2026 with its year under way, and Bắc Kạn 2019 beside it."""
    by = cast.actor("tinh")
    plan = sample_plan_2026(by)
    enrol_goods(cast, plan)
    support(cast, plan)
    for name, commune, opened, address, hours, keeper in _POINTS:
        with on(ago(opened)):
            open_sales_point(name=name, kind=PointKind.POINT, unit=cast.units[f"commune:{commune}"],
                             opened_on=ago(opened), address=address, hours=hours, keeper=keeper, by=cast.actor("tinh"))
    load_seed_case(cast.actor("tinh"))
    return plan


def enrol_goods(cast: Cast, plan: Plan) -> None:
    """The sample's products in the cycle of the year: those with stars from before, and new ones."""
    starred = set(Listing.objects.filter(valid_from__lt=plan.counts_from).values_list("product", flat=True))
    with on(ago(150)):
        by = cast.actor("tinh")
        for product in cast.goods.values():
            origin = EnrolmentOrigin.STARRED if product.pk in starred else EnrolmentOrigin.NEW
            enrol(cycle=plan.cycle, product=product, origin=origin, on=ago(150), source=_SOURCE, by=by)


def support(cast: Cast, plan: Plan) -> None:
    """What the province did for its producers."""
    for kind, title, days, keys, output, costs in _DONE:
        _record(cast, ActivityFacts(
            kind=kind, title=title, starts_on=ago(days[0]), ends_on=_end(days), agency=_OFFICE, output=output,
            plan=plan, producers=[cast.producers[key] for key in keys],
            costs={source.value: amount * _MILLION for source, amount in costs.items()}))
    for key, days, before, after in _RESTRUCTURED:
        _record(cast, ActivityFacts(
            kind=ActivityKind.RESTRUCTURING, title=f"Tái cơ cấu {cast.producers[key].name}", starts_on=ago(days[0]),
            ends_on=_end(days), agency="Liên minh Hợp tác xã tỉnh (ví dụ)", from_form=before, to_form=after, plan=plan,
            line_key="tai-co-cau", producers=[cast.producers[key]]))


def _end(days: Days) -> dt.date | None:
    return ago(days[1]) if days[1] is not None else None


def _record(cast: Cast, facts: ActivityFacts) -> None:
    """On its last day, or on the day it began while it runs."""
    with on(facts.ends_on or facts.starts_on):
        record_activity(unit=cast.units[people.PROVINCE], facts=facts, by=cast.actor("tinh"))
