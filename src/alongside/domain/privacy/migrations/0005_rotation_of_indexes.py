"""A round moves the blind indexes too, to a key of their own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="keyrotation",
            name="key_rotation_once",
        ),
        migrations.AddField(
            model_name="keyrotation",
            name="index_key_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="keyrotation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("key_id", "index_key_id"),
                name="key_rotation_once",
            ),
        ),
    ]
