"""Sealing the audit trail and proving it: Merkle batches, each linked to the one before (product.md 8).

Entries are written unlinked, so that writers never wait for each other; a job seals what has no leaf. The proof names
what was altered, removed and put in. What it cannot see is said too: the unsealed tail, and a whole end of the trail
cut off together with its seals (compare the last root with the one printed in signed minutes).
"""

import dataclasses
import datetime as dt
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from ocop.core.audit import digest_of, payload_digest
from ocop.core.models import AuditEntry, AuditLeaf, AuditPayload, AuditSeal

# A name for the lock that lets one sealer work at a time on PostgreSQL; SQLite has one writer anyway.
_TURN = 0x0C0B5EA1
_CHUNK = 2000
NO_ROOT = "0" * 64
# On PostgreSQL a long transaction may commit an entry after later ids were sealed; that is not yet a forgery.
LATE = dt.timedelta(hours=1)


@dataclasses.dataclass
class Report:
    """What the proof found: ids of entries, numbers of seals, and how much was looked at.

    `gaps` names the places where a leaf is gone together with its entry and the id can only be narrowed down:
    (seal number, position, id before, id after).
    """

    altered: list[int] = dataclasses.field(default_factory=list)
    missing: list[int] = dataclasses.field(default_factory=list)
    added: list[int] = dataclasses.field(default_factory=list)
    gaps: list[tuple[int, int, int | None, int | None]] = dataclasses.field(default_factory=list)
    broken_seals: list[int] = dataclasses.field(default_factory=list)
    unsealed: int = 0
    checked: int = 0
    erased: int = 0
    last_root: str = NO_ROOT

    @property
    def clean(self) -> bool:
        """Whether nothing speaks against the trail."""
        return not (self.altered or self.missing or self.added or self.gaps or self.broken_seals)


def leaf_hash(digest: str) -> bytes:
    """A leaf of the tree; the byte before it keeps a leaf from passing as a node."""
    return hashlib.sha256(b"\x00" + digest.encode()).digest()


def merkle_root(digests: Iterable[str]) -> str:
    """Root of the Merkle tree over digests, in hex; an odd one out moves up unpaired."""
    row = [leaf_hash(digest) for digest in digests]
    if not row:
        raise ValueError("a tree needs a leaf")
    while len(row) > 1:
        halves = zip(row[::2], row[1::2], strict=False)
        pairs = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in halves]
        row = pairs + row[len(pairs) * 2 :]
    return row[0].hex()


def seal_root(previous: str, merkle: str, *, number: int, count: int) -> str:
    """Root of a seal: it binds the tree to the seal before, to its own number and to how many leaves it has."""
    return hashlib.sha256(f"seal\n{previous}\n{merkle}\n{number}\n{count}".encode()).hexdigest()


def audit_key() -> bytes:
    """The key that signs seals: setting `AUDIT_KEY`, else `OCOP_AUDIT_KEY`, else the file `audit_key` in `VAR_DIR`.

    The file is made on first use, readable by its owner only. It belongs into the backup, apart from the database.
    """
    given = getattr(settings, "AUDIT_KEY", "") or os.environ.get("OCOP_AUDIT_KEY", "")
    if given:
        return str(given).encode()
    path = Path(settings.VAR_DIR) / "audit_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip().encode()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip().encode()


def signature_of(seal: AuditSeal) -> str:
    """HMAC-SHA256 over a seal's root and time: without the key nobody makes a seal that passes."""
    said = f"{seal.number}\n{seal.root}\n{seal.count}\n{seal.at.astimezone(dt.UTC).isoformat()}"
    return hmac.new(audit_key(), said.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def seal_entries(*, now: dt.datetime | None = None) -> AuditSeal | None:
    """Seal every entry that has no leaf yet, in order of id; None if there is none. Two sealers take turns."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    waiting = list(AuditEntry.objects.filter(leaf=None).order_by("id").values_list("id", "digest"))
    if not waiting:
        return None
    last = AuditSeal.objects.order_by("-number").first()
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        previous_root=last.root if last else NO_ROOT,
        count=len(waiting),
        at=now or timezone.now(),
    )
    seal.root = seal_root(
        seal.previous_root, merkle_root(digest for _, digest in waiting), number=seal.number, count=seal.count
    )
    seal.signature = signature_of(seal)
    seal.save(force_insert=True)
    AuditLeaf.objects.bulk_create(
        (
            AuditLeaf(entry_id=entry_id, seal=seal, position=position, digest=digest)
            for position, (entry_id, digest) in enumerate(waiting)
        ),
        batch_size=_CHUNK,
    )
    return seal


def verify_audit(*, now: dt.datetime | None = None) -> Report:
    """Check every entry against its payload, its leaf and its seal, and every seal against its tree and its key.

    Rows are read as a stream, so a million entries need little memory. An erased payload body is no fault: the header
    stays proven through the payload's digest.
    """
    report = Report()
    seals = _check_seals(report)
    _check_leaves(report, seals)
    _check_entries(report, _Times(seals, now or timezone.now()))
    orphans = AuditPayload.objects.filter(~Exists(AuditEntry.objects.filter(pk=OuterRef("entry_id"))))
    report.missing = sorted({*report.missing, *orphans.values_list("entry_id", flat=True)})
    report.broken_seals = sorted(set(report.broken_seals))
    return report


def _check_seals(report: Report) -> dict[int, AuditSeal]:
    """Numbers without holes, each linked to the one before, each signed."""
    seals: dict[int, AuditSeal] = {}
    previous, number = NO_ROOT, 0
    for seal in AuditSeal.objects.order_by("number").iterator(_CHUNK):
        linked = seal.number == number + 1 and seal.previous_root == previous
        if not linked or not hmac.compare_digest(seal.signature, signature_of(seal)):
            report.broken_seals.append(seal.number)
        previous, number = seal.root, seal.number
        seals[seal.pk] = seal
    report.last_root = previous
    return seals


def _check_leaves(report: Report, seals: dict[int, AuditSeal]) -> None:
    """Each seal has exactly its leaves, and they give its root; a leaf without an entry names what was removed."""
    seen: set[int] = set()
    for seal_id, leaves in groupby(_leaves(), key=lambda row: row[0]):
        seal, rows = seals.get(seal_id), list(leaves)
        if seal is None:
            continue  # its seal was made while we read, or is gone and the link of the next one says so
        seen.add(seal_id)
        report.missing += [entry_id for _, _, entry_id, _, there in rows if not there]
        report.added += [entry_id for _, position, entry_id, _, _ in rows if not 0 <= position < seal.count]
        rows = [row for row in rows if 0 <= row[1] < seal.count]
        if len(rows) < seal.count:
            _name_gaps(report, seal, {position: entry_id for _, position, entry_id, _, _ in rows})
        root = merkle_root(row[3] for row in rows) if rows else NO_ROOT
        if seal_root(seal.previous_root, root, number=seal.number, count=seal.count) != seal.root:
            report.broken_seals.append(seal.number)
    for seal_id, seal in seals.items():
        if seal_id not in seen:
            report.broken_seals.append(seal.number)
            _name_gaps(report, seal, {})


def _leaves() -> Iterator[tuple[int, int, int, str, bool]]:
    """Leaves in their order: seal, position, entry, digest, whether the entry is there."""
    there = Exists(AuditEntry.objects.filter(pk=OuterRef("entry_id")))
    rows = AuditLeaf.objects.annotate(there=there).order_by("seal_id", "position")
    return rows.values_list("seal_id", "position", "entry_id", "digest", "there").iterator(_CHUNK)


def _name_gaps(report: Report, seal: AuditSeal, placed: dict[int, int]) -> None:
    """A place without a leaf: the id is known if only one fits between its neighbours, else it is narrowed down."""
    for position in range(seal.count):
        if position in placed:
            continue
        before, after = placed.get(position - 1), placed.get(position + 1)
        candidate = before + 1 if before is not None and after == before + 2 else None
        still_there = candidate is not None and AuditEntry.objects.filter(pk=candidate).exists()
        if candidate is not None and not still_there:
            report.missing.append(candidate)
        else:
            report.gaps.append((seal.number, position, before, after))


class _Times:
    """When ids were passed over: an entry below ids already sealed came late, or was put in afterwards."""

    def __init__(self, seals: dict[int, AuditSeal], now: dt.datetime) -> None:
        self.now = now
        self.seals = seals
        # Entries are read in order of id, so one step through the seals suffices.
        tops = dict(AuditLeaf.objects.order_by().values_list("seal_id").annotate(top=Max("entry_id")))
        self.tops = sorted((seal.number, tops[pk], seal) for pk, seal in seals.items() if pk in tops)
        self.grace = LATE if connection.vendor == "postgresql" else dt.timedelta(0)

    def forged(self, entry: AuditEntry, leaf: AuditLeaf | None) -> bool:
        """Whether the entry cannot have been there when the seal that passed over its id was made."""
        while self.tops and self.tops[0][1] < entry.pk:
            self.tops.pop(0)
        if not self.tops:
            return False
        passed = self.tops[0][2]
        own = self.seals.get(leaf.seal_id) if leaf else None
        if leaf and (own is None or own.number <= passed.number):
            return False
        sealed_at = own.at if own else self.now
        in_time = passed.at - self.grace <= entry.at <= passed.at and sealed_at <= passed.at + self.grace
        return not (self.grace and in_time)


def _check_entries(report: Report, times: _Times) -> None:
    """Each entry against its own digest, its payload and its leaf."""
    for entry in AuditEntry.objects.select_related("payload", "leaf").order_by("id").iterator(_CHUNK):
        payload: AuditPayload | None = getattr(entry, "payload", None)
        leaf: AuditLeaf | None = getattr(entry, "leaf", None)
        report.checked += 1
        report.unsealed += leaf is None
        report.erased += payload is not None and payload.body is None
        whole = payload is not None and _whole(entry, payload)
        if times.forged(entry, leaf) or (leaf is None and payload is None):
            report.added.append(entry.pk)
        elif not whole or (leaf is not None and leaf.digest != entry.digest):
            report.altered.append(entry.pk)


def _whole(entry: AuditEntry, payload: AuditPayload) -> bool:
    """Whether header and payload still give the digests written beside them."""
    if payload.body is not None and payload_digest(payload.salt, payload.body) != payload.digest:
        return False
    return digest_of(entry, payload.digest) == entry.digest
