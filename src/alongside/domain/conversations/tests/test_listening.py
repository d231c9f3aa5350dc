"""A mailbox whose server tells by itself is read at once, by one process, and again after the line broke (CHN-2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.conversations.actions import read_mailbox
from alongside.domain.conversations.actions.listening import AGAIN, CLAIM, RENEW, Listener
from alongside.domain.conversations.models import Mailbox
from alongside.domain.conversations.tests import reading_scenes as scenes
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.organisation.samples import a_group
from alongside.kernel.tests.worker_process import soon

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    one = Listener()
    yield one
    one.close()


def asked_for(mailbox: Mailbox) -> bool:
    return ProcrastinateJob.objects.filter(queueing_lock=f"read_mailbox:{mailbox.pk}", status="todo").exists()


def test_is_read_when_its_server_tells_and_one_that_is_away_disturbs_nobody(house, listener):
    """CHN-2: no round of the clock is waited for; the reading takes the mail as ever."""
    node = a_group(now=NOW)
    mailbox = house.mailbox(node, now=NOW)
    away = house.mailbox(node, now=NOW, address="away@ours.test", imap_port=1)
    listener.look(now=NOW)
    assert set(listener.ears) == {mailbox.pk}
    assert listener.hear(0.1, now=NOW) == 0 and not asked_for(mailbox)
    house.put(a_mail("漏水了"))
    assert soon(lambda: listener.hear(0.5, now=NOW))
    assert asked_for(mailbox) and not asked_for(away)
    assert read_mailbox(mailbox.pk, now=NOW) == 1

    read_mailbox(away.pk, now=NOW)
    Mailbox.objects.filter(pk=away.pk).update(imap_port=house.port)
    listener.look(now=NOW + AGAIN)
    assert set(listener.ears) == {mailbox.pk}, "its rounds fail still"
    read_mailbox(away.pk, now=NOW + AGAIN)
    listener.look(now=NOW + AGAIN)
    assert set(listener.ears) == {mailbox.pk, away.pk}


def test_one_process_listens_and_another_takes_over_from_the_dead(house, listener):
    """CHN-2: the claim runs out by itself; one that ends in order gives it back at once."""
    mailbox = house.mailbox(a_group(now=NOW), now=NOW)
    dead, second = Listener(), listener
    dead.look(now=NOW)
    second.look(now=NOW)
    assert (set(dead.ears), set(second.ears)) == ({mailbox.pk}, set())
    second.look(now=NOW + CLAIM + timedelta(seconds=1))
    assert set(second.ears) == {mailbox.pk}
    dead.ears.pop(mailbox.pk).listening.close()
    second.close()
    third = Listener()
    third.look(now=NOW)
    assert set(third.ears) == {mailbox.pk}
    third.close()


def test_a_line_that_broke_is_made_anew_and_an_old_one_renewed(house, listener):
    """CHN-2, RFC 2177: what may have come meanwhile is looked for."""
    mailbox = house.mailbox(a_group(now=NOW), now=NOW)
    listener.look(now=NOW)
    first = listener.ears[mailbox.pk].listening
    first.socket.shutdown(2)
    assert soon(lambda: listener.hear(0.5, now=NOW)) and asked_for(mailbox)
    house.put(a_mail("断线时"))
    assert [read_mailbox(mailbox.pk, now=NOW) for _round in range(2)] == [1, 0]
    listener.look(now=NOW)
    assert not listener.ears, "not at once"
    listener.look(now=NOW + AGAIN)
    second = listener.ears[mailbox.pk].listening
    listener.look(now=NOW + AGAIN + RENEW)
    assert listener.ears[mailbox.pk].listening is not second
    Mailbox.objects.update(is_active=False)
    listener.look(now=NOW + AGAIN + RENEW)
    assert not listener.ears


@pytest.mark.django_db(transaction=True)
def test_each_mail_is_taken_once_though_who_listens_is_killed(house):
    """CHN-2: by SIGKILL at its first step, its second, … before, in and after IDLE; another process goes on each time."""
    scenes.each_is_taken_once_though_the_listener_is_killed(house)
