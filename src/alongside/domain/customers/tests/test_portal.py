"""What a customer does about themself in the portal (CUS-1, INF-6)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alongside.domain.customers.actions.portal import (
    change_contact_preferences,
    change_own_language,
    end_portal_session,
    note_portal_use,
    start_portal_session,
)
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.organisation.models import Node
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def customers(db):
    node = Node.objects.create(kind="group", name="集团", code="G", path="1/")
    return [Customer.objects.create(node=node, name=name, created_at=NOW) for name in ("周敏", "吴凡")]


def test_a_session_is_ended_by_its_customer_alone(customers):
    """INF-6: list of sessions and remote sign-out."""
    zhou, wu = customers
    session = start_portal_session(zhou, device="x" * 500, by=CustomerActor(zhou), now=NOW)
    assert (len(session.device), session.expires_at) == (200, NOW + timedelta(days=30))
    with pytest.raises(NotAllowed):
        end_portal_session(session, by=CustomerActor(wu), now=NOW)
    end_portal_session(session, by=CustomerActor(zhou), now=NOW)
    end_portal_session(session, by=CustomerActor(zhou), now=NOW + timedelta(hours=1))
    session.refresh_from_db()
    assert session.ended_at == NOW


def test_use_is_noted_once_an_hour(customers, django_assert_num_queries):
    session = start_portal_session(customers[0], device="", by=CustomerActor(customers[0]), now=NOW)
    with django_assert_num_queries(0):
        note_portal_use(session, now=NOW + timedelta(minutes=59))
    note_portal_use(session, now=NOW + timedelta(hours=2))
    session.refresh_from_db()
    assert session.used_at == NOW + timedelta(hours=2)


def test_preferences_are_kept_and_the_journal_holds_no_words(customers):
    """CUS-1: channel, hours, do-not-disturb."""
    zhou, wu = customers
    wanted = {
        "preferred_channel": "phone",
        "contact_from": time(9),
        "contact_until": time(18),
        "is_do_not_disturb": True,
    }
    with pytest.raises(NotAllowed):
        change_contact_preferences(zhou, by=CustomerActor(wu), now=NOW, **wanted)
    zhou = change_contact_preferences(zhou, by=CustomerActor(zhou), now=NOW, **wanted)
    zhou = change_own_language(zhou, language="en", by=CustomerActor(zhou), now=NOW)
    assert (zhou.preferred_channel, zhou.language, zhou.version) == ("phone", "en", 3)
    assert [one.facts for one in JournalEntry.objects.order_by("id")] == [
        {"fields": sorted(wanted)},
        {"fields": ["language"]},
    ]


@pytest.mark.parametrize(
    "but",
    [
        {"preferred_channel": "pigeon"},
        {"contact_from": None},
        {"contact_from": time(18)},
    ],
)
def test_absurd_preferences_are_refused(customers, but):
    """INF-10"""
    given = {"preferred_channel": "", "contact_from": time(9), "contact_until": time(18)}
    with pytest.raises(Refused):
        change_contact_preferences(
            customers[0],
            **{**given, **but},
            is_do_not_disturb=False,
            by=CustomerActor(customers[0]),
            now=NOW,
        )


def test_an_unknown_language_is_refused(customers):
    with pytest.raises(Refused):
        change_own_language(customers[0], language="xx", by=CustomerActor(customers[0]), now=NOW)
