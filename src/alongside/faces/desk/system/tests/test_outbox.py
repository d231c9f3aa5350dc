"""The outbox page and the texts of an SMS account (CHN-4, CHN-7)."""

from __future__ import annotations

import json

import pytest

from alongside.domain.conversations.models import Account, Delivery, TextTemplate
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries

URL = "/desk/system/outbox/"
SMS = {
    "channel": "sms",
    "provider": "sms_aliyun",
    "name": "观澜庭短信",
    "secrets": '{"key_secret": "not-to-be-seen"}',
}


@pytest.fixture
def account(house):
    return Account.objects.create(node=house.project, options={"sign_name": "观澜庭"}, **SMS)


@pytest.fixture
def browser(client, house):
    return as_admin(client, house, None, "manage_system", "see_organisation")


def lying(account, house, key, state="parked"):
    return Delivery.objects.create(
        node=house.project, account=account, channel="sms", recipient="+8613800000001", subject="停水", body_text="明天停水",
        state=state, tries=3, next_try_at=house.now, written_at=house.now, last_error="isv.X", once_key=key,
    )  # fmt: skip


def test_all_that_is_parked_of_an_account_is_sent_again_in_one_act(browser, house, account):
    """CHN-7: found by channel, state and account; what is read there names nobody."""
    for number in range(3):
        lying(account, house, f"k{number}")
    lying(None, house, "mail-1")
    page = browser.get(URL, {"state": "parked", "channel": "sms", "account": account.pk}).content.decode()
    assert all(f"k{number}" in page for number in range(3)) and "mail-1" not in page
    assert "13800000001" not in page and "明天停水" not in page
    assert browser.post(f"/desk/system/accounts/{account.pk}/retry/").status_code == 302
    assert Delivery.objects.filter(state="queued").count() == 3
    assert "hx-get" in browser.get(URL, {"part": "loads"}).content.decode(), "it counts how far it is"


def test_nobody_of_another_project_learns_of_it(client, house, account):
    """ORG-3."""
    lying(account, house, "k1")
    template = TextTemplate.objects.create(
        account=account, kind="notice", language="zh-hans", vendor_code="1", text="x"
    )
    elsewhere = as_admin(client, house, house.other_project, "manage_system", "see_organisation")
    assert "k1" not in elsewhere.get(URL).content.decode()
    assert elsewhere.post(f"/desk/system/accounts/{account.pk}/retry/").status_code == 404
    assert elsewhere.get(f"/desk/system/accounts/{account.pk}/add-text/").status_code == 404
    assert elsewhere.get(f"/desk/system/texts/{template.pk}/").status_code == 404


def test_the_list_takes_the_same_queries_however_many_there_are(browser, house, account):
    """Speed."""
    lying(account, house, "k0")

    def two_more():
        for number in (1, 2):
            lying(account, house, f"k{number}")

    assert_queries(browser, URL, 7, add_two=two_more)


def test_a_text_is_kept_as_the_gateway_approved_it(browser, house, account):
    """CHN-4: variables that nothing fills are refused; one for each kind and language; the account's page shows it all."""
    add = f"/desk/system/accounts/{account.pk}/add-text/"
    given = {
        "kind": "notice",
        "language": "zh-hans",
        "vendor_code": "SMS_1",
        "text": "${title} ${who}",
        "is_active": "on",
    }
    assert browser.post(add, given).status_code == 422
    assert browser.post(add, given | {"text": "${title} ${link}"}).status_code == 302
    assert browser.post(add, given | {"text": "${title}"}).status_code == 422
    kept = TextTemplate.objects.get()
    changed = given | {"text": "${title}。", "seen": kept.version}
    assert browser.post(f"/desk/system/texts/{kept.pk}/", changed).status_code == 302
    page = browser.get(f"/desk/system/accounts/{account.pk}/").content.decode()
    assert "${title}。" in page and f"/sms/{account.code}/" in page and "not-to-be-seen" not in page


def test_the_gateways_pushes_are_taken_at_the_accounts_own_address(client, house, account):
    """CHN-4: nobody else's word counts; what is no push is refused."""
    delivery = lying(account, house, "k1", state="sent")
    Delivery.objects.update(external_id="9006^0")
    report = [
        {"phone_number": "138", "biz_id": "9006^0", "success": True, "report_time": "2026-01-01 00:00:00"}
    ]
    push = {"data": json.dumps(report), "content_type": "application/json"}
    assert client.post("/channels/sms/guessed/", **push).status_code == 404
    assert (
        client.post(f"/channels/sms/{account.code}/", data="x", content_type="text/plain").status_code == 400
    )
    assert client.post(f"/channels/sms/{account.code}/", **push).json()["code"] == 0
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
