from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

LIVING = models.Q(("merged_into__isnull", True))
INDEXES = [
    (
        "customer",
        models.Index(fields=["name_sort_key", "id"], name="customer_living_sorted", condition=LIVING),
    ),
    ("customer", models.Index(fields=["tier", "id"], name="customer_living_tier", condition=LIVING)),
    ("customer", models.Index(fields=["document_hash"], name="customer_document")),
    ("contactpoint", models.Index(fields=["value_hash"], name="contact_point_value")),
    ("contactpoint", models.Index(fields=["tail_hash"], name="contact_point_tail")),
]


def built_anew(model: str, index: models.Index) -> list:
    """What a migration that was killed left unfinished goes first, so that it can be run again."""
    left_over = f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}"
    return [
        migrations.RunSQL(left_over, migrations.RunSQL.noop),
        AddIndexConcurrently(model_name=model, index=index),
    ]


class Migration(migrations.Migration):
    """Indexes built while people work; those that they replace go in the next migration."""

    atomic = False

    dependencies = [("customers", "0010_consent_ended_by_merge")]

    operations = [step for model, index in INDEXES for step in built_anew(model, index)]
