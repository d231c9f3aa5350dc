"""Limits of authority stand in the approval chains (CAS-9, ORG-9): who could confirm more gets the permission for it.

Nobody may say more than before: who could confirm less than the first limit asks from now on.
"""

from django.db import migrations

FIRST, SECOND, THIRD = 5_000, 50_000, 200_000


def permissions_for_limits(apps, schema_editor):
    for role in apps.get_model("organisation", "Role").objects.filter(permissions__contains=["confirm_loss"]):
        held = [one for one in role.permissions if one != "confirm_loss" or role.amount_limit >= FIRST]
        held += ["confirm_large_loss"] if role.amount_limit >= SECOND else []
        held += ["confirm_great_loss"] if role.amount_limit >= THIRD else []
        role.permissions = held
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("organisation", "0013_reporting_rules")]

    operations = [
        migrations.RunPython(permissions_for_limits, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="role", name="amount_limit"),
    ]
