"""A real IMAP server on loopback, in a process of its own, and the mails that people put into it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from imapclient import IMAPClient

from alongside.domain.conversations.models import Mailbox

USER, PASSWORD = "service", "let-me-in"
# With one round of hashing where the server takes half a million: nobody guesses passwords here.
_SERVER = """
from pymap.config import IMAPConfig
from pymap.main import main
from pysasl.hashing import BuiltinHash
IMAPConfig._get_hash_context = classmethod(lambda cls, given: BuiltinHash(rounds=1))
main()
"""


class MailHouse:
    """One mailbox of the server, named anew for each test by its folder."""

    def __init__(self, port: int, *, user: str = USER) -> None:
        self.port = port
        self.user = user
        self.folder = "INBOX"
        self._putting: IMAPClient | None = None

    def open(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        client.login(self.user, PASSWORD)
        return client

    def new_folder(self) -> None:
        self.folder = f"f{uuid4().hex[:12]}"
        client = self.open()
        client.create_folder(self.folder)
        client.logout()

    def put(self, *mails: bytes, at: datetime | None = None) -> None:
        self._putting = self._putting or self.open()
        for mail in mails:
            self._putting.append(self.folder, mail, msg_time=at)

    def seen(self) -> list[bool]:
        """Whether each mail, in its order, is marked as seen."""
        client = self.open()
        client.select_folder(self.folder, readonly=True)
        flags = client.get_flags(client.search())
        client.logout()
        return [b"\\Seen" in flags[uid] for uid in sorted(flags)]

    def number_anew(self) -> None:
        """The server was set up again from a copy: the same mails, other numbers."""
        client = self.open()
        client.select_folder(self.folder)
        mails = [
            one[b"BODY[]"] for _uid, one in sorted(client.fetch(client.search(), ["BODY.PEEK[]"]).items())
        ]
        client.select_folder("INBOX")
        client.delete_folder(self.folder)
        client.create_folder(self.folder)
        for mail in reversed(mails):
            client.append(self.folder, mail)
        client.logout()

    def mailbox(self, node, *, now: datetime, **but) -> Mailbox:
        given = {
            "name": "观澜庭客服", "address": "service@ours.test", "imap_host": "127.0.0.1", "imap_port": self.port,
            "imap_security": "none", "username": self.user, "password": PASSWORD, "folder": self.folder,
            "begins_at": now - timedelta(days=36500), "next_at": now,
        }  # fmt: skip
        return Mailbox.objects.create(node=node, **(given | but))


@contextmanager
def a_mail_house() -> Iterator[MailHouse]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c", _SERVER, "--no-service", "managesieve", "--no-service", "admin", "--host", "127.0.0.1",
        "--port", str(port), "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(port, process)
        yield MailHouse(port)
    finally:
        process.kill()
        process.wait()


def _until_it_answers(port: int, process: subprocess.Popen) -> None:
    for _try in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                raise
            time.sleep(0.1)
    raise TimeoutError("the mail server did not begin")


def a_mail(
    words: str = "您好，昨晚卫生间又漏水了，请尽快派人。",
    *,
    sender: str = "周敏 <zhou@example.test>",
    subject: str = "卫生间漏水",
    message_id: str = "",
    answers: str = "",
    charset: str = "utf-8",
    head: str = "",
) -> bytes:
    """A plain mail as a person's program writes it."""
    message_id = message_id or f"<{uuid4().hex}@example.test>"
    lines = [f"From: {sender}", "To: service@ours.test", f"Subject: {subject}", f"Message-ID: {message_id}",
             "Date: Fri, 20 Nov 2026 09:30:00 +0800", f'Content-Type: text/plain; charset="{charset}"',
             "Content-Transfer-Encoding: 8bit"]  # fmt: skip
    if answers:
        lines += [f"In-Reply-To: {answers}", f"References: {answers}"]
    if head:
        lines.append(head)
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + words.replace("\n", "\r\n").encode(charset)
