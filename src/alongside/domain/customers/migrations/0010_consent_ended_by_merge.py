"""A consent may have ended because the other record of a merge had withdrawn it (CUS-7)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0009_wechat_bonds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="given_over",
            field=models.CharField(
                choices=[
                    ("portal", "Portal"),
                    ("phone", "Phone, recorded"),
                    ("walk_in", "Walk-in"),
                    ("paper", "Signed on paper"),
                    ("wechat", "WeChat"),
                    ("email", "Email"),
                    ("merge", "Withdrawn on the other record"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="withdrawn_over",
            field=models.CharField(
                blank=True,
                choices=[
                    ("portal", "Portal"),
                    ("phone", "Phone, recorded"),
                    ("walk_in", "Walk-in"),
                    ("paper", "Signed on paper"),
                    ("wechat", "WeChat"),
                    ("email", "Email"),
                    ("merge", "Withdrawn on the other record"),
                ],
                max_length=10,
            ),
        ),
    ]
