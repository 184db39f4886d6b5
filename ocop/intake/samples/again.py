"""Starting the demonstration over: everything is emptied and told anew. Never for real rows."""

from collections.abc import Callable

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ocop.accounts.models import User
from ocop.core.append_only import drop_triggers, install_triggers
from ocop.core.refusal import Refusal
from ocop.intake.samples.seed import seed
from ocop.registry.models import Producer

MARK = "(ví dụ)"
# What belongs to the installation and not to the example. Sessions go: an id may name another person afterwards.
KEPT = ("django_migrations", "django_content_type", "auth_permission")


def only_examples() -> bool:
    """Whether nothing but the example lives here: every person is invented, and so is who entered each producer (the
    seed case of 2019 holds real names, entered by the example's officer)."""
    real = Producer.objects.exclude(entered_by__name__endswith=MARK).exists()
    return not real and not User.objects.filter(demo_key="").exclude(name__endswith=MARK).exists()


def reset(say: Callable[[str], None]) -> None:
    """Empty the database and tell the sample again, in one transaction.

    Refuses (`forbidden`) where the demonstration flag is off, and (`conflict`) as soon as one real producer or person
    is there: an audit trail of real work is never emptied.
    """
    if not settings.DEMO:
        raise Refusal("reset-not-demo", _("Chỉ bản trình diễn mới làm lại từ đầu được."), kind="forbidden")
    if not only_examples():
        raise Refusal("reset-real-rows", _("Đã có dữ liệu thật trong hệ thống, không làm lại từ đầu được."),
                      kind="conflict")
    with transaction.atomic():
        drop_triggers(connection)
        wanted = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT]
        statements = connection.ops.sql_flush(no_style(), wanted, reset_sequences=True, allow_cascade=False)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        install_triggers(connection)
        seed(say)
