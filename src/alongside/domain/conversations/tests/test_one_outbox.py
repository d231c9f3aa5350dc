"""One outbox for every channel, against a gateway that refuses, is slow, and forgets to answer (CHN-4, CHN-7)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import httpx
import pytest
from tests.fakes.running import running

from alongside.domain.conversations.actions import (
    Addressed,
    Heard,
    answer_thread,
    deliver,
    hear,
    retry_account,
    send_code,
    sweep_outbox,
    write_letter,
    write_letters,
)
from alongside.domain.conversations.actions.texting import take_push
from alongside.domain.conversations.models import Account, AccountDay, Delivery, Message, TextTemplate, Thread
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.customers.models import ChannelRefusal, ContactPoint, Customer
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.tests.worker_process import a_worker, soon

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Hangzhou
NIGHT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 23:00
LETTER = Letter("水管已修好", "您好", ("师傅今天修好了水管。",), buttons=(("看", "http://x/1"),))


@pytest.fixture(scope="module")
def gateway():
    with running("aliyun_sms") as url:
        yield url


@pytest.fixture
def says(gateway):
    def say(**what):
        httpx.post(f"{gateway}/test", json=what)
        taken(gateway)

    say(clear=True)
    yield say
    say(clear=True)


@pytest.fixture
def account(cast, gateway):
    return an_account(cast.project, gateway)


def an_account(node, url, **options) -> Account:
    account = Account.objects.create(
        node=node,
        channel="sms",
        provider="sms_aliyun",
        name="短信",
        options={"sign_name": "观澜庭", "base": url, "quiet_from": "21:00", "quiet_until": "08:00"} | options,
        secrets='{"key_id": "LTAI5tFake", "key_secret": "aliyun-secret"}',
    )
    texts = {
        "sign_in_code": ("SMS_1001", "您的登录验证码是${code}，${minutes}分钟内有效，请勿告知他人。"),
        "notice": ("SMS_1002", "${title}：${sentence} 详情 ${link} 拒收请回复R"),
        "answer": ("SMS_1003", "${words}"),
    }
    for kind, (code, text) in texts.items():
        TextTemplate.objects.create(
            account=account, kind=kind, language="zh-hans", vendor_code=code, text=text
        )
    return account


def somebody(cast, number: int, *, mail: str = "", **but) -> Customer:
    customer = Customer.objects.create(node=cast.project, name=f"买家{number}", created_at=NOW, **but)
    customer.nodes.create(node=cast.project)
    for kind, value in (("phone", f"+861390000{number:04}"), ("email", mail)):
        if value:
            hashed = blind_index(value, purpose=kind)
            ContactPoint.objects.create(customer=customer, kind=kind, value=value, value_hash=hashed)
    return customer


def told(cast, to: Customer, key: str = "", now: datetime = NOW) -> Delivery:
    written = write_letter(
        to=to, letter=lambda: LETTER, once_key=key or f"k{to.pk}", node=cast.project, now=now
    )
    assert written is not None
    return written


def taken(gateway: str) -> list[dict]:
    return httpx.get(f"{gateway}/taken").json()["taken"]


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def run_worker(now: datetime, until: datetime) -> datetime:
    """What the worker would do: whatever is due, and a round of the timetable each minute."""
    while now < until:
        for one in Delivery.objects.filter(state="queued", next_try_at__lte=now).order_by(
            "next_try_at", "pk"
        ):
            deliver(one.pk, now=now)
        sweep_outbox(now=now)
        if not Delivery.objects.filter(state="queued").exists():
            break
        now += timedelta(minutes=1)
    return now


# --- a gateway that fails -----------------------------------------------------------------------------------


def test_a_gateway_down_for_an_hour_loses_nothing_and_doubles_nothing(cast, account, gateway, says):
    """CHN-7: one message tries, the others wait; then everything arrives once. Whoever keeps the system hears once."""
    people = [somebody(cast, n) for n in range(8)]
    says(down=True)
    for one in people:
        told(cast, one)
    later = run_worker(NOW, NOW + timedelta(hours=1))
    account.refresh_from_db()
    asked = httpx.get(f"{gateway}/test").json()["/"]
    assert states() == ["queued"] * 8 and taken(gateway) == []
    assert account.failing_since == NOW and "ServiceUnavailable" in account.last_error
    assert asked < 30, "the account is tried gently"
    assert set(Notice.objects.values_list("kind", flat=True)) <= {"account.failing"}
    says(down=False)
    run_worker(later, later + timedelta(minutes=30))
    assert states() == ["sent"] * 8
    assert len({one["phone"] for one in taken(gateway)}) == 8 == len(taken(gateway))
    account.refresh_from_db()
    assert account.failing_since is None and AccountDay.objects.get().used == 8


def test_an_answer_that_is_tried_again_bears_one_signature(cast, account, gateway, says):
    """CHN-4: what is filled in is what somebody wrote, however often the gateway refused before."""
    heard = hear(account, Heard("13900000009", "几点来？", "1"), now=NOW)
    answer_thread(heard.conversation.thread, words="下午三点。", by=cast.agent, now=NOW)
    says(down=True)
    for minutes in (1, 9):
        deliver(Delivery.objects.get().pk, now=NOW + timedelta(minutes=minutes))
    says(down=False)
    deliver(Delivery.objects.get().pk, now=NOW + timedelta(minutes=30))
    assert (
        [one["text"] for one in taken(gateway)]
        == ["【观澜庭】下午三点。"]
        == [Delivery.objects.get().body_text]
    )


def test_what_was_taken_without_an_answer_is_not_sent_again(cast, account, gateway, says):
    """CHN-7: the connection ended after the gateway took it; it is asked by our own number, also a day later."""
    says(drop=1)
    delivery = told(cast, somebody(cast, 1, mail="a@example.test"))
    deliver(delivery.pk, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.begun_at) == ("queued", NOW)
    deliver(delivery.pk, now=NOW + timedelta(hours=30))
    assert states() == ["sent"] and len(taken(gateway)) == 1, "and not passed on to mail, though it was late"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_an_sms_sends_it_once(cast, gateway, says):
    """CHN-7: the gateway has it, the worker dies before it is written down, the next one asks first."""
    account = an_account(cast.project, gateway, quiet_from="", quiet_until="")
    says(hang=True)
    delivery = told(cast, somebody(cast, 1), now=datetime.now(UTC))
    with a_worker() as first:
        soon(lambda: len(taken(gateway)) == 1)
        first.kill()
        first.wait()
    says(hang=False)
    assert Delivery.objects.get().state == "queued"
    deliver(delivery.pk, now=datetime.now(UTC))
    assert Delivery.objects.get().state == "sent" and len(taken(gateway)) == 1
    assert AccountDay.objects.get(account=account).used == 1


# --- which channel ------------------------------------------------------------------------------------------


def test_a_number_that_is_none_is_passed_on_to_mail_once(cast, account, gateway, settings):
    """CHN-7: the next channel, linked; told once however often it is tried."""
    with a_post_office(settings) as office:
        both = somebody(cast, 1, mail="a@example.test")
        delivery = told(cast, both)
        assert delivery.channel == "sms" and "水管已修好" in delivery.subject
        Delivery.objects.update(recipient="+1390")
        for _again in range(3):
            deliver(delivery.pk, now=NOW)
        following = Delivery.objects.get(passed_from=delivery)
        assert (following.channel, following.once_key) == ("email", f"{delivery.once_key}#2")
        for _again in range(3):
            deliver(following.pk, now=NOW)
        assert states() == ["passed_on", "sent"] and len(office.mails) == 1
        assert "您好" in office.mails[0].get_body(("plain",)).get_content()
    assert told_again(cast, both) is None


def told_again(cast, to):
    return write_letter(to=to, letter=lambda: LETTER, once_key=f"k{to.pk}", node=cast.project, now=NOW)


def test_the_channel_is_the_one_they_want_and_files_go_by_mail(cast, account):
    """CUS-1, JRN-6: preferred first; many at once as each alone; nobody is written to where they can not be."""
    wants_mail = somebody(cast, 1, mail="a@example.test", preferred_channel="email")
    no_phone = somebody(cast, 2, mail="b@example.test")
    no_phone.contact_points.filter(kind="phone").delete()
    as_it_suits = somebody(cast, 3, mail="c@example.test")
    posts = [
        Addressed(one, lambda: LETTER, f"m{one.pk}", cast.project)
        for one in (wants_mail, no_phone, as_it_suits)
    ]
    assert [one.channel for one in write_letters(posts, now=NOW).values()] == ["email", "email", "sms"]
    assert [told(cast, one.to).channel for one in posts] == ["email", "email", "sms"]
    account.is_active = False
    account.save()
    assert told(cast, as_it_suits, "off").channel == "email"


def test_over_the_quota_the_next_channel_tells_or_the_next_day(cast, gateway, says):
    """CHN-7: a channel's own limits are kept."""
    account = an_account(cast.project, gateway, daily_quota="1")
    rows = [told(cast, somebody(cast, 1)), told(cast, somebody(cast, 2, mail="b@example.test"))]
    rows.append(told(cast, somebody(cast, 3)))
    for one in rows:
        deliver(one.pk, now=NOW)
    assert [Delivery.objects.get(pk=one.pk).state for one in rows] == ["sent", "passed_on", "queued"]
    assert AccountDay.objects.get(account=account).used == 1
    waits = Delivery.objects.get(pk=rows[2].pk)
    assert waits.next_try_at == datetime(2026, 11, 20, 16, 0, tzinfo=UTC), "midnight in Hangzhou"


def test_at_night_only_codes_ring(cast, account, gateway, says):
    """CHN-4: quiet hours of the company and of the customer; a sign-in code leaves at any hour, and is short-lived."""
    sleeper = somebody(cast, 1, contact_from=time(18), contact_until=time(22))
    letter = told(cast, sleeper, now=NIGHT)
    deliver(letter.pk, now=NIGHT)
    letter.refresh_from_db()
    assert (letter.state, letter.next_try_at) == ("queued", datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    send_the_code(sleeper, NIGHT)
    code = Delivery.objects.latest("id")
    deliver(code.pk, now=NIGHT)
    code.refresh_from_db()
    assert code.state == "sent" and taken(gateway)[0]["text"].startswith("【观澜庭】您的登录验证码是483920")
    assert (code.parts, code.body_text) == (1, taken(gateway)[0]["text"])
    send_the_code(sleeper, NIGHT + timedelta(minutes=1))
    late = Delivery.objects.latest("id")
    deliver(late.pk, now=NIGHT + timedelta(minutes=30))
    late.refresh_from_db()
    assert (late.state, late.last_error) == ("withheld", "too_late")


def test_a_code_whose_gateway_is_down_comes_by_mail(cast, account, gateway, says, settings):
    """CHN-7: who waits for a code does not wait two hours."""
    says(down=True)
    with a_post_office(settings) as office:
        send_the_code(somebody(cast, 1, mail="a@example.test"), NOW)
        run_worker(NOW, NOW + timedelta(minutes=5))
        assert states() == ["passed_on", "sent"] and "483920" in office.mails[0]["Subject"]


def send_the_code(to: Customer, now: datetime) -> None:
    phone = to.contact_points.get(kind="phone").value
    given = {
        "kind": "phone",
        "address": phone,
        "code": "483920",
        "minutes": 10,
        "once_key": f"c{now}",
        "now": now,
    }
    assert send_code(customer=to, **given)


def test_all_that_is_parked_of_an_account_is_sent_again_in_one_act(cast, account, gateway, says):
    """CHN-7"""
    TextTemplate.objects.all().update(is_active=False)
    rows = [told(cast, somebody(cast, n)) for n in range(3)]
    for one in rows:
        deliver(one.pk, now=NOW)
    assert states() == ["parked"] * 3
    TextTemplate.objects.all().update(is_active=True)
    assert retry_account(account, by=SYSTEM, now=NOW) == 3
    run_worker(NOW, NOW + timedelta(minutes=2))
    assert states() == ["sent"] * 3


# --- what the gateway tells us ------------------------------------------------------------------------------


def test_reports_say_what_arrived_and_what_did_not(cast, account, gateway, says):
    """CHN-4: sent, then arrived or not; where there is another way, that one tells them."""
    phone_only, both = somebody(cast, 1), somebody(cast, 2, mail="b@example.test")
    rows = [told(cast, phone_only), told(cast, both), told(cast, phone_only, "x")]
    for one in rows:
        deliver(one.pk, now=NOW)
        one.refresh_from_db()
    report = {
        "phone_number": "139",
        "report_time": "2026-11-20 10:00:05",
        "success": True,
        "err_code": "DELIVERED",
    }
    bad = {"success": False, "err_code": "MK:0001", "err_msg": "空号"}
    pushed = [
        report | {"biz_id": rows[0].external_id},
        report | bad | {"biz_id": "", "out_id": str(rows[1].pk)},
        report | bad | {"biz_id": rows[2].external_id},
        report | {"biz_id": "of somebody else"},
    ]
    for _again in range(2):
        take_push(account, pushed, now=NOW + timedelta(minutes=1))
    found = [Delivery.objects.get(pk=one.pk) for one in rows]
    assert [one.state for one in found] == ["delivered", "passed_on", "returned"]
    assert found[0].delivered_at == NOW + timedelta(seconds=5) and "空号" in found[2].last_error
    assert Delivery.objects.filter(channel="email").count() == 1


def test_an_answer_is_heard_and_a_refusal_is_the_customers_own_act(cast, account):
    """CHN-4, CUS-7: into the conversation, once; 退订 ends news over SMS and wakes nobody."""
    customer = somebody(cast, 1)
    customer.contact_points.update(value_hash=blind_index("+8613900000001", purpose="phone"))
    up = {"phone_number": "13900000001", "send_time": "2026-11-20 09:59:00", "sequence_id": 7}
    for _again in range(2):
        take_push(account, [up | {"content": "几点来？"}], now=NOW)
    thread = Thread.objects.get()
    assert (thread.channel, Message.objects.get().customer) == ("sms", customer)
    take_push(account, [up | {"content": "退订", "sequence_id": 8}], now=NOW)
    refused = ChannelRefusal.objects.get()
    assert (refused.customer, refused.channel, refused.refused_by_kind) == (customer, "sms", "customer")
    assert told(cast, customer).channel == "sms", "what the contract needs still comes"
