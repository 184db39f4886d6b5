"""The scene of the dossiers: that of the registry, and dossiers at every step of the way."""

import datetime as dt

from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import (
    accept_dossier,
    attach_paper,
    forward_dossier,
    open_dossier,
    record_local_finding,
    save_answer,
    send_up,
    submit_dossier,
)
from ocop.dossiers.enums import LocalHead
from ocop.dossiers.models import Dossier, Stage
from ocop.registry.actions import add_paper, register_product
from ocop.registry.enums import PaperKind
from ocop.registry.models import PaperVersion, Product
from ocop.rulebooks.models import Criterion, Option
from ocop.rulebooks.queries import rubric_of
from tests.factories.sheets import picks_totalling
from tests.registry.scene import Scene, build, pdf

DAY = dt.timedelta(days=1)

__all__ = ["Scene", "build", "pdf"]


def criterion(scene: Scene, key: str) -> Criterion:
    """A criterion of the tea set."""
    return Criterion.objects.get(product_set=scene.tea, key=key)


def option(one: Criterion, pick: str | None) -> Option | None:
    """The option a pick names; None for none."""
    return one.options.get(branch=0, no=int(pick)) if pick else None


def product(scene: Scene, name: str = "Chè shan tuyết (ví dụ)") -> Product:
    """A tea."""
    return register_product(producer=scene.producer, name=name, product_set=scene.tea, story="Chè cổ thụ (ví dụ).",
                            by=scene.director)


def registration(scene: Scene, **fields: object) -> PaperVersion:
    """The paper no dossier goes without."""
    facts = {"title": "Giấy chứng nhận đăng ký (ví dụ)", "number": "01/ĐK", "issuer": "Phòng Kinh tế (ví dụ)",
             "upload": pdf(), **fields}
    return add_paper(producer=scene.producer, kind=PaperKind.REGISTRATION, by=scene.director, **facts)


def bare(scene: Scene, name: str = "Chè shan tuyết (ví dụ)") -> Dossier:
    """An opened dossier with nothing in it."""
    return open_dossier(product=product(scene, name), by=scene.director)


def full(scene: Scene, name: str = "Chè shan tuyết (ví dụ)", *, total: int = 72) -> Dossier:
    """A draft with every answer and proof."""
    dossier = bare(scene, name)
    fill(scene, dossier, total=total)
    return dossier


def fill(scene: Scene, dossier: Dossier, *, total: int = 72, actor: Actor | None = None) -> None:
    """Answer every criterion so that the total is known, and prove all with the registration paper."""
    by = actor or scene.director
    picks = picks_totalling(rubric_of(scene.tea), total)
    criteria = list(Criterion.objects.filter(product_set=scene.tea).order_by("position"))
    for one in criteria:
        save_answer(dossier=dossier, criterion=one, option=option(one, picks[one.key]), text="Mô tả (ví dụ).", by=by)
    attach_paper(dossier=dossier, paper_version=registration(scene), criteria=criteria, by=by)


def filed(scene: Scene, name: str = "Chè shan tuyết (ví dụ)") -> Stage:
    """A dossier at the commune: its stage."""
    return submit_dossier(dossier=full(scene, name), by=scene.director).stages.get()


def checked(scene: Scene, name: str = "Chè shan tuyết (ví dụ)") -> Stage:
    """A dossier at the commune with form 03 filled in."""
    stage = filed(scene, name)
    for head in LocalHead:
        record_local_finding(stage=stage, head=head, claim="Khai (ví dụ).", finding="Đúng (ví dụ).",
                             by=scene.commune_officer)
    return stage


def at_province(scene: Scene, name: str = "Chè shan tuyết (ví dụ)") -> Stage:
    """A dossier received by the province."""
    return send_up(stage=checked(scene, name), request_no="12/TTr-UBND (ví dụ)", by=scene.commune_officer)


def accepted(scene: Scene) -> Stage:
    """A dossier the province has accepted."""
    return accept_dossier(stage=at_province(scene), by=scene.province_officer)


def at_nation(scene: Scene) -> Stage:
    """A dossier the province has sent up."""
    return forward_dossier(stage=accepted(scene), by=scene.province_officer)


def refusal(verb: object, **arguments: object) -> Refusal:
    """The refusal a verb answers with."""
    try:
        verb(**arguments)  # type: ignore[operator]  # any verb
    except Refusal as refused:
        return refused
    raise AssertionError("nothing was refused")


def backdate(stage: Stage, day: dt.date) -> Stage:
    """A stage received on an earlier day, as if the days had passed."""
    Stage.objects.filter(pk=stage.pk).update(received_on=day, request_on=day)
    stage.refresh_from_db()
    return stage


def tomorrow() -> dt.date:
    """The day after today."""
    return today() + DAY
