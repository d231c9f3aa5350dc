"""What came to the project's mailbox: asked, answered, quoted, wrongly labelled, from somebody unknown, by a machine.

The mailbox is switched off, for the demo reaches no server: the mails fall in as the reader would take them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from alongside.config.demo.company import Company
from alongside.domain.conversations.actions import answer_thread, assign_thread, take_mail
from alongside.domain.conversations.actions.noting import note_in_thread
from alongside.domain.conversations.actions.snoozing import snooze_thread
from alongside.domain.conversations.actions.together import keep_draft
from alongside.domain.conversations.models import Mailbox, Message, TakenMail, Thread
from alongside.domain.conversations.models.mail import Security
from alongside.domain.organisation.models import StaffActor
from alongside.domain.organisation.queries import actor_for

ADDRESS = "guanlanting@demo.example"
OUTLOOK = "\n\n发件人: 观澜庭客服 <guanlanting@demo.example>\n发送时间: 上周五 9:12\n收件人: 周敏\n主题: 回复: 漏水维修\n\n周女士您好，已安排工程部复查。"


@dataclass(frozen=True)
class Came:
    """One mail: who by name (an owner's, else as written), when, about what, and what was answered by whom."""

    who: str
    hours: float
    subject: str
    words: str
    address: str = ""
    charset: str = "utf-8"
    claimed: str = "utf-8"
    head: str = ""
    answered: str = ""
    again: str = ""  # what they wrote after the answer
    handed_to: str = ""
    noted: str = ""  # among ourselves
    drafted: str = ""  # what somebody has begun to answer
    put_off_hours: float = 0
    is_done: bool = False


CAME = (
    Came("陈国华", 76, "地下车库照明", "B2 层 3 区这两天灯都不亮，下班回来看不清车位线。", answered="已报工程部，今晚更换灯管，换好给您拍照。",
         again="灯已经亮了，谢谢！", is_done=True),
    Came("赵宇轩", 29, "关于电梯年检报告", "请问年检报告能否发一份电子版？物业群里看到的图片看不清。", charset="gbk", claimed="iso-8859-1",
         answered="您好，电子版明天上午拿到后直接发您。", again="好的，麻烦了。\n\n发自我的iPhone", handed_to="chen"),
    Came("周敏", 5, "回复: 漏水维修", f"上次说这周给方案，现在还没有收到。客厅墙面也开始起皮了，请尽快回复。{OUTLOOK}",
         noted="@孙丽华 这户的补漏方案工程部定了吗？今天要给客户回话。", drafted="周女士您好，让您久等了。补漏方案今天"),
    Came("刘先生", 3, "想了解观澜庭二期", "我在城西上班，想问二期大概什么时候开盘，有没有 89 平的户型？电话联系不方便，邮件即可。",
         address="liu.weiming@mail.example", put_off_hours=20),
    Came("谢欣", 2.2, "装修图纸", "装修公司要强弱电点位图，哪里可以领？周末来可以吗？\n\n--\n谢欣\n观澜庭 5 栋", charset="gb18030", claimed="utf-8"),
    Came("何静", 1.1, "自动回复：产权证进度", "您好，我正在休假，下周一回来后回复您。", head="Auto-Submitted: auto-replied"),
    Came("冷先生", 0.4, "請問交樓時間", "您好，我是 12 棟的買家，人在香港，想提前安排行程，請問交樓大概在幾月？", address="leng@mail.example",
         charset="big5", claimed="gb2312"),
)  # fmt: skip


def tell_mails(company: Company, *, now: datetime) -> None:
    """Through the same door by which the reader takes them."""
    mailbox = Mailbox.objects.create(
        node=company.nodes["GLT"],
        name="观澜庭客服",
        address=ADDRESS,
        imap_host="imap.demo.example",
        imap_security=Security.TLS,
        username=ADDRESS,
        password="demo",
        is_active=False,
        begins_at=now - timedelta(days=30),
        next_at=now,
        read_at=now,
        uid_validity=1,
    )
    uids = iter(range(1, 100))
    for number, came in enumerate(CAME):
        at = now - timedelta(hours=came.hours)
        taken = _falls(company, mailbox, came, came.words, f"<{number}@demo.example>", uid=next(uids), at=at)
        thread = taken.conversation.thread if taken.conversation else None
        if thread is None:
            continue
        lin = actor_for(company.staff["lin"], now=now)
        if came.answered:
            later = at + timedelta(hours=1)
            answer_thread(
                thread, words=came.answered, by=lin, now=later, is_done=came.is_done and not came.again
            )
        if came.again:
            answer = f"<{number}.again@demo.example>"
            later = at + timedelta(hours=2)
            _falls(
                company,
                mailbox,
                came,
                came.again,
                answer,
                uid=next(uids),
                at=later,
                answers=f"<{number}@demo.example>",
            )
            if came.is_done:
                thread.refresh_from_db()
                answer_thread(
                    thread,
                    words="不客气，祝您生活愉快。",
                    by=lin,
                    now=later + timedelta(hours=1),
                    is_done=True,
                )
        if came.handed_to:
            thread.refresh_from_db()
            assign_thread(thread, to=company.staff[came.handed_to], by=lin, now=at + timedelta(hours=2))
        _begin(thread, came, lin, now=now)


def _begin(thread: Thread, came: Came, lin: StaffActor, *, now: datetime) -> None:
    """What is under way with it: a word among ourselves, an answer half written, put off until later."""
    if came.noted:
        note_in_thread(thread, words=came.noted, by=lin, now=now - timedelta(hours=1))
    if came.drafted:
        keep_draft(thread.conversation, direction=Message.Direction.OUT, words=came.drafted, by=lin, now=now)
    if came.put_off_hours:
        snooze_thread(thread, until=now + timedelta(hours=came.put_off_hours), by=lin, now=now)


def _falls(
    company: Company,
    mailbox: Mailbox,
    came: Came,
    words: str,
    message_id: str,
    *,
    uid: int,
    at: datetime,
    answers: str = "",
) -> TakenMail:
    owner = company.owners.get(came.who)
    point = owner.contact_points.filter(kind="email").first() if owner else None
    head = [
        f"From: {came.who} <{point.value if point else came.address or f'owner{uid}@mail.example'}>",
        f"To: {ADDRESS}",
        f"Subject: {came.subject}",
        f"Message-ID: {message_id}",
        f"Date: {format_datetime(at)}",
        f"Content-Type: text/plain; charset={came.claimed}",
        "Content-Transfer-Encoding: 8bit",
        *([came.head] if came.head else []),
        *([f"In-Reply-To: {answers}"] if answers else []),
    ]
    raw = ("\r\n".join(head) + "\r\n\r\n").encode() + words.encode(came.charset)
    taken = take_mail(mailbox, raw, uid_validity=1, uid=uid, arrived_at=at, now=at)
    if taken is None:
        raise RuntimeError("this mail was told before")
    return taken
