"""Verbs on rows that are one producer: merging, taking a merging back, and noting that two are two."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.asking import ask_rooms
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.documents import index_producer
from ocop.registry.guards import may_merge
from ocop.registry.models import KeptApart, Merger, Producer
from ocop.registry.queries import producer_with_tax_code

_LONGEST = 300


def merge_producers(*, old: Producer, into: Producer, reason: str, by: Actor, two_codes: bool = False) -> Merger:
    """Read a row under another from now on: `old` and all that was merged into it get `into` as their head.

    Nothing else moves: products, papers, dossiers, people and decisions keep their rows and follow the head; undoing
    gives back just these. Refuses (`forbidden`) others than an officer who answers for both places, (`invalid`) the
    same row twice and a missing reason, (`conflict`) a row merged already and, unless `two_codes` says that the officer
    has looked, two different tax codes; (`incomplete`) one product of which both have a dossier without a result.
    """
    _must_merge(old, into, by=by)
    reason = nfc(reason)[:_LONGEST]
    if not reason:
        raise Refusal("merge-reason", _("Hãy ghi vì sao hai dòng là một chủ thể, ví dụ cùng giấy đăng ký số mấy."))
    with transaction.atomic():
        old, into = _locked(old, into)
        _check_merging(old, into, two_codes=two_codes)
        moved = list(Producer.objects.filter(head=old).order_by("pk").values_list("pk", flat=True))
        Producer.objects.filter(pk__in=moved).update(head=into)
        merger = Merger.objects.create(
            old=old, into=into, moved=moved, reason=reason, merged_at=timezone.now(), merged_by=by.user
        )
        audit.record(
            "merge_producers",
            merger,
            by=by,
            province_id=_province_id(into),
            reason=reason,
            body={"old": old.pk, "into": into.pk, "moved": moved, "two_codes": two_codes},
        )
        index_producer(old, into)
    by.memo.clear()
    return merger


def undo_merge(*, merger: Merger, by: Actor) -> Merger:
    """Give the rows of a merging back their own head; what was merged into `into` by others stays.

    Refuses (`forbidden`) as merging does, (`conflict`) what is undone already, a merging on top of this one that must
    be undone first, and a tax code that another producer has taken since.
    """
    _must_merge(merger.old, merger.into, by=by)
    with transaction.atomic():
        fresh = Merger.objects.select_for_update(of=("self",)).select_related("old", "into__head").get(pk=merger.pk)
        if fresh.undone_at is not None:
            raise Refusal("merge-undone", _("Lần gộp này đã được hoàn tác."), kind="conflict")
        _locked(fresh.old, fresh.into)
        _check_undoing(fresh)
        _give_back(fresh)
        fresh.undone_at, fresh.undone_by = timezone.now(), by.user
        fresh.save(update_fields=["undone_at", "undone_by"])
        audit.record(
            "undo_merge",
            fresh,
            by=by,
            province_id=_province_id(fresh.into),
            body={"old": fresh.old_id, "into": fresh.into_id, "moved": fresh.moved},
        )
        index_producer(fresh.old, fresh.into)
    by.memo.clear()
    return fresh


def keep_apart(*, one: Producer, other: Producer, by: Actor) -> KeptApart:
    """Note that two rows that look alike are two producers, so that the pair is not shown again.

    Saying so twice keeps the first note. Refuses as merging does, and one and the same row.
    """
    _must_merge(one, other, by=by)
    if one.pk == other.pk:
        raise _same_row()
    first, second = sorted((one, other), key=lambda row: row.pk)
    try:
        with transaction.atomic():
            note, made = KeptApart.objects.get_or_create(
                first=first, second=second, defaults={"noted_at": timezone.now(), "noted_by": by.user}
            )
            if made:
                audit.record(
                    "keep_apart",
                    note,
                    by=by,
                    province_id=_province_id(first),
                    body={"first": first.pk, "second": second.pk},
                )
    except IntegrityError:  # two officers said so at the same moment
        return KeptApart.objects.get(first=first, second=second)
    return note


def _locked(old: Producer, into: Producer) -> tuple[Producer, Producer]:
    """Both rows as they are now, locked in one order whichever way they are merged."""
    rows = Producer.objects.select_for_update(of=("self",)).select_related("unit", "settled_unit")
    found = {row.pk: row for row in rows.filter(pk__in=[old.pk, into.pk]).order_by("pk")}
    return found[old.pk], found[into.pk]


def _check_merging(old: Producer, into: Producer, *, two_codes: bool) -> None:
    """Refuse what cannot be read as one."""
    if old.pk == into.pk:
        raise _same_row()
    for row in (old, into):
        if row.head_id != row.pk:
            words = _("“%(name)s” đã được gộp vào chủ thể khác. Hãy hoàn tác lần gộp đó, hoặc mở chủ thể đang đứng.")
            raise Refusal("merge-merged", words % {"name": row.name}, kind="conflict")
    if differing_codes(old, into) and not two_codes:
        words = _(
            "Hai mã số thuế khác nhau, thường là hai chủ thể. Nếu đã đối chiếu giấy tờ và vẫn là một, hãy đánh "
            "dấu xác nhận và ghi rõ lý do."
        )
        raise Refusal("merge-two-codes", words, kind="conflict")
    clashes = ask_rooms("producers.clashes", old=old, into=into)
    if clashes:
        raise Refusal(
            "merge-open-dossiers",
            _("Chưa gộp được vì có hồ sơ nộp hai lần cho một sản phẩm."),
            kind="incomplete",
            missing=clashes,
        )


def differing_codes(one: Producer, other: Producer) -> bool:
    """Whether both have a tax code and the two differ: as a rule two legal persons, or two people."""
    return bool(one.tax_code and other.tax_code and one.tax_code != other.tax_code)


def _check_undoing(merger: Merger) -> None:
    """Refuse while something later stands on the merging, and name it."""
    if merger.into.head_id != merger.into_id:
        head = merger.into.head
        words = _("“%(into)s” sau đó đã được gộp vào “%(head)s”. Hãy hoàn tác lần gộp sau trước.")
        raise Refusal(
            "merge-later", words % {"into": merger.into.name, "head": head.name if head else ""}, kind="conflict"
        )
    holder = producer_with_tax_code(merger.old.tax_code)
    if holder is not None and holder.pk != merger.old_id:
        raise _code_taken(merger, holder.name)


def _give_back(merger: Merger) -> None:
    """The rows this merging moved get their head back; the unique column knows best who holds a code now."""
    try:
        with transaction.atomic():
            Producer.objects.filter(pk__in=merger.moved, head=merger.into).update(head=merger.old)
    except IntegrityError as clash:
        raise _code_taken(merger, _("chủ thể khác")) from clash


def _code_taken(merger: Merger, holder: str) -> Refusal:
    words = _("Mã số thuế của “%(old)s” nay đứng ở “%(holder)s”. Hãy sửa mã số thuế đó trước khi hoàn tác.")
    return Refusal("merge-code-taken", words % {"old": merger.old.name, "holder": holder}, kind="conflict")


def _must_merge(one: Producer, other: Producer, *, by: Actor) -> None:
    if not may_merge(by, one, other):
        words = _("Chỉ cán bộ OCOP phụ trách nơi đóng của cả hai chủ thể, và không phải người của họ, mới làm được.")
        raise Refusal("merge-forbidden", words, kind="forbidden")


def _same_row() -> Refusal:
    return Refusal("merge-itself", _("Đây là cùng một chủ thể. Hãy chọn hai chủ thể khác nhau."))


def _province_id(producer: Producer) -> int | None:
    """Today's province of the producer, for the trail."""
    province = producer.province_today
    return province.pk if province else None
