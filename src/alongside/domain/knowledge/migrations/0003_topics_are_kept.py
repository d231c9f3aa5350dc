"""Topics of questions are changed on a page: each has its version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_questions")]

    operations = [migrations.AddField("questiontopic", "version", models.IntegerField(default=1))]
