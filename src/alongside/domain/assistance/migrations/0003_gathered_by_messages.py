"""The gathering goes by messages now, not by conversations: it looks through the window once anew."""

from django.db import migrations


def look_anew(apps, schema_editor):
    apps.get_model("assistance", "Gathered").objects.update(up_to=0)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0002_told_in_the_group")]
    operations = [migrations.RunPython(look_anew, migrations.RunPython.noop)]
