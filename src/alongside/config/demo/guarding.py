"""Incidents, the quarterly reviews, somebody who leaves, programs of others, and keys, in the demo (INF-9, ORG-6)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from alongside.config.demo.company import Company
from alongside.domain.organisation.actions import appoint
from alongside.domain.organisation.actions.clients import approve_client, create_client
from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    offer_handover,
    open_things,
    plan_leaving,
)
from alongside.domain.organisation.actions.watching import (
    close_incident,
    open_reviews,
    register_incident,
    review_access,
    tell_authority,
    tell_people,
)
from alongside.domain.organisation.models import AccessReviewItem, HandoverItem, Role
from alongside.domain.organisation.queries import actor_for
from alongside.domain.privacy.actions.rotating import rotate_keys
from alongside.kernel.actor import SYSTEM, Actor

# Who reported it where, how grave, how long ago it became known, in what words; then, each after so many hours: what
# the authority was told, what those whose data it is were told, and what was done.
Then = tuple[float, str] | None
INCIDENTS: tuple[tuple[str, str, str, timedelta, str, Then, Then, Then], ...] = (
    (
        "luo", "GLT", "personal_data", timedelta(minutes=100),
        "物业微信群误发《三季度欠费名单》截图，含 23 户的姓名、房号和手机号。已撤回，群内 86 人中可能有人看过或保存。",
        None, None, None,
    ),
    (
        "zhao", "HZ", "personal_data", timedelta(hours=9),
        "外呼服务商的一个坐席账号凌晨两点从境外登录，调听过 41 段业主录音。账号已停用，原因正在查。",
        (2.5, "已电话并书面报告浙江省网信办值班室，同时抄告市公安局网安支队，登记编号 2211-07。"), None, None,
    ),
    (
        "shen", "HZ", "other", timedelta(hours=26),
        "收到冒充集团信息部的“邮箱扩容”邮件，三位同事点开链接，确认未输入密码。",
        None, None, None,
    ),
    (
        "jiang", "JNL", "serious", timedelta(days=47),
        "江南里门禁服务器中勒索病毒，门禁与车场停摆 6 小时，1,126 户刷卡记录被加密，备份完好。",
        (2.8, "已在 2 小时 48 分报浙江省网信办，编号 ZJ-1006-3；同日向公安机关报案。"), None,
        (30.0, "重装系统并从前一晚备份恢复；关闭远程桌面，门禁网与办公网隔离；全公司改密并补打补丁。总结报告已于第 21 天报送。"),
    ),
    (
        "song", "JNL", "personal_data", timedelta(days=83),
        "维修派单纸单遗失在地铁上，写有 6 户姓名、电话和进门时间。",
        (3.2, "已报区网信办，答复按一般情形处置，留存备查。"),
        (5.0, "当天逐户电话告知：可能泄露的内容、谨防冒充维修上门、核实方式和我们的联系电话；6 户均已接通。"),
        (50.0, "停用纸质派单，一律在手机上看单，完工后不再显示电话。"),
    ),
    (
        "he", "GLT", "other", timedelta(days=31),
        "工作手机在工地遗失，锁屏有密码。",
        (1.0, "研判：十分钟内已远程退出登录，登录记录无异常，无需上报。"), None,
        (24.0, "手机已注销；现场人员统一启用通行密钥。"),
    ),
)  # fmt: skip


def tell_guarding(company: Company, *, now: datetime) -> None:
    _incidents(company, now=now)
    _reviews(company, now=now)
    _leaving(company, now=now)
    _programs(company, now=now)
    rotate_keys(by=actor_for(company.staff["security"], now=now), now=now)


def _incidents(company: Company, *, now: datetime) -> None:
    for username, node, severity, ago, words, told, people, closed in INCIDENTS:
        known = now - ago
        made = register_incident(
            company.nodes[node], severity=severity, words=words, known_at=known,
            by=actor_for(company.staff[username], now=known), now=min(known + timedelta(minutes=25), now),
        )  # fmt: skip
        for act, then in ((tell_authority, told), (tell_people, people), (close_incident, closed)):
            if then:
                at = known + timedelta(hours=then[0])
                act(made, words=then[1], by=actor_for(company.staff["security"], now=at), now=at)


def _reviews(company: Company, *, now: datetime) -> None:
    """The last quarter's is done, and ended an appointment that had outlived its reason; this one's is under way."""
    local = timezone.localtime(now)
    quarter = local.replace(month=local.month - (local.month - 1) % 3, day=1, hour=9, minute=0)
    before = quarter - timedelta(days=75)
    appoint(
        company.staff["shen"], role=Role.objects.get(code="hotline_agent"), node=company.nodes["HZ"], by=SYSTEM,
        now=before - timedelta(days=90),
    )  # fmt: skip
    open_reviews(now=before)
    for item in _items():
        held = item.appointment
        outlived = held.staff == company.staff["shen"] and held.role.code == "hotline_agent"
        at = before + timedelta(days=6, minutes=item.pk)
        _decide(company, item, by="security", keep=not outlived, now=at)
    opened = max(quarter, now - timedelta(days=20))
    open_reviews(now=opened)
    for item in _items().filter(review__node=company.nodes["HZ"]):
        _decide(company, item, by="security", now=opened + (now - opened) / 3)
    for item in _items().filter(review__node=company.nodes["GLT"])[:7]:
        _decide(company, item, by="wang", now=opened + (now - opened) / 2)


def _items() -> QuerySet[AccessReviewItem]:
    undecided = AccessReviewItem.objects.filter(decided_at__isnull=True)
    return undecided.select_related("appointment__staff", "appointment__role").order_by("pk")


def _decide(company: Company, item: AccessReviewItem, *, by: str, now: datetime, keep: bool = True) -> None:
    """Nobody decides about themselves: the director does it for the security administrator, who does it for the rest."""
    if item.appointment.staff == company.staff[by]:
        by = "tang" if by == "security" else "security"
    review_access(item, keep=keep, by=actor_for(company.staff[by], now=now), now=now)


def _leaving(company: Company, *, now: datetime) -> None:
    """陈思远 goes in three weeks; some of what is his is taken, some waits for an answer, some is with nobody yet."""
    chen, lin, sun = (company.staff[one] for one in ("chen", "lin", "sun"))
    last = timezone.localtime(now + timedelta(days=20))
    last = timezone.make_aware(datetime.combine(last.date(), time(18)))
    keeper = actor_for(company.staff["security"], now=now)
    leaving = plan_leaving(chen, leaves_at=last, by=keeper, now=now - timedelta(days=2))
    things = [(kind, one.id) for kind, one in open_things(chen)]
    third = max(1, len(things) // 3)
    for start, receiver, at in ((0, sun, timedelta(days=1)), (third, lin, timedelta(hours=3))):
        if chosen := things[start : start + third]:
            offer_handover(leaving, chosen, to=receiver, by=keeper, now=now - at)
    mine = HandoverItem.objects.filter(leaving=leaving, receiver=sun).values_list("pk", flat=True)
    answer_handover(
        leaving, list(mine), accept=True, by=actor_for(sun, now=now), now=now - timedelta(hours=20)
    )


def _programs(company: Company, *, now: datetime) -> None:
    """The group's data warehouse was let in; the hotline's telephone system waits for the second pair of eyes."""
    system: Actor = actor_for(company.staff["system"], now=now)
    for name, role, node, at in (
        ("集团数据仓库", "quality_supervisor", "TX", timedelta(days=60)),
        ("400 热线话务平台", "hotline_agent", "HZ", timedelta(hours=5)),
    ):
        client, _token = create_client(
            name=name, role=Role.objects.get(code=role), node=company.nodes[node], by=system, now=now - at,
            expires_at=now - at + timedelta(days=365),
        )  # fmt: skip
        if at > timedelta(days=1) and client.is_waiting:
            keeper = actor_for(company.staff["security"], now=now)
            approve_client(client, by=keeper, now=now - at + timedelta(hours=2))
