"""The scene of the journey: Thái Nguyên 2026 with one co-operative, its offices and a council of seven."""

import dataclasses
import datetime as dt
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.accounts.enums import Role
from ocop.accounts.queries import actor_for
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.councils.actions import seat_member, set_up_council
from ocop.councils.enums import SeatRole
from ocop.councils.models import Council
from ocop.dossiers.actions import attach_paper, open_dossier, save_answer
from ocop.dossiers.models import Dossier
from ocop.places.actions import load_facts
from ocop.places.models import AdminUnit
from ocop.registry.actions import add_member, add_paper, register_producer, register_product
from ocop.registry.enums import MemberRole, PaperKind, ProducerKind
from ocop.registry.models import Producer, Product
from ocop.rulebooks.actions import load_edition, load_holidays
from ocop.rulebooks.models import Criterion, Option, ProductSet
from tests.people import LONG_AGO, officer, root, user

DATA = Path(__file__).resolve().parents[2] / "ocop/rulebooks/data"
PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
       b"trailer<</Root 1 0 R>>\n%%EOF\n")


def pdf(name: str = "giay.pdf", text: str = "") -> SimpleUploadedFile:
    """A small PDF file as a browser sends it."""
    return SimpleUploadedFile(name, PDF + text.encode(), content_type="application/pdf")


@dataclasses.dataclass
class World:
    """Everything a journey needs, by name."""

    nation: AdminUnit
    province: AdminUnit
    commune: AdminUnit
    tea: ProductSet
    director: Actor
    commune_officer: Actor
    province_officer: Actor
    clerk: Actor
    ministry: Actor
    producer: Producer
    council: Council
    members: list[Actor]
    chair: Actor
    secretary: Actor


def build_world() -> World:
    """Load the facts and seat the people; every row comes from a verb."""
    load_facts()
    load_edition(path=DATA / "vn-ocop-26-2026.yaml", publish=True)
    load_holidays(path=DATA / "holidays.yaml")
    nation = AdminUnit.objects.get(level="nation")
    province = AdminUnit.objects.on(today()).get(level="province", code="19")
    commune = AdminUnit.objects.on(today()).get(level="commune", code="05503")
    tea = ProductSet.objects.get(edition__key="vn-ocop-26-2026", key="s11")
    commune_officer = officer("Trần Văn Bình (ví dụ)", Role.COMMUNE_OFFICER, commune)
    province_officer = officer("Lê Thị Hòa (ví dụ)", Role.PROVINCE_OFFICER, province)
    producer = register_producer(name="Hợp tác xã Bản Mới (ví dụ)", kind=ProducerKind.COOPERATIVE, unit=commune,
                                 by=commune_officer)
    director = user("Nông Thị Mai (ví dụ)")
    add_member(producer=producer, user=director, role=MemberRole.DIRECTOR, valid_from=LONG_AGO, by=commune_officer)
    council = set_up_council(level="province", unit=province, name="Hội đồng OCOP tỉnh Thái Nguyên 2026 (ví dụ)",
                             decision_no="100/QĐ-UBND (ví dụ)", decided_on=dt.date(2026, 6, 1), by=province_officer)
    people = [user(f"Ủy viên {index} (ví dụ)") for index in range(1, 8)]
    roles = [SeatRole.CHAIR, SeatRole.DEPUTY] + [SeatRole.MEMBER] * 5
    for person, role in zip(people, roles, strict=True):
        seat_member(council=council, user=person, person=person.name, agency="Sở (ví dụ)", role=role,
                    by=province_officer)
    secretary = user("Hoàng Văn Sơn (ví dụ)")
    seat_member(council=council, user=secretary, person=secretary.name, agency="Văn phòng điều phối (ví dụ)",
                role=SeatRole.SECRETARY, scores=False, by=province_officer)
    members = [actor_for(person) for person in people]
    return World(
        nation=nation, province=province, commune=commune, tea=tea, director=actor_for(director),
        commune_officer=commune_officer, province_officer=province_officer,
        clerk=officer("Vi Thị Lan (ví dụ)", Role.DOCUMENT_CLERK, province),
        ministry=officer("Phạm Văn Trung (ví dụ)", Role.MINISTRY_OFFICER, nation),
        producer=producer, council=council, members=members, chair=members[0], secretary=actor_for(secretary),
    )


def option(criterion: Criterion, pick: str) -> Option:
    """The option a pick such as "2" or "b1" names."""
    branch = ord(pick[0]) - ord("a") + 1 if pick[0].isalpha() else 0
    return criterion.options.get(branch=branch, no=int(pick.lstrip("ab")))


def draft_dossier(world: World, picks: dict[str, str], *, name: str = "Chè shan tuyết (ví dụ)") -> Dossier:
    """A product with its papers and a full dossier, not yet submitted."""
    by = world.director
    product: Product = register_product(producer=world.producer, name=name, product_set=world.tea,
                                        story="Chè cổ thụ của bản (ví dụ).", by=by)
    registration = add_paper(producer=world.producer, kind=PaperKind.REGISTRATION, title="Giấy chứng nhận đăng ký",
                             upload=pdf(), by=by)
    dossier = open_dossier(product=product, by=by)
    criteria = list(Criterion.objects.filter(product_set=world.tea).order_by("position"))
    for criterion in criteria:
        pick = picks.get(criterion.key)
        save_answer(dossier=dossier, criterion=criterion, option=option(criterion, pick) if pick else None,
                    text="Mô tả của chủ thể (ví dụ).", by=by)
    attach_paper(dossier=dossier, paper_version=registration, criteria=criteria, by=by)
    return dossier


__all__ = ["World", "build_world", "draft_dossier", "option", "pdf", "root"]
