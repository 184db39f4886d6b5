"""Work of the core that runs in the background or once a day."""

import datetime as dt

from django_tasks import task

from ocop.core.documents import rebuild_documents
from ocop.core.seals import seal_entries


@task()
def seal_audit() -> int:
    """Seal what has no leaf yet; the number of entries sealed. The worker asks for it each minute."""
    seal = seal_entries()
    return seal.count if seal else 0


def seal_daily(today: dt.date) -> int:
    """The same once a day, in case no worker runs."""
    seal = seal_entries()
    return seal.count if seal else 0


def rebuild_search(today: dt.date) -> int:
    """Build what the search finds anew; how many documents were not in step. Safe to run twice."""
    return rebuild_documents()
