"""Case meetings and their packs (CAS-13). Nothing that is there changes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.kernel.crypto

# What was given out stays as it was, whoever writes.
PACK_STANDS = """
CREATE FUNCTION cases_pack_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.given_out_at IS NOT NULL
       AND (NEW.node_id, NEW.month, NEW.pack, NEW.case_ids, NEW.given_out_at)
           IS DISTINCT FROM
           (OLD.node_id, OLD.month, OLD.pack, OLD.case_ids, OLD.given_out_at)
    THEN
        RAISE EXCEPTION 'the pack of a case meeting is never changed once it was given out'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pack_stands BEFORE UPDATE ON cases_casemeeting
    FOR EACH ROW EXECUTE FUNCTION cases_pack_stands();
"""
PACK_FREE = """
DROP TRIGGER pack_stands ON cases_casemeeting;
DROP FUNCTION cases_pack_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_legal_matters_and_lessons'),
        ('organisation', '0014_limits_of_authority_in_chains'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseMeeting',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('held_on', models.DateField(blank=True, null=True)),
                ('words', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('written_at', models.DateTimeField(blank=True, null=True)),
                ('pack', models.JSONField(blank=True, null=True)),
                ('case_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('given_out_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node')),
                ('written_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['case_ids'], name='meeting_cases'), models.Index(condition=models.Q(('given_out_at__isnull', False), ('sent_at__isnull', True)), fields=['given_out_at'], name='meeting_to_send')],
                'constraints': [models.UniqueConstraint(fields=('node', 'month'), name='meeting_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='meeting_month_is_its_first_day'), models.CheckConstraint(condition=models.Q(models.Q(('given_out_at__isnull', True), ('pack__isnull', True)), models.Q(('given_out_at__isnull', False), ('pack__isnull', False)), _connector='OR'), name='meeting_pack_was_given_out'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('sent_at__gte', models.F('given_out_at')), _connector='OR'), name='meeting_sent_after_given_out')],
            },
        ),
        migrations.RunSQL(PACK_STANDS, PACK_FREE),
    ]
