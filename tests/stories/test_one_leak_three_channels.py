"""One customer writes by mail and WeChat and rings about one leak: one person, one story, one case (CHN-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.calling import join_call
from alongside.domain.cases.actions.threads import join_case, open_case_from_thread
from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.models import Kind
from alongside.domain.cases.reactions.telling import tell_reply
from alongside.domain.conversations.actions import Heard, hear, take_mail
from alongside.domain.conversations.actions.wechat.following import known_customer
from alongside.domain.conversations.models import Account, Call, Delivery, Mailbox, Message, Thread
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system
from alongside.domain.customers.actions.wechat import WeChatAccount, bind_wechat
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

APP, OPENID = "wx-app", "o-zhou-min"
LATER = timedelta(minutes=10)


@pytest.fixture
def customer(cast):
    return cast.customer.customer


@pytest.fixture
def by_mail(cast, customer) -> Thread:
    box = Mailbox.objects.create(
        node=cast.project, name="客服", address="service@ours.test", begins_at=cast.now, next_at=cast.now,
        uid_validity=1,
    )  # fmt: skip
    address = customer.contact_points.get(kind="email").value
    raw = f"From: {address}\r\nMessage-ID: <1@x>\r\nSubject: leak\r\n\r\n厨房漏水，请来看看".encode()
    taken = take_mail(box, raw, uid_validity=1, uid=1, now=cast.now)
    assert taken is not None and taken.conversation is not None
    return taken.conversation.thread


@pytest.fixture
def by_wechat(cast, customer) -> Thread:
    account = Account.objects.create(
        node=cast.project,
        channel="wechat",
        provider="wechat_official",
        name="公众号",
        options={"app_id": APP},
    )
    bind_wechat(customer, WeChatAccount(APP, OPENID), by=cast.customer, now=cast.now)
    who = known_customer(account, OPENID)
    message = hear(account, Heard(OPENID, "[图片] 就是这里漏", "m1", customer=who), now=cast.now + LATER)
    assert message is not None
    return Thread.objects.get(pk=message.conversation_id)


@pytest.fixture
def by_phone(cast, customer) -> Call:
    number = customer.contact_points.get(kind="phone").value
    return a_call(a_telephone_system(cast.project), number=number, at=cast.now + 2 * LATER)


def test_the_agent_sees_one_person_one_story_and_one_case(
    client, cast, customer, by_mail, by_wechat, by_phone
):
    """CHN-1; what must be seen of issue "every channel, one conversation"."""
    now = cast.now + 3 * LATER
    assert {by_mail.conversation.customer, by_wechat.conversation.customer, by_phone.customer} == {customer}
    case = open_case_from_thread(
        by_mail, node=cast.project, title="厨房漏水", kind=Kind.ENQUIRY, by=cast.agent, now=now
    )
    join_case(case, thread=by_wechat, by=cast.agent, now=now)
    join_call(case, call=by_phone, by=cast.agent, now=now)
    heard = Message.objects.filter(conversation=case.conversation).exclude(kind="told").order_by("sent_at")
    assert list(heard.values_list("channel", flat=True)) == ["email", "wechat", "phone"]

    account = by_wechat.account
    hear(account, Heard(OPENID, "还在滴", "m2", customer=customer), now=now + LATER)
    assert Message.objects.get(body="还在滴").conversation == case.conversation
    client.force_login(cast.agent.staff)
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert all(words in page for words in ("厨房漏水，请来看看", "就是这里漏", "还在滴", customer.name))
    client.force_login(cast.stranger.staff)
    assert client.get(f"/desk/cases/{case.number}/").status_code == 404


def test_the_answer_goes_the_way_on_which_they_wrote_last(cast, by_mail, by_wechat):
    """CHN-1, CHN-7: one voice, on one way."""
    case = open_case_from_thread(
        by_mail, node=cast.project, title="厨房漏水", kind=Kind.ENQUIRY, by=cast.agent, now=cast.now
    )
    join_case(case, thread=by_wechat, by=cast.agent, now=cast.now)
    said = reply_to_customer(case, words="师傅下午三点到。", by=cast.agent, now=cast.now + 2 * LATER)
    tell_reply(JournalEntry.objects.get(kind="case.customer_told", facts__message=said.pk))
    sent = Delivery.objects.get(message=said)
    assert (sent.channel, sent.recipient, sent.account) == ("wechat", OPENID, by_wechat.account)
