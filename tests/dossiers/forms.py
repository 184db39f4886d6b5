"""Ideas and business plans for the tests: the shipped forms loaded, bodies that are whole."""

from ocop.dossiers.actions import (
    accept_business_plan,
    begin_business_plan,
    send_business_plan,
    send_idea,
    write_business_plan,
    write_idea,
)
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.registry.models import Product
from ocop.rulebooks.actions import load_form
from ocop.rulebooks.rules import shelf
from tests.registry.scene import Scene

IDEA = {
    "name": "Chè nhài (ví dụ)", "stage": "trial", "description": "Chè ướp hoa nhài, gói 100 g.",
    "origin": "Nghề ướp chè của làng.", "materials": "Chè của xã, nhài trồng quanh nhà.", "local_materials": "92,5",
    "workers": "12", "capital": "150.000.000", "ready_on": "5/4/2027", "trained": "yes",
}
PLAN = {
    "aim": "Ba năm bán 5 tấn.", "years": "3", "organisation": "Giám đốc và ba tổ.", "materials": "Vùng chè của xã.",
    "technology": "Sao lăn, ướp hoa.", "quality": "TCVN, kiểm nghiệm mỗi năm.", "output": "2 tấn",
    "market": "Cửa hàng trong tỉnh.", "capital": "500.000.000", "revenue": "800.000.000", "steps": "Quý 1: mua máy.",
}


def load_forms() -> None:
    """The forms that ship with the product."""
    for name in ("vn-idea", "vn-plan"):
        load_form(path=shelf.DATA / "forms" / f"{name}.yaml")


def drafted(scene: Scene, **body: str) -> Idea:
    """An idea kept and not sent."""
    return write_idea(producer=scene.producer, body={**IDEA, **body}, by=scene.director)


def sent(scene: Scene, **body: str) -> Idea:
    """An idea at the commune."""
    return send_idea(idea=drafted(scene, **body), by=scene.director)


def planned(scene: Scene, product: Product, **body: str) -> BusinessPlan:
    """A business plan at the commune."""
    plan = begin_business_plan(product=product, by=scene.director)
    plan = write_business_plan(plan=plan, body={**PLAN, **body}, rev=plan.rev, by=scene.director)
    return send_business_plan(plan=plan, by=scene.director)


def accepted_plan(scene: Scene, product: Product) -> BusinessPlan:
    """A business plan the commune has taken."""
    return accept_business_plan(plan=planned(scene, product), by=scene.commune_officer)
