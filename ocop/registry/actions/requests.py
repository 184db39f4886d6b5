"""Verbs on requests about one's own data: asking, answering, refusing (Law 91/2025, Decree 356/2025)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.registry.actions.erasing import erase_person
from ocop.registry.enums import RequestKind
from ocop.registry.flow import REQUEST_FLOW
from ocop.registry.holdings import kept_words
from ocop.registry.models import DataRequest, Producer
from ocop.registry.queries import office_of

_LONGEST = 2000


def ask_data_request(
    *, kind: str, by: Actor, text: str = "", producer: Producer | None = None, unit: AdminUnit | None = None
) -> DataRequest:
    """Ask to see, correct or erase what is held about oneself; the office has two working days (Decree 356/2025).

    The province of `producer`, of the asker's own producer or office answers, else that of `unit`. Refuses
    (`forbidden`) a passer-by, (`invalid`) an unknown kind, a correction that does not say what, a producer one does not
    work for, a place that is not known, (`conflict`) a second open request of the kind.
    """
    if not by.signed_in:
        raise Refusal("data-request-forbidden", _("Hãy đăng nhập để gửi yêu cầu."), kind="forbidden")
    text = text.strip()[:_LONGEST]
    if kind not in RequestKind.values:
        raise Refusal("data-request-kind", _("Hãy chọn bạn muốn xem, sửa hay xóa dữ liệu."))
    if kind == RequestKind.CORRECT and not text:
        raise Refusal("data-request-text", _("Hãy ghi dữ liệu nào sai và đúng là gì."))
    office = _office(by, producer=producer, unit=unit)
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                asker=by.user, producer=producer, unit=office, kind=kind, text=text, asked_at=timezone.now()
            )
            # What was written may say who the person is: it stays out of the trail.
            audit.record(
                "ask_data_request",
                request,
                by=by,
                province_id=office.today_province_id or office.pk,
                body={"kind": kind},
            )
    except IntegrityError as clash:
        raise Refusal(
            "data-request-open",
            _("Bạn đã gửi yêu cầu này và đang chờ trả lời. Hãy xem hạn trả lời ở danh sách bên dưới."),
            kind="conflict",
        ) from clash
    return request


def answer_request(*, request: DataRequest, by: Actor, answer: str = "") -> DataRequest:
    """Carry a request out and say so. A correction says what was corrected; an erasure is done in the same breath.

    Refuses (`forbidden`) others than the office of its province, (`conflict`) what is answered already, (`invalid`) a
    correction without words, and an erasure for the reasons of `erase_person`.
    """
    answer = answer.strip()[:_LONGEST]
    with transaction.atomic():
        fresh = REQUEST_FLOW.begin("answer_request", request, by=by)
        if fresh.kind == RequestKind.CORRECT and not answer:
            raise Refusal("data-request-answer", _("Hãy ghi đã sửa gì, từ đâu, để người yêu cầu kiểm tra lại."))
        if fresh.kind == RequestKind.ERASE:
            stays = kept_words(fresh.asker)
            erase_person(user=fresh.asker, by=by)
            fresh.text = ""
            answer = "\n".join(filter(None, [answer or _("Đã xóa dữ liệu và khóa tài khoản."), *stays]))
        return _close(fresh, "answer_request", answer or _already_there(), by=by)


def refuse_request(*, request: DataRequest, reason: str, by: Actor) -> DataRequest:
    """Refuse with the ground to keep or not to show, which the person reads.

    Refuses (`invalid`) to do so without a ground, (`forbidden`, `conflict`) as `answer_request`.
    """
    reason = reason.strip()[:_LONGEST]
    if not reason:
        raise Refusal("data-request-reason", _("Hãy ghi căn cứ từ chối, ví dụ quyết định đã ký phải lưu giữ."))
    with transaction.atomic():
        fresh = REQUEST_FLOW.begin("refuse_request", request, by=by)
        return _close(fresh, "refuse_request", reason, by=by)


def _already_there() -> str:
    return _("Dữ liệu về bạn nằm ở trang “Dữ liệu của tôi”: xem, in và tải về được bất cứ lúc nào.")


def _close(fresh: DataRequest, verb: str, answer: str, *, by: Actor) -> DataRequest:
    """Stamp the answer; its words stay out of the trail."""
    fresh.answer, fresh.answered_at, fresh.answered_by = answer, timezone.now(), by.user
    fresh.save(update_fields=["state", "text", "answer", "answered_at", "answered_by"])
    audit.record(
        verb,
        fresh,
        by=by,
        body={"kind": fresh.kind, "state": fresh.state},
        province_id=fresh.unit.today_province_id or fresh.unit_id,
    )
    return fresh


def _office(by: Actor, *, producer: Producer | None, unit: AdminUnit | None) -> AdminUnit:
    """The province whose office answers."""
    if producer is not None and not Producer.objects.filter(pk=producer.pk, memberships__user=by.user).exists():
        raise Refusal("data-request-producer", _("Hãy chọn chủ thể mà bạn làm việc cho."))
    own = producer.province_today if producer is not None else office_of(by)
    found = own or (unit.today_province or unit if unit is not None else None)
    if found is None:
        raise Refusal("data-request-unit", _("Hãy chọn tỉnh, thành phố trả lời yêu cầu của bạn."))
    return found
