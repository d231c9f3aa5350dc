"""Consent for a stated purpose and a version of its text, withdrawn at once (CUS-7)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from alongside.domain.customers.actions import (
    allow_channel,
    change_contact_preferences,
    give_consent,
    merge_customers,
    refuse_channel,
    unmerge_customers,
    withdraw_consent,
)
from alongside.domain.customers.imports.catalogue import load_purposes
from alongside.domain.customers.models import Consent, Purpose, PurposeText
from alongside.domain.customers.queries import channel_refusals_of, may_contact, may_contact_each, purposes_of
from alongside.domain.customers.samples import a_customer
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


def test_news_is_refused_over_one_channel_and_comes_over_the_others(cast, survey):
    """CUS-7, CHN-4: by purpose and by channel; what the contract needs goes out all the same; twice is once."""
    customer = cast.customer.customer
    give(cast, survey)
    for _again in range(2):
        refuse_channel(customer, channel="sms", by=cast.customer, now=NOON, over="sms")
    assert ask(cast, channel="sms").why == "channel_refused" and ask(cast).allowed
    assert may_contact_each([customer], "survey", "sms", now=NOON) == {customer.pk: ask(cast, channel="sms")}
    assert ask(cast, "service", "sms").allowed
    fact = JournalEntry.objects.get(kind="customer.channel_refused")
    assert (fact.by_kind, fact.facts) == ("customer", {"channel": "sms", "over": "sms"})
    with pytest.raises(NotAllowed):
        refuse_channel(customer, channel="email", by=cast.other_customer, now=NOON)
    wishes(cast, no_news_over=["email"])
    assert ask(cast, channel="sms").allowed and ask(cast).why == "channel_refused"


def test_staff_end_a_refusal_only_by_the_customers_wish_written_down(cast, survey):
    """CUS-7, CHN-4: over what they said it and how we know; without that it stands."""
    customer = cast.customer.customer
    refuse_channel(customer, channel="sms", by=cast.customer, now=NOON, over="sms")
    asked = {"channel": "sms", "by": cast.supervisor, "now": NOON}
    for wrong in ({"over": "phone"}, {"over": "phone", "evidence": " "}, {"evidence": "他说的"}):
        with pytest.raises(Refused):
            allow_channel(customer, **asked, **wrong)
    with pytest.raises(NotAllowed):
        allow_channel(customer, **asked | {"by": cast.stranger}, over="phone", evidence="录音 1")
    for _again in range(2):
        allow_channel(customer, **asked, over="phone", evidence="录音 20261120-7")
    [one] = channel_refusals_of(customer)
    assert (one.by, one.ended_by, one.refusal.ended_over) == ("", cast.supervisor.staff.name, "phone")
    assert one.refusal.ended_evidence == "录音 20261120-7"
    assert not JournalEntry.objects.filter(
        kind="customer.channel_allowed", facts__has_key="evidence"
    ).exists()


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


def two_records(cast, survey, *, gives: str):
    """The customer and a double of her; one said yes, the other yes and then no."""
    double = a_customer(
        node=cast.project, now=cast.now, name="周珉", phone="13900000001", email="zm@example.com"
    )
    given = {"purpose": survey, "channel": "phone", "by": SYSTEM, "now": cast.now}
    zhou = cast.customer.customer
    for one in (zhou, double):
        give_consent(one, evidence="R1", **given)
    withdraw_consent(double if gives == "survivor" else zhou, **given)
    return zhou, double


@pytest.mark.parametrize("gives", ["survivor", "merged"])
def test_of_two_merged_records_the_stricter_wins_and_parting_gives_back(cast, survey, gives):
    """CUS-7, CUS-6: whoever said no on one record is not written to because of the other."""
    zhou, double = two_records(cast, survey, gives=gives)
    before = list(Consent.objects.order_by("pk").values())
    record = merge_customers(zhou, double, by=SYSTEM, now=cast.now)
    assert not Consent.objects.standing().filter(purpose=survey).exists()
    for one in (zhou, double):  # also for what is still addressed to the merged record
        assert not may_contact(one, "survey", "email", now=NOON).allowed
    assert JournalEntry.objects.filter(
        kind="customer.consent_withdrawn", about_id=zhou.pk, facts__channel="merge"
    ).exists()
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    assert list(Consent.objects.order_by("pk").values()) == before
    asked = {one.pk: may_contact(one, "survey", "email", now=NOON).allowed for one in (zhou, double)}
    assert asked == {zhou.pk: gives == "survivor", double.pk: gives == "merged"}


def test_what_is_withdrawn_while_merged_is_withdrawn_for_both(cast, survey):
    """CUS-7: the record that was kept back does not speak for them afterwards."""
    zhou = cast.customer.customer
    double = a_customer(
        node=cast.project, now=cast.now, name="周珉", phone="13900000001", email="zm@example.com"
    )
    given = {"purpose": survey, "channel": "phone", "by": SYSTEM, "now": cast.now}
    for one in (zhou, double):
        give_consent(one, evidence="R1", **given)
    record = merge_customers(zhou, double, by=SYSTEM, now=cast.now)
    assert may_contact(double, "survey", "email", now=NOON).allowed
    withdraw_consent(zhou, **given)
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    assert not may_contact(double, "survey", "email", now=NOON).allowed
    assert not may_contact(zhou, "survey", "email", now=NOON).allowed


def test_what_was_said_anew_since_the_merge_counts_when_they_part(cast, survey):
    """CUS-7"""
    zhou, double = two_records(cast, survey, gives="survivor")
    record = merge_customers(zhou, double, by=SYSTEM, now=cast.now)
    later = {"purpose": survey, "channel": "phone", "by": SYSTEM, "now": cast.now + timedelta(hours=1)}
    give_consent(zhou, evidence="R2", **later)
    withdraw_consent(zhou, **later)
    unmerge_customers(record, by=SYSTEM, now=cast.now + timedelta(hours=2))
    assert not may_contact(zhou, "survey", "email", now=NOON).allowed


def test_three_records_parted_in_another_order_keep_the_stricter_meanwhile(cast, survey):
    """CUS-7: as long as one who said no is part of them."""
    zhou, double = two_records(cast, survey, gives="survivor")
    third = a_customer(
        node=cast.project, now=cast.now, name="周民", phone="13900000002", email="m@example.com"
    )
    given = {"purpose": survey, "channel": "phone", "by": SYSTEM, "now": cast.now}
    give_consent(third, evidence="R1", **given)
    withdraw_consent(third, **given)
    before = list(Consent.objects.order_by("pk").values())
    first, second = (merge_customers(zhou, one, by=SYSTEM, now=cast.now) for one in (double, third))
    unmerge_customers(first, by=SYSTEM, now=cast.now)
    assert not may_contact(zhou, "survey", "email", now=NOON).allowed
    second.refresh_from_db()
    unmerge_customers(second, by=SYSTEM, now=cast.now)
    assert may_contact(zhou, "survey", "email", now=NOON).allowed
    assert list(Consent.objects.order_by("pk").values()) == before
