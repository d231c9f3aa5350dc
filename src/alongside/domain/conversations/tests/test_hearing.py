"""What comes over an account of any channel is one conversation, taken once, and answered the same way (CHN-1)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alongside.domain.conversations.actions import Heard, answer_thread, hear
from alongside.domain.conversations.models import Account, Channel, Delivery, Message, Thread
from alongside.kernel.refusals import Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def an_account(node, channel=Channel.SMS):
    return Account.objects.create(node=node, channel=channel, provider="gone", name="短信")


def test_is_taken_once_and_stands_with_what_they_said_before(cast):
    """CHN-1: twice the same is once; the next word stands in the same conversation."""
    account = an_account(cast.project)
    first = hear(account, Heard("13800138000", "水管漏了", "m1"), now=NOW)
    assert hear(account, Heard("13800138000", "水管漏了", "m1"), now=NOW) is None
    again = hear(account, Heard("+86 138 0013 8000", "什么时候来？", "m2"), now=NOW + timedelta(minutes=1))
    assert first is not None and again is not None
    thread = Thread.objects.get()
    assert (again.conversation_id, thread.waits_since, thread.channel) == (
        first.conversation_id,
        NOW,
        Channel.SMS,
    )


def test_one_customer_with_that_number_is_known(cast):
    """CHN-1: the number tells who it is, where it is one only whom the place serves."""
    phone = cast.customer.customer.contact_points.get(kind="phone").value
    message = hear(an_account(cast.project), Heard(phone, "请回电", "m1"), now=NOW)
    assert message is not None and message.customer_id == cast.customer.customer.pk


@pytest.mark.django_db(transaction=True)
def test_first_words_that_come_at_once_stand_in_one_conversation(cast):
    """CHN-1: two messages of a stranger in the same moment."""
    account = an_account(cast.project)

    def say(key):
        try:
            hear(account, Heard("13911112222", key, key), now=NOW)
        finally:
            connection.close()

    people = [threading.Thread(target=say, args=(f"m{one}",)) for one in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert (Thread.objects.count(), Message.objects.count()) == (1, 6)


def test_of_a_provider_that_is_gone_nothing_can_be_answered(cast):
    """CHN-1: clear words, and nothing is left half done."""
    hear(an_account(cast.project), Heard("13911112222", "在吗", "m1"), now=NOW)
    with pytest.raises(Refused):
        answer_thread(Thread.objects.get(), words="在的", by=cast.agent, now=NOW)
    assert not Delivery.objects.exists() and Message.objects.count() == 1
