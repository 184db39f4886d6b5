"""The trail becomes append-only: triggers on both engines (model.md, AuditEntry)."""

from django.db import migrations

# Ours on purpose: the triggers are no data, installing is idempotent, and tests and later migrations call the same.
from ocop.core.append_only import drop_triggers, install_triggers


def install(apps, schema_editor):
    install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(install, drop)]
