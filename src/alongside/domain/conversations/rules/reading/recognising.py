"""What kind of mail it is: somebody's words, an automatic answer, a delivery report, or our own come back. Pure.

None but the first is ever answered or waits for an answer (CHN-2, RFC 3834).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message as Part

from alongside.domain.conversations.rules.reading.charsets import header_text
from alongside.domain.conversations.rules.reading.parts import Parts

WORDS, AUTO, REPORT, LOOP = "words", "auto", "report", "loop"

_AUTO_SUBJECT = re.compile(
    r"^\s*[\[【(（]?\s*(自动回复|自動回覆|自动答复|自动应答|自動回應|外出自动|休假自动|automatic reply|auto[- ]?reply|autoreply"
    r"|auto(matic)? response|out of (the )?office|vacation (reply|response)|abwesenheit)",
    re.IGNORECASE,
)
_REPORT_SUBJECT = re.compile(
    r"(退信|系统退信|投递失败|未送达|无法投递|邮件被退回|undeliver(ed|able)|delivery status notification|returned mail|"
    r"mail delivery (failed|failure|subsystem)|failure notice|delivery failure)",
    re.IGNORECASE,
)
_SYSTEM_SENDER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|maildaemon)@", re.IGNORECASE)
_CODE = re.compile(r"\b([245]\d\d)[ -]+(?:#?(\d\.\d{1,3}\.\d{1,3})\b)?")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>@,;:\"']{1,64}@[\w.-]{1,190}")


@dataclass(frozen=True)
class Report:
    """What a mail server says of a mail of ours. `reason` names no address."""

    action: str  # failed, delayed, delivered, relayed, expanded
    status: str
    reason: str


def kind_of(
    mail: Part, parts: Parts, *, subject: str, sender: str, own_addresses: frozenset[str], own_host: str
) -> str:
    """`own_addresses` are our mailboxes' and the outbox's, `own_host` stands in the Message-IDs that we write."""
    if sender in own_addresses or _is_ours(mail, own_host):
        return LOOP
    if is_report(mail, parts, subject=subject, sender=sender):
        return REPORT
    return AUTO if is_automatic(mail, subject=subject) else WORDS


def is_report(mail: Part, parts: Parts, *, subject: str, sender: str) -> bool:
    if parts.report:
        return True
    if mail.get_content_type() == "multipart/report" and "delivery-status" in str(
        mail.get_param("report-type", "")
    ):
        return True
    is_system = bool(_SYSTEM_SENDER.match(sender)) or str(mail.get("Return-Path", "")).strip() == "<>"
    return is_system and bool(_REPORT_SUBJECT.search(subject) or mail.get("X-Failed-Recipients"))


def is_automatic(mail: Part, *, subject: str) -> bool:
    submitted = str(mail.get("Auto-Submitted", "")).strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(mail.get(one) for one in ("X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply")):
        return True
    if str(mail.get("Precedence", "")).strip().lower() in ("bulk", "junk", "auto_reply", "list"):
        return True
    if str(mail.get("X-Auto-Response-Suppress", "")).strip().lower() in ("all", "oof") and mail.get(
        "List-Id"
    ):
        return True
    if mail.get_content_type() == "multipart/report":  # "read" and other notices of mail programs
        return True
    return bool(_AUTO_SUBJECT.match(subject))


def report_of(parts: Parts, *, text: str, subject: str) -> Report:
    """The worst of what it says; from its fields, else from its words."""
    fields = [one for one in parts.report if one.get("Action") or one.get("Status")]
    ranked = sorted(fields, key=lambda one: _RANK.get(_word(one.get("Action")), 0), reverse=True)
    if ranked:
        worst = ranked[0]
        said = header_text(worst.get("Diagnostic-Code")).partition(";")[2].strip()
        status = _STATUS.search(str(worst.get("Status", "")) + " " + said)
        return Report(_word(worst.get("Action")) or "failed", status[1] if status else "", _reason(said))
    near = text[:4000]
    code = _CODE.search(near)
    status = _STATUS.search(near)
    line = next((one.strip() for one in near.splitlines() if code and code[0].strip() in one), subject)
    is_later = bool(code and code[1].startswith("4")) or bool(
        re.search(r"delay|延迟|稍后", subject, re.IGNORECASE)
    )
    return Report("delayed" if is_later else "failed", status[1] if status else "", _reason(line))


_RANK = {"failed": 4, "delayed": 3, "relayed": 2, "expanded": 1, "delivered": 0}


def _word(value: object) -> str:
    return str(value or "").strip().lower().split(" ")[0][:20]


def _reason(words: str) -> str:
    """The address is the customer's and not everybody's to read."""
    return _ADDRESS.sub("…", " ".join(words.split()))[:240]


def _is_ours(mail: Part, own_host: str) -> bool:
    found = re.fullmatch(r"<([0-9a-f]{40})@(.+)>", str(mail.get("Message-ID", "")).strip())
    return bool(found and own_host and found[2].lower() == own_host.lower())
