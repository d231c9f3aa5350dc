"""Mails are taken from Debian's Dovecot, each exactly once, at once, and as they were meant (CHN-2)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from alongside.domain.conversations.actions import read_mailbox
from alongside.domain.conversations.actions.listening import Listener
from alongside.domain.conversations.models import Message, TakenMail, Thread
from alongside.domain.conversations.tests import reading_scenes as scenes
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.conversations.tests.reading_scenes import NOW, SOON, said
from alongside.domain.conversations.tests.strange_mails import (
    CLAIMED,
    TRAPS,
    WRITTEN,
    a_forwarded_mail,
    a_winmail,
    an_invitation,
)
from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_group, a_node
from alongside.kernel.models import StoredFile

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def node(db):
    return a_group(now=NOW)


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_is_told_at_once_that_a_mail_came(servers, house, node, security, monkeypatch):
    """CHN-2: by IDLE, over TLS as well; a round of the clock would take fifteen seconds."""
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.certificate))
    port = servers.imaps if security == "tls" else servers.imap
    mailbox = house.mailbox(node, now=NOW, imap_security=security, imap_port=port)
    listener = Listener()
    try:
        listener.look(now=NOW)
        assert listener.hear(0.3, now=NOW) == 0
        house.put(a_mail("漏水了"))
        assert listener.hear(SOON, now=NOW) == 1
    finally:
        listener.close()
    assert read_mailbox(mailbox.pk, now=NOW) == 1
    assert said() == ["漏水了"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "scene",
    [
        scenes.each_is_taken_once_though_the_reader_is_killed,
        scenes.each_is_taken_once_though_the_listener_is_killed,
    ],
)
def test_each_mail_is_taken_once_though_its_process_is_killed(house, scene):
    """CHN-2: by SIGKILL, at its first step, its second, … until it lives to the end."""
    scene(house)


def test_nothing_is_taken_twice(house, node):
    """CHN-2: not in the next round, and not when the folder gets another UIDVALIDITY."""
    scenes.nothing_is_taken_twice(house, node)


@pytest.mark.parametrize("before", scenes.NEVER_TAKEN)
def test_what_is_never_taken_does_not_stand_in_the_way(house, node, monkeypatch, before):
    """CHN-2: what lay there before, copies, and all of it under other numbers."""
    scenes.what_is_never_taken_does_not_stand_in_the_way(house, node, monkeypatch, before=before)


def test_words_come_out_right_whatever_charset_is_claimed(house, node):
    """CHN-2: a folder full of UTF-8, GBK, GB18030 and Big5, named rightly, wrongly or not at all."""
    meant = [(words, really, claimed) for words, really in WRITTEN for claimed in CLAIMED]
    for number, (words, really, claimed) in enumerate(meant):
        mail = a_mail(words, charset=really, sender=f"z{number}@example.test")
        house.put(mail.replace(f'charset="{really}"'.encode(), f'charset="{claimed}"'.encode(), 1))
    mailbox = house.mailbox(node, now=NOW)
    while read_mailbox(mailbox.pk, now=NOW):
        pass
    assert said() == [words for words, _really, _claimed in meant]


def test_what_programs_pack_into_mails_is_unpacked(house, node):
    """CHN-2: winmail.dat, a mail within a mail, an invitation; and an automatic answer wakes nobody."""
    outlook = EmailMessage()
    outlook["From"] = "a@example.test"
    outlook.set_content("见附件。")
    plan = a_winmail(b"plan.txt", b"the plan")
    outlook.add_attachment(plan, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    automatic = a_mail("我在休假", sender="b@example.test", head="Auto-Submitted: auto-replied")
    house.put(outlook.as_bytes(), a_forwarded_mail(), an_invitation(), automatic)
    assert read_mailbox(house.mailbox(node, now=NOW).pk, now=NOW) == 4

    winmail, forwarded, invitation, automatic = Message.objects.order_by("id")
    names = [
        [one.name for one in StoredFile.objects.filter(about_kind="message", about_id=message.pk)]
        for message in (winmail, forwarded, invitation)
    ]
    assert names == [["plan.txt"], ["旧信.txt"], ["漏水照片.jpg"]]
    assert forwarded.body == "转给你们。" and "上门维修" in invitation.body
    assert automatic.kind == "auto"
    assert Thread.objects.get(conversation=automatic.conversation).waits_since is None


def test_huge_and_malformed_mails_stop_nothing(house, node):
    """CHN-2: 25 MB, traps for readers, and no mail at all: what lies behind them is taken, their originals are kept."""
    huge = (
        a_mail("很大", sender="huge@example.test") + b"\r\n" + b"0123456789abcde\r\n" * (25 * MEGABYTE // 17)
    )
    house.put(huge, *TRAPS.values(), b"\r\n", b"no head, no end", a_mail("后面的"))
    mailbox = house.mailbox(node, now=NOW)
    assert read_mailbox(mailbox.pk, now=NOW) == len(TRAPS) + 4
    assert read_mailbox(mailbox.pk, now=NOW) == 0
    assert said()[0].startswith("很大") and said()[-1] == "后面的"
    sizes = StoredFile.objects.filter(about_kind="takenmail").values_list("size", flat=True)
    assert len(sizes) == TakenMail.objects.count() and max(sizes) >= 25 * MEGABYTE


def test_each_node_reads_its_own_mailbox(servers):
    """CHN-2, ORG-3: one mail to two of them is heard at both, and each is seen by its own people only."""
    nodes = {name: a_node(now=NOW, code=name.upper()) for name in ("east", "west")}
    for name, node in nodes.items():
        house = servers.mails_of(f"{name}@ours.test")
        house.put(a_mail("两处都收", message_id="<both@example.test>"), a_mail(f"只给{name}"))
        mailbox = house.mailbox(node, now=NOW, address=f"{name}@ours.test")
        assert read_mailbox(mailbox.pk, now=NOW) == 2
    role = Role.objects.create(code="agent", permissions=["see_inbox"])
    for name, node in nodes.items():
        staff = StaffMember.objects.create(username=name, name=name, created_at=NOW)
        Appointment.objects.create(staff=staff, position="x", role=role, node=node, from_at=NOW)
        seen = Thread.objects.visible_to(actor_for(staff, now=NOW))
        bodies = Message.objects.filter(conversation__thread__in=seen).order_by("id")
        assert list(bodies.values_list("body", flat=True)) == ["两处都收", f"只给{name}"]
