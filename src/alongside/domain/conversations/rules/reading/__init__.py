"""Reading a mail: bytes of anybody in, what they say out (CHN-2). Pure; never raises, whatever the bytes are."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as Part
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from alongside.domain.conversations.rules.reading.calendar_text import invitation_words
from alongside.domain.conversations.rules.reading.charsets import header_text, raw_header, raw_headers
from alongside.domain.conversations.rules.reading.folding import folded
from alongside.domain.conversations.rules.reading.html_text import html_words
from alongside.domain.conversations.rules.reading.parts import MailFile, Parts, parts_of
from alongside.domain.conversations.rules.reading.recognising import (
    AUTO,
    LOOP,
    REPORT,
    WORDS,
    Report,
    kind_of,
    report_of,
)

__all__ = ["AUTO", "LOOP", "REPORT", "UNREADABLE", "WORDS", "MailFile", "ReadMail", "Report", "read_mail"]

UNREADABLE = "unreadable"
MOST_BOUNDARIES = 5_000  # lines that might part a mail; more of them is a trap
LONGEST_HEADERS = 256 * 1024
LONGEST_BODY = 100_000  # characters shown; the whole lies in the original
MOST_REFERENCES = 30


@dataclass(frozen=True)
class ReadMail:
    """What a mail says. Texts hold no NUL and no lone surrogates."""

    kind: str = UNREADABLE
    message_id: str = ""
    answers: tuple[str, ...] = ()  # Message-IDs, the nearest first
    sender_name: str = ""
    sender: str = ""  # the address, in small letters; "" where there is none
    receivers: tuple[str, ...] = ()
    subject: str = ""
    written_at: datetime | None = None
    words: str = ""
    history: str = ""
    signature: str = ""
    files: tuple[MailFile, ...] = ()
    report: Report | None = None
    returned: tuple[str, ...] = ()
    is_forged: bool = False
    problems: frozenset[str] = field(default_factory=frozenset)


def read_mail(raw: bytes, *, own_addresses: frozenset[str] = frozenset(), own_host: str = "") -> ReadMail:
    """Read it. What can't be read at all is UNREADABLE, with as much of its head as there is."""
    try:
        return _read(raw, own_addresses, own_host)
    except (RecursionError, MemoryError):
        return _head_only(raw, "too_deep")
    except Exception:  # strangers write these bytes; nothing in them may stop the mailbox
        return _head_only(raw, "unreadable")


def _read(raw: bytes, own_addresses: frozenset[str], own_host: str) -> ReadMail:
    if raw.count(b"\n--") > MOST_BOUNDARIES or _head_length(raw) > LONGEST_HEADERS:
        return _head_only(raw, "too_many_parts")
    mail = BytesParser(policy=compat32).parsebytes(raw)
    parts = parts_of(mail)
    words, history, signature = _words(parts)
    head = _head(mail)
    kind = kind_of(
        mail,
        parts,
        subject=head["subject"],
        sender=head["sender"],
        own_addresses=own_addresses,
        own_host=own_host,
    )
    report = report_of(parts, text=words or history, subject=head["subject"]) if kind == REPORT else None
    returned = [*parts.returned, *(_own_ids(raw, own_host) if kind == REPORT else ())]
    if len(words) > LONGEST_BODY or len(history) > LONGEST_BODY:
        parts.problems.add("long")
    return ReadMail(
        kind=kind,
        words=_clean(words[:LONGEST_BODY]),
        history=_clean(history[:LONGEST_BODY]),
        signature=_clean(signature[:4000]),
        files=tuple(parts.files),
        report=report,
        returned=tuple(dict.fromkeys(returned)),
        problems=frozenset(parts.problems),
        **head,
    )


def _head_only(raw: bytes, problem: str) -> ReadMail:
    head: dict[str, Any] = {}
    with suppress(Exception):  # as above: then nothing is known of it but that it came
        head = _head(BytesHeaderParser(policy=compat32).parsebytes(raw[:LONGEST_HEADERS]))
    return ReadMail(kind=UNREADABLE, problems=frozenset({problem}), **head)


def _words(parts: Parts) -> tuple[str, str, str]:
    """From the plain text, unless it is empty or says only that there is HTML."""
    plain = "\n\n".join(one.strip() for one in parts.plain if one.strip())
    words = history = signature = ""
    if plain and not (parts.html and _is_no_text(plain)):
        told = folded(plain)
        words, history, signature = told.own, told.history, told.signature
    elif parts.html:
        shown = [html_words(one) for one in parts.html]
        told = folded("\n\n".join(one.own for one in shown if one.own))
        words = told.own
        history = "\n\n".join(one for one in (told.history, *(each.quoted for each in shown)) if one)
        signature = "\n".join(one for one in (told.signature, *(each.signature for each in shown)) if one)
        if not words:  # nothing is folded away when nothing else would be left
            words, history, signature = "\n\n".join(one for one in (signature, history) if one), "", ""
    invited = [told for told in map(invitation_words, parts.invitations[:3]) if told]
    return "\n\n".join(one for one in (words, *invited) if one), history, signature


def _is_no_text(plain: str) -> bool:
    return len(plain) < 300 and bool(
        re.search(
            r"(html.{0,40}(mail|邮件|viewer|compatible)|不支持html|view (this|it) in)", plain, re.IGNORECASE
        )
    )


def _head(mail: Part) -> dict[str, Any]:
    senders = _addresses(mail, "From") or _addresses(mail, "Sender")
    name, address = senders[0] if senders else ("", "")
    return {
        "message_id": _ids(mail.get("Message-ID"))[0] if _ids(mail.get("Message-ID")) else "",
        "answers": _answers(mail),
        "sender_name": _clean(name)[:120],
        "sender": address,
        "receivers": tuple(one for _name, one in [*_addresses(mail, "To"), *_addresses(mail, "Cc")][:50]),
        "subject": _clean(header_text(raw_header(mail, "Subject")))[:300],
        "written_at": _moment(mail.get("Date")),
        "is_forged": _is_forged(mail),
    }


def _addresses(mail: Part, header: str) -> list[tuple[str, str]]:
    """Names and addresses. A name is read after the addresses are told apart, for it may say anything."""
    raw = raw_headers(mail, header)[:20]
    try:
        found = getaddresses([one.encode("utf-8", "surrogateescape").decode("latin-1")[:8000] for one in raw])
    except (ValueError, IndexError, AttributeError):
        return []
    told = []
    for name, address in found:
        address = _clean(address).strip().lower()
        if re.fullmatch(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[\w.\-]{1,190}", address):
            told.append(
                (header_text(name.encode("latin-1", "replace").decode("utf-8", "surrogateescape")), address)
            )
    return told


def _answers(mail: Part) -> tuple[str, ...]:
    nearest = [*_ids(mail.get("In-Reply-To")), *reversed(_ids(mail.get("References")))]
    return tuple(dict.fromkeys(nearest))[:MOST_REFERENCES]


def _ids(value: object) -> list[str]:
    return re.findall(r"<[^<>\s\x00]{1,300}>", _clean(str(value or "")[:20_000]))


def _moment(value: object) -> datetime | None:
    try:
        told = parsedate_to_datetime(str(value))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _is_forged(mail: Part) -> bool:
    """Our own mail server says that the sender's domain disowns this mail. Only the topmost line is its own."""
    told = str(mail.get("Authentication-Results", ""))[:2000].lower()
    return bool(re.search(r"\bdmarc\s*=\s*fail", told))


def _own_ids(raw: bytes, own_host: str) -> list[str]:
    """Message-IDs of ours somewhere in a report that has no fields, as QQ and 163 write them."""
    if not own_host:
        return []
    pattern = rb"<[0-9a-f]{40}@" + re.escape(own_host.encode("ascii", "ignore")) + rb">"
    return [one.decode("ascii") for one in re.findall(pattern, raw[:1_000_000])[:20]]


def _head_length(raw: bytes) -> int:
    ends = [place for place in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if place >= 0]
    return min(ends) if ends else min(len(raw), LONGEST_HEADERS)


def _clean(text: str) -> str:
    """As a database keeps it: no NUL, no half of a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
