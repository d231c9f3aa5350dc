"""Servers that tell by themselves that a mail came are listened to, so that it is read within a second (CHN-2).

One thread of a worker holds one connection for each mailbox and waits on all of them at once; it reads no mail, but has
the mailbox read as the round of the timetable would, which goes on beside it and misses nothing. A mailbox is listened to
by one process: its claim lies in the row and runs out by itself when the process dies.
"""

from __future__ import annotations

import logging
import selectors
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from alongside.domain.conversations.actions.fetching import access_of, enqueue_reading
from alongside.domain.conversations.models import Mailbox
from alongside.kernel.mail_server import Listening, MailServerError, listen_to

MOST = 200  # connections that one process holds
LOOK = timedelta(seconds=30)  # between two looks at which mailboxes there are
CLAIM = timedelta(seconds=100)
RENEW = timedelta(minutes=28)  # servers may hang up after 29 (RFC 2177)
AGAIN = timedelta(minutes=1)  # after a connection broke
UNABLE = timedelta(hours=6)  # until a server that cannot tell is asked again whether it can

log = logging.getLogger(__name__)


@dataclass
class _Ear:
    listening: Listening
    version: int
    since: datetime


class Listener:
    """The mailboxes that this process listens to."""

    def __init__(self) -> None:
        self.name = str(uuid4())
        self.ears: dict[int, _Ear] = {}
        self._not_before: dict[int, datetime] = {}
        self._waiting = selectors.DefaultSelector()

    def look(self, *, now: datetime) -> None:
        """Claim what nobody listens to, connect what is new, let go what is gone or was changed, renew what is old."""
        mine = self._claimed(now)
        for pk, ear in list(self.ears.items()):
            if pk not in mine or mine[pk].version != ear.version or now - ear.since >= RENEW:
                self._let_go(pk)
        for pk, mailbox in mine.items():
            if pk not in self.ears and now >= self._not_before.get(pk, now) and _answers(mailbox):
                self._connect(mailbox, now)

    def hear(self, seconds: float, *, now: datetime) -> int:
        """Wait for a word, at most so long; how many mailboxes are read for it."""
        heard = 0
        for key, _events in self._waiting.select(seconds) if self.ears else []:
            pk: int = key.data
            try:
                has_news = self.ears[pk].listening.has_news()
            except MailServerError as reason:
                log.info("mailbox %s is listened to no more: %s", pk, reason.code)
                self._let_go(pk)
                self._not_before[pk] = now + AGAIN
                has_news = True  # what came last may not have been told
            heard += bool(has_news and enqueue_reading(pk))
        return heard

    def close(self) -> None:
        """Let all go, so that another process may have them at once."""
        for pk in list(self.ears):
            self._let_go(pk)
        Mailbox.objects.filter(listened_by=self.name).update(listened_until=None, listened_by="")

    def _claimed(self, now: datetime) -> dict[int, Mailbox]:
        free = Q(listened_until__isnull=True) | Q(listened_until__lt=now) | Q(listened_by=self.name)
        with transaction.atomic():
            rows = Mailbox.objects.select_for_update(skip_locked=True).filter(free, is_active=True)
            found = {one.pk: one for one in rows.order_by("pk")[:MOST]}
            Mailbox.objects.filter(pk__in=found).update(listened_until=now + CLAIM, listened_by=self.name)
        return found

    def _connect(self, mailbox: Mailbox, now: datetime) -> None:
        try:
            listening = listen_to(access_of(mailbox))
        except MailServerError as reason:
            self._not_before[mailbox.pk] = now + (UNABLE if reason.code == "idle" else AGAIN)
            return
        self.ears[mailbox.pk] = _Ear(listening, mailbox.version, now)
        self._waiting.register(listening.socket, selectors.EVENT_READ, mailbox.pk)

    def _let_go(self, pk: int) -> None:
        ear = self.ears.pop(pk)
        self._waiting.unregister(ear.listening.socket)
        ear.listening.close()


def _answers(mailbox: Mailbox) -> bool:
    """One whose rounds fail is not waited for here, where all others would wait with it."""
    return mailbox.failing_since is None
