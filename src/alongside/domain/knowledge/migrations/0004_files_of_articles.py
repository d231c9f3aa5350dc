"""Pictures and papers of articles, and which versions show them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("knowledge", "0003_topics_are_kept"),
        ("organisation", "0014_limits_of_authority_in_chains"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("brought_at", models.DateTimeField(db_index=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL,
                        related_name="files", to="knowledge.article",
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="organisation.node",
                    ),
                ),
                ("versions", models.ManyToManyField(related_name="files", to="knowledge.articleversion")),
            ],
        ),
    ]
