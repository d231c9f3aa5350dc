"""Standing answers are kept with the lead case and told there; who was told before is taken along."""

from django.db import migrations


def take_along(apps, schema_editor):
    HotIssue = apps.get_model("assistance", "HotIssue")
    Member = apps.get_model("assistance", "HotIssueMember")
    Case = apps.get_model("cases", "Case")
    GroupAnswer = apps.get_model("cases", "GroupAnswer")
    GroupTold = apps.get_model("cases", "GroupTold")
    for issue in HotIssue.objects.exclude(standing_answer="").exclude(lead_case=None).iterator():
        told = dict(
            Member.objects.filter(issue=issue, told_at__isnull=False).values_list("conversation_id", "told_at")
        )
        answer = GroupAnswer.objects.create(
            lead_id=issue.lead_case_id,
            words=issue.standing_answer,
            is_standing=True,
            given_at=min(told.values(), default=issue.last_at),
        )
        cases = Case.objects.filter(conversation_id__in=list(told))
        GroupTold.objects.bulk_create(
            GroupTold(answer=answer, case=one, node_id=one.node_id, told_at=told[one.conversation_id])
            for one in cases
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_models_and_hot_issues"),
        ("cases", "0022_groups_and_authorities"),
    ]

    operations = [
        migrations.RunPython(take_along, migrations.RunPython.noop),
        migrations.RemoveField(model_name="hotissuemember", name="told_at"),
    ]
