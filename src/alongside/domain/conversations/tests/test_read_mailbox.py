"""Mails are taken from a real IMAP server, each exactly once (CHN-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from alongside.domain.conversations.actions import add_mailbox, change_mailbox, check_mailbox, read_mailbox
from alongside.domain.conversations.models import Mailbox, TakenMail, Thread
from alongside.domain.conversations.tests import reading_scenes as scenes
from alongside.domain.conversations.tests.mail_house import PASSWORD, USER, a_mail
from alongside.domain.conversations.tests.reading_scenes import NOW, said
from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_group
from alongside.domain.work.models import Notice
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import open_file


@pytest.fixture
def node(db):
    return a_group(now=NOW)


@pytest.fixture
def administrator(node):
    staff = StaffMember.objects.create(username="admin", name="管理员", created_at=NOW)
    role = Role.objects.create(code="admin", permissions=["manage_system"])
    Appointment.objects.create(staff=staff, position="x", role=role, node=node, from_at=NOW)
    return staff


def test_a_mail_becomes_a_conversation_with_its_original_kept_sealed(house, node):
    """CHN-2, INF-1: taken, marked as seen, and the bytes as they came."""
    mailbox = house.mailbox(node, now=NOW)
    raw = a_mail("漏水了，请派人。")
    house.put(raw)

    assert read_mailbox(mailbox.pk, now=NOW) == 1

    assert said() == ["漏水了，请派人。"]
    thread = Thread.objects.get()
    assert (thread.subject, thread.sender_name, thread.sender) == ("卫生间漏水", "周敏", "zhou@example.test")
    assert thread.state == "open" and thread.waits_since is not None
    taken = TakenMail.objects.get()
    original = StoredFile.objects.get(about_kind="takenmail", about_id=taken.pk)
    with open_file(original) as kept:
        assert kept.read() == raw
    with default_storage.open(original.path) as lying:
        assert b"From:" not in lying.read()
    assert house.seen() == [True]


def test_nothing_is_taken_twice(house, node):
    """CHN-2: not in the next round, and not when the server numbers its mails anew."""
    scenes.nothing_is_taken_twice(house, node)


def test_what_lay_there_before_is_left(house, node):
    """CHN-2: a mailbox of years begins with the day on which it is added."""
    mailbox = house.mailbox(node, now=NOW, begins_at=NOW)
    house.put(a_mail("旧"), at=NOW - timedelta(minutes=5))
    house.put(a_mail("新"), at=NOW + timedelta(minutes=5))
    read_mailbox(mailbox.pk, now=NOW)
    assert said() == ["新"]


def test_more_than_one_round_holds_comes_in_several(house, node, monkeypatch):
    """A mailbox with much in it delays no other."""
    monkeypatch.setattr("alongside.domain.conversations.actions.fetching.MAILS_AT_ONCE", 2)
    mailbox = house.mailbox(node, now=NOW)
    house.put(*(a_mail(str(number)) for number in range(5)))
    assert [read_mailbox(mailbox.pk, now=NOW) for _round in range(4)] == [2, 2, 1, 0]
    assert said() == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("before", scenes.NEVER_TAKEN)
def test_what_is_never_taken_does_not_stand_in_the_way(house, node, monkeypatch, before):
    """CHN-2: more of it than a round holds, and each is looked at once; what comes behind it is taken."""
    scenes.what_is_never_taken_does_not_stand_in_the_way(house, node, monkeypatch, before=before)


def test_a_huge_mail_is_known_by_its_head(house, node, monkeypatch):
    """CHN-2: what is too large is not fetched, and is said to be there."""
    monkeypatch.setattr("alongside.domain.conversations.actions.fetching.LARGEST", 2000)
    mailbox = house.mailbox(node, now=NOW)
    house.put(a_mail("长" * 3000, subject="很大"))
    assert read_mailbox(mailbox.pk, now=NOW) == 1
    taken = TakenMail.objects.get()
    assert (taken.subject, taken.problems, said()) == ("很大", ["too_large"], [""])


def test_a_server_that_is_away_is_tried_again_and_told_of(house, node, administrator):
    """CHN-7's way, inwards: nothing is lost, and whoever keeps the system hears once."""
    mailbox = house.mailbox(node, now=NOW, imap_port=1)
    for minute in range(7):
        assert read_mailbox(mailbox.pk, now=NOW + timedelta(minutes=minute)) == 0
    mailbox.refresh_from_db()
    assert mailbox.tries == 7 and mailbox.failing_since == NOW and mailbox.last_error.startswith("reach")
    assert mailbox.next_at > NOW + timedelta(minutes=10)
    assert Notice.objects.filter(staff=administrator, kind="mailbox.failing").count() == 1

    house.put(a_mail("还在"))
    Mailbox.objects.update(imap_port=house.port)
    assert read_mailbox(mailbox.pk, now=NOW) == 1
    mailbox.refresh_from_db()
    assert (mailbox.tries, mailbox.failing_since, mailbox.last_error) == (0, None, "")


def test_a_mailbox_is_added_checked_and_changed_by_whoever_keeps_the_system(house, node, administrator):
    """CHN-2, INF-1: the password lies encrypted, and what is wrong is said in words."""
    by = actor_for(administrator, now=NOW)
    places = {"imap_host": "127.0.0.1", "imap_port": house.port, "imap_security": "none", "username": USER}
    box = add_mailbox(
        node=node, name="客服", address="Service@Ours.test", password="wrong", by=by, now=NOW, **places
    )
    assert box.address == "service@ours.test"
    with pytest.raises(Refused) as no:
        check_mailbox(box, by=by)
    assert no.value.field == "password" and "wrong" not in str(no.value.facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM conversations_mailbox")
        assert "wrong" not in cursor.fetchone()[0]

    changed = change_mailbox(
        box,
        seen=box.version,
        name="客服",
        address=box.address,
        is_active=True,
        password=PASSWORD,
        by=by,
        now=NOW,
    )
    assert check_mailbox(changed, by=by) >= 0
    with pytest.raises(Refused):
        add_mailbox(node=node, name="x", address="service@ours.test", password="x", by=by, now=NOW, **places)
    with pytest.raises(NotAllowed):
        stranger = StaffMember.objects.create(username="s", name="s", created_at=NOW)
        check_mailbox(box, by=actor_for(stranger, now=NOW))


@pytest.mark.django_db(transaction=True)
def test_a_reader_killed_at_any_step_takes_each_mail_once(house):
    """CHN-2: killed at its first step, its second, … until it lives to the end; a new mail waits each time."""
    scenes.each_is_taken_once_though_the_reader_is_killed(house)
