"""Timed work of the registry: photos of pages that nobody made a paper of go after a while."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from ocop.registry.actions import forget_pages
from ocop.registry.models import PaperDraft


def forget_daily(day: dt.date) -> int:
    """Throw away drafts whose last day is over; how many. Safe to run twice."""
    first_kept = day - dt.timedelta(days=settings.PAGES_KEPT_DAYS)
    midnight = timezone.make_aware(dt.datetime.combine(first_kept, dt.time.min))
    old = list(PaperDraft.objects.filter(changed_at__lt=midnight).order_by("pk"))
    return sum(forget_pages(draft=draft, day=day) for draft in old)
