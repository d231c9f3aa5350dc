"""Losses get their yes as everything else does (CAS-9, ORG-9): within one's limit at once, above it by an approval.

What waited for its confirmation is asked for, of the chain that ships, in the name of who entered it.
"""

from hashlib import sha256

from django.db import migrations, models

GIVEN = ("compensation", "refund", "returned_home", "waived_fee")
CHAIN = (("confirm_loss", 0), ("confirm_large_loss", 5_000), ("confirm_great_loss", 50_000))


def ask_for_what_waits(apps, schema_editor):
    Approval, Step = apps.get_model("work", "Approval"), apps.get_model("work", "ApprovalDecision")
    waiting = apps.get_model("cases", "LossEntry").objects.filter(state="entered", entered_by__is_active=True)
    for entry in waiting.iterator(chunk_size=1_000):
        said = (entry.case_id, entry.kind, f"{entry.amount:.2f}", entry.on.isoformat(), entry.recovered_from)
        approval = Approval.objects.create(
            kind="compensation" if entry.kind in GIVEN else "loss", about_kind="lossentry", about_id=entry.pk,
            node_id=entry.node_id, amount=entry.amount, fingerprint=sha256("|".join(map(str, said)).encode()).hexdigest(),
            asked_by_id=entry.entered_by_id, reason=entry.words, asked_at=entry.entered_at,
        )  # fmt: skip
        reached = [code for code, start in CHAIN if abs(entry.amount) >= start]
        Step.objects.bulk_create(
            Step(approval=approval, order=order, permission=code) for order, code in enumerate(reached, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_broken_promise"),
        ("organisation", "0014_limits_of_authority_in_chains"),
        ("work", "0005_asked_through_a_program"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="lossentry", name="loss_confirmed_by_somebody_else"),
        migrations.AddField(
            model_name="lossentry",
            name="is_within_limit",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="lossentry",
            name="state",
            field=models.CharField(
                choices=[
                    ("entered", "Waits for a yes"),
                    ("confirmed", "Confirmed"),
                    ("refused", "Refused"),
                ],
                default="entered",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="lossentry",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | (models.Q(is_within_limit=True) & models.Q(decided_by=models.F("entered_by")))
                | (models.Q(is_within_limit=False) & ~models.Q(decided_by=models.F("entered_by"))),
                name="loss_confirmed_with_authority",
            ),
        ),
        migrations.AddConstraint(
            model_name="lossentry",
            constraint=models.CheckConstraint(
                condition=models.Q(is_within_limit=False) | models.Q(state="confirmed"),
                name="loss_alone_counts_at_once",
            ),
        ),
        migrations.RunPython(ask_for_what_waits, migrations.RunPython.noop, elidable=True),
    ]
