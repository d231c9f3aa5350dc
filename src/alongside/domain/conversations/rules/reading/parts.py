"""The parts of a mail: its words, its files, the mails and invitations inside it (CHN-2). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Part
from email.utils import collapse_rfc2231_value

from alongside.domain.conversations.rules.reading.charsets import header_text, raw_header, text_of
from alongside.kernel.later import Later

tnefparse = Later("tnefparse")

MOST_PARTS = 500
MOST_FILES = 20
LARGEST_FILE = 25 * 1024 * 1024
LARGEST_TNEF = 25 * 1024 * 1024
MOST_TNEF_OBJECTS = 2_000
LONGEST_TEXT = 2_000_000
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass(frozen=True)
class MailFile:
    """Something attached, as its sender named it."""

    name: str
    content_type: str
    data: bytes


@dataclass
class Parts:
    """What a mail is made of, in its order. `problems`: codes for what could not be read or was too much."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    report: list[Part] = field(default_factory=list)  # the fields of a delivery report
    returned: list[str] = field(default_factory=list)  # Message-IDs of mails that came back within it
    problems: set[str] = field(default_factory=set)


def parts_of(mail: Part) -> Parts:
    """Everything in a parsed mail. A part that can't be read is noted and passed over."""
    parts = Parts()
    for number, (part, depth) in enumerate(_walk(mail)):
        if number >= MOST_PARTS:
            parts.problems.add("too_many_parts")
            break
        _take(part, depth, parts)
    if len(parts.files) > MOST_FILES:
        parts.files = parts.files[:MOST_FILES]
        parts.problems.add("too_many_files")
    return parts


def _walk(mail: Part) -> Iterator[tuple[Part, int]]:
    """Part by part. A mail inside a mail is one part, not walked: it is kept as a file."""
    waiting: list[tuple[Part, int]] = [(mail, 0)]
    while waiting:
        part, depth = waiting.pop()
        kind = part.get_content_type()
        if part.is_multipart() and kind not in (
            "message/rfc822",
            "message/delivery-status",
            "message/global",
        ):
            inner = part.get_payload()
            found = [one for one in inner if isinstance(one, Part)] if isinstance(inner, list) else []
            waiting.extend((one, depth + 1) for one in reversed(found))
        else:
            yield part, depth


def _take(part: Part, depth: int, parts: Parts) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    is_attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    if kind == "message/delivery-status" or kind == "message/global-delivery-status":
        inner = part.get_payload()
        parts.report += [one for one in inner if isinstance(one, Part)] if isinstance(inner, list) else []
    elif kind in ("message/rfc822", "message/global"):
        _take_mail(part, parts)
    elif kind in ("text/rfc822-headers", "message/global-headers"):
        parts.returned += _message_ids(text_of(_payload(part), "utf-8"))
    elif kind in _TNEF_TYPES or (name or "").lower() == "winmail.dat":
        _take_tnef(_payload(part), parts)
    elif kind == "text/calendar":
        parts.invitations.append(text_of(_payload(part), part.get_content_charset("") or "utf-8"))
    elif kind in ("text/plain", "text/html") and not is_attached and not (name and kind == "text/html"):
        told = text_of(_payload(part)[:LONGEST_TEXT], _charset(part))
        (parts.html if kind == "text/html" else parts.plain).append(told)
    elif kind == "message/disposition-notification" or kind == "text/x-amp-html":
        return
    else:
        _take_file(name or _name_for(kind), kind, _payload(part), parts)


def _payload(part: Part) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, AttributeError):
        return b""
    return data if isinstance(data, bytes) else b""


def _charset(part: Part) -> str:
    try:
        return str(part.get_content_charset("") or "")
    except (LookupError, ValueError, UnicodeError):
        return ""


def _file_name(part: Part) -> str:
    """As RFC 2231 says it, or with encoded words in quotes, as most programs in China do."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        try:
            given = _readable(part, header).get_param(parameter, None, header)
            if given is None:
                continue
            told = collapse_rfc2231_value(given) if isinstance(given, tuple) else str(given)
        except (ValueError, LookupError, UnicodeError, TypeError, IndexError):
            continue
        name = header_text(told)
        if name:
            return name[:200]
    return ""


def _readable(part: Part, header: str) -> Part:
    """The header alone, without the bytes that no header may hold."""
    told = Part()
    raw = raw_header(part, header)
    told[header] = raw if raw.isascii() else text_of(raw.encode("utf-8", "surrogateescape"))
    return told


def _name_for(kind: str) -> str:
    ending = re.sub(r"[^a-z0-9]", "", kind.partition("/")[2])[:8]
    return f"file.{ending}" if ending and kind != "application/octet-stream" else "file"


def _take_file(name: str, kind: str, data: bytes, parts: Parts) -> None:
    if not data:
        return
    if len(data) > LARGEST_FILE:
        parts.problems.add("file_too_large")
        return
    parts.files.append(MailFile(name, kind, data))


def _take_mail(part: Part, parts: Parts) -> None:
    """A forwarded mail is told by its subject and its words; a returned one also by its Message-ID."""
    inner = part.get_payload()
    mail = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(mail, Part):
        return
    parts.returned += _message_ids("Message-ID: " + str(mail.get("Message-ID", "")))
    words = next((text_of(_payload(one)[:LONGEST_TEXT], _charset(one)) for one, _depth in _walk(mail)
                  if one.get_content_type() == "text/plain"), "")  # fmt: skip
    subject, sender = header_text(raw_header(mail, "Subject")), header_text(raw_header(mail, "From"))
    told = f"{sender}\n{header_text(mail.get('Date'))}\n{subject}\n\n{words}"
    name = re.sub(r"[\\/\r\n]", " ", subject)[:80].strip() or "mail"
    parts.files.append(MailFile(f"{name}.txt", "text/plain", told.encode()))


def _take_tnef(data: bytes, parts: Parts) -> None:
    """winmail.dat of Outlook: its words and its files. The library trusts its input, so it is looked at before."""
    if len(data) > LARGEST_TNEF or _tnef_objects(data) > MOST_TNEF_OBJECTS:
        parts.problems.add("winmail")
        return
    try:
        packed = tnefparse.TNEF(data, do_checksum=False)
        words = packed.body if not parts.plain else None
        html = packed.htmlbody if not parts.html else None
        files = [
            (str(one.long_filename() or one.name or "file"), bytes(one.data)) for one in packed.attachments
        ]
    except Exception:  # whatever strangers packed into it, the mail itself is read all the same
        parts.problems.add("winmail")
        return
    if words:
        parts.plain.append(words if isinstance(words, str) else text_of(bytes(words)))
    elif html:
        parts.html.append(html if isinstance(html, str) else text_of(bytes(html)))
    for name, inside in files:
        _take_file(name.replace("\x00", "")[:200] or "file", "application/octet-stream", inside, parts)


def _tnef_objects(data: bytes) -> int:
    """How many it holds: it is cut anew for each, so very many would take for ever."""
    place, count = 6, 0
    while place + 11 < len(data) and count <= MOST_TNEF_OBJECTS:
        place += 11 + int.from_bytes(data[place + 5 : place + 9], "little")
        count += 1
    return count


def _message_ids(headers: str) -> list[str]:
    return re.findall(r"^message-id:\s*(<[^<>\s]{1,300}>)", headers, re.IGNORECASE | re.MULTILINE)
