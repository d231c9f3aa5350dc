"""A real worker sits in IDLE at Dovecot, and dies there (CHN-2)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.conversations.actions import read_mailbox
from alongside.domain.conversations.models import Mailbox
from alongside.domain.conversations.tests.mail_house import MailHouse, a_mail
from alongside.domain.conversations.tests.reading_scenes import each_was_taken_once, said
from alongside.domain.organisation.samples import a_group
from alongside.kernel.tests.worker_process import a_worker, soon

BETWEEN = 0.5  # seconds between two mails, of which the first may come before the server is asked to tell


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_idle_has_taken_each_mail_once(house):
    """CHN-2: nothing but the server's word has the mails read, for the round of the timetable is put off."""
    now = timezone.now()
    mailbox = house.mailbox(a_group(now=now), now=now, next_at=now + timedelta(days=1))
    put: list[str] = []
    with a_worker() as worker:
        soon(lambda: Mailbox.objects.filter(listened_until__gt=now).exists())
        soon(lambda: _comes(house, put) and said())
        worker.kill()
        worker.wait()
    _comes(house, put)  # while nobody listens
    read_mailbox(mailbox.pk, now=timezone.now())
    each_was_taken_once(house, put)


def _comes(house: MailHouse, put: list[str]) -> bool:
    put.append(f"第{len(put) + 1}封")
    house.put(a_mail(put[-1], sender=f"neighbour{len(put)}@example.test"))
    time.sleep(BETWEEN)
    return True
