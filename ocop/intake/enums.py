"""States of an imported file and of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    READ = "read", _("Đã đọc")
    PREVIEWED = "previewed", _("Chờ ghi vào sổ")
    APPLIED = "applied", _("Đã ghi vào sổ")
    UNDONE = "undone", _("Đã hoàn tác")


class RowStatus(models.TextChoices):
    """What an import does with a row; the keys are those of the report (product.md 4)."""

    CREATED = "created", _("Thêm mới")
    UPDATED = "updated", _("Bổ sung")
    UNCHANGED = "unchanged", _("Không đổi")
    SKIPPED = "skipped", _("Bỏ qua")
    ERROR = "error", _("Lỗi")


class FileKind(models.TextChoices):
    """What a file holds: products by name, or how many of them units have."""

    PRODUCTS = "products", _("Danh sách sản phẩm")
    COUNTS = "counts", _("Biểu số liệu")


class Work(models.TextChoices):
    """What runs in the background on a file."""

    NONE = "", ""
    PREVIEW = "preview", _("Đối chiếu")
    APPLY = "apply", _("Ghi vào sổ")
    UNDO = "undo", _("Hoàn tác")
