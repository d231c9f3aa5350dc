"""The outbox against a real mail server: nothing lost, nothing written twice (CHN-7)."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection, transaction

from alongside.domain.conversations.actions import (
    deliver,
    retry_delivery,
    send_code,
    sweep_outbox,
    write_letter,
)
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.rules.letters import CaseWords, received
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.customers.actions import give_consent, withdraw_consent
from alongside.domain.customers.models import ContactPoint, Customer, CustomerActor, Purpose, PurposeText
from alongside.domain.customers.queries import may_contact
from alongside.domain.organisation.models import Appointment, Node, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.models import Notice
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.tests.worker_process import a_worker, soon

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WORDS = CaseWords(
    called="周女士", number="GLT-2611-0001", title="卫生间漏水", url="http://x/portal/", who="林晓月"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    with a_post_office(settings) as office:
        yield office


@pytest.fixture
def node(db):
    node = Node.objects.create(kind="group", name="观澜庭", code="G")
    node.path = f"{node.pk}/"
    node.save()
    return node


@pytest.fixture
def administrator(node):
    staff = StaffMember.objects.create(username="admin", name="管理员", created_at=NOW)
    role = Role.objects.create(code="admin", permissions=["manage_system"])
    Appointment.objects.create(staff=staff, position="x", role=role, node=node, from_at=NOW)
    return staff


def a_customer(node, *points, **but) -> Customer:
    customer = Customer(node=node, name="周敏", form_of_address="女士", created_at=NOW, **but)
    customer.save()
    for kind, value in points:
        ContactPoint.objects.create(
            customer=customer, kind=kind, value=value, value_hash=blind_index(value, purpose=kind)
        )
    return customer


@pytest.fixture
def customer(node):
    return a_customer(node, ("email", "zhou@example.test"))


def a_mail(to, *, key="k1", now=NOW) -> Delivery | None:
    return write_letter(to=to, letter=lambda: received(WORDS), once_key=key, node=to.node, now=now)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return cursor.fetchone()[0]


# --- writing ------------------------------------------------------------------------------------------------


def test_a_mail_and_its_job_vanish_with_the_transaction(customer):
    """CHN-7: written with the business act in one transaction."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_mail(customer)
        assert (Delivery.objects.count(), jobs()) == (1, 1)
        raise ZeroDivisionError
    assert (Delivery.objects.count(), jobs()) == (0, 0)


def test_the_same_mail_is_written_once(customer):
    """CHN-7: de-duplicated."""
    assert a_mail(customer) is not None
    assert a_mail(customer) is None
    assert (Delivery.objects.count(), jobs()) == (1, 1)


def test_what_it_says_is_only_stored_encrypted(customer):
    """INF-1."""
    a_mail(customer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient || subject || body_text || body_html FROM conversations_delivery")
        stored = cursor.fetchone()[0]
    assert "zhou@" not in stored and "漏水" not in stored
    assert Delivery.objects.get().recipient == "zhou@example.test"


def test_whoever_has_no_address_gets_none(node):
    """CHN-7: only the portal. Do not disturb leaves what the contract needs (CUS-7)."""
    assert a_mail(a_customer(node, ("email", "a@example.test"), is_do_not_disturb=True)) is not None
    assert a_mail(a_customer(node, ("phone", "13800004420")), key="k3") is None
    assert a_mail(a_customer(node, ("email", "b@example.test")), key="k2") is not None


def test_without_a_mail_server_mails_stay_in_the_outbox(customer, settings):
    """The demo reads them there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    mail = a_mail(customer)
    deliver(mail.pk, now=NOW)
    assert sweep_outbox(now=NOW + timedelta(hours=1)) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.tries, jobs()) == ("queued", 0, 0)


# --- sending ------------------------------------------------------------------------------------------------


def test_arrives_once_as_text_and_html(customer, office):
    """CHN-7."""
    mail = a_mail(customer)
    for _again in range(3):
        deliver(mail.pk, now=NOW)
    [got] = office.mails
    assert got["To"] == "zhou@example.test"
    assert "GLT-2611-0001" in got["Subject"]
    assert re.fullmatch(r"<[0-9a-f]{40}@[\w.]+>", got["Message-ID"])
    assert got["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        body = got.get_body((kind,)).get_content()
        assert "周女士" in body and "林晓月" in body and "http://x/portal/" in body
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == ("sent", NOW)


def test_refused_for_now_it_is_tried_again_and_arrives(customer, office):
    """CHN-7: retried with back-off."""
    office.answers = ["451 later", "451 later"]
    mail = a_mail(customer)
    now, waits = NOW, []
    while mail.state == "queued":
        deliver(mail.pk, now=now)
        mail.refresh_from_db()
        waits.append((mail.next_try_at - now).total_seconds())
        now = mail.next_try_at
    assert (mail.state, mail.tries, len(office.mails)) == ("sent", 3, 1)
    assert waits[:2] == [30, 60]


def test_is_not_tried_before_its_time(customer, office):
    """CHN-7: back-off is kept even when a second job comes by."""
    office.answers = ["451 later"]
    mail = a_mail(customer)
    deliver(mail.pk, now=NOW)
    deliver(mail.pk, now=NOW + timedelta(seconds=29))
    mail.refresh_from_db()
    assert (mail.tries, office.mails) == (1, [])


@pytest.mark.parametrize("answer", ["451 not today", "554 not ever"])
def test_a_gateway_that_refuses_for_an_hour_loses_nothing(customer, office, answer):
    """CHN-7: refuses and loses nothing, even when it says that it is for good."""
    office.answers = [answer] * 100
    mail, now = a_mail(customer), NOW
    while now < NOW + timedelta(hours=1):
        deliver(mail.pk, now=now)
        mail.refresh_from_db()
        now = mail.next_try_at
    assert mail.state == "queued"
    office.answers = []
    deliver(mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.state, len(office.mails)) == ("sent", 1)


def test_is_parked_with_an_alarm_after_the_last_try(customer, office, administrator):
    """CHN-7: parked with an alarm; sent after all once the cause is mended."""
    office.refuses = {"zhou@example.test": "550 no such user zhou@example.test"}
    mail, now = a_mail(customer), NOW
    while mail.state == "queued":
        deliver(mail.pk, now=now)
        mail.refresh_from_db()
        now = max(now, mail.next_try_at)
    assert mail.state == "parked"
    assert "550" in mail.last_error and "zhou@" not in mail.last_error
    [notice] = Notice.objects.all()
    assert (notice.staff, notice.kind, notice.is_urgent) == (administrator, "delivery.parked", True)
    assert JournalEntry.objects.filter(kind="delivery.parked", about_id=mail.pk).count() == 1

    office.refuses = {}
    deliver(mail.pk, now=now)
    assert office.mails == []
    retry_delivery(mail, by=actor_for(administrator, now=now), now=now)
    deliver(mail.pk, now=now)
    assert len(office.mails) == 1


def test_only_who_keeps_the_system_sends_a_parked_mail_again(customer, administrator):
    """CHN-7."""
    mail = a_mail(customer)
    stranger = StaffMember.objects.create(username="x", name="x", created_at=NOW)
    with pytest.raises(NotAllowed):
        retry_delivery(mail, by=actor_for(stranger, now=NOW), now=NOW)
    with pytest.raises(Refused):
        retry_delivery(mail, by=actor_for(administrator, now=NOW), now=NOW)


def test_a_mail_whose_job_is_gone_is_woken(customer, office):
    """CHN-7: nothing lost."""
    a_mail(customer)
    assert sweep_outbox(now=NOW + timedelta(minutes=2)) == 0  # its job still waits
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert sweep_outbox(now=NOW + timedelta(seconds=10)) == 0
    assert (sweep_outbox(now=NOW + timedelta(minutes=2)), jobs()) == (1, 1)


def test_a_phone_gets_its_code_by_mail_or_not_at_all(node, settings):
    """There is no gateway for short messages yet, and nobody is told that one was sent."""

    def send(customer, key):
        facts = {"kind": "phone", "address": "13800004420", "code": "483920", "minutes": 10}
        return send_code(customer=customer, once_key=key, now=NOW, **facts)

    phone_only = a_customer(node, ("phone", "13800004420"))
    assert send(phone_only, "c1") is False
    assert send(a_customer(node, ("email", "z@example.test"), is_do_not_disturb=True), "c2") is True
    assert (Delivery.objects.get().recipient, Delivery.objects.get().channel) == ("z@example.test", "email")
    assert "483920" in Delivery.objects.get().body_text
    settings.DEMO = True
    assert send(phone_only, "c3") is True
    assert Delivery.objects.get(once_key="c3").channel == "sms"


# --- with a real worker -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_broken_recipient_delays_nobody(node, office):
    """CHN-7: delays nothing else."""
    office.refuses = {"bad@example.test": "450 mailbox busy"}
    now = datetime.now(UTC)
    addresses = ["bad@example.test", *(f"c{n}@example.test" for n in range(5))]
    for address in addresses:
        a_mail(a_customer(node, ("email", address)), key=address, now=now)
    with a_worker(EMAIL_URL=f"smtp://127.0.0.1:{office.port}"):
        soon(lambda: len(office.mails) == 5)
        soon(lambda: Delivery.objects.filter(state="sent").count() == 5)
    waiting = Delivery.objects.exclude(state="sent").get()
    assert (waiting.recipient, waiting.state, waiting.tries) == ("bad@example.test", "queued", 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_mail_loses_nothing(customer, office):
    """CHN-7: sent at least once; another worker takes it over within a minute."""
    office.hangs = True
    a_mail(customer, now=datetime.now(UTC))
    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}"}
    with a_worker(**environment) as first:
        assert office.reached.wait(30)
        first.kill()
        first.wait()
    assert Delivery.objects.get().state == "queued"
    office.hangs = False
    with a_worker(**environment):
        soon(lambda: Delivery.objects.get().state == "sent", within=60)
    assert 1 <= len(office.mails) <= 2
    assert len({mail["Message-ID"] for mail in office.mails}) == 1


def test_a_mail_written_before_the_withdrawal_is_withheld(customer, office):
    """CUS-7: withdrawal takes effect at once; the outbox asks again when the mail leaves."""
    purpose = a_purpose()
    assert a_mail_for("survey", customer, "s0") is None
    give_consent(customer, purpose=purpose, by=CustomerActor(customer), now=NOW)
    first, second = a_mail_for("survey", customer, "s1"), a_mail_for("survey", customer, "s2")
    service = a_mail(customer, key="s3")
    deliver(first.pk, now=NOW)
    withdraw_consent(customer, purpose=purpose, by=CustomerActor(customer), now=NOW)
    for mail in (second, service):
        deliver(mail.pk, now=NOW)
    states = dict(Delivery.objects.values_list("once_key", "state"))
    assert states == {"s1": "sent", "s2": "withheld", "s3": "sent"}
    assert len(office.mails) == 2
    assert a_mail_for("survey", customer, "s4") is None


def test_a_withdrawal_waits_for_the_mail_that_is_leaving(transactional_db, node, settings):
    """CUS-7: once the withdrawal is done, nothing leaves any more, whatever was under way."""
    customer = a_customer(node, ("email", "zhou@example.test"))
    purpose = a_purpose()
    give_consent(customer, purpose=purpose, by=CustomerActor(customer), now=NOW)
    asked, done = threading.Event(), []

    def withdraw():
        asked.wait(10)
        withdraw_consent(customer, purpose=purpose, by=CustomerActor(customer), now=NOW)
        done.append("withdrawn")
        connection.close()

    thread = threading.Thread(target=withdraw)
    thread.start()
    with transaction.atomic():
        assert may_contact(customer, "survey", "email", now=NOW, hold=True).allowed
        asked.set()
        thread.join(0.5)
        assert thread.is_alive()
        done.append("sent")
    thread.join(10)
    assert done == ["sent", "withdrawn"]


def test_a_mail_outside_the_customers_hours_waits_for_them(customer, office):
    """CUS-1"""
    give_consent(customer, purpose=a_purpose(), by=CustomerActor(customer), now=NOW)
    Customer.objects.filter(pk=customer.pk).update(contact_from=time(14), contact_until=time(18))
    mail = a_mail_for("survey", customer, "h1")
    deliver(mail.pk, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.next_try_at) == ("queued", 0, NOW + timedelta(hours=4))
    deliver(mail.pk, now=mail.next_try_at)
    assert len(office.mails) == 1


def a_purpose() -> Purpose:
    made = Purpose.objects.create(code="survey", basis="consent", name={"en": "Surveys"})
    PurposeText.objects.create(purpose=made, version="1", text={"en": "We ask."})
    return made


def a_mail_for(purpose, to, key) -> Delivery | None:
    return write_letter(
        to=to, letter=lambda: received(WORDS), once_key=key, node=to.node, now=NOW, purpose=purpose
    )
