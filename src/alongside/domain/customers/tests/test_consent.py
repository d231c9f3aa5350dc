"""Consent for a stated purpose and a version of its text, withdrawn at once (CUS-7)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from alongside.domain.customers.actions import change_contact_preferences, give_consent, withdraw_consent
from alongside.domain.customers.imports.catalogue import load_purposes
from alongside.domain.customers.models import Consent, Purpose, PurposeText
from alongside.domain.customers.queries import may_contact, purposes_of
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Hangzhou


@pytest.fixture
def survey(cast) -> Purpose:
    return Purpose.objects.get(code="survey")


def give(cast, purpose, **but):
    given = {"by": cast.customer, "now": cast.now, **but}
    return give_consent(cast.customer.customer, purpose=purpose, **given)


def ask(cast, purpose="survey", channel="email", now=NOON):
    return may_contact(cast.customer.customer, purpose, channel, now=now)


def wishes(cast, **but):
    given = {"preferred_channel": "", "contact_from": None, "contact_until": None, "is_do_not_disturb": False}
    customer = cast.customer.customer
    change_contact_preferences(customer, **{**given, **but}, by=cast.customer, now=cast.now)


def test_is_kept_with_version_channel_evidence_by_whom_and_when(cast, survey):
    """CUS-7; what is known of them is stored encrypted (INF-1)."""
    kept = give(cast, survey, by=cast.agent, channel="phone", evidence="录音 20261120-0031")
    assert (kept.text.version, kept.given_over, kept.given_at) == ("2026-1", "phone", cast.now)
    assert (kept.given_by_kind, kept.given_by_id) == ("staff", cast.agent.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM customers_consent")
        assert "20261120" not in cursor.fetchone()[0]
    fact = JournalEntry.objects.get(kind="customer.consent_given")
    assert fact.facts == {"purpose": "survey", "version": "2026-1", "channel": "phone", "consent": kept.pk}


def test_staff_say_how_they_know(cast, survey):
    with pytest.raises(Refused) as no:
        give(cast, survey, by=cast.agent, channel="phone")
    assert no.value.field == "evidence"


def test_given_twice_is_one(cast, survey):
    assert give(cast, survey).pk == give(cast, survey).pk


def test_a_stranger_neither_gives_nor_withdraws(cast, survey):
    """ORG-3"""
    give(cast, survey)
    for stranger in (cast.stranger, cast.other_customer):
        with pytest.raises(NotAllowed):
            give(cast, survey, by=stranger, channel="phone", evidence="x")
        with pytest.raises(NotAllowed):
            withdraw_consent(cast.customer.customer, purpose=survey, by=stranger, now=NOON)
    assert not Consent.objects.visible_to(cast.stranger).exists()
    assert not Consent.objects.visible_to(cast.other_customer).exists()
    assert ask(cast).allowed


def test_without_it_there_is_no_contact_and_with_it_until_withdrawn(cast, survey):
    assert ask(cast).why == "no_consent"
    give(cast, survey)
    assert ask(cast).allowed and ask(cast).why == "consent"
    withdraw_consent(cast.customer.customer, purpose=survey, by=cast.customer, now=NOON)
    withdraw_consent(cast.customer.customer, purpose=survey, by=cast.customer, now=NOON)
    assert ask(cast).why == "no_consent"
    assert JournalEntry.objects.filter(kind="customer.consent_withdrawn").count() == 1
    give(cast, survey)
    assert ask(cast).allowed


def test_what_the_contract_needs_goes_out_without_and_says_so(cast):
    wishes(cast, is_do_not_disturb=True, preferred_channel="phone")
    answer = ask(cast, "service")
    assert (answer.allowed, answer.why) == (True, "contract")
    assert "合同" in str(answer.words) or "contract" in str(answer.words)
    with pytest.raises(Refused):
        give(cast, Purpose.objects.get(code="service"))


def test_wishes_are_obeyed(cast, survey):
    """CUS-1: channel, hours, do not disturb."""
    give(cast, survey)
    wishes(cast, preferred_channel="phone")
    assert ask(cast).why == "other_channel" and ask(cast, channel="phone").allowed
    wishes(cast, contact_from=time(14), contact_until=time(18))
    early = ask(cast)
    assert (early.why, early.not_before) == ("hours", NOON + timedelta(hours=2))
    late = ask(cast, now=NOON + timedelta(hours=6))
    assert late.not_before == NOON + timedelta(hours=26)
    assert ask(cast, "service", "email").allowed and ask(cast, "service", "phone").why == "hours"
    assert ask(cast, "safety", "phone").why == "emergency"
    wishes(cast, is_do_not_disturb=True)
    assert ask(cast).why == "do_not_disturb"


def test_a_new_text_that_asks_anew_makes_the_old_consent_void(cast, survey):
    give(cast, survey)
    PurposeText.objects.create(purpose=survey, version="2026-2", text={"zh-hans": "改了个错字"})
    assert ask(cast).allowed
    PurposeText.objects.create(purpose=survey, version="2027-1", text={"zh-hans": "更多用途"}, asks_anew=True)
    assert not ask(cast).allowed
    with pytest.raises(Refused):
        give(cast, survey, version="2026-1")
    give(cast, survey, version="2027-1")
    assert ask(cast).allowed
    assert Consent.objects.filter(customer=cast.customer.id).count() == 2
    assert [one.counts for one in purposes_of(cast.customer.customer, cast.agent) if one.consent] == [True]


def test_an_unknown_purpose_may_nothing(cast):
    assert ask(cast, "anything").why == "unknown_purpose"


def test_the_pack_adds_what_is_missing_and_never_overwrites(cast, survey):
    Purpose.objects.filter(pk=survey.pk).update(name={"en": "Ours"})
    rows = [{"code": "survey", "basis": "contract", "version": "2", "name": {}, "text": {"en": "new"}}]
    load_purposes(rows)
    survey.refresh_from_db()
    assert (survey.basis, survey.name["en"], survey.texts.count()) == ("consent", "Ours", 2)


def test_system_may_give_it_for_an_import(cast, survey):
    assert give(cast, survey, by=SYSTEM, channel="paper", evidence="档案 7").given_by_kind == "system"
