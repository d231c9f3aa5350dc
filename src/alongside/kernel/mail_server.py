"""A mailbox on an IMAP server, as far as we need it: what lies there, one mail, mark as seen (CHN-2).

Times end: a server that hangs costs `SECONDS` a step. Whatever goes wrong is a MailServerError with words for the
administrator, without the password.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from alongside import __version__
from alongside.kernel.later import Later

if TYPE_CHECKING:
    from imapclient import IMAPClient

imapclient, errors = Later("imapclient"), Later("imapclient.exceptions")

SECONDS = 20
_AT_ONCE = 200  # whose sizes and days are asked in one command
_ID = {"name": "alongside", "version": __version__, "vendor": "alongside"}


class MailServerError(Exception):
    """The server could not be reached, let us not in, or said no. `code` tells which: reach, login, folder, speak, idle."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(f"{code}: {words}"[:300])
        self.code = code


@dataclass(frozen=True)
class Access:
    """Where a mailbox is and who reads it. `security`: tls, starttls or none."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str = "INBOX"


@dataclass(frozen=True)
class Lying:
    """A mail that lies there."""

    uid: int
    size: int
    arrived_at: datetime | None


class OpenMailbox:
    """A mailbox that is open; from `open_mailbox`."""

    def __init__(self, client: IMAPClient, uid_validity: int, next_uid: int, can_write: bool) -> None:
        self._client = client
        self.uid_validity = uid_validity
        self.next_uid = next_uid
        self.can_write = can_write

    def uids_from(self, uid: int) -> list[int]:
        """The mails numbered so or higher, ascending. ("9:*" answers the last one even when it is lower.)"""
        found = self._client.search(["UID", f"{max(uid, 1)}:*"])
        return sorted(one for one in found if one >= uid)

    def uids_since(self, day: datetime) -> list[int]:
        """The mails that came on that day or later, ascending."""
        return sorted(self._client.search(["SINCE", day.date()]))

    def told(self, uids: list[int]) -> Iterator[Lying]:
        """How large they are and when they came. One that was deleted meanwhile is left out."""
        for start in range(0, len(uids), _AT_ONCE):
            asked = uids[start : start + _AT_ONCE]
            answer = self._client.fetch(asked, ["RFC822.SIZE", "INTERNALDATE"])
            for uid in asked:  # a server may tell of others besides, whose flags somebody changed
                told = answer.get(uid, {})
                if b"RFC822.SIZE" in told:
                    yield Lying(uid, int(told[b"RFC822.SIZE"]), told.get(b"INTERNALDATE"))

    def mail(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """Its bytes, without marking it as seen. None when it is gone."""
        part = "BODY.PEEK[HEADER]" if head_only else "BODY.PEEK[]"
        answer = self._client.fetch([uid], [part]).get(uid, {})
        return answer.get(part.replace(".PEEK", "").encode())

    def mark_seen(self, uids: Iterable[int]) -> None:
        wanted = list(uids)
        if wanted and self.can_write:
            self._client.add_flags(wanted, [b"\\Seen"], silent=True)


class Listening:
    """A mailbox whose server says by itself that something came (IMAP IDLE); from `listen_to`."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self.socket = client.socket()

    def has_news(self) -> bool:
        """Whether a mail came, once the socket can be read. Raises MailServerError when the server hung up."""
        try:
            told = self._client.idle_check(timeout=0)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise MailServerError("speak", type(error).__name__) from error
        if not told:
            raise MailServerError("reach", "the server hung up")
        return any(len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in told)

    def close(self) -> None:
        """Without waiting for a word: the server may be gone."""
        with suppress(imaplib.IMAP4.error, OSError, ValueError, AttributeError):
            self._client.shutdown()


def listen_to(access: Access) -> Listening:
    """Connected, signed in, and told from now on. Raises MailServerError; its code is "idle" when the server cannot."""
    client = None
    try:
        client = _connected(access)
        _sign_in(client, access)
        if not client.has_capability("IDLE"):
            raise MailServerError("idle", "the server does not tell by itself")
        client.select_folder(access.folder, readonly=True)
        client.idle()
        return Listening(client)
    except (MailServerError, imaplib.IMAP4.error, OSError, ValueError, AssertionError, UnicodeError) as error:
        if client is not None:
            _leave(client)
        if isinstance(error, MailServerError):
            raise
        raise MailServerError("speak", _said(error, access)) from error


@contextmanager
def open_mailbox(access: Access) -> Iterator[OpenMailbox]:
    """Connected, signed in and the folder chosen; closed at the end. Raises MailServerError."""
    client = None
    try:
        client = _connected(access)
        _sign_in(client, access)
        yield _chosen(client, access)
    except MailServerError:
        raise
    except (imaplib.IMAP4.error, OSError, ValueError, AssertionError, UnicodeError) as error:
        raise MailServerError("speak", _said(error, access)) from error
    finally:
        if client is not None:
            _leave(client)


def _connected(access: Access) -> IMAPClient:
    try:
        client = imapclient.IMAPClient(
            access.host,
            port=access.port,
            use_uid=True,
            ssl=access.security == "tls",
            ssl_context=ssl.create_default_context() if access.security == "tls" else None,
            timeout=SECONDS,
        )
        client.normalise_times = False  # with their zone
        if access.security == "starttls":
            client.starttls(ssl.create_default_context())
    except (OSError, imaplib.IMAP4.error, ValueError, UnicodeError) as error:
        raise MailServerError("reach", _said(error, access)) from error
    return client


def _sign_in(client: IMAPClient, access: Access) -> None:
    """NetEase (163, 126) lets nobody choose a folder who has not said which program they are (RFC 2971)."""
    try:
        client.login(access.username, access.password)
    except (errors.LoginError, UnicodeError) as error:
        raise MailServerError("login", _said(error, access)) from error
    if client.has_capability("ID"):
        client.id_(_ID)


def _chosen(client: IMAPClient, access: Access) -> OpenMailbox:
    try:
        told = client.select_folder(access.folder)
    except imaplib.IMAP4.error as error:
        raise MailServerError("folder", _said(error, access)) from error
    if b"UIDVALIDITY" not in told:
        raise MailServerError("folder", "the server gives its mails no lasting numbers")
    return OpenMailbox(
        client, int(told[b"UIDVALIDITY"]), int(told.get(b"UIDNEXT", 0)), b"READ-ONLY" not in told
    )


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (imaplib.IMAP4.error, OSError, ValueError, AttributeError):
        client.shutdown()


def _said(error: Exception, access: Access) -> str:
    return f"{type(error).__name__} {error}".replace(access.password, "…") if access.password else str(error)
