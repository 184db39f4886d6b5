"""Verbs on papers: filed once, renewed by a new version, used in every dossier."""

import dataclasses
import datetime as dt

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import PAPERS, store_blob
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.documents import index_paper
from ocop.registry.enums import PaperKind
from ocop.registry.guards import may_close_paper, may_file, may_renew
from ocop.registry.models import Paper, PaperVersion, Producer, Product


def add_paper(
    *,
    producer: Producer,
    kind: str,
    title: str,
    upload: "File[bytes]",
    by: Actor,
    product: Product | None = None,
    number: str = "",
    issuer: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
) -> PaperVersion:
    """File a paper of a producer, with its first version. `expires_on` is the last valid day.

    Refuses (`forbidden`) strangers, (`invalid`) a wrong kind, title, product, order of dates, or file.
    """
    _must(may_file(by, producer, kind=kind, product=product))
    if kind not in PaperKind.values or not nfc(title):
        raise Refusal("paper-words", _("Hãy chọn loại giấy tờ và nhập tên giấy tờ."))
    if product is not None and product.producer.head_id != producer.head_id:
        raise Refusal("paper-product", _("Sản phẩm này không phải của chủ thể."))
    with transaction.atomic():
        paper = Paper.objects.create(producer=producer, product=product, kind=kind, title=nfc(title)[:200])
        facts = _Facts(number, issuer, issued_on, expires_on=expires_on)
        return _add_version("add_paper", paper, facts, no=1, upload=upload, by=by)


def renew_paper(
    *,
    paper: Paper,
    upload: "File[bytes]",
    by: Actor,
    number: str = "",
    issuer: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
) -> PaperVersion:
    """File the next issue of a paper; dossiers already submitted keep the version they were submitted with."""
    _must(may_renew(by, paper))
    with transaction.atomic():
        fresh = Paper.objects.select_for_update().get(pk=paper.pk)
        if fresh.closed_on is not None:
            raise Refusal("paper-closed", _("Giấy tờ này đã thôi dùng. Hãy thêm giấy tờ mới."), kind="conflict")
        last = fresh.versions.order_by("-no").values_list("no", flat=True).first() or 0
        facts = _Facts(number, issuer, issued_on, expires_on=expires_on)
        return _add_version("renew_paper", fresh, facts, no=last + 1, upload=upload, by=by)


def close_paper(*, paper: Paper, by: Actor) -> Paper:
    """Take a paper out of use; what was submitted with it stays."""
    _must(may_close_paper(by, paper))
    with transaction.atomic():
        fresh = Paper.objects.select_for_update().get(pk=paper.pk)
        if fresh.closed_on is not None:
            raise Refusal("paper-closed", _("Giấy tờ này đã thôi dùng."), kind="conflict")
        fresh.closed_on = by.today
        fresh.save(update_fields=["closed_on"])
        audit.record("close_paper", fresh, by=by, body={"closed_on": by.today},
                     province_id=_province_id(fresh.producer))
    return fresh


@dataclasses.dataclass(frozen=True)
class _Facts:
    """What stands on an issue of a paper."""

    number: str
    issuer: str
    issued_on: dt.date | None
    expires_on: dt.date | None


def _add_version(verb: str, paper: Paper, facts: _Facts, *, no: int, upload: "File[bytes]", by: Actor) -> PaperVersion:
    """Write a version; it never changes afterwards."""
    if facts.issued_on is not None and facts.expires_on is not None and facts.expires_on < facts.issued_on:
        raise Refusal("paper-dates", _("Ngày hết hạn phải từ ngày cấp trở đi."))
    version = PaperVersion.objects.create(
        paper=paper, no=no, number=nfc(facts.number), issuer=nfc(facts.issuer), issued_on=facts.issued_on,
        expires_on=facts.expires_on, blob=store_blob(upload, kinds=PAPERS), file_name=nfc(upload.name or "")[:200],
        added_by=by.user,
    )
    audit.record(verb, version, by=by, province_id=_province_id(paper.producer),
                 body={"paper": paper.pk, "kind": paper.kind, "no": no, "sha256": version.blob.sha256,
                       "issued_on": facts.issued_on, "expires_on": facts.expires_on})
    index_paper(paper)
    return version


def _must(may: bool) -> None:
    if not may:
        raise Refusal("paper-forbidden", _("Bạn không có quyền với giấy tờ của chủ thể này."), kind="forbidden")


def _province_id(producer: Producer) -> int | None:
    """Today's province of the producer, for the trail."""
    province = producer.province_today
    return province.pk if province else None
