"""States and kinds of a dossier and of its stages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierKind(models.TextChoices):
    FIRST = "first", _("Lần đầu")
    UPGRADE = "upgrade", _("Nâng hạng")
    REEVALUATION = "reevaluation", _("Phân hạng lại")


class DossierState(models.TextChoices):
    DRAFT = "draft", _("Đang viết")
    SUBMITTED = "submitted", _("Đã nộp")
    RETURNED = "returned", _("Trả lại để bổ sung")
    ACCEPTED = "accepted", _("Tỉnh đã tiếp nhận")
    CLOSED = "closed", _("Đã có kết quả")
    WITHDRAWN = "withdrawn", _("Đã rút")


OPEN_STATES = (DossierState.DRAFT, DossierState.SUBMITTED, DossierState.RETURNED, DossierState.ACCEPTED)


class StageLevel(models.TextChoices):
    """The level that handles a dossier; districts did until 30/6/2025."""

    COMMUNE = "commune", _("Cấp xã")
    DISTRICT = "district", _("Cấp huyện")
    PROVINCE = "province", _("Cấp tỉnh")
    NATION = "nation", _("Trung ương")


class StageState(models.TextChoices):
    RECEIVED = "received", _("Mới nhận")
    ASKING = "asking", _("Chờ chủ thể bổ sung")
    CHECKED = "checked", _("Đã kiểm tra")
    SENT_UP = "sent_up", _("Đã trình cấp trên")
    RETURNED = "returned", _("Đã trả lại")
    DONE = "done", _("Đã xong")


class FilledBy(models.TextChoices):
    PRODUCER = "producer", _("Chủ thể")
    OFFICER = "officer", _("Cán bộ nhập giúp")
    CONSULTANT = "consultant", _("Tư vấn được ủy quyền")


class LocalHead(models.IntegerChoices):
    """The four heads of the commune's report (form 03, 26/2026 art. 7.2)."""

    MATERIAL = 1, _("Nguyên liệu địa phương")
    LABOUR = 2, _("Lao động địa phương")
    IDEA = 3, _("Nguồn gốc ý tưởng sản phẩm")
    IDENTITY = 4, _("Trí tuệ, bản sắc địa phương")


class IdeaState(models.TextChoices):
    """How far a product idea is; it comes before any dossier."""

    DRAFT = "draft", _("Đang viết")
    SENT = "sent", _("Đã gửi, chờ trả lời")
    RETURNED = "returned", _("Trả lại để sửa")
    ACCEPTED = "accepted", _("Đã nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")


class BusinessPlanState(models.TextChoices):
    """The same for a business plan; an accepted one stands until the next is accepted."""

    DRAFT = "draft", _("Đang viết")
    SENT = "sent", _("Đã gửi, chờ trả lời")
    RETURNED = "returned", _("Trả lại để sửa")
    ACCEPTED = "accepted", _("Đã nhận")
    SUPERSEDED = "superseded", _("Đã thay bằng bản sau")
    WITHDRAWN = "withdrawn", _("Đã rút")
