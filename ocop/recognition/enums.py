"""Kinds of decisions and events, and the states a certificate can be in on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    RECOGNISE = "recognise", _("Công nhận")
    FORWARD = "forward", _("Phê duyệt kết quả và trình Trung ương")
    REVOKE = "revoke", _("Thu hồi")
    REISSUE = "reissue", _("Cấp đổi")
    CORRECT = "correct", _("Đính chính")


class DecisionState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    ISSUED = "issued", _("Đã ban hành")


class Origin(models.TextChoices):
    HERE = "here"
    IMPORTED = "imported"


class Basis(models.TextChoices):
    SCORED_HERE = "scored_here", _("Chấm trên hệ thống")
    PAPER_COUNCIL = "paper_council", _("Hội đồng chấm trên giấy")
    IMPORTED = "imported", _("Nhập từ danh sách")


class EventKind(models.TextChoices):
    EXTENDED = "extended", _("Gia hạn")
    REVOKED = "revoked", _("Thu hồi")
    REPLACED = "replaced", _("Thay thế")


class RevocationGround(models.TextChoices):
    """The six grounds of 26/2026 art. 8."""

    UNTRUE = "untrue", _("Hồ sơ giả hoặc không trung thực")
    CRITERIA = "criteria", _("Không còn đáp ứng tiêu chí theo kết luận kiểm tra")
    LAW = "law", _("Vi phạm pháp luật về chất lượng, an toàn thực phẩm, môi trường, sở hữu trí tuệ, ghi nhãn")
    MISUSE = "misuse", _("Sử dụng sai nhãn hiệu OCOP")
    STOPPED = "stopped", _("Ngừng sản xuất")
    CONCLUSION = "conclusion", _("Kết luận khác của cơ quan có thẩm quyền")


class Facet(models.TextChoices):
    """What the catalogue's filters count: living stars (or none), group with set, province with commune, producer."""

    STANDING = "standing"
    TREE = "tree"
    PROVINCE = "province"
    PLACE = "place"
    KIND = "kind"


class NotFound(models.TextChoices):
    """Why a check finds nothing (ecosystem.md R2)."""

    MISTYPED = "mistyped", _("Mã gõ chưa đúng")
    NEVER_ISSUED = "never_issued", _("Mã chưa từng được cấp")
    OUTSIDE = "outside", _("Mã ngoài hệ thống này")


class CertificateStatus(models.TextChoices):
    """Closed list; computed from dates and events on the day asked, never stored (product.md 4)."""

    PENDING = "pending", _("Chưa có hiệu lực")
    VALID = "valid", _("Còn hiệu lực")
    EXPIRING = "expiring", _("Sắp hết hạn")
    EXTENDED = "extended", _("Được kéo dài hiệu lực")
    EXPIRED = "expired", _("Hết hạn")
    REVOKED = "revoked", _("Đã thu hồi")
    REPLACED = "replaced", _("Đã thay bằng giấy khác")


LIVE = (CertificateStatus.VALID, CertificateStatus.EXPIRING, CertificateStatus.EXTENDED)
