"""SMS over Tencent Cloud rides in the same outbox, and what it pushes comes by the same door (CHN-4, CHN-7)."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.test import Client
from tests.fakes.running import running

from alongside.domain.conversations.actions import deliver
from alongside.domain.conversations.models import Account, Delivery, Message, TextTemplate, Thread
from alongside.domain.conversations.tests.test_one_outbox import NOW, somebody, told


@pytest.fixture(scope="module")
def gateway():
    with running("tencent_sms") as url:
        yield url


@pytest.fixture
def says(gateway):
    def say(**what):
        httpx.post(f"{gateway}/test", json=what)
        return httpx.get(f"{gateway}/taken").json()["taken"]

    say(clear=True)
    return say


@pytest.fixture
def account(cast, gateway):
    account = Account.objects.create(
        node=cast.project,
        channel="sms",
        provider="sms_tencent",
        name="短信",
        options={"sign_name": "观澜庭", "base": gateway, "app_id": "1400006666"},
        secrets='{"secret_id": "AKIDfake", "secret_key": "tencent-secret"}',
    )
    text = "${title}：${sentence} 详情 ${link} 拒收请回复R"
    TextTemplate.objects.create(
        account=account, kind="notice", language="zh-hans", vendor_code="1002", text=text
    )
    return account


def test_it_is_sent_reported_and_answered_under_its_own_signature(cast, account, says):
    """CHN-4: pushes of Tencent's own shape; the same push twice is one."""
    customer = somebody(cast, 1)
    delivery = told(cast, customer)
    deliver(delivery.pk, now=NOW)
    delivery.refresh_from_db()
    [taken] = says()
    assert (delivery.state, delivery.external_id, taken["said"][0]) == ("sent", taken["number"], "水管已修好")
    door = f"/channels/sms/{account.code}/"
    state = {"mobile": "13900000001", "report_status": "SUCCESS", "sid": taken["number"], "errmsg": "DELIVRD"}
    answer = {"mobile": "13900000001", "nationcode": "86", "text": "几点来？", "time": int(NOW.timestamp())}
    for pushed in ([state], answer, answer):
        assert Client().post(door, pushed, content_type="application/json").json()["result"] == 0
    delivery.refresh_from_db()
    assert delivery.state == "delivered" and Message.objects.get().body == "几点来？"
    assert Thread.objects.get().sender == "+8613900000001"


def test_what_may_have_gone_is_looked_for_by_its_phone_and_left_to_people_after_that(cast, account, says):
    """CHN-7: Tencent knows no number of ours; it is never sent twice by itself."""
    customer = somebody(cast, 1)
    says(drop=2)
    found, lost = told(cast, customer, "a"), told(cast, customer, "b")
    deliver(found.pk, now=NOW)
    deliver(found.pk, now=NOW + timedelta(minutes=3))
    later = NOW + timedelta(minutes=10)
    deliver(lost.pk, now=later)
    says(reports=False)
    for minutes in (5, 30):
        deliver(lost.pk, now=later + timedelta(minutes=minutes))
    states = [Delivery.objects.get(pk=one.pk).state for one in (found, lost)]
    assert states == ["sent", "doubtful"] and len(says()) == 2


def test_a_wrong_number_goes_over_the_next_channel_and_a_gateway_that_is_down_waits(cast, account, says):
    """CHN-7"""
    wrong = told(cast, somebody(cast, 1, mail="a@example.test"))
    says(refuse="InvalidParameterValue.IncorrectPhoneNumber")
    deliver(wrong.pk, now=NOW)
    says(refuse=None, down=True)
    waits = told(cast, somebody(cast, 2))
    deliver(waits.pk, now=NOW)
    account.refresh_from_db()
    states = [Delivery.objects.get(pk=one.pk).state for one in (wrong, waits)]
    assert states == ["passed_on", "queued"] and account.failing_since == NOW
