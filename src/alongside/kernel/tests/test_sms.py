"""Short messages over Aliyun's protocol, against a fake that checks every signature itself (CHN-4)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from tests.fakes.running import running

from alongside.kernel.sms import aliyun
from alongside.kernel.sms.gateway import GatewayError, Sms
from alongside.kernel.sms.length import parts, signed

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SMS = Sms("13800000001", "观澜庭", "SMS_1001", {"code": "483920", "minutes": "10"}, out_id="d1")


@pytest.fixture(scope="module")
def there():
    with running("aliyun_sms") as url:
        yield url


@pytest.fixture
def access(there):
    yield aliyun.Access("LTAI5tFake", "aliyun-secret", there)
    httpx.post(f"{there}/test", json={"refuse": None, "down": False, "drop": 0})


def test_the_signature_is_the_one_of_the_rules_own_example():
    """CHN-4: the example on Aliyun's page about version 3 of its signature."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    _names, made = aliyun.signature(
        "YourAccessKeySecret", method="POST", path="/", query=query, headers=headers, body=b""
    )
    assert made == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def test_a_message_is_taken_in_the_words_of_its_template(access, there):
    """CHN-4: with awkward signs in the variables, which both sides must spell alike."""
    awkward = replace(SMS, template="SMS_1003", variables={"words": "今天 9:00~10:00 * 50% & 张'姐' + 😀"})
    assert aliyun.send_sms(access, awkward, now=NOW).endswith("^0")
    assert (
        httpx.get(f"{there}/taken")
        .json()["taken"][-1]["text"]
        .startswith("【观澜庭】今天 9:00~10:00 * 50% & 张'姐' + 😀")
    )
    aliyun.send_batch(access, [SMS, replace(SMS, phone="13800000002")], now=NOW)
    assert {one["phone"] for one in httpx.get(f"{there}/taken").json()["taken"][-2:]} == {
        "13800000001",
        "13800000002",
    }
    aliyun.check_access(access, sign_name="观澜庭")


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"key_secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"key_id": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"base": "http://127.0.0.1:9"}, "reach"),
    ],
)
def test_a_gateway_that_says_no_is_an_error_with_its_code(access, but, code):
    with pytest.raises(GatewayError) as no:
        aliyun.send_sms(replace(access, **but), SMS, now=NOW)
    assert no.value.code == code and not no.value.is_unsure
    assert "aliyun-secret" not in str(no.value)


def test_the_gateways_own_codes_come_through(access, there):
    for code in ("isv.BUSINESS_LIMIT_CONTROL", "isv.OUT_OF_SERVICE", "Throttling.User"):
        httpx.post(f"{there}/test", json={"refuse": code})
        with pytest.raises(GatewayError) as no:
            aliyun.send_sms(access, SMS, now=NOW)
        assert no.value.code == code and not no.value.is_unsure


def test_what_was_taken_without_an_answer_is_found_again(access, there):
    """CHN-7: the connection ended after the gateway took it; asked by our own number it says so."""
    httpx.post(f"{there}/test", json={"drop": 1})
    lost = replace(SMS, out_id="d77")
    with pytest.raises(GatewayError) as no:
        aliyun.send_sms(access, lost, now=NOW)
    assert no.value.is_unsure
    asked = {"phone": SMS.phone, "on": NOW.date(), "now": NOW}
    assert aliyun.find_sent(access, out_id="d77", **asked)
    assert aliyun.find_sent(access, out_id="d78", **asked) is None


def test_pushed_reports_and_replies_are_read_and_rubbish_is_not():
    told = {
        "phone_number": "138",
        "biz_id": "1^0",
        "success": False,
        "err_code": "MK:0001",
        "err_msg": "空号",
    }
    [report] = aliyun.reports_in([told | {"report_time": "2026-11-20 10:00:00"}, {}, "x", 7])
    assert (report.is_delivered, report.code, report.at) == (False, "MK:0001", NOW)
    [reply] = aliyun.replies_in(
        [{"phone_number": "138", "content": "TD", "send_time": "x", "sequence_id": 9}, {"content": "?"}]
    )
    assert (reply.words, reply.at) == ("TD", None)
    assert aliyun.replies_in({"not": "a list"}) == aliyun.reports_in(None) == []


def test_the_length_is_counted_as_the_networks_charge_it():
    """CHN-4: 70 signs, or parts of 67; the signature counts, an emoji is two."""
    assert [parts(text) for text in ("", "一" * 70, "一" * 71, "一" * 134, "一" * 135, "😀" * 36)] == [
        0, 1, 2, 2, 3, 2,
    ]  # fmt: skip
    assert parts(signed("一" * 66, "观澜庭")) == 2
