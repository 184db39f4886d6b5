"""What the search finds things by, with the full-text index of the engine at hand (ADR 8)."""

from django.db import migrations, models

# Ours on purpose: the index is no data, installing is idempotent, and tests and later migrations call the same.
from ocop.core.fulltext import install, uninstall


def make(apps, schema_editor):
    install(schema_editor.connection)


def drop(apps, schema_editor):
    uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("object_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("body", models.TextField(blank=True)),
                ("codes", models.TextField(blank=True)),
                ("marks", models.TextField()),
                ("name_key", models.CharField(max_length=600)),
                ("public_from", models.DateField(null=True)),
                ("province_id", models.BigIntegerField(null=True)),
                ("set_key", models.CharField(blank=True, max_length=40)),
                ("stars", models.IntegerField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_once")
                ],
            },
        ),
        migrations.RunPython(make, drop),
    ]
