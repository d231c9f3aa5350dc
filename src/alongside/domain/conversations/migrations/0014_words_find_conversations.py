"""Conversations are found by the words that were said in them, their hits counted exactly (CHN-1, CAS-16).

What was said before has no rows yet: a job fills them, conversation by conversation (`is_findable`).
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

from alongside.kernel.search import VectorField
from alongside.kernel.search_counts import counted


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0013_doubtful_and_notice_consents"),
        ("kernel", "0003_search_counts"),
        ("organisation", "0014_limits_of_authority_in_chains"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageSearch",
            fields=[
                ("search_text", models.TextField(default="", editable=False)),
                ("search_vector", VectorField(default="", editable=False)),
                ("message", models.OneToOneField("conversations.message", CASCADE, primary_key=True, serialize=False, related_name="search")),
                ("thread", models.ForeignKey("conversations.thread", CASCADE, related_name="found_by")),
                ("node", models.ForeignKey("organisation.node", PROTECT, db_index=False, related_name="+")),
            ],
            options={"abstract": False, "indexes": [GinIndex(fastupdate=False, fields=["search_vector"], name="messagesearch_search")]},
        ),
        counted("conversations_messagesearch"),
        migrations.AddField("thread", "is_findable", models.BooleanField(db_default=False, default=True)),
        migrations.AddIndex("thread", models.Index(fields=["-conversation"], condition=Q(is_findable=False), name="thread_not_findable")),
        migrations.AddIndex("thread", models.Index(fields=["-last_at", "-conversation"], name="thread_newest")),
        migrations.AddIndex("thread", models.Index(fields=["mailbox", "-last_at"], condition=Q(mailbox__isnull=False), name="thread_mailbox")),
        migrations.AlterField(
            "thread", "mailbox", models.ForeignKey("conversations.mailbox", PROTECT, blank=True, db_index=False, null=True, related_name="+")
        ),
    ]  # fmt: skip
