"""Long imports in the background: fetch, call the verb, note the end."""

from django.contrib.auth import get_user_model
from django_tasks import task

from ocop.accounts.queries import actor_for
from ocop.core.refusal import Refusal
from ocop.intake.actions import apply_import, end_work, preview_import, undo_import
from ocop.intake.enums import Work
from ocop.intake.models import ImportFile


@task()
def work_on_import(file_id: int, work: str, user_id: int) -> None:
    """Preview, apply or undo a file for a person. A refusal is kept for the page; nothing was written then."""
    by = actor_for(get_user_model()._default_manager.get(pk=user_id))
    file = ImportFile.objects.get(pk=file_id)
    error = ""
    try:
        if work == Work.PREVIEW:
            preview_import(file=file, by=by)
        elif work == Work.APPLY:
            apply_import(file=file, by=by)
        elif work == Work.UNDO:
            undo_import(file=file, by=by)
    except Refusal as refusal:
        error = " ".join([str(refusal.words), *(str(one.words) + "." for one in refusal.missing)])
    end_work(file_id=file_id, error=error)
