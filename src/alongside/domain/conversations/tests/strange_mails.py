"""Mails as strangers' programs write them, for whoever reads them: alone, and as they lie on a mail server (CHN-2)."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from PIL import Image

HANS = "您好，昨天晚上卫生间天花板又漏水了，麻烦尽快派人来看一下，谢谢。"
HANT = "您好，昨天晚上衛生間天花板又漏水了，麻煩盡快派人來看一下，謝謝。"
CLAIMED = ["", "utf-8", "us-ascii", "iso-8859-1", "gb2312", "big5", "gbk", "no-such-thing"]
WRITTEN = [
    (HANS, "utf-8"), (HANS, "gbk"), (HANS + "㐂龘", "gb18030"), (HANT, "big5"), (HANT, "utf-8"),
    ("漏水了", "gbk"), ("请回电", "gbk"), ("請回電", "big5"),
]  # fmt: skip
TRAPS = {
    "deep html": b"Content-Type: text/html\n\n" + b"<div>" * 100_000 + b"hi",
    "nested parts": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(2_000)),
    "very many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000,
    "quotes": b"Subject: x\n\n" + b"> a\n" * 200_000,
    "one long line": b"Subject: x\n\n" + b"On " * 300_000,
    "long headers": b"From: " + b"a," * 200_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?utf-8?B?" * 20_000 + b"\n\nx",
    "brackets": b"References: " + b"<" * 200_000 + b"\n\nx",
    "unclosed tags": b"Content-Type: text/html\n\n" + b"<a <b>" * 100_000,
    "winmail": b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00" + b"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" * 200_000,
}  # fmt: skip


def an_invitation() -> bytes:
    """With a picture beside it, of a Chinese name."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "预约", "周敏 <zhou@example.test>"
    mail.set_content("见附件。")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    mail.add_attachment(picture.getvalue(), maintype="image", subtype="jpeg", filename="漏水照片.jpg")
    mail.add_attachment(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:上门维修\nDTSTART;TZID=Asia/Shanghai:20261121T093000\n"
        "LOCATION:3幢\n 1201\nEND:VEVENT\nEND:VCALENDAR",
        subtype="calendar",
    )
    return mail.as_bytes()


def a_forwarded_mail() -> bytes:
    """A mail within a mail."""
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "旧信", "甲 <a@example.test>"
    inner.set_content("旧信的话")
    outer = MIMEMultipart()
    outer["From"] = "周敏 <zhou@example.test>"
    outer.attach(MIMEText("转给你们。", "plain", "utf-8"))
    outer.attach(MIMEMessage(inner))
    return outer.as_bytes()


def a_winmail(name: bytes, data: bytes) -> bytes:
    def attribute(level: int, number: int, body: bytes) -> bytes:
        return (
            bytes([level])
            + number.to_bytes(4, "little")
            + len(body).to_bytes(4, "little")
            + body
            + (sum(body) % 65536).to_bytes(2, "little")
        )

    return (
        (0x223E9F78).to_bytes(4, "little") + b"\x01\x00"
        + attribute(1, 0x00089006, b"\x00\x00\x01\x00") + attribute(1, 0x00069007, (936).to_bytes(8, "little"))
        + attribute(2, 0x00069002, b"\x01\x00" + b"\x00" * 12) + attribute(2, 0x00018010, name + b"\x00")
        + attribute(2, 0x0006800F, data) + b"\x00" * 12
    )  # fmt: skip
