"""The verb that ends a session: the minutes are drawn up once and signed by chair (or deputy) and secretary."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import store_blob
from ocop.core.refusal import Refusal
from ocop.core.seals import seal_entries
from ocop.councils.enums import HEADS, SeatRole, SessionState
from ocop.councils.flow import SESSION_FLOW
from ocop.councils.models import Minutes, MinutesSignature, Session, seats_of
from ocop.councils.printing import minutes_content, minutes_pdf


def sign_minutes(*, session: Session, by: Actor) -> Minutes:
    """Sign the minutes; the first call draws them up, content and PDF, and nothing in them changes after that.

    With the chair's (or a deputy's) and the secretary's signature the session is signed and the audit trail sealed at
    once. Refuses `forbidden` others, `conflict` before closing, after both signatures, or the same person twice.
    """
    with transaction.atomic():
        locked = SESSION_FLOW.begin("sign_minutes", session, by=by)
        seat = seats_of(by)[locked.council_id]
        minutes = Minutes.objects.filter(session=locked).first() or _draw_up(locked)
        if minutes.signatures.filter(seat=seat).exists():
            raise Refusal("minutes-signed", _("Bạn đã ký biên bản này."), kind="conflict")
        now = timezone.now()
        said = audit.canonical({"content": minutes.content, "seat": seat.pk, "at": now})
        digest = hashlib.sha256(said.encode()).hexdigest()
        MinutesSignature.objects.create(minutes=minutes, seat=seat, signed_at=now, digest=digest)
        audit.record("sign_minutes", minutes, by=by, body={"seat": seat.pk, "digest": digest})
        roles = set(minutes.signatures.values_list("seat__role", flat=True))
        if roles & set(HEADS) and SeatRole.SECRETARY in roles:
            # The flow has set the last state; until both have signed it is not written.
            locked.state = SessionState.SIGNED
            locked.save(update_fields=["state"])
            seal_entries()
    return minutes


def _draw_up(session: Session) -> Minutes:
    content = minutes_content(session)
    upload = ContentFile(minutes_pdf(content), name="bien-ban.pdf")
    return Minutes.objects.create(session=session, content=content, document=store_blob(upload))
