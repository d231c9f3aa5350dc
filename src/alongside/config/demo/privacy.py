"""What the owners of the demo agreed to, asked for, and what is held (CUS-7, INF-4, INF-5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.requesting import (
    carry_out_request,
    refuse_request,
    request_own_data,
    verify_identity,
)
from alongside.domain.cases.models import Case
from alongside.domain.customers.actions import WeChatAccount, bind_wechat, give_consent, withdraw_consent
from alongside.domain.customers.models import CustomerActor, Purpose
from alongside.domain.organisation.queries import actor_for
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure, place_hold
from alongside.kernel.actor import SYSTEM

AGREED = {
    "周敏": ("survey", "marketing"),
    "陈国华": ("survey", "care"),
    "赵宇轩": ("survey",),
    "何静": ("survey", "marketing", "sharing"),
}


def tell_consents(company: Company, *, now: datetime) -> None:
    """Most agree to be asked; some in the portal, one on the phone; one has thought better of it."""
    purposes = {one.code: one for one in Purpose.objects.all()}
    for days, (name, codes) in enumerate(AGREED.items(), 40):
        customer = company.owners[name]
        for code in codes:
            at = now - timedelta(days=days * 3, minutes=len(code) * 37)
            if code == "care":
                by = actor_for(company.staff["lin"], now=at)
                said = {"channel": "phone", "evidence": f"录音 {at:%Y%m%d}-0031"}
                give_consent(customer, purpose=purposes[code], by=by, now=at, **said)
            else:
                give_consent(customer, purpose=purposes[code], by=CustomerActor(customer), now=at)
    zhou = company.owners["周敏"]
    wechat = WeChatAccount(app_id="wx-demo", openid="demo-zhou-min")
    bind_wechat(zhou, wechat, by=CustomerActor(zhou), now=now - timedelta(days=33))
    withdraw_consent(zhou, purpose=purposes["marketing"], by=CustomerActor(zhou), now=now - timedelta(days=9))


def tell_requests(company: Company, *, now: datetime) -> None:
    """周敏 has her copy, 赵宇轩 waits for a correction, 谢欣 called and wants to be forgotten; a lawsuit holds 郑海燕."""
    zhou, zhao = company.owners["周敏"], company.owners["赵宇轩"]
    asked = request_own_data(zhou, right="copy", by=CustomerActor(zhou), now=now - timedelta(days=2))
    carry_out_request(asked, by=SYSTEM, now=now - timedelta(days=1))
    request_own_data(
        zhao,
        right="correct",
        words="手机号尾号应为 0023，请更正。",
        by=CustomerActor(zhao),
        now=now - timedelta(hours=5),
    )
    request_own_data(
        company.owners["谢欣"], right="delete", words="房子已经卖了，请删掉我的信息。", channel="phone", by=SYSTEM,
        now=now - timedelta(hours=2),
    )  # fmt: skip
    ding = actor_for(company.staff["ding"], now=now)
    withdrawn = request_own_data(
        company.owners["陈国华"], right="withdraw", words="不要再给我打电话推荐房子。", channel="phone", by=ding,
        now=now - timedelta(days=6),
    )  # fmt: skip
    verify_identity(withdrawn, how="call_back", by=ding, now=now - timedelta(days=6) + timedelta(minutes=40))
    carry_out_request(withdrawn, by=ding, now=now - timedelta(days=5))
    refused = request_own_data(
        company.owners["何静"], right="copy", words="我是她亲戚，请把资料发到我的邮箱。", channel="email", by=ding,
        now=now - timedelta(days=4),
    )  # fmt: skip
    refuse_request(
        refused, words="来信人未提供委托书，无法确认为本人或其代理人。请本人登录业主端提出，或携证件到服务中心办理。",
        by=ding, now=now - timedelta(days=3),
    )  # fmt: skip
    _forgotten(company, now=now)
    place_hold(
        customer=company.owners["郑海燕"], node=company.nodes["GLT"], matter="(2026)浙0106民初1182号",
        by=actor_for(company.staff["ding"], now=now), now=now - timedelta(days=12),
    )  # fmt: skip


def _forgotten(company: Company, *, now: datetime) -> None:
    """One who sold and moved away was erased last week, with the certificate for it."""
    busy = set(Case.objects.filter(is_open=True).values_list("customer_id", flat=True))
    named = {one.pk for one in company.owners.values()}
    here = company.nodes["GLT"].pk
    gone = next(
        one for one, unit in reversed(company.homes) if unit.node_id == here and one.pk not in busy | named
    )
    ding = actor_for(company.staff["ding"], now=now)
    asked_at, done_at = now - timedelta(days=9), now - timedelta(days=7)
    asked = request_own_data(
        gone, right="delete", words="房子已经过户，请删除我的资料。", channel="walk_in", by=ding, now=asked_at
    )
    verify_identity(asked, how="document", by=ding, now=asked_at + timedelta(minutes=10))
    begun = begin_erasure(
        gone, ground="withdrawn", by=ding, now=done_at, case_id=asked.case_id, in_background=False
    )
    carry_out_erasure(begun.pk, now=done_at + timedelta(minutes=2))
