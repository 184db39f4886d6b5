"""Roles and states of councils, sessions and sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("Chủ tịch hội đồng")
    DEPUTY = "deputy", _("Phó chủ tịch hội đồng")
    MEMBER = "member", _("Ủy viên")
    SECRETARY = "secretary", _("Thư ký")
    EXPERT = "expert", _("Chuyên gia")


# Who leads a session: calls the roll, opens, counts, settles.
LEADS = (SeatRole.CHAIR, SeatRole.DEPUTY, SeatRole.SECRETARY)
HEADS = (SeatRole.CHAIR, SeatRole.DEPUTY)


class SessionMode(models.TextChoices):
    MEETING = "meeting", _("Họp")
    WRITTEN = "written", _("Lấy ý kiến bằng văn bản")


class SessionState(models.TextChoices):
    CALLED = "called", _("Đã triệu tập")
    OPEN = "open", _("Đang chấm")
    CLOSED = "closed", _("Đã đóng chấm")
    SIGNED = "signed", _("Đã ký biên bản")


class SheetState(models.TextChoices):
    OPEN = "open", _("Đang chấm")
    SIGNED = "signed", _("Đã ký")
    VOID = "void", _("Đã hủy")


class SheetEntry(models.TextChoices):
    OWN = "own", _("Tự chấm")
    FROM_PAPER = "from_paper", _("Nhập từ phiếu giấy")


class ConflictSource(models.TextChoices):
    DECLARED = "declared", _("Tự khai")
    FOUND = "found", _("Hội đồng phát hiện")


class ConflictState(models.TextChoices):
    STANDING = "standing", _("Đang có hiệu lực")
    LIFTED = "lifted", _("Đã gỡ")
