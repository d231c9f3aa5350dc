"""Conversations are found by the words that were said in them (CHN-1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alongside.domain.conversations.actions import Heard, hear, note_in_thread
from alongside.domain.conversations.actions.finding import TABLE, fill_search
from alongside.domain.conversations.models import Account, Channel, MessageSearch, Thread
from alongside.domain.conversations.queries import inlets_of, pieces_of, threads_found
from alongside.kernel import search_counts

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast):
    return Account.objects.create(node=cast.project, channel=Channel.SMS, provider="gone", name="短信")


def said(account, sender: str, words: str, *, minutes: int = 0, subject: str = "") -> Thread:
    at = NOW + timedelta(minutes=minutes)
    message = hear(account, Heard(sender, words, f"{sender}:{minutes}", subject=subject), now=at)
    assert message is not None
    return Thread.objects.get(pk=message.conversation_id)


def found(viewer, asked: str, **more) -> list[int]:
    return [one.pk for one in threads_found(viewer, asked, **more).threads]


def test_by_chinese_words_of_any_message_and_only_where_one_may_look(cast, account):
    """CHN-1, ORG-3: what they wrote, what we noted; all words in one message; the newest first, page by page."""
    first = said(account, "13800138000", "厨房水管漏水，请派师傅。")
    other = said(account, "13900139000", "车位怎么租？", minutes=1, subject="地下车库")
    note_in_thread(other, words="漏水那家的邻居", by=cast.agent, now=NOW)
    assert found(cast.agent, "漏水") == [other.pk, first.pk]
    assert found(cast.agent, "漏水 师傅") == [first.pk]
    assert found(cast.agent, "师傅 邻居") == found(cast.agent, "电梯") == found(cast.stranger, "漏水") == []
    assert found(cast.agent, "车库") == [other.pk], "by the subject as well"
    page = threads_found(cast.agent, "漏水", limit=1)
    assert found(cast.agent, "漏水", limit=1, after=page.next) == [first.pk]
    piece = pieces_of([first], "漏水")[first.pk]
    assert (piece.before, piece.word, piece.after) == ("厨房水管", "漏水", "，请派师傅。")


def test_a_common_word_is_found_by_walking_from_the_newest_on(cast, account, monkeypatch):
    """CAS-16: the same conversations in the same order, whichever way is taken."""
    threads = [said(account, f"1380013800{n}", f"第{n}户漏水", minutes=n) for n in range(4)]
    by_index = found(cast.agent, "漏水")
    monkeypatch.setattr(search_counts, "MANY", 0)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")
    assert search_counts.are_many(TABLE, 4)
    assert found(cast.agent, "漏水") == by_index == [one.pk for one in reversed(threads)]


def test_what_was_said_before_is_filled_in_and_found(cast, account):
    """Expand, fill, switch: rows from before have no words to be found by until the job has been there."""
    thread = said(account, "13800138000", "阳台玻璃裂了", subject="报修")
    again = said(account, "13800138000", "还有纱窗", minutes=1)
    assert again.pk == thread.pk
    written = set(MessageSearch.objects.values_list("message", "thread", "node", "search_text"))
    MessageSearch.objects.all().delete()
    Thread.objects.update(is_findable=False)
    assert found(cast.agent, "纱窗") == []
    assert (fill_search(), fill_search()) == (1, 0)
    assert set(MessageSearch.objects.values_list("message", "thread", "node", "search_text")) == written
    assert found(cast.agent, "纱窗") == found(cast.agent, "报修") == [thread.pk]


def test_an_account_shows_how_many_wait_there(cast, account):
    """CHN-1, ORG-3: of the places whose inbox one reads; who has an answer waits no longer."""
    thread = said(account, "13800138000", "水管漏了")
    (line,) = inlets_of(cast.agent)
    assert (line.inlet.code, line.name, line.waiting) == (f"a{account.pk}", "短信", 1)
    assert inlets_of(cast.stranger) == []
    Thread.objects.filter(pk=thread.pk).update(waits_since=None, due_at=None, next_act_at=None)
    assert inlets_of(cast.agent)[0].waiting == 0
