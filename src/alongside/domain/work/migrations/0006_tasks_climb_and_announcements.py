"""Tasks about anything, which climb when they are late, with their notes; announcements and who has read them (ORG-10)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0014_limits_of_authority_in_chains'),
        ('work', '0005_asked_through_a_program'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('title', models.CharField(max_length=120)),
                ('words', models.TextField()),
                ('is_must_read', models.BooleanField(default=False)),
                ('read_by', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('ended', 'In the archive')], default='draft', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('told_rung', models.SmallIntegerField(default=0)),
                ('version', models.IntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TaskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='task',
            name='next_rung_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='overdue_rung',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='task',
            name='about_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='task',
            name='about_kind',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['asked_by', '-id'], name='task_asked_by'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('next_rung_at__isnull', False), ('state__in', ['asked', 'accepted'])), fields=['next_rung_at'], name='task_next_rung'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='announcement',
            name='node',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='announcementreading',
            name='announcement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='work.announcement'),
        ),
        migrations.AddField(
            model_name='announcementreading',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tasknote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tasknote',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='work.task'),
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['node', '-id'], name='announcement_node'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('is_must_read', False), ('read_by__isnull', False), _connector='OR'), name='announcement_must_be_read_by'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(('state', 'draft'), _negated=True), _connector='OR'), name='announcement_published_at'),
        ),
        migrations.AddConstraint(
            model_name='announcementreading',
            constraint=models.UniqueConstraint(fields=('announcement', 'staff'), name='announcement_read_once'),
        ),
        migrations.AddConstraint(
            model_name='announcementreading',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('confirmed_at__gte', models.F('opened_at')), _connector='OR'), name='announcement_opened_before_confirmed'),
        ),
        migrations.RunSQL(
            "UPDATE work_task SET next_rung_at = due_at WHERE state IN ('asked', 'accepted')",
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
