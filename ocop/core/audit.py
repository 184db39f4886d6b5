"""Writing the audit trail: one entry per verb, unlinked, with a digest of header and salted payload.

Sealing and checking live in `ocop.core.seals`.
"""

import datetime as dt
import hashlib
import json
import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from ocop.core.actor import Actor
from ocop.core.models import AuditEntry, AuditPayload


def canonical(body: Any) -> str:
    """One text for one content: keys sorted, no spaces, Vietnamese letters as they are."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def payload_digest(salt: str, body: Any) -> str:
    """Digest of the payload alone."""
    return hashlib.sha256(f"{salt}\n{canonical(body)}".encode()).hexdigest()


def header_of(entry: AuditEntry) -> dict[str, Any]:
    """The fields of an entry that its digest covers."""
    return {
        "at": entry.at.astimezone(dt.UTC).isoformat(),
        "actor": entry.actor_id,
        "acting_for": entry.acting_for_id,
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "province_id": entry.province_id,
        "parent": entry.parent_id,
        "reason": entry.reason,
    }


def digest_of(entry: AuditEntry, payload: str) -> str:
    """H(header, payload digest): the header stays provable after the payload's body was erased."""
    return hashlib.sha256(f"{canonical(header_of(entry))}\n{payload}".encode()).hexdigest()


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Actor | None,
    body: dict[str, Any] | None = None,
    reason: str = "",
    province_id: int | None = None,
    parent: AuditEntry | None = None,
) -> AuditEntry:
    """Write the entry of one verb on one object, in the caller's transaction.

    `by` None is the system itself (a timed job). `body` is JSON-ready and never holds picks of an open council.
    """
    entry = AuditEntry(
        at=timezone.now(),
        actor_id=by.user_id if by else None,
        acting_for_id=getattr(by.acting_for, "pk", None) if by else None,
        verb=verb,
        object_type=obj._meta.label,
        object_id=obj.pk,
        province_id=province_id,
        parent=parent,
        reason=reason,
    )
    salt = secrets.token_hex(16)
    # What is digested is what the database will give back: dates and decimals become text before, not after.
    body = json.loads(canonical(body or {}))
    payload = payload_digest(salt, body)
    entry.digest = digest_of(entry, payload)
    entry.save(force_insert=True)
    AuditPayload.objects.create(entry=entry, salt=salt, body=body, digest=payload)
    return entry


def erase_payloads(payloads: "models.QuerySet[AuditPayload]") -> int:
    """Empty the bodies of these payloads for a person's request; how many. Entry, salt and digests stay (ADR 4).

    `verify_audit` counts them as erased and still proves the headers. The caller says whose request it was in an entry
    of its own.
    """
    return payloads.filter(body__isnull=False).update(body=None)
