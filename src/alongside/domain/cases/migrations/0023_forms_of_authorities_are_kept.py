"""Authorities are changed on a page: each has its version, and an answer keeps the form in which it was given."""

from django.db import migrations, models

KEEP_FORMS = """
    UPDATE cases_authorityrequest AS asked
    SET answered_form = jsonb_build_object('heading', authority.heading, 'parts', authority.parts)
    FROM cases_authority AS authority
    WHERE authority.id = asked.authority_id AND asked.answered_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_groups_and_authorities")]

    operations = [
        migrations.AddField("authority", "version", models.IntegerField(default=1)),
        migrations.AddField("authorityrequest", "answered_form", models.JSONField(blank=True, default=dict)),
        migrations.RunSQL(KEEP_FORMS, migrations.RunSQL.noop),
    ]
