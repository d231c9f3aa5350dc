"""SMS of the demo: an account that is switched off, for the demo reaches no gateway; its texts; what went to and fro over
it, and deliveries in every state."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.conversations.actions import Addressed, answer_thread, keep_template, write_letters
from alongside.domain.conversations.actions.texting import take_reply
from alongside.domain.conversations.models import Account, Delivery
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM
from alongside.kernel.sms.gateway import Reply

TEXTS = (
    ("sign_in_code", "SMS_274010001", "您的登录验证码是${code}，${minutes}分钟内有效，请勿告知他人。"),
    ("notice", "SMS_274010002", "${title}：${sentence} 详情 ${link} 拒收请回复R"),
    ("case", "SMS_274010003", "您的客服事件${number}有新进展：${sentence} 详情 ${link} 拒收请回复R"),
    ("appointment", "SMS_274010004", "${title}：${sentence} 查看 ${link} 拒收请回复R"),
    ("answer", "SMS_274010005", "${words} 拒收请回复R"),
)
SAID = (
    ("郑海燕", 7.5, "水管维修几点来？我四点要出门。", "您好，师傅三点前到，到前会电话联系您。"),
    ("赵宇轩", 1.3, "电梯年检报告收到了，谢谢。", ""),
    ("", 0.6, "请问车位还有吗", ""),
)
STATES = (
    ("delivered", 50, "", "停水通知"),
    ("delivered", 49, "", "停水通知"),
    ("sent", 26, "", "消防演练通知"),
    ("returned", 26, "MK:0001 空号", "消防演练通知"),
    ("parked", 20, "isv.SMS_TEMPLATE_ILLEGAL 模板不合法", "门禁升级通知"),
    ("withheld", 19, "channel_refused", "业主开放日邀请"),
    ("queued", 0.2, "", "电梯保养通知"),
)


def tell_texting(company: Company, *, now: datetime) -> None:
    """Through the same door by which the gateway's pushes come."""
    node = company.nodes["GLT"]
    account = Account.objects.create(
        node=node,
        channel="sms",
        provider="sms_aliyun",
        name="观澜庭短信",
        options={"sign_name": "观澜庭", "quiet_from": "21:00", "quiet_until": "08:00", "daily_quota": 2000},
        secrets=json.dumps({"key_id": "demo", "key_secret": "demo"}),
    )
    for kind, code, text in TEXTS:
        keep_template(account, kind=kind, language="zh-hans", vendor_code=code, text=text, by=SYSTEM, now=now)
    known = {one.name: one for one in Customer.objects.filter(name__in=[name for name, *_rest in SAID])}
    lin = actor_for(company.staff["lin"], now=now)
    for number, (name, hours, words, answer) in enumerate(SAID):
        phone = _phone(known.get(name)) or "+8613905717788"
        at = now - timedelta(hours=hours)
        reply = Reply(phone, words, f"demo-{number}", at)
        heard = take_reply(account, reply, now=at)
        if heard is not None and answer:
            answer_thread(heard.conversation.thread, words=answer, by=lin, now=at + timedelta(minutes=9))
    _left(account, now=now)
    Account.objects.filter(pk=account.pk).update(is_active=False)


def _left(account: Account, *, now: datetime) -> None:
    """What was told over it before it was switched off, and how that went."""
    told = list(
        Customer.objects.filter(contact_points__kind="phone", nodes__node=account.node, erased_at=None)
        .order_by("pk")
        .distinct()[: len(STATES)]
    )
    letters = [
        Addressed(one, _letter(title), f"demo-sms:{number}", account.node)
        for number, (one, (_state, _hours, _why, title)) in enumerate(zip(told, STATES, strict=False))
    ]
    written = write_letters(letters, now=now)
    for number, (state, hours, why, _title) in enumerate(STATES[: len(told)]):
        delivery = written.get(f"demo-sms:{number}")
        if delivery is None or delivery.account_id != account.pk:
            continue
        at = now - timedelta(hours=hours)
        gone = at + timedelta(seconds=4) if state in ("sent", "delivered", "returned") else None
        arrived = at + timedelta(seconds=11) if state == "delivered" else None
        Delivery.objects.filter(pk=delivery.pk).update(
            state=state,
            written_at=at,
            sent_at=gone,
            delivered_at=arrived,
            last_error=why,
            tries=int(state != "queued"),
        )
    answers = Delivery.objects.filter(account=account, letter="")
    answers.update(
        state="delivered", sent_at=now - timedelta(hours=7), delivered_at=now - timedelta(hours=7), tries=1
    )


def _letter(title: str):
    return lambda: Letter(
        title,
        "您好",
        (f"{title}已发布，请点击查看详情。",),
        buttons=(("查看", "https://demo.example/portal/"),),
    )


def _phone(customer: Customer | None) -> str:
    point = customer.contact_points.filter(kind="phone").order_by("-is_primary").first() if customer else None
    return point.value if point else ""
