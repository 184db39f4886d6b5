"""Verbs on evidence: a paper of the vault, a file of this dossier, or a link; each for one or more criteria."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import PAPERS, store_blob
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.dossiers.actions.shared import lock_for_writing, must_be_of_set, province_id
from ocop.dossiers.models import Dossier, Evidence, EvidenceUse
from ocop.registry.models import Paper, PaperVersion
from ocop.rulebooks.models import Criterion


def attach_paper(*, dossier: Dossier, paper_version: PaperVersion, criteria: Iterable[Criterion], by: Actor,
                 pages: str = "") -> Evidence:
    """Use a paper of the producer's vault for criteria; the same pages again only add criteria.

    Refuses (`invalid`) a paper of another producer, of another product of the same one, or one the person cannot see.
    """
    with transaction.atomic():
        fresh = lock_for_writing(dossier, by=by)
        chosen = must_be_of_set(fresh, criteria)
        paper = paper_version.paper
        of_product = paper.product_id in {None, fresh.product_id}
        seen = Paper.objects.visible_to(by).filter(pk=paper.pk).exists()
        if paper.producer.head_id != fresh.producer.head_id or not of_product or not seen:
            raise Refusal("paper-foreign", _("Giấy tờ này không phải của chủ thể hoặc của sản phẩm trong hồ sơ."))
        pages = nfc(pages)[:40]
        there = Evidence.objects.filter(dossier=fresh, paper_version=paper_version, pages=pages).first()
        evidence = there or Evidence(dossier=fresh, paper_version=paper_version, title=paper.title, pages=pages)
        return _use("attach_paper", evidence, chosen, by=by)


def attach_file(*, dossier: Dossier, upload: "File[bytes]", title: str, criteria: Iterable[Criterion],
                by: Actor) -> Evidence:
    """File a scan or photo for this dossier alone."""
    with transaction.atomic():
        fresh = lock_for_writing(dossier, by=by)
        chosen = must_be_of_set(fresh, criteria)
        evidence = Evidence(dossier=fresh, title=_title(title), blob=store_blob(upload, kinds=PAPERS))
        return _use("attach_file", evidence, chosen, by=by)


def attach_link(*, dossier: Dossier, link: str, title: str, criteria: Iterable[Criterion], by: Actor) -> Evidence:
    """Use a page on the web as evidence. Refuses what is no address of one."""
    with transaction.atomic():
        fresh = lock_for_writing(dossier, by=by)
        chosen = must_be_of_set(fresh, criteria)
        link = link.strip()
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as wrong:
            raise Refusal("link-wrong", _("Liên kết phải bắt đầu bằng https:// hoặc http://.")) from wrong
        if len(link) > 200:
            raise Refusal("link-long", _("Liên kết dài quá 200 ký tự. Hãy dùng liên kết ngắn hơn."))
        return _use("attach_link", Evidence(dossier=fresh, title=_title(title), link=link), chosen, by=by)


def detach_evidence(*, evidence: Evidence, by: Actor) -> None:
    """Take a piece of evidence out of a dossier; the paper stays in the vault, versions keep what was filed."""
    with transaction.atomic():
        fresh = lock_for_writing(evidence.dossier, by=by)
        row = Evidence.objects.filter(pk=evidence.pk, dossier=fresh).first()
        if row is None:
            raise Refusal("evidence-gone", _("Minh chứng này đã được gỡ ra rồi."), kind="conflict")
        audit.record("detach_evidence", row, by=by, province_id=province_id(fresh.producer),
                     body={"dossier": fresh.pk, "title": row.title})
        row.delete()


def _use(verb: str, evidence: Evidence, criteria: list[Criterion], *, by: Actor) -> Evidence:
    """Save the evidence and for what it is used."""
    evidence.save()
    used = set(evidence.uses.values_list("criterion_id", flat=True))
    EvidenceUse.objects.bulk_create(
        [EvidenceUse(evidence=evidence, criterion=one) for one in criteria if one.pk not in used]
    )
    audit.record(verb, evidence, by=by, province_id=province_id(evidence.dossier.producer),
                 body={"dossier": evidence.dossier_id, "title": evidence.title,
                       "criteria": [one.key for one in criteria]})
    return evidence


def _title(title: str) -> str:
    if not nfc(title):
        raise Refusal("evidence-title", _("Hãy nhập tên minh chứng, ví dụ “Ảnh vùng nguyên liệu”."))
    return nfc(title)[:200]
