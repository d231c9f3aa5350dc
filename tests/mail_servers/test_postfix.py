"""Answers leave by Debian's Postfix, which gives them to Dovecot: what comes back from there is understood (CHN-2)."""

from __future__ import annotations

import email
import email.policy
import itertools
import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from tests.mail_servers.servers import AWAY, NOBODY, SENT_ON

from alongside.domain.conversations.actions import answer_thread, deliver, read_mailbox, write_letter
from alongside.domain.conversations.models import Delivery, Mailbox, Message, TakenMail, Thread
from alongside.domain.conversations.rules.letters import CaseWords, received
from alongside.domain.conversations.tests.mail_house import MailHouse, a_mail
from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_group
from alongside.domain.work.models import Notice
from alongside.faces.desk.sent_state import sent_state
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file
from alongside.kernel.tests.worker_process import soon

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
RECEIVED_AS = {"none": "ESMTPA ", "starttls": "ESMTPSA ", "tls": "ESMTPSA "}  # A: signed in, S: over TLS
NUMBERS = itertools.count(1)
pytestmark = pytest.mark.django_db


class Desk:
    """The service's mailbox at the servers, an agent who answers there, and the customers' mailboxes."""

    def __init__(self, servers, address: str) -> None:
        self.servers = servers
        self.address = address
        self.node = a_group(now=NOW)
        self.mailbox = servers.mails_of(address).mailbox(
            self.node, now=NOW, address=address, smtp_host="127.0.0.1", smtp_port=servers.smtp,
            smtp_security="none",
        )  # fmt: skip
        staff = StaffMember.objects.create(username="lin", name="林晓月", created_at=NOW)
        role = Role.objects.create(code="agent", permissions=["see_inbox", "answer_inbox"])
        Appointment.objects.create(staff=staff, position="x", role=role, node=self.node, from_at=NOW)
        self.agent = actor_for(staff, now=NOW)

    def send(self, mail: bytes, *, sender: str) -> None:
        """A customer's program hands a mail to Postfix."""
        with smtplib.SMTP("127.0.0.1", self.servers.smtp, timeout=20) as post:
            post.sendmail(sender, [self.address], mail)

    def takes(self) -> TakenMail:
        """The next mail that comes."""
        soon(lambda: read_mailbox(self.mailbox.pk, now=NOW))
        return TakenMail.objects.latest("id")

    def is_written_to(self, sender: str, **but) -> Thread:
        self.send(a_mail(sender=sender, **but), sender=sender)
        taken = self.takes()
        return Thread.objects.get(conversation=taken.conversation)

    def answers(self, thread: Thread, words: str = "明天上午九点上门。") -> Delivery:
        message = answer_thread(thread, words=words, by=self.agent, now=NOW, is_done=True)
        delivery = Delivery.objects.get(message=message)
        deliver(delivery.pk, now=NOW)
        delivery.refresh_from_db()
        assert delivery.state == "sent", delivery.last_error
        return delivery


@pytest.fixture
def desk(servers):
    """Each test has a mailbox of its own."""
    return Desk(servers, f"service{next(NUMBERS)}@ours.test")


def lying(house: MailHouse) -> list[EmailMessage]:
    """What somebody finds in their mailbox."""
    client = house.open()
    client.select_folder("INBOX", readonly=True)
    found = client.fetch(client.search(), ["BODY.PEEK[]"])
    client.logout()
    return [
        email.message_from_bytes(found[uid][b"BODY[]"], policy=email.policy.default) for uid in sorted(found)
    ]


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_an_answer_goes_out_and_theirs_comes_back_into_its_conversation(desk, security, monkeypatch):
    """CHN-2: signed in at the mailbox's own server; threaded by what the customer's program put into References."""
    monkeypatch.setenv("SSL_CERT_FILE", str(desk.servers.certificate))
    port = desk.servers.smtps if security == "tls" else desk.servers.smtp
    Mailbox.objects.update(smtp_security=security, smtp_port=port)
    zhou = f"zhou.{security}@example.test"
    thread = desk.is_written_to(zhou, message_id="<one@example.test>")
    desk.answers(thread)
    [sent] = soon(lambda: lying(desk.servers.mails_of(zhou)))
    assert sent["From"].addresses[0].addr_spec == desk.address
    assert sent["In-Reply-To"] == "<one@example.test>"
    assert "明天上午九点上门。" in sent.get_content() and RECEIVED_AS[security] in str(
        sent.get_all("Received")
    )

    quoted = "\n".join(f"> {line}" for line in sent.get_content().splitlines())
    theirs = (
        f"好的，谢谢。\n\n发自我的iPhone\n\n在 2026-11-20 10:00:00，客服 <{desk.address}> 写道：\n{quoted}"
    )
    again = a_mail(theirs, sender=zhou, subject="无题", answers=sent["Message-ID"])
    desk.send(again, sender=zhou)
    taken = desk.takes()
    assert taken.conversation_id == thread.pk and taken.message.body == "好的，谢谢。"
    assert taken.signature == "发自我的iPhone" and "> 明天上午九点上门。" in taken.history
    thread.refresh_from_db()
    assert thread.state == "open" and thread.waits_since is not None


@pytest.mark.parametrize(
    ("words", "enclosed"), [("您好", b"message/rfc822"), ("很长的答复。" * 3000, b"text/rfc822-headers")]
)
def test_a_refused_answer_comes_back_with_its_reason(desk, words, enclosed):
    """CHN-2, RFC 3464: the report is Postfix's own, with the whole mail or, of a long one, with its head only."""
    thread = desk.is_written_to(NOBODY)
    delivery = desk.answers(thread, words)
    taken = desk.takes()
    delivery.refresh_from_db()
    assert (taken.kind, taken.delivery, delivery.state) == ("report", delivery, "returned")
    with open_file(StoredFile.objects.get(about_kind="takenmail", about_id=taken.pk)) as original:
        assert enclosed in original.read()
    assert delivery.last_error.startswith("5.1.1 550 5.1.1 <…> User doesn't exist")
    assert "nobody" not in delivery.last_error
    assert "User doesn&#x27;t exist" in sent_state(delivery)
    thread.refresh_from_db()
    assert thread.state == "open"
    assert Notice.objects.filter(staff=desk.agent.id, kind="delivery.returned").count() == 1
    assert Message.objects.count() == 2, "a report is nobody's words"


def test_a_loop_with_an_answering_machine_stops(desk):
    """CHN-2, RFC 3834: it answers our answer, which wakes nobody and is not answered; then all is quiet."""
    away = desk.servers.mails_of("away@example.test", does=AWAY)
    thread = desk.is_written_to("away@example.test")
    desk.answers(thread)
    taken = desk.takes()
    assert (taken.kind, taken.conversation_id, taken.message.body) == ("auto", thread.pk, "下周一回来。")
    thread.refresh_from_db()
    assert (thread.state, thread.waits_since) == ("done", None)
    assert is_quiet(desk) and len(lying(away)) == 1


def test_what_we_write_by_ourselves_is_answered_by_no_machine(desk, settings):
    """CHN-2, RFC 3834: a letter says so, and the same machine keeps silent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", desk.servers.smtp
    settings.DEFAULT_FROM_EMAIL = desk.address
    away = desk.servers.mails_of("holiday@example.test", does=AWAY)
    staff = StaffMember.objects.create(username="he", name="何静", email=away.user, created_at=NOW)
    words = CaseWords("何静", "TX-1", "卫生间漏水", "http://ours.test/")
    delivery = write_letter(to=staff, letter=lambda: received(words), once_key="k", node=desk.node, now=NOW)
    deliver(delivery.pk, now=NOW)
    soon(lambda: lying(away))
    assert is_quiet(desk) and TakenMail.objects.count() == 0


def test_a_loop_over_somebody_who_sends_our_mails_on_to_us_stops(desk):
    """CHN-2: our own mail come back makes no conversation and no answer."""
    desk.servers.mails_of("onward@example.test", does=SENT_ON.format(to=desk.address))
    thread = desk.is_written_to("onward@example.test")
    desk.answers(thread)
    taken = desk.takes()
    assert (taken.kind, taken.conversation, Thread.objects.count()) == ("loop", None, 1)
    thread.refresh_from_db()
    assert (thread.state, Message.objects.count()) == ("done", 2)
    assert is_quiet(desk)


def is_quiet(desk: Desk) -> bool:
    """Nothing is on its way to us or to them, and an hour of rounds brings nothing."""
    soon(lambda: not desk.servers.waiting())
    later = NOW + timedelta(hours=1)
    return read_mailbox(desk.mailbox.pk, now=later) == 0 and Delivery.objects.count() == 1
