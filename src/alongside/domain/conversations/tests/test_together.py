"""Who is at a conversation and what they began to write: true for a moment, theirs alone, gone when sent (CHN-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alongside.domain.conversations.actions import be_at, go_from, keep_draft, note, start_conversation, tell
from alongside.domain.conversations.actions.together import forget_old_drafts, forget_who_was_there
from alongside.domain.conversations.models import Presence, ReplyDraft
from alongside.domain.conversations.queries import companions_at, drafts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def talk(cast, now):
    said = {"channel": "email", "body": "漏水", "by": cast.agent, "now": now}
    return start_conversation(node=cast.project, customer=cast.customer.customer, **said)[0]


def test_a_colleague_is_there_writes_and_is_gone(cast, talk, now):
    """CHN-1: for a minute after their page was last seen, and not to themselves."""

    def told(viewer=cast.agent, *, later=0):
        found = companions_at(talk.pk, viewer, now=now + timedelta(seconds=later))
        return [(one.is_here, one.is_writing, one.has_draft) for one in found]

    be_at(talk, by=cast.colleague, now=now, is_writing=True)
    assert (told(), told(cast.colleague)) == ([(True, True, False)], [])
    be_at(talk, by=cast.colleague, now=now)
    assert told() == [(True, False, False)]
    keep_draft(talk, direction="out", words="明天", by=cast.colleague, now=now)
    assert (told(later=60), told(cast.colleague)) == ([(False, False, True)], [])
    assert forget_who_was_there(now=now + timedelta(hours=1)) == 1
    be_at(talk, by=cast.colleague, now=now)
    go_from(talk, by=cast.colleague)
    assert not Presence.objects.exists()


def test_a_draft_is_its_writers_alone_unreadable_in_the_database_and_gone_when_sent(cast, talk, now):
    """CHN-1, INF-1, INF-5: each direction has its own; what comes late is not kept again; two weeks and it goes."""
    keep_draft(talk, direction="out", words="明天九点上门", by=cast.agent, now=now)
    keep_draft(talk, direction="internal", words="他很急", by=cast.agent, now=now)
    assert drafts_of(talk.pk, cast.agent, now=now) == {"out": "明天九点上门", "internal": "他很急"}
    assert drafts_of(talk.pk, cast.colleague, now=now) == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(words, ' ') FROM conversations_replydraft")
        assert "明天" not in cursor.fetchone()[0]

    sent_at = now + timedelta(seconds=2)
    tell(talk, body="明天九点上门", by=cast.agent, now=sent_at)
    assert set(drafts_of(talk.pk, cast.agent, now=sent_at)) == {"internal"}
    keep_draft(
        talk, direction="out", words="明天九点上门 ", by=cast.agent, now=sent_at + timedelta(seconds=1)
    )
    note(talk, body="他很急，先打电话", by=cast.colleague, now=sent_at)
    assert list(ReplyDraft.objects.values_list("direction", flat=True)) == ["internal"]
    assert forget_old_drafts(now=now + timedelta(days=13)) == 0
    assert forget_old_drafts(now=now + timedelta(days=15)) == 1
