"""An answer arrives over WeChat once, as far as WeChat lets us, else over another channel (CHN-3, CHN-7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import make_cast

from alongside.domain.conversations.actions import answer_thread, keep_template, settle_doubt, write_letter
from alongside.domain.conversations.actions.carriers import CARRIERS, NotCarried
from alongside.domain.conversations.actions.outbox import deliver
from alongside.domain.conversations.models import Delivery, NoticeConsent, Thread
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.work.models import Notice
from alongside.faces.gateways.tests.official import (
    NOW,
    ZHOU,
    an_account,
    answered,
    bind,
    heard,
    push,
    say,
    work,
)
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.tests.worker_process import a_worker, soon


def test_an_answer_arrives_as_customer_service_and_a_long_one_goes_on_where_it_stopped(cast, there, account):
    """CHN-3, CHN-7"""
    assert answered(cast, there, account).state == "sent"
    long = "长" * 1500
    delivery = answered(cast, there, account, long, wrong={"/cgi-bin/message/custom/send": [0, -1]})
    assert (delivery.state, delivery.last_error.split()[0]) == ("queued", "busy")
    deliver(delivery.pk, now=delivery.next_try_at)
    sent = [one["text"]["content"] for one in say(there)["sent"]]
    assert sent[0] == "师傅下午三点到。" and "".join(sent[1:]) == long


def test_after_the_window_the_template_is_taken_and_what_became_of_it_is_told(cast, there):
    """CHN-3, CHN-7"""
    account = an_account(cast, there, template_id="t1")
    delivery = answered(cast, there, account, hours_later=50, templates={"t1": ["thing1", "time2"]})
    sent = say(there)["sent"][-1]
    assert (delivery.state, delivery.external_id, sent["by"]) == ("sent", str(sent["msgid"]), "template")
    assert sent["data"]["thing1"]["value"] == "师傅下午三点到。"
    push(account, Event="TEMPLATESENDJOBFINISH", MsgID=sent["msgid"], Status="failed:user block")
    work()
    delivery.refresh_from_db()
    assert (delivery.state, "user block" in delivery.last_error) == ("returned", True)
    delivery = answered(cast, there, account, "改到四点。")
    push(account, Event="TEMPLATESENDJOBFINISH", MsgID=int(delivery.external_id), Status="success")
    work()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


@pytest.mark.parametrize(
    ("case", "is_elsewhere"),
    [
        ({"hours_later": 50}, True),
        ({"unfollow": ZHOU}, True),
        ({"refuse": [ZHOU]}, True),
        ({"quota": 0}, True),
        ({"wrong": {"/cgi-bin/message/custom/send": [45011]}}, False),
    ],
)
def test_who_is_not_reached_here_is_reached_elsewhere(cast, there, account, case, is_elsewhere):
    """CHN-7"""
    heard(account)
    answer_thread(Thread.objects.get(), words="您好", by=cast.agent, now=NOW)
    say(there, **case)
    with pytest.raises(NotCarried) as no:
        CARRIERS["wechat_official"].send(Delivery.objects.latest("pk"), now=NOW)
    assert no.value.next_channel == is_elsewhere and ZHOU not in no.value.words


# --- nobody knows whether it went ---------------------------------------------------------------------------


def sent(there):
    return say(there)["sent"]


def test_an_answer_whose_yes_was_lost_is_not_said_again_until_somebody_wishes_so(cast, there, account):
    """CHN-3, CHN-7: WeChat knows no answer again and tells nobody what it took; so the writer looks."""
    delivery = answered(cast, there, account, drop=1)
    assert delivery.state == "doubtful" and len(sent(there)) == 1
    deliver(delivery.pk, now=NOW + timedelta(hours=1))
    assert len(sent(there)) == 1
    assert Notice.objects.get(kind="delivery.doubtful").staff_id == cast.agent.id
    account.refresh_from_db()
    assert account.failing_since == NOW, "before the next one is said, WeChat is asked whether it works"
    with pytest.raises(NotAllowed):
        settle_doubt(delivery, send_again=True, by=cast.customer, now=NOW)
    settle_doubt(delivery, send_again=True, by=cast.agent, now=NOW)
    say(there, wrong={"/cgi-bin/get_api_domain_ip": [-1]})
    deliver(delivery.pk, now=NOW + timedelta(minutes=2))
    assert len(sent(there)) == 1
    deliver(delivery.pk, now=NOW + timedelta(minutes=5))
    delivery.refresh_from_db()
    assert delivery.state == "sent" and len(sent(there)) == 2
    with pytest.raises(Refused):
        settle_doubt(delivery, send_again=True, by=cast.agent, now=NOW)


def test_what_they_have_read_is_noted_as_sent(cast, there, account):
    """CHN-3"""
    delivery = answered(cast, there, account, drop=1)
    settle_doubt(delivery, send_again=False, by=cast.agent, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at) == ("sent", NOW)


def test_a_template_message_whose_yes_was_lost_is_known_again(cast, there):
    """CHN-3: by our number, for ten minutes; later nobody knows."""
    account = an_account(cast, there, template_id="t1")
    late = {"CreateTime": int((NOW - timedelta(hours=50)).timestamp())}
    heard(account, **late)
    case = {"hours_later": 50, "templates": {"t1": ["thing1", "time2"]}, "drop": 1}
    first = answered(cast, there, account, **case)
    assert (first.state, first.begun_at) == ("queued", NOW)
    deliver(first.pk, now=NOW + timedelta(minutes=2))
    first.refresh_from_db()
    assert first.state == "sent" and len(sent(there)) == 1
    second = answered(cast, there, account, "改到四点。", drop=1)
    deliver(second.pk, now=NOW + timedelta(minutes=20))
    second.refresh_from_db()
    assert second.state == "doubtful" and len(sent(there)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_wechats_yes_leaves_it_to_people_not_to_chance(there):
    """CHN-3, CHN-7: WeChat has it, the worker dies before it is written down, the next one says nothing again."""
    cast = make_cast(NOW)
    account = an_account(cast, there)
    heard(account, CreateTime=int(datetime.now(UTC).timestamp()))
    say(there, hang=True)
    answer_thread(Thread.objects.get(), words="师傅下午三点到。", by=cast.agent, now=datetime.now(UTC))
    with a_worker() as worker:
        soon(lambda: len(sent(there)) == 1)
        worker.kill()
        worker.wait()
    say(there, hang=False)
    delivery = Delivery.objects.get()
    assert delivery.state == "queued" and delivery.begun_at is not None
    deliver(delivery.pk, now=datetime.now(UTC))
    delivery.refresh_from_db()
    assert delivery.state == "doubtful" and len(sent(there)) == 1


# --- notices to which they said yes (订阅通知) ---------------------------------------------------------------

TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3"
LETTER = Letter("水管已修好", "您好", ("师傅今天修好了水管。",), buttons=(("看", "http://x/1"),))


def notices(account):
    text = "thing1 = ${title}\nthing2 = ${sentence}\ntime3 = ${time}"
    keep_template(
        account, kind="notice", language="zh-hans", vendor_code=TEMPLATE, text=text, by=SYSTEM, now=NOW
    )


def said_yes(account, there, *, at=NOW, event="popup", **but):
    """They were asked on a page or in an article; WeChat tells it several times."""
    both = [
        {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept", "PopupScene": "2"} | but,
        {"TemplateId": "another", "SubscribeStatusString": "reject", "PopupScene": "2"},
    ]
    name = f"SubscribeMsg{event.capitalize()}Event"
    for _again in range(2):
        told = {"Event": f"subscribe_msg_{event}_event", name: {"List": both}}
        push(account, CreateTime=int(at.timestamp()), **told)
        work()
    say(there, consents={ZHOU: {TEMPLATE: 1}}, templates={TEMPLATE: ["thing1", "thing2", "time3"]})


def told(cast, key, at=NOW):
    made = {"to": cast.customer.customer, "letter": lambda: LETTER, "once_key": key, "node": cast.project}
    written = write_letter(**made, now=at)
    if written is not None:
        deliver(written.pk, now=at)
        written.refresh_from_db()
    return written


def test_a_notice_goes_to_who_said_yes_once_for_each_yes_else_over_the_next_channel(cast, there, account):
    """CHN-7: consent and quota of each template as WeChat tells them; SubscribeMsgSentEvent says what became of it."""
    bind(cast.customer)
    notices(account)
    assert told(cast, "before").channel == "email", "who said nothing is not written to over WeChat"
    said_yes(account, there)
    said_yes(account, there, at=NOW + timedelta(seconds=1))
    assert NoticeConsent.objects.get(template_id=TEMPLATE).left == 2
    first, second = told(cast, "one"), told(cast, "two")
    assert [first.state, second.state] == ["sent", "sent"]
    assert [one["data"]["thing1"]["value"] for one in sent(there)] == ["水管已修好"] * 2
    assert NoticeConsent.objects.get(template_id=TEMPLATE).left == 0
    assert told(cast, "three").channel == "email"
    arrived = {
        "TemplateId": TEMPLATE,
        "MsgID": "1700827132819554304",
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    push(account, Event="subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [arrived]})
    work()
    second.refresh_from_db()
    assert second.state == "delivered"


def test_who_took_the_yes_back_is_told_over_the_next_channel(cast, there, account):
    """CHN-7: also where WeChat says so only when it is sent."""
    bind(cast.customer)
    notices(account)
    said_yes(account, there)
    say(there, consents={ZHOU: {TEMPLATE: -1}})
    gone = told(cast, "used up there")
    assert (gone.state, gone.passed_to.channel) == ("passed_on", "email")
    said_yes(account, there, at=NOW + timedelta(seconds=5))
    assert NoticeConsent.objects.get(template_id=TEMPLATE).left == 1
    said_yes(account, there, at=NOW + timedelta(seconds=9), event="change", SubscribeStatusString="reject")
    assert told(cast, "refused").channel == "email" and not sent(there)


def test_a_notice_whose_yes_was_lost_is_cleared_up_by_what_wechat_tells(cast, there, account):
    """CHN-7"""
    bind(cast.customer)
    notices(account)
    said_yes(account, there)
    say(there, drop=1)
    lost = told(cast, "lost")
    assert lost.state == "doubtful" and len(sent(there)) == 1
    arrived = {"TemplateId": TEMPLATE, "MsgID": "17", "ErrorCode": "0", "ErrorStatus": "success"}
    push(account, Event="subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [arrived]})
    work()
    lost.refresh_from_db()
    assert lost.state == "delivered"
