"""What the reader promises of any mail server (CHN-2): kept by the one from PyPI in `make test`, by Debian's in `make mail`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from imaplib import IMAP4

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from imapclient import IMAPClient
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest import MonkeyPatch

from alongside.domain.conversations.actions import read_mailbox
from alongside.domain.conversations.actions.listening import CLAIM, Listener
from alongside.domain.conversations.models import Mailbox, Message, TakenMail, Thread
from alongside.domain.conversations.tests.mail_house import MailHouse, a_mail
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.samples import a_group
from alongside.kernel.mail_server import Listening
from alongside.kernel.models import StoredFile

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MOST_STEPS = 400
NEVER_TAKEN = LAY_THERE, NUMBERED_ANEW, CAME_TWICE = "lay there", "numbered anew", "came twice"
SOON = 10  # seconds within which a server tells


def said() -> list[str]:
    return list(Message.objects.order_by("id").values_list("body", flat=True))


def nothing_is_taken_twice(house: MailHouse, node: Node) -> None:
    mailbox = house.mailbox(node, now=NOW)
    house.put(a_mail("一"), a_mail("二"), a_mail("三"))
    assert read_mailbox(mailbox.pk, now=NOW) == 3
    assert read_mailbox(mailbox.pk, now=NOW) == 0
    known_as = Mailbox.objects.get().uid_validity

    house.number_anew()
    house.put(a_mail("四"))

    assert read_mailbox(mailbox.pk, now=NOW) == 1
    assert Mailbox.objects.get().uid_validity != known_as
    assert said() == ["一", "二", "三", "四"]


def what_is_never_taken_does_not_stand_in_the_way(
    house: MailHouse, node: Node, monkeypatch: MonkeyPatch, *, before: str
) -> None:
    """More of it than a round holds, and each is looked at once; what comes behind it is taken."""
    monkeypatch.setattr("alongside.domain.conversations.actions.fetching.MAILS_AT_ONCE", 2)
    mailbox = house.mailbox(node, now=NOW, begins_at=NOW)
    mails = [a_mail(f"旧{number}") for number in range(5)]
    if before == LAY_THERE:
        house.put(*mails, at=NOW - timedelta(days=3))
        assert read_mailbox(mailbox.pk, now=NOW) == 0
    else:
        house.put(*mails, at=NOW)
        assert [read_mailbox(mailbox.pk, now=NOW) for _round in range(3)] == [2, 2, 1]
    if before == CAME_TWICE:
        house.put(*mails, at=NOW)
    if before == NUMBERED_ANEW:
        house.number_anew()
    house.put(a_mail("新"), at=NOW)
    assert sum(read_mailbox(mailbox.pk, now=NOW) for _round in range(4)) == 1
    assert said()[-1] == "新"
    asked, real = [], IMAPClient.fetch
    monkeypatch.setattr(IMAPClient, "fetch", lambda self, *given: asked.append(given) or real(self, *given))
    assert read_mailbox(mailbox.pk, now=NOW) == 0 and asked == []
    assert house.seen().count(False) == (5 if before == LAY_THERE else 0)


def each_is_taken_once_though_the_reader_is_killed(house: MailHouse) -> None:
    """A new mail waits at each of its steps: a write, a word to the mail server, a file."""
    mailbox = house.mailbox(a_group(now=NOW), now=NOW)
    put = []
    for step in range(1, MOST_STEPS):
        put.append(f"第{step}封")
        house.put(_from_another(step, put[-1]))
        if not was_killed(lambda: read_mailbox(mailbox.pk, now=NOW), at_step=step):
            break
    assert 20 < len(put) < MOST_STEPS - 1, "there were steps, and it lived in the end"
    read_mailbox(mailbox.pk, now=NOW)
    each_was_taken_once(house, put)


def each_is_taken_once_though_the_listener_is_killed(house: MailHouse) -> None:
    """Killed while it connects, while it waits to be told, between being told and having it read.

    Each time another process goes on: the next one that listens, when the claim of the dead has run out, or the round of the
    timetable, which is every other time there first.
    """
    mailbox = house.mailbox(a_group(now=NOW), now=NOW)
    put, is_killed = [], True
    while is_killed:
        put.append(f"第{len(put) + 1}封")
        now = NOW + len(put) * 2 * CLAIM
        is_killed = _listener_was_killed(
            house, mailbox, _from_another(len(put), put[-1]), at_step=len(put), now=now
        )
        if len(put) % 2 or not is_killed:
            read_mailbox(mailbox.pk, now=now)
    assert len(put) > 10, "there were steps, and it lived in the end"
    assert ProcrastinateJob.objects.filter(queueing_lock=f"read_mailbox:{mailbox.pk}").count() == 1
    each_was_taken_once(house, put)


def _listener_was_killed(
    house: MailHouse, mailbox: Mailbox, mail: bytes, *, at_step: int, now: datetime
) -> bool:
    hears, tells = os.pipe()

    def listen() -> None:
        os.close(hears)
        listener = Listener()
        listener.look(now=now)
        assert set(listener.ears) == {mailbox.pk}
        os.write(tells, b"!")
        listener.hear(SOON, now=now)

    def put_when_it_listens() -> None:
        os.close(tells)
        os.read(hears, 1)  # or the end, when it died before
        os.close(hears)
        house.put(mail)

    return was_killed(listen, at_step=at_step, meanwhile=put_when_it_listens)


def _from_another(number: int, words: str) -> bytes:
    return a_mail(words, sender=f"neighbour{number}@example.test")


def each_was_taken_once(house: MailHouse, put: list[str]) -> None:
    assert sorted(said()) == sorted(put)
    assert TakenMail.objects.count() == len(put) == Thread.objects.count()
    kept = StoredFile.objects.filter(about_kind="takenmail")
    assert sorted(kept.values_list("about_id", flat=True)) == sorted(
        TakenMail.objects.values_list("pk", flat=True)
    )
    assert all(default_storage.exists(one.path) for one in kept)
    assert house.seen() == [True] * len(put)


def was_killed(
    work: Callable[[], object], *, at_step: int, meanwhile: Callable[[], None] = lambda: None
) -> bool:
    """Work in a process that kills itself at its so manyth word to the database, the mail server or the disk."""
    connection.close()  # so that the two don't share one
    child = os.fork()
    if child == 0:
        try:
            _work_and_die(work, at_step)
        finally:
            os._exit(1)
    meanwhile()
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _work_and_die(work: Callable[[], object], at_step: int) -> None:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == at_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_a_write(execute, sql, params, many, context):
        """Reading changes nothing: to die before or after it is to die after the write before."""
        if not sql.startswith("SELECT") or "FOR UPDATE" in sql:
            step()
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(before_a_write),
        _counted(IMAP4, "send", step),
        _counted(Listening, "has_news", step),
        _counted(FileSystemStorage, "_save", step),
    ):
        work()
    connection.close()
    os._exit(0)


@contextmanager
def _counted(of: type, name: str, step: Callable[[], None]) -> Iterator[None]:
    """What is said to the mail server, what it tells, and the files that are written, before and after."""
    real = getattr(of, name)

    def counted(self, *given):
        step()
        answer = real(self, *given)
        step()
        return answer

    setattr(of, name, counted)
    yield
    setattr(of, name, real)
