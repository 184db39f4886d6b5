"""The scene of the registry: Thái Nguyên under 26/2026, two producers, their people and the officers around them."""

import dataclasses
import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.places.actions import load_facts
from ocop.places.models import AdminUnit
from ocop.registry.actions import add_member, register_producer
from ocop.registry.enums import MemberRole, ProducerKind
from ocop.registry.models import Producer
from ocop.rulebooks.actions import load_edition
from ocop.rulebooks.models import ProductSet
from ocop.rulebooks.rules import shelf
from tests.people import LONG_AGO, officer, user

LAW = "vn-ocop-26-2026"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"


def pdf(text: str = "", *, name: str = "giay.pdf") -> SimpleUploadedFile:
    """A small PDF as a browser sends it; another text is another content."""
    return SimpleUploadedFile(name, PDF.replace(b"endobj\n", b"endobj\n%" + text.encode() + b"\n"))


@dataclasses.dataclass
class Scene:
    """Who is there."""

    province: AdminUnit
    commune: AdminUnit
    neighbour: AdminUnit
    elsewhere: AdminUnit
    tea: ProductSet
    tourism: ProductSet
    commune_officer: Actor
    neighbour_officer: Actor
    province_officer: Actor
    far_officer: Actor
    producer: Producer
    director: Actor
    consultant: Actor
    other: Producer
    stranger: Actor


def build() -> Scene:
    """Every row comes from a verb."""
    load_facts()
    load_edition(path=shelf.DATA / f"{LAW}.yaml", publish=True)
    on = AdminUnit.objects.on(today())
    province = on.get(level="province", code="19")
    commune = on.get(level="commune", code="05503")
    neighbour = on.filter(level="commune", today_province=province).exclude(pk=commune.pk).order_by("code").first()
    far = on.filter(level="province").exclude(pk=province.pk).order_by("code").first()
    elsewhere = on.filter(level="commune").exclude(today_province=province).order_by("code").first()
    assert neighbour and far and elsewhere
    commune_officer = officer("Trần Văn Bình (ví dụ)", Role.COMMUNE_OFFICER, commune)
    producer = register_producer(name="Hợp tác xã Bản Mới (ví dụ)", kind=ProducerKind.COOPERATIVE, unit=commune,
                                 by=commune_officer)
    other = register_producer(name="Tổ hợp tác Suối Bên (ví dụ)", kind=ProducerKind.GROUP, unit=commune,
                              by=commune_officer)
    mai, minh, son = user("Nông Thị Mai (ví dụ)"), user("Đỗ Minh (ví dụ)"), user("Lý Văn Sơn (ví dụ)")
    add_member(producer=producer, user=mai, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=commune_officer)
    add_member(producer=producer, user=minh, role=MemberRole.CONSULTANT, valid_from=LONG_AGO,
               valid_to=today() + dt.timedelta(days=180), by=commune_officer)
    add_member(producer=other, user=son, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=commune_officer)
    return Scene(
        province=province, commune=commune, neighbour=neighbour, elsewhere=elsewhere,
        tea=ProductSet.objects.get(edition__key=LAW, key="s11"),
        tourism=ProductSet.objects.get(edition__key=LAW, key="s26"),
        commune_officer=commune_officer,
        neighbour_officer=officer("Hà Thị Lan (ví dụ)", Role.COMMUNE_OFFICER, neighbour),
        province_officer=officer("Lê Thị Hòa (ví dụ)", Role.PROVINCE_OFFICER, province),
        far_officer=officer("Mã Văn Xa (ví dụ)", Role.PROVINCE_OFFICER, far),
        producer=producer, director=actor_for(mai), consultant=actor_for(minh), other=other, stranger=actor_for(son),
    )
