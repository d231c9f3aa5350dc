"""A mail is read as its writer meant it, whatever program and charset it came by (CHN-2)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.domain.conversations.rules.reading import read_mail
from alongside.domain.conversations.rules.reading.charsets import text_of
from alongside.domain.conversations.rules.reading.folding import folded
from alongside.domain.conversations.tests.strange_mails import (
    CLAIMED,
    HANS,
    TRAPS,
    WRITTEN,
    a_forwarded_mail,
    a_winmail,
    an_invitation,
)

OURS = frozenset({"service@ours.test"})


@pytest.mark.parametrize("claimed", CLAIMED)
@pytest.mark.parametrize(("words", "really"), WRITTEN)
def test_words_come_out_right_whatever_charset_is_claimed(words, really, claimed):
    """CHN-2: UTF-8, GBK, GB18030, Big5, named rightly, wrongly or not at all."""
    assert text_of(words.encode(really), claimed) == words


def test_western_words_stay_what_they_are():
    """A claim that fits is believed."""
    assert text_of("Grüße aus München".encode("latin-1"), "iso-8859-1") == "Grüße aus München"


def test_a_subject_cut_in_the_middle_of_a_character_is_whole_again():
    """CHN-2: encoded words are joined before they are read; raw eight-bit headers are read too."""
    cut = b"Subject: =?utf-8?B?5Y2r55Sf6Ze0?=\r\n =?utf-8?B?5ryP?= =?utf-8?B?5rC0?=\r\nFrom: =?gb2312?B?1tzD9A==?= <Zhou@X.test>\r\n\r\n"
    mail = read_mail(cut)
    assert (mail.subject, mail.sender_name, mail.sender) == ("卫生间漏水", "周敏", "zhou@x.test")
    assert read_mail("Subject: 渗水了请尽快来\r\n\r\n".encode("gbk")).subject == "渗水了请尽快来"


OWN = "请尽快派人来。"
HISTORIES = {
    "outlook": "发件人: 客服 <service@ours.test>\n发送时间: 2026年11月19日 9:00\n收件人: 周敏\n主题: 回复: 漏水\n\n您好",
    "outlook en": "From: Service <service@ours.test>\nSent: Thursday, November 19, 2026 9:00 AM\nTo: Zhou\nSubject: RE: leak\n\nHello",
    "outlook hant": "寄件者: 客服 <service@ours.test>\n寄件日期: 2026年11月19日 上午 9:00\n收件者: 周敏\n主旨: 漏水\n\n您好",
    "qq": "------------------ 原始邮件 ------------------\n发件人: \"客服\" <service@ours.test>;\n发送时间: 2026年11月19日\n您好",
    "qq new": "---原始邮件---\n发件人: \"客服\"\n您好",
    "163": "在 2026-11-19 09:00:00，\"客服\" <service@ours.test> 写道：\n您好",
    "163 en": "At 2026-11-19 09:00:00, \"Service\" <service@ours.test> wrote:\nHello",
    "163 replied": "---- 回复的原邮件 ----\n| 发件人 | 客服 |\n您好",
    "foxmail": "发件人： 客服\n发送时间： 2026-11-19 09:00\n收件人： 周敏\n主题： 漏水\n您好",
    "apple": "> 在 2026年11月19日，上午9:00，客服 <service@ours.test> 写道：\n> \n> 您好",
    "apple en": "> On Nov 19, 2026, at 9:00 AM, Service <service@ours.test> wrote:\n> \n> Hello",
    "gmail": "On Thu, Nov 19, 2026 at 9:00 AM Service <service@ours.test> wrote:\n\n> Hello",
    "gmail broken": "On Thu, Nov 19, 2026 at 9:00 AM A Very Long Service Name <\nservice@ours.test> wrote:\n\n> Hello",
    "gmail zh": "客服 <service@ours.test> 于2026年11月19日周四 09:00写道：\n\n> 您好",
    "forwarded": "-----Original Message-----\nFrom: Service\nHello",
}  # fmt: skip


@pytest.mark.parametrize("program", HISTORIES)
def test_what_is_quoted_is_folded_away(program):
    """CHN-2: of Outlook, QQ, 163, Foxmail, Apple and Gmail."""
    told = folded(f"{OWN}\n\n{HISTORIES[program]}")
    assert told.own == OWN
    assert told.history


@pytest.mark.parametrize(
    "signature",
    ["--\n周敏\n13800001111", "发自我的iPhone", "Sent from my iPhone", "发自我的华为手机", "获取 Outlook for iOS",
     "Get Outlook for Android", "——\n周敏"],
)  # fmt: skip
def test_a_signature_is_folded_away(signature):
    """CHN-2."""
    told = folded(f"{OWN}\n\n{signature}\n\n{HISTORIES['163']}")
    assert (told.own, told.signature) == (OWN, signature)


def test_an_answer_between_the_quoted_lines_is_all_read():
    """Nothing that the person wrote is ever folded away."""
    between = "> 什么时候方便？\n周六上午。\n> 电话还是这个吗？\n是的。"
    assert folded(between).own == between
    assert folded("On Monday I wrote:\nplease come").own
    assert folded("发件人写错了，请更正。").own == "发件人写错了，请更正。"


def test_of_html_alone_the_words_are_read_and_nothing_runs():
    """CHN-2: no scripts, no hidden text, quoted history told apart."""
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>漏水了&nbsp;请来</p><div>第二行<br>第三行</div>"
        "<script>alert(1)</script><p style='display:none'>看不见</p><table><tr><td>甲</td><td>乙</td></tr></table>"
        "<div class='gmail_quote'>旧的话</div></body></html>"
    )
    mail = read_mail(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert [one for one in mail.words.split("\n") if one] == ["漏水了 请来", "第二行", "第三行", "甲 乙"]
    assert mail.history == "旧的话"


def test_everything_after_the_head_of_outlook_is_history():
    """CHN-2: Outlook marks only where the history begins."""
    html = "<div>好的</div><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>发件人:</b> x</div><div>旧的话</div>"
    mail = read_mail(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert mail.words == "好的"
    assert "旧的话" in mail.history


def test_files_a_forwarded_mail_and_an_invitation_are_found():
    """CHN-2: attachments by their Chinese names, nested mails, calendar invitations."""
    first, second = read_mail(an_invitation()), read_mail(a_forwarded_mail())
    assert [one.name for one in first.files] == ["漏水照片.jpg"]
    assert (
        "上门维修" in first.words
        and "2026-11-21 09:30 (Asia/Shanghai)" in first.words
        and "3幢1201" in first.words
    )
    assert second.words == "转给你们。"
    assert second.files[0].name == "旧信.txt" and "旧信的话" in second.files[0].data.decode()


def test_a_name_in_encoded_words_or_raw_bytes_is_read():
    """What Foxmail and QQ write, against the rules."""
    for written in (
        b'"=?gb2312?B?wqnLrtXVxqwuanBn?="',
        '"漏水照片.jpg"'.encode("gbk"),
        '"漏水照片.jpg"'.encode(),
    ):
        raw = b"Content-Type: image/jpeg; name=" + written + b"\r\nContent-Disposition: attachment\r\n\r\nx"
        assert [one.name for one in read_mail(raw).files] == ["漏水照片.jpg"]


def test_winmail_is_opened_and_a_broken_one_does_no_harm():
    """CHN-2: Outlook packs its files into one that nobody else reads."""
    head = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Disposition: attachment\r\n\r\n"
    packed = read_mail(head + a_winmail(b"plan.txt", b"the plan"))
    assert [(one.name, one.data) for one in packed.files] == [("plan.txt", b"the plan")]
    assert read_mail(head + a_winmail(b"plan.txt", b"the plan")[:60]).kind == "words"
    assert read_mail(head + b"x" * 100).problems == {"winmail"}


@pytest.mark.parametrize(
    ("head", "subject", "kind"),
    [
        ("Auto-Submitted: auto-replied", "x", "auto"), ("Auto-Submitted: no", "x", "words"),
        ("X-Autoreply: yes", "x", "auto"), ("Precedence: bulk", "x", "auto"), ("X: y", "自动回复：休假", "auto"),
        ("X: y", "Automatic reply: leak", "auto"), ("X: y", "自动门坏了", "words"),
        ("Return-Path: <>", "系统退信", "report"), ("X: y", "退信", "words"),
    ],
)  # fmt: skip
def test_machines_are_told_from_people(head, subject, kind):
    """CHN-2, RFC 3834: what a machine wrote is never answered."""
    raw = f"From: z@example.test\r\nSubject: {subject}\r\n{head}\r\n\r\nwords".encode()
    assert read_mail(raw, own_addresses=OURS).kind == kind


def test_our_own_mail_come_back_is_known():
    """CHN-2: loops stop by themselves."""
    assert read_mail(b"From: service@ours.test\r\n\r\nx", own_addresses=OURS).kind == "loop"
    own = b"From: other@example.test\r\nMessage-ID: <" + b"a" * 40 + b"@ours.test>\r\n\r\nx"
    assert read_mail(own, own_host="ours.test").kind == "loop"


def test_a_delivery_report_says_which_mail_and_why():
    """CHN-2, RFC 3464; and the form that has no fields, as 163 and QQ send it."""
    report = (
        b"From: mailer-daemon@x.test\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; x.test\r\n\r\nFinal-Recipient: rfc822; zhou@example.test\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <zhou@example.test> no such user\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@ours.test>\r\n--b--\r\n"
    )
    mail = read_mail(report)
    assert (mail.kind, mail.returned, mail.report.action) == ("report", ("<ours@ours.test>",), "failed")
    assert (mail.report.status, mail.report.reason) == ("5.1.1", "550 5.1.1 <…> no such user")
    plain = (
        "From: postmaster@qq.test\r\nSubject: 系统退信\r\n\r\n原因：550 User not found\r\n<"
        + "b" * 40
        + "@ours.test>"
    )
    said = read_mail(plain.encode(), own_host="ours.test")
    assert (said.kind, said.returned) == ("report", (f"<{'b' * 40}@ours.test>",))
    assert said.report.reason.endswith("550 User not found")


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_survived_soon(trap):
    """CHN-2: huge and malformed mail; a minute would already be a mailbox that stands still."""
    began = time.process_time()
    mail = read_mail(TRAPS[trap])
    assert mail.kind
    assert time.process_time() - began < 20


PIECES = st.sampled_from(
    [b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html; charset=", b"gb2312",
     b"message/rfc822", b"message/delivery-status", b"--b", b"--b--", b"\r\n", b"\n", b"\r\n\r\n", b"=?gbk?B?", b"=?=",
     b"<a@b>", b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\nbegin 644 a\n",
     b'name*0*=utf-8\'\'%e6"', b"filename=\"=?utf-8?Q?=E6?=\"\n", b"<div>", b"<blockquote", b"\x00", b"\xff\xfe", HANS.encode("gbk")[:7],
     b"Message-ID: <", b"References: ", b"Date: Fri, 99 Foo 99999", b"Content-Disposition: attachment; ", b"\x1b$B"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=40)), max_size=40).map(b"".join))
def test_no_bytes_ever_raise(raw):
    """CHN-2: whatever strangers send is read, and can be kept: no NUL, no half of a character."""
    mail = read_mail(raw, own_addresses=OURS, own_host="ours.test")
    told = [
        mail.words,
        mail.history,
        mail.signature,
        mail.subject,
        mail.sender_name,
        mail.sender,
        mail.message_id,
    ]
    told += [*mail.answers, *(one.name for one in mail.files), mail.report.reason if mail.report else ""]
    for one in told:
        assert "\x00" not in one
        one.encode()
