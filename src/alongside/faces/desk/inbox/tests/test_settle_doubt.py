"""A message that perhaps arrived is shown as such, and somebody says what becomes of it (CHN-3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from alongside.domain.conversations.actions import Heard, answer_thread, hear
from alongside.domain.conversations.models import Account, Delivery, Thread

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("again", "becomes"), [("1", "queued"), ("", "sent")])
def test_whoever_answers_there_says_what_becomes_of_it_and_a_stranger_does_not_see_it(cast, again, becomes):
    """CHN-3, ORG-3"""
    account = Account.objects.create(
        node=cast.project, channel="wechat", provider="wechat_official", name="观澜庭服务号"
    )
    hear(account, Heard("oZhou", "8栋漏水", "1"), now=NOW)
    thread = Thread.objects.get()
    answer_thread(thread, words="师傅三点到。", by=cast.agent, now=NOW)
    Delivery.objects.update(state="doubtful", begun_at=NOW)
    page = f"/desk/inbox/doubts/{Delivery.objects.get().pk}/"
    agent, stranger = Client(), Client()
    agent.force_login(cast.agent.staff)
    stranger.force_login(cast.stranger.staff)
    assert page in agent.get(f"/desk/inbox/{thread.pk}/").content.decode()
    assert "可能已发" in agent.get(page).content.decode()
    assert stranger.get(page).status_code == stranger.post(page, {"again": again}).status_code == 404
    assert agent.post(page, {"again": again})["Location"] == f"/desk/inbox/{thread.pk}/"
    assert Delivery.objects.get().state == becomes
    assert agent.post(page, {"again": again}).status_code == 404
