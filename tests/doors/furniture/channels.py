"""Where people write to us, and what they find by themselves."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.cast import Cast
from tests.doors.furniture.pictures import a_picture
from tests.doors.marks import MARKS

from alongside.domain.conversations.actions import keep_template, take_mail
from alongside.domain.conversations.models import Account, AnswerStandard, Delivery, Mailbox
from alongside.domain.knowledge.actions import ask_question, bring_file, note_gap, revise_article
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.samples import an_article
from alongside.domain.knowledge.samples import published as approved
from alongside.kernel.actor import SYSTEM


def mails(cast: Cast, now: datetime) -> dict[str, Any]:
    """A mailbox and an account of the project, and what somebody wrote to the first."""
    mailbox = Mailbox.objects.create(
        node=cast.project, name="观澜庭客服", address="mailbox@example.test", imap_host="127.0.0.1", imap_port=1,
        imap_security="none", username="x", password="x", begins_at=now, next_at=now, uid_validity=1,
    )  # fmt: skip
    raw = f"From: z@example.test\r\nSubject: {MARKS['mail_subject']}\r\n\r\n{MARKS['mail_words']}".encode()
    taken = take_mail(mailbox, raw, uid_validity=1, uid=1, now=now)
    assert taken is not None and taken.conversation is not None
    account = Account.objects.create(
        node=cast.project, channel="wechat", provider="wechat_official", name="观澜庭账号", code="account-code",
        options={"app_id": "wx1", "mode": "plain", "api": "http://127.0.0.1:9"},
        secrets=json.dumps({"app_secret": "s", "token": "t"}),
    )  # fmt: skip
    window = Account.objects.create(
        node=cast.project,
        channel="chat",
        provider="widget",
        name="观澜庭客服",
        code="window",
        options={"origins": "https://example.test"},
    )
    standard = AnswerStandard.objects.create(node=cast.project, minutes=60, warn_minutes=10)
    thread = taken.conversation.thread
    texting = Account.objects.create(
        node=cast.project, channel="sms", provider="sms_aliyun", name="观澜庭短信", code="texting-code",
        options={"sign_name": "观澜庭"}, is_active=False,
    )  # fmt: skip
    text = keep_template(
        texting, kind="notice", language="zh-hans", vendor_code="SMS_1", text="${title}", by=SYSTEM, now=now
    )
    doubtful = Delivery.objects.create(
        node=cast.project, channel="wechat", account=account, recipient="o1", subject="", body_text="x", state="doubtful",
        once_key="doubtful", next_try_at=now, written_at=now, begun_at=now,
    )  # fmt: skip
    things = {
        "doubtful": doubtful,
        "texting": texting,
        "text_template": text,
        "account": account,
        "window": window,
        "mailbox": mailbox,
        "thread": thread,
    }
    return things | {"answer_standard": standard}


def knowledge(cast: Cast, now: datetime) -> dict[str, Any]:
    """An article for the house with a new version being written, one for anybody, and what nobody found."""
    inside = approved(
        an_article(cast.project, by=cast.agent, now=now, is_public=False), by=cast.agent,
        approver=cast.supervisor, now=now,
    )  # fmt: skip
    revise_article(inside, text=Text("卫生间漏水", "先关阀。"), by=cast.agent, now=now)
    brought = bring_file(a_picture("valve.jpg"), by=cast.agent, now=now)
    words = f"先关阀，再报修。![水阀](picture:{brought.pk})"
    public = approved(
        an_article(cast.project, by=cast.agent, now=now, words=words),
        by=cast.agent,
        approver=cast.supervisor,
        now=now,
    )
    gap = note_gap("外墙清洗", node=cast.project, outside=True, now=now)
    topic = QuestionTopic.objects.get(code="aftercare")
    question = ask_question(topic, node=cast.project, title="保修", words="", by=cast.agent, now=now)
    return {
        "article": inside,
        "public_article": public,
        "article_file": brought.file,
        "gap": gap,
        "question": question,
    }
