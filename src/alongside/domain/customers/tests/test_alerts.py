"""Alerts to see before speaking: with an owner and an expiry (CUS-8)."""

from datetime import timedelta

import pytest

from alongside.domain.customers.actions import lift_alert, raise_alert
from alongside.domain.customers.models import Alert
from alongside.domain.customers.queries import alerts_of
from alongside.domain.customers.samples import an_alert
from alongside.kernel.refusals import NotAllowed, Refused


def test_is_shown_until_it_expires(cast) -> None:
    """CUS-8"""
    customer = cast.customer.customer
    alert = an_alert(customer, owner=cast.agent.staff, now=cast.now, expires_on=cast.now.date())
    assert list(alerts_of(customer, cast.now)) == [alert]
    assert list(alerts_of(customer, cast.now + timedelta(days=1))) == []


def test_is_gone_when_it_is_lifted(cast) -> None:
    """CUS-8"""
    alert = an_alert(cast.customer.customer, owner=cast.agent.staff, now=cast.now)
    lift_alert(alert, by=cast.agent, now=cast.now)
    assert list(alerts_of(cast.customer.customer, cast.now)) == []


def test_one_with_a_key_is_raised_once_and_again_after_lifting(cast) -> None:
    """CUS-8"""
    said = {"owner": cast.agent.staff, "now": cast.now, "once_key": "case:7"}
    first = an_alert(cast.customer.customer, **said)
    assert an_alert(cast.customer.customer, **said) == first
    lift_alert(first, by=cast.agent, now=cast.now)
    assert an_alert(cast.customer.customer, **said) == first
    assert list(alerts_of(cast.customer.customer, cast.now)) == [first]


@pytest.mark.parametrize(
    ("kind", "words", "days", "field"),
    [
        ("other", " ", 3, "words"),
        ("other", "小心台阶", -1, "expires_on"),
        ("other", "小心台阶", 400, "expires_on"),
        ("vulnerable", "独居老人", 3, "consented"),
        ("gossip", "听说", 3, "kind"),
    ],
)
def test_is_refused_without_words_expiry_or_consent(
    cast, kind: str, words: str, days: int, field: str
) -> None:
    """CUS-8"""
    with pytest.raises(Refused) as refusal:
        raise_alert(
            cast.customer.customer,
            kind=kind,
            words=words,
            owner=cast.agent.staff,
            expires_on=cast.now.date() + timedelta(days=days),
            by=cast.agent,
            now=cast.now,
        )
    assert refusal.value.field == field


def test_is_neither_raised_nor_lifted_nor_seen_by_strangers(cast) -> None:
    """ORG-3"""
    alert = an_alert(cast.customer.customer, owner=cast.agent.staff, now=cast.now)
    assert alert in Alert.objects.visible_to(cast.agent)
    assert alert not in Alert.objects.visible_to(cast.stranger)
    for by in (cast.stranger, cast.customer):
        with pytest.raises(NotAllowed):
            lift_alert(alert, by=by, now=cast.now)
        with pytest.raises(NotAllowed):
            raise_alert(
                cast.customer.customer,
                kind="other",
                words="小心",
                owner=cast.agent.staff,
                expires_on=cast.now.date(),
                by=by,
                now=cast.now,
            )
