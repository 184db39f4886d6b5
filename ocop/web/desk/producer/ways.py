"""Where dossiers and products stand, in words: the trail of one dossier, the lines of the table of products."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.core.lists import attach
from ocop.dossiers.enums import DossierKind, DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, Occasion, Stage
from ocop.dossiers.queries import Milestone, timeline
from ocop.recognition.enums import CertificateStatus
from ocop.recognition.queries import Past, certificates_for
from ocop.registry.models import Product, own_products
from ocop.web.shared.pieces import TrailStep
from ocop.web.shared.templatetags.ocop import vn_date


@dataclasses.dataclass(frozen=True)
class State:
    """A state for a pill: kind and words."""

    kind: str
    words: str


@dataclasses.dataclass(frozen=True)
class ProductLine:
    """A product on the producer's list: living stars, what its certificate or dossier is, what comes next."""

    product: Product
    stars: int | None
    was: int | None
    state: State
    next: str
    href: str
    dossier: Dossier | None


def product_lines(actor: Actor) -> list[ProductLine]:
    """The products of the actor's own work, in Vietnamese order; the same queries for one and for many."""
    window = Occasion.objects.filter(product=OuterRef("pk"), kind=DossierKind.REEVALUATION,
                                     opens_on__lte=actor.today, closes_on__gte=actor.today)
    products = list(
        Product.objects.filter(own_products(actor)).filter(Q(head__isnull=True) | Q(head=F("pk")))
        .annotate(window=Exists(window)).select_related("producer", "unit").order_by("name_key", "pk")
    )
    attach(products, under_way(), fk="product", to="dossiers_open")
    certificates = certificates_for(products, actor.today)
    return [_line(product, certificates[product.pk]) for product in products]


def under_way() -> "QuerySet[Dossier]":
    """Dossiers without a result, with their stages, oldest stage first."""
    stages = Stage.objects.select_related("unit").order_by("pk")
    return (Dossier.objects.open().annotate(answered=Count("answers"))
            .select_related("product", "producer").prefetch_related(Prefetch("stages", stages)).order_by("-pk"))


def _line(product: Product, past: list[Past]) -> ProductLine:
    dossier = next(iter(getattr(product, "dossiers_open", [])), None)
    live = next((one for one in past if one.live), None)
    last = live or next(iter(past), None)
    return ProductLine(
        product=product,
        stars=live.certificate.recognition.stars if live else None,
        was=last.certificate.recognition.stars if last and not live else None,
        state=_state(last, dossier),
        next=_next(product, last, dossier),
        href=reverse("producer_dossier", args=[dossier.pid]) if dossier else reverse("producer_product",
                                                                                     args=[product.pid]),
        dossier=dossier,
    )


def _state(last: Past | None, dossier: Dossier | None) -> State:
    """The certificate where there is one, else where the dossier is."""
    if last is not None:
        return certificate_state(last)
    return dossier_state(dossier) if dossier else State("none", _("chưa có hồ sơ"))


def certificate_state(past: Past) -> State:
    """A certificate's pill: alive until when, or since when no more."""
    certificate, status = past.certificate, past.status
    until = {"day": vn_date(certificate.live_until())}
    words = {
        CertificateStatus.PENDING: ("wait", _("có hiệu lực từ %(day)s") % {"day": vn_date(certificate.issued_on)}),
        CertificateStatus.VALID: ("ok", _("đến %(day)s") % until),
        CertificateStatus.EXPIRING: ("warn", _("đến %(day)s") % until),
        CertificateStatus.EXTENDED: ("warn", _("kéo dài đến %(day)s") % until),
        CertificateStatus.EXPIRED: ("", _("đã hết hạn từ %(day)s") % {
            "day": vn_date(certificate.live_until() + dt.timedelta(days=1))}),
        CertificateStatus.REVOKED: ("bad", _("đã thu hồi")),
        CertificateStatus.REPLACED: ("", _("đã thay bằng giấy khác")),
    }
    return State(*words[status])


def dossier_state(dossier: Dossier) -> State:
    """Where a dossier is; its stages are loaded."""
    last = list(dossier.stages.all())[-1:]
    level = last[0].level if last else ""
    if dossier.state == DossierState.DRAFT:
        return State("none", _("đang viết"))
    if dossier.state == DossierState.RETURNED:
        return State("warn", _("chờ bổ sung"))
    if dossier.state == DossierState.SUBMITTED:
        return State("wait", _("đang ở tỉnh") if level == StageLevel.PROVINCE else _("đang ở xã"))
    if dossier.state == DossierState.ACCEPTED:
        return State("wait", _("đã trình Trung ương") if level == StageLevel.NATION else _("chờ hội đồng"))
    return State("ok" if dossier.state == DossierState.CLOSED else "", dossier.get_state_display())


def _next(product: Product, last: Past | None, dossier: Dossier | None) -> str:
    """The next thing, whoever has to do it."""
    if dossier is None:
        if getattr(product, "window", False):
            return _("nộp hồ sơ phân hạng lại")
        return _("chưa phải làm gì") if last and last.live else _("lập hồ sơ")
    level = next((stage.level for stage in reversed(list(dossier.stages.all()))), "")
    words = {
        DossierState.DRAFT: _("viết tiếp hồ sơ, đã trả lời %(count)s tiêu chí") % {
            "count": getattr(dossier, "answered", 0)},
        DossierState.RETURNED: _("bổ sung và nộp lại"),
        DossierState.SUBMITTED: _("tỉnh tiếp nhận") if level == StageLevel.PROVINCE else _("xã kiểm tra"),
        DossierState.ACCEPTED: _("hội đồng cấp trung ương đánh giá") if level == StageLevel.NATION
        else _("hội đồng cấp tỉnh đánh giá"),
    }
    return words[DossierState(dossier.state)]


def trail(dossier: Dossier, day: dt.date) -> list[TrailStep]:
    """The way of a dossier for `<c-trail>`: who holds it, since when, until when it answers."""
    stages = list(dossier.stages.select_related("unit").order_by("pk"))
    receipt = next((stage.receipt_no for stage in reversed(stages) if stage.receipt_no), "")
    asking = next((stage.level for stage in stages if stage.state == StageState.ASKING), "")
    steps = timeline(dossier, day=day)
    if dossier.state == DossierState.RETURNED:
        steps = _with_producer(steps, asking=bool(asking))
    return [_step(dossier, step, receipt=receipt, asking=asking) for step in steps]


def _with_producer(steps: Sequence[Milestone], *, asking: bool) -> list[Milestone]:
    """A returned dossier has one "now": the level that asked, or the producer who files it anew."""
    if asking:
        return [dataclasses.replace(step, state="done" if step.key == "filed" else step.state) for step in steps]
    return [step if step.key == "filed" else dataclasses.replace(step, state="next") for step in steps]


def _step(dossier: Dossier, step: Milestone, *, receipt: str, asking: str) -> TrailStep:
    words = step.words
    if step.state == "now" and step.key == asking:
        words = _("%(step)s, chờ bổ sung") % {"step": words}
    if step.state == "next":
        return TrailStep(words)
    if step.state == "done":
        day = vn_date(step.until or step.since)
        parts = [day, _("số %(number)s") % {"number": receipt} if step.key == "filed" and receipt else ""]
        return TrailStep(words, " · ".join(part for part in parts if part), "done")
    return TrailStep(words, " · ".join(part for part in (step.who, _until(dossier, step)) if part), "now")


def _until(dossier: Dossier, step: Milestone) -> str:
    """Until when the one who holds it answers, as far as the law says."""
    if step.key == "filed":
        return _("bị trả lại, chờ nộp lại") if dossier.state == DossierState.RETURNED else _("đang viết")
    if step.clock is not None and step.clock.paused:
        return _("thời hạn tạm dừng đến khi bổ sung")
    return _("trả lời chậm nhất %(day)s") % {"day": vn_date(step.due_on)} if step.due_on else ""
