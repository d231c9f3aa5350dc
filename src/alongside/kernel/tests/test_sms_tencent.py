"""Short messages over Tencent Cloud's protocol, against a fake that checks every signature itself (CHN-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.fakes.running import running

from alongside.kernel.sms import tencent
from alongside.kernel.sms.gateway import GatewayError, Sms

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SMS = Sms("+8613800000001", "观澜庭", "1001", {"code": "483920", "minutes": "10"}, out_id="d1")


@pytest.fixture(scope="module")
def there():
    with running("tencent_sms") as url:
        yield url


@pytest.fixture
def access(there):
    yield tencent.Access("AKIDfake", "tencent-secret", "1400006666", there)
    httpx.post(f"{there}/test", json={"clear": True})
    httpx.get(f"{there}/taken")


def test_the_signature_is_the_one_of_the_rules_own_example():
    """CHN-4: the example on Tencent's page about version 3 of its signature."""
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    scope, made = tencent.signature(
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        service="cvm",
        host="cvm.tencentcloudapi.com",
        content_type="application/json; charset=utf-8",
        body=body,
        at=datetime.fromtimestamp(1551113065, UTC),
    )
    assert scope == "2019-02-25/cvm/tc3_request"
    assert made == "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"


def test_a_message_is_taken_with_its_parameters_in_their_order_and_found_by_its_phone(access, there):
    """CHN-4"""
    awkward = replace(SMS, template="1003", variables={"words": "今天 9:00~10:00 * 50% & 张'姐' + 😀"})
    numbers = [tencent.send_sms(access, one, now=NOW) for one in (SMS, awkward)]
    taken = httpx.get(f"{there}/taken").json()["taken"]
    assert [one["said"] for one in taken] == [["483920", "10"], [awkward.variables["words"]]]
    asked = {"phone": SMS.phone, "now": NOW + timedelta(minutes=1)}
    assert tencent.sent_to(access, since=NOW, **asked) == numbers
    assert tencent.sent_to(access, since=NOW + timedelta(seconds=30), **asked) == []
    tencent.check_access(access)


@pytest.mark.parametrize(
    ("but", "what", "code"),
    [
        ({"secret_key": "wrong"}, {}, "AuthFailure.SignatureFailure"),
        ({"secret_id": "nobody"}, {}, "AuthFailure.SecretIdNotFound"),
        ({"app_id": "1"}, {}, "UnauthorizedOperation.SmsSdkAppIdVerifyFail"),
        ({"base": "http://127.0.0.1:9"}, {}, "reach"),
        ({}, {"template": "9"}, "FailedOperation.TemplateIncorrectOrUnapproved"),
        ({}, {"phone": "+1"}, "InvalidParameterValue.IncorrectPhoneNumber"),
    ],
)
def test_a_gateway_that_says_no_is_an_error_with_its_code(access, but, what, code):
    """CHN-7"""
    with pytest.raises(GatewayError) as no:
        tencent.send_sms(replace(access, **but), replace(SMS, **what), now=NOW)
    assert no.value.code == code and not no.value.is_unsure
    assert "tencent-secret" not in str(no.value)


def test_a_lost_answer_is_unsure_and_a_gateway_that_is_down_is_not(access, there):
    """CHN-7"""
    for what, is_unsure in (({"drop": 1}, True), ({"down": True}, False)):
        httpx.post(f"{there}/test", json=what)
        with pytest.raises(GatewayError) as no:
            tencent.send_sms(access, SMS, now=NOW)
        assert no.value.is_unsure == is_unsure


def test_what_it_pushes_is_read_and_what_is_none_is_left_out():
    """CHN-4: the examples on Tencent's pages about its callbacks."""
    state = {
        "user_receive_time": "2015-10-17 08:03:04",
        "nationcode": "86",
        "mobile": "13000000000",
        "report_status": "SUCCESS",
        "errmsg": "DELIVRD",
        "description": "用户短信送达成功",
        "sid": "5000:1",
    }
    [report] = tencent.reports_in([state, {"nonsense": 1}, 7])
    assert (report.biz_id, report.is_delivered, report.phone) == ("5000:1", True, "+8613000000000")
    assert report.at == datetime(2015, 10, 17, 0, 3, 4, tzinfo=UTC)
    answer = {
        "extend": "",
        "mobile": "13000000000",
        "nationcode": "86",
        "text": "几点来？",
        "time": 1457336869,
    }
    [reply] = tencent.replies_in(answer)
    assert (reply.phone, reply.words) == ("+8613000000000", "几点来？")
    assert tencent.replies_in([]) == tencent.reports_in(answer) == tencent.replies_in("x") == []
