"""Roles people hold at a unit. A council's seats and a producer's members are rows of their own rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ OCOP cấp xã")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ cơ quan tham mưu cấp tỉnh")
    ADVISORY_TEAM = "advisory_team", _("Tổ tư vấn giúp việc")
    DOCUMENT_CLERK = "document_clerk", _("Văn thư")
    LEADER = "leader", _("Lãnh đạo")
    MINISTRY_OFFICER = "ministry_officer", _("Cán bộ cơ quan trung ương")
    INSPECTOR = "inspector", _("Thanh tra, hậu kiểm")
    RULEBOOK_EDITOR = "rulebook_editor", _("Người soạn bộ tiêu chí")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")
