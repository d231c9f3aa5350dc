from django.db import migrations, models


class Migration(migrations.Migration):
    """What 0011 replaced. Nobody looks for the beginning of a hash, yet each had a second index for that."""

    dependencies = [("customers", "0011_sorted_and_plain_indexes")]

    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_sorted"),
        migrations.AlterField(
            model_name="contactpoint",
            name="tail_hash",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="value_hash",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="customer",
            name="document_hash",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
