"""Words of the rulebooks' states and kinds. Keys are stored, labels are for eyes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã ban hành")


class Level(models.TextChoices):
    COMMUNE = "commune", _("Cấp xã")
    DISTRICT = "district", _("Cấp huyện (trước 1/7/2025)")
    PROVINCE = "province", _("Cấp tỉnh")
    NATIONAL = "national", _("Cấp trung ương")
    NONE = "none", _("Không công nhận")


class ForwardWhen(models.TextChoices):
    """What makes a province's result go up to the ministry: its stars (points and gates) or its points alone."""

    STARS = "stars", _("Theo hạng sao")
    POINTS = "points", _("Theo điểm")


class CriterionKind(models.TextChoices):
    SINGLE = "single", _("Chọn một mức")
    BRANCH = "branch", _("Chọn trường hợp rồi chọn một mức")
    FLAG = "flag", _("Có hoặc không")


class Effect(models.TextChoices):
    REJECT = "reject", _("Loại")
    STOP = "stop", _("Dừng đánh giá")
    REQUIRE = "require", _("Điều kiện bắt buộc của tiêu chí")


class ClockUnit(models.TextChoices):
    DAY = "day", _("ngày")
    WORKING_DAY = "working_day", _("ngày làm việc")
    MONTH = "month", _("tháng")
    MONTH_DAY = "month_day", _("ngày trong năm")
    WINDOW = "window", _("khoảng ngày")


class HolidayKind(models.TextChoices):
    OFF = "off", _("Nghỉ")
    WORKED = "worked", _("Làm bù")


class MapState(models.TextChoices):
    """How far a pair of criteria of two editions may be trusted."""

    REVIEWED = "reviewed", _("Đã rà soát")
    ASSUMED = "assumed", _("Suy đoán")
    NONE = "none", _("Không tương ứng")


class FormKind(models.TextChoices):
    """What a configurable form is for: the steps before a dossier, which 26/2026 leaves without a form of its own."""

    IDEA = "idea", _("Phiếu đăng ký ý tưởng sản phẩm")
    PLAN = "plan", _("Phương án sản xuất kinh doanh")
