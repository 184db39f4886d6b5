"""Kinds of support, where its money comes from, kinds of places where OCOP goods are shown and sold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    COMMUNICATION = "communication", _("Tuyên truyền")
    TRAINING = "training", _("Tập huấn")
    CONSULTING = "consulting", _("Tư vấn sản phẩm")
    PACKAGING = "packaging", _("Hoàn thiện bao bì")
    DESIGN = "design", _("Thiết kế mẫu mã")
    RESTRUCTURING = "restructuring", _("Tái cơ cấu tổ chức")
    PROMOTION = "promotion", _("Xúc tiến thương mại")


class CostSource(models.TextChoices):
    CENTRAL = "central", _("Ngân sách trung ương")
    PROVINCE = "province", _("Ngân sách tỉnh")
    COMMUNE = "commune", _("Ngân sách huyện, xã")
    INTEGRATED = "integrated", _("Lồng ghép chương trình khác")
    CREDIT = "credit", _("Tín dụng")
    OWN = "own", _("Chủ thể tự chi")
    OTHER = "other", _("Nguồn khác")


class PointKind(models.TextChoices):
    POINT = "point", _("Điểm giới thiệu và bán sản phẩm OCOP")
    CENTRE = "centre", _("Trung tâm giới thiệu sản phẩm OCOP")
