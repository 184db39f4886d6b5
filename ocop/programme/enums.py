"""States and kinds of the year, and the indicators a plan line may name (counted in the reports room)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CycleState(models.TextChoices):
    OPEN = "open", _("Đang mở")
    CLOSED = "closed", _("Đã đóng")


class EnrolmentOrigin(models.TextChoices):
    """How a product comes into a year's cycle."""

    NEW = "new", _("Mới tham gia")
    CARRIED = "carried", _("Chuyển từ năm trước, chưa hoàn thiện")
    STARRED = "starred", _("Đã đánh giá năm trước")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    APPROVED = "approved", _("Đã duyệt")
    SUPERSEDED = "superseded", _("Đã thay bằng bản sau")


class Target(models.TextChoices):
    AT_LEAST = "at_least", _("Ít nhất")
    EXACTLY = "exactly", _("Đúng số")
    RANGE = "range", _("Trong khoảng")
    ALL = "all", _("Tất cả")
    NONE = "none", _("Không có chỉ số")


class Per(models.TextChoices):
    WHOLE = "whole", _("Toàn tỉnh")
    EACH_UNIT = "each_unit", _("Mỗi đơn vị")


class LineKind(models.TextChoices):
    """Where a result comes from: counted from records, declared with a source, or a measure without a number."""

    COUNTED = "counted", _("Đếm từ dữ liệu")
    DECLARED = "declared", _("Khai báo có nguồn")
    MEASURE = "measure", _("Nhiệm vụ không có chỉ số")


class Coverage(models.TextChoices):
    """How far the records behind a counted line reach; where they are absent nothing counted is not 0."""

    COMPLETE = "complete", _("Đủ số liệu")
    PARTIAL = "partial", _("Chưa đủ số liệu")
    ABSENT = "absent", _("Chưa có số liệu")


class ReturnState(models.TextChoices):
    OPEN = "open", _("Đang nhập")
    SENT = "sent", _("Đã gửi")
    APPROVED = "approved", _("Đã duyệt")


class Measure(models.TextChoices):
    """What a return of counts tells of a unit, in things counted. Money and output of producers are other measures."""

    PRODUCTS_TOTAL = "products_total", _("Tổng số sản phẩm")
    PRODUCTS_3 = "products_3", _("Sản phẩm 3 sao")
    PRODUCTS_4 = "products_4", _("Sản phẩm 4 sao")
    PRODUCTS_5 = "products_5", _("Sản phẩm 5 sao")
    PRODUCTS_POTENTIAL_5 = "products_potential_5", _("Sản phẩm tiềm năng 5 sao")
    PRODUCTS_NEW = "products_new", _("Sản phẩm công nhận mới")
    PRODUCTS_RAISED = "products_raised", _("Sản phẩm nâng hạng")
    PRODUCTS_REGRADED = "products_regraded", _("Sản phẩm đánh giá lại")
    PRODUCTS_EXPIRED = "products_expired", _("Sản phẩm hết hạn")
    PRODUCTS_REVOKED = "products_revoked", _("Sản phẩm bị thu hồi")
    PRODUCERS_TOTAL = "producers_total", _("Tổng số chủ thể")
    PRODUCERS_COOPERATIVE = "producers_cooperative", _("Chủ thể là hợp tác xã")
    PRODUCERS_ENTERPRISE = "producers_enterprise", _("Chủ thể là doanh nghiệp")
    PRODUCERS_GROUP = "producers_group", _("Chủ thể là tổ hợp tác")
    PRODUCERS_HOUSEHOLD = "producers_household", _("Chủ thể là hộ, cơ sở")
    PRODUCERS_OTHER = "producers_other", _("Chủ thể khác")


# What a total is the sum of, where its parts are told.
PARTS: dict[str, tuple[str, ...]] = {
    Measure.PRODUCTS_TOTAL: (
        Measure.PRODUCTS_3, Measure.PRODUCTS_4, Measure.PRODUCTS_5, Measure.PRODUCTS_POTENTIAL_5,
    ),
    Measure.PRODUCERS_TOTAL: (
        Measure.PRODUCERS_COOPERATIVE, Measure.PRODUCERS_ENTERPRISE, Measure.PRODUCERS_GROUP,
        Measure.PRODUCERS_HOUSEHOLD, Measure.PRODUCERS_OTHER,
    ),
}


class Indicator(models.TextChoices):
    """What a line can count. `ocop.reports.indicators` holds one counter for each; a test pairs them."""

    ENROLLED = "enrolled", _("Sản phẩm tham gia chu trình")
    COHORT = "cohort", _("Sản phẩm trong danh sách chốt")
    IMPROVED = "improved", _("Sản phẩm được nâng cấp")
    RAISED = "raised", _("Sản phẩm nâng hạng sao")
    FINISHED = "finished", _("Sản phẩm chuyển tiếp đã hoàn thiện và đánh giá")
    NEW_PRODUCTS = "new_products", _("Sản phẩm mới")
    EVALUATED = "evaluated", _("Sản phẩm được đánh giá trong kỳ")
    RECOGNISED = "recognised", _("Sản phẩm được công nhận trong kỳ")
    FORWARDED = "forwarded", _("Sản phẩm trình Trung ương đánh giá")
    DOSSIERS = "dossiers", _("Hồ sơ nộp trong kỳ")
    LIVE = "live", _("Sản phẩm có giấy chứng nhận còn hiệu lực")
    EXPIRED = "expired", _("Sản phẩm có giấy chứng nhận đã hết hạn")
    PRODUCERS = "producers", _("Chủ thể có sản phẩm còn hiệu lực")
    ORGANISATIONS = "organisations", _("Tổ chức kinh tế tham gia chu trình")
    RESTRUCTURED = "restructured", _("Tổ chức kinh tế được tái cơ cấu")
    ACTIVITIES = "activities", _("Hoạt động hỗ trợ đã hoàn thành")
    CENTRES = "centres", _("Trung tâm giới thiệu sản phẩm mở trong kỳ")
    SALES_POINTS = "sales_points", _("Điểm bán hàng OCOP mở trong kỳ")


# The filters each indicator understands; a line with another one is refused. Values are lists.
FILTERS: dict[str, tuple[str, ...]] = {
    Indicator.ENROLLED: ("origin",),
    Indicator.COHORT: ("stars",),
    Indicator.RAISED: ("stars",),
    Indicator.RECOGNISED: ("stars", "kind"),
    Indicator.DOSSIERS: ("state", "kind"),
    Indicator.LIVE: ("stars",),
    Indicator.EXPIRED: ("stars",),
    Indicator.PRODUCERS: ("kind",),
    Indicator.ORGANISATIONS: ("kind",),
    Indicator.RESTRUCTURED: ("to_form",),
    Indicator.ACTIVITIES: ("kind",),
}
# "Below three stars" among the values of `stars`: an evaluation without recognition.
BELOW = "below"
# Lines that mean nothing without a frozen list.
NEEDS_COHORT = (Indicator.COHORT, Indicator.IMPROVED)
