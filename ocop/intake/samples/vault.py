"""Producers with their people, products, and papers: small files drawn by us that say "bản ví dụ" on their face."""

import dataclasses
import datetime as dt
import zlib

from django.core.files.base import ContentFile

from ocop.accounts.actions import invite_user
from ocop.core.typesetting import typeset
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ahead
from ocop.intake.samples.drawings import hills
from ocop.intake.samples.makers import GOODS, MAKERS, WAITING, Good, Maker
from ocop.places.models import AdminUnit
from ocop.registry.actions import add_member, add_paper, name_representative, register_producer, register_product
from ocop.registry.enums import MemberRole, PaperKind, ProducerKind
from ocop.registry.models import Producer, Product
from ocop.rulebooks.models import ProductSet

_TEMPLATE = "intake/print/sample.typ"


@dataclasses.dataclass(frozen=True)
class Sample:
    """A paper to file: days count from today; `expires` None means for ever."""

    kind: str
    title: str
    issuer: str = ""
    number: str = ""
    issued: int = -200
    expires: int | None = None


_OF_PRODUCER = (
    Sample(PaperKind.REGISTRATION, "Giấy chứng nhận đăng ký (ví dụ)", "Phòng Kinh tế (ví dụ)", "19-{no}/ĐK", -1500),
    Sample(PaperKind.FACILITY, "Giấy đủ điều kiện an toàn thực phẩm (ví dụ)", "Chi cục Quản lý chất lượng (ví dụ)",
           "{no}/ATTP", -300, 780),
    Sample(PaperKind.CONTRACTS, "Hợp đồng mua nguyên liệu của các hộ (ví dụ)", "", "{no}/HĐ", -170, 215),
    Sample(PaperKind.FINANCE, "Báo cáo tài chính hai năm gần nhất (ví dụ)", "", "", -240),
    Sample(PaperKind.MARKET, "Hợp đồng phân phối (ví dụ)", "", "{no}/HĐPP", -165, 400),
    Sample(PaperKind.IP, "Giấy chứng nhận đăng ký nhãn hiệu (ví dụ)", "Cục Sở hữu trí tuệ (ví dụ)", "4-{no}", -700,
           2900),
    Sample(PaperKind.PROMOTION, "Ảnh và giấy mời các hội chợ đã dự (ví dụ)", "", "", -180),
)
_OF_PRODUCT = (
    Sample(PaperKind.TESTS, "Phiếu kiểm nghiệm (ví dụ)", "Trung tâm kiểm nghiệm (ví dụ)", "KN-{no}", -130, 235),
    Sample(PaperKind.LABEL, "Mẫu nhãn và bao bì (ví dụ)", "", "", -110),
    Sample(PaperKind.STORY, "Câu chuyện sản phẩm (ví dụ)", "", "", -100),
)
# What makes the lists of things to do: one gone, one going, one not yet; for another one 30 and one 60 days ahead.
_OF_ONE = {"ban-moi": (
    Sample(PaperKind.ENVIRONMENT, "Kế hoạch bảo vệ môi trường (ví dụ)", "Ủy ban nhân dân xã (ví dụ)", "{no}/MT", -750,
           -9),
    Sample(PaperKind.QMS, "Chứng nhận VietGAP vùng chè (ví dụ)", "Tổ chức chứng nhận (ví dụ)", "VG-{no}", -345, 19),
    Sample(PaperKind.LABOUR, "Danh sách lao động của hợp tác xã (ví dụ)", "", "", -160, 320),
), "suoi-trong": (
    Sample(PaperKind.QMS, "Chứng nhận VietGAP vùng chè (ví dụ)", "Tổ chức chứng nhận (ví dụ)", "VG-{no}", -335, 30),
    Sample(PaperKind.ENVIRONMENT, "Kế hoạch bảo vệ môi trường (ví dụ)", "Ủy ban nhân dân xã (ví dụ)", "{no}/MT", -670,
           60),
)}
# Papers whose last day is told by their own scene; they are used in no dossier on its way.
SPENT = (PaperKind.ENVIRONMENT, PaperKind.QMS)
# Whose dossiers the consultant may write, and for how many days from today.
_CONSULTED = {"ban-moi": 215, "khe-vang": 25}
# What the person is called who stands for a producer of a kind; a household has its head.
_POSITIONS: dict[str, str] = {
    ProducerKind.COOPERATIVE: "Giám đốc", ProducerKind.ENTERPRISE: "Giám đốc", ProducerKind.GROUP: "Tổ trưởng",
    ProducerKind.FARM: "Chủ trang trại",
}


def register_all(cast: Cast) -> None:
    """Producers by their communes' officers, with director, representative and papers; then their products."""
    for maker in MAKERS:
        unit = cast.units[f"commune:{maker.commune}"]
        producer = _register(cast, maker, unit)
        cast.producers[maker.key] = producer
        for paper in (*_OF_PRODUCER, *_OF_ONE.get(maker.key, ())):
            file_paper(cast, producer, paper)
    for key, days in _CONSULTED.items():
        add_member(producer=cast.producers[key], user=cast.users["tu-van"], role=MemberRole.CONSULTANT,
                   valid_from=ahead(-150), valid_to=ahead(days), by=cast.actor(f"director:{key}"))
    sets = {one.key: one for one in ProductSet.objects.filter(edition=cast.edition).select_related("edition")}
    for good in GOODS:
        cast.goods[good.key] = _make(cast, good, sets[good.product_set])


def register_waiting(cast: Cast) -> None:
    """Somebody without office enters their own household: it waits for the commune's officer."""
    person = invite_user(name=WAITING.director, email=f"{WAITING.key}@vidu.vn", by=cast.actor("xa"))
    cast.users[WAITING.key] = person
    register_producer(name=WAITING.name, kind=WAITING.kind, unit=cast.units[f"commune:{WAITING.commune}"],
                      detail=WAITING.detail, by=cast.actor(WAITING.key))


def file_paper(cast: Cast, producer: Producer, paper: Sample, *, product: Product | None = None) -> None:
    """One paper into the vault, by the director."""
    key = next(key for key, one in cast.producers.items() if one.pk == producer.pk)
    number = paper.number.format(no=f"{zlib.crc32(f'{key}{paper.title}'.encode()) % 900 + 100}")
    issued = ahead(paper.issued)
    expires = ahead(paper.expires) if paper.expires is not None else None
    face = {
        "title": paper.title, "issuer": paper.issuer or producer.name, "number": number, "producer": producer.name,
        "product": product.name if product else "", "issued": _said(issued), "expires": _said(expires),
        "body": product.story if product and paper.kind == PaperKind.STORY else
        "Tờ này được vẽ ra để thử hệ thống; mọi tên, số và ngày trên đó đều là ví dụ.",
    }
    upload = ContentFile(typeset(_TEMPLATE, face), name=f"{paper.kind}.pdf")
    add_paper(producer=producer, kind=paper.kind, title=paper.title, upload=upload, product=product, number=number,
              issuer=paper.issuer, issued_on=issued, expires_on=expires, by=cast.actor(f"director:{key}"))


def _register(cast: Cast, maker: Maker, unit: AdminUnit) -> Producer:
    by = cast.officer(unit)
    producer = register_producer(name=maker.name, kind=maker.kind, unit=unit, detail=maker.detail, by=by,
                                 registered_on=ahead(-1500), email=f"{maker.key}@vidu.vn")
    director = cast.users[f"director:{maker.key}"]
    add_member(producer=producer, user=director, role=MemberRole.DIRECTOR, valid_from=ahead(-365), by=by)
    name_representative(producer=producer, name=director.name, valid_from=ahead(-1500), sex=maker.sex,
                        position=_POSITIONS.get(maker.kind, "Chủ hộ"), by=cast.officer(unit))
    return producer


def _make(cast: Cast, good: Good, product_set: ProductSet) -> Product:
    producer = cast.producers[good.maker]
    product = register_product(
        producer=producer, name=good.name, product_set=product_set, story=f"{good.story} (ví dụ)", pack=good.pack,
        shelf_life="" if product_set.key in {"s24", "s26"} else "12 tháng", by=cast.actor(f"director:{good.maker}"),
    )
    photo = Sample(PaperKind.PHOTO, "Ảnh sản phẩm (ví dụ)")
    add_paper(producer=producer, product=product, kind=photo.kind, title=photo.title, issued_on=ahead(-160),
              upload=hills(good.key, form="PNG" if product_set.key == "s24" else "JPEG"),
              by=cast.actor(f"director:{good.maker}"))
    return product


def file_product_papers(cast: Cast, product: Product) -> None:
    """The papers every dossier of a product needs."""
    for paper in _OF_PRODUCT:
        file_paper(cast, product.producer, paper, product=product)


def _said(day: dt.date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else ""
