import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ocop.core.models
import ocop.core.pids


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('registry', '0003_kept_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pid', ocop.core.models.Pid(default=ocop.core.pids.new_pid, editable=False, max_length=10, unique=True)),
                ('pages', models.JSONField(default=list)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('blob', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.blob')),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.paper')),
                ('producer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.producer')),
            ],
        ),
    ]
