"""The frozen content of a dossier: everything a reader, a print or a comparison needs, without any other row."""

import hashlib
import json
from typing import Any

from ocop.core.audit import canonical
from ocop.core.dates import today
from ocop.dossiers.models import Dossier, Evidence
from ocop.dossiers.queries import pick_of
from ocop.dossiers.queries.scores import answers_of
from ocop.registry.models import Producer, Product
from ocop.registry.queries import representative_on, shown_tax_code

# The shape of the content; a reader of old versions looks here.
SHAPE = 1


def content_of(dossier: Dossier) -> dict[str, Any]:
    """The content as JSON-ready data, names and places as they are written now. Holds no sensitive personal data."""
    content = {
        "shape": SHAPE,
        "kind": dossier.kind,
        "edition": dossier.edition.key,
        "set": dossier.product_set.key,
        "set_name": dossier.product_set.name,
        "filled_by": dossier.filled_by,
        "product": _product(dossier.product),
        "producer": _producer(dossier.producer),
        "answers": {
            answer.criterion.key: {"option": pick_of(answer.option), "text": answer.text}
            for answer in answers_of(dossier)
        },
        "evidence": [_evidence(row) for row in evidence_of(dossier)],
    }
    # What is digested is what the database will give back: dates become text before, not after.
    return dict(json.loads(canonical(content)))


def digest(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical text of a content."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def evidence_of(dossier: Dossier) -> list[Evidence]:
    """The evidence in the order it was added, with papers, files and uses: two queries."""
    rows = dossier.evidence.select_related("blob", "paper_version__blob", "paper_version__paper")
    return list(rows.prefetch_related("uses__criterion").order_by("pk"))


def _product(product: Product) -> dict[str, Any]:
    facts = ("pid", "name", "story", "pack", "gtin", "hs_code", "trace_link", "shelf_life", "warnings")
    return {**{key: getattr(product, key) for key in facts}, "place": product.place_words}


def _producer(producer: Producer) -> dict[str, Any]:
    facts = ("pid", "name", "kind", "registration_no", "registered_on", "phone", "email", "detail")
    person = representative_on(producer, today())
    province = producer.province_today
    return {
        **{key: getattr(producer, key) for key in facts},
        "kind_words": producer.get_kind_display(),
        "tax_code": shown_tax_code(producer),
        "place": producer.place_words,
        "province": province.full_name if province else "",
        "representative": {"name": person.name, "position": person.position} if person else None,
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    version = row.paper_version
    blob = version.blob if version else row.blob
    return {
        "pid": row.pid,
        "title": row.title,
        "kind": version.paper.kind if version else "",
        "paper_version": version.pk if version else None,
        "number": version.number if version else "",
        "issuer": version.issuer if version else "",
        "issued_on": version.issued_on if version else None,
        "expires_on": version.expires_on if version else None,
        "sha256": blob.sha256 if blob else "",
        "link": row.link,
        "pages": row.pages,
        "criteria": [use.criterion.key for use in sorted(row.uses.all(), key=lambda use: use.criterion.position)],
    }
