from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes built while people work; those that they replace go in the next migration."""

    atomic = False

    dependencies = [("customers", "0008_wider_blind_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["name_sort_key", "id"],
                name="customer_living_sorted",
            ),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["tier", "id"],
                name="customer_living_tier",
            ),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(fields=["document_hash"], name="customer_document"),
        ),
        AddIndexConcurrently(
            model_name="contactpoint",
            index=models.Index(fields=["value_hash"], name="contact_point_value"),
        ),
        AddIndexConcurrently(
            model_name="contactpoint",
            index=models.Index(fields=["tail_hash"], name="contact_point_tail"),
        ),
    ]
