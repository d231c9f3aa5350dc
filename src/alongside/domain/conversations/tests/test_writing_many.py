"""Many are written to at once, each as if they were the only one (CHN-7, CUS-7, JRN-9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.domain.conversations.actions import (
    Addressed,
    deliver,
    sweep_outbox,
    write_letter,
    write_letters,
)
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.customers.models import Basis, Consent, ContactPoint, Customer, Purpose, PurposeText
from alongside.domain.customers.queries import may_contact, may_contact_each
from alongside.domain.organisation.models import Node
from alongside.kernel.blind_indexes import blind_index

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    node = Node.objects.create(kind="group", name="观澜庭", code="G")
    node.path = f"{node.pk}/"
    node.save()
    return node


def somebody(node, number: int, *addresses: str, **but) -> Customer:
    customer = Customer.objects.create(node=node, name=f"买家{number}", created_at=NOW, **but)
    for place, value in enumerate(addresses):
        ContactPoint.objects.create(
            customer=customer,
            kind="email",
            value=value,
            value_hash=blind_index(value, purpose="email"),
            is_primary=place == 0,
        )
    return customer


def a_letter(to: Customer) -> Addressed:
    def letter() -> Letter:
        return Letter(subject="进度", greeting=to.called, paragraphs=("主体已封顶。",))

    return Addressed(to, letter, f"many:{to.pk}", to.node)


def test_each_is_written_to_once_and_every_mail_has_its_job(node, settings):
    """CHN-7: written before, no address, erased, merged: left out or sent where they live on; twice is once."""
    with a_post_office(settings) as office:
        willing = [somebody(node, n, f"b{n}@example.test", f"second{n}@example.test") for n in range(4)]
        nowhere = somebody(node, 5)
        gone = somebody(node, 6, "gone@example.test", erased_at=NOW)
        merged = somebody(node, 7, merged_into=willing[0])
        mails = [a_letter(one) for one in (*willing, nowhere, gone, merged)]
        before = write_letter(
            to=willing[0], letter=mails[0].letter, once_key=mails[0].once_key, node=node, now=NOW
        )
        assert before is not None
        written = write_letters(mails, now=NOW)
        assert set(written) == {one.once_key for one in mails[1:4]}
        assert write_letters(mails, now=NOW) == {}
        rows = Delivery.objects.order_by("pk")
        assert [one.recipient for one in rows] == [f"b{n}@example.test" for n in range(4)]
        assert all(one.customer_id and one.body_html and one.state == "queued" for one in rows)
        assert sweep_outbox(now=NOW + timedelta(hours=1)) == 0, "a job waits for each already"
        for one in rows:
            deliver(one.pk, now=NOW)
        assert len(office.mails) == 4


def test_many_cost_what_two_cost(node):
    """JRN-9: set-based."""
    people = [somebody(node, n, f"b{n}@example.test") for n in range(30)]
    counts = []
    for some in (people[:2], people[2:]):
        with CaptureQueriesContext(connection) as queries:
            write_letters([a_letter(one) for one in some], now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("purpose", ["service", "club", "unheard_of"])
def test_asking_for_many_answers_as_asking_for_each(node, purpose):
    """CUS-7: consent, an outdated consent, do not disturb, hours, other channel."""
    club = Purpose.objects.create(code="club", basis=Basis.CONSENT)
    old = PurposeText.objects.create(purpose=club, version="1")
    new = PurposeText.objects.create(purpose=club, version="2", asks_anew=True)
    people = [
        somebody(node, 0),
        somebody(node, 1, is_do_not_disturb=True),
        somebody(node, 2, preferred_channel="phone"),
        somebody(node, 3, contact_from="18:00", contact_until="20:00"),
        somebody(node, 4, erased_at=NOW),
    ]
    people += [somebody(node, 5, merged_into=people[0]), somebody(node, 6), somebody(node, 7)]
    for one in people[:-2]:
        Consent.objects.create(customer=one, purpose=club, text=new, given_at=NOW, given_over="portal")
    Consent.objects.create(customer=people[-1], purpose=club, text=old, given_at=NOW, given_over="portal")
    singly = {one.pk: may_contact(one, purpose, "email", now=NOW) for one in people}
    assert may_contact_each(people, purpose, "email", now=NOW) == singly
    assert len({one.why for one in singly.values()}) == {"service": 2, "club": 6, "unheard_of": 2}[purpose]
