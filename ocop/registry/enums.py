"""Kinds and states of producers, products and papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProducerKind(models.TextChoices):
    """Who may be an OCOP subject (26/2026 art. 2.3); associations and centres only for tourism."""

    COOPERATIVE = "cooperative", _("Hợp tác xã")
    GROUP = "group", _("Tổ hợp tác")
    ENTERPRISE = "enterprise", _("Doanh nghiệp nhỏ và vừa")
    FARM = "farm", _("Trang trại")
    HOUSEHOLD = "household", _("Hộ sản xuất, hộ kinh doanh")
    ASSOCIATION = "association", _("Hội, hiệp hội")
    CENTRE = "centre", _("Trung tâm điều hành, tổ chức quản lý du lịch")


TOURISM_ONLY = (ProducerKind.ASSOCIATION, ProducerKind.CENTRE)
# The printed code of the group of community tourism (26/2026 annex I).
TOURISM_GROUP = "VI"


class ProducerState(models.TextChoices):
    WAITING = "waiting", _("Chờ duyệt")
    ACTIVE = "active", _("Đang hoạt động")
    CLOSED = "closed", _("Đã ngừng")


class ProductState(models.TextChoices):
    ACTIVE = "active", _("Đang sản xuất")
    CLOSED = "closed", _("Đã ngừng")


class MemberRole(models.TextChoices):
    DIRECTOR = "director", _("Người đại diện")
    STAFF = "staff", _("Nhân viên")
    CONSULTANT = "consultant", _("Tư vấn được ủy quyền")


class PaperKind(models.TextChoices):
    """What a paper is; the same words as the evidence kinds of the criteria files where they match."""

    REGISTRATION = "registration", _("Giấy đăng ký kinh doanh, giấy góp vốn")
    FACILITY = "facility", _("Giấy đủ điều kiện sản xuất, an toàn thực phẩm")
    CONTRACTS = "contracts", _("Hợp đồng, hóa đơn mua nguyên liệu")
    LINKAGE = "linkage", _("Hợp đồng liên kết và thanh lý")
    ENVIRONMENT = "environment", _("Hồ sơ môi trường")
    LABOUR = "labour", _("Danh sách lao động, bảo hiểm")
    FINANCE = "finance", _("Báo cáo tài chính, xếp loại hợp tác xã")
    IP = "ip", _("Nhãn hiệu, chỉ dẫn địa lý, sáng chế, kiểu dáng")
    LABEL = "label", _("Mẫu nhãn, bao bì, mã truy xuất")
    MARKET = "market", _("Hợp đồng bán, phân phối, xuất khẩu")
    PROMOTION = "promotion", _("Quảng bá, xúc tiến thương mại")
    STORY = "story", _("Câu chuyện sản phẩm")
    DECLARATION = "declaration", _("Công bố chất lượng sản phẩm")
    TESTS = "tests", _("Phiếu kiểm nghiệm")
    QMS = "qms", _("Chứng nhận hệ thống quản lý chất lượng")
    PROCESS = "process", _("Thuyết minh quy trình, công nghệ")
    PHOTO = "photo", _("Ảnh sản phẩm, cơ sở, vùng nguyên liệu")
    LAST_DOSSIER = "last_dossier", _("Bản quét hồ sơ lần trước")
    OTHER = "other", _("Giấy tờ khác")


# Kinds of evidence of the editions a kind of paper can prove besides the one that bears its name. Our reading of what
# the criteria files name; a kind that stands nowhere here (panel, site) needs no paper.
ALSO_PROVES: dict[str, tuple[str, ...]] = {
    PaperKind.REGISTRATION: ("representative", "managers"),
    PaperKind.FACILITY: ("declaration",),
    PaperKind.LABOUR: ("capacity",),
    PaperKind.FINANCE: ("accounting", "capacity"),
    PaperKind.IP: ("label",),
    PaperKind.MARKET: ("capacity", "export"),
    PaperKind.STORY: ("idea",),
    PaperKind.PROCESS: ("technology",),
    PaperKind.PHOTO: ("environment", "promotion", "technology"),
}


class CodeSource(models.TextChoices):
    ISSUED = "issued"
    IMPORTED = "imported"


class PictureKind(models.TextChoices):
    PHOTO = "photo", _("Ảnh sản phẩm")
    PACKAGING = "packaging", _("Bao bì")
    LABEL = "label", _("Nhãn")


class OutletKind(models.TextChoices):
    """Where a buyer finds the product."""

    OWN = "own", _("Tại cơ sở của chủ thể")
    SHOP = "shop", _("Cửa hàng")
    SUPERMARKET = "supermarket", _("Siêu thị")
    MARKET = "market", _("Chợ")
    ONLINE = "online", _("Trên mạng")


class OutsideSystem(models.TextChoices):
    """Systems of others that know the product or the dossier by a number of their own (P08)."""

    NATIONAL = "national", _("Hệ thống OCOP quốc gia")
    ONE_STOP = "one_stop", _("Hệ thống một cửa")


class RequestKind(models.TextChoices):
    """What a person may ask about their own data (Law 91/2025)."""

    ACCESS = "access", _("Xem dữ liệu về tôi")
    CORRECT = "correct", _("Sửa dữ liệu về tôi")
    ERASE = "erase", _("Xóa dữ liệu về tôi")


class RequestState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã thực hiện")
    REFUSED = "refused", _("Đã từ chối, có lý do")
