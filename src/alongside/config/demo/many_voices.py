"""What many neighbours of the demo bring up at once: one matter that grows, one with a standing answer (CHN-11, CAS-19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import OWNERS, Company
from alongside.config.demo.hotline import comes
from alongside.config.demo.wechat import APP
from alongside.domain.assistance.actions import answer_issue, gather_node
from alongside.domain.assistance.models import HotIssue
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Category
from alongside.domain.conversations.actions import Heard, finish_thread, hear
from alongside.domain.conversations.actions.after_calls import wrap_up_call
from alongside.domain.conversations.actions.wechat.following import note_follower
from alongside.domain.conversations.models import Account, Thread
from alongside.domain.conversations.models.wechat import OFFICIAL
from alongside.domain.customers.actions import WeChatAccount, bind_wechat
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import defer

# Thirty neighbours, none in another's words: whose became a case, who rang, who wrote over WeChat.
NOISE = (
    (52, "phone", "北门外工地夜里还在打桩", "十一点多了还在打桩，窗户都在震，明天还要上班。"),
    (46, "wechat", "半夜施工吵得孩子睡不着", "孩子才一岁，被挖机的声音吓醒三次。有没有人管？"),
    (40, "wechat", "打桩机和探照灯一直开到凌晨", "窗帘拉上也没用，灯光加噪音，根本没法睡。"),
    (33, "portal", "夜里施工敲钢筋的声音传得很远", "凌晨两点还在敲，叮叮当当，隔着三栋楼都听得见。"),
    (29, "portal", "北门工地通宵作业扰民", "连着两晚通宵，噪音太大，我母亲心脏不好。"),
    (23, "phone", "凌晨一点混凝土车轰隆隆", "罐车一辆接一辆，睡到一半被吵醒，请你们去交涉。"),
    (16, "phone", "北门工地夜间施工，孩子没法休息", "初三孩子明天月考，北边工地吵到十二点。"),
    (12, "wechat", "工地半夜进出渣土车，噪音扰民", "一车接一车，又按喇叭又响倒车提示音，吵得睡不着。"),
    (9, "wechat", "工地声音大，关了窗也没用", "我家靠北，关紧窗户还是轰鸣，根本休息不好。"),
    (7, "portal", "夜间施工有没有许可", "半夜施工有许可证吗？噪声超标没有人测吗？"),
    (5, "phone", "挖机又开工了，整栋楼都在抱怨", "群里几十户都在说睡不着，物业要给个说法。"),
    (3, "wechat", "北门打夯声一直到天亮", "打夯到天亮，一夜没合眼。"),
)
RANG = (
    (50, "北门外夜间打桩声音太大，家里老人神经衰弱，要求转告施工方。"),
    (44, "工地凌晨浇筑混凝土，震动泵的声音很尖，一家人没睡着。"),
    (37, "问北边工地夜里能不能停工，吵得白天上班没精神。"),
    (31, "半夜挖机施工，楼板都跟着抖，睡不着。"),
    (26, "家里有新生儿，夜间施工的噪音吵醒好几回，希望出面协调。"),
    (20, "工地夜里切割钢管，声音刺耳，说已经打过 12345。"),
    (14, "白天要补觉，北门工地从早到晚都在响，问施工时间有没有规定。"),
    (10, "工地通宵施工扰民，要求看夜间施工许可。"),
    (8, "北门工地夜里打桩，床都在抖，孩子睡不着，要求今晚停工。"),
    (4, "昨晚工地吵到三点半，问今晚还施不施工。"),
)
WROTE = (
    (48, "北门工地晚上十点以后能不能别打桩了？"),
    (42, "凌晨还有搅拌车进工地，轰轰的，谁受得了"),
    (35, "录了一段视频，半夜两点工地的施工噪音"),
    (28, "我家住顶楼都听得清清楚楚，工地夜里别干了行不行"),
    (22, "连续第三晚被施工吵醒了，到底有没有人管"),
    (18, "工地的电锯声、敲打声到现在没停，已经零点了"),
    (11, "关了双层窗还是嗡嗡响，夜间施工什么时候结束？"),
    (6, "工地夜间施工扰民，业主群里都在说，麻烦出个公告"),
    (4.5, "工地凌晨还在卸钢管，哐当哐当，噪音一整夜"),
    (2, "昨晚又是一夜没睡，工地噪音必须解决"),
)
WATER = (
    (8, "phone", "5栋从早上起没水", "六点起来就没有水，连脸都洗不了。"),
    (7, "wechat", "家里断水了", "打开龙头一滴都没有，是停水了吗？"),
    (7, "portal", "水龙头不出水", "厨房卫生间都不出水，中午饭怎么做？"),
    (6, "phone", "自来水什么时候来", "早上停到现在，来水要到几点？"),
)
SEEN_AFTER = 6  # hours; whoever has the cases has not come to those since
ANSWER = "5 栋加压水泵故障，维修单位已到场更换，预计今天 18:00 恢复供水。南门岗亭备有桶装水，老人和婴儿家庭请来电，我们送水上门。"


def tell_many_voices(company: Company, *, now: datetime) -> None:
    """Both in the first project; then the worker learns from the year's closed cases as soon as it runs."""
    named = {company.owners[one[0]].pk for one in OWNERS}
    # Who spoke with us before goes on in that conversation, and only its beginning says what it is about.
    named |= set(
        Thread.objects.filter(node=company.nodes["GLT"]).values_list("conversation__customer", flat=True)
    )
    homes = [
        (customer, unit)
        for customer, unit in company.homes
        if unit.node_id == company.nodes["GLT"].pk and customer.pk not in named
    ]
    water = [one for one in homes if one[1].label.startswith("5栋")][: len(WATER)]
    voices = len(NOISE) + len(RANG) + len(WROTE)
    others = [one for one in homes if one not in water]
    others = others[:: max(1, len(others) // voices)][:voices]
    _call(company, NOISE, others[: len(NOISE)], category="complaint/property_service/noise", now=now)
    people = [customer for customer, _unit in others[len(NOISE) :]]
    _rang(company, people[: len(RANG)], now=now)
    _wrote(company, people[len(RANG) :], now=now)
    _call(company, WATER, water, category="complaint/quality/plumbing", now=now)
    gather_node(company.nodes["GLT"], by=SYSTEM, now=now)
    dry = HotIssue.objects.filter(category__code="complaint/quality/plumbing").order_by("-heat").first()
    if dry:
        supervisor = actor_for(company.staff["sun"], now=now)
        answer_issue(
            dry, title="5栋停水：加压水泵故障", answer=ANSWER, category=dry.category, by=supervisor,
            now=now - timedelta(hours=1),
        )  # fmt: skip
    at = now + timedelta(minutes=2)  # once whoever waits for the first page has it
    defer("alongside.domain.assistance.jobs.train", queue="long", queueing_lock="train_models", at=at)


def _rang(company: Company, people: list[Customer], *, now: datetime) -> None:
    """At the hotline; whoever answered noted it and promised nothing."""
    line = Account.objects.get(provider="cti", node=company.nodes["GLT"])
    lin = actor_for(company.staff["lin"], now=now)
    for number, ((hours, words), customer) in enumerate(zip(RANG, people, strict=False)):
        phone = customer.contact_points.filter(kind="phone").first()
        at = now - timedelta(hours=hours)
        call = comes(line, f"noise-{number}", phone.value if phone else "", at, talks=70 + 11 * number)
        wrap_up_call(call, outcome="settled", words=words, by=lin, now=at + timedelta(minutes=4))


def _wrote(company: Company, people: list[Customer], *, now: datetime) -> None:
    """Over the official account, which they bound; all read, none of them a case yet."""
    account = Account.objects.get(provider=OFFICIAL, node=company.nodes["GLT"])
    lin = actor_for(company.staff["lin"], now=now)
    for number, ((hours, words), customer) in enumerate(zip(WROTE, people, strict=False)):
        openid, at = f"oDemoNoise{number:04}", now - timedelta(hours=hours)
        note_follower(account, openid, at=at - timedelta(days=90), has_spoken=True)
        mine = CustomerActor(customer)
        bind_wechat(customer, WeChatAccount(APP, openid), by=mine, now=at - timedelta(days=90))
        heard = Heard(openid, words, f"demo:noise:{number}", at=at, customer=customer)
        if (message := hear(account, heard, now=at)) is not None:
            finish_thread(message.conversation.thread, by=lin, now=at + timedelta(minutes=9))


def _call(company: Company, told: tuple, homes: list, *, category: str, now: datetime) -> None:
    about = Category.objects.get(code=category)
    for (hours, channel, title, words), (customer, unit) in zip(told, homes, strict=False):
        at = now - timedelta(hours=hours)
        case = open_case(
            node=company.nodes["GLT"], kind="complaint", category=about, title=title, words=words, channel=channel,
            customer=customer, unit=unit, owner=company.staff["chen"], by=actor_for(company.staff["sun"], now=at), now=at,
        )  # fmt: skip
        if hours > SEEN_AFTER:
            acknowledge_case(
                case, by=actor_for(company.staff["chen"], now=at), now=at + timedelta(minutes=20)
            )
