"""A blind index says under which key it lies, so it is longer. Nothing is written anew: only the limit changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0003_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listingowner",
            name="phone_hash",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
