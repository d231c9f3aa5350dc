"""A blind index says under which key it lies, so it is longer. Nothing is written anew: only the limit changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_needs_value_segments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contactpoint",
            name="tail_hash",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="value_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="customer",
            name="document_hash",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="signincode",
            name="asked_from",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="signincode",
            name="contact_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="vehicle",
            name="plate_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="vehicle",
            name="tail_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
    ]
