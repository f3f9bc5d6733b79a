import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('zocdoc_sync', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('read_at', models.DateTimeField(editable=False, null=True, verbose_name='last read')),
                ('put_at', models.DateTimeField(editable=False, null=True, verbose_name='last put')),
                ('connection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='zocdoc_sync.connection')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='zocdoc_sync.provider')),
            ],
            options={
                'verbose_name': 'provider day',
                'ordering': ['-date', 'provider', 'pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='DayVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('read', 'Read from Zocdoc'), ('put', 'Put, not seen at Zocdoc yet'), ('verified', 'Verified at Zocdoc'), ('differs', 'Zocdoc shows something else'), ('replaced', 'Replaced before it was seen')], default='read', max_length=12)),
                ('slots', models.JSONField(default=list)),
                ('replaced', models.JSONField(default=list)),
                ('lost_locations', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('actor_label', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ('verified_at', models.DateTimeField(null=True)),
                ('checks', models.PositiveSmallIntegerField(default=0)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('connection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='zocdoc_sync.connection')),
                ('operation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='day_version', to='zocdoc_sync.operationlog')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='zocdoc_sync.providerday')),
            ],
            options={
                'verbose_name': 'version of a day',
                'ordering': ['-number', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='providerday',
            constraint=models.UniqueConstraint(fields=('connection', 'provider', 'date'), name='provider_day_once'),
        ),
        migrations.AddConstraint(
            model_name='dayversion',
            constraint=models.UniqueConstraint(fields=('connection', 'day', 'number'), name='day_version_number_once'),
        ),
    ]
