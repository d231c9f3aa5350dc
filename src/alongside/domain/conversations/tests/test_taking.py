"""Where a mail goes: to whom it belongs, which conversation it joins, and what a machine's mail does not do (CHN-2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alongside.domain.conversations.actions import answer_thread, deliver, take_mail
from alongside.domain.conversations.models import Delivery, Mailbox, Message, MessageSearch, TakenMail, Thread
from alongside.domain.conversations.reactions import erase_what_was_sent
from alongside.domain.conversations.rules.threading import conversation_in, token_of
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.organisation.models import Appointment, Node, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.privacy.hooks import Erasing
from alongside.domain.privacy.rules.redacting import PersonalValues, Redactor
from alongside.domain.work.models import Notice
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.models import StoredFile

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Post:
    """A mailbox into which mails fall without a server; each gets the next number."""

    def __init__(self) -> None:
        self.node = Node.objects.create(kind="group", name="观澜庭", code="G")
        self.node.path = f"{self.node.pk}/"
        self.node.save()
        self.mailbox = Mailbox.objects.create(
            node=self.node,
            name="观澜庭客服",
            address="service@ours.test",
            begins_at=NOW,
            next_at=NOW,
            uid_validity=1,
        )
        staff = StaffMember.objects.create(username="lin", name="林晓月", created_at=NOW)
        role = Role.objects.create(code="agent", permissions=["see_inbox", "answer_inbox"])
        Appointment.objects.create(staff=staff, position="x", role=role, node=self.node, from_at=NOW)
        self.agent = actor_for(staff, now=NOW)
        self.count = 0

    def falls(self, raw: bytes, *, now: datetime = NOW) -> TakenMail:
        self.count += 1
        taken = take_mail(self.mailbox, raw, uid_validity=1, uid=self.count, now=now)
        assert taken is not None
        return taken

    def customer(self, name: str, address: str) -> Customer:
        customer = Customer.objects.create(node=self.node, name=name, created_at=NOW)
        know_at(customer, self.node)
        index = blind_index(address, purpose="email")
        ContactPoint.objects.create(customer=customer, kind="email", value=address, value_hash=index)
        return customer


@pytest.fixture
def post():
    return Post()


def test_the_one_customer_with_the_address_is_who_wrote(post):
    """CHN-1: known by their address; of two, or when the sender's domain disowns the mail, nobody."""
    zhou = post.customer("周敏", "zhou@example.test")
    assert post.falls(a_mail()).conversation.customer == zhou
    assert Message.objects.get().customer == zhou
    forged = post.falls(
        a_mail(head="Authentication-Results: mx.ours.test; dmarc=fail header.from=example.test")
    )
    assert forged.conversation.customer is None and forged.conversation.thread.is_doubtful
    post.customer("周敏的先生", "zhou@example.test")
    assert post.falls(a_mail()).conversation.customer is None


def test_an_answer_joins_its_conversation(post):
    """CHN-2: by References, and by the token in the subject when a program leaves those out."""
    first = post.falls(a_mail(message_id="<one@example.test>"))
    second = post.falls(a_mail("再说一句", answers="<one@example.test>", message_id="<two@example.test>"))
    third = post.falls(a_mail("另一台手机", subject=f"回复: 卫生间漏水 {token_of(first.conversation_id)}"))
    stranger = post.falls(a_mail("猜的", subject=f"[#{first.conversation_id:X}-0123456789]"))
    assert second.conversation == third.conversation == first.conversation != stranger.conversation
    assert Message.objects.filter(conversation=first.conversation).count() == 3
    assert conversation_in(f"Fwd: {token_of(4711)} x") == 4711


def test_our_answer_and_theirs_stay_in_one_thread(post, settings):
    """CHN-2, CHN-7: by the one outbox, over a real mail server, with the headers that mail programs thread by."""
    first = post.falls(a_mail(message_id="<one@example.test>", answers="<zero@example.test>"))
    thread = Thread.objects.get()
    with a_post_office(settings) as office:
        message = answer_thread(thread, words="明天上午九点上门。", by=post.agent, now=NOW)
        delivery = Delivery.objects.get()
        deliver(delivery.pk, now=NOW)
        sent = office.to("zhou@example.test")[0]
    assert sent["From"].addresses[0].addr_spec == "service@ours.test"
    assert (sent["In-Reply-To"], sent["References"]) == (
        "<one@example.test>",
        "<zero@example.test> <one@example.test>",
    )
    assert sent["Subject"] == f"Re: 卫生间漏水 {token_of(thread.pk)}"
    assert sent["Auto-Submitted"] is None
    text = sent.get_content()
    assert "明天上午九点上门。" in text and "> 您好，昨晚卫生间又漏水了" in text and "林晓月" in text
    thread.refresh_from_db()
    assert (thread.waits_since, thread.assigned_to_id, message.direction) == (None, post.agent.id, "out")

    back = post.falls(a_mail("好的，谢谢。", answers=sent["Message-ID"]), now=NOW + timedelta(hours=1))
    assert back.conversation == first.conversation
    thread.refresh_from_db()
    assert thread.waits_since is not None
    assert Notice.objects.filter(staff=post.agent.id, kind="thread.waits").count() == 1


def test_an_automatic_answer_wakes_nobody(post):
    """CHN-2, RFC 3834: it is kept where it belongs, and nothing waits for an answer."""
    post.falls(a_mail(message_id="<one@example.test>"))
    Thread.objects.update(state="done", waits_since=None, due_at=None, next_act_at=None)
    auto = post.falls(a_mail("我在休假", answers="<one@example.test>", head="Auto-Submitted: auto-replied"))
    thread = Thread.objects.get()
    assert (auto.message.kind, thread.state, thread.waits_since) == ("auto", "done", None)


def test_a_loop_stops_by_itself(post):
    """CHN-2: our own mail come back makes no conversation; of two machines that answer each other, all beyond what
    people write in an hour is kept in one place and wakes nobody. Nothing is ever sent by itself."""
    assert post.falls(a_mail(sender="service@ours.test")).conversation is None
    for number in range(40):
        post.falls(
            a_mail(f"自动{number}", subject=f"Re: {'x' * number}"), now=NOW + timedelta(seconds=number)
        )
    assert Thread.objects.filter(state="open").count() == 30 == Thread.objects.count()
    assert TakenMail.objects.filter(kind="flood").count() == 10
    assert Delivery.objects.count() == 0
    later = post.falls(a_mail("一小时后"), now=NOW + timedelta(hours=2))
    assert later.kind == "words"


def test_a_delivery_report_is_put_to_the_mail_it_speaks_of(post, settings):
    """CHN-2, RFC 3464: whoever wrote it hears, and the reason names no address."""
    post.falls(a_mail())
    answer_thread(Thread.objects.get(), words="您好", by=post.agent, now=NOW, is_done=True)
    with a_post_office(settings) as office:
        deliver(Delivery.objects.get().pk, now=NOW)
        sent = office.mails[0]["Message-ID"]
    report = (
        "From: mailer-daemon@x.test\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 zhou@example.test unknown\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {sent}\r\n--b--\r\n"
    )
    taken = post.falls(report.encode())
    delivery = Delivery.objects.get()
    assert (taken.delivery, delivery.state, delivery.last_error) == (
        delivery,
        "returned",
        "5.1.1 550 … unknown",
    )
    assert Thread.objects.get().state == "open"
    assert Notice.objects.filter(staff=post.agent.id, kind="delivery.returned").count() == 1
    assert Message.objects.count() == 2


def test_what_may_not_be_kept_stays_in_the_original(post):
    """INF-8: a picture becomes a file of the message, a program does not, and it is said so."""
    mail = (
        b"From: z@example.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
        b"--b\r\nContent-Type: text/plain; name=list.txt\r\nContent-Disposition: attachment\r\n\r\na list\r\n"
        b"--b\r\nContent-Type: application/x-msdownload; name=a.exe\r\n\r\nMZ\x90\x00\x03\r\n--b--\r\n"
    )
    taken = post.falls(mail)
    assert [one.name for one in StoredFile.objects.filter(about_kind="message")] == ["list.txt"]
    assert (taken.message.file_count, taken.problems) == (1, ["file_refused"])


def test_of_an_erased_person_no_mail_stays(post):
    """INF-4: the originals, what was folded away, who wrote, and what came from their address and was tied to nobody."""
    zhou = post.customer("周敏", "zhou@example.test")
    tied = post.falls(a_mail("我是周敏。\n\n发自我的iPhone"))
    stray = post.falls(a_mail("也是我", head="Authentication-Results: x; dmarc=fail"))
    other = post.falls(a_mail("别人的", sender="other@example.test"))
    redactor = Redactor(PersonalValues(names=["周敏"]))
    done = erase_what_was_sent(Erasing(customer_ids=[zhou.pk], redact=redactor, now=NOW))
    assert list(TakenMail.objects.all()) == [other]
    assert list(MessageSearch.objects.values_list("message", flat=True)) == [other.message_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_search_change WHERE search_text LIKE '%我%'")
        assert cursor.fetchone() == (0,), "nor in what the counts remember"
    assert [one.about_id for one in StoredFile.objects.filter(about_kind="takenmail")] == [other.pk]
    assert len(done.paths) == 2
    thread = Thread.objects.get(pk=tied.conversation_id)
    assert (thread.sender, thread.sender_name, thread.subject, thread.sender_hash) == ("", "", "", "")
    assert not Thread.objects.filter(pk=stray.conversation_id).exists()
